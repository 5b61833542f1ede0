/// A dataset's book: what it may spend, and every entry in order.
///
/// A value; ``PrivacyBudget`` keeps it on disk.
package struct BudgetBook: Hashable, Sendable {
    /// The most entries.
    package static let entriesMax = 10_000

    /// The most that all charges together may lose, in nats.
    package let epsilonLimit: Double
    /// The most that the charges of one asker may lose, in nats; nil where only all of them
    /// together are limited.
    package let askerLimit: Double?
    /// The delta at which all charges are composed.
    package let delta: Double
    /// All entries, oldest first; keys are unique.
    package private(set) var entries: [BudgetEntry]

    /// An empty book.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` unless each epsilon is finite and above zero and delta
    ///   in (0, 1).
    package init(
        epsilonLimit: Double, delta: Double, askerLimit: Double? = nil
    ) throws(PrivacyError) {
        for limit in [epsilonLimit, askerLimit ?? epsilonLimit] {
            guard limit.isFinite, limit > 0 else { throw .invalid(.epsilon) }
        }
        self.askerLimit = askerLimit
        try PrivacyAccountant.check(delta: delta)
        self.epsilonLimit = epsilonLimit
        self.delta = delta
        entries = []
    }

    /// Releases that carry no guarantee.
    package var unboundedReleases: [UnboundedRelease] {
        entries.compactMap { if case .unbounded(let release) = $0 { release } else { nil } }
    }

    /// Charges that count.
    package var charges: [BudgetCharge] {
        entries.compactMap { if case .charge(let charge) = $0 { charge } else { nil } }
    }

    /// What all charges together have spent; nil where there is none.
    ///
    /// - Throws: ``PrivacyError/noFigure`` and the accountants' limits.
    package func spent(effort: AccountingEffort) throws(PrivacyError) -> PrivacyFigure? {
        try Self.figure(charges.map(\.mechanism), delta: delta, effort: effort)
    }

    /// The charges that count of one asker.
    package func charges(of asker: String?) -> [BudgetCharge] {
        charges.filter { $0.asker == asker }
    }

    /// Who asked for a study, as its first entry says.
    package func asker(of study: String) -> String? {
        entries.first { $0.study == study }?.asker
    }

    /// The entry under a key.
    package func entry(key: String) -> BudgetEntry? {
        entries.first { $0.key == key }
    }

    /// Adds a charge if it fits.
    ///
    /// - Returns: False where the very charge stands in the book already.
    /// - Throws: ``PrivacyError/budgetExhausted(spent:asked:limit:)``,
    ///   ``PrivacyError/askerExhausted(asker:spent:asked:limit:)``,
    ///   ``PrivacyError/chargeKeyReused(key:)``, ``PrivacyError/bookFull(limit:)``.
    mutating func add(_ charge: BudgetCharge) throws(PrivacyError) -> Bool {
        if let entry = entry(key: charge.key) {
            guard case .charge(let old) = entry, old.isSame(as: charge) else {
                throw .chargeKeyReused(key: charge.key)
            }
            return false
        }
        guard entries.count < Self.entriesMax else { throw .bookFull(limit: Self.entriesMax) }
        try checkFit(of: charge)
        entries.append(.charge(charge))
        return true
    }

    /// Lists a release without noise.
    ///
    /// - Returns: False where it is listed already.
    /// - Throws: As ``add(_:)-charge`` does, but for the budget.
    mutating func add(_ release: UnboundedRelease) throws(PrivacyError) -> Bool {
        if let entry = entry(key: release.key) {
            guard case .unbounded(let old) = entry, old.study == release.study else {
                throw .chargeKeyReused(key: release.key)
            }
            return false
        }
        guard entries.count < Self.entriesMax else { throw .bookFull(limit: Self.entriesMax) }
        entries.append(.unbounded(release))
        return true
    }

    /// Restores a line read from disk.
    mutating func restore(_ entry: BudgetEntry) -> Bool {
        guard entries.count < Self.entriesMax, self.entry(key: entry.key) == nil else {
            return false
        }
        entries.append(entry)
        return true
    }

    private func checkFit(of charge: BudgetCharge) throws(PrivacyError) {
        if let (spent, asked) = try excess(of: charge, beside: charges, over: epsilonLimit) {
            throw .budgetExhausted(spent: spent, asked: asked, limit: epsilonLimit)
        }
        guard let askerLimit else { return }
        let own = charges(of: charge.asker)
        if let (spent, asked) = try excess(of: charge, beside: own, over: askerLimit) {
            throw .askerExhausted(
                asker: charge.asker ?? "-", spent: spent, asked: asked, limit: askerLimit)
        }
    }

    /// What is spent, and what it would come to, where that is above the limit; nil where it fits.
    ///
    /// The quick accountants first; the slow one only where they would refuse.
    private func excess(
        of charge: BudgetCharge, beside charges: [BudgetCharge], over limit: Double
    ) throws(PrivacyError) -> (spent: Double, asked: Double)? {
        let before = charges.map(\.mechanism)
        let after = before + [charge.mechanism]
        for effort in [AccountingEffort.quick, .full] {
            guard let asked = try Self.figure(after, delta: delta, effort: effort) else {
                return nil
            }
            if asked.epsilon <= limit { return nil }
            guard effort == .full else { continue }
            let spent = try Self.figure(before, delta: delta, effort: .full)?.epsilon ?? 0
            return (spent, asked.epsilon)
        }
        return nil
    }

    private static func figure(
        _ parts: [GaussianSteps], delta: Double, effort: AccountingEffort
    ) throws(PrivacyError) -> PrivacyFigure? {
        guard !parts.isEmpty else { return nil }
        return try PrivacyAccountant.figures(of: parts, delta: delta, effort: effort).best
    }
}
