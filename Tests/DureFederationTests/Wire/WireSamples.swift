import DureCore
import DureFederation
import DurePrivacy

import enum Crypto.P256

/// One message of each type and one signed body of each kind, with fixed keys and contents: what
/// the files in `Docs/Protocol/Vectors` hold.
///
/// They are no run of the protocol: each shows one format. Only signatures differ from one making
/// to the next.
struct WireSamples {
    let coordinator: NodeIdentity
    /// In the roster's order: number i is at i - 1.
    let members: [NodeIdentity]
    let roster: FederationRoster
    let context: RoundContext
    let study: Name

    static let manifest = SimulatedStudy.manifest()

    init() throws {
        study = try Name("sim")
        coordinator = try Self.identity(2)
        let keys = try (17...19).map { try Self.identity($0) }
        let entries = try keys.enumerated().map { position, identity in
            RosterMember(
                name: try Name("m\(position)"), economy: "KR", key: identity.publicKey)
        }
        roster = FederationRoster(
            federation: study, version: 3, accordHash: Digest(of: Self.accord),
            coordinator: coordinator.publicKey, members: entries)
        members = roster.members.compactMap { member in
            keys.first { $0.publicKey == member.key }
        }
        let studyRoster = StudyRoster(entries)
        let plan = RoundPlan(
            suite: .x25519, federation: study, accordHash: roster.accordHash, rosterVersion: 3,
            roster: studyRoster, study: study, manifestHash: Digest(of: Self.manifest), round: 2,
            attempt: 1, rule: try Thresholds(memberCount: 3), coordinator: coordinator.publicKey)
        context = try RoundContext(
            plan: plan, roster: studyRoster, coordinator: coordinator.publicKey)
    }

    static let accord = Array("[accord]\n".utf8)

    /// The key whose 32 private bytes are all that number.
    static func identity(_ byte: UInt8) throws -> NodeIdentity {
        NodeIdentity(
            privateKey: try P256.Signing.PrivateKey(
                rawRepresentation: [UInt8](repeating: byte, count: 32)))
    }

    /// So many bytes that count up.
    static func bytes(_ count: Int, from first: Int = 0) -> [UInt8] {
        (first..<first + count).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// A digest that stands for one of another message.
    static func digest(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

    var sctx: Digest { context.sctx }

    func signed(_ kind: MessageKind, _ body: [UInt8], from sender: UInt32) throws -> SignedMessage {
        let identity = sender == 0 ? coordinator : members[Int(sender) - 1]
        return try SignedMessage(kind, sctx: sctx, sender: sender, body: body, by: identity)
    }
}

extension WireSamples {
    /// The roster without its last member, signed by the first two.
    private func rosterStep() throws -> RosterStep {
        let newer = FederationRoster(
            federation: roster.federation, version: 4, accordHash: roster.accordHash,
            coordinator: roster.coordinator, members: Array(roster.members.dropLast()))
        let change = RosterChange(previous: roster.hash, roster: newer)
        return RosterStep(
            change,
            consents: try members.prefix(2).map { try RosterConsent(change.hash, by: $0) })
    }

    /// Every type of message, by the name in the tables.
    func messages() throws -> [(name: String, message: WireMessage)] {
        try federation() + ledgers() + rounds() + contents() + audits()
    }

    private func federation() throws -> [(name: String, message: WireMessage)] {
        let proposal = try StudyProposal(study: study, manifest: Self.manifest, by: members[0])
        let json = Array(#"{"phase":"running"}"#.utf8)
        let decision = try StudyDecision(
            study: study, manifestHash: Digest(of: Self.manifest), rosterHash: roster.hash,
            answer: .approved, reasons: ["rule 4", "규칙 4"], by: members[1])
        let voucher = try ModelVoucher(
            study: study, manifestHash: Digest(of: Self.manifest),
            rosterHash: context.roster.hash, round: 2, modelHash: Self.digest("model"),
            by: members[2])
        let measures = try StudyMeasures(study: study, json: json, by: members[1])
        return [
            ("hello-node", .hello(Hello(role: .node, rosterVersion: 3))),
            ("hello-command", .hello(Hello(role: .command, rosterVersion: 0))),
            ("roster", .roster(RosterStep(founding: roster))),
            ("roster-change", .rosterChange(try rosterStep())),
            ("consent", .consent(try rosterStep().consents[0])),
            ("proposal", .proposal(proposal)),
            ("decision", .decision(decision)),
            ("study-state", .studyState(study: study, json: json)),
            ("ask", .ask(study: study)),
            ("voucher", .voucher(voucher)),
            ("measures", .measures(measures)),
            ("status", .status),
            ("report", .report(json: json)),
            ("refused", .refused(code: "unknown-study", detail: "sim")),
        ]
    }

    /// The signed messages of an attempt, by the kinds in `sa1.md`.
    private func rounds() throws -> [(name: String, message: WireMessage)] {
        try roundBodies().map { name, kind, sender, body in
            (name, .round(study: study, try signed(kind, body, from: sender)))
        } + [
            (
                "shares-up",
                .shares(study: study, try signed(.shareHead, head.bytes, from: 1), parts)
            ),
            (
                "shares-down",
                .shares(
                    study: study,
                    try signed(
                        .shareList,
                        MessageList([try signed(.shareHead, head.bytes, from: 1)]).bytes, from: 0),
                    parts)
            ),
        ]
    }

    private typealias Body = (name: String, kind: MessageKind, sender: UInt32, bytes: [UInt8])

    private func roundBodies() throws -> [Body] {
        let statement = SurvivorStatement(
            mctx: Self.digest("mctx"), listHash: Self.digest("U3"))
        func list(_ kind: MessageKind, _ body: (UInt32) -> [UInt8]) throws -> [UInt8] {
            MessageList(try (1...3).map { try signed(kind, body($0), from: $0) }).bytes
        }
        return [
            ("plan", .plan, 0, context.plan.bytes),
            ("advert", .advert, 1, advert(of: 1).bytes),
            ("advert-list", .advertList, 0, try list(.advert) { advert(of: $0).bytes }),
            ("upload-header", .uploadHeader, 2, header(of: 2).bytes),
            ("survivor-list", .survivorList, 0, try list(.uploadHeader) { header(of: $0).bytes }),
            ("survivor-signature", .survivorSignature, 1, statement.bytes),
            (
                "signature-list", .signatureList, 0,
                try list(.survivorSignature) { _ in
                    statement.bytes
                }
            ),
            ("reveal", .reveal, 3, Reveal([1: Self.bytes(40), 2: Self.bytes(40, from: 40)]).bytes),
            ("result", .result, 0, result.bytes),
            ("blame", .blame, 3, Blame(accused: 1).bytes),
            (
                "abandon", .abandon, 0,
                CanonicalBytes(label: AbandonReason.blame.rawValue).bytes
            ),
        ]
    }

    private func advert(of member: UInt32) -> Advert {
        Advert(
            channelKey: Self.bytes(32, from: Int(member)),
            maskKey: Self.bytes(32, from: 32 * Int(member)),
            commitment: Self.digest("commitment \(member)"))
    }

    private func header(of member: UInt32) -> UploadHeader {
        UploadHeader(
            mctx: Self.digest("mctx"), length: 5, wordSize: .w64,
            root: Self.digest("root \(member)"))
    }

    private var head: ShareHead {
        ShareHead(
            advertListHash: Self.digest("U1"),
            entries: (1...3).map { receiver in
                ShareHead.Entry(
                    receiver: receiver, maskShareDigest: Self.digest("share of z \(receiver)"),
                    selfShareDigest: Self.digest("share of b \(receiver)"),
                    partHash: Self.digest("part \(receiver)"))
            })
    }

    private var parts: SharePartList {
        SharePartList([
            2: SharePart(shareBox: Self.bytes(128), pairBox: Self.bytes(80)),
            3: SharePart(shareBox: Self.bytes(128, from: 7), pairBox: []),
        ])
    }

    private var result: RoundResult {
        RoundResult(
            survivorListHash: Self.digest("U3"), signatureListHash: Self.digest("quorum"),
            survivors: [1, 2], sumHash: Self.digest("sum"),
            selfSeeds: [1: Self.bytes(32), 2: Self.bytes(32, from: 32)],
            droppedSecrets: [3: Self.bytes(32, from: 64)])
    }

    private func contents() throws -> [(name: String, message: WireMessage)] {
        let blob = BlobReference(of: Self.bytes(40))
        return [
            ("model", .model(study: study, sctx: sctx, blob: blob)),
            ("fetch", .fetch(blob: blob.hash, fromChunk: 1)),
            ("chunk", .chunk(blob: blob.hash, index: 0, bytes: Self.bytes(40))),
            ("upload-have", .uploadHave(study: study, sctx: sctx, chunkCount: 4)),
            (
                "upload-chunk",
                .uploadChunk(study: study, sctx: sctx, index: 4, bytes: Self.bytes(16))
            ),
            ("sum", .sum(study: study, sctx: sctx, blob: blob)),
        ]
    }

    private func audits() throws -> [(name: String, message: WireMessage)] {
        let piece = AuditPiece(
            member: 2, chunk: Self.bytes(16),
            proof: [Self.digest("left"), Self.digest("right")], parts: parts)
        return [
            ("audit", .audit(study: study, sctx: sctx, chunk: 3)),
            ("audit-piece", .auditPiece(study: study, sctx: sctx, chunk: 3, piece)),
        ]
    }
}
