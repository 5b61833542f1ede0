internal import DureCore

/// Opens columns of a sealed partition.
struct PartitionReader: Sendable {
    private struct Entry: Sendable {
        let type: ColumnType
        let start: Int
        let byteCount: Int
    }

    let rowCount: Int
    private var content: SealedCursor
    private let entries: [String: Entry]

    /// Reads the directory.
    init(_ file: SealedFile) throws {
        content = SealedCursor(file)
        let length = try content.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= TableContent.directoryByteCountMax else {
            throw WireError.tooLarge(
                field: "directory", limit: TableContent.directoryByteCountMax)
        }
        let bodyStart = 8 + Int(length)
        var reader = CanonicalReader(try content.bytes(Int(length)))
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
            entries[name] = Entry(type: type, start: start, byteCount: Int(byteCount))
            start += Int(byteCount)
        }
        try reader.finish()
        guard start == file.contentByteCount else { throw WireError.trailing }
        self.entries = entries
    }

    /// All columns of the partition.
    mutating func table(_ columns: [TableSchema.Column]) throws -> Table {
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
    /// They are read as they stand in the file, and only the chunks that they lie in are opened.
    mutating func append(
        _ names: [String], to columns: inout [String: RecordBatch.Column]
    ) throws {
        var wanted: [(name: String, entry: Entry)] = []
        for name in names {
            guard let entry = entries[name] else { throw VaultError.unknownColumn(name: name) }
            wanted.append((name, entry))
        }
        for (name, entry) in wanted.sorted(by: { $0.entry.start < $1.entry.start }) {
            content.seek(to: entry.start)
            switch entry.type {
            case .number:
                guard entry.byteCount == 8 * rowCount else {
                    throw WireError.wrongLength(field: "numbers")
                }
                guard var values = columns[name]?.takeNumbers() else {
                    throw WireError.malformed(field: "type")
                }
                try appendNumbers(to: &values)
                columns[name] = .numbers(values)
            case .text:
                guard var values = columns[name]?.takeTexts() else {
                    throw WireError.malformed(field: "type")
                }
                try appendTexts(in: entry.byteCount, to: &values)
                columns[name] = .texts(values)
            }
        }
    }

    private mutating func appendNumbers(to values: inout [Double]) throws {
        var left = rowCount
        while left > 0 {
            try content.need(8)
            let count = min(left, content.rest.count / 8)
            let range = content.rest.prefix(8 * count)
            guard
                values.append(bigEndian: content.window, in: range, exception: TableContent.missing)
            else { throw WireError.malformed(field: "numbers") }
            content.skip(8 * count)
            left -= count
        }
    }

    private mutating func appendTexts(in byteCount: Int, to values: inout [String]) throws {
        var left = byteCount
        var rows = rowCount
        while rows > 0 {
            let rest = content.rest.prefix(left)
            let needed = Self.appendTexts(
                in: content.window.span.extracting(rest), &rows, to: &values)
            content.skip(rest.count - needed.left)
            left -= rest.count - needed.left
            guard rows > 0 else { break }
            guard left >= needed.next else { throw WireError.truncated(field: "texts") }
            try content.need(needed.next)
        }
        guard left == 0 else { throw WireError.trailing }
    }

    /// Takes the texts that are whole; answers how many bytes are left, and how many the next needs.
    private static func appendTexts(
        in bytes: Span<UInt8>, _ rows: inout Int, to values: inout [String]
    ) -> (left: Int, next: Int) {
        var start = 0
        while rows > 0, bytes.count - start >= 4 {
            let high = Int(bytes[start]) << 24 | Int(bytes[start + 1]) << 16
            let count = high | Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])
            guard bytes.count - start - 4 >= count else {
                return (bytes.count - start, 4 + count)
            }
            values.append(String(decoding: bytes.extracting(start + 4..<start + 4 + count)))
            start += 4 + count
            rows -= 1
        }
        return (bytes.count - start, 4)
    }
}

extension RecordBatch.Column {
    /// No values, with room for so many: an array that grows partition by partition is copied again
    /// and again.
    static func empty(_ type: ColumnType, reserving count: Int) -> RecordBatch.Column {
        switch type {
        case .number: .numbers([Double](reserving: count))
        case .text: .texts([String](reserving: count))
        }
    }

    /// The numbers, to be put back: an array that two hold is copied to grow.
    fileprivate mutating func takeNumbers() -> [Double]? {
        guard case .numbers(let values) = self else { return nil }
        self = .numbers([])
        return values
    }

    /// As ``takeNumbers()``.
    fileprivate mutating func takeTexts() -> [String]? {
        guard case .texts(let values) = self else { return nil }
        self = .texts([])
        return values
    }
}
