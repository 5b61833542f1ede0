package import DureCore

/// The four answers of a charter, from the mildest to the strictest.
package enum Verdict: String, Sendable, CaseIterable, Comparable {
    /// It may be done now; the duties go with it.
    case permitted
    /// It may be done once enough people have approved.
    case needsApproval = "needs-approval"
    /// No rule permits it as it was asked; the answer says what would.
    case notPermitted = "not-permitted"
    /// A rule forbids it.
    case forbidden

    package static func < (left: Verdict, right: Verdict) -> Bool {
        left.strictness < right.strictness
    }

    private var strictness: Int {
        switch self {
        case .permitted: 0
        case .needsApproval: 1
        case .notPermitted: 2
        case .forbidden: 3
        }
    }
}

/// What a charter answers to one request, with every reason.
///
/// A refusal is an answer, and says what would change it. An answer follows from the charter's
/// file and the request alone, so two are equal where these are.
package struct Decision: Sendable {
    /// A rule that the request did not keep, and in what.
    package struct Miss: Sendable, Hashable {
        /// The rule.
        package let rule: String
        /// Every condition that was not met; never empty.
        package let unmet: [UnmetCondition]
    }

    /// The answer.
    package let verdict: Verdict
    private let table: DecisionTable
    private let ruling: Ruling
    private let asked: CharterRequest

    init(table: DecisionTable, request: CharterRequest) {
        self.table = table
        asked = request
        ruling = table.ruling(on: request)
        verdict = ruling.verdict
    }

    /// Whether a charter or an accord answered.
    package var kind: Charter.Kind { table.head.kind }
    /// Its name.
    package var charterID: String { table.head.id }
    /// Its version.
    package var charterVersion: Int { table.head.version }
    /// SHA-256 of its file.
    package var charterHash: Digest { table.head.hash }
    /// The charter's languages in their order, for sentences that have no other.
    package var languages: [String] { table.head.languages }
    /// The request, as it is entered in the ledger.
    package var request: JSONValue { asked.json }
    /// The rules that forbade, sorted.
    package var forbids: [String] { names(ruling.forbids) }
    /// The permit that applied, where one did.
    package var permit: String? { ruling.permit.map { table.rules[$0].id } }
    /// The rules whose demands came in, sorted.
    package var requires: [String] { names(ruling.requires) }
    /// How many people must approve in all.
    package var approvalsNeeded: Int { ruling.approvalsNeeded }
    /// How many of them have not yet.
    package var approvalsMissing: Int { ruling.approvalsMissing }
    /// What must be done beside the action, each once.
    package var duties: [Duty] { Duty.allCases.filter { ruling.duties & $0.bit != 0 } }

    /// Where no permit applied: those with the fewest unmet conditions, the nearest first.
    ///
    /// "What would change this?" A permit for another action is no help, unless there is none for
    /// this.
    package var nearest: [Miss] {
        guard ruling.permit == nil else { return [] }
        let permits = table.rules.filter { $0.effect == .permit }
        let sameAction = permits.filter { $0.isKept(.action, by: asked) }
        // Counted first: only those that are shown are written out.
        let nearest = (sameAction.isEmpty ? permits : sameAction)
            .map { (rule: $0, count: $0.unmetCount(by: asked)) }
            .filter { $0.count > 0 }
            .sorted { ($0.count, $0.rule.id) < ($1.count, $1.rule.id) }
            .prefix(Charter.nearestCountMax)
        return nearest.map { Miss(rule: $0.rule.id, unmet: $0.rule.unmet(by: asked)) }
    }

    /// Where a require was not kept: which and why.
    package var unmetRequires: [Miss] {
        misses(ruling.requires.map { table.rules[$0] }) { $0.unmetBounds(by: asked) }
    }

    /// Every rule that took part in the answer, sorted: for the ledger.
    package var ruleIDs: [String] {
        names((ruling.forbids + ruling.requires + [ruling.permit].compactMap { $0 }).sorted())
    }

    /// The sentences of a rule, by language.
    func texts(of rule: String) -> [String: String] {
        table.rules.first { $0.id == rule }?.text ?? [:]
    }

    /// Whether the other one answers the same request.
    func answersSame(as other: Decision) -> Bool { asked == other.asked }

    /// The names of rules in their order, each once.
    private func names(_ numbers: [Int]) -> [String] {
        var names: [String] = []
        for number in numbers where names.last != table.rules[number].id {
            names.append(table.rules[number].id)
        }
        return names
    }

    private func misses(_ rules: [Rule], _ unmet: (Rule) -> [UnmetCondition]) -> [Miss] {
        rules.map { Miss(rule: $0.id, unmet: unmet($0)) }.filter { !$0.unmet.isEmpty }
            .sorted { $0.rule < $1.rule }
    }

    /// The answer as JSON, with canonical bytes.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "verdict": .string(verdict.rawValue), kind.rawValue: .string(charterID),
            "version": .integer(Int64(charterVersion)), "hash": .string(charterHash.hex),
            "request": request, "forbids": Self.list(forbids), "requires": Self.list(requires),
            "approvals_needed": .integer(Int64(approvalsNeeded)),
            "approvals_missing": .integer(Int64(approvalsMissing)),
            "duties": Self.list(duties.map(\.rawValue)),
            "nearest": .array(nearest.map(\.json)),
            "unmet_requires": .array(unmetRequires.map(\.json)),
        ]
        members["permit"] = permit.map { .string($0) }
        return .object(members)
    }

    private static func list(_ words: [String]) -> JSONValue {
        .array(words.map { .string($0) })
    }
}

extension Decision.Miss {
    fileprivate var json: JSONValue {
        [
            "rule": .string(rule),
            "unmet": .array(
                unmet.map {
                    ["field": .string($0.field), "asked": $0.asked, "allowed": $0.allowed]
                }),
        ]
    }
}

extension Decision: Hashable {
    package static func == (left: Decision, right: Decision) -> Bool {
        left.kind == right.kind && left.charterHash == right.charterHash
            && left.asked == right.asked
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(charterHash)
        hasher.combine(asked)
    }
}
