package import DureCore
package import DureFederation
internal import DureVault

/// Members' rows that lie together on one machine, for a study that is tried and not run.
package struct TrialMembers: Sendable {
    /// The most members.
    package static let countMax = 10_000
    /// One member.
    package struct Member: Sendable {
        /// Its name, made of what the data calls it.
        package let name: Name
        /// Its rows: those that train and those that test.
        package let rows: RecordBatch
    }

    /// The members, by name.
    package let members: [Member]

    /// Reads a file for each member, named after it, or one file whose column tells members apart.
    ///
    /// Columns that the study does not read are left out.
    ///
    /// - Throws: `VaultError` for a table, ``NodeError/unknownMemberColumn(column:)``,
    ///   ``NodeError/memberNames(limit:)`` for a member that has no name of its own.
    package init(
        files: [String], memberColumn: String?, study: StudyManifest
    ) throws {
        var members: [Member] = []
        for file in files {
            let records = try Self.records(file, memberColumn: memberColumn, study: study)
            guard let memberColumn else {
                members.append(Member(name: try Self.name(of: Self.stem(file)), rows: records))
                continue
            }
            guard let owners = records.texts(memberColumn) else {
                throw NodeError.unknownMemberColumn(column: memberColumn)
            }
            let rows = Dictionary(grouping: owners.indices.filter { !owners[$0].isEmpty }) {
                owners[$0]
            }
            for (owner, positions) in rows.sorted(by: { $0.key < $1.key }) {
                members.append(
                    Member(name: try Self.name(of: owner), rows: records.rows(at: positions)))
            }
        }
        guard Set(members.map(\.name)).count == members.count, members.count <= Self.countMax
        else { throw NodeError.memberNames(limit: Self.countMax) }
        self.members = members.sorted { $0.name < $1.name }
    }

    private static func records(
        _ file: String, memberColumn: String?, study: StudyManifest
    ) throws -> RecordBatch {
        let texts = [study.split.column, memberColumn].compactMap { $0 }
        let wanted = Set(study.columnNames + texts)
        var types: [String: ColumnType] = [:]
        for name in wanted {
            types[name] = study.columns.hasNumbers(name) && !texts.contains(name) ? .number : .text
        }
        do {
            return try MemberHome.readTable(at: file, types: types, wanted: wanted).records
        } catch let error as VaultError {
            guard case .unknownColumn(let name) = error, name == memberColumn else { throw error }
            throw NodeError.unknownMemberColumn(column: name)
        }
    }

    /// A path's last part without its ending.
    private static func stem(_ path: String) -> String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return last.split(separator: ".").first.map(String.init) ?? last
    }

    /// What the data calls a member, as a name: letters small, all else hyphens, a letter first.
    private static func name(of text: String) throws -> Name {
        let letters = text.lowercased().utf8.map { byte -> Character in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                Character(UnicodeScalar(byte))
            default: "-"
            }
        }
        let slug = String(letters.prefix(Name.byteCountMax - 1))
        let first = slug.first.map { $0.isLetter } ?? false
        do {
            return try Name(first ? slug : "m\(slug)")
        } catch {
            throw NodeError.memberNames(limit: countMax)
        }
    }
}
