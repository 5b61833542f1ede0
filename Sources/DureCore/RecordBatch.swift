/// Rows of named columns, held in memory, as the vault hands them out under a grant.
package struct RecordBatch: Sendable, Equatable {
    /// One column's values, one for each row.
    package enum Column: Sendable, Equatable {
        /// Numbers; NaN where the value is missing.
        case numbers([Double])
        /// Texts; empty where the value is missing.
        case texts([String])

        /// How many rows.
        package var count: Int {
            switch self {
            case .numbers(let values): values.count
            case .texts(let values): values.count
            }
        }
    }

    /// How many rows; every column has as many values.
    package let rowCount: Int
    /// The columns by name.
    package let columns: [String: Column]

    /// Takes columns of equal length.
    package init(rowCount: Int, columns: [String: Column]) {
        precondition(columns.values.allSatisfy { $0.count == rowCount }, "columns of one length")
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The numbers of a column, or nil where there is no such column of numbers.
    package func numbers(_ name: String) -> [Double]? {
        guard case .numbers(let values)? = columns[name] else { return nil }
        return values
    }

    /// The texts of a column, or nil where there is no such column of texts.
    package func texts(_ name: String) -> [String]? {
        guard case .texts(let values)? = columns[name] else { return nil }
        return values
    }

    /// The rows at those positions, in that order.
    package func rows(at positions: [Int]) -> RecordBatch {
        RecordBatch(
            rowCount: positions.count,
            columns: columns.mapValues { column in
                switch column {
                case .numbers(let values): .numbers(positions.map { values[$0] })
                case .texts(let values): .texts(positions.map { values[$0] })
                }
            })
    }
}
