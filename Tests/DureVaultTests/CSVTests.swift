import DureCore
import DureTesting
import Testing

@testable import DureVault

/// Reads the text in chunks of that many bytes.
private func read(
    _ text: String, _ options: CSVOptions = CSVOptions(), chunk: Int = 1 << 20
) throws -> Table {
    try read(Array(text.utf8), options, chunk: chunk)
}

private func read(
    _ bytes: [UInt8], _ options: CSVOptions = CSVOptions(), chunk: Int = 1 << 20
) throws -> Table {
    var reader = try CSVReader(options)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
        try reader.feed(Array(bytes[start..<min(start + chunk, bytes.count)]))
    }
    return try reader.finish()
}

@Test func `columns get the types of their values`() throws {
    let table = try read("age,city,zip\n41,Daegu,007\n ? ,Busan,12\n-1.5e2,,NA\n")
    #expect(table.schema.rowCount == 3)
    #expect(table.schema.columns.map(\.name) == ["age", "city", "zip"])
    #expect(table.schema.columns.map(\.type) == [.number, .text, .text])
    #expect(table.schema.columns.map(\.missingCount) == [1, 1, 1])
    #expect(table.schema.columns.map(\.distinctCount) == [2, 2, 2])
    let ages = try #require(table.records.numbers("age"))
    #expect(ages[0] == 41 && ages[1].isNaN && ages[2] == -150)
    #expect(table.records.texts("city") == ["Daegu", "Busan", ""])
    // A number before the first text keeps the digits that stood in the file.
    #expect(table.records.texts("zip") == ["007", "12", ""])
}

@Test(arguments: ["\n", "\r\n", "\r"], [1, 2, 3, 1_000])
func `line ends quotes and a byte-order mark are read in any chunks`(
    lineEnd: String, chunk: Int
) throws {
    let text = [
        "\u{feff}name;\"a;b\"", "", "\"Kim, \"\"J\"\"\";1", "\"two\(lineEnd)lines\" ; \"2\"",
    ].joined(separator: lineEnd)
    let table = try read(text, chunk: chunk)
    #expect(table.schema.columns.map(\.name) == ["name", "a;b"])
    #expect(table.records.texts("name") == ["Kim, \"J\"", "two\(lineEnd)lines"])
    #expect(table.records.numbers("a;b") == [1, 2])
}

@Test func `the separator and the names can be given`() throws {
    let options = CSVOptions(delimiter: .tab, header: .names(["x", "y"]))
    let table = try read("1,5\ta\n2\tb", options)
    #expect(table.records.texts("x") == ["1,5", "2"])
    #expect(table.records.texts("y") == ["a", "b"])
    #expect(try read("1\t2\n", CSVOptions(header: .names(["x", "y"]))).records.rowCount == 1)
}

@Test func `a header without rows is a table without rows`() throws {
    let table = try read("a,b")
    #expect(table.schema.rowCount == 0)
    #expect(table.schema.columns.map(\.type) == [.number, .number])
}

@Test func `an error says the row and the column`() {
    func error(_ text: String, _ options: CSVOptions = CSVOptions()) -> VaultError? {
        #expect(throws: VaultError.self) { _ = try read(text, options) }
    }
    #expect(error("") == .emptyTable)
    #expect(error("\n\n") == .emptyTable)
    #expect(error("a,b\n1,2\n\n3\n") == .raggedRow(row: 4, found: 1, expected: 2))
    #expect(error("a,b\n1,2,3\n") == .raggedRow(row: 2, found: 3, expected: 2))
    #expect(error("a,b\n1,\"x\n\n") == .unterminatedQuote(row: 2))
    #expect(error("a,b\n1,x\"y\n") == .strayQuote(row: 2, column: "b"))
    #expect(error("a,b\n1,\"x\"y\n") == .strayQuote(row: 2, column: "b"))
    #expect(error("a,,c\n") == .badColumnName(position: 2))
    #expect(error("a,\"x\ny\"\n") == .badColumnName(position: 2))
    #expect(error("a,b,a\n") == .duplicateColumn(position: 3, name: "a"))
    let typed = CSVOptions(types: ["b": .number])
    #expect(error("a,b\n1,2\n1,x\n", typed) == .notANumber(row: 3, column: "b"))
    #expect(error("a,b\n1,1e999\n", typed) == .notANumber(row: 2, column: "b"))
    #expect(error("a,b\n1,nan\n", typed) == .notANumber(row: 2, column: "b"))
    #expect(error("a\n1\n", typed) == .unknownColumn(name: "b"))
}

@Test(
    arguments: [
        [0x80], [0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
        [0xe2, 0x82], [0xff], [0x41, 0],
    ] as [[UInt8]])
func `bytes that are not UTF-8 are refused with their place`(bytes: [UInt8]) {
    #expect(throws: VaultError.notUTF8(row: 2, column: "b")) {
        try read(Array("a,b\n1,".utf8) + bytes + Array("\n".utf8))
    }
}

@Test func `each limit is kept`() throws {
    var limits = CSVLimits()
    limits.fileByteCountMax = 40
    limits.rowCountMax = 2
    limits.columnCountMax = 3
    limits.fieldByteCountMax = 5
    limits.rowByteCountMax = 8
    limits.columnNameByteCountMax = 2
    let options = CSVOptions(limits: limits)
    func error(_ text: String) -> VaultError? {
        #expect(throws: VaultError.self) { _ = try read(text, options, chunk: 1) }
    }
    #expect(try read("a,b,c\n1,2,3\n12345,1,2", options).schema.rowCount == 2)
    #expect(error("a\n1\n2\n3\n") == .tooManyRows(limit: 2))
    #expect(error("a,b,c,d\n") == .tooManyColumns(limit: 3))
    #expect(error("a\n123456\n") == .fieldTooLong(row: 2, column: "a", limit: 5))
    #expect(error("a,b\n12345,1234\n") == .rowTooLong(row: 2, limit: 8))
    #expect(error("aaaaaaaaaaaaaaa") == .rowTooLong(row: 1, limit: 8))
    #expect(error("abc\n") == .badColumnName(position: 1))
    #expect(error("a\n" + String(repeating: "\n", count: 39)) == .fileTooLarge(limit: 40))
}

@Test(arguments: [
    "0", "-0", "12", "+3", "0.5", ".5", "5.", "1e3", "1E-3", "123456789012345678901234567890",
    "0.1", "1.7976931348623157e308", "4.9e-324", "2.2250738585072011e-308", "9007199254740993",
    "0.30000000000000004", "1e23", "8.41e21", "9.5367431640625e-7",
])
func `numbers read as the standard library reads them`(text: String) {
    let bytes = Array(text.utf8)
    #expect(
        NumberParser.parse(bytes.span, from: 0, to: bytes.count)?.bitPattern
            == Double(text)?.bitPattern)
}

@Test(arguments: [
    "", ".", "-", "e5", "1e", "1e+", "007", "-01", "1,000", "0x10", "nan", "inf", "1e400", "1 2",
    "--1", "1.2.3", "١", "1_000",
])
func `what is no plain finite number stays text`(text: String) {
    let bytes = Array(text.utf8)
    #expect(NumberParser.parse(bytes.span, from: 0, to: bytes.count) == nil)
}

@Test(arguments: Seed.batch(200))
func `a printed number reads back to the bit`(seed: Seed) {
    var generator = seed.generator
    let number = Double(bitPattern: generator.next())
    guard number.isFinite else { return }
    let bytes = Array("\(number)".utf8)
    #expect(
        NumberParser.parse(bytes.span, from: 0, to: bytes.count)?.bitPattern == number.bitPattern)
}

@Test(arguments: Seed.batch(40))
func `what was written reads back`(seed: Seed) throws {
    var generator = seed.generator
    let script = CSVScript.random(using: &generator)
    let table = try read(
        script.text(using: &generator), chunk: Int.random(in: 1...64, using: &generator))
    #expect(table.schema.columns.map(\.name) == script.names)
    for (name, column) in zip(script.names, script.columns) {
        switch column {
        case .texts: #expect(table.records.columns[name] == column)
        case .numbers(let values):
            let read = try #require(table.records.numbers(name))
            #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
        }
    }
}

@Test(arguments: Seed.batch(300))
func `random bytes are a table or an error and nothing else`(seed: Seed) throws {
    var generator = seed.generator
    let alphabet = Array("a1.e-,;\t\"\"\n\n\r ?NA\u{feff}한".utf8) + [0xff, 0]
    let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
    let whole = Result { try read(bytes) }
    let parts = Result { try read(bytes, chunk: Int.random(in: 1...9, using: &generator)) }
    switch (whole, parts) {
    case (.success(let whole), .success(let parts)):
        #expect(whole.schema == parts.schema)
        for column in whole.records.columns.values {
            #expect(column.count == whole.schema.rowCount)
        }
    case (.failure(let whole as VaultError), .failure(let parts as VaultError)):
        #expect(whole == parts)
    default: Issue.record("chunks change the answer, or another kind of error")
    }
}

/// A random table and one of the ways in which it may be written.
private struct CSVScript {
    var names: [String]
    var columns: [RecordBatch.Column]
    var rowCount: Int

    static func random(using generator: inout SeededGenerator) -> CSVScript {
        let rowCount = Int.random(in: 1...12, using: &generator)
        let names = (0..<Int.random(in: 1...5, using: &generator)).map { "열 \($0),\"" }
        let columns = names.map { _ -> RecordBatch.Column in
            guard Bool.random(using: &generator) else {
                return .numbers(
                    (0..<rowCount).map { _ in
                        Bool.random(using: &generator)
                            ? .nan : Double.random(in: -1e6...1e6, using: &generator)
                    })
            }
            let pieces = ["x", "한", "\n", "\r\n", "\"", ",", ";", " ", "NA", "?", "1", "🙂"]
            let texts = (0..<rowCount - 1).map { _ in
                (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                    pieces[Int.random(in: 0..<pieces.count, using: &generator)]
                }.joined()
            }
            return .texts(texts + ["surely text"])
        }
        return CSVScript(names: names, columns: columns, rowCount: rowCount)
    }

    func text(using generator: inout SeededGenerator) -> String {
        let lineEnd = ["\n", "\r\n"][Int.random(in: 0...1, using: &generator)]

        var lines = [names.map(quoted).joined(separator: ",")]
        for row in 0..<rowCount {
            let fields = columns.map { column in
                switch column {
                case .numbers(let values): values[row].isNaN ? quoted("") : "\(values[row])"
                case .texts(let values): quoted(values[row])
                }
            }
            lines.append(fields.joined(separator: ","))
        }
        return lines.joined(separator: lineEnd)
            + (Bool.random(using: &generator) ? lineEnd : "")
    }

    private func quoted(_ text: String) -> String {
        "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

/// A table that is handed over partition by partition.
@Suite struct PartitionedReadingTests {
    private static func text(rowCount: Int) -> [UInt8] {
        var text = "id,age,city\n"
        for row in 0..<rowCount {
            text += "P-\(row % 3_000),\(row % 91 == 0 ? "NA" : "\(row % 80)"),c\(row % 5)\n"
        }
        return Array(text.utf8)
    }

    /// Feeds pieces and answers the partitions and the schema.
    private static func read(
        _ bytes: [UInt8], pieces: Int, types: [String: ColumnType] = [:]
    ) throws -> ([TablePartition], TableSchema) {
        var options = CSVOptions(types: types)
        options.isPartitioned = true
        var reader = try CSVReader(options)
        var tables: [TablePartition] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try reader.feed(Array(bytes[start..<min(start + pieces, bytes.count)]))
            tables += reader.takePartitions()
        }
        let (last, schema) = try reader.finishPartitions()
        return (tables + last, schema)
    }

    @Test func `partitions are those of the whole table, whatever the pieces`() throws {
        let count = 2 * TableContent.rowCountMax + 17
        let bytes = Self.text(rowCount: count)
        var whole = try CSVReader()
        try whole.feed(bytes)
        let table = try whole.finish()
        let ranges = TableContent.partitions(of: table)
        for pieces in [100_003, bytes.count] {
            let (tables, schema) = try Self.read(bytes, pieces: pieces)
            #expect(schema == table.schema)
            #expect(tables.map(\.rowCount) == ranges.map(\.count))
            for (part, range) in zip(tables, ranges) {
                #expect(
                    TableContent.bytes(of: part)
                        == TableContent.bytes(of: table, rows: range))
            }
        }
    }

    @Test func `long texts end a partition early, in the same row`() throws {
        // 1,500 rows of 50 kB: 75 MB of texts.
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 50_000)
        var bytes = Array("note,n\n".utf8)
        for row in 0..<1_500 { bytes += long + Array(",\(row)\n".utf8) }
        var whole = try CSVReader()
        try whole.feed(bytes)
        let table = try whole.finish()
        let (tables, _) = try Self.read(bytes, pieces: 1 << 18)
        #expect(tables.count == 2)
        #expect(
            tables.map(\.rowCount) == TableContent.partitions(of: table).map(\.count))
    }

    @Test func `a text after a partition of numbers is told, and read as text when said`() throws {
        let rows = (0..<TableContent.rowCountMax + 5).map { "\($0)\n" }.joined()
        let bytes = Array(("code\n" + rows + "3+\n").utf8)
        #expect(
            throws: VaultError.typeChanged(row: TableContent.rowCountMax + 7, column: "code")
        ) {
            _ = try Self.read(bytes, pieces: 65_536)
        }
        let (tables, schema) = try Self.read(bytes, pieces: 65_536, types: ["code": .text])
        #expect(schema.rowCount == TableContent.rowCountMax + 6)
        #expect(tables.last?.records.texts("code")?.last == "3+")
    }
}
