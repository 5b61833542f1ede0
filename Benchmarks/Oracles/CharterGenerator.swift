import DureCore

/// Charters and requests from small vocabularies, so that rules and requests often meet: the same
/// ones for the same seed.
struct CharterGenerator {
    private static let actions = ["ingest", "query", "train", "federate", "serve", "export"]
    private static let purposes = ["care", "research", "statistics", "advertising", "harvest"]
    private static let sensitivities = ["open", "internal", "personal", "sensitive"]
    private static let contents = ["national-id", "health", "child", "genetic"]
    private static let roles = ["analyst", "steward", "member"]
    private static let economies = ["KR", "JP", "SG", "AU"]
    private static let members = ["hanbit", "sakura", "wattle"]
    private static let impacts = ["ordinary", "high"]
    private static let dates = ["2026-01-01", "2026-03-31", "2026-06-15", "2026-12-31"]
    private static let people = ["p0", "p1", "p2", "p3"]

    private var random: SplitMix

    init(seed: UInt64) {
        random = SplitMix(state: seed)
    }

    /// A charter as TOML, of 1 to 12 rules.
    mutating func charter() -> String {
        let count = number(0...10)
        var text = """
            [charter]
            id = "random"
            version = 1
            economy = "KR"
            languages = ["en"]
            in_force = 2026-01-01
            purposes = ["harvest"]


            """
        // Two permits come first, or almost nothing would ever be permitted.
        for index in 0..<count + 2 {
            text += rule("r\(index)", index < 2 ? "permit" : pick(["permit", "forbid", "require"]))
        }
        return text
    }

    private mutating func rule(_ id: String, _ effect: String) -> String {
        var lines = [
            "[[rule]]", "id = \"\(id)\"", "effect = \"\(effect)\"",
            "text = { en = \"Rule \(id).\" }",
        ]
        let lists = [
            ("action", Self.actions, 2), ("purpose", Self.purposes, 4),
            ("sensitivity", Self.sensitivities, 4), ("contains", Self.contents, 5),
            ("role", Self.roles, 6), ("economy", Self.economies, 5), ("member", Self.members, 6),
            ("impact", Self.impacts, 6),
        ]
        for (field, words, rarity) in lists where oneIn(rarity) {
            lines.append("\(field) = [\(some(words).map { "\"\($0)\"" }.joined(separator: ", "))]")
        }
        if effect == "forbid" {
            if oneIn(5) { lines.append("secure_aggregation = \(oneIn(2))") }
        } else {
            if oneIn(4) { lines.append("min_cohort = \(pick([5, 20, 100]))") }
            if oneIn(4) { lines.append("max_epsilon = \(pick(["0.5", "1.0", "3"]))") }
            if oneIn(5) { lines.append("max_delta = \(pick(["0.0", "0.000001", "1e-4"]))") }
            if oneIn(6) { lines.append("retention_days = \(pick([7, 30, 365]))") }
            if oneIn(6) { lines.append("secure_aggregation = true") }
        }
        if effect == "require" {
            lines.append("approvals = \(number(1...3))")
            if oneIn(3) { lines.append("separation = \(oneIn(2))") }
            if oneIn(3) { lines.append("duty = [\"explain\"]") }
        }
        let from = number(0...Self.dates.count - 1)
        if oneIn(6) { lines.append("from = \(Self.dates[from])") }
        if oneIn(6) { lines.append("until = \(pick(Array(Self.dates[from...])))") }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// A request as JSON.
    mutating func request() -> JSONValue {
        var members: [String: JSONValue] = [
            "action": .string(pick(Self.actions)), "purpose": .string(pick(Self.purposes)),
            "sensitivity": .string(pick(Self.sensitivities)), "requester": "p0",
            "date": .string(pick(Self.dates)), "secure_aggregation": .bool(oneIn(2)),
        ]
        if !oneIn(4) { members["role"] = .string(pick(Self.roles)) }
        if !oneIn(3) { members["impact"] = .string(pick(Self.impacts)) }
        for (field, words) in [("economy", Self.economies), ("member", Self.members)]
        where !oneIn(3) {
            members[field] = .array(some(words).map { .string($0) })
        }
        if oneIn(2) { members["contains"] = .array(some(Self.contents).map { .string($0) }) }
        if !oneIn(4) { members["cohort"] = .integer(Int64(pick([4, 5, 19, 20, 100, 5_000]))) }
        if !oneIn(4) { members["epsilon"] = pick([0.0, 0.25, 0.5, 1.0, 1.5, 3.0, 3.5, -1.0]) }
        if oneIn(8) { members["epsilon"] = "inf" }
        if oneIn(2) { members["delta"] = pick([0.0, 0.000_000_1, 0.000_001, 0.0001, 0.01]) }
        if !oneIn(4) { members["retention_days"] = .integer(Int64(pick([0, 7, 31, 365]))) }
        let approvals = Self.people.filter { _ in oneIn(2) } + (oneIn(4) ? ["p1"] : [])
        members["approvals"] = .array(approvals.map { ["person": .string($0)] })
        return .object(members)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func oneIn(_ count: Int) -> Bool { number(1...count) == 1 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }

    private mutating func some(_ words: [String]) -> [String] {
        let kept = words.filter { _ in oneIn(2) }
        return kept.isEmpty ? [pick(words)] : kept
    }
}

/// A generator that repeats: SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
