import DureTesting
import Foundation
import Testing

@testable import DureVault

@Suite struct ScannerTests {
    private func findings(_ text: String, _ options: ScanOptions = ScanOptions()) -> [Finding] {
        var scanner = IdentifierScanner(options)
        return scanner.findings(in: Array(text.utf8))
    }

    @Test func `the page about numbers names every rule`() throws {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let page = try String(
            contentsOf: folder.appending(path: "Docs/Protocol/numbers.md"), encoding: .utf8)
        for rule in IdentifierRules.all { #expect(page.contains("| `\(rule.type)` |")) }
    }

    @Test func `a stream keeps no more than it needs, whatever is looked for`() {
        for options in [ScanOptions(), ScanOptions(types: ["kr_rrn"])] {
            var stream = StreamScanner(options)
            for _ in 0..<64 { _ = stream.feed(Array(repeating: 0x61, count: 4_096)) }
            #expect(stream.byteCount - stream.decided <= 3 * 4_096, "\(options.types ?? [])")
        }
    }

    @Test func `every check accepts what is right`() throws {
        let rules = Dictionary(
            uniqueKeysWithValues: IdentifierRules.all.map { ($0.type, $0) })
        var seen = 0
        for row in try ScanVectors.identifiers() {
            guard let rule = rules[row["identifier"] ?? ""] else { continue }
            seen += 1
            for value in ScanVectors.valid(of: row) {
                let verdict = rule.check(plain(value))
                #expect(verdict == .passed || verdict == .unchecked, "\(rule.type)")
            }
        }
        // All but the 21 telephones and e-mail have a rule.
        #expect(seen == 89 - 22)
    }

    @Test func `nothing that is wrong passes for its type`() throws {
        let sentences = try ScanVectors.sentences()
        var scanner = IdentifierScanner()
        for row in try ScanVectors.identifiers() {
            let type = try #require(row["identifier"])
            let sentence = sentences[row["economy"] ?? ""] ?? "The number * is given."
            for (index, value) in ScanVectors.invalid(of: row).enumerated() {
                let text = Array(sentence.replacing("*", with: value).utf8)
                let found = scanner.findings(in: text)
                let isTold = found.contains { $0.type == type && $0.check != .failed }
                #expect(!isTold, "\(type) \(index + 1)")
            }
        }
    }

    @Test func `a Korean number with random digits is not cleared by the old check`() {
        // 2020-11-14, after the reform: the old check digit would be another.
        let found = findings("주민등록번호 201114-4525542")
        #expect(found.map(\.type) == ["kr_rrn_2020"])
        #expect(found.first?.confidence == .certain)
    }

    @Test(arguments: [
        ("０２０５０８－２０８１２０２", "kr_rrn"), ("020\u{200b}508-2081202", "kr_rrn"),
        ("๕๑๐๐๑๒๗๗๑๙๔๘๒", "th_pin"), ("٥١٠٠١٢٧٧١٩٤٨٢", "th_pin"),
        ("020508\u{a0}-\u{a0}2081202", "kr_rrn"), ("R478009（3）", "hk_id"),
    ])
    func `offsets are those of the original`(written: String, type: String) {
        let before = "환자의 number: "
        let found = findings(before + written + "입니다")
        #expect(found.map(\.type) == [type])
        let start = before.utf8.count
        #expect(found.first?.range == start..<start + written.utf8.count)
    }

    @Test func `a finding says rule, check, context, economy and line`() throws {
        let found = try #require(findings("first\nsecond 주민번호: 020508-2081202").first)
        #expect(found.type == "kr_rrn" && found.economy == "KR" && found.kind == .person)
        #expect(found.check == .passed && found.context == "주민번호" && found.line == 2)
    }

    @Test func `a word that says harmless takes the doubt away`() {
        #expect(findings("order number 4227855232") == [])
        #expect(findings("medicare 4227855232").map(\.type) == ["au_medicare"])
    }

    @Test func `a record's number beside a label of names is no name`() {
        #expect(findings("Patient: P-10001, seen twice") == [])
        #expect(findings("patient name: Kim Minji").map(\.type) == ["name"])
    }

    @Test func `types and economies that are not asked for are not told`() {
        let text = "주민번호 020508-2081202, minji.kim@example.org"
        #expect(findings(text, ScanOptions(economies: ["JP"])).map(\.type) == ["email"])
        #expect(findings(text, ScanOptions(types: ["kr_rrn"])).map(\.type) == ["kr_rrn"])
    }

    @Test(arguments: Seed.batch(12))
    func `where a chunk ends makes no difference`(seed: Seed) throws {
        var generator = seed.generator
        let rows = try ScanVectors.variants()
        var text = ""
        while text.utf8.count < 24_000 {
            guard let row = rows.randomElement(using: &generator) else { break }
            let filler = String(
                repeating: "아무 일도 없는 긴 줄 ", count: .random(in: 0...60, using: &generator))
            text += filler + (row["text"] ?? "")
            text += Bool.random(using: &generator) ? "\n" : " "
        }
        let bytes = Array(text.utf8)
        var whole = StreamScanner()
        let expected = whole.feed(bytes) + whole.finish()
        var stream = StreamScanner()
        var found: [Finding] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + .random(in: 1...7_000, using: &generator))
            found += stream.feed(Array(bytes[start..<end]))
            start = end
        }
        found += stream.finish()
        #expect(expected.count > 15)
        #expect(found == expected)
    }

    @Test(arguments: Seed.batch(8))
    func `no bytes trip the scanner`(seed: Seed) {
        var generator = seed.generator
        let pieces: [[UInt8]] = [
            Array("020508-2081202".utf8), Array("@".utf8), [0xff], [0xe2, 0x80],
            [0xef, 0xbc, 0x90],
            Array("+82 10-".utf8), Array("(".utf8), Array("이름: ".utf8), [0], Array("Nguyễn ".utf8),
            Array("0".utf8), Array("Z".utf8), Array(" ".utf8), [0xe2, 0x80, 0x8b], Array("님".utf8),
        ]
        var scanner = IdentifierScanner(ScanOptions(confidence: .possible))
        for _ in 0..<200 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                bytes += pieces.randomElement(using: &generator) ?? []
            }
            var end = 0
            for finding in scanner.findings(in: bytes) {
                #expect(finding.range.lowerBound >= end && finding.range.upperBound <= bytes.count)
                #expect(!finding.range.isEmpty)
                end = finding.range.upperBound
            }
        }
    }

    private func plain(_ value: String) -> [UInt8] {
        value.uppercased().utf8.filter { 0x30...0x39 ~= $0 || 0x41...0x5a ~= $0 }
    }
}
