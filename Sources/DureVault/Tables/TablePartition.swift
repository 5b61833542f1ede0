package import DureCore

/// Some rows of a table, column by column, as they are sealed.
package struct TablePartition: Sendable, Equatable {
    /// One column.
    package struct Column: Sendable, Equatable {
        let name: String
        let values: PackedColumn
    }

    /// How many rows.
    package let rowCount: Int
    let columns: [Column]

    init(rowCount: Int, columns: [Column]) {
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The names of the columns, in their order.
    package var columnNames: [String] { columns.map(\.name) }

    /// The same rows with their texts as strings.
    package var records: RecordBatch { records { _ in true } }

    /// The same rows, of those columns alone, with their texts as strings.
    package func records(of isWanted: (String) -> Bool) -> RecordBatch {
        RecordBatch(
            rowCount: rowCount,
            columns: Dictionary(
                uniqueKeysWithValues: columns.filter { isWanted($0.name) }
                    .map { ($0.name, $0.values.column) }))
    }

    /// Those rows of a table.
    init(_ table: Table, rows: Range<Int>) {
        rowCount = rows.count
        columns = table.schema.columns.map { column in
            guard let values = table.records.columns[column.name] else {
                preconditionFailure("a table has the columns of its schema")
            }
            return Column(name: column.name, values: PackedColumn(values, rows: rows))
        }
    }
}

/// A column's values as they are sealed, or nearly.
enum PackedColumn: Sendable, Equatable {
    /// NaN where the value is missing.
    case numbers([Double])
    /// For each row the length as be32 and the text; empty where it is missing.
    case texts([UInt8])

    init(_ column: RecordBatch.Column, rows: Range<Int>) {
        switch column {
        case .numbers(let values): self = .numbers(Array(values[rows]))
        case .texts(let values):
            var bytes: [UInt8] = []
            for text in values[rows] {
                bytes.append(bigEndian: UInt32(text.utf8.count))
                bytes.append(contentsOf: text.utf8)
            }
            self = .texts(bytes)
        }
    }

    var type: ColumnType {
        switch self {
        case .numbers: .number
        case .texts: .text
        }
    }

    /// The values with a string for each text.
    var column: RecordBatch.Column {
        switch self {
        case .numbers(let values): return .numbers(values)
        case .texts(let bytes):
            var texts: [String] = []
            var start = 0
            while start < bytes.count {
                let count = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
                start += 4
                texts.append(String(decoding: bytes[start..<start + count], as: UTF8.self))
                start += count
            }
            return .texts(texts)
        }
    }

    /// How many bytes the column's content has.
    var contentByteCount: Int {
        switch self {
        case .numbers(let values): 8 * values.count
        case .texts(let bytes): bytes.count
        }
    }

    /// The column's content: eight bytes for a number, big-endian; texts as they are.
    var content: [UInt8] {
        switch self {
        case .numbers(let values):
            [UInt8](capacity: 8 * values.count) { out in
                for number in values {
                    let bits = number.isNaN ? TableContent.missing : number.bitPattern
                    out.append(bigEndian: UInt32(truncatingIfNeeded: bits >> 32))
                    out.append(bigEndian: UInt32(truncatingIfNeeded: bits))
                }
            }
        case .texts(let bytes): bytes
        }
    }
}

extension OutputSpan<UInt8> {
    /// Adds four bytes, the most significant first.
    @inline(__always)
    mutating func append(bigEndian number: UInt32) {
        append(UInt8(truncatingIfNeeded: number >> 24))
        append(UInt8(truncatingIfNeeded: number >> 16))
        append(UInt8(truncatingIfNeeded: number >> 8))
        append(UInt8(truncatingIfNeeded: number))
    }
}
