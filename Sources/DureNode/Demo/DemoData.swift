internal import DureCore

/// The example's rows, cut into one file for each hospital, as if each had always had its own.
struct DemoData: Sendable {
    private static let byteCountMax = 64 << 20

    /// The members in the order of the file, each with the text of its own CSV.
    let members: [(name: Name, csv: [UInt8])]

    /// Cuts a CSV by the column that names the member; that column is left out.
    ///
    /// The example's own file is plain: no quotes, no separator inside a field. Anything else is
    /// refused here; a hospital's own file goes through the vault's reader all the same.
    init(cutting path: String, by column: String) throws {
        let storage = FileStorage(root: path)
        guard let bytes = try storage.read("", byteCountMax: Self.byteCountMax),
            let text = String(validating: bytes, as: UTF8.self), !text.contains("\"")
        else { throw NodeError.unreadable(path: path) }
        let lines = text.split(whereSeparator: \.isNewline)
        guard let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false),
            let position = header.firstIndex(where: { $0 == column })
        else { throw NodeError.unreadable(path: path) }
        var order: [String] = []
        var rows: [String: String] = [:]
        let head = Self.line(header, without: position)
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == header.count else { throw NodeError.unreadable(path: path) }
            let member = String(fields[position])
            if rows[member] == nil { order.append(member) }
            rows[member, default: head] += Self.line(fields, without: position)
        }
        members = try order.map { (try Name($0), Array((rows[$0] ?? "").utf8)) }
    }

    private static func line(_ fields: [Substring], without position: Int) -> String {
        var kept = fields
        kept.remove(at: position)
        return kept.joined(separator: ",") + "\n"
    }
}
