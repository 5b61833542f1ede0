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
    ///
    /// - Complexity: Linear in the rules. The reasons are worked out when somebody asks for them.
    package func decide(_ request: CharterRequest) -> Decision {
        Decision(table: table, request: request)
    }
}

extension Rule {
    /// How many approvals the rule still waits for; one person counts once, in whatever roles.
    func approvalsMissing(from request: CharterRequest) -> Int {
        let people = Set(request.approvals.map(\.person))
            .filter { !separation || $0 != request.requester }
        return max(0, approvals - people.count)
    }
}
