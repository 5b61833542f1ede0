import DureCharter
import DureCore
import DureTesting
import Testing

@Suite struct CharterDiffTests {
    private let old: Charter

    init() throws {
        old = try Charter(parsing: Array(sampleCharter.utf8))
    }

    private func changed(_ pairs: [(String, String)]) throws -> Charter {
        var text = sampleCharter
        for (before, after) in pairs {
            #expect(text.contains(before))
            text = text.replacing(before, with: after)
        }
        return try Charter(parsing: Array(text.utf8))
    }

    @Test func `a charter does not differ from itself`() {
        let diff = CharterDiff(from: old, to: old)
        #expect(diff.isEmpty && diff.shifts.isEmpty)
        #expect(diff.sentences(.en) == ["The two charters say the same."])
    }

    @Test func `a forbid that goes shows what it lets through`() throws {
        let new = try changed([
            ("id = \"no-export-of-people\"\neffect = \"forbid\"", "id = \"x\"\neffect = \"permit\"")
        ])
        let diff = CharterDiff(from: old, to: new)
        let shift = try #require(diff.shifts.first)
        #expect(shift.action == .export)
        #expect(shift.sensitivities == [.personal, .sensitive])
        #expect(shift.old == .forbidden && shift.new == .permitted)
        #expect(diff.sentences(.en)[0].hasPrefix("LOOSER: taking data out, for "))
        #expect(diff.sentences(.ko)[0].hasPrefix("완화: 반출"))
        #expect(diff.rules.count == 2)
    }

    @Test func `a bound is told with its old and new value`() throws {
        let diff = CharterDiff(
            from: old, to: try changed([("max_epsilon = 3.0", "max_epsilon = 5.0")]))
        #expect(diff.shifts.isEmpty)
        guard case .changed(let rule, let changes) = try #require(diff.rules.first) else {
            Issue.record("not a change")
            return
        }
        #expect(rule.id == "federate-with-members")
        #expect(changes.map(\.field) == ["max_epsilon"])
        #expect(changes.map(\.old) == [3.0] && changes.map(\.new) == [5.0])
        #expect(diff.sentences(.en).last == "  max_epsilon: from 3 to 5")
    }

    @Test func `words that come and go are told apart`() throws {
        let diff = CharterDiff(
            from: old,
            to: try changed([("economy = [\"KR\", \"JP\"", "economy = [\"KR\", \"NZ\"")]))
        #expect(diff.sentences(.en).last == "  economy: now also NZ; no longer JP")
    }

    @Test func `what the law says is told where only its words change`() throws {
        let text = String(
            decoding: CharterPack.of(economy: "KR").charter(economy: "KR"), as: UTF8.self)
        let sentence = "Below 14 years the legal representative must consent."
        #expect(text.contains(sentence))
        let new = text.replacing(sentence, with: "Nobody need consent.")
        let diff = CharterDiff(
            from: try Charter(parsing: Array(text.utf8)),
            to: try Charter(parsing: Array(new.utf8)))
        #expect(diff.head.map(\.field) == ["facts.child-age.en"])
    }

    @Test(arguments: Seed.batch(30))
    func `one more forbid is never looser, and one less never stricter`(seed: Seed) throws {
        var generator = seed.generator
        let rules = (0..<5).map {
            RandomCharter.rule("r\($0)", effect: $0 < 2 ? .permit : nil, using: &generator)
        }
        let more = rules + [RandomCharter.rule("more", effect: .forbid, using: &generator)]
        let (small, large) = (
            try Charter(parsing: RandomCharter.text(rules)),
            try Charter(parsing: RandomCharter.text(more))
        )
        #expect(CharterDiff(from: small, to: large).shifts.allSatisfy { $0.new > $0.old })
        #expect(CharterDiff(from: large, to: small).shifts.allSatisfy { $0.new < $0.old })
    }
}
