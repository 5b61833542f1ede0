import DureCore
import DureTesting
import Testing

@testable import DureVault

/// JSON Lines on their way to the reader of separated values.
@Suite struct JSONLinesTests {
    /// The lines as separated values, fed in pieces of so many bytes.
    private static func values(
        _ text: String, pieces: Int = .max, limits: CSVLimits = CSVLimits()
    ) throws(VaultError) -> (values: String, lines: JSONLines) {
        var lines = JSONLines(limits: limits)
        var values: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            values += try lines.feed(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
        }
        values += try lines.finish()
        return (String(decoding: values, as: UTF8.self), lines)
    }

    private static let text = """
        {"id": "007", "age": 63, "name": "김, \\"민지\\"\\n", "big": 12345678901234567890123}

        {"age": null, "id": "008", "late": true, "big": 1e3}
        {"late":false,"name":"","id":"\\u00e9"}\r
        """

    @Test(arguments: [1, 2, 7, 1_000])
    func `members are columns in their order, numbers keep their digits`(pieces: Int) throws {
        let (values, lines) = try Self.values(Self.text, pieces: pieces)
        #expect(lines.columns == ["id", "age", "name", "big", "late"])
        #expect(lines.textColumns == ["id", "name"])
        #expect(
            values == "\"007\",63,\"김, \"\"민지\"\"\n\",12345678901234567890123,\n\n"
                + "\"008\",,,1e3,true\n\"é\",,\"\",,false\n")
    }

    @Test func `what comes out is read as the table that was meant`() throws {
        let (values, lines) = try Self.values(Self.text)
        var options = CSVOptions(types: ["id": .text, "name": .text])
        options.header = .names(try #require(lines.columns))
        options.delimiter = .comma
        var reader = try CSVReader(options)
        try reader.feed(Array(values.utf8))
        let table = try reader.finish()
        #expect(table.records.texts("id") == ["007", "008", "é"])
        #expect(table.records.texts("name") == ["김, \"민지\"\n", "", ""])
        #expect(table.records.numbers("age")?[0] == 63)
        #expect(table.records.numbers("age")?[1].isNaN == true)
        #expect(table.records.texts("late") == ["", "true", "false"])
    }

    @Test func `the first character tells, and a single column keeps its missing rows`() throws {
        #expect(JSONLines.begins(Array("\u{feff} \n{\"a\": 1}".utf8)))
        #expect(!JSONLines.begins(Array("a,b\n".utf8)) && !JSONLines.begins([]))
        #expect(try Self.values("{\"a\":null}\n{\"a\":1}").values == "\"\"\n1\n")
    }

    @Test(arguments: [
        ("{\"a\":1}\n[1]\n", VaultError.notAnObject(row: 2)),
        ("{\"a\":1}\n{\"a\":\n", .notAnObject(row: 2)),
        ("{\"a\":1,\"a\":2}\n", .notAnObject(row: 1)),
        ("{\"a\":1}\n\n{\"a\":[1]}\n", .nestedValue(row: 3, column: "a")),
        ("{\"a\":{\"b\":\"}\"}}", .nestedValue(row: 1, column: "a")),
    ])
    func `a line that is no row is named, and nothing of what stands in it`(
        text: String, error: VaultError
    ) {
        #expect(throws: error) { _ = try Self.values(text) }
    }

    @Test func `a member that comes late, and lines without an end, are refused`() throws {
        let head = String(repeating: "{\"a\":1}\n", count: 2_000)
        #expect(throws: VaultError.lateColumn(row: 2_001, column: "b")) {
            _ = try Self.values(head + "{\"a\":1,\"b\":2}\n")
        }
        var limits = CSVLimits()
        limits.rowByteCountMax = 100
        let long = "{\"a\":\"" + String(repeating: "x", count: 200) + "\"}"
        #expect(throws: VaultError.rowTooLong(row: 2, limit: 100)) {
            _ = try Self.values("{\"a\":1}\n" + long, limits: limits)
        }
        limits.columnCountMax = 2
        #expect(throws: VaultError.tooManyColumns(limit: 2)) {
            _ = try Self.values("{\"a\":1,\"b\":2,\"c\":3}\n", limits: limits)
        }
    }

    @Test(arguments: Seed.batch(20))
    func `no bytes trip the reader`(seed: Seed) {
        var generator = seed.generator
        let pieces = ["{", "}", "\"", "\\", "\"a\":", ",", "1", "null", "\n", "\u{e9}", "[", " "]
        var text = "{\"a\":1}\n"
        for _ in 0..<60 { text += pieces.randomElement(using: &generator) ?? "" }
        // Whatever it is, it is read or refused.
        _ = try? Self.values(text, pieces: .random(in: 1...9, using: &generator))
    }

    /// A line as programs write them, and the same line in a form that only JSON's reader knows.
    private static func line(
        _ generator: inout SeededGenerator
    ) -> (plain: String, odd: String) {
        let values = [
            "0", "-1.5", "12345678901234567890", "1e3", "null", "true", "false", "\"\"", "\"a,b\"",
            "\"민지\"", "\"007\"", "\"a\\\"b\"",
        ]
        var (plain, odd) = ([String](), [String]())
        for name in ["age", "나이", "x y"] where Bool.random(using: &generator) {
            let value = values.randomElement(using: &generator) ?? "0"
            plain.append("\"\(name)\":\(value)")
            let first = String(name.unicodeScalars.first?.value ?? 0, radix: 16)
            let zeros = String(repeating: "0", count: 4 - first.count)
            odd.append("\"\\u\(zeros)\(first)\(name.dropFirst())\": \(value)")
        }
        return ("{\(plain.joined(separator: ","))}", "{\(odd.joined(separator: ", "))}")
    }

    @Test(arguments: Seed.batch(50))
    func `lines as they mostly are read like any others`(seed: Seed) throws {
        var generator = seed.generator
        let head = "{\"age\":1,\"나이\":\"x\",\"x y\":2}\n"
        let lines = (0..<20).map { _ in Self.line(&generator) }
        let plain = try Self.values(head + lines.map(\.plain).joined(separator: "\n")).values
        let odd = try Self.values(head + lines.map(\.odd).joined(separator: "\n")).values
        #expect(plain == odd)
        #expect(plain.split(separator: "\n", omittingEmptySubsequences: false).count == 22)
    }

    @Test func `only the wanted columns are handed over, rows are counted from where they begin`()
        throws
    {
        var lines = JSONLines(columns: ["a", "b"], wanted: ["b"], firstRow: 7)
        #expect(
            try lines.feed(Array("{\"a\":1,\"b\":2}\n{\"b\":3,\"a\":\"x\"}\n".utf8))
                == Array(",2\n,3\n".utf8))
        #expect(throws: VaultError.notAnObject(row: 9)) { _ = try lines.feed(Array("?\n".utf8)) }
    }
}
