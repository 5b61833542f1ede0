package import DureCore

/// What members and the coordinator say to each other on a stream (`Docs/Protocol/wire.md`).
///
/// Each case is one frame type. The content is canonical bytes; large content is told by its hash
/// and fetched in chunks, so that it can be resumed.
package enum WireMessage: Sendable, Hashable {
    /// member → S: who speaks, and how.
    case hello(Hello)
    /// S → member: the federation's roster, as it is now or on the way there.
    case roster(RosterStep)
    /// S → member: a change of the roster for which members are asked.
    case rosterChange(RosterStep)
    /// member → S: a member's signature under that change.
    case consent(RosterConsent)
    /// Either way: a study as its author signed it.
    case proposal(StudyProposal)
    /// Either way: a member's signed answer to a study.
    case decision(StudyDecision)
    /// S → member: the study's state, as canonical JSON.
    case studyState(study: Name, json: [UInt8])
    /// member → S: tell me of that study.
    case ask(study: Name)
    /// Either way: the keys of a member's ledger and of the witness that it is.
    case ledgerKeys(LedgerAnnouncement)
    /// Either way: a member asks a witness to sign the head of its ledger.
    case submission(LedgerSubmission)
    /// Either way: a witness has signed the head of a member's ledger.
    case vouch(LedgerVouch)
    /// Either way: a witness knows another head of a member's ledger.
    case conflict(LedgerConflict)
    /// Either way: a message of the protocol dure/sa1.
    case round(study: Name, SignedMessage)
    /// Either way: message 2 with its parts.
    case shares(study: Name, SignedMessage, SharePartList)
    /// S → member: the model of the attempt, to be fetched by its hash.
    case model(study: Name, sctx: Digest, blob: BlobReference)
    /// Either way: send me this blob from that chunk on.
    case fetch(blob: Digest, fromChunk: UInt32)
    /// Either way: one chunk of a blob.
    case chunk(blob: Digest, index: UInt32, bytes: [UInt8])
    /// S → member: how many chunks of the upload have arrived; go on from there.
    case uploadHave(study: Name, sctx: Digest, chunkCount: UInt32)
    /// member → S: one chunk of the masked vector.
    case uploadChunk(study: Name, sctx: Digest, index: UInt32, bytes: [UInt8])
    /// S → member: the sum of a released round, to be fetched by its hash.
    case sum(study: Name, sctx: Digest, blob: BlobReference)
    /// member → S: show me that chunk of every upload in the round released last.
    case audit(study: Name, sctx: Digest, chunk: UInt32)
    /// S → member: one survivor's chunk, with what proves it.
    case auditPiece(study: Name, sctx: Digest, chunk: UInt32, AuditPiece)
    /// Either way: a member's word for the model that follows from a round.
    case voucher(ModelVoucher)
    /// member → S: the measures that the member's charter lets it share.
    case measures(StudyMeasures)
    /// command → S: tell me about the federation and its studies.
    case status
    /// S → command: the answer, as canonical JSON.
    case report(json: [UInt8])
    /// S → member: the last message was not accepted. member → S: see ``abstains``.
    case refused(code: String, detail: String)

    /// The code by which a member says that it takes no part in an attempt; the detail is `sctx`.
    package static let abstains = "abstains"
    /// The code by which S says that a round is no longer there to be audited.
    package static let noAudit = "no-audit"
    /// The largest chunk: 128 KiB.
    package static let chunkByteCountMax = 131_072
    /// The largest JSON text in one message.
    package static let jsonByteCountMax = 14 << 20
    /// The largest frame content: a share delivery to one of 256 members.
    package static let byteCountMax = 16 << 20
}

/// The first message of a stream.
package struct Hello: Sendable, Hashable {
    /// Whether this is the node's one long-lived stream or a short command.
    package enum Role: UInt32, Sendable {
        /// The node itself.
        case node = 1
        /// A command that asks or tells one thing and ends.
        case command = 2
    }

    /// The version of the wire format that this program speaks.
    package static let wireVersion: UInt32 = 1

    /// The version of the wire format.
    package let version: UInt32
    /// Who speaks.
    package let role: Role
    /// The newest roster that the node has pinned; 0 for none.
    package let rosterVersion: UInt32

    /// A greeting.
    package init(role: Role, rosterVersion: UInt32, version: UInt32 = Hello.wireVersion) {
        self.version = version
        self.role = role
        self.rosterVersion = rosterVersion
    }
}

/// A blob by its hash and size.
package struct BlobReference: Sendable, Hashable {
    /// The largest blob: a vector of 2^30 bytes.
    package static let byteCountMax = 1 << 30

    /// SHA-256 of the bytes.
    package let hash: Digest
    /// How many bytes.
    package let byteCount: UInt32

    /// The reference of those bytes.
    package init(of bytes: [UInt8]) {
        hash = Digest(of: bytes)
        byteCount = UInt32(bytes.count)
    }

    /// A reference known from elsewhere.
    package init(hash: Digest, byteCount: UInt32) {
        self.hash = hash
        self.byteCount = byteCount
    }

    /// How many chunks of 128 KiB.
    package var chunkCount: Int {
        (Int(byteCount) + WireMessage.chunkByteCountMax - 1) / WireMessage.chunkByteCountMax
    }
}
