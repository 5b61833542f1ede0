package import DureCore

/// What a request would have to change to fit a rule: one field, what was asked, what is allowed.
package struct UnmetCondition: Sendable, Hashable {
    /// The field, as it is named in a charter.
    package let field: String
    /// What the request holds; null where it holds nothing.
    package let asked: JSONValue
    /// What the rule allows: a list of words, a bound, a setting or a day.
    package let allowed: JSONValue

    /// A condition that a request did not meet.
    package init(field: String, asked: JSONValue, allowed: JSONValue) {
        self.field = field
        self.asked = asked
        self.allowed = allowed
    }
}

// How a rule and a request meet. A field left out of the rule fits every request.
extension Rule {
    /// Whether a forbid or a require is about this request: every word list meets it.
    ///
    /// Bounds are not asked, they are what a require demands.
    func matches(_ request: CharterRequest) -> Bool {
        guard holds(on: request.date) else { return false }
        if effect == .forbid, let secureAggregation,
            secureAggregation != request.secureAggregation
        {
            return false
        }
        return touchesLists(of: request)
    }

    /// Whether every word list has a word of the request.
    func touchesLists(of request: CharterRequest) -> Bool {
        lists.allSatisfy { field, words in
            // What nobody judged yet is treated as the worst.
            if field == .impact && request.impact == nil { return true }
            return !words.isDisjoint(with: request.words(of: field))
        }
    }

    /// Whether the request keeps every word list of a permit.
    func fitsLists(of request: CharterRequest) -> Bool { unmetLists(by: request).isEmpty }

    /// Whether the day lies between `from` and `until`, both included.
    func holds(on date: String) -> Bool {
        // Days written as yyyy-mm-dd order as their texts do.
        if let from, date < from { return false }
        if let until, date > until { return false }
        return true
    }

    /// All that keeps a permit from applying, in the order of the fields; empty where it applies.
    func unmet(by request: CharterRequest) -> [UnmetCondition] {
        unmetLists(by: request) + unmetBounds(by: request) + unmetDays(by: request)
    }

    /// How many conditions keep a permit from applying: as many as ``unmet(by:)`` lists.
    func unmetCount(by request: CharterRequest) -> Int {
        var count = 0
        for field in lists.keys where !isKept(field, by: request) { count += 1 }
        for (field, bound) in bounds
        where !field.allows(request.number(of: field), bound: bound) {
            count += 1
        }
        if secureAggregation == true && !request.secureAggregation { count += 1 }
        if let from, request.date < from { count += 1 }
        if let until, request.date > until { count += 1 }
        assert(count == unmet(by: request).count, "counted and listed alike")
        return count
    }

    /// Whether the request keeps a permit's list of words for this field, where it has one.
    func isKept(_ field: ListField, by request: CharterRequest) -> Bool {
        guard let allowed = lists[field] else { return true }
        switch field {
        case .action: return allowed.contains(request.action.rawValue)
        case .purpose: return allowed.contains(request.purpose)
        case .sensitivity: return allowed.contains(request.sensitivity.rawValue)
        // Data may hold nothing at all; but somebody must ask, from somewhere.
        case .contains: return request.contains.allSatisfy { allowed.contains($0.rawValue) }
        case .role: return request.role.map(allowed.contains) ?? false
        case .economy:
            return !request.economies.isEmpty && request.economies.isSubset(of: allowed)
        case .member: return !request.members.isEmpty && request.members.isSubset(of: allowed)
        case .impact: return request.impact.map { allowed.contains($0.rawValue) } ?? false
        }
    }

    /// What a request does not keep of a rule's bounds.
    func unmetBounds(by request: CharterRequest) -> [UnmetCondition] {
        var unmet: [UnmetCondition] = []
        for field in BoundField.allCases {
            guard let bound = bounds[field] else { continue }
            let number = request.number(of: field)
            guard !field.allows(number, bound: bound) else { continue }
            unmet.append(
                UnmetCondition(
                    field: field.rawValue,
                    asked: number.map(CharterRequest.json) ?? .null,
                    allowed: .number(bound)))
        }
        if secureAggregation == true && !request.secureAggregation {
            unmet.append(
                UnmetCondition(field: "secure_aggregation", asked: false, allowed: true))
        }
        return unmet
    }

    private func unmetLists(by request: CharterRequest) -> [UnmetCondition] {
        ListField.allCases.compactMap { field in
            guard let allowed = lists[field] else { return nil }
            guard !isKept(field, by: request) else { return nil }
            let asked = request.words(of: field)
            let words = asked.subtracting(allowed).sorted().map { JSONValue.string($0) }
            let shown: JSONValue =
                words.isEmpty ? .null : words.count == 1 ? words[0] : .array(words)
            return UnmetCondition(
                field: field.rawValue, asked: shown,
                allowed: .array(allowed.sorted().map { .string($0) }))
        }
    }

    private func unmetDays(by request: CharterRequest) -> [UnmetCondition] {
        var unmet: [UnmetCondition] = []
        if let from, request.date < from {
            unmet.append(
                UnmetCondition(field: "from", asked: .string(request.date), allowed: .string(from)))
        }
        if let until, request.date > until {
            unmet.append(
                UnmetCondition(
                    field: "until", asked: .string(request.date), allowed: .string(until)))
        }
        return unmet
    }
}

extension BoundField {
    /// Whether the number keeps the bound; none at all never does, nor one below what has meaning.
    fileprivate func allows(_ number: Double?, bound: Double) -> Bool {
        guard let number, number.isFinite else { return false }
        return switch self {
        case .minCohort: number >= bound
        case .maxEpsilon: number > 0 && number <= bound
        case .maxDelta: number >= 0 && number <= bound
        case .retentionDays: number >= 0 && number <= bound
        }
    }
}
