/// What kind of values a column has.
package enum ColumnType: String, Sendable, Hashable, CaseIterable {
    /// Finite numbers.
    case number
    /// Texts.
    case text
}

/// The columns of a table, in the file's order.
package struct TableSchema: Sendable, Hashable {
    /// Distinct values are counted up to here; a count that reaches it means "this many or more".
    package static let distinctCountMax = 1_000

    /// One column.
    package struct Column: Sendable, Hashable {
        /// The name in the header.
        package let name: String
        /// Numbers where every value that is there is one; a column without values counts as that.
        package let type: ColumnType
        /// How many rows have no value.
        package let missingCount: Int
        /// How many different values there are, at most ``TableSchema/distinctCountMax``.
        package let distinctCount: Int

        /// Describes a column.
        package init(name: String, type: ColumnType, missingCount: Int, distinctCount: Int) {
            self.name = name
            self.type = type
            self.missingCount = missingCount
            self.distinctCount = distinctCount
        }
    }

    /// The columns; their names differ.
    package let columns: [Column]
    /// How many rows.
    package let rowCount: Int

    /// Describes a table.
    package init(columns: [Column], rowCount: Int) {
        self.columns = columns
        self.rowCount = rowCount
    }

    /// The column of that name.
    package func column(_ name: String) -> Column? {
        columns.first { $0.name == name }
    }
}
