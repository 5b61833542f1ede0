internal import DureCore

extension Charter {
    /// How many near permits an answer lists.
    package static let nearestCountMax = 3

    /// Whether the charter's first day has come.
    package func isInForce(on date: String) -> Bool { date >= inForce }

    /// Answers a request.
    ///
    /// The same request gets the same answer, whatever the order of the rules.
    ///
    /// Whether the charter is in force is the caller's to ask: an old version must still be able
    /// to explain an old decision.
    package func decide(_ request: CharterRequest) -> Decision {
        let forbids = rules.filter { $0.effect == .forbid && $0.matches(request) }
        let requires = rules.filter { $0.effect == .require && $0.matches(request) }
        let permits = rules.filter { $0.effect == .permit }
        let permit = permits.filter { $0.unmet(by: request).isEmpty }.map(\.id).min()
        let unmetRequires = Self.misses(requires) { $0.unmetBounds(by: request) }
        let needed = requires.map(\.approvals).max() ?? 0
        let missing = requires.map { $0.approvalsMissing(from: request) }.max() ?? 0
        let verdict: Verdict =
            if !forbids.isEmpty {
                .forbidden
            } else if permit == nil || !unmetRequires.isEmpty {
                .notPermitted
            } else {
                missing > 0 ? .needsApproval : .permitted
            }
        let nearest = permit == nil ? Self.nearest(permits, request) : []
        let duties = Set(requires.flatMap(\.duties))
        let named = Set(
            (forbids + requires).map(\.id) + nearest.map(\.rule) + [permit].compactMap { $0 })
        return Decision(
            verdict: verdict, kind: kind, charterID: id, charterVersion: version, charterHash: hash,
            request: request.json, forbids: Self.names(forbids), permit: permit,
            requires: Self.names(requires), approvalsNeeded: needed, approvalsMissing: missing,
            duties: Duty.allCases.filter(duties.contains), nearest: nearest,
            unmetRequires: unmetRequires, ruleTexts: texts(of: named), languages: languages)
    }

    private static func names(_ rules: [Rule]) -> [String] { Set(rules.map(\.id)).sorted() }

    private static func misses(
        _ rules: [Rule], _ unmet: (Rule) -> [UnmetCondition]
    ) -> [Decision.Miss] {
        rules.map { Decision.Miss(rule: $0.id, unmet: unmet($0)) }
            .filter { !$0.unmet.isEmpty }
            .sorted { $0.rule < $1.rule }
    }

    /// The permits with the fewest unmet conditions.
    ///
    /// One for another action is no help, unless there is none for this.
    private static func nearest(_ permits: [Rule], _ request: CharterRequest) -> [Decision.Miss] {
        let all = misses(permits) { $0.unmet(by: request) }
        let sameAction = all.filter { miss in
            !miss.unmet.contains { $0.field == ListField.action.rawValue }
        }
        return (sameAction.isEmpty ? all : sameAction)
            .sorted { ($0.unmet.count, $0.rule) < ($1.unmet.count, $1.rule) }
            .prefix(nearestCountMax).map { $0 }
    }

    private func texts(of names: Set<String>) -> [String: [String: String]] {
        let named = rules.filter { names.contains($0.id) }.map { ($0.id, $0.text) }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }
}

extension Rule {
    /// How many approvals the rule still waits for; one person counts once.
    fileprivate func approvalsMissing(from request: CharterRequest) -> Int {
        let people = Set(request.approvals.map(\.person))
            .filter { !separation || $0 != request.requester }
        return max(0, approvals - people.count)
    }
}
