internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import DureCore

/// The key that turns values into pseudonyms; it is kept apart from the data (control V15).
///
/// A pseudonym is the first half of HMAC-SHA256 under a key that is derived for one dataset: equal
/// values of a dataset have equal pseudonyms, and those of two datasets cannot be joined. Nothing
/// leads back but trying values, for which the key is needed.
package final class PseudonymKey: Sendable {
    /// How many random bytes a key has.
    package static let byteCount = 32
    private static let pseudonymByteCount = 16

    /// Names the key without telling it: in the ledger each use is entered under it.
    package let id: String
    private let key: SecretBytes

    /// Takes a key's bytes; exactly ``byteCount`` of them.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount)
        key = SecretBytes(bytes)
        var fields = CanonicalBytes(label: "dure/pseudonym-key")
        fields.append(bytes)
        id = String(fields.digest.hex.prefix(16))
    }

    /// Whether a text has a pseudonym's form: `p_` and hexadecimal digits.
    static func isPseudonym(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst(2)
        return text.hasPrefix("p_") && digits.count == 2 * pseudonymByteCount
            && digits.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }

    /// The pseudonyms of one dataset.
    func pseudonymiser(for dataset: Name) -> Pseudonymiser {
        var fields = CanonicalBytes(label: "dure/pseudonyms")
        fields.append(dataset.text)
        let code = HMAC<SHA256>.authenticationCode(for: fields.bytes, using: key.key)
        return Pseudonymiser(key: SecretBytes(Array(code)))
    }

    /// Makes the pseudonyms of one dataset.
    final class Pseudonymiser: Sendable {
        private let key: SecretBytes

        fileprivate init(key: consuming SecretBytes) {
            self.key = key
        }

        /// The pseudonym of a value, however it is written: separators, width and case are no part
        /// of it.
        func pseudonym(of value: Span<UInt8>) -> [UInt8] {
            let code = HMAC<SHA256>.authenticationCode(
                for: PseudonymKey.plain(value), using: key.key)
            return Array("p_\(Hex.encode(Array(Array(code).prefix(pseudonymByteCount))))".utf8)
        }
    }

    /// Digits and letters alone, in capitals; an address keeps its signs.
    fileprivate static func plain(_ value: Span<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        var isAddress = false
        for index in value.indices where value[index] == UInt8(ascii: "@") { isAddress = true }
        var offset = 0
        while offset < value.count {
            let character = TextCharacter(at: offset, in: value)
            switch character.kind {
            case .digit, .letter: plain.append(character.value)
            case .ignorable, .space: break
            case .hyphen where !isAddress, .dot where !isAddress, .open where !isAddress,
                .close where !isAddress:
                break
            default:
                for index in offset..<offset + character.byteCount { plain.append(value[index]) }
            }
            offset += character.byteCount
        }
        return plain
    }
}
