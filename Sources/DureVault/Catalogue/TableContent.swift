package import DureCore

/// A table as the bytes that are sealed and hashed: dure/rows1 (Docs/Protocol/seal1.md).
///
/// A partition is a directory of columns and then each column's values, so that one column can be
/// read without the others. The content hash goes over the columns' names and types and over the
/// digest of each partition, whose sizes follow from the rows alone.
package enum TableContent {
    /// The most rows of a partition.
    static let rowCountMax = 65_536
    /// A partition ends with the row that brings its fields, and 8 bytes more for each, to this size.
    static let partitionByteCount = 1 << 26
    /// The largest directory: as many columns, with as long names, as a table may have.
    static let directoryByteCountMax = 1 << 20
    static let label = "dure/rows1"
    /// A missing number; one bit pattern, so that equal tables have equal hashes.
    static let missing: UInt64 = 0x7ff8_0000_0000_0000

    /// The hash of a table's columns and values, whoever imports it and whenever.
    package static func hash(of table: Table) -> Digest {
        hash(
            of: table.schema,
            partitions: partitions(of: table).map { rows in
                Digest(of: bytes(of: table, rows: rows))
            })
    }

    static func hash(of schema: TableSchema, partitions: [Digest]) -> Digest {
        var fields = CanonicalBytes(label: "dure/content1")
        fields.append(UInt32(schema.columns.count))
        for column in schema.columns {
            fields.append(column.name)
            fields.append(column.type.rawValue)
        }
        for digest in partitions { fields.append(digest) }
        return fields.digest
    }

    /// The rows of each partition; one empty partition for a table without rows.
    static func partitions(of table: Table) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var byteCount = 0
        let texts = table.schema.columns.compactMap { table.records.texts($0.name) }
        let fixedByteCount = 8 * table.schema.columns.count
        for row in 0..<table.schema.rowCount {
            byteCount += texts.reduce(fixedByteCount) { $0 + $1[row].utf8.count }
            guard row + 1 - start == rowCountMax || byteCount >= partitionByteCount else {
                continue
            }
            ranges.append(start..<row + 1)
            start = row + 1
            byteCount = 0
        }
        if start < table.schema.rowCount || ranges.isEmpty {
            ranges.append(start..<table.schema.rowCount)
        }
        return ranges
    }

    /// One partition's bytes.
    static func bytes(of table: Table, rows: Range<Int>) -> [UInt8] {
        bytes(of: TablePartition(table, rows: rows))
    }

    /// One partition's bytes.
    static func bytes(of partition: TablePartition) -> [UInt8] {
        var directory = CanonicalBytes(label: label)
        directory.append(UInt32(partition.rowCount))
        directory.append(UInt32(partition.columns.count))
        for column in partition.columns {
            directory.append(column.name)
            directory.append(column.values.type.rawValue)
            directory.append(UInt64(column.values.contentByteCount))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            partition.columns.reduce(8 + directory.bytes.count) {
                $0 + $1.values.contentByteCount
            })
        bytes.append(bigEndian: UInt64(directory.bytes.count))
        bytes += directory.bytes
        for column in partition.columns { bytes += column.values.content }
        return bytes
    }
}
