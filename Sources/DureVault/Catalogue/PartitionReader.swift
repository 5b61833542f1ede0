internal import DureCore

/// Opens columns of a sealed partition.
struct PartitionReader: Sendable {
    private struct Entry: Sendable {
        let type: ColumnType
        let bytes: Range<Int>
    }

    let rowCount: Int
    private let file: SealedFile
    private let entries: [String: Entry]

    /// Reads the directory.
    init(_ file: SealedFile) throws {
        self.file = file
        let length = try file.content(in: 0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= TableContent.directoryByteCountMax else {
            throw WireError.tooLarge(
                field: "directory", limit: TableContent.directoryByteCountMax)
        }
        let bodyStart = 8 + Int(length)
        var reader = CanonicalReader(try file.content(in: 8..<bodyStart))
        guard try reader.text("label", byteCountMax: 64) == TableContent.label else {
            throw WireError.malformed(field: "label")
        }
        rowCount = try reader.count("rows", max: TableContent.rowCountMax)
        let columnCount = try reader.count("columns", max: CSVLimits().columnCountMax)
        var entries: [String: Entry] = [:]
        var start = bodyStart
        for _ in 0..<columnCount {
            let nameByteCountMax = CSVLimits().columnNameByteCountMax
            let name = try reader.text("column", byteCountMax: nameByteCountMax)
            let word = try reader.text("type", byteCountMax: 16)
            let byteCount = try reader.uint64("bytes")
            guard let type = ColumnType(rawValue: word),
                byteCount <= file.contentByteCount - start
            else { throw WireError.malformed(field: "column") }
            entries[name] = Entry(type: type, bytes: start..<start + Int(byteCount))
            start += Int(byteCount)
        }
        try reader.finish()
        guard start == file.contentByteCount else { throw WireError.trailing }
        self.entries = entries
    }

    /// All columns of the partition.
    func table(_ columns: [TableSchema.Column]) throws -> Table {
        var values: [String: RecordBatch.Column] = [:]
        for column in columns {
            var read: RecordBatch.Column = column.type == .number ? .numbers([]) : .texts([])
            try append(column.name, to: &read)
            values[column.name] = read
        }
        return Table(
            schema: TableSchema(columns: columns, rowCount: rowCount),
            records: RecordBatch(rowCount: rowCount, columns: values))
    }

    /// Adds the column's values to those of the partitions before.
    func append(_ name: String, to column: inout RecordBatch.Column) throws {
        guard let entry = entries[name] else { throw VaultError.unknownColumn(name: name) }
        let bytes = try file.content(in: entry.bytes)
        switch (entry.type, column) {
        case (.number, .numbers(var values)):
            column = .numbers([])  // Gives up the second hold, so that the array grows in place.
            try appendNumbers(bytes, to: &values)
            column = .numbers(values)
        case (.text, .texts(var values)):
            column = .texts([])
            try appendTexts(bytes, to: &values)
            column = .texts(values)
        default: throw WireError.malformed(field: "type")
        }
    }

    private func appendNumbers(_ bytes: [UInt8], to values: inout [Double]) throws {
        guard bytes.count == 8 * rowCount else { throw WireError.wrongLength(field: "numbers") }
        values.reserveCapacity(values.count + rowCount)
        for start in stride(from: 0, to: bytes.count, by: 8) {
            var bits: UInt64 = 0
            for offset in 0..<8 { bits = bits << 8 | UInt64(bytes[start + offset]) }
            let number = Double(bitPattern: bits)
            guard number.isFinite || bits == TableContent.missing else {
                throw WireError.malformed(field: "numbers")
            }
            values.append(number)
        }
    }

    private func appendTexts(_ bytes: [UInt8], to values: inout [String]) throws {
        values.reserveCapacity(values.count + rowCount)
        var start = 0
        for _ in 0..<rowCount {
            guard bytes.count - start >= 4 else { throw WireError.truncated(field: "texts") }
            let count = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            start += 4
            guard bytes.count - start >= count else { throw WireError.truncated(field: "texts") }
            values.append(String(decoding: bytes[start..<start + count], as: UTF8.self))
            start += count
        }
        guard start == bytes.count else { throw WireError.trailing }
    }
}
