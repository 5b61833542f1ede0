package import DureCore

/// One column of free text: its name, and how much of a text is read.
package struct TextSpecification: Sendable, Hashable {
    /// The most columns of text.
    package static let countMax = 16
    /// The largest ``byteCountMax``.
    package static let byteCountLimit = 1 << 20
    /// ``byteCountMax`` where a study does not say.
    package static let byteCountDefault = 10_000

    /// The column's name.
    package let column: String
    /// The longest text that is read whole, in bytes of UTF-8; of a longer one, its beginning.
    package let byteCountMax: Int

    /// Checks name and limit.
    ///
    /// - Throws: ``LearningError/badSpecification(column:field:)``.
    package init(
        column: String, byteCountMax: Int = byteCountDefault
    ) throws(LearningError) {
        guard !column.isEmpty else { throw .badSpecification(column: column, field: "column") }
        guard (1...Self.byteCountLimit).contains(byteCountMax) else {
            throw .badSpecification(column: column, field: "bytes")
        }
        self.column = column
        self.byteCountMax = byteCountMax
    }

    /// As many whole scalars of a text as the limit holds; nil for one that it holds whole.
    func start(of text: String) -> String? {
        guard text.utf8.count > byteCountMax else { return nil }
        var byteCount = 0
        let scalars = text.unicodeScalars.prefix { scalar in
            byteCount += Unicode.UTF8.width(scalar)
            return byteCount <= byteCountMax
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// The column as JSON.
    package var json: JSONValue {
        .object(["column": .string(column), "bytes": .integer(Int64(byteCountMax))])
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    package init(json: JSONValue) throws(LearningError) {
        guard let column = json["column"]?.text, let count = json["bytes"]?.int,
            let byteCountMax = Int(exactly: count)
        else { throw .malformedModel(field: "texts") }
        try self.init(column: column, byteCountMax: byteCountMax)
    }
}
