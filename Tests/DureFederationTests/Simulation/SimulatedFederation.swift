import DureCore
import DureFederation
import DureLearning
import DurePrivacy
import DureTesting

/// The faults that a simulation may play, each with its own chance for a message or a moment.
struct Faults: Sendable {
    /// The stream breaks under the message.
    var loss = 0.0
    /// The message alone is lost.
    var omission = 0.0
    var doubling = 0.0
    /// One bit of the message is another, or more; only a dishonest sender can do that.
    var corruption = 0.0
    var reordering = 0.0
    var memberCrash = 0.0
    var coordinatorCrash = 0.0
    var skewMillisecondsMax: Int64 = 0
    /// After this time nothing goes wrong any more.
    var endMilliseconds: Int64 = 20_000

    static let none = Faults()
    static let harsh = Faults(
        loss: 0.01, omission: 0.01, doubling: 0.02, reordering: 0.05, memberCrash: 0.004,
        coordinatorCrash: 0.002, skewMillisecondsMax: 400_000)
}

/// A whole federation in one process under virtual time: the real machines of the coordinator and
/// the members, a network that delays, loses, doubles and reorders, and disks that survive crashes.
///
/// One seed decides everything but the bytes of keys.
struct SimulatedFederation {
    enum Party: Hashable {
        case coordinator
        case member(Int)
    }

    struct Mail {
        let time: Int64
        let order: Int
        let connection: UInt64
        let to: Party
        let message: WireMessage?
    }

    struct MemberNode {
        let identity: NodeIdentity
        let disk: SimulatedDisk
        let door: SimulatedDoor
        var machine: MemberMachine?
        var connection: UInt64?
        var wakeTime: Int64 = 0
    }

    let roster: FederationRoster
    let coordinatorIdentity: NodeIdentity
    let coordinatorDisk = SimulatedDisk()
    /// How far the coordinator's clock is off, until it starts anew.
    var skew: Int64 = 0
    var coordinator: CoordinatorMachine?
    var coordinatorWakeTime: Int64 = 0
    var members: [MemberNode]
    /// The members' ledgers, where they sign each other's.
    var desks: [SimulatedDesk] = []
    var now: Int64 = 1_000_000
    let start: Int64 = 1_000_000
    var mail: [Mail] = []
    var order = 0
    var lastConnection: UInt64 = 0
    var generator: SeededGenerator
    let faults: Faults
    /// Every message that any member sent, with the sender's position.
    var sent: [(member: Int, message: WireMessage)] = []
    /// Every message that arrived.
    var delivered: [WireMessage] = []
    var progress: [CoordinatorProgress] = []
    var memberProgress: [MemberProgress] = []
    /// Every plan that the coordinator sent.
    var plans: [RoundPlan] = []
    /// Lets a test change or stop what the coordinator sends to a member.
    var tamper: (@Sendable (WireMessage, Int) -> WireMessage?)?
    /// Lets a test change what a member sends; nil leaves it as it is.
    var forge: (@Sendable (WireMessage, Int) -> WireMessage?)?
    var patience = CoordinatorMachine.Patience()
    /// Members that vanish for good once they have been sent such a message.
    var vanish: (@Sendable (Int, WireMessage) -> Bool)?
    /// Is called once all nodes are up, before the study is proposed.
    var prepare: (@Sendable () -> Void)?
    var gone: Set<Int> = []
    /// What must never happen and did.
    var violations: [String] = []

    init(
        seed: Seed, rows: [RecordBatch], answers: [StudyDecision.Answer]? = nil,
        faults: Faults = .none, doorsAreHonest: Bool = true
    ) throws {
        let federation = try Name("sim")
        coordinatorIdentity = NodeIdentity()
        members = []
        var entries: [RosterMember] = []
        for (position, batch) in rows.enumerated() {
            let disk = SimulatedDisk()
            let identity = NodeIdentity()
            let answer = answers?[position] ?? .approved
            members.append(
                MemberNode(
                    identity: identity, disk: disk,
                    door: SimulatedDoor(
                        rows: batch, answer: answer, disk: disk, isHonest: doorsAreHonest)))
            entries.append(
                RosterMember(
                    name: try Name("m\(position)"), economy: "KR", key: identity.publicKey))
        }
        roster = FederationRoster(
            federation: federation, version: 1, accordHash: Digest(of: [1]),
            coordinator: coordinatorIdentity.publicKey, members: entries)
        self.faults = faults
        generator = seed.generator
    }

    var isFaulty: Bool { now - start < faults.endMilliseconds }

    /// Runs until the study has ended at the coordinator and all members who can have assessed it.
    mutating func run(_ proposal: StudyProposal, limitMilliseconds: Int64 = 300_000) throws {
        try startCoordinator()
        for position in members.indices { try startMember(position) }
        var isProposed = false
        var lookTime = now
        while now - start < limitMilliseconds {
            if !isProposed, coordinator != nil, members.allSatisfy({ $0.connection != nil }) {
                isProposed = true
                prepare?()
                prepare = nil
                try propose(proposal)
            }
            if isProposed, now >= lookTime {
                lookTime = now + 1_000
                if let coordinator {
                    let state = state(of: proposal.study, at: coordinator)
                    if let state, isOver(state) { return }
                    // The author asks again where the coordinator lost the proposal in a crash.
                    isProposed = state != nil
                }
            }
            try step()
        }
    }

    /// One delivery, or a tick of 200 ms where nothing is on its way.
    mutating func step() throws {
        mail.sort { ($0.time, $0.order) < ($1.time, $1.order) }
        if let next = mail.first, next.time <= now + 200 {
            mail.removeFirst()
            now = max(now, next.time)
            try deliver(next)
        } else {
            now += 200
            if coordinator == nil, now >= coordinatorWakeTime { try startCoordinator() }
            try feedCoordinator(.tick)
            for position in members.indices where !gone.contains(position) {
                let member = members[position]
                if member.machine == nil, now >= member.wakeTime { try startMember(position) }
                if member.machine != nil, member.connection == nil { try connect(position) }
                if !desks.isEmpty, member.connection != nil, now % 1_000 < 200 {
                    try feed(position, .exchange)
                }
            }
        }
        guard isFaulty else { return }
        let stepFaults = (faults.memberCrash, faults.coordinatorCrash)
        if chance(stepFaults.0) {
            let position = Int.random(in: members.indices, using: &generator)
            members[position].disk.crash(
                afterWrites: Int.random(in: 0...5, using: &generator),
                written: Bool.random(using: &generator))
        }
        if chance(stepFaults.1) {
            coordinatorDisk.crash(
                afterWrites: Int.random(in: 0...5, using: &generator),
                written: Bool.random(using: &generator))
        }
    }

    mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &generator) < probability
    }

    private func isOver(_ state: JSONValue) -> Bool {
        switch state["phase"]?.text {
        case "failed": return true
        case "finished":
            let active = (state["members"]?.elements ?? []).compactMap(\.text)
            return members.indices.allSatisfy { position in
                gone.contains(position) || !active.contains("m\(position)")
                    || (members[position].door.isAssessed
                        && state["measures"]?["m\(position)"] != nil)
            }
        default: return false
        }
    }

    func state(of study: Name, at coordinator: CoordinatorMachine) -> JSONValue? {
        coordinator.status()["studies"]?.elements?.first { $0["study"]?.text == study.text }
    }

    /// The state of the study at the coordinator, whether it is up or not.
    func finalState(of study: Name) throws -> JSONValue? {
        coordinatorDisk.restart()
        let machine = try makeCoordinator()
        return state(of: study, at: machine)
    }
}
