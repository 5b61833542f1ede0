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
        let names = try Self.columnNames(of: text)
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

    /// The names in the first line that is not empty.
    private static func columnNames(of text: [UInt8]) throws -> [String] {
        var (isQuoted, isEmpty) = (false, true)
        let end = text.firstIndex { byte in
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return !isQuoted && !isEmpty
            case UInt8(ascii: " "), 0xef, 0xbb, 0xbf: return false  // Also the byte-order mark.
            default:
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                isEmpty = false
                return false
            }
        }
        let head = text[..<(end ?? text.endIndex)]
        return try read(Array(head), types: [:]).schema.columns.map(\.name)
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
        return isClamped.count { $0 }
    }

    /// The table as CSV (RFC 4180, lines end in LF), the header first.
    ///
    /// A missing value is an empty field.
    package var csv: [UInt8] {
        var bytes: [UInt8] = []
        let names = table.schema.columns.map(\.name)
        for (index, name) in (names + added).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            Self.append(name, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        let columns = names.map { table.records.columns[$0] }
        for row in 0..<rowCount {
            for (index, column) in columns.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                switch column {
                case .numbers(let values)?: Self.append(values[row], to: &bytes)
                case .texts(let values)?: Self.append(values[row], to: &bytes)
                case nil: break
                }
            }
            for answer in answers[row * added.count..<(row + 1) * added.count] {
                bytes.append(UInt8(ascii: ","))
                Self.append(answer, to: &bytes)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The shortest text that reads back to the same number; nothing for what is no finite number.
    private static func append(_ number: Double, to bytes: inout [UInt8]) {
        if number.isFinite { JSONValue.append(number, to: &bytes) }
    }

    /// In quotes where a reader would otherwise see something else: a separator, a quote, a line's
    /// end, a space at an end, or one of the words for a missing value.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let isPlain =
            text.utf8.allSatisfy { !isSpecial($0) }
            && text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
            && text != "?" && text != "NA"
        guard !isPlain else { return bytes.append(contentsOf: text.utf8) }
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"): true
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }
}
