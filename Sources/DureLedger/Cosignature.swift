package import enum Crypto.Curve25519
package import DureCore

/// A witness's signature under the head of another's ledger, with the time (C2SP
/// tlog-cosignature, type 4): then, this was the largest tree that it had seen of that ledger, and
/// every one before was its beginning.
package struct Cosignature: Sendable, Hashable {
    /// The longest line, in bytes.
    package static let byteCountMax = 400

    let signature: SignedNote.Signature

    init(_ signature: SignedNote.Signature) {
        self.signature = signature
    }

    /// The witness's name.
    package var name: String { signature.name }

    /// The line as it stands below a note, with its end.
    package var bytes: [UInt8] { Array(signature.line.utf8) }

    /// Reads one line.
    ///
    /// - Throws: ``LedgerError/cosignatureUnreadable``.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteCountMax,
            let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n"),
            let signature = SignedNote.signature(text.dropLast()), signature.bytes.count == 72
        else { throw .cosignatureUnreadable }
        self.signature = signature
    }

    /// What is signed: a first line that nothing else begins with, the time, and the note's text.
    static func message(seconds: Int64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
    }

    /// When it was made, where it is this key's and valid under that head.
    package func time(under head: Checkpoint, key: VerifierKey) -> Timestamp? {
        key.kind == .witness ? key.signed(signature, over: head.text) : nil
    }
}

/// The key with which a node signs the heads of others.
package struct Cosigner: Sendable {
    private let privateKey: Curve25519.Signing.PrivateKey
    /// The key that others check its signatures with.
    package let key: VerifierKey

    /// A witness of that name.
    ///
    /// - Throws: ``LedgerError/originUnusable``.
    package init(name: String, privateKey: Curve25519.Signing.PrivateKey) throws {
        self.privateKey = privateKey
        key = try VerifierKey(
            name: name, publicKey: Array(privateKey.publicKey.rawRepresentation), kind: .witness)
    }

    /// Signs a head, as of that moment.
    ///
    /// Only ``Witness`` says whether that may be done.
    package func cosign(_ head: Checkpoint, at time: Timestamp) throws -> Cosignature {
        let seconds = max(0, time.milliseconds) / 1_000
        let message = Cosignature.message(seconds: seconds, text: head.text)
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
        let signature = Array(try privateKey.signature(for: message))
        return Cosignature(
            SignedNote.Signature(name: key.name, keyID: key.keyID, bytes: stamp + signature))
    }
}

extension Checkpoint {
    /// The head with more signatures below it; one that is there already is not doubled, and the
    /// newest of a witness replaces its older one.
    package func adding(_ cosignatures: [Cosignature]) -> Checkpoint {
        guard var note = SignedNote(parsing: note) else { return self }
        for new in cosignatures.map(\.signature) {
            func isOfSameKey(_ old: SignedNote.Signature) -> Bool {
                old.name == new.name && old.keyID == new.keyID
            }
            // Whoever passes signatures on may send an old one again. The time stands in front.
            let isReplayed = note.signatures.contains {
                isOfSameKey($0) && new.bytes.prefix(8).lexicographicallyPrecedes($0.bytes.prefix(8))
            }
            let kept = note.signatures.filter { !isOfSameKey($0) }
            guard !isReplayed else { continue }
            guard kept.count < SignedNote.signatureCountMax else { break }
            note = SignedNote(text: note.text, signatures: kept + [new])
        }
        return Checkpoint(origin: origin, size: size, root: root, note: note.bytes)
    }

    /// The head with its ledger's own signature alone.
    package func bare(of key: VerifierKey) -> Checkpoint {
        guard let note = SignedNote(parsing: note) else { return self }
        let own = note.signatures.filter { $0.name == key.name && $0.keyID == key.keyID }
        return Checkpoint(
            origin: origin, size: size, root: root,
            note: SignedNote(text: note.text, signatures: own).bytes)
    }

    /// All signatures below the head that have the form of a witness's.
    package var cosignatures: [Cosignature] {
        (SignedNote(parsing: note)?.signatures ?? []).filter { $0.bytes.count == 72 }
            .map(Cosignature.init)
    }

    /// Which of the witnesses have signed the head, and when.
    package func witnesses(among keys: [VerifierKey]) -> [(key: VerifierKey, time: Timestamp)] {
        keys.compactMap { key in
            cosignatures.lazy.compactMap { $0.time(under: self, key: key) }.first.map { (key, $0) }
        }
    }
}
