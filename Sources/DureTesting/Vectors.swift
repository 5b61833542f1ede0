internal import FoundationEssentials

/// Reads the tab-separated known answers: `#` lines are comments, the first other line is the
/// header, an empty field is "not applicable".
package struct VectorTable: Sendable {
    /// Rows as fields by column name; empty fields are kept as empty texts.
    package let rows: [[String: String]]

    /// Reads `Vectors/NAME.tsv` below the folder (a test bundle's resource folder).
    package init(_ name: String, in folder: String) throws {
        try self.init(file: "\(folder)/Vectors/\(name).tsv")
    }

    /// Reads a file of that form.
    package init(file: String) throws {
        let data = try Data(contentsOf: URL(filePath: file))
        let lines = String(decoding: data, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true)
            .filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        guard let header = lines.first else {
            rows = []
            return
        }
        rows = lines.dropFirst().map { fields in
            Dictionary(uniqueKeysWithValues: zip(header, fields))
        }
    }
}
