internal import Crypto
package import DureCore

/// What a key derived from the root key is for.
package enum KeyPurpose: String, Sendable, CaseIterable {
    /// The ledger's secrets: salts and sealed details.
    case ledger
    /// The node's state: studies, budgets, sessions.
    case state
    /// Backups.
    case backup
    /// The keyring of the datasets' keys.
    case datasets
    /// The slots: each slot's pen (version 1), the code of their file (version 2).
    case slots
    /// The changes that a new root key brings, while they are made.
    case rotation
}

/// The node's root key, 256 bits: every other key at rest hangs from it (protocol.md, 9).
package struct RootKey: ~Copyable, Sendable {
    private let secret: SecretBytes

    /// Makes a fresh key.
    package init(using generator: inout some SecureRandomNumberGenerator) {
        secret = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
    }

    init(secret: consuming SecretBytes) {
        precondition(secret.count == KeyWrapping.keyByteCount, "a key of 256 bits")
        self.secret = secret
    }

    /// The key for a purpose, in a version: HKDF-SHA-256, 32 bytes.
    package func key(for purpose: KeyPurpose, version: UInt32) -> SecretBytes {
        var info = CanonicalBytes(label: "dure/kek")
        info.append(purpose.rawValue)
        info.append(version)
        return derive(info)
    }

    /// Which root key it is: 16 hexadecimal digits that tell nothing about it.
    package var id: String {
        Hex.encode(derive(CanonicalBytes(label: "dure/root-id")).reveal().prefix(8))
    }

    /// Another hold on the same key.
    package func duplicate() -> RootKey {
        RootKey(secret: secret.duplicate())
    }

    func reveal() -> SecretBytes { secret.duplicate() }

    private func derive(_ info: CanonicalBytes) -> SecretBytes {
        SecretBytes(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret.key, info: info.bytes,
                outputByteCount: KeyWrapping.keyByteCount))
    }
}
