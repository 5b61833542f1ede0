internal import Crypto
internal import DureCore
internal import FoundationEssentials

/// AES Key Wrap (RFC 3394) of a 256-bit key together with the hash of its context.
///
/// The wrap is authenticated as a whole, so a wrapped key put in another's place opens to a
/// context that does not fit, and is refused.
enum KeyWrapping {
    static let keyByteCount = 32
    /// Key, context and the check block of RFC 3394.
    static let wrappedByteCount = keyByteCount + DureCore.Digest.byteCount + 8

    static func wrap(
        _ key: borrowing SecretBytes, _ context: KeyContext, under kek: borrowing SecretBytes
    ) throws -> [UInt8] {
        precondition(key.count == keyByteCount && kek.count == keyByteCount, "keys of 256 bits")
        let both = SymmetricKey(data: key.reveal() + context.digest.bytes)
        return Array(try AES.KeyWrap.wrap(both, using: kek.key))
    }

    /// The key, or nil where the bytes were wrapped under another key or for something else.
    static func unwrap(
        _ wrapped: [UInt8], _ context: KeyContext, under kek: borrowing SecretBytes
    ) -> SecretBytes? {
        guard wrapped.count == wrappedByteCount,
            // The library's error says that the check block is wrong; nil says the same.
            let both = try? AES.KeyWrap.unwrap(wrapped, using: kek.key)
        else { return nil }
        let bytes = both.revealedBytes
        let digest = SymmetricKey(data: bytes[keyByteCount...])
        guard digest == SymmetricKey(data: context.digest.bytes) else { return nil }
        return SecretBytes(Array(bytes[..<keyByteCount]))
    }
}
