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
    /// When each member last made progress, and the attempt's beginning.
    var progress: [UInt32: Timestamp] = [:]
    let began: Timestamp
    var absent: Set<UInt32>
}
