package import Crypto

/// Bytes that must not outlive their use: not copyable, not printable, wiped at the end.
///
/// The storage is swift-crypto's, which overwrites it when it is released.
package struct SecretBytes: ~Copyable, Sendable {
    /// The secret as a key for HKDF, HMAC and ciphers.
    package let key: SymmetricKey

    /// Takes the bytes.
    ///
    /// The caller's own copy is the caller's to forget.
    package init(_ bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// Takes a key made by a derivation.
    package init(key: SymmetricKey) {
        self.key = key
    }

    /// Fresh random bytes.
    package init(count: Int, using generator: inout some SecureRandomNumberGenerator) {
        self.init(generator.bytes(count: count))
    }

    /// How many bytes.
    package var count: Int { key.bitCount / 8 }

    /// The bytes themselves, for arithmetic or sealing.
    ///
    /// Handle with care.
    package func reveal() -> [UInt8] {
        key.revealedBytes
    }

    /// Compares in constant time.
    package func matches(_ other: borrowing SecretBytes) -> Bool {
        key == other.key
    }

    /// Another hold on the same secret.
    package func duplicate() -> SecretBytes {
        SecretBytes(key: key)
    }
}

extension SymmetricKey {
    /// The key's bytes.
    package var revealedBytes: [UInt8] {
        // SAFETY: the pointer is read inside the closure only.
        unsafe withUnsafeBytes { unsafe Array($0) }
    }
}
