package import DureCore

/// What an auditor asks of a ledger; a condition that is nil asks nothing.
package struct LedgerQuery: Sendable {
    /// What was done: the action itself, or a group of them such as `study` or `study.round`.
    package var action: String?
    /// The first digits of the hash of what it was done to.
    package var object: String?
    /// Who: the key id or name in the entry.
    package var actor: String?
    /// The charter's answer.
    package var verdict: String?
    /// The first digits of the hash of the charter that was asked.
    package var charter: String?
    /// What the entry says in a detail: its name and its text or number.
    package var detail: (name: String, value: String)?
    /// Not before.
    package var from: Timestamp?
    /// Before.
    package var until: Timestamp?

    /// Asks for all entries.
    package init() {}

    /// Whether the entry is one of those that are asked for.
    package func matches(_ entry: LedgerEntry) -> Bool {
        (action.map { entry.action == $0 || entry.action.hasPrefix($0 + ".") } ?? true)
            && (object.map { entry.object?.hex.hasPrefix($0) ?? false } ?? true)
            && (actor.map { entry.actor == $0 } ?? true)
            && (verdict.map { entry.verdict == $0 } ?? true)
            && (charter.map { entry.charter?.hex.hasPrefix($0) ?? false } ?? true)
            && (detail.map { entry.details[$0.name]?.plainText == $0.value } ?? true)
            && (from.map { entry.time >= $0 } ?? true) && (until.map { entry.time < $0 } ?? true)
    }
}

extension JSONValue {
    /// A text as it is, anything else as JSON.
    fileprivate var plainText: String { text ?? canonicalText }
}

/// The totals of a query: what was done how often, by whom and with what answer.
package struct LedgerTotals: Sendable, Hashable {
    /// How many entries.
    package private(set) var count = 0
    /// By action.
    package private(set) var actions: [String: Int] = [:]
    /// By the charter's answer, where it was asked.
    package private(set) var verdicts: [String: Int] = [:]
    /// By actor.
    package private(set) var actors: [String: Int] = [:]
    /// By the hash of the charter that was asked.
    package private(set) var charters: [String: Int] = [:]
    /// The sum of the charges of privacy, as the entries tell them; composition makes it less.
    package private(set) var epsilon = 0.0
    /// The first and the last entry's time.
    package private(set) var period: ClosedRange<Timestamp>?

    /// Totals of nothing.
    package init() {}

    /// Counts one entry.
    package mutating func add(_ entry: LedgerEntry) {
        count += 1
        actions[entry.action, default: 0] += 1
        actors[entry.actor, default: 0] += 1
        if let verdict = entry.verdict { verdicts[verdict, default: 0] += 1 }
        if let charter = entry.charter { charters[charter.hex, default: 0] += 1 }
        epsilon += entry.epsilon ?? 0
        let lower = min(period?.lowerBound ?? entry.time, entry.time)
        period = lower...max(period?.upperBound ?? entry.time, entry.time)
    }

    /// The totals as JSON.
    package var json: JSONValue {
        func counts(_ counts: [String: Int]) -> JSONValue {
            .object(counts.mapValues { .integer(Int64($0)) })
        }
        var json: [String: JSONValue] = [
            "entries": .integer(Int64(count)), "actions": counts(actions),
            "verdicts": counts(verdicts), "actors": counts(actors), "charters": counts(charters),
        ]
        // Charges that a stranger's ledger made up may add up to more than a number can say.
        if epsilon > 0, epsilon.isFinite { json["epsilon"] = .number(epsilon) }
        if let period {
            json["first"] = .string(period.lowerBound.description)
            json["last"] = .string(period.upperBound.description)
        }
        return .object(json)
    }
}
