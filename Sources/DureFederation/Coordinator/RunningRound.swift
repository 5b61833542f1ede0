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
