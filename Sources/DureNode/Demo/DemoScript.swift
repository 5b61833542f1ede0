internal import DureCharter
internal import DureCore
internal import DureFederation

/// What a demonstration plays: members with their rows and rules, an accord, a card, studies.
struct DemoScript: Sendable {
    /// One member.
    struct Part: Sendable {
        let name: Name
        let economy: String
        let charter: [UInt8]
        let csv: [UInt8]
    }

    let federation: Name
    let dataset: Name
    let parts: [Part]
    let accord: [UInt8]
    let card: [UInt8]
    let manifests: [[UInt8]]
    /// Who is to be credited for the rows; nil for a table of the user's own.
    let source: DemoReport.Source?
    /// Whether everybody may see single rows: those that come with the project.
    let isPublic: Bool
    /// The options that ask for it.
    let arguments: String
}

/// An example's folder: `demo.toml` says who takes part and which studies are run.
///
/// Beside it lie `accord.toml`, `card.toml`, the members' charters, the manifests, and the data
/// unless its licence wants that everybody fetches it themselves.
struct DemoExample {
    private static let byteCountMax = 1 << 20
    private static let memberCountMax = DemoTableSource.memberCountMax

    /// One member as the file names it.
    private struct Member {
        let name: Name
        /// What the member column says of its rows.
        let value: String
        let charter: String
    }

    private let folder: String
    private let federation: Name
    private let data: String?
    private let memberColumn: String
    private let exact: String
    private let noisy: String
    private let source: DemoReport.Source
    private let members: [Member]

    /// Reads `demo.toml`.
    ///
    /// - Throws: ``NodeError/unreadable(path:)``, or ``NodeError/settings(path:_:)`` with the line.
    init(folder: String) throws {
        self.folder = folder
        let path = "\(folder)/demo.toml"
        let text = try Self.file("demo.toml", in: folder)
        do {
            let file = try TOMLReader(parsing: text, byteCountMax: Self.byteCountMax)
            try file.refuseUnknownKeys(
                allowed: [
                    "federation", "data", "member_column", "exact", "private", "credit", "doi",
                    "member",
                ])
            federation = try Self.name("federation", in: file)
            data = try file.optionalString("data")
            memberColumn = try file.string("member_column")
            exact = try file.string("exact")
            noisy = try file.string("private")
            source = DemoReport.Source(
                credit: try file.string("credit"), doi: try file.optionalString("doi"))
            let tables = try file.tables("member")
            guard (3...Self.memberCountMax).contains(tables.count) else {
                throw file.error("member", .outOfRange(min: 3, max: Double(Self.memberCountMax)))
            }
            members = try tables.map { table throws(TOMLError) in
                try table.refuseUnknownKeys(allowed: ["name", "value", "charter"])
                return Member(
                    name: try Self.name("name", in: table), value: try table.string("value"),
                    charter: try table.string("charter"))
            }
        } catch let error as TOMLError {
            throw NodeError.settings(path: path, error)
        }
    }

    private static func name(_ key: String, in table: TOMLReader) throws(TOMLError) -> Name {
        let text = try table.string(key)
        do {
            return try Name(text)
        } catch {
            throw table.error(key, .unknownValue)
        }
    }

    private static func file(_ name: String, in folder: String) throws -> [UInt8] {
        guard let bytes = try FileStorage(root: folder).read(name, byteCountMax: byteCountMax)
        else { throw NodeError.unreadable(path: "\(folder)/\(name)") }
        return bytes
    }

    /// The script, of the folder's data or of a file with the same columns.
    ///
    /// - Throws: ``NodeError/exampleWantsData(folder:)`` where there is neither.
    func script(data given: String?, epsilon: Double?) throws -> DemoScript {
        guard let path = given ?? data.map({ "\(folder)/\($0)" }) else {
            throw NodeError.exampleWantsData(folder: folder)
        }
        var manifests = [try Self.file(exact, in: folder)]
        if let epsilon {
            let text = String(decoding: try Self.file(noisy, in: folder), as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("epsilon = ") ? "epsilon = \(epsilon)" : String(line)
            }
            manifests.append(Array(lines.joined(separator: "\n").utf8))
        }
        let study: StudyManifest
        do {
            study = try StudyManifest(parsing: manifests[0])
        } catch {
            throw NodeError.settings(path: "\(folder)/\(exact)", error)
        }
        let rows = try DemoData(
            cutting: path, by: memberColumn, keeping: Set(study.columnNames))
        let parts = try members.map { member in
            let charter = try Self.file(member.charter, in: folder)
            return DemoScript.Part(
                name: member.name, economy: try Charter(parsing: charter).economy ?? "ZZ",
                charter: charter, csv: try rows.csv(of: member.value))
        }
        return DemoScript(
            federation: federation, dataset: study.dataset, parts: parts,
            accord: try Self.file("accord.toml", in: folder),
            card: try Self.file("card.toml", in: folder), manifests: manifests, source: source,
            isPublic: given == nil,
            arguments: "--example \(folder)" + (given.map { " --data \($0)" } ?? ""))
    }
}
