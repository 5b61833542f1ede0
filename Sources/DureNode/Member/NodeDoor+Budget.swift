internal import DureCore
package import DureFederation
internal import DurePrivacy
internal import DureVault

/// The owner's budget: charged before anything leaves (protocol.md, 4.5).
extension NodeDoor {
    /// What a dataset's budget holds unless its owner said otherwise at import.
    package static let epsilonLimitDefault = 3.0
    /// The delta at which the budget is counted.
    package static let deltaDefault = 1e-5

    package func charge(_ plan: StudyPlan, key: String) throws {
        let manifest = plan.manifest
        let budget = try budget(of: manifest.dataset)
        let time = Timestamp(now: clock)
        let asker = try asker(of: proposal(of: manifest.study), in: budget.book())
        var details: [String: JSONValue] = [
            "study": .string(manifest.study.text), "key": .string(key),
            "dataset": .string(manifest.dataset.text), "asker": .string(asker),
        ]
        guard let privacy = manifest.privacy, let step = try plan.charged(rounds: 1) else {
            details["guarantee"] = "none"
            try record("privacy.unbounded", object: plan.hash, details: details)
            _ = try budget.record(
                UnboundedRelease(
                    key: key, study: manifest.study.text, time: time, asker: asker))
            return
        }
        try checkStudy(plan, epsilon: privacy.epsilon, key: key, in: budget)
        details["mode"] = .string(privacy.mode.rawValue)
        details["sigma"] = .number(step.sigma)
        details["relation"] = .string(step.relation.rawValue)
        details["q"] = .number(step.samplingProbability)
        details["steps"] = .count(step.steps)
        details["delta"] = .number(privacy.delta)
        details["accountant"] = .string(PrivacyAccountant.version)
        try record("privacy.charge", object: plan.hash, details: details)
        _ = try budget.charge(
            BudgetCharge(
                key: key, study: manifest.study.text, mechanism: step,
                delta: privacy.delta, mode: privacy.mode, time: time, asker: asker))
    }

    /// A study never takes more than it was approved for, however many rounds failed on the way.
    private func checkStudy(
        _ plan: StudyPlan, epsilon: Double, key: String, in budget: PrivacyBudget
    ) throws {
        let book = try budget.book()
        guard book.entry(key: key) == nil else { return }
        let study = plan.manifest.study.text
        let charged = book.charges.count { $0.study == study }
        let figure = try plan.figure(rounds: charged + 1)
        guard let figure, figure.epsilon <= epsilon * (1 + 1e-9) else {
            throw PrivacyError.budgetExhausted(
                spent: epsilon, asked: figure?.epsilon ?? .infinity, limit: epsilon)
        }
    }

    /// Who pays for a study in the books: the member that proposed it, whatever key it has now.
    ///
    /// The book's own entry holds on to it, so that no change of key or name begins anew.
    func asker(of proposal: StudyProposal, in book: BudgetBook) throws -> String {
        if let known = book.asker(of: proposal.study.text) { return known }
        let author = try FederationFiles.roster(in: home.storage)?.member(with: proposal.author)
        return author?.name.text ?? String(proposal.author.fingerprint.hex.prefix(16))
    }

    /// Opens the dataset's book.
    ///
    /// It is made at import and never again: a book that has gone is not an empty one.
    func budget(of dataset: Name) throws -> PrivacyBudget {
        try PrivacyBudget(opening: Vault.budgetPath(of: dataset), in: home.storage)
    }
}
