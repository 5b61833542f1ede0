package import DureCore

/// What a coordinator tells whoever watches.
///
/// Names and counts only.
package enum CoordinatorProgress: Sendable, Hashable {
    /// A member's node stream has opened.
    case connected(Name)
    /// Members are asked to sign a change of the roster.
    case rosterAsked(signatures: Int, quorum: Int)
    /// The roster is another from now on.
    case rosterChanged(version: UInt32, memberCount: Int)
    /// A study was proposed.
    case proposed(study: Name, by: Name)
    /// A member has answered.
    case decided(study: Name, by: Name, answer: StudyDecision.Answer)
    /// Enough have approved: rounds begin.
    case enrolled(study: Name, memberCount: Int)
    /// An attempt has begun.
    case roundOpened(study: Name, round: UInt32, attempt: UInt32)
    /// A member did not answer in time and is left out of this attempt.
    case absent(study: Name, member: Name)
    /// A round was released.
    case roundReleased(study: Name, round: UInt32, survivorCount: Int, memberCount: Int)
    /// An attempt ended without a release.
    case roundAbandoned(study: Name, round: UInt32, reason: AbandonReason)
    /// The rounds are over.
    case finished(study: Name, rounds: Int)
    /// The study has failed.
    case failed(study: Name, reason: String)
    /// A member's measures have come.
    case measured(study: Name, by: Name)
}
