internal import Crypto
package import DureCore
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// A federation's own certificate authority, as the coordinator keeps it: an issuing key, and the
/// certificate with which the coordinator listens.
///
/// The root key is not here.
package struct FederationAuthority: Sendable {
    /// Makes members' certificates.
    package let issuer: CertificateIssuer
    /// What the coordinator shows to members.
    package let server: Credential

    /// The federation's name.
    package var federation: Name { issuer.federation }
    /// SHA-256 of the root certificate: the pin that tokens carry.
    package var fingerprint: DureCore.Digest { server.authority }

    /// The root's private key: to be printed or split, and taken off the machine.
    ///
    /// It has no description.
    package struct RootKey: Sendable {
        fileprivate let key: P256.Signing.PrivateKey

        /// Reads a PEM file.
        ///
        /// - Throws: ``AuthorityError/cryptography`` where it holds no P-256 key.
        package init(file: [UInt8]) throws(AuthorityError) {
            do {
                key = try P256.Signing.PrivateKey(
                    pemRepresentation: String(decoding: file, as: UTF8.self))
            } catch {
                throw .cryptography
            }
        }

        fileprivate init() {
            key = P256.Signing.PrivateKey()
        }

        /// The key as a PEM file.
        ///
        /// Handle with care.
        package var file: [UInt8] { Array((key.pemRepresentation + "\n").utf8) }
    }

    /// Founds a federation's authority: a root for ten years, an issuing certificate that can sign
    /// for the federation's own names alone, and a server certificate, both for one year.
    ///
    /// - Parameters:
    ///   - federation: The federation's name, which becomes the subtree `NAME.dure.invalid`.
    ///   - server: The name of the node that listens.
    ///   - clock: Says when the certificates begin.
    /// - Throws: ``AuthorityError/cryptography``.
    package static func create(
        federation: Name, server: Name, clock: some WallClock
    ) throws(AuthorityError) -> (authority: FederationAuthority, rootKey: RootKey) {
        let names = FederationNames(federation: federation)
        let rootKey = RootKey()
        let now = Timestamp(now: clock)
        do {
            let subject = try DistinguishedName { CommonName("\(names.subtree) root") }
            let root = try Self.certify(
                rootKey.key.publicKey, subject: subject, issuer: subject, signer: rootKey.key,
                lifetimeMilliseconds: CertificateLifetimes.rootMilliseconds, at: now,
                extensions: Self.rootExtensions(rootKey.key.publicKey))
            let authority = try FederationAuthority(
                names: names, root: root, rootKey: rootKey, server: server, at: now)
            return (authority, rootKey)
        } catch {
            throw .cryptography
        }
    }

    /// Makes a new issuing certificate and a new server certificate, both with new keys.
    ///
    /// Members' certificates and open tokens stay good: the root is the same.
    ///
    /// - Throws: ``AuthorityError/cryptography``, also where the key is not this root's.
    package func renewed(
        with rootKey: RootKey, clock: some WallClock
    ) throws(AuthorityError) -> FederationAuthority {
        guard Certificate.PublicKey(rootKey.key.publicKey) == issuer.root.publicKey else {
            throw .cryptography
        }
        do {
            return try FederationAuthority(
                names: issuer.names, root: issuer.root, rootKey: rootKey,
                server: server.certificate.name, at: Timestamp(now: clock))
        } catch {
            throw .cryptography
        }
    }

    init(issuer: CertificateIssuer, server: Credential) {
        self.issuer = issuer
        self.server = server
    }

    private init(
        names: FederationNames, root: Certificate, rootKey: RootKey, server: Name, at now: Timestamp
    ) throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try Self.certify(
            key.publicKey, subject: DistinguishedName { CommonName("\(names.subtree) issuing") },
            issuer: root.subject, signer: rootKey.key,
            lifetimeMilliseconds: CertificateLifetimes.issuerMilliseconds, at: now,
            extensions: Self.issuerExtensions(key.publicKey, root: root, subtree: names.subtree))
        issuer = CertificateIssuer(names: names, root: root, certificate: certificate, key: key)
        let identity = NodeIdentity()
        let chain = try issuer.issue(
            key: identity.privateKey.publicKey, name: server, role: .server,
            lifetimeMilliseconds: CertificateLifetimes.issuerMilliseconds, at: now)
        self.server = try Credential(identity: identity, chain: chain)
    }

    private static func certify(
        _ key: P256.Signing.PublicKey, subject: DistinguishedName, issuer: DistinguishedName,
        signer: P256.Signing.PrivateKey, lifetimeMilliseconds: Int64, at now: Timestamp,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key),
            notValidBefore: now.adding(
                milliseconds: -CertificateLifetimes.clockSkewMilliseconds
            ).foundationDate,
            notValidAfter: now.adding(milliseconds: lifetimeMilliseconds).foundationDate,
            issuer: issuer,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(signer))
    }

    private static func rootExtensions(
        _ key: P256.Signing.PublicKey
    ) throws -> Certificate.Extensions {
        try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 1))
            Critical(KeyUsage(keyCertSign: true))
            SubjectKeyIdentifier(hash: Certificate.PublicKey(key))
        }
    }

    /// Constrained to the federation's subtree; no address of any machine is permitted.
    private static func issuerExtensions(
        _ key: P256.Signing.PublicKey, root: Certificate, subtree: String
    ) throws -> Certificate.Extensions {
        let everyIPv4 = ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 8)[...])
        let everyIPv6 = ASN1OctetString(contentBytes: [UInt8](repeating: 0, count: 32)[...])
        return try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
            Critical(KeyUsage(keyCertSign: true))
            Critical(
                NameConstraints(
                    permittedDNSDomains: [subtree], excludedIPRanges: [everyIPv4, everyIPv6]))
            SubjectKeyIdentifier(hash: Certificate.PublicKey(key))
            AuthorityKeyIdentifier(
                keyIdentifier: SubjectKeyIdentifier(hash: root.publicKey).keyIdentifier)
        }
    }
}
