package import DureCore

/// A table that arrives partition by partition, so that one of any size can be sealed.
package protocol TableSource: ~Copyable {
    /// The next partition's rows, cut as ``TableContent`` says; nil after the last.
    mutating func next() throws -> TablePartition?
    /// The whole table's columns and counts, once there is no next partition.
    var schema: TableSchema { get }
    /// What was found in it and done about it, once there is no next partition; nil where nobody
    /// looked.
    var scan: NumberScan? { get }
    /// SHA-256 of the file as it was read, once there is no next partition; nil where the table came
    /// in no file, or one that is not read from end to end.
    var fileHash: Digest? { get }
}

extension TableSource where Self: ~Copyable {
    package var fileHash: Digest? { nil }
}

/// A table that is in memory.
package struct WholeTable: TableSource {
    private let table: Table
    private var rows: [Range<Int>]
    /// Takes a table.
    package init(_ table: Table) {
        self.table = table
        rows = TableContent.partitions(of: table).reversed()
    }

    package var schema: TableSchema { table.schema }
    package var scan: NumberScan? { NumberScan(table) }

    package mutating func next() -> TablePartition? {
        rows.popLast().map { TablePartition(table, rows: $0) }
    }
}
