import DureCore
import Testing

@testable import DureNode

@Suite struct CertificateTests {
    private func verify(
        _ chain: [[UInt8]], _ federation: Federation, as role: CertificateRole = .member,
        _ clock: StillClock = .start
    ) async throws -> PeerCertificate {
        try await PeerVerifier(authority: federation.authority.fingerprint)
            .verify(chain: chain, as: role, at: clock.now)
    }

    @Test func `a member's certificate says who, with which key and until when`() async throws {
        let federation = try Federation()
        let credential = try federation.credential("clinic")
        let peer = try await verify(credential.chain, federation)
        #expect(peer.name.text == "clinic")
        #expect(peer.federation.text == "valley")
        #expect(peer.publicKey == credential.identity.publicKey)
        #expect(peer.notAfter == StillClock.start.later(days: 30).now)
        #expect(credential.chain[0].count < 700)
    }

    @Test func `a certificate of another federation of the same name is foreign`() async throws {
        let federation = try Federation()
        let stranger = try Federation().credential("clinic")
        await #expect(throws: AuthorityError.certificateForeign) {
            _ = try await verify(stranger.chain, federation)
        }
        let ours = try federation.credential("clinic")
        await #expect(throws: AuthorityError.certificateForeign) {
            _ = try await verify([stranger.chain[0]] + ours.chain.dropFirst(), federation)
        }
        await #expect(throws: AuthorityError.certificateForeign) {
            _ = try await verify([ours.chain[0]], federation)
        }
    }

    @Test func `dates are told apart and clocks may differ by five minutes`() async throws {
        let federation = try Federation()
        let chain = try federation.credential("clinic").chain
        let start = StillClock.start
        _ = try await verify(chain, federation, as: .member, start.later(minutes: -5))
        _ = try await verify(chain, federation, as: .member, start.later(days: 30))
        await #expect(
            throws: AuthorityError.certificateNotYetValid(until: start.later(minutes: -5).now)
        ) {
            _ = try await verify(chain, federation, as: .member, start.later(minutes: -6))
        }
        await #expect(throws: AuthorityError.certificateExpired(at: start.later(days: 30).now)) {
            _ = try await verify(chain, federation, as: .member, start.later(days: 30, minutes: 1))
        }
    }

    @Test func `a member cannot pose as the server nor the server as a member`() async throws {
        let federation = try Federation()
        let member = try federation.credential("hub")
        await #expect(throws: AuthorityError.certificateForOtherRole) {
            _ = try await verify(member.chain, federation, as: .server)
        }
        await #expect(throws: AuthorityError.certificateForOtherRole) {
            _ = try await verify(federation.authority.server.chain, federation, as: .member)
        }
        _ = try await verify(federation.authority.server.chain, federation, as: .server)
    }

    /// The constraint, not our own reading of names, must stop an issuing key that was stolen.
    @Test func `an issuing key cannot sign for another federation`() async throws {
        let federation = try Federation()
        let issuer = federation.authority.issuer
        let bent = CertificateIssuer(
            names: FederationNames(federation: try Name("mountain")), root: issuer.root,
            certificate: issuer.certificate, key: issuer.key)
        let identity = NodeIdentity()
        let member = try Name("clinic")
        let chain = try bent.issue(
            request: identity.certificateRequest(for: member), member: member,
            at: StillClock.start.now)
        await #expect(throws: AuthorityError.certificateForeign) {
            _ = try await verify(chain, federation)
        }
    }

    @Test func `a member's key cannot issue`() async throws {
        let federation = try Federation()
        let member = try federation.credential("clinic")
        let issuer = federation.authority.issuer
        let bent = CertificateIssuer(
            names: issuer.names, root: issuer.root,
            certificate: try .init(dureDER: member.chain[0]), key: member.identity.privateKey)
        let identity = NodeIdentity()
        let other = try Name("school")
        let chain = try bent.issue(
            request: identity.certificateRequest(for: other), member: other,
            at: StillClock.start.now)
        await #expect(throws: AuthorityError.certificateForeign) {
            _ = try await verify(
                [chain[0], member.chain[0]] + member.chain.dropFirst(), federation)
        }
    }

    @Test func `nothing that is not a certificate is read as one`() async throws {
        let federation = try Federation()
        var chain = try federation.credential("clinic").chain
        #expect(throws: AuthorityError.certificateMalformed) { try PeerCertificate(der: []) }
        #expect(throws: AuthorityError.certificateMalformed) {
            try PeerCertificate(der: [UInt8](repeating: 48, count: 5_000))
        }
        #expect(throws: AuthorityError.certificateMalformed) {
            try PeerCertificate(der: chain[1])
        }
        chain[0][chain[0].count - 1] ^= 1
        await #expect(throws: AuthorityError.self) { _ = try await verify(chain, federation) }
    }

    @Test func `renewal falls due on day 20 and no certificate outlives its issuer`() throws {
        let federation = try Federation()
        let credential = try federation.credential("clinic")
        let start = StillClock.start
        #expect(!credential.renewalDue(at: start.later(days: 19).now))
        #expect(credential.renewalDue(at: start.later(days: 20).now))
        let late = try federation.credential("late", clock: start.later(days: 360))
        #expect(late.certificate.notAfter == federation.authority.issuer.notAfter)
        #expect(late.renewalDue(at: start.later(days: 364).now))
        #expect(throws: AuthorityError.issuerExpired(at: start.later(days: 365).now)) {
            try federation.credential("too-late", clock: start.later(days: 365))
        }
    }

    @Test func `the root key renews the issuer and members stay good`() async throws {
        let federation = try Federation()
        let member = try federation.credential("clinic", clock: .start.later(days: 350))
        let later = StillClock.start.later(days: 360)
        let kept = try FederationAuthority.RootKey(file: federation.rootKey.file)
        let renewed = try federation.authority.renewed(with: kept, clock: later)
        #expect(renewed.fingerprint == federation.authority.fingerprint)
        _ = try await verify(member.chain, federation, as: .member, later)
        _ = try await verify(renewed.server.chain, federation, as: .server, later.later(days: 300))
        let stranger = try Federation()
        #expect(throws: AuthorityError.cryptography) {
            try federation.authority.renewed(with: stranger.rootKey, clock: later)
        }
    }

    @Test func `an authority survives its files and says which are damaged`() throws {
        let federation = try Federation()
        defer { federation.remove() }
        #expect(throws: AuthorityError.fileMissing(path: "ca/issuing.pem")) {
            try FederationAuthority(from: federation.storage, folder: "ca")
        }
        try federation.authority.store(in: federation.storage, folder: "ca")
        let read = try FederationAuthority(from: federation.storage, folder: "ca")
        #expect(read.fingerprint == federation.authority.fingerprint)
        #expect(read.federation == federation.authority.federation)
        let identity = NodeIdentity()
        _ = try read.issuer.issue(
            request: identity.certificateRequest(for: try Name("clinic")),
            member: try Name("clinic"), at: StillClock.start.now)
        let stranger = try Federation()
        try federation.storage.write(
            stranger.authority.server.keyFile, to: "ca/server.key.pem")
        #expect(throws: AuthorityError.fileMalformed(path: "ca")) {
            try FederationAuthority(from: federation.storage, folder: "ca")
        }
    }
}
