package import DureCore
package import DurePrivacy

/// One attempt at a round, seen from the coordinator: no clock, no socket, no vector.
///
/// A phase closes when every member that is present has answered; who is absent is the caller's to
/// say. The machine never lowers a threshold. Vectors stay outside: the caller adds up the uploads
/// and takes the masks off as ``Action/open(_:)`` says.
package struct RoundCoordinator: Sendable {
    /// What the caller must do, in this order.
    package enum Action: Sendable {
        /// Send a message to those members.
        case send(SignedMessage, to: [UInt32])
        /// Send U2 with the parts for that member.
        case deliver(SignedMessage, SharePartList, to: UInt32)
        /// Take what that member uploaded, or is uploading, out of the sum.
        case discardUpload(of: UInt32)
        /// Take these masks off the sum and call ``opened(sumHash:)``.
        case open(Unmasking)
        /// The round is released: send message 6 to the survivors.
        case released(SignedMessage, RoundResult)
        /// The attempt ended without a release.
        case abandoned(AbandonReason, accused: UInt32?)
    }

    /// The masks that are left in the sum of the survivors' uploads.
    package struct Unmasking: Sendable {
        /// The context of the masks.
        package let mctx: Digest
        /// The self seeds of the survivors.
        package let selfSeeds: [UInt32: [UInt8]]
        /// The pair secrets between a survivor and a dropped member.
        package let pairs: [PairMask]
    }

    /// The mask that a survivor shares with a member that dropped.
    package struct PairMask: Sendable {
        /// Whose upload still holds the mask.
        package let survivor: UInt32
        /// With whom it was to cancel.
        package let dropped: UInt32
        /// The pair secret v.
        package let secret: [UInt8]
    }

    /// The lists of a released round, and the boxes that open the masks of those who dropped.
    package struct Evidence: Sendable {
        /// The list U3 of upload headers.
        package let headers: MessageList
        /// For each survivor, its parts for those who dropped.
        package let parts: [UInt32: SharePartList]
    }

    enum Phase: Sendable {
        case adverts
        case shares(MessageList)
        case uploads(Shared)
        case signatures(Uploaded)
        case reveals(Uploaded, MessageList)
        case opening(Uploaded, MessageList, Unmasking, dropped: [UInt32: [UInt8]])
        case ended
    }

    struct Shared: Sendable {
        let adverts: MessageList
        let heads: MessageList
    }

    struct Uploaded: Sendable {
        let shared: Shared
        let headers: MessageList
        let mctx: Digest
    }

    /// The attempt that this machine plays.
    package let context: RoundContext
    let identity: NodeIdentity
    var phase: Phase = .adverts
    let expected: ExpectedUpload?
    /// Members whose answer is not waited for.
    ///
    /// It only grows.
    package internal(set) var absent: Set<UInt32> = []
    /// Members who broke the protocol, as their own signatures or bytes show: their answers no
    /// longer count.
    package internal(set) var excluded: Set<UInt32> = []
    /// Who accused another, where the attempt ended so; nobody but the two knows who lies.
    package internal(set) var accuser: UInt32?
    /// What an auditor needs, once the round is released.
    package internal(set) var evidence: Evidence?
    var answers: [UInt32: SignedMessage] = [:]
    var parts: [UInt32: SharePartList] = [:]

    /// What an honest upload of the attempt was computed with.
    package struct ExpectedUpload: Sendable {
        let modelHash: Digest
        let planHash: Digest
        let length: Int
        let wordSize: WordSize

        /// An upload from that model under that plan.
        package init(modelHash: Digest, planHash: Digest, length: Int, wordSize: WordSize) {
            self.modelHash = modelHash
            self.planHash = planHash
            self.length = length
            self.wordSize = wordSize
        }
    }

    /// Opens an attempt.
    ///
    /// - Parameters:
    ///   - absent: The numbers of members that are not connected now.
    ///   - expected: What uploads must be bound to; nil to leave it to the members, who refuse to
    ///     sign a list of different contexts.
    /// - Returns: The machine and the plan to send.
    package static func open(
        _ context: RoundContext, as identity: NodeIdentity, absent: Set<UInt32>,
        expected: ExpectedUpload? = nil
    ) throws -> (RoundCoordinator, [Action]) {
        let machine = RoundCoordinator(
            context: context, identity: identity, absent: absent, expected: expected)
        let plan = try machine.sign(.plan, context.plan.bytes)
        return (machine, [.send(plan, to: machine.present)])
    }

    init(
        context: RoundContext, identity: NodeIdentity, absent: Set<UInt32>,
        expected: ExpectedUpload?
    ) {
        self.context = context
        self.identity = identity
        self.absent = absent
        self.expected = expected
    }

    /// Whether nothing more will come of this attempt.
    package var isEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    /// Takes a member's message.
    package mutating func handle(
        _ message: SignedMessage, parts list: SharePartList? = nil
    ) throws -> [Action] {
        guard !isEnded, context.isAuthentic(message),
            message.sender != SignedMessage.coordinator
        else { return [] }
        if message.kind == .blame { return try receiveBlame(message) }
        guard message.kind == expectedKind, answers[message.sender] == nil,
            canAnswer(message.sender)
        else { return [] }
        switch message.kind {
        case .advert:
            guard try accepts(advert: message) else { return [] }
        case .shareHead:
            guard let list, try accepts(message, list) else { return [] }
            parts[message.sender] = list
        case .survivorSignature:
            guard try accepts(signature: message) else { return [] }
        case .reveal:
            guard try accepts(reveal: message) else { return try exclude(message.sender) }
        default: return []
        }
        answers[message.sender] = message
        return try closeIfComplete()
    }

    /// Takes the header of an upload whose chunks have all come and fit its root.
    ///
    /// - Returns: Nothing but ``Action/discardUpload(of:)`` where it is not wanted.
    package mutating func uploaded(_ message: SignedMessage) throws -> [Action] {
        let sender = message.sender
        guard !isInSum(sender) else { return [] }
        guard case .uploads(let shared) = phase, message.kind == .uploadHeader,
            context.isAuthentic(message), canAnswer(sender)
        else { return isEnded ? [] : [.discardUpload(of: sender)] }
        let header = try UploadHeader(parsing: message.body)
        if let mctx = expectedContext(shared), header.mctx != mctx {
            return [.discardUpload(of: sender)] + (try exclude(sender))
        }
        answers[sender] = message
        return try closeIfComplete()
    }

    /// Says who is not there; their answers are no longer waited for in this attempt, but still
    /// taken if they come in time.
    package mutating func setAbsent(_ numbers: Set<UInt32>) throws -> [Action] {
        guard !isEnded else { return [] }
        absent.formUnion(numbers)
        return try closeIfComplete()
    }

    /// Goes on without a member that broke the protocol.
    package mutating func exclude(_ number: UInt32) throws -> [Action] {
        guard !isEnded else { return [] }
        absent.insert(number)
        excluded.insert(number)
        return try closeIfComplete()
    }

    /// Whether that member may still send an upload, so that its chunks are to be taken.
    package func awaitsUpload(from number: UInt32) -> Bool {
        guard case .uploads = phase else { return false }
        return answers[number] == nil && canAnswer(number)
    }

    /// The members whose answer the present phase still waits for.
    package var awaited: [UInt32] {
        candidates.filter { answers[$0] == nil && !absent.contains($0) }
    }

    /// A member's own word for where the attempt stands.
    package var phaseName: String {
        switch phase {
        case .adverts: "adverts"
        case .shares: "shares"
        case .uploads: "uploads"
        case .signatures: "signatures"
        case .reveals: "reveals"
        case .opening: "opening"
        case .ended: "ended"
        }
    }

    /// Ends the attempt without a release.
    package mutating func abandon(
        _ reason: AbandonReason, _ accused: UInt32? = nil
    ) throws -> [Action] {
        guard !isEnded else { return [] }
        phase = .ended
        parts = [:]
        let body = CanonicalBytes(label: reason.rawValue).bytes
        return [
            .send(try sign(.abandon, body), to: present),
            .abandoned(reason, accused: accused),
        ]
    }

    func sign(_ kind: MessageKind, _ body: [UInt8]) throws -> SignedMessage {
        try SignedMessage(
            kind, sctx: context.sctx, sender: SignedMessage.coordinator, body: body, by: identity)
    }

    var present: [UInt32] {
        (1...UInt32(context.roster.count)).filter { !absent.contains($0) }
    }

    var expectedKind: MessageKind? {
        switch phase {
        case .adverts: .advert
        case .shares: .shareHead
        case .uploads: nil  // Uploads come by `uploaded`, after their chunks.
        case .signatures: .survivorSignature
        case .reveals: .reveal
        case .opening, .ended: nil
        }
    }

    /// Those whose answer counts in this phase.
    var candidates: [UInt32] {
        switch phase {
        case .adverts: Array(1...UInt32(context.roster.count))
        case .shares(let list): list.senders
        case .uploads(let shared): shared.heads.senders
        case .signatures(let uploaded), .reveals(let uploaded, _): uploaded.headers.senders
        case .opening, .ended: []
        }
    }

    func canAnswer(_ number: UInt32) -> Bool {
        candidates.contains(number) && !excluded.contains(number)
    }

    /// Whether that member's chunks are all in the sum.
    private func isInSum(_ number: UInt32) -> Bool {
        switch phase {
        case .uploads: answers[number] != nil
        case .signatures(let uploaded), .reveals(let uploaded, _),
            .opening(let uploaded, _, _, _):
            uploaded.headers.senders.contains(number)
        case .adverts, .shares, .ended: false
        }
    }

    private func expectedContext(_ shared: Shared) -> Digest? {
        expected.map { expected in
            MaskContext(
                sctx: context.sctx, advertListHash: shared.adverts.hash,
                shareListHash: shared.heads.hash, modelHash: expected.modelHash,
                planHash: expected.planHash, length: UInt32(expected.length),
                wordSize: expected.wordSize
            ).digest
        }
    }
}
