import DureCore
import DureFederation
import DurePrivacy
import DureTesting

/// One attempt between the pure machines, phase by phase, without study, clock or network.
///
/// A value: a copy taken before a phase can be played on in another way.
struct RoundStage {
    /// What a member has ready for the coordinator.
    enum Answer {
        case message(SignedMessage)
        case shares(SignedMessage, SharePartList)
        case upload(SignedMessage, MaskedUpdate)
    }

    static let modelHash = Digest(of: [7])
    static let planHash = Digest(of: [8])
    static let length = 3

    let coordinatorIdentity = NodeIdentity()
    /// In the order of the roster: number i is at i - 1.
    let identities: [NodeIdentity]
    let context: RoundContext
    var coordinator: RoundCoordinator
    var members: [UInt32: RoundMember] = [:]
    var answers: [UInt32: Answer] = [:]
    var uploads: [UInt32: MaskedUpdate] = [:]
    var records: [UInt32: [RoundMember.Record]] = [:]
    /// The last message that the coordinator sent to all.
    var lastMessage: SignedMessage?
    var deliveries: [UInt32: SharePartList] = [:]
    var released: RoundResult?
    var sum: RingVector?
    var abandoned: (reason: AbandonReason, accused: UInt32?)?
    /// The model that a member is made to compute on, where it is another.
    var modelHashes: [UInt32: Digest] = [:]
    private var generator: SeededGenerator

    init(
        memberCount: Int, attempt: UInt32 = 1, seed: Seed = Seed(1), expectsModel: Bool = false
    ) throws {
        generator = seed.generator
        let identities = (0..<memberCount).map { _ in NodeIdentity() }
        let roster = StudyRoster(
            try identities.enumerated().map {
                RosterMember(name: try Name("m\($0)"), economy: "KR", key: $1.publicKey)
            })
        self.identities = identities.sorted {
            $0.publicKey.fingerprint < $1.publicKey.fingerprint
        }
        let plan = try Self.plan(
            roster: roster, coordinator: coordinatorIdentity.publicKey, attempt: attempt)
        context = try RoundContext(
            plan: plan, roster: roster, coordinator: coordinatorIdentity.publicKey)
        (coordinator, _) = try RoundCoordinator.open(
            context, as: coordinatorIdentity, absent: [],
            expected: expectsModel
                ? RoundCoordinator.ExpectedUpload(
                    modelHash: Self.modelHash, planHash: Self.planHash, length: Self.length,
                    wordSize: .w64) : nil)
        for (index, identity) in self.identities.enumerated() {
            let (member, actions) = try RoundMember.join(
                context, as: identity, using: &generator)
            let number = UInt32(index + 1)
            members[number] = member
            try take(actions, from: number)
        }
    }

    static func plan(
        roster: StudyRoster, coordinator: PublicIdentity, attempt: UInt32
    ) throws -> RoundPlan {
        RoundPlan(
            suite: .x25519, federation: try Name("sim"), accordHash: Digest(of: [1]),
            rosterVersion: 1, roster: roster, study: try Name("sim"),
            manifestHash: Digest(of: [2]), round: 1, attempt: attempt,
            rule: try Thresholds(memberCount: roster.count), coordinator: coordinator)
    }

    /// What that member puts in: small whole numbers that tell whose they are.
    static func values(of member: UInt32) -> [Double] {
        (0..<length).map { Double(member) * 10 + Double($0) }
    }

    static func mechanism() throws -> NoiseMechanism {
        try NoiseMechanism(exactWithin: 1_000, memberCount: 16)
    }

    var isOver: Bool { released != nil || abandoned != nil }
    var alive: [UInt32] { members.keys.sorted() }

    /// All members that are left answer but those, who are gone for good.
    mutating func advance(dropping lost: Set<UInt32> = []) throws {
        let ready = answers
        answers = [:]
        for number in lost { members[number] = nil }
        for (number, answer) in ready.sorted(by: { $0.key < $1.key })
        where !lost.contains(number) {
            try give(answer, from: number)
        }
        try carryOut(coordinator.setAbsent(lost))
    }

    /// Says that members are not there; they still are.
    mutating func carryAbsence(_ numbers: Set<UInt32>) throws {
        try carryOut(coordinator.setAbsent(numbers))
    }

    /// Hands one answer to the coordinator.
    mutating func give(_ answer: Answer, from number: UInt32) throws {
        switch answer {
        case .message(let message):
            try carryOut(coordinator.handle(message))
        case .shares(let message, let parts):
            try carryOut(coordinator.handle(message, parts: parts))
        case .upload(let message, let update):
            uploads[number] = update
            try carryOut(coordinator.uploaded(message))
        }
    }

    private mutating func carryOut(_ actions: [RoundCoordinator.Action]) throws {
        for action in actions {
            switch action {
            case .send(let message, let numbers):
                lastMessage = message
                for number in numbers { try tell(message, to: number) }
            case .deliver(let message, let parts, let number):
                lastMessage = message
                deliveries[number] = parts
                try tell(message, parts: parts, to: number)
            case .discardUpload(let number):
                uploads[number] = nil
            case .open(let unmasking):
                let opened = try open(unmasking)
                sum = opened
                try carryOut(coordinator.opened(sumHash: Digest(of: opened.bytes)))
            case .released(let message, let result):
                lastMessage = message
                released = result
                for number in result.survivors { try tell(message, to: number) }
            case .abandoned(let reason, let accused):
                abandoned = (reason, accused)
            }
        }
    }

    /// A coordinator's message reaches a member; its answer waits for the next phase.
    mutating func tell(
        _ message: SignedMessage, parts: SharePartList? = nil, to number: UInt32
    ) throws {
        guard var member = members[number] else { return }
        let actions: [RoundMember.Action]
        do {
            actions = try member.handle(message, parts: parts, using: &generator)
        } catch {
            members[number] = member
            throw error
        }
        members[number] = member
        try take(actions, from: number)
    }

    private mutating func take(_ actions: [RoundMember.Action], from number: UInt32) throws {
        for action in actions {
            switch action {
            case .record(let record): records[number, default: []].append(record)
            case .send(let message): answers[number] = .message(message)
            case .sendShares(let message, let parts): answers[number] = .shares(message, parts)
            case .upload(let message, let update): answers[number] = .upload(message, update)
            case .compute:
                let update = try RawUpdate(Self.values(of: number)).clipped(to: 1_000)
                    .noised(by: Self.mechanism(), using: &generator)
                guard var member = members[number] else { continue }
                let steps = try member.upload(
                    update, modelHash: modelHashes[number] ?? Self.modelHash,
                    planHash: Self.planHash)
                members[number] = member
                try take(steps, from: number)
            case .finished: break
            }
        }
    }

    /// Adds the uploads up and takes the masks off, as the coordinator's shell would.
    func open(_ unmasking: RoundCoordinator.Unmasking) throws -> RingVector {
        var sum = RingVector(zeros: Self.length, wordSize: .w64)
        for number in unmasking.selfSeeds.keys.sorted() {
            guard let upload = uploads[number] else { continue }
            try sum.add(RingVector(bytes: upload.chunk(0), wordSize: .w64))
        }
        let own = unmasking.selfSeeds.sorted { $0.key < $1.key }.map {
            MaskStream(
                key: AttemptSecrets.selfKey(b: SecretBytes($0.value), mctx: unmasking.mctx))
        }
        let dangling = unmasking.pairs.map { pair in
            DanglingMask(
                survivor: Int(pair.survivor), dropped: Int(pair.dropped),
                stream: MaskStream(
                    key: AttemptSecrets.pairKey(
                        pairSecret: SecretBytes(pair.secret), mctx: unmasking.mctx)))
        }
        return try Masking.unmaskedSum(sum, survivors: own, dangling: dangling)
    }

    /// Whether the opened sum is that of the survivors' values.
    func isExact() throws -> Bool {
        guard let sum, let released else { return false }
        let found = try Self.mechanism().decode(sum)
        let expected = (0..<Self.length).map { index in
            released.survivors.reduce(0) { $0 + Self.values(of: $1)[index] }
        }
        return found == expected
    }

    /// A message that a dishonest coordinator signs.
    func forge(_ kind: MessageKind, _ body: [UInt8]) throws -> SignedMessage {
        try SignedMessage(
            kind, sctx: context.sctx, sender: SignedMessage.coordinator, body: body,
            by: coordinatorIdentity)
    }

    /// The signed messages that wait for the coordinator.
    var waiting: [SignedMessage] {
        answers.sorted { $0.key < $1.key }.map {
            switch $0.value {
            case .message(let message), .shares(let message, _), .upload(let message, _): message
            }
        }
    }

    func identity(of number: UInt32) -> NodeIdentity { identities[Int(number) - 1] }

    func pieces() -> [UInt32: AuditPiece] {
        guard let evidence = coordinator.evidence else { return [:] }
        var pieces: [UInt32: AuditPiece] = [:]
        for number in evidence.headers.senders {
            pieces[number] = AuditPiece(
                member: number, chunk: uploads[number]?.chunk(0) ?? [], proof: [],
                parts: evidence.parts[number] ?? SharePartList([:]))
        }
        return pieces
    }
}
