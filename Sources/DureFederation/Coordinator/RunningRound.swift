internal import DureCore

/// The attempt that runs now, and what it needs beside the protocol's machine.
struct RunningRound: Sendable {
    let study: Name
    let plan: StudyPlan
    let roster: StudyRoster
    var machine: RoundCoordinator
    var sum: RunningSum
    /// What was last sent to each member, for one that reconnects.
    var lastSent: [UInt32: [WireMessage]] = [:]
    /// When each member last gave something that the attempt needed.
    var progress: [UInt32: Timestamp] = [:]
    /// When the present phase began.
    var phaseBegan: Timestamp
    /// Those whose absence was told.
    var absent: Set<UInt32>
}

/// A released round, kept until the next release: a member that missed its end can still finish
/// it, and an auditor can ask for any chunk.
struct ReleasedRound: Sendable {
    let study: Name
    let context: RoundContext
    let result: SignedMessage
    let blob: BlobReference
    let evidence: RoundCoordinator.Evidence
    let uploads: UploadArchive

    var roster: StudyRoster { context.roster }

    /// The end of the round, as it was sent to that survivor.
    func messages(to number: UInt32) -> [WireMessage] {
        guard evidence.headers.senders.contains(number) else { return [] }
        return [
            .round(study: study, result), .sum(study: study, sctx: context.sctx, blob: blob),
        ]
    }
}
