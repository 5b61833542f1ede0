internal import DureCore
package import DureLearning
internal import DureVault

/// A table of separated values with what a model foretells in added columns.
package struct PredictedTable: Sendable {
    /// How many rows.
    package let rowCount: Int
    /// How many rows got no answer because a value was missing.
    package let missingCount: Int
    /// How many rows hold a value beyond a column's public range, which counts as the range's end.
    package let clampedCount: Int
    private let table: Table
    private let added: [String]
    /// Shape [rows, added]; NaN where there is no answer.
    private let answers: [Double]

    /// Reads a table and applies the model.
    ///
    /// Columns that the model does not read pass through as they are written.
    ///
    /// - Parameters:
    ///   - text: The file's bytes.
    ///   - column: The name of the added column; of several, the beginning of each name. Nil for
    ///     the model's own names.
    /// - Throws: `VaultError` for the table, also where it has such a column already;
    ///   `LearningError` for a column that the model misses.
    package init(applying model: any Model, to text: [UInt8], column: String?) throws {
        let columns = model.columns.forPrediction
        let wanted = Set(columns.names)
        let names = try Self.read(text, types: [:]).schema.columns.map(\.name)
        for name in wanted.sorted() where !names.contains(name) {
            throw LearningError.unknownColumn(column: name)
        }
        let outputs = model.outputNames
        added = outputs.map { output in
            guard let column else { return output }
            return outputs.count == 1 ? column : "\(column)_\(output)"
        }
        for (index, name) in added.enumerated() where names.contains(name) {
            throw VaultError.duplicateColumn(position: names.count + 1 + index, name: name)
        }
        let types = names.map { ($0, columns.hasNumbers($0) ? ColumnType.number : .text) }
        table = try Self.read(text, types: Dictionary(types, uniquingKeysWith: { $1 }))
        let rows = try StudyTable(columns, batch: table.records)
        let answers = model.predictions(of: rows)
        self.answers = answers
        rowCount = table.schema.rowCount
        missingCount = (0..<rows.rowCount).count { answers[$0 * outputs.count].isNaN }
        clampedCount = Self.clampedCount(table.records, columns)
    }

    private static func read(_ text: [UInt8], types: [String: ColumnType]) throws -> Table {
        var reader = try CSVReader(CSVOptions(types: types))
        try reader.feed(text)
        return try reader.finish()
    }

    private static func clampedCount(_ records: RecordBatch, _ columns: StudyColumns) -> Int {
        var isClamped = [Bool](repeating: false, count: records.rowCount)
        for case .number(let feature, _) in columns.inputs {
            for (row, value) in (records.numbers(feature.column) ?? []).enumerated()
            where value < feature.lower || value > feature.upper { isClamped[row] = true }
        }
        for text in columns.texts {
            for (row, value) in (records.texts(text.column) ?? []).enumerated()
            where value.utf8.count > text.byteCountMax { isClamped[row] = true }
        }
        return isClamped.count { $0 }
    }

    /// The table as CSV (RFC 4180, lines end in LF), the header first.
    ///
    /// A missing value is an empty field.
    package var csv: [UInt8] {
        var bytes: [UInt8] = []
        let names = table.schema.columns.map(\.name)
        Self.append((names + added).map { Self.quoted($0) }, to: &bytes)
        let columns = names.map { table.records.columns[$0] }
        for row in 0..<rowCount {
            var fields = columns.map { column in
                switch column {
                case .numbers(let values)?: Self.text(values[row])
                case .texts(let values)?: Self.quoted(values[row])
                case nil: ""
                }
            }
            fields += answers[row * added.count..<(row + 1) * added.count].map(Self.text)
            Self.append(fields, to: &bytes)
        }
        return bytes
    }

    private static func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: field.utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The shortest text that reads back to the same number.
    private static func text(_ number: Double) -> String {
        number.isNaN ? "" : JSONValue.number(number).canonicalText
    }

    /// In quotes where a reader would otherwise see something else: a separator, a quote, a line's
    /// end, a space at an end, or one of the words for a missing value.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { !special.contains($0) }
            && text.first != " " && text.last != " " && text != "?" && text != "NA"
        guard !isPlain else { return text }
        let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        return "\"\(doubled)\""
    }

    private static let special = Set("\",;\t\r\n".utf8)
}
