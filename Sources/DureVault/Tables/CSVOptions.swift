/// How a file of separated values is to be read.
package struct CSVOptions: Sendable, Hashable {
    /// What stands between two fields.
    package enum Delimiter: Sendable, Hashable {
        /// Whichever of the three is most frequent in the first line; a comma where none is.
        case detected
        /// `,`
        case comma
        /// A tab
        case tab
        /// `;`
        case semicolon
        /// What was found before.
        case byte(UInt8)
    }

    /// Where the columns' names come from.
    package enum Header: Sendable, Hashable {
        /// The first row.
        case firstRow
        /// The names given; the first row is data.
        case names([String])
    }

    /// The separator.
    package var delimiter: Delimiter
    /// The source of the names.
    package var header: Header
    /// Columns whose type is known; the others' types follow from their values.
    package var types: [String: ColumnType]
    /// The type of all other columns; nil where it follows from their values.
    package var otherType: ColumnType?
    /// Whether only an empty field is a missing value in those other columns, so that `NA` and `?`
    /// pass through.
    package var keepsMarks = false
    /// Whether the schema tells how many values of a column differ; without, it tells 0.
    package var countsDistinct = true
    /// The number of the first row, where what is read is a part of a file.
    package var firstRow = 1
    /// Whether the reader tells where each row stands.
    package var keepsPlaces = false
    /// The columns that are read, all of which must be there; nil for whatever there is.
    ///
    /// What stands in the others is not looked at.
    package var wanted: Set<String>?
    /// The columns that the table must have, in this order; nil for whatever it has.
    package var columns: [String]?
    /// How much is read at most.
    package var limits: CSVLimits
    /// Whether rows are handed over partition by partition, so that a table of any size takes the
    /// memory of one.
    ///
    /// A column's type then follows from the first partition; a later row that does not fit it is
    /// ``VaultError/typeChanged(row:column:)``.
    package var isPartitioned = false

    /// Without arguments: a header, a separator found by looking, types found by looking.
    package init(
        delimiter: Delimiter = .detected, header: Header = .firstRow,
        types: [String: ColumnType] = [:], limits: CSVLimits = CSVLimits()
    ) {
        self.delimiter = delimiter
        self.header = header
        self.types = types
        self.limits = limits
    }
}

/// The largest table that is read.
///
/// All are counts or bytes, and more than zero.
package struct CSVLimits: Sendable, Hashable {
    /// The whole file, in bytes; at most 4 GiB less one where it is not read in partitions,
    /// because offsets have 32 bits.
    package var fileByteCountMax = 1 << 30
    /// Rows, without the header.
    package var rowCountMax = 20_000_000
    /// Columns.
    package var columnCountMax = 4_096
    /// One field, in bytes.
    package var fieldByteCountMax = 1 << 20
    /// One row, in bytes; also the first line, in which the separator is looked for.
    package var rowByteCountMax = 1 << 24
    /// A column's name, in bytes.
    package var columnNameByteCountMax = 128

    /// The limits of the product.
    package init() {}
}
