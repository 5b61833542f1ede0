package import DureCore

/// A member's word for a model: it saw the sum of a round opened, found it to be that of the
/// uploads, and computed this model from it.
///
/// Whoever missed the sum takes the model on the word of more members than may collude.
package struct ModelVoucher: Sendable, Hashable {
    /// The study.
    package let study: Name
    /// The manifest of the study.
    package let manifestHash: Digest
    /// The study's own roster.
    package let rosterHash: Digest
    /// The round that was released.
    package let round: UInt32
    /// The model that follows from it.
    package let modelHash: Digest
    /// Who vouches.
    package let member: PublicIdentity
    /// The member's signature over all of it.
    package let signature: [UInt8]

    /// Signs a voucher.
    package init(
        study: Name, manifestHash: Digest, rosterHash: Digest, round: UInt32, modelHash: Digest,
        by identity: NodeIdentity
    ) throws {
        self.study = study
        self.manifestHash = manifestHash
        self.rosterHash = rosterHash
        self.round = round
        self.modelHash = modelHash
        member = identity.publicKey
        signature = try identity.sign(
            Self.signedBytes(study, manifestHash, rosterHash, round, modelHash))
    }

    /// Whether the member signed exactly this.
    package var isSigned: Bool {
        member.isValid(
            signature: signature,
            for: Self.signedBytes(study, manifestHash, rosterHash, round, modelHash))
    }

    private static func signedBytes(
        _ study: Name, _ manifestHash: Digest, _ rosterHash: Digest, _ round: UInt32,
        _ modelHash: Digest
    ) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/study1/voucher")
        canonical.append(study.text)
        canonical.append(manifestHash)
        canonical.append(rosterHash)
        canonical.append(round)
        canonical.append(modelHash)
        return canonical.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(study.text)
        out.append(manifestHash)
        out.append(rosterHash)
        out.append(round)
        out.append(modelHash)
        out.append(member.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        study = try WireMessage.name(from: &reader)
        manifestHash = try reader.digest("manifest")
        rosterHash = try reader.digest("roster")
        round = try reader.uint32("round")
        modelHash = try reader.digest("model")
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }
}
