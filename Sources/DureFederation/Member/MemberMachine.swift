package import DureCore
internal import DureLearning
package import DurePrivacy

/// A federation seen from a member's node: its studies, its answers, its part in rounds.
///
/// No clock, no socket, no task: the shell brings events and carries out actions. Whatever must
/// survive a crash is on the storage before an action leaves.
package struct MemberMachine: Sendable {
    /// What happens to a member.
    package enum Event: Sendable {
        /// The stream to the coordinator is open.
        case opened
        /// The stream has ended.
        case closed
        /// A message came from the coordinator.
        case message(WireMessage)
        /// A person has approved or refused a study, or the charter has changed.
        case reconsider(Name)
        /// A person has approved a change of the roster.
        case reconsiderRoster
        /// Some time has passed in which the node's ledger may have grown.
        case exchange
    }

    /// What the shell must do, in this order.
    package enum Action: Sendable {
        /// Send a message.
        case send(WireMessage)
        /// Send the chunks of a masked vector, from that one on.
        case sendUpload(study: Name, sctx: Digest, MaskedUpdate, fromChunk: Int)
        /// Tell whoever watches.
        case progress(MemberProgress)
    }

    let identity: NodeIdentity
    let storage: any Storage
    let door: any MemberDoor
    /// The node's ledger, and its key as a witness; nil where members do not sign each other's.
    let desk: (any LedgerDesk)?
    /// The federation's coordinator, pinned at enrolment.
    let coordinator: PublicIdentity
    let suite: SecureAggregationSuite
    package internal(set) var roster: FederationRoster?
    var studies: [Name: MemberStudy] = [:]
    var attempt: MemberAttempt?
    /// The audits that wait for their pieces, one for a study at most.
    var audits: [Name: PendingAudit] = [:]
    /// The signed approvals of each study's members, as far as they were shown.
    var approvals: [Name: [PublicIdentity: StudyDecision]] = [:]
    /// The newest word of each other member for a study's model.
    var vouchers: [Name: [PublicIdentity: ModelVoucher]] = [:]
    var witness = WitnessPart()

    /// Reads what was on the storage.
    ///
    /// - Parameter suite: How boxes are sealed, as the accord fixes it; a plan with another is
    ///   refused.
    package init(
        identity: NodeIdentity, coordinator: PublicIdentity, storage: any Storage,
        door: any MemberDoor, desk: (any LedgerDesk)? = nil,
        suite: SecureAggregationSuite = .standard
    ) throws {
        self.identity = identity
        self.coordinator = coordinator
        self.storage = storage
        self.door = door
        self.desk = desk
        self.suite = suite
        roster = try Self.readRoster(from: storage)
        if desk != nil { witness = try Self.readWitnessPart(from: storage) }
        for text in try storage.list("studies") {
            let name = try Name(text)
            if let study = try MemberStudy(reading: name, from: storage) { studies[name] = study }
        }
    }

    /// Takes one event and answers what the shell must now do.
    package mutating func handle(
        _ event: Event, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        switch event {
        case .opened:
            let hello = Hello(role: .node, rosterVersion: roster?.version ?? 0)
            return [.send(.hello(hello))] + (try announce()) + refetchSum() + (try vouchAgain())
                + audits.values.sorted { $0.study < $1.study }.map(\.request)
        case .closed:
            return []
        case .reconsider(let name):
            return try decide(name)
        case .reconsiderRoster:
            return try consent()
        case .exchange:
            return try exchange(isUrgent: false)
        case .message(let message):
            do {
                return try receive(message, using: &generator)
            } catch let error where Self.isFromOutside(error) {
                // What cannot be read, or asks for what cannot be, counts as never sent.
                return [.progress(.refused(code: "unreadable", detail: "\(message.code)"))]
            }
        }
    }

    /// Whether a failure can only come of what another party sent; all else is this node's own.
    private static func isFromOutside(_ error: any Error) -> Bool {
        switch error {
        case FederationError.damagedState: false
        case is WireError, is FederationError, is LearningError, is PrivacyError,
            is SecureAggregationError:
            true
        default: false
        }
    }

    mutating func receive(
        _ message: WireMessage, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        if attempt?.isAwaitingSum == true, MemberAttempt.canWait(message) {
            // Whoever goes on without this member may not have heard that it misses the sum.
            return attempt?.waitForSum(message) == true ? refetchSum() : []
        }
        switch message {
        case .roster(let step):
            return try receiveRoster(step)
        case .rosterChange(let step):
            return try receiveChange(step)
        case .proposal(let proposal):
            return try receive(proposal)
        case .studyState(let name, let json):
            return try receiveState(of: name, json: json, using: &generator)
        case .round(let name, let signed):
            return try receiveRound(name, signed, parts: nil, using: &generator)
        case .shares(let name, let signed, let parts):
            return try receiveRound(name, signed, parts: parts, using: &generator)
        case .model(let name, let sctx, let blob):
            guard attempt?.study == name, attempt?.context.sctx == sctx else { return [] }
            return fetch(blob, .model)
        case .sum(let name, let sctx, let blob):
            guard attempt?.study == name, attempt?.context.sctx == sctx else { return [] }
            return fetch(blob, .sum)
        case .chunk(let hash, let index, let bytes):
            return try receiveChunk(hash, index: index, bytes: bytes, using: &generator)
        case .uploadHave(let name, let sctx, let count):
            guard let attempt, attempt.study == name, attempt.context.sctx == sctx,
                let update = attempt.update, Int(count) < update.chunkCount
            else { return [] }
            return [.sendUpload(study: name, sctx: sctx, update, fromChunk: Int(count))]
        case .auditPiece(_, let sctx, let chunk, let piece):
            return try receive(piece, sctx: sctx, chunk: chunk, using: &generator)
        case .voucher(let voucher):
            return try receive(voucher, using: &generator)
        case .refused(let code, let detail) where code == WireMessage.noAudit:
            return try auditRefused(sctx: detail, using: &generator)
        case .refused(let code, _) where code == "unknown-blob":
            return try giveUpSum(using: &generator)
        case .refused(let code, let detail):
            return [.progress(.refused(code: code, detail: detail))]
        case .decision(let decision):
            receive(decision)
            return []
        case .ledgerKeys(let announcement):
            return try receive(announcement)
        case .submission(let submission):
            return try receive(submission)
        case .vouch(let vouch):
            return try receive(vouch)
        case .conflict(let conflict):
            return try receive(conflict)
        case .hello, .consent, .ask, .fetch, .uploadChunk, .measures, .status, .report, .audit:
            return []
        }
    }

    /// The studies and what this node answered, as JSON for commands.
    package func status() -> JSONValue {
        .array(
            studies.sorted { $0.key < $1.key }.map { name, study in
                .object([
                    "study": .string(name.text),
                    "answer": study.decision.map { .string("\($0.answer)") } ?? .null,
                    "reasons": .array((study.decision?.reasons ?? []).map { .string($0) }),
                ])
            })
    }
}

/// What a member's machine tells whoever watches.
///
/// Names and counts only.
package enum MemberProgress: Sendable, Hashable {
    /// This node has answered a study.
    case decided(study: Name, answer: StudyDecision.Answer, reasons: [String])
    /// An attempt has begun.
    case joined(study: Name, round: UInt32, attempt: UInt32)
    /// The masked vector is on its way.
    case uploading(study: Name, round: UInt32, byteCount: Int)
    /// A round was released.
    case released(study: Name, round: UInt32)
    /// A chunk of a released sum was recomputed from the uploads.
    case audited(study: Name, round: UInt32, chunk: UInt32, passed: Bool)
    /// An attempt was left.
    case left(study: Name, round: UInt32, reason: String)
    /// The study is over.
    case finished(study: Name)
    /// The measures are made.
    case assessed(study: Name)
    /// The coordinator offered a roster that this node may not pin.
    case rosterRefused
    /// The coordinator asks this node's people to sign a change of the roster.
    case rosterAsked(joining: Int, leaving: Int, replaced: Int)
    /// This node has signed a change of the roster.
    case rosterSigned
    /// Another roster is pinned.
    case rosterPinned(version: UInt32, memberCount: Int)
    /// A member's ledger has two histories, or cannot prove that it has one.
    case ledgerForked(Name, isProven: Bool)
    /// A member announced other keys for its ledger than before.
    case ledgerKeysRefused(Name)
    /// A witness says that it knows a longer ledger of this node than there is.
    case ledgerBehind(witness: Name, known: Int, own: Int)
    /// The coordinator did not accept a message.
    case refused(code: String, detail: String)
}
