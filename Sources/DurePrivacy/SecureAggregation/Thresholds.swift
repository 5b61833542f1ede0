/// How many members must stay for a round to be opened (protocol.md, 3.1).
///
/// `t = floor((n + c) / 2) + 1`, so that no two lists of survivors can both find t signatures as
/// long as at most c members, the coordinator perhaps among them, break the rules.
package struct Thresholds: Sendable, Hashable {
    /// The most members of one group.
    package static let memberCountMax = 10_000
    /// Below this count of honest survivors a group is weak.
    package static let honestSurvivorsMin = 5

    /// n: members on the job's roster, not those who answered.
    package let memberCount: Int
    /// c: members to withstand who pool what they know with the coordinator.
    package let colludingCount: Int
    /// t: shares that open a secret, and signatures that make a list of survivors valid.
    package let sharingThreshold: Int
    /// m: members that must have uploaded, or the round ends without a release.
    package let survivorsMin: Int

    /// Computes t and m.
    ///
    /// - Parameters:
    ///   - memberCount: n, at least 3.
    ///   - colludingCount: c; ``defaultColluding(memberCount:)`` where it is left out.
    ///   - survivorsMin: A charter's own m. It may only raise the computed one.
    /// - Throws: ``SecureAggregationError/tooManyMembers(found:limit:)`` above
    ///   ``memberCountMax``; ``SecureAggregationError/noThreshold(members:colluding:)`` where n is
    ///   too small for c, or the charter's m is below the computed one or above n.
    package init(
        memberCount: Int, colludingCount: Int? = nil, survivorsMin: Int? = nil
    ) throws(SecureAggregationError) {
        guard memberCount <= Self.memberCountMax else {
            throw .tooManyMembers(found: memberCount, limit: Self.memberCountMax)
        }
        let colluding = colludingCount ?? Self.defaultColluding(memberCount: memberCount)
        guard memberCount >= 3, colluding >= 0, colluding < memberCount else {
            throw .noThreshold(members: memberCount, colluding: colluding)
        }
        let threshold = (memberCount + colluding) / 2 + 1
        let least = max(threshold, colluding + 2, 3)
        let chosen = survivorsMin ?? least
        guard chosen >= least, chosen <= memberCount else {
            throw .noThreshold(members: memberCount, colluding: colluding)
        }
        self.memberCount = memberCount
        self.colludingCount = colluding
        self.sharingThreshold = threshold
        self.survivorsMin = chosen
    }

    /// A third of the others: `floor((n - 1) / 3)`.
    package static func defaultColluding(memberCount: Int) -> Int {
        max(0, (memberCount - 1) / 3)
    }

    /// How many members may drop out, and the round still be opened.
    package var dropoutsSurvived: Int { memberCount - survivorsMin }

    /// Honest members that a released sum hides in, in the worst case.
    package var honestSurvivors: Int { survivorsMin - colludingCount }

    /// Whether the sum hides fewer than ``honestSurvivorsMin`` honest members: then a job needs
    /// differential privacy or a mark in the ledger.
    package var isWeakGroup: Bool { honestSurvivors < Self.honestSurvivorsMin }
}
