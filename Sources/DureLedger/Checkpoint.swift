internal import enum Crypto.Curve25519
package import DureCore

/// The signed head of a ledger: its origin, how many entries it has, and the root over them all
/// (C2SP tlog-checkpoint).
package struct Checkpoint: Sendable, Hashable {
    /// The largest tree: far more than any node will write.
    package static let sizeMax = 1 << 40

    /// Whose ledger it is.
    package let origin: String
    /// How many entries it has.
    package let size: Int
    /// The Merkle root over all of them.
    package let root: Digest
    /// The signed note, as it stands in the file.
    package let note: [UInt8]

    /// Signs a head.
    ///
    /// - Throws: What the crypto library throws where it cannot sign.
    init(
        origin: String, size: Int, root: Digest, key: VerifierKey,
        privateKey: Curve25519.Signing.PrivateKey
    ) throws {
        let text = "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
        let signature = Array(try privateKey.signature(for: Array(text.utf8)))
        let note = SignedNote(
            text: text,
            signatures: [.init(name: key.name, keyID: key.keyID, bytes: signature)])
        self.origin = origin
        self.size = size
        self.root = root
        self.note = note.bytes
    }

    init(origin: String, size: Int, root: Digest, note: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
        self.note = note
    }

    /// What is signed; a ledger may add lines below the three, which ours does not.
    var text: String { SignedNote(parsing: note)?.text ?? "" }

    /// Reads a head and checks that the key signed it.
    ///
    /// - Throws: ``LedgerError/checkpointUnreadable``, ``LedgerError/signatureInvalid``, or
    ///   ``LedgerError/otherLedger`` where the origin is not the key's name.
    package init(parsing bytes: [UInt8], key: VerifierKey) throws(LedgerError) {
        guard let note = SignedNote(parsing: bytes) else { throw .checkpointUnreadable }
        guard key.hasSigned(note) else { throw .signatureInvalid }
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }),
            let size = Int(lines[1]), String(size) == lines[1], (0...Self.sizeMax).contains(size),
            let hash = Base64.decode(String(lines[2])),
            // The only thing wrong with a digest can be its length: then this is no checkpoint.
            let root = try? Digest(bytes: hash)
        else { throw .checkpointUnreadable }
        guard lines[0] == key.name else { throw .otherLedger }
        origin = key.name
        self.size = size
        self.root = root
        self.note = bytes
    }
}
