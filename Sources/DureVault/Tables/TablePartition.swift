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

    /// The same rows with their texts as strings.
    package var records: RecordBatch {
        RecordBatch(
            rowCount: rowCount,
            columns: Dictionary(
                uniqueKeysWithValues: columns.map { ($0.name, $0.values.column) }))
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

/// A column's values without a string for each text.
enum PackedColumn: Sendable, Equatable {
    /// NaN where the value is missing.
    case numbers([Double])
    /// The texts one behind the other, and where each ends; empty where it is missing.
    case texts([UInt8], ends: [Int])

    init(_ column: RecordBatch.Column, rows: Range<Int>) {
        switch column {
        case .numbers(let values): self = .numbers(Array(values[rows]))
        case .texts(let values):
            var bytes: [UInt8] = []
            var ends: [Int] = []
            ends.reserveCapacity(rows.count)
            for text in values[rows] {
                bytes.append(contentsOf: text.utf8)
                ends.append(bytes.count)
            }
            self = .texts(bytes, ends: ends)
        }
    }

    var type: ColumnType {
        switch self {
        case .numbers: .number
        case .texts: .text
        }
    }

    var column: RecordBatch.Column {
        switch self {
        case .numbers(let values): return .numbers(values)
        case .texts(let bytes, let ends):
            var start = 0
            return .texts(
                ends.map { end in
                    defer { start = end }
                    return String(decoding: bytes[start..<end], as: UTF8.self)
                })
        }
    }
}
