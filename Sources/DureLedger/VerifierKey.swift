internal import enum Crypto.Curve25519
internal import DureCore

/// The public key of a ledger with its name: all that is needed to check the ledger offline.
///
/// Its text is `name+hexkeyid+base64(type ‖ key)` (C2SP signed-note, Ed25519, type 1).
package struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
    /// The key's name, which is the ledger's origin.
    package let name: String
    /// The Ed25519 public key: 32 bytes.
    package let publicKey: [UInt8]

    private static let type: UInt8 = 1
    private static let nameByteCountMax = 200

    /// A key under a name.
    ///
    /// - Throws: ``LedgerError/originUnusable`` or ``LedgerError/verifierKeyUnreadable``.
    package init(name: String, publicKey: [UInt8]) throws(LedgerError) {
        guard Self.isName(name) else { throw .originUnusable }
        guard publicKey.count == 32 else { throw .verifierKeyUnreadable }
        self.name = name
        self.publicKey = publicKey
    }

    /// Reads the text form; a line's end behind it, as a file has one, is allowed.
    ///
    /// - Throws: ``LedgerError/verifierKeyUnreadable``, also where the key id does not fit.
    package init(parsing text: String) throws(LedgerError) {
        let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
        let parts = line.split(
            separator: "+", maxSplits: 2, omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 3, Self.isName(parts[0]), let key = Base64.decode(parts[2]),
            key.count == 33, key[0] == Self.type
        else { throw .verifierKeyUnreadable }
        name = parts[0]
        publicKey = Array(key[1...])
        guard Hex.encode(keyID) == parts[1] else { throw .verifierKeyUnreadable }
    }

    /// The text form.
    package var description: String {
        "\(name)+\(Hex.encode(keyID))+\(Base64.encode([Self.type] + publicKey))"
    }

    /// The first four bytes of SHA-256 over name, newline, type and key.
    package var keyID: [UInt8] {
        Array(Digest(of: Array(name.utf8) + [0x0a, Self.type] + publicKey).bytes[..<4])
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
        // A key that cannot be read has signed nothing.
        guard !own.isEmpty,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return own.allSatisfy { key.isValidSignature($0.bytes, for: Array(note.text.utf8)) }
    }
}
