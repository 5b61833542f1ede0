package import DureCore
internal import DurePrivacy

/// What every party to an attempt knows from the plan on: who takes part, and as whom we speak.
package struct RoundContext: Sendable {
    /// The plan of the attempt.
    package let plan: RoundPlan
    /// The study's roster, whose hash the plan names.
    package let roster: StudyRoster
    /// The coordinator's key, whose fingerprint the plan names.
    package let coordinator: PublicIdentity
    /// The digest of the plan.
    package let sctx: Digest

    /// Binds a plan to the roster and the key it names.
    ///
    /// - Throws: ``FederationError/planRefused(field:)`` where they do not belong together or the
    ///   numbers do not follow from the rule of protocol.md, 3.1.
    package init(
        plan: RoundPlan, roster: StudyRoster, coordinator: PublicIdentity
    ) throws(FederationError) {
        // A member that stands twice would sign and hold shares as two.
        guard Set(roster.members.map(\.key)).count == roster.count else {
            throw .planRefused(field: "roster")
        }
        guard plan.rosterHash == roster.hash else { throw .planRefused(field: "roster") }
        guard plan.coordinator == coordinator.fingerprint else {
            throw .planRefused(field: "coordinator")
        }
        guard plan.memberCount == roster.count, roster.count <= MessageList.countMax else {
            throw .planRefused(field: "members")
        }
        let rule = try Self.thresholds(
            memberCount: roster.count, colludingCount: Int(plan.colludingCount),
            survivorCountMin: Int(plan.survivorCountMin))
        guard plan.threshold == rule.sharingThreshold else {
            throw .planRefused(field: "threshold")
        }
        self.plan = plan
        self.roster = roster
        self.coordinator = coordinator
        sctx = plan.sctx
    }

    private static func thresholds(
        memberCount: Int, colludingCount: Int, survivorCountMin: Int
    ) throws(FederationError) -> Thresholds {
        do {
            return try Thresholds(
                memberCount: memberCount, colludingCount: colludingCount,
                survivorsMin: survivorCountMin)
        } catch {
            throw .planRefused(field: "thresholds")
        }
    }

    /// Whether the message belongs to this attempt and is signed by whom it says.
    package func isAuthentic(_ message: SignedMessage) -> Bool {
        guard message.sctx == sctx else { return false }
        if message.sender == SignedMessage.coordinator {
            return message.isSigned(by: coordinator)
        }
        guard let member = roster.member(at: message.sender) else { return false }
        return message.isSigned(by: member.key)
    }

    /// The HPKE info of a box: a list or a pair that differs makes it fail to open.
    package func boxInfo(
        advertListHash: Digest, from sender: UInt32, to receiver: UInt32, kind: BoxKind
    ) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/sa1/box")
        canonical.append(sctx)
        canonical.append(advertListHash)
        canonical.append(sender)
        canonical.append(receiver)
        canonical.append(kind.rawValue)
        return canonical.bytes
    }
}

/// What a sealed box holds.
package enum BoxKind: UInt32, Sendable {
    /// The shares of z and b for the receiver.
    case shares = 1
    /// The pair secret v.
    case pair = 2
}
