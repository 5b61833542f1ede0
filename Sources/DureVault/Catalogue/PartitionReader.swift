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
            values[column.name] = .empty(column.type, reserving: rowCount)
        }
        try append(columns.map(\.name), to: &values)
        return Table(
            schema: TableSchema(columns: columns, rowCount: rowCount),
            records: RecordBatch(rowCount: rowCount, columns: values))
    }

    /// Adds the columns' values to those of the partitions before.
    ///
    /// Where they are the greater part of the partition, every chunk is opened once, though columns
    /// begin in the midst of one; else only the chunks that they lie in.
    func append(_ names: [String], to columns: inout [String: RecordBatch.Column]) throws {
        var wanted = 0
        for name in names {
            guard let entry = entries[name] else { throw VaultError.unknownColumn(name: name) }
            wanted += entry.bytes.count
        }
        let whole = 2 * wanted > file.contentByteCount ? try file.content() : nil
        for name in names {
            guard let entry = entries[name], var column = columns.removeValue(forKey: name) else {
                throw VaultError.unknownColumn(name: name)
            }
            let bytes = try whole ?? file.content(in: entry.bytes)
            let range = whole == nil ? 0..<bytes.count : entry.bytes
            try Self.append(bytes, range, of: entry.type, rowCount: rowCount, to: &column)
            columns[name] = column
        }
    }

    private static func append(
        _ bytes: [UInt8], _ range: Range<Int>, of type: ColumnType, rowCount: Int,
        to column: inout RecordBatch.Column
    ) throws {
        // Taken out and put back: an array that two hold is copied to grow.
        switch type {
        case .number:
            guard case .numbers(var values) = column else {
                throw WireError.malformed(field: "type")
            }
            column = .numbers([])
            guard range.count == 8 * rowCount else {
                throw WireError.wrongLength(field: "numbers")
            }
            guard values.append(bigEndian: bytes, in: range, exception: TableContent.missing)
            else { throw WireError.malformed(field: "numbers") }
            column = .numbers(values)
        case .text:
            guard case .texts(var values) = column else {
                throw WireError.malformed(field: "type")
            }
            column = .texts([])
            try appendTexts(bytes, range, rowCount, to: &values)
            column = .texts(values)
        }
    }

    private static func appendTexts(
        _ bytes: [UInt8], _ range: Range<Int>, _ rowCount: Int, to values: inout [String]
    ) throws {
        var start = range.lowerBound
        for _ in 0..<rowCount {
            guard range.upperBound - start >= 4 else { throw WireError.truncated(field: "texts") }
            let high = Int(bytes[start]) << 24 | Int(bytes[start + 1]) << 16
            let count = high | Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
            start += 4
            guard range.upperBound - start >= count else {
                throw WireError.truncated(field: "texts")
            }
            values.append(String(decoding: bytes[start..<start + count], as: UTF8.self))
            start += count
        }
        guard start == range.upperBound else { throw WireError.trailing }
    }
}

extension RecordBatch.Column {
    /// No values, with room for so many: an array that grows partition by partition is copied again
    /// and again.
    static func empty(_ type: ColumnType, reserving count: Int) -> RecordBatch.Column {
        switch type {
        case .number:
            var values: [Double] = []
            values.reserveCapacity(count)
            return .numbers(values)
        case .text:
            var values: [String] = []
            values.reserveCapacity(count)
            return .texts(values)
        }
    }
}
