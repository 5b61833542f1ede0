import DureCore
import DureTesting
import Foundation
import Testing

@testable import DureVault

/// Bytes in the binary format of `COPY`.
struct CopyBytes {
    static let head: [UInt8] =
        [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00]
        + [UInt8](
            repeating: 0, count: 8)
    static let tail: [UInt8] = [0xff, 0xff]

    /// A row; nil is no value.
    static func row(_ values: [[UInt8]?]) -> [UInt8] {
        var bytes = bigEndian(UInt16(values.count))
        for value in values {
            bytes += bigEndian(UInt32(bitPattern: Int32(value?.count ?? -1)))
            bytes += value ?? []
        }
        return bytes
    }

    static func stream(_ rows: [[[UInt8]?]]) -> [UInt8] { head + rows.flatMap(row) + tail }

    static func bigEndian(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
    }

    static func int4(_ number: Int32) -> [UInt8] { bigEndian(UInt32(bitPattern: number)) }
}

@Suite struct CopyReaderTests {
    private static let columns = [
        InPlaceTable.Column(name: "age", type: .int4, kind: .number),
        InPlaceTable.Column(name: "city", type: .text, kind: .text),
        InPlaceTable.Column(name: "price", type: .numeric, kind: .number),
    ]
    /// The number 12.5.
    private static let price: [UInt8] = [0, 2, 0, 0, 0, 0, 0, 1, 0, 12, 0x13, 0x88]
    private static let sample = CopyBytes.stream([
        [CopyBytes.int4(41), Array("대구".utf8), price], [nil, [], nil],
        [CopyBytes.int4(-1), Array("NA".utf8), price],
    ])

    /// The texts of all fields, read in chunks of that many bytes.
    private static func texts(
        _ bytes: [UInt8], _ columns: [InPlaceTable.Column] = columns, chunk: Int = 1 << 20,
        limits: CSVLimits = CSVLimits()
    ) throws -> [[String]] {
        var reader = CopyReader(columns: columns, limits: limits)
        var all: [FieldRows] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            all += try reader.feed(Array(bytes[start..<min(start + chunk, bytes.count)]))
        }
        all.append(try reader.finish())
        return all.flatMap { rows in
            rows.rowNumbers.indices.map { row in
                (0..<rows.columnCount).map { column in
                    let field = rows.fields[row * rows.columnCount + column]
                    return String(decoding: rows.bytes[field.start..<field.end], as: UTF8.self)
                }
            }
        }
    }

    private static func error(_ bytes: [UInt8], limits: CSVLimits = CSVLimits()) -> VaultError? {
        do {
            _ = try texts(bytes, limits: limits)
            return nil
        } catch {
            return error as? VaultError
        }
    }

    private static func vector(_ name: String) throws -> [UInt8] {
        let path = try #require(Bundle.module.resourcePath) + "/Vectors/\(name)"
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `rows are read in chunks of any size`(chunk: Int) throws {
        #expect(
            try Self.texts(Self.sample, chunk: chunk) == [
                ["41", "대구", "12.5"], ["", "", ""], ["-1", "NA", "12.5"],
            ])
    }

    /// Both files are of PostgreSQL 15.18: one table with `COPY … (FORMAT binary)` and
    /// `COPY … (FORMAT csv)`.
    @Test func `values read as the server itself writes them`() throws {
        let hex = String(decoding: try Self.vector("postgres-copy.hex"), as: UTF8.self)
        let bytes = try Hex.decode(hex.filter { !$0.isWhitespace })
        let types: [PostgresType] = [
            .bool, .int2, .int4, .int8, .float4, .float8, .numeric, .text, .varchar, .bpchar,
            .date, .timestamp, .timestamptz, .uuid,
        ]
        #expect(Set(types) == Set(PostgresType.allCases))
        let columns = types.map {
            InPlaceTable.Column(name: $0.rawValue, type: $0, kind: $0.columnType)
        }
        let names = columns.map(\.name)
        var reader = try CSVReader(
            CSVOptions(
                header: .names(names),
                types: Dictionary(uniqueKeysWithValues: names.map { ($0, .text) })))
        try reader.feed(try Self.vector("postgres-copy.csv"))
        let table = try reader.finish()
        let read = try Self.texts(bytes, columns)
        #expect(read.count == 8 && table.schema.rowCount == 8)
        for (index, column) in columns.enumerated() {
            let wanted = try #require(table.records.texts(column.name))
            for row in read.indices {
                let (found, expected) = (read[row][index], wanted[row])
                // Both print the shortest digits, and place the point differently.
                let isSame =
                    column.type == .float4 || column.type == .float8
                    ? Double(found) == Double(expected) : found == expected
                #expect(isSame, "\(column.name), row \(row + 1): \(found) for \(expected)")
            }
        }
    }

    @Test func `a stream that ends early or goes on is an error at each byte`() {
        for count in 0..<Self.sample.count {
            #expect(Self.error(Array(Self.sample.prefix(count))) != nil, "\(count) bytes")
        }
        #expect(Self.error(Self.sample) == nil)
        #expect(Self.error(Self.sample + [0]) == .copyBroken(row: 4))
        #expect(Self.error(Self.sample + Self.sample) == .copyBroken(row: 4))
    }

    @Test func `what no server sends is refused`() {
        var signed = Self.sample
        signed[8] = 0
        #expect(Self.error(signed) == .copyBroken(row: 1))
        var flagged = Self.sample
        flagged[12] = 1  // The rows would begin with object numbers.
        #expect(Self.error(flagged) == .copyBroken(row: 1))
        var extended = Self.sample
        extended[15] = 0x80
        #expect(Self.error(extended) == .copyBroken(row: 1))
        let short = CopyBytes.head + CopyBytes.row([CopyBytes.int4(1)]) + CopyBytes.tail
        #expect(Self.error(short) == .raggedRow(row: 1, found: 1, expected: 3))
        let wide = CopyBytes.stream([[[1, 2, 3], nil, nil]])
        #expect(Self.error(wide) == .copyBroken(row: 1))
        let negative = CopyBytes.head + [0, 3, 0xff, 0xff, 0xff, 0xfe]
        #expect(Self.error(negative) == .copyBroken(row: 1))
        for bad: [UInt8] in [
            [0, 1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0x12, 0, 0, 0, 0, 1],
            [0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10], [0, 0, 0, 0, 0, 0, 0x40, 0], [0],
        ] {
            #expect(Self.error(CopyBytes.stream([[nil, nil, bad]])) == .copyBroken(row: 1))
        }
    }

    @Test func `a length is refused before it is waited for`() {
        var limits = CSVLimits()
        limits.fieldByteCountMax = 100
        limits.rowByteCountMax = 150
        let long = CopyBytes.head + [0, 3, 0xff, 0xff, 0xff, 0xff] + [0x7f, 0xff, 0xff, 0xff]
        #expect(
            Self.error(long, limits: limits) == .fieldTooLong(row: 1, column: "city", limit: 100))
        let wide = CopyBytes.stream([
            [nil, [UInt8](repeating: 65, count: 90), [UInt8](repeating: 0, count: 90)]
        ])
        #expect(Self.error(wide, limits: limits) == .rowTooLong(row: 1, limit: 150))
    }

    /// A value of 2 bytes whose text is long: what the server could send to fill the memory.
    @Test func `a number of very many digits is refused before it is written down`() throws {
        let wide: [UInt8] = [0, 1, 0, 0xff, 0, 0, 0x04, 0x00, 0, 1]
        let text = try Self.texts(CopyBytes.stream([[nil, nil, wide]]))[0][2]
        #expect(text.utf8.count == 1 + 4 * 0xff + 1 + 0x400)
        for long: [UInt8] in [
            [0, 1, 0x01, 0x00, 0, 0, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 0x04, 0x01, 0, 1],
        ] {
            #expect(Self.error(CopyBytes.stream([[nil, nil, long]])) == .copyBroken(row: 1))
        }
    }

    @Test(arguments: Seed.batch(300))
    func `a flipped stream is rows or an error and nothing else`(seed: Seed) {
        var generator = seed.generator
        var bytes = Self.sample
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
        let chunk = Int.random(in: 1...bytes.count, using: &generator)
        // Either is right; what is tested is that nothing traps and no row is made up.
        let rows = try? Self.texts(bytes, chunk: chunk)
        #expect((rows?.count ?? 0) <= 3)
    }

    @Test(arguments: Seed.batch(200))
    func `numbers read back to the bit`(seed: Seed) throws {
        var generator = seed.generator
        let bits = UInt64.random(in: .min ... .max, using: &generator)
        let column = [InPlaceTable.Column(name: "x", type: .float8, kind: .number)]
        let text = try Self.texts(
            CopyBytes.stream([[CopyBytes.bigEndian(bits)]]), column)[0][0]
        let number = Double(bitPattern: bits)
        let parsed = NumberParser.parse(Array(text.utf8).span, from: 0, to: text.utf8.count)
        #expect(number.isFinite ? parsed?.bitPattern == bits : parsed == nil, "\(text)")
    }
}
