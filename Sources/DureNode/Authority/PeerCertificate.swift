internal import Crypto
package import DureCore
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// What one of the federation's certificates says: who, with which key, until when.
///
/// Reading one proves nothing; ``PeerVerifier`` does.
package struct PeerCertificate: Sendable, Hashable {
    /// The most bytes that a certificate may have.
    package static let byteCountMax = 4_096

    /// The certificate itself.
    package let der: [UInt8]
    /// The holder's P-256 key.
    package let publicKey: PublicIdentity
    /// The member's name, or the server's where the role says so.
    package let name: Name
    /// What the holder may do.
    package let role: CertificateRole
    /// The federation under whose subtree the name stands.
    package let federation: Name
    /// The certificate is good from then on.
    package let notBefore: Timestamp
    /// The certificate is good until then.
    package let notAfter: Timestamp

    /// SHA-256 of the certificate.
    package var fingerprint: DureCore.Digest { DureCore.Digest(of: der) }

    /// Reads a certificate.
    ///
    /// - Throws: ``AuthorityError/certificateMalformed`` unless it is one that Dure's authority
    ///   writes: P-256, one name, one role.
    package init(der: [UInt8]) throws(AuthorityError) {
        try self.init(Certificate(dureDER: der))
    }

    init(_ certificate: Certificate) throws(AuthorityError) {
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw .certificateMalformed
        }
        do {
            der = try certificate.derBytes
            publicKey = try PublicIdentity(x963: Array(key.x963Representation))
            (name, role, federation) = try Self.names(in: certificate)
        } catch {
            throw .certificateMalformed
        }
        notBefore = Timestamp(date: certificate.notValidBefore)
        notAfter = Timestamp(date: certificate.notValidAfter)
    }

    /// The one name, whose role the extended key usage must repeat.
    private static func names(
        in certificate: Certificate
    ) throws -> (Name, CertificateRole, Name) {
        guard let alternatives = try certificate.extensions.subjectAlternativeNames,
            alternatives.count == 1, case .dnsName(let text)? = alternatives.first,
            let (holder, role, federation) = FederationNames.parse(text),
            let usage = try certificate.extensions.extendedKeyUsage,
            Array(usage) == [role == .member ? .clientAuth : .serverAuth]
        else { throw AuthorityError.certificateMalformed }
        return (holder, role, federation)
    }
}

extension Certificate {
    init(dureDER der: [UInt8]) throws(AuthorityError) {
        guard der.count <= PeerCertificate.byteCountMax else { throw .certificateMalformed }
        do {
            self = try Certificate(derEncoded: der)
        } catch {
            throw .certificateMalformed
        }
    }

    var derBytes: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return serializer.serializedBytes
        }
    }
}

extension Timestamp {
    init(date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }

    var foundationDate: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }

    func adding(milliseconds duration: Int64) -> Timestamp {
        Timestamp(milliseconds: milliseconds + duration)
    }
}
