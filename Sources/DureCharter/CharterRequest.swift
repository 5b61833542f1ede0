package import DureCore

/// One person's consent to a request.
package struct Approval: Sendable, Hashable {
    /// Who approved: a key id, never a name.
    package let person: String
    /// In which role.
    package let role: String

    /// An approval that was given.
    package init(person: String, role: String) {
        self.person = person
        self.role = role
    }
}

/// What somebody asks a charter to decide.
///
/// A field that does not apply is nil or empty; a rule that bounds such a field is then not met.
package struct CharterRequest: Sendable, Hashable {
    /// What is asked to be done.
    package var action: Action
    /// What for; one word of the charter's vocabulary.
    package var purpose: String
    /// The strictest class of the data touched; `sensitive` where nobody scanned it.
    package var sensitivity: Sensitivity
    /// What the data holds.
    package var contains: Set<Content> = []
    /// Who asks: a key id, never a name.
    ///
    /// Their own approval does not count.
    package var requester: String
    /// In which role they ask; nil fits no rule that names roles.
    package var role: String?
    /// The economies of all who take part, by ISO 3166 code.
    package var economies: Set<String> = []
    /// The members that take part.
    package var members: Set<String> = []
    /// How much hangs on it; nil, not judged yet, meets every forbid and require as `high` would
    /// and fits no permit that names impact.
    package var impact: Impact?
    /// The smallest number of people that any answer can cover.
    package var cohort: Int?
    /// The loss of privacy asked for; nil where the answer is not made private.
    package var epsilon: Double?
    /// The chance that the bound fails; nil counts as 0 beside an epsilon.
    package var delta: Double?
    /// Whether updates are summed in secret.
    package var secureAggregation = false
    /// How many days the result is kept.
    package var retentionDays: Int?
    /// Who has approved so far.
    package var approvals: [Approval] = []
    /// The day of the request in UTC, as in `2026-12-01`.
    package var date: String

    /// A request with nothing but what every request has; set the other fields after.
    package init(
        action: Action, purpose: String, sensitivity: Sensitivity, requester: String, date: String
    ) {
        self.action = action
        self.purpose = purpose
        self.sensitivity = sensitivity
        self.requester = requester
        self.date = date
    }

    /// The request as JSON; its canonical text is what a decision and the ledger keep.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "action": .string(action.rawValue), "purpose": .string(purpose),
            "sensitivity": .string(sensitivity.rawValue), "requester": .string(requester),
            "secure_aggregation": .bool(secureAggregation), "date": .string(date),
        ]
        members["role"] = role.map { .string($0) }
        members["impact"] = impact.map { .string($0.rawValue) }
        members["cohort"] = cohort.map { .integer(Int64($0)) }
        members["epsilon"] = epsilon.map(Self.json)
        members["delta"] = delta.map(Self.json)
        members["retention_days"] = retentionDays.map { .integer(Int64($0)) }
        for field in ListField.allCases where field.isMany {
            let words = words(of: field).sorted()
            if !words.isEmpty { members[field.rawValue] = .array(words.map { .string($0) }) }
        }
        if !approvals.isEmpty {
            members["approvals"] = .array(
                Set(approvals).sorted { ($0.person, $0.role) < ($1.person, $1.role) }.map {
                    ["person": .string($0.person), "role": .string($0.role)]
                })
        }
        return .object(members)
    }

    /// A number that JSON has no word for is written as text, so that a request is never lost.
    static func json(_ number: Double) -> JSONValue {
        number.isFinite ? .number(number) : .string(number.description)
    }

    /// The request's words in a field.
    func words(of field: ListField) -> Set<String> {
        switch field {
        case .action: [action.rawValue]
        case .purpose: [purpose]
        case .sensitivity: [sensitivity.rawValue]
        case .contains: Set(contains.map(\.rawValue))
        case .role: role.map { [$0] } ?? []
        case .economy: economies
        case .member: members
        case .impact: impact.map { [$0.rawValue] } ?? []
        }
    }

    /// The request's number in a bounded field.
    func number(of field: BoundField) -> Double? {
        switch field {
        case .minCohort: cohort.map(Double.init)
        case .maxEpsilon: epsilon
        case .maxDelta: delta ?? epsilon.map { _ in 0 }
        case .retentionDays: retentionDays.map(Double.init)
        }
    }
}
