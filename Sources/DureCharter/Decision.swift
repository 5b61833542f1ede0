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
/// A refusal is an answer, and says what would change it.
package struct Decision: Sendable, Hashable {
    /// A rule that the request did not keep, and in what.
    package struct Miss: Sendable, Hashable {
        /// The rule.
        package let rule: String
        /// Every condition that was not met; never empty.
        package let unmet: [UnmetCondition]
    }

    /// The answer.
    package let verdict: Verdict
    /// Whether a charter or an accord answered.
    package let kind: Charter.Kind
    /// Its name.
    package let charterID: String
    /// Its version.
    package let charterVersion: Int
    /// SHA-256 of its file.
    package let charterHash: Digest
    /// The request, as it is entered in the ledger.
    package let request: JSONValue
    /// The rules that forbade, sorted.
    package let forbids: [String]
    /// The permit that applied, where one did.
    package let permit: String?
    /// The rules whose demands came in, sorted.
    package let requires: [String]
    /// How many people must approve in all.
    package let approvalsNeeded: Int
    /// How many of them have not yet.
    package let approvalsMissing: Int
    /// What must be done beside the action, each once.
    package let duties: [Duty]
    /// Where no permit applied: the nearest ones, the nearest first. "What would change this?"
    package let nearest: [Miss]
    /// Where a require was not kept: which and why.
    package let unmetRequires: [Miss]
    /// The sentences of all rules named here, by rule and by language.
    package let ruleTexts: [String: [String: String]]
    /// The charter's languages in their order, for sentences that have no other.
    package let languages: [String]

    /// Every rule that took part in the answer, sorted: for the ledger.
    package var ruleIDs: [String] {
        Set(forbids + requires + [permit].compactMap { $0 }).sorted()
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
