import Crypto
package import DureCore
import FoundationEssentials

/// The algorithms of a federation's boxes (protocol.md, 3.2), fixed by its charter.
///
/// They are never negotiated. Both are HPKE in base mode, RFC 9180: the sender is proven by the message's signature.
package enum SecureAggregationSuite: UInt32, Sendable, Hashable, CaseIterable {
    /// X25519, HKDF-SHA256, ChaCha20-Poly1305.
    case x25519 = 1
    /// X-Wing (ML-KEM-768 with X25519), HKDF-SHA256, AES-256-GCM: holds against quantum computers.
    case xWing = 2

    /// What a charter gets that says nothing.
    package static let standard = SecureAggregationSuite.xWing

    /// Bytes of a public key.
    package var publicKeyByteCount: Int {
        switch self {
        case .x25519: 32
        case .xWing: 1216
        }
    }

    /// Bytes at the front of a box, from which its key is found.
    package var encapsulatedByteCount: Int {
        switch self {
        case .x25519: 32
        case .xWing: 1120
        }
    }

    /// Bytes by which a box is longer than its content.
    package var boxOverheadByteCount: Int { encapsulatedByteCount + 16 }

    /// Makes a fresh key pair.
    ///
    /// - Throws: ``SecureAggregationError/cryptographyFailed(operation:)``.
    package func freshKeyPair(
        using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> BoxKeyPair {
        try keyPair(seed: SecretBytes(count: AttemptSecrets.byteCount, using: &generator))
    }

    /// The key pair that grows from a seed: always the same.
    ///
    /// - Parameter seed: 32 bytes: the raw X25519 private key, or the X-Wing seed.
    /// - Throws: ``SecureAggregationError/wrongLength(field:expected:found:)``, or
    ///   ``SecureAggregationError/cryptographyFailed(operation:)``.
    package func keyPair(
        seed: borrowing SecretBytes
    ) throws(SecureAggregationError) -> BoxKeyPair {
        guard seed.count == AttemptSecrets.byteCount else {
            throw .wrongLength(
                field: "key seed", expected: AttemptSecrets.byteCount, found: seed.count)
        }
        return try BoxKeyPair(suite: self, seed: seed)
    }

    /// Closes a box that only the key's owner can open, and only for the same `info`.
    ///
    /// The library draws the box's own key from the system.
    ///
    /// - Parameters:
    ///   - info: What the box is for: bound to it, not sent with it.
    /// - Returns: The encapsulated key, then the ciphertext with its tag.
    /// - Throws: ``SecureAggregationError/badPublicKey``.
    package func seal(
        _ content: [UInt8], to publicKey: [UInt8], info: [UInt8]
    ) throws(SecureAggregationError) -> [UInt8] {
        guard publicKey.count == publicKeyByteCount else { throw .badPublicKey }
        do {
            var sender = try sender(to: publicKey, info: Data(info))
            return try Array(sender.encapsulatedKey) + Array(sender.seal(content))
        } catch {
            // The library refuses keys that are no point or no lattice element; which of the two
            // is of no use to the reader.
            throw .badPublicKey
        }
    }

    private func sender(to publicKey: [UInt8], info: Data) throws -> HPKE.Sender {
        switch self {
        case .x25519:
            try HPKE.Sender(
                recipientKey: checkedPoint(publicKey), ciphersuite: ciphersuite, info: info)
        case .xWing:
            try HPKE.Sender(
                recipientKey: XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey),
                ciphersuite: ciphersuite, info: info)
        }
    }

    /// A point that gives a secret with somebody.
    ///
    /// The library leaves out a check that RFC 9180, 7.1.4, demands of both sides: with a point of
    /// small order the shared secret is zero whatever the private key, so that anyone can open the
    /// box. Any one private key shows such a point.
    fileprivate func checkedPoint(
        _ bytes: some Collection<UInt8>
    ) throws -> Curve25519.KeyAgreement.PublicKey {
        let point = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: Array(bytes))
        let probe = try Curve25519.KeyAgreement.PrivateKey(
            rawRepresentation: [UInt8](repeating: 1, count: 32))
        let secret = try probe.sharedSecretFromKeyAgreement(with: point)
        if secret == Data(count: 32) { throw SecureAggregationError.badPublicKey }
        return point
    }

    fileprivate var ciphersuite: HPKE.Ciphersuite {
        switch self {
        case .x25519: .Curve25519_SHA256_ChachaPoly
        case .xWing: .XWingMLKEM768X25519_SHA256_AES_GCM_256
        }
    }
}

/// A key pair for boxes: ch_i, made fresh, or mk_i, grown from a seed (protocol.md, 3.3).
///
/// The private half is the library's, which wipes it when the last holder lets go.
package struct BoxKeyPair: Sendable {
    /// The suite that the key is for.
    package let suite: SecureAggregationSuite
    /// The public half, for the advert.
    package let publicKey: [UInt8]
    private let privateKey: PrivateKey

    private enum PrivateKey: Sendable {
        case x25519(Curve25519.KeyAgreement.PrivateKey)
        case xWing(XWingMLKEM768X25519.PrivateKey)
    }

    fileprivate init(
        suite: SecureAggregationSuite, seed: borrowing SecretBytes
    ) throws(SecureAggregationError) {
        self.suite = suite
        do {
            switch suite {
            case .x25519:
                let key = try Curve25519.KeyAgreement.PrivateKey(
                    rawRepresentation: seed.reveal())
                publicKey = Array(key.publicKey.rawRepresentation)
                privateKey = .x25519(key)
            case .xWing:
                let key = try XWingMLKEM768X25519.PrivateKey(
                    seedRepresentation: seed.reveal(), publicKey: nil)
                publicKey = Array(key.publicKey.rawRepresentation)
                privateKey = .xWing(key)
            }
        } catch {
            // Any 32 bytes are a seed for both; the library says no more than that it failed.
            throw .cryptographyFailed(operation: "key pair")
        }
    }

    /// Opens a box made for this key.
    ///
    /// - Parameters:
    ///   - info: As it was given when the box was closed.
    /// - Throws: ``SecureAggregationError/boxRefused`` for another key, another info, or a box
    ///   changed in any bit.
    package func open(
        _ box: [UInt8], info: [UInt8]
    ) throws(SecureAggregationError) -> SecretBytes {
        guard box.count >= suite.boxOverheadByteCount else { throw .boxRefused }
        let encapsulated = Data(box.prefix(suite.encapsulatedByteCount))
        do {
            var recipient = try recipient(encapsulated: encapsulated, info: Data(info))
            let content = try recipient.open(box.dropFirst(suite.encapsulatedByteCount))
            return SecretBytes(Array(content))
        } catch {
            // Why a box does not open must not be told apart.
            throw .boxRefused
        }
    }

    private func recipient(encapsulated: Data, info: Data) throws -> HPKE.Recipient {
        switch privateKey {
        case .x25519(let key):
            try HPKE.Recipient(
                privateKey: key, ciphersuite: suite.ciphersuite, info: info,
                encapsulatedKey: suite.checkedPoint(encapsulated).rawRepresentation)
        case .xWing(let key):
            try HPKE.Recipient(
                privateKey: key, ciphersuite: suite.ciphersuite, info: info,
                encapsulatedKey: encapsulated)
        }
    }
}
