internal import DureCore
internal import DureVault

/// An example's rows, cut into one file for each member, as if each had always had its own.
struct DemoData {
    private let names: [String]
    private let columns: [[String]]
    /// For each member, where its rows stand.
    private let rows: [String: [Int]]
    private let path: String

    /// Reads a table and cuts it by the column that names the member; that column, and those that
    /// nobody asks for, are left out.
    ///
    /// - Throws: `VaultError.unknownColumn(name:)`, and what reading throws.
    init(cutting path: String, by memberColumn: String, keeping wanted: Set<String>) throws {
        let table = try MemberHome.readTable(at: path, wanted: wanted.union([memberColumn]))
        names = table.schema.columns.map(\.name).filter { wanted.contains($0) }
        let owners = table.records.texts(memberColumn) ?? []
        columns = names.map { table.records.texts($0) ?? [] }
        rows = Dictionary(grouping: owners.indices) { owners[$0] }
        self.path = path
    }

    /// A member's rows.
    ///
    /// - Throws: `VaultError.noRows` where there are none.
    func csv(of member: String) throws -> [UInt8] {
        guard let rows = rows[member] else { throw VaultError.noRows }
        return rows.reduce(into: TableWriter.line(names)) { bytes, row in
            bytes += TableWriter.line(columns.map { $0[row] })
        }
    }
}
