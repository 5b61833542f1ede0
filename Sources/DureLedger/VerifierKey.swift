internal import enum Crypto.Curve25519
internal import DureCore

/// The public key of a ledger or of a witness, with its name: all that is needed to check what it
/// signed offline.
///
/// Its text is `name+hexkeyid+base64(type ‖ key)` (C2SP signed-note).
package struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
    /// What the key signs: the algorithm's number in C2SP.
    package enum Kind: UInt8, Sendable {
        /// The heads of its own ledger.
        case ledger = 1
        /// The heads of other ledgers, with the time (C2SP tlog-cosignature).
        case witness = 4
    }

    /// The key's name; a ledger's is its origin.
    package let name: String
    /// The Ed25519 public key: 32 bytes.
    package let publicKey: [UInt8]
    /// What it signs.
    package let kind: Kind

    private static let nameByteCountMax = 200

    /// A key under a name.
    ///
    /// - Throws: ``LedgerError/originUnusable`` or ``LedgerError/verifierKeyUnreadable``.
    package init(
        name: String, publicKey: [UInt8], kind: Kind = .ledger
    ) throws(LedgerError) {
        guard Self.isName(name) else { throw .originUnusable }
        guard publicKey.count == 32 else { throw .verifierKeyUnreadable }
        self.name = name
        self.publicKey = publicKey
        self.kind = kind
    }

    /// Reads the text form; a line's end behind it, as a file has one, is allowed.
    ///
    /// - Throws: ``LedgerError/verifierKeyUnreadable``, also where the key id does not fit or the
    ///   key signs something else.
    package init(parsing text: String, kind: Kind = .ledger) throws(LedgerError) {
        let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
        let parts = line.split(
            separator: "+", maxSplits: 2, omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 3, Self.isName(parts[0]), let key = Base64.decode(parts[2]),
            key.count == 33, key[0] == kind.rawValue
        else { throw .verifierKeyUnreadable }
        name = parts[0]
        publicKey = Array(key[1...])
        self.kind = kind
        guard Hex.encode(keyID) == parts[1] else { throw .verifierKeyUnreadable }
    }

    /// The text form.
    package var description: String {
        "\(name)+\(Hex.encode(keyID))+\(Base64.encode([kind.rawValue] + publicKey))"
    }

    /// The first four bytes of SHA-256 over name, newline, type and key.
    package var keyID: [UInt8] {
        Array(Digest(of: Array(name.utf8) + [0x0a, kind.rawValue] + publicKey).bytes[..<4])
    }

    /// Not empty, and without spaces and plus.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= nameByteCountMax
            && text.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7f
            }
    }

    /// Whether the note bears a valid signature of this key and none that fails (C2SP asks to
    /// refuse the whole note then); those of other keys are left aside.
    func hasSigned(_ note: SignedNote) -> Bool {
        let own = note.signatures.filter { $0.name == name && $0.keyID == keyID }
        return !own.isEmpty && own.allSatisfy { signed($0, over: note.text) != nil }
    }

    /// The time that a valid signature of this key tells, 0 for a ledger's own; nil where it is
    /// not valid.
    func signed(_ signature: SignedNote.Signature, over text: String) -> Timestamp? {
        // A key that cannot be read has signed nothing.
        guard signature.name == name, signature.keyID == keyID,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return nil }
        switch kind {
        case .ledger:
            let isValid = key.isValidSignature(signature.bytes, for: Array(text.utf8))
            return isValid ? Timestamp(milliseconds: 0) : nil
        case .witness:
            guard signature.bytes.count == 72, signature.bytes[0] < 0x80 else { return nil }
            let seconds = signature.bytes[..<8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let (milliseconds, isTooLate) = seconds.multipliedReportingOverflow(by: 1_000)
            let message = Cosignature.message(seconds: seconds, text: text)
            guard !isTooLate, key.isValidSignature(signature.bytes[8...], for: message) else {
                return nil
            }
            return Timestamp(milliseconds: milliseconds)
        }
    }
}
