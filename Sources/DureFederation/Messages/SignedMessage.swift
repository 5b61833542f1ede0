package import DureCore

/// What a message of the protocol is (protocol.md, 3.4; `Docs/Protocol/sa1.md`).
package enum MessageKind: UInt32, Sendable {
    /// 0, S → all: the plan of an attempt.
    case plan = 0
    /// 1, i → S: fresh public keys and a commitment.
    case advert = 1
    /// 1, S → all: the list U1 of adverts.
    case advertList = 11
    /// 2, i → S: digests and hashes of the sealed shares.
    case shareHead = 2
    /// 2, S → i: the list U2 of heads; its parts travel beside it.
    case shareList = 12
    /// 3, i → S: what was uploaded, by its Merkle root.
    case uploadHeader = 3
    /// 4, S → all: the list U3 of upload headers.
    case survivorList = 14
    /// 4, i → S: the signature under U3.
    case survivorSignature = 4
    /// 5, S → all: a quorum of those signatures.
    case signatureList = 15
    /// 5, i → S: the shares that open the sum.
    case reveal = 5
    /// 6, S → all: the outcome of the round.
    case result = 6
    /// i → S: an accusation, in place of message 3.
    case blame = 9
    /// S → all: the attempt has ended without a release.
    case abandon = 10
}

/// A message of one attempt, bound to its context and signed.
///
/// The signature is over the canonical bytes of ("dure/sa1", kind, sctx, sender, SHA-256 of body).
package struct SignedMessage: Sendable, Hashable {
    /// The largest body in bytes: share lists of 256 members fit.
    package static let bodyByteCountMax = 8 << 20
    /// The sender number of the coordinator; members count from 1.
    package static let coordinator: UInt32 = 0

    /// What the body holds.
    package let kind: MessageKind
    /// The attempt it belongs to.
    package let sctx: Digest
    /// The member's number in the roster of the study, from 1; 0 is the coordinator.
    package let sender: UInt32
    /// The content.
    package let body: [UInt8]
    /// ECDSA P-256 over SHA-256, 64 bytes.
    package let signature: [UInt8]

    /// Signs a body.
    package init(
        _ kind: MessageKind, sctx: Digest, sender: UInt32, body: [UInt8], by identity: NodeIdentity
    ) throws {
        self.kind = kind
        self.sctx = sctx
        self.sender = sender
        self.body = body
        signature = try identity.sign(
            Self.signedBytes(kind: kind, sctx: sctx, sender: sender, body: body))
    }

    /// Reads a message; the signature is checked apart, by ``isSigned(by:)``.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        guard let kind = MessageKind(rawValue: try reader.uint32("kind")) else {
            throw .malformed(field: "kind")
        }
        self.kind = kind
        sctx = try reader.digest("sctx")
        sender = try reader.uint32("sender")
        body = try reader.field("body", byteCountMax: Self.bodyByteCountMax)
        signature = try reader.field("signature", byteCountMax: 64)
        try reader.finish()
    }

    /// The message as it travels.
    package var bytes: [UInt8] {
        var canonical = CanonicalBytes()
        canonical.append(kind.rawValue)
        canonical.append(sctx)
        canonical.append(sender)
        canonical.append(body)
        canonical.append(signature)
        return canonical.bytes
    }

    /// SHA-256 of the message as it travels.
    package var digest: Digest { Digest(of: bytes) }

    /// Whether that key signed exactly this message.
    package func isSigned(by key: PublicIdentity) -> Bool {
        key.isValid(
            signature: signature,
            for: Self.signedBytes(kind: kind, sctx: sctx, sender: sender, body: body))
    }

    private static func signedBytes(
        kind: MessageKind, sctx: Digest, sender: UInt32, body: [UInt8]
    ) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/sa1")
        canonical.append(kind.rawValue)
        canonical.append(sctx)
        canonical.append(sender)
        canonical.append(Digest(of: body))
        return canonical.bytes
    }
}
