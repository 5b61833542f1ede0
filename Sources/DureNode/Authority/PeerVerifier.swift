package import DureCore
internal import SwiftASN1
@_spi(DisableValidityCheck) internal import X509

/// Checks a peer's chain against the one root that a node has pinned.
///
/// The root is known by its fingerprint alone, which is what a token carries; the chain brings the
/// root itself. Names, constraints and signatures are checked by swift-certificates (RFC 5280);
/// dates are checked here, so that an expired chain of our own is told from a foreign one.
package struct PeerVerifier: Sendable {
    /// SHA-256 of the pinned root certificate.
    package let authority: Digest

    /// Pins a root.
    package init(authority: Digest) {
        self.authority = authority
    }

    /// Reads a chain and checks it.
    ///
    /// - Parameters:
    ///   - chain: Certificates in DER, the peer's own first, the pinned root among the others.
    ///   - role: What the peer must be allowed to do.
    ///   - now: The time by this node's own clock.
    /// - Throws: ``AuthorityError/certificateForeign``, `certificateMalformed`,
    ///   `certificateForOtherRole`, `certificateExpired` or `certificateNotYetValid`.
    package func verify(
        chain: [[UInt8]], as role: CertificateRole, at now: Timestamp
    ) async throws(AuthorityError) -> PeerCertificate {
        guard let first = chain.first, chain.count <= Credential.chainCountMax else {
            throw .certificateMalformed
        }
        guard let root = chain.dropFirst().first(where: { Digest(of: $0) == authority }) else {
            throw .certificateForeign
        }
        let leaf = try Certificate(dureDER: first)
        var intermediates: [Certificate] = []
        for der in chain.dropFirst() {
            intermediates.append(try Certificate(dureDER: der))
        }
        var verifier = Verifier(
            rootCertificates: CertificateStore([try Certificate(dureDER: root)])
        ) {
            RFC5280Policy.withValidityCheckDisabled()
        }
        let result = await verifier.validate(
            leaf: leaf, intermediates: CertificateStore(intermediates))
        guard case .validCertificate(let path) = result else { throw .certificateForeign }
        let peer = try PeerCertificate(leaf)
        try Self.checkDates(of: Array(path), at: now)
        guard peer.role == role else { throw .certificateForOtherRole }
        return peer
    }

    private static func checkDates(
        of path: [Certificate], at now: Timestamp
    ) throws(AuthorityError) {
        for certificate in path {
            let start = Timestamp(date: certificate.notValidBefore)
            let end = Timestamp(date: certificate.notValidAfter)
            guard now >= start else { throw .certificateNotYetValid(until: start) }
            guard now <= end else { throw .certificateExpired(at: end) }
        }
    }
}
