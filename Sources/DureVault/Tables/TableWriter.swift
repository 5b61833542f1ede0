internal import DureCore

/// Writes a table's rows as text, with columns of numbers added.
package struct TableWriter: Sendable {
    /// How rows are written.
    package enum Format: String, Sendable, CaseIterable {
        /// RFC 4180, but that lines end in LF; the header first, a missing value as an empty field.
        case csv
        /// One object a line, a missing value as `null`.
        case jsonLines = "jsonl"
    }

    private let format: Format
    private let added: [String]

    /// A writer that adds columns of those names.
    package init(_ format: Format, adding added: [String]) {
        self.format = format
        self.added = added
    }

    /// What stands before the first row.
    package func head(_ columns: [String]) -> [UInt8] {
        format == .csv ? Self.line(columns + added) : []
    }

    /// One line of CSV.
    package static func line(_ fields: [String]) -> [UInt8] {
        Self.fields(fields) + [Byte.lineFeed]
    }

    /// Fields of one row of separated values, without the line's end.
    package static func fields(_ fields: [String], _ delimiter: UInt8 = Byte.comma) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(delimiter) }
            append(field: Array(field.utf8)[...], to: &bytes)
        }
        return bytes
    }

    /// The rows, one a line.
    ///
    /// - Parameter values: Shape [rows, added], row-major; NaN where one is missing.
    package func lines(_ partition: TablePartition, adding values: [Double]) -> [UInt8] {
        precondition(values.count == partition.rowCount * added.count, "values of all rows")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(partition.rowCount * 16 * (partition.columns.count + added.count))
        var cells = partition.columns.map { CellReader($0.values) }
        let names = (partition.columnNames + added).enumerated().map { index, name in
            Array("\(index == 0 ? "{" : ",")\(JSONValue.string(name).canonicalText):".utf8)
        }
        for row in 0..<partition.rowCount {
            for index in 0..<names.count {
                begin(index, names[index], to: &bytes)
                if index < cells.count {
                    append(cells[index].next(), to: &bytes)
                } else {
                    let place = row * added.count + index - cells.count
                    append(.number(values[place]), to: &bytes)
                }
            }
            if format == .jsonLines { bytes.append(UInt8(ascii: "}")) }
            bytes.append(Byte.lineFeed)
        }
        return bytes
    }

    private func begin(_ index: Int, _ name: [UInt8], to bytes: inout [UInt8]) {
        switch format {
        case .csv: if index > 0 { bytes.append(Byte.comma) }
        case .jsonLines: bytes += name
        }
    }

    private func append(_ cell: Cell, to bytes: inout [UInt8]) {
        switch (format, cell) {
        case (.csv, .number(let number)):
            if !number.isNaN { JSONValue.append(number, to: &bytes) }
        case (.csv, .text(let text)): Self.append(field: text, to: &bytes)
        case (.jsonLines, .number(let number)):
            if number.isNaN {
                bytes += "null".utf8
            } else {
                JSONValue.append(number, to: &bytes)
            }
        case (.jsonLines, .text(let text)):
            if text.isEmpty {
                bytes += "null".utf8
            } else {
                bytes += JSONValue.string(String(decoding: text, as: UTF8.self)).canonicalBytes
            }
        }
    }

    /// In quotes where a reader would otherwise see something else: a separator, a quote, a line's
    /// end, a space at an end, or one of the words for a missing value.
    private static func append(field: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        let isPlain =
            !field.contains { isSpecial($0) } && field.first != Byte.space
            && field.last != Byte.space && !field.elementsEqual("?".utf8)
            && !field.elementsEqual("NA".utf8)
        guard !isPlain else {
            bytes += field
            return
        }
        bytes.append(Byte.quote)
        for byte in field {
            if byte == Byte.quote { bytes.append(Byte.quote) }
            bytes.append(byte)
        }
        bytes.append(Byte.quote)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case Byte.quote, Byte.comma, Byte.lineFeed, UInt8(ascii: ";"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"):
            true
        default: false
        }
    }
}

private enum Cell {
    /// NaN where it is missing.
    case number(Double)
    /// Empty where it is missing.
    case text(ArraySlice<UInt8>)
}

/// A column's cells, one after the other.
private struct CellReader {
    private let values: PackedColumn
    private var position = 0

    init(_ values: PackedColumn) {
        self.values = values
    }

    mutating func next() -> Cell {
        switch values {
        case .numbers(let numbers):
            defer { position += 1 }
            return .number(numbers[position])
        case .texts(let bytes):
            let count = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let start = position + 4
            position = start + count
            return .text(bytes[start..<start + count])
        }
    }
}
