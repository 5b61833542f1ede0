internal import DureCore
internal import DurePrivacy

/// The attempt in which a member takes part now.
struct MemberAttempt: Sendable {
    let study: Name
    let plan: StudyPlan
    let context: RoundContext
    var machine: RoundMember
    var modelFetch: BlobFetch?
    var sumFetch: BlobFetch?
    var model: [UInt8]?
    var wantsContribution = false
    var update: MaskedUpdate?
    var result: RoundResult?
    /// What was last sent, for a reconnect.
    var lastSent: [WireMessage] = []

    /// What came while the sum was on its way, and is taken after it.
    private(set) var waiting: [WireMessage] = []

    /// How many messages may wait; more than that is no honest coordinator.
    private static let waitingCountMax = 64

    /// Whether the round is released and its sum is not here yet.
    var isAwaitingSum: Bool { result != nil }

    /// Whether a message belongs after the sum: the next plan, its model, the outcome.
    static func canWait(_ message: WireMessage) -> Bool {
        switch message {
        case .round, .shares, .model, .studyState: true
        default: false
        }
    }

    /// Keeps a message for later, once.
    ///
    /// - Returns: Whether it had come before: the sum is late then.
    mutating func waitForSum(_ message: WireMessage) -> Bool {
        if waiting.contains(message) { return true }
        if waiting.count < Self.waitingCountMax { waiting.append(message) }
        return false
    }

    init(study: Name, plan: StudyPlan, context: RoundContext, machine: RoundMember) {
        self.study = study
        self.plan = plan
        self.context = context
        self.machine = machine
    }

    /// The key under which the budget is charged: once for all attempts of a round, of which at
    /// most one is ever released (protocol.md, 3.1).
    var budgetKey: String { "\(study.text)/\(context.plan.round)" }
}

/// Which blob of an attempt.
enum AttemptBlob: Sendable {
    case model
    case sum
}
