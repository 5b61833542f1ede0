import DureCharter
import DureCore
import DureTesting
import Testing

/// Whatever the bytes, a charter loads whole or says where it cannot be read.
@Suite struct CharterFuzzTests {
    private static let scraps = [
        "[[rule]]", "[charter]", "[facts.child-age]", "[[signer]]", "id = ", "\"", "'''", "\"\"\"",
        "{", "}", "[", "]", "=", ",", ".", "#", "\n", "\r", "\u{0}", "\u{feff}", "\\u{", "\\uD800",
        "1e999", "-0", "nan", "9223372036854775808", "2026-02-30", "_", "é", "한",
        "effect = \"permit\"",
        "previous = \"00\"", "max_epsilon = 1e-400", "key = \"p256:04\"",
    ].map { Array($0.utf8) }

    private func mutated(_ text: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = text
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0 where place < bytes.count:
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1, 5:
                let scrap = Int.random(in: 0..<Self.scraps.count, using: &generator)
                bytes.insert(contentsOf: Self.scraps[scrap], at: place)
            case 2, 7:
                let end = min(bytes.count, place + Int.random(in: 0...40, using: &generator))
                bytes.removeSubrange(place..<end)
            case 3, 6:
                let end = min(bytes.count, place + Int.random(in: 0...200, using: &generator))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    @Test(arguments: Seed.batch(60))
    func `a damaged charter loads whole or names a line`(seed: Seed) {
        var generator = seed.generator
        let sources = [
            Array(sampleCharter.utf8), CharterPack.of(economy: "KR").charter(economy: "KR"),
        ]
        for _ in 0..<12 {
            let source = sources[Int.random(in: 0..<sources.count, using: &generator)]
            let bytes = mutated(source, &generator)
            do {
                let charter = try Charter(parsing: bytes)
                _ = charter.lint()
                let request = RandomCharter.request(using: &generator)
                let decision = charter.decide(request)
                #expect(!decision.sentences(.ko).isEmpty)
                #expect(decision.verdict == PlainCharter(rules: charter.rules).verdict(request))
            } catch {
                let lineCount = bytes.count { $0 == UInt8(ascii: "\n") } + 1
                #expect((1...lineCount).contains(error.line), "\(seed)")
                #expect(!error.sentence(.en).contains("{limit}"))
            }
        }
    }

    @Test(arguments: Seed.batch(40))
    func `a damaged file of tests runs or names a line`(seed: Seed) throws {
        var generator = seed.generator
        let charter = try Charter(parsing: CharterPack.of(economy: "KR").charter(economy: "KR"))
        for _ in 0..<12 {
            let bytes = mutated(CharterPack.tests, &generator)
            do {
                _ = try charter.runTests(bytes)
            } catch {
                #expect(error.line >= 1, "\(seed)")
            }
        }
    }

    @Test func `the mutations reach both ends`() {
        var generator = SeededGenerator(seed: 7)
        var (loadedCount, refusedCount) = (0, 0)
        for _ in 0..<200 {
            let bytes = mutated(Array(sampleCharter.utf8), &generator)
            // Why it does not load is the business of the tests above.
            if (try? Charter(parsing: bytes)) == nil { refusedCount += 1 } else { loadedCount += 1 }
        }
        #expect(loadedCount >= 5 && refusedCount >= 5)
    }
}
