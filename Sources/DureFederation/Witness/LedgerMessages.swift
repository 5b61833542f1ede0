package import DureCore
package import DureLedger

/// The keys of a member's ledger and of the witness that it is for others, bound to its key on the
/// roster.
package struct LedgerAnnouncement: Sendable, Hashable {
    private static let textByteCountMax = 400

    /// The key that signs the heads of its ledger.
    package let ledger: VerifierKey
    /// The key with which it signs the heads of others.
    package let witness: VerifierKey
    /// Whose they are.
    package let member: PublicIdentity
    /// The member's signature over both.
    package let signature: [UInt8]

    /// Signs an announcement.
    package init(ledger: VerifierKey, witness: VerifierKey, by identity: NodeIdentity) throws {
        self.ledger = ledger
        self.witness = witness
        member = identity.publicKey
        signature = try identity.sign(Self.signedBytes(ledger, witness))
    }

    /// Whether the member signed exactly this.
    package var isSigned: Bool {
        member.isValid(signature: signature, for: Self.signedBytes(ledger, witness))
    }

    /// Whether both name the same keys.
    package func hasKeys(of other: LedgerAnnouncement) -> Bool {
        ledger == other.ledger && witness == other.witness
    }

    private static func signedBytes(_ ledger: VerifierKey, _ witness: VerifierKey) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/ledger1/keys")
        canonical.append(ledger.description)
        canonical.append(witness.description)
        return canonical.bytes
    }

    /// The announcement as it is sent and kept.
    package var bytes: [UInt8] {
        var out = CanonicalBytes()
        append(to: &out)
        return out.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(ledger.description)
        out.append(witness.description)
        out.append(member.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        let texts = (
            try reader.text("ledger", byteCountMax: Self.textByteCountMax),
            try reader.text("witness", byteCountMax: Self.textByteCountMax)
        )
        // What is wrong with a key's text is of no use to the reader.
        guard let ledger = try? VerifierKey(parsing: texts.0),
            let witness = try? VerifierKey(parsing: texts.1, kind: .witness),
            ledger.description == texts.0, witness.description == texts.1
        else { throw .malformed(field: "verifier key") }
        self.ledger = ledger
        self.witness = witness
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }

    /// Reads one that was kept.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }
}

/// A member's request to one witness, signed: what its ledger claims cannot be put into its mouth
/// by whoever passes it on.
package struct LedgerSubmission: Sendable, Hashable {
    /// The request, in the text of C2SP's `add-checkpoint`.
    package let request: [UInt8]
    /// Whose ledger it is.
    package let member: PublicIdentity
    /// Who is asked to sign.
    package let witness: PublicIdentity
    /// The member's signature over witness and request.
    package let signature: [UInt8]

    /// Signs a request.
    package init(
        _ request: WitnessRequest, to witness: PublicIdentity, by identity: NodeIdentity
    ) throws {
        self.request = request.bytes
        self.witness = witness
        member = identity.publicKey
        signature = try identity.sign(Self.signedBytes(witness, request.bytes))
    }

    /// Whether the member signed exactly this.
    package var isSigned: Bool {
        member.isValid(signature: signature, for: Self.signedBytes(witness, request))
    }

    private static func signedBytes(_ witness: PublicIdentity, _ request: [UInt8]) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/ledger1/submission")
        canonical.append(witness.fingerprint)
        canonical.append(request)
        return canonical.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(request)
        out.append(member.x963)
        out.append(witness.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        request = try reader.field("request", byteCountMax: WitnessRequest.byteCountMax)
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        witness = try PublicIdentity(
            x963: reader.field("witness", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }
}

/// A witness's signature under the head of a member's ledger, with that head.
///
/// It goes to the ledger's owner and to other members, who compare the head with what they saw.
package struct LedgerVouch: Sendable, Hashable {
    /// The longest head, in bytes: one with its ledger's own signature alone.
    package static let headByteCountMax = 1_024

    /// Whose ledger it is.
    package let member: PublicIdentity
    /// Who has signed.
    package let witness: PublicIdentity
    /// The head, as its ledger signed it.
    package let head: [UInt8]
    /// The witness's line.
    package let cosignature: Cosignature

    /// A vouch for a member's ledger.
    package init(
        for member: PublicIdentity, by witness: PublicIdentity, head: [UInt8],
        cosignature: Cosignature
    ) {
        self.member = member
        self.witness = witness
        self.head = head
        self.cosignature = cosignature
    }

    func append(to out: inout CanonicalBytes) {
        out.append(member.x963)
        out.append(witness.x963)
        out.append(head)
        out.append(cosignature.bytes)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        witness = try PublicIdentity(
            x963: reader.field("witness", byteCountMax: RosterMember.keyByteCount))
        head = try reader.field("head", byteCountMax: Self.headByteCountMax)
        let line = try reader.field("cosignature", byteCountMax: Cosignature.byteCountMax)
        // What is wrong with the line is of no use to the reader.
        guard let cosignature = try? Cosignature(parsing: line) else {
            throw .malformed(field: "cosignature")
        }
        self.cosignature = cosignature
    }
}

/// A witness's word that it knows another head of a member's ledger than the request began with.
package struct LedgerConflict: Sendable, Hashable {
    /// Whose ledger it is.
    package let member: PublicIdentity
    /// Who knows another head.
    package let witness: PublicIdentity
    /// That head's size.
    package let size: UInt64

    /// A conflict.
    package init(for member: PublicIdentity, by witness: PublicIdentity, size: UInt64) {
        self.member = member
        self.witness = witness
        self.size = size
    }

    func append(to out: inout CanonicalBytes) {
        out.append(member.x963)
        out.append(witness.x963)
        out.append(size)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        witness = try PublicIdentity(
            x963: reader.field("witness", byteCountMax: RosterMember.keyByteCount))
        size = try reader.uint64("size")
        guard size <= UInt64(Checkpoint.sizeMax) else { throw .malformed(field: "size") }
    }
}
