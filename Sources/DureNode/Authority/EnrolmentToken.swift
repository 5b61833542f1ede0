internal import Crypto
package import DureCore

/// An invitation into a federation: `dure1:<root fingerprint>:<secret>`, both in hexadecimal.
///
/// Who holds the text may enrol once under the name it was made for. The token has no description.
package struct EnrolmentToken: Sendable {
    private static let prefix = "dure1"
    static let secretByteCount = 16

    /// The fingerprint of the federation's root certificate.
    package let authority: DureCore.Digest
    let secret: [UInt8]

    init(authority: DureCore.Digest, secret: [UInt8]) {
        self.authority = authority
        self.secret = secret
    }

    /// Reads a token that a person copied; blanks around it do no harm.
    ///
    /// - Throws: ``AuthorityError/tokenMalformed``.
    package init(text: String) throws(AuthorityError) {
        let parts = text.split(whereSeparator: \.isWhitespace).joined()
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == Self.prefix else { throw .tokenMalformed }
        do {
            authority = try DureCore.Digest(hex: parts[1])
            secret = try Hex.decode(parts[2])
        } catch {
            throw .tokenMalformed
        }
        guard secret.count == Self.secretByteCount else { throw .tokenMalformed }
    }

    /// The token's text: show it once, to the person who invites.
    package func reveal() -> String {
        "\(Self.prefix):\(authority.hex):\(Hex.encode(secret))"
    }

    /// The name under which the authority keeps the token; it says nothing of the secret.
    package var identifier: String { Self.identifier(of: secret) }

    static func identifier(of secret: [UInt8]) -> String {
        var bytes = CanonicalBytes(label: "dure/enrol/token")
        bytes.append(secret)
        return Hex.encode(bytes.digest.bytes.prefix(8))
    }
}

/// The proofs that a request and its answer were made by the two who know the token's secret, for
/// this one server: neither side can be swapped (protocol.md, 9).
enum EnrolmentProof {
    /// HMAC-SHA256 under the secret, of the certificate request and the fingerprint of the
    /// server's certificate.
    static func request(
        _ request: [UInt8], server: DureCore.Digest, secret: [UInt8]
    ) -> [UInt8] {
        var bytes = CanonicalBytes(label: "dure/enrol/request")
        bytes.append(request)
        bytes.append(server)
        return code(bytes, secret)
    }

    /// The same over request, server and the chain that answers.
    static func answer(
        _ chain: [[UInt8]], request: [UInt8], server: DureCore.Digest, secret: [UInt8]
    ) -> [UInt8] {
        var bytes = CanonicalBytes(label: "dure/enrol/answer")
        bytes.append(request)
        bytes.append(server)
        for certificate in chain { bytes.append(certificate) }
        return code(bytes, secret)
    }

    /// Compares in constant time.
    static func isEqual(_ proof: [UInt8], _ other: [UInt8]) -> Bool {
        SecretBytes(proof).matches(SecretBytes(other))
    }

    private static func code(_ bytes: CanonicalBytes, _ secret: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: bytes.bytes, using: SymmetricKey(data: secret)))
    }
}
