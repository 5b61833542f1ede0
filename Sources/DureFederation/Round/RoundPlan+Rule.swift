package import DureCore
package import DurePrivacy

extension RoundPlan {
    /// A plan whose numbers follow from the rule of protocol.md, 3.1.
    package init(
        suite: SecureAggregationSuite, federation: Name, accordHash: Digest,
        rosterVersion: UInt32, roster: StudyRoster, study: Name, manifestHash: Digest,
        round: UInt32, attempt: UInt32, rule: Thresholds, coordinator: PublicIdentity
    ) {
        self.init(
            suite: suite, federation: federation, accordHash: accordHash,
            rosterVersion: rosterVersion, rosterHash: roster.hash, study: study,
            manifestHash: manifestHash, round: round, attempt: attempt,
            memberCount: UInt32(roster.count), colludingCount: UInt32(rule.colludingCount),
            threshold: UInt32(rule.sharingThreshold),
            survivorCountMin: UInt32(rule.survivorsMin), coordinator: coordinator.fingerprint)
    }
}
