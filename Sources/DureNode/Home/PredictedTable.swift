internal import DureCore
package import DureLearning
internal import DureVault

/// A table of separated values or JSON Lines with what a model foretells in added columns.
package struct PredictedTable: Sendable {
    /// How many rows.
    package let rowCount: Int
    /// How many rows got no answer because a value was missing.
    package let missingCount: Int
    /// How many rows hold a value beyond a column's public range, which counts as the range's end.
    package let clampedCount: Int
    private let table: Table
    private let isJSON: Bool
    private let added: [String]
    /// Shape [rows, added]; NaN where there is no answer.
    private let answers: [Double]

    /// Reads a table and applies the model.
    ///
    /// Columns that the model does not read pass through. What begins with a brace is JSON Lines.
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
        isJSON = JSONLines.begins(text)
        let source = try isJSON ? Source(lines: text) : Source(separated: text)
        let names = source.names
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
        let numbers = names.filter(columns.hasNumbers).map { ($0, ColumnType.number) }
        table = try source.read(types: Dictionary(numbers, uniquingKeysWith: { $1 }))
        let rows = try StudyTable(columns, batch: table.records)
        let answers = model.predictions(of: rows)
        self.answers = answers
        rowCount = table.schema.rowCount
        missingCount = (0..<rows.rowCount).count { answers[$0 * outputs.count].isNaN }
        clampedCount = Self.clampedCount(table.records, columns)
    }

    private static func clampedCount(_ records: RecordBatch, _ columns: StudyColumns) -> Int {
        var isClamped = [Bool](repeating: false, count: records.rowCount)
        for case .number(let feature, _) in columns.inputs {
            for (row, value) in (records.numbers(feature.column) ?? []).enumerated()
            where value < feature.lower || value > feature.upper { isClamped[row] = true }
        }
        return isClamped.count { $0 }
    }

    /// The table in the form in which it came: ``csv`` or ``jsonLines``.
    package var bytes: [UInt8] { isJSON ? jsonLines : csv }

    /// The table as one JSON object a line.
    ///
    /// A missing value is null.
    package var jsonLines: [UInt8] {
        let names = (table.schema.columns.map(\.name) + added)
            .map { JSONValue.string($0).canonicalBytes + [UInt8(ascii: ":")] }
        let columns = table.schema.columns.map { table.records.columns[$0.name] }
        var bytes: [UInt8] = []
        func append(_ number: Double) {
            if number.isFinite {
                JSONValue.append(number, to: &bytes)
            } else {
                bytes += "null".utf8
            }
        }
        for row in 0..<rowCount {
            for (index, name) in names.enumerated() {
                bytes.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
                bytes += name
                guard index < columns.count else {
                    append(answers[row * added.count + index - columns.count])
                    continue
                }
                switch columns[index] {
                case .numbers(let values)?: append(values[row])
                case .texts(let values)? where !values[row].isEmpty:
                    bytes += JSONValue.string(values[row]).canonicalBytes
                default: bytes += "null".utf8
                }
            }
            bytes += "}\n".utf8
        }
        return bytes
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

/// A file whose columns' names are known.
private struct Source {
    let names: [String]
    private let text: [UInt8]
    private var options = CSVOptions()

    /// Separated values, which pass through as they are written: all but numbers are texts.
    init(separated text: [UInt8]) throws {
        self.text = text
        let end = Self.headEnd(of: text)
        names = try Self.read(Array(text[..<end]), options).schema.columns.map(\.name)
        options.types = Dictionary(names.map { ($0, .text) }, uniquingKeysWith: { $1 })
    }

    /// JSON Lines; what is a text there stays one.
    init(lines text: [UInt8]) throws {
        var lines = JSONLines()
        var values = try lines.feed(text)
        values += try lines.finish()
        self.text = values
        names = lines.columns ?? []
        options.delimiter = .comma
        options.header = .names(names)
        options.types = Dictionary(
            lines.textColumns.map { ($0, .text) }, uniquingKeysWith: { $1 })
    }

    /// The whole table; columns without a type get that of their values.
    func read(types: [String: ColumnType]) throws -> Table {
        var options = options
        options.types.merge(types) { $1 }
        return try Self.read(text, options)
    }

    private static func read(_ text: [UInt8], _ options: CSVOptions) throws -> Table {
        var reader = try CSVReader(options)
        try reader.feed(text)
        return try reader.finish()
    }

    /// Where the first line ends that is not empty.
    private static func headEnd(of text: [UInt8]) -> Int {
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
        return end ?? text.endIndex
    }
}
