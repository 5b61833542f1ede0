package import Crypto

/// The P-256 key that says who a node is: it signs messages, and its certificate opens TLS.
package struct NodeIdentity: Sendable {
    /// The private key.
    package let privateKey: P256.Signing.PrivateKey

    /// Takes a key made before.
    package init(privateKey: P256.Signing.PrivateKey) {
        self.privateKey = privateKey
    }

    /// Makes a fresh key with the system's generator.
    package init() {
        privateKey = P256.Signing.PrivateKey()
    }

    /// The public half, in X9.63 form: 65 bytes.
    package var publicKey: PublicIdentity { PublicIdentity(key: privateKey.publicKey) }

    /// Signs the bytes: ECDSA over SHA-256, the raw 64 bytes r ‖ s.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try privateKey.signature(for: message).rawRepresentation)
    }
}

/// The public half of a node's identity.
package struct PublicIdentity: Sendable, Hashable {
    /// X9.63: 0x04, x, y; 65 bytes.
    package let x963: [UInt8]
    /// SHA-256 of the key: the name by which a roster sorts its members.
    package let fingerprint: Digest

    init(key: P256.Signing.PublicKey) {
        x963 = Array(key.x963Representation)
        fingerprint = Digest(of: x963)
    }

    /// Reads an X9.63 public key and checks that the point is on the curve.
    package init(x963: [UInt8]) throws(WireError) {
        guard let key = try? P256.Signing.PublicKey(x963Representation: x963) else {
            // The library's reason is of no use to the reader; that the key is bad is the answer.
            throw .malformed(field: "public key")
        }
        self.init(key: key)
    }

    /// Whether the 64 bytes are this key's signature of the message.
    package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        // A key or signature that cannot be read has signed nothing.
        guard let key = try? P256.Signing.PublicKey(x963Representation: x963),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
