import DureCharter

/// The charter's twin: the verdict by the shortest words, field by field, for holding the real one
/// to account.
///
/// It shares no code with it beyond the types.
struct PlainCharter {
    let rules: [Rule]

    func verdict(_ request: CharterRequest) -> Verdict {
        var isForbidden = false
        var isPermitted = false
        var isRefused = false
        var isWaiting = false
        for rule in rules where isInTime(rule, request) {
            switch rule.effect {
            case .forbid:
                let setting = rule.secureAggregation ?? request.secureAggregation
                if touches(rule, request), setting == request.secureAggregation {
                    isForbidden = true
                }
            case .permit:
                if fits(rule, request), keeps(rule, request) { isPermitted = true }
            case .require:
                guard touches(rule, request) else { continue }
                if !keeps(rule, request) { isRefused = true }
                var people: [String] = []
                for approval in request.approvals where !people.contains(approval.person) {
                    if rule.separation && approval.person == request.requester { continue }
                    people.append(approval.person)
                }
                if people.count < rule.approvals { isWaiting = true }
            }
        }
        if isForbidden { return .forbidden }
        if !isPermitted || isRefused { return .notPermitted }
        return isWaiting ? .needsApproval : .permitted
    }

    private func isInTime(_ rule: Rule, _ request: CharterRequest) -> Bool {
        if let from = rule.from, request.date < from { return false }
        if let until = rule.until, request.date > until { return false }
        return true
    }

    private func asked(_ request: CharterRequest) -> [(ListField, [String])] {
        [
            (.action, [request.action.rawValue]),
            (.purpose, [request.purpose]),
            (.sensitivity, [request.sensitivity.rawValue]),
            (.role, request.role.map { [$0] } ?? []),
            (.impact, request.impact.map { [$0.rawValue] } ?? []),
            (.contains, request.contains.map(\.rawValue)),
            (.economy, Array(request.economies)),
            (.member, Array(request.members)),
        ]
    }

    private func touches(_ rule: Rule, _ request: CharterRequest) -> Bool {
        for (field, words) in asked(request) {
            guard let listed = rule.lists[field] else { continue }
            if field == .impact && request.impact == nil { continue }
            if !words.contains(where: { listed.contains($0) }) { return false }
        }
        return true
    }

    private func fits(_ rule: Rule, _ request: CharterRequest) -> Bool {
        for (field, words) in asked(request) {
            guard let listed = rule.lists[field] else { continue }
            if words.isEmpty && field != .contains { return false }
            for word in words where !listed.contains(word) { return false }
        }
        return true
    }

    private func keeps(_ rule: Rule, _ request: CharterRequest) -> Bool {
        if let least = rule.bounds[.minCohort] {
            guard let cohort = request.cohort, Double(cohort) >= least else { return false }
        }
        if let most = rule.bounds[.maxEpsilon] {
            guard let epsilon = request.epsilon, epsilon > 0, epsilon <= most else { return false }
        }
        if let most = rule.bounds[.maxDelta] {
            guard request.epsilon != nil || request.delta != nil else { return false }
            let delta = request.delta ?? 0
            guard delta >= 0, delta <= most else { return false }
        }
        if let most = rule.bounds[.retentionDays] {
            guard let days = request.retentionDays, Double(days) <= most else { return false }
        }
        return rule.secureAggregation != true || request.secureAggregation
    }
}
