internal import Crypto
package import DureCore
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// The issuing half of a federation's authority: makes certificates for members and servers.
package struct CertificateIssuer: Sendable {
    /// The most bytes that a certificate request may have.
    package static let requestByteCountMax = 4_096

    let names: FederationNames
    let root: Certificate
    let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// The federation for which it issues.
    package var federation: Name { names.federation }

    /// When the issuing certificate runs out; no certificate made here outlives it.
    package var notAfter: Timestamp { Timestamp(date: certificate.notValidAfter) }

    /// Answers a member's certificate request with a chain: leaf, issuing, root.
    ///
    /// Of the request only the key is taken, once its signature shows that the asker holds it; the
    /// name is the authority's to give.
    ///
    /// - Parameters:
    ///   - request: A PKCS #10 request in DER with a P-256 key.
    ///   - member: The name that the certificate will carry.
    ///   - now: The time; the certificate is good from five minutes before for thirty days.
    /// - Throws: ``AuthorityError/requestMalformed``, ``AuthorityError/issuerExpired(at:)`` or
    ///   ``AuthorityError/cryptography``.
    package func issue(
        request: [UInt8], member: Name, at now: Timestamp
    ) throws(AuthorityError) -> [[UInt8]] {
        let key = try Self.key(in: request)
        return try issue(
            key: key, name: member, role: .member,
            lifetimeMilliseconds: CertificateLifetimes.memberMilliseconds, at: now)
    }

    func issue(
        key: P256.Signing.PublicKey, name: Name, role: CertificateRole,
        lifetimeMilliseconds: Int64, at now: Timestamp
    ) throws(AuthorityError) -> [[UInt8]] {
        guard now < notAfter else { throw .issuerExpired(at: notAfter) }
        let publicKey = Certificate.PublicKey(key)
        let end = min(now.adding(milliseconds: lifetimeMilliseconds), notAfter)
        do {
            let leaf = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: publicKey,
                notValidBefore: now.adding(
                    milliseconds: -CertificateLifetimes.clockSkewMilliseconds
                ).foundationDate,
                notValidAfter: end.foundationDate,
                issuer: certificate.subject,
                subject: DistinguishedName { CommonName(name.text) },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: leafExtensions(key: publicKey, name: name, role: role),
                issuerPrivateKey: Certificate.PrivateKey(self.key))
            return [try leaf.derBytes, try certificate.derBytes, try root.derBytes]
        } catch {
            throw .cryptography
        }
    }

    private func leafExtensions(
        key: Certificate.PublicKey, name: Name, role: CertificateRole
    ) throws -> Certificate.Extensions {
        try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([role == .member ? .clientAuth : .serverAuth])
            SubjectAlternativeNames([.dnsName(names.name(of: name, as: role))])
            SubjectKeyIdentifier(hash: key)
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(hash: certificate.publicKey).keyIdentifier)
        }
    }

    /// The key of a request that proves to hold it.
    private static func key(in request: [UInt8]) throws(AuthorityError) -> P256.Signing.PublicKey {
        guard request.count <= requestByteCountMax else { throw .requestMalformed }
        do {
            let request = try CertificateSigningRequest(derEncoded: request)
            guard request.publicKey.isValidSignature(request.signature, for: request),
                let key = P256.Signing.PublicKey(request.publicKey)
            else { throw AuthorityError.requestMalformed }
            return key
        } catch {
            throw .requestMalformed
        }
    }
}

extension NodeIdentity {
    /// A PKCS #10 request for this key, in DER.
    ///
    /// - Throws: ``AuthorityError/cryptography``.
    package func certificateRequest(for member: Name) throws(AuthorityError) -> [UInt8] {
        do {
            let request = try CertificateSigningRequest(
                version: .v1,
                subject: DistinguishedName { CommonName(member.text) },
                privateKey: Certificate.PrivateKey(privateKey),
                attributes: CertificateSigningRequest.Attributes([]),
                signatureAlgorithm: .ecdsaWithSHA256)
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            return serializer.serializedBytes
        } catch {
            throw .cryptography
        }
    }
}
