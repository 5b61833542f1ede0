import DureCharter
import DureTesting

/// Charters and requests from small vocabularies, so that rules and requests often meet.
enum RandomCharter {
    private static let purposes = ["care", "research", "statistics"]
    private static let roles = ["analyst", "steward"]
    private static let economies = ["KR", "JP", "SG"]
    private static let members = ["hanbit", "sakura"]
    private static let dates = ["2026-01-01", "2026-06-15", "2026-12-31"]

    /// One `[[rule]]` table as text.
    static func rule(
        _ id: String, effect: Effect? = nil, using generator: inout SeededGenerator
    ) -> String {
        let effect = effect ?? pick(Effect.allCases, &generator)
        var lines = [
            "[[rule]]", "id = \"\(id)\"", "effect = \"\(effect.rawValue)\"",
            "text = { en = \"Rule \(id).\" }",
        ]
        for (field, words) in lists where Int.random(in: 0..<4, using: &generator) == 0 {
            lines.append("\(field) = [\(some(words, &generator))]")
        }
        if Bool.random(using: &generator) {
            lines.append("action = [\(some(["query", "train", "federate"], &generator))]")
        }
        if effect != .forbid {
            if oneIn(4, &generator) { lines.append("min_cohort = 20") }
            if oneIn(4, &generator) { lines.append("max_epsilon = 1") }
            if oneIn(5, &generator) { lines.append("max_delta = 1e-6") }
            if oneIn(6, &generator) { lines.append("retention_days = 30") }
            if oneIn(6, &generator) { lines.append("secure_aggregation = true") }
        } else if oneIn(4, &generator) {
            lines.append("secure_aggregation = \(Bool.random(using: &generator))")
        }
        if effect == .require {
            lines.append("approvals = \(Int.random(in: 1...2, using: &generator))")
            if oneIn(3, &generator) { lines.append("separation = false") }
            if oneIn(3, &generator) { lines.append("duty = [\"explain\"]") }
        }
        let from = Int.random(in: 0..<dates.count, using: &generator)
        if oneIn(6, &generator) { lines.append("from = \(dates[from])") }
        if oneIn(6, &generator) { lines.append("until = \(pick(dates[from...], &generator))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text of a charter of these rules.
    static func text(_ rules: [String]) -> [UInt8] {
        let head = """
            [charter]
            id = "random"
            version = 1
            economy = "KR"
            languages = ["en"]
            in_force = 2026-01-01

            """
        return Array((head + rules.joined(separator: "\n")).utf8)
    }

    static func request(using generator: inout SeededGenerator) -> CharterRequest {
        var request = CharterRequest(
            action: pick([.query, .train, .federate], &generator),
            purpose: pick(purposes, &generator),
            sensitivity: pick(Sensitivity.allCases, &generator),
            requester: "p0", date: pick(dates, &generator))
        request.contains = Set([Content.health, .child].filter { _ in oneIn(3, &generator) })
        request.role = oneIn(4, &generator) ? nil : pick(roles, &generator)
        request.economies = Set(economies.filter { _ in oneIn(2, &generator) })
        request.members = Set(members.filter { _ in oneIn(2, &generator) })
        request.impact = pick([nil, .ordinary, .high], &generator)
        request.cohort = pick([nil, 5, 20, 500], &generator)
        request.epsilon = pick([nil, 0, 0.5, 1, 2, .infinity], &generator)
        request.delta = pick([nil, 1e-7, 1e-3], &generator)
        request.secureAggregation = Bool.random(using: &generator)
        request.retentionDays = pick([nil, 7, 365], &generator)
        request.approvals = ["p0", "p1", "p1", "p2"].filter { _ in oneIn(2, &generator) }
            .map { Approval(person: $0, role: "steward") }
        return request
    }

    private static let lists: [(String, [String])] = [
        ("purpose", purposes), ("sensitivity", Sensitivity.allCases.map(\.rawValue)),
        ("contains", ["health", "child"]), ("role", roles), ("economy", economies),
        ("member", members), ("impact", ["ordinary", "high"]),
    ]

    private static func some(_ words: [String], _ generator: inout SeededGenerator) -> String {
        let kept = words.filter { _ in oneIn(2, &generator) }
        return (kept.isEmpty ? [words[0]] : kept).map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static func pick<Element>(
        _ elements: some RandomAccessCollection<Element>, _ generator: inout SeededGenerator
    ) -> Element {
        let offset = Int.random(in: 0..<elements.count, using: &generator)
        return elements[elements.index(elements.startIndex, offsetBy: offset)]
    }

    private static func oneIn(_ count: Int, _ generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<count, using: &generator) == 0
    }
}
