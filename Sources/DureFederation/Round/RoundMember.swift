package import DureCore
internal import DurePrivacy

/// One attempt at a round, seen from a member: no clock, no socket, no file.
///
/// Takes the coordinator's messages in turn and answers with actions. The caller makes a
/// ``Action/record(_:)`` durable before it lets a later action of the same answer out.
package struct RoundMember: Sendable {
    /// What the caller must do, in this order.
    package enum Action: Sendable {
        /// Write this down, durably, before anything that follows.
        case record(Record)
        /// Send a message to the coordinator.
        case send(SignedMessage)
        /// Send message 2 with its parts.
        case sendShares(SignedMessage, SharePartList)
        /// Compute the contribution on the model received and call ``upload(_:modelHash:planHash:)``.
        case compute
        /// Send message 3, then the masked vector in chunks.
        case upload(SignedMessage, MaskedUpdate)
        /// The round is released with this result.
        case finished(RoundResult)
    }

    /// What must survive a crash (protocol.md, 3.8).
    package enum Record: Sendable, Hashable {
        /// The attempt has begun; after a crash this node abstains from it.
        case begun(sctx: Digest)
        /// This node signed that list of survivors and no other.
        case signed(sctx: Digest, listHash: Digest)
        /// A share of message 5 leaves: the round counts as released.
        case released(round: UInt32)
    }

    enum Phase: Sendable {
        case advertised(Advert)
        case shared(U1)
        case computing(U2)
        case uploaded(U2, MaskContext, header: SignedMessage)
        case signed(U2, statement: SurvivorStatement, headers: MessageList)
        case revealed(survivors: [UInt32], listHash: Digest)
        case ended
    }

    /// What is known once U1 has come.
    struct U1: Sendable {
        let hash: Digest
        let adverts: [UInt32: Advert]
        let ownShares: HeldShares
    }

    /// What is known once U2 has come and every box has opened.
    struct U2: Sendable {
        let advertListHash: Digest
        let hash: Digest
        let adverts: [UInt32: Advert]
        let heads: MessageList
        let members: [UInt32]
        /// The shares that this member holds, by their owner, itself included.
        let held: [UInt32: HeldShares]
        /// The pair secrets with every other member of U2.
        let pairSecrets: [UInt32: PairSecret]
    }

    /// The shares of one owner's secrets at this member.
    struct HeldShares: Sendable {
        let ofMaskSecret: ShamirShare
        let ofSelfSeed: ShamirShare
    }

    /// The attempt that this machine plays.
    package let context: RoundContext
    /// This member's number.
    package let number: UInt32
    let identity: NodeIdentity
    var phase: Phase
    var secrets: RoundSecrets?
    /// What an audit of the round needs, once this member has let its shares go.
    package internal(set) var evidence: RoundAudit.Evidence?

    /// Joins an attempt with fresh secrets.
    ///
    /// - Returns: The machine and its first actions: a record and the advert.
    package static func join(
        _ context: RoundContext, as identity: NodeIdentity,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> (RoundMember, [Action]) {
        guard let number = context.roster.number(of: identity.publicKey) else {
            throw FederationError.planRefused(field: "roster")
        }
        let secrets = try RoundSecrets(context: context, using: &generator)
        let advert = Advert(
            channelKey: secrets.channel.publicKey, maskKey: secrets.mask.publicKey,
            commitment: AttemptSecrets.commitment(
                b: secrets.selfSeed, sctx: context.sctx, member: Int(number)))
        let machine = RoundMember(
            context: context, number: number, identity: identity, phase: .advertised(advert),
            secrets: secrets)
        let message = try machine.sign(.advert, advert.bytes)
        return (machine, [.record(.begun(sctx: context.sctx)), .send(message)])
    }

    /// Whether nothing more will come of this attempt.
    package var isEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    /// Takes a message from the coordinator.
    ///
    /// - Parameter parts: The boxes that travel beside message 2.
    /// - Throws: ``FederationError/attemptAbandoned(reason:)`` when the coordinator or a member
    ///   broke the protocol. The attempt is over then and its secrets are gone.
    package mutating func handle(
        _ message: SignedMessage, parts: SharePartList? = nil,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard !isEnded, context.isAuthentic(message),
            message.sender == SignedMessage.coordinator
        else { return [] }
        do {
            return try step(message, parts: parts, using: &generator)
        } catch {
            end()
            throw error
        }
    }

    private mutating func step(
        _ message: SignedMessage, parts: SharePartList?,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        switch (message.kind, phase) {
        case (.advertList, .advertised(let own)):
            return try receiveAdverts(message, own: own, using: &generator)
        case (.shareList, .shared(let known)):
            return try receiveShares(message, parts: parts, known: known)
        case (.survivorList, .uploaded(let known, let mask, let header)):
            return try receiveSurvivors(message, known: known, mask: mask, header: header)
        case (.signatureList, .signed(let known, let statement, let headers)):
            return try receiveSignatures(
                message, known: known, statement: statement, headers: headers)
        case (.result, .revealed(let survivors, let listHash)):
            return try receiveResult(message, survivors: survivors, listHash: listHash)
        case (.abandon, _):
            end()
            return []
        // A repeated message of an earlier step is normal after a reconnect.
        default:
            return []
        }
    }

    /// Masks the contribution and answers with the upload.
    ///
    /// - Parameters:
    ///   - update: The clipped and noised vector in the ring.
    ///   - modelHash: The hash of the exact bytes of the model that was used.
    ///   - planHash: The hash of the study's numeric plan.
    package mutating func upload(
        _ update: NoisedUpdate, modelHash: Digest, planHash: Digest
    ) throws -> [Action] {
        guard case .computing(let known) = phase, let secrets else { return [] }
        let mask = MaskContext(
            sctx: context.sctx, advertListHash: known.advertListHash, shareListHash: known.hash,
            modelHash: modelHash, planHash: planHash, length: UInt32(update.words.count),
            wordSize: update.words.wordSize)
        let masked = try update.masked(
            member: number, pairSecrets: known.pairSecrets, selfSeed: secrets.selfSeed,
            mctx: mask.digest)
        let header = UploadHeader(
            mctx: mask.digest, length: mask.length, wordSize: mask.wordSize, root: masked.root)
        let message = try sign(.uploadHeader, header.bytes)
        phase = .uploaded(known, mask, header: message)
        return [.upload(message, masked)]
    }

    /// Gives the attempt up and forgets its secrets.
    package mutating func end() {
        phase = .ended
        secrets = nil
    }

    func sign(_ kind: MessageKind, _ body: [UInt8]) throws -> SignedMessage {
        try SignedMessage(kind, sctx: context.sctx, sender: number, body: body, by: identity)
    }
}
