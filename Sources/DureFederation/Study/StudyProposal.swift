package import DureCore

/// A study as its author proposes it: the manifest's exact bytes, signed.
package struct StudyProposal: Sendable, Hashable {
    /// The study's name; the manifest says the same.
    package let study: Name
    /// The manifest (TOML), byte for byte.
    package let manifest: [UInt8]
    /// The author's key.
    package let author: PublicIdentity
    /// The author's signature over the study's name and the manifest's hash.
    package let signature: [UInt8]

    /// Signs a manifest.
    package init(study: Name, manifest: [UInt8], by identity: NodeIdentity) throws {
        self.study = study
        self.manifest = manifest
        author = identity.publicKey
        signature = try identity.sign(Self.signedBytes(study: study, manifest: manifest))
    }

    /// SHA-256 of the manifest.
    package var manifestHash: Digest { Digest(of: manifest) }

    /// Whether the author signed exactly this.
    package var isSigned: Bool {
        author.isValid(
            signature: signature, for: Self.signedBytes(study: study, manifest: manifest))
    }

    private static func signedBytes(study: Name, manifest: [UInt8]) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/study1/proposal")
        canonical.append(study.text)
        canonical.append(Digest(of: manifest))
        return canonical.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(study.text)
        out.append(manifest)
        out.append(author.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        study = try WireMessage.name(from: &reader)
        manifest = try reader.field("manifest", byteCountMax: StudyManifest.byteCountMax)
        author = try PublicIdentity(
            x963: reader.field("author", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }

    /// The proposal as it is kept on disk.
    package var bytes: [UInt8] {
        var out = CanonicalBytes()
        append(to: &out)
        return out.bytes
    }

    /// Reads a proposal from disk.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }
}

/// A member's signed answer to a study.
package struct StudyDecision: Sendable, Hashable {
    /// What the member answers.
    package enum Answer: UInt32, Sendable {
        /// The member takes part.
        case approved = 1
        /// The charter, or a person, says no.
        case refused = 2
        /// The charter permits it once people have approved.
        case pending = 3
    }

    /// The study.
    package let study: Name
    /// The manifest that was decided on.
    package let manifestHash: Digest
    /// The roster that the member knew when it decided.
    package let rosterHash: Digest
    /// The answer.
    package let answer: Answer
    /// The reasons as sentences, in the member's own language.
    package let reasons: [String]
    /// Who answers.
    package let member: PublicIdentity
    /// The member's signature over all of it.
    package let signature: [UInt8]

    /// The most reasons and the longest.
    package static let reasonCountMax = 32
    /// The most bytes of one reason.
    package static let reasonByteCountMax = 2_048

    /// Signs an answer.
    package init(
        study: Name, manifestHash: Digest, rosterHash: Digest, answer: Answer, reasons: [String],
        by identity: NodeIdentity
    ) throws {
        self.study = study
        self.manifestHash = manifestHash
        self.rosterHash = rosterHash
        self.answer = answer
        self.reasons = reasons.prefix(Self.reasonCountMax).map { Self.shortened($0) }
        member = identity.publicKey
        var content = CanonicalBytes(label: "dure/study1/decision")
        Self.append(
            study, manifestHash, rosterHash, answer, self.reasons, member, to: &content)
        signature = try identity.sign(content.bytes)
    }

    /// A reason may quote a manifest, which others wrote: what is too long to read again is cut.
    private static func shortened(_ reason: String) -> String {
        var text = reason
        while text.utf8.count > reasonByteCountMax { text.removeLast() }
        return text
    }

    /// Whether the member signed exactly this.
    package var isSigned: Bool {
        var content = CanonicalBytes(label: "dure/study1/decision")
        Self.append(study, manifestHash, rosterHash, answer, reasons, member, to: &content)
        return member.isValid(signature: signature, for: content.bytes)
    }

    private static func append(
        _ study: Name, _ manifestHash: Digest, _ rosterHash: Digest, _ answer: Answer,
        _ reasons: [String], _ member: PublicIdentity, to out: inout CanonicalBytes
    ) {
        out.append(study.text)
        out.append(manifestHash)
        out.append(rosterHash)
        out.append(answer.rawValue)
        out.append(UInt32(reasons.count))
        for reason in reasons { out.append(reason) }
        out.append(member.x963)
    }

    func append(to out: inout CanonicalBytes) {
        Self.append(study, manifestHash, rosterHash, answer, reasons, member, to: &out)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        study = try WireMessage.name(from: &reader)
        manifestHash = try reader.digest("manifest")
        rosterHash = try reader.digest("roster")
        guard let answer = Answer(rawValue: try reader.uint32("answer")) else {
            throw .malformed(field: "answer")
        }
        self.answer = answer
        var reasons: [String] = []
        for _ in 0..<(try reader.count("reasons", max: Self.reasonCountMax)) {
            reasons.append(try reader.text("reason", byteCountMax: Self.reasonByteCountMax))
        }
        self.reasons = reasons
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }

    /// The decision as it is kept on disk.
    package var bytes: [UInt8] {
        var out = CanonicalBytes()
        append(to: &out)
        return out.bytes
    }

    /// Reads a decision from disk.
    package init(parsing bytes: [UInt8]) throws(WireError) {
        var reader = CanonicalReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }
}

/// The measures of the outcome at one member, as its charter lets it share them.
package struct StudyMeasures: Sendable, Hashable {
    /// The study.
    package let study: Name
    /// Canonical JSON.
    package let json: [UInt8]
    /// Whose measures.
    package let member: PublicIdentity
    /// The member's signature.
    package let signature: [UInt8]

    /// Signs measures.
    package init(study: Name, json: [UInt8], by identity: NodeIdentity) throws {
        self.study = study
        self.json = json
        member = identity.publicKey
        signature = try identity.sign(Self.signedBytes(study: study, json: json))
    }

    /// Whether the member signed exactly this.
    package var isSigned: Bool {
        member.isValid(signature: signature, for: Self.signedBytes(study: study, json: json))
    }

    private static func signedBytes(study: Name, json: [UInt8]) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/study1/measures")
        canonical.append(study.text)
        canonical.append(json)
        return canonical.bytes
    }

    func append(to out: inout CanonicalBytes) {
        out.append(study.text)
        out.append(json)
        out.append(member.x963)
        out.append(signature)
    }

    init(from reader: inout CanonicalReader) throws(WireError) {
        study = try WireMessage.name(from: &reader)
        json = try reader.field("measures", byteCountMax: WireMessage.jsonByteCountMax)
        member = try PublicIdentity(
            x963: reader.field("member", byteCountMax: RosterMember.keyByteCount))
        signature = try reader.field("signature", byteCountMax: 64)
    }
}
