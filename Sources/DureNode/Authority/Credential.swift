internal import Crypto
package import DureCore
internal import SwiftASN1

/// A key with the certificates that vouch for it: what one side of a connection shows.
///
/// It has no description: the key inside must not be printed.
package struct Credential: Sendable {
    /// The most certificates in a chain: leaf, issuing, root, and one to spare.
    package static let chainCountMax = 4
    /// The most bytes of a PEM file.
    package static let fileByteCountMax = 65_536

    /// The private key.
    package let identity: NodeIdentity
    /// The certificates in DER: the holder's own, the issuing one, the root.
    package let chain: [[UInt8]]
    /// What the first certificate of the chain says.
    package let certificate: PeerCertificate

    /// Puts a key and its chain together.
    ///
    /// - Throws: ``AuthorityError/certificateMalformed`` where the chain is empty or too long, or
    ///   the first certificate is not for that key.
    package init(identity: NodeIdentity, chain: [[UInt8]]) throws(AuthorityError) {
        guard let leaf = chain.first, chain.count <= Self.chainCountMax else {
            throw .certificateMalformed
        }
        let certificate = try PeerCertificate(der: leaf)
        guard certificate.publicKey == identity.publicKey else { throw .certificateMalformed }
        self.identity = identity
        self.chain = chain
        self.certificate = certificate
    }

    /// Whether it is time for a new certificate: from day 20 of 30 on.
    package func renewalDue(at now: Timestamp) -> Bool {
        let age = CertificateLifetimes.renewalAgeMilliseconds
        return now
            >= min(
                certificate.notBefore.adding(milliseconds: age),
                certificate.notAfter.adding(milliseconds: -CertificateLifetimes.day))
    }

    /// The fingerprint of the root at the chain's end: the federation's pin.
    package var authority: DureCore.Digest { DureCore.Digest(of: chain[chain.count - 1]) }

    /// The chain as a PEM file.
    package var chainFile: [UInt8] { Self.chainFile(of: chain) }

    static func chainFile(of chain: [[UInt8]]) -> [UInt8] {
        let documents = chain.map { PEMDocument(type: "CERTIFICATE", derBytes: $0).pemString }
        return Array((documents.joined(separator: "\n") + "\n").utf8)
    }

    /// The private key as a PEM file.
    ///
    /// Handle with care.
    package var keyFile: [UInt8] {
        Array((identity.privateKey.pemRepresentation + "\n").utf8)
    }

    /// Reads what ``chainFile`` and ``keyFile`` wrote.
    ///
    /// - Throws: ``AuthorityError/certificateMalformed``.
    package init(chainFile: [UInt8], keyFile: [UInt8]) throws(AuthorityError) {
        let chain = try Self.certificates(inFile: chainFile)
        do {
            let text = String(decoding: keyFile, as: UTF8.self)
            let key = try P256.Signing.PrivateKey(pemRepresentation: text)
            try self.init(identity: NodeIdentity(privateKey: key), chain: chain)
        } catch {
            throw .certificateMalformed
        }
    }

    static func certificates(inFile file: [UInt8]) throws(AuthorityError) -> [[UInt8]] {
        do {
            let text = String(decoding: file, as: UTF8.self)
            return try PEMDocument.parseMultiple(pemString: text).map(\.derBytes)
        } catch {
            throw .certificateMalformed
        }
    }
}
