import DureCore
import DureTesting
import Testing

@testable import DureVault

/// A table's text, cut where rows end.
@Suite struct RowCutterTests {
    private static func parts(
        _ text: String, hasQuotes: Bool = true, pieces: Int, size: Int,
        limits: CSVLimits = CSVLimits()
    ) -> [[UInt8]] {
        var cutter = RowCutter(hasQuotes: hasQuotes, limits: limits, partByteCount: size)
        var parts: [[UInt8]] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if let part = cutter.feed(Array(rest.prefix(pieces))) { parts.append(part) }
            rest = rest.dropFirst(pieces)
        }
        return parts + (cutter.finish().map { [$0] } ?? [])
    }

    private static func rows(_ bytes: [UInt8], from row: Int) throws(VaultError) -> (
        Table, Int
    ) {
        var options = CSVOptions(delimiter: .comma, header: .names(["a", "b"]))
        options.types = ["a": .text, "b": .text]
        options.firstRow = row
        var reader = try CSVReader(options)
        try reader.feed(bytes)
        return (try reader.finish(), reader.nextRow)
    }

    @Test(arguments: Seed.batch(60))
    func `parts read one by one are the table, and so are their row numbers`(seed: Seed) throws {
        var generator = seed.generator
        let fields = ["1", "", " x ", "\"a,b\"", "\"line\nend\"", "\"\r\n\"", "\"q\"\"q\"", "한"]
        let end = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
        var text = ""
        for _ in 0..<Int.random(in: 1...60, using: &generator) {
            let row = (0..<2).map { _ in fields.randomElement(using: &generator) ?? "" }
            text += row.joined(separator: ",") + end
            if Bool.random(using: &generator) { text += end }
        }
        let size = Int.random(in: 1...50, using: &generator)
        let parts = Self.parts(
            text, pieces: .random(in: 1...40, using: &generator), size: size)
        #expect(parts.flatMap { $0 } == Array(text.utf8))
        let (whole, last) = try Self.rows(Array(text.utf8), from: 1)
        var (texts, row) = ([String](), 1)
        for part in parts {
            let (table, next) = try Self.rows(part, from: row)
            texts += table.records.texts("a") ?? []
            row = next
        }
        #expect(texts == whole.records.texts("a"))
        #expect(row == last)
    }

    @Test func `a row without an end is handed over for its reader to refuse`() {
        var limits = CSVLimits()
        limits.rowByteCountMax = 100
        let parts = Self.parts(
            "a\n\"" + String(repeating: "x\n", count: 500), pieces: 10, size: 50, limits: limits)
        #expect(parts.contains { $0.count > 200 && $0.count < 1_000 })
    }

    @Test func `lines of JSON end in line feeds alone, and quotes mean nothing`() {
        let parts = Self.parts("{\"a\":\"\\\"\"}\n{}\r\n", hasQuotes: false, pieces: 11, size: 2)
        #expect(parts == [Array("{\"a\":\"\\\"\"}\n".utf8), Array("{}\r\n".utf8)])
    }

    @Test func `places of rows are those in the file`() throws {
        let text = Array("\u{feff}x;y\r\n1; 2 \r\n\r\n\"3\n\"\"\";4".utf8)
        var options = CSVOptions()
        options.isPartitioned = true
        let head = try CSVHead.read(text, options)
        #expect(head.names == ["x", "y"] && head.delimiter == UInt8(ascii: ";"))
        #expect(Array(text[head.place]) == Array("x;y".utf8))
        options = CSVOptions(delimiter: .byte(head.delimiter), header: .names(head.names))
        options.keepsPlaces = true
        options.firstRow = head.nextRow
        let rest = Array(text[head.end...])
        var reader = try CSVReader(options)
        try reader.feed(rest)
        _ = try reader.finish()
        #expect(
            reader.rowPlaces.map { String(decoding: rest[$0], as: UTF8.self) }
                == ["1; 2 ", "\"3\n\"\"\";4"])
        #expect(reader.nextRow == 5)
    }

    @Test func `a mark within a file is what stands there`() throws {
        var options = CSVOptions(delimiter: .comma, header: .names(["x"]), types: ["x": .number])
        options.firstRow = 7
        var reader = try CSVReader(options)
        try reader.feed(Array("\u{feff}5\n".utf8))
        #expect(throws: VaultError.notANumber(row: 7, column: "x")) { _ = try reader.finish() }
    }
}
