internal import DureCore
internal import NIOCore
internal import NIOSSL
internal import NIOConcurrencyHelpers

/// TLS 1.3 as Dure speaks it: the hybrid post-quantum exchange and nothing else, the federation's
/// own certificates and no others.
enum TLSSettings {
    /// Both sides are Dure, so there is nothing to fall back to.
    private static let exchange: [NIOTLSCurve] = [.x25519_MLKEM768]
    private static let farewellMax = TimeAmount.seconds(5)

    /// A server asks for a certificate and takes a connection without: enrolment has none yet.
    static func server(_ credential: Credential) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain(credential), privateKey: try key(credential))
        settings.certificateVerification = .optionalVerification
        return try context(&settings)
    }

    /// A client shows its certificate where it has one.
    static func client(_ credential: Credential?) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        if let credential {
            settings.certificateChain = try chain(credential)
            settings.privateKey = try key(credential)
        }
        settings.certificateVerification = .noHostnameVerification
        return try context(&settings)
    }

    private static func context(_ settings: inout TLSConfiguration) throws -> NIOSSLContext {
        settings.minimumTLSVersion = .tlsv13
        settings.curves = exchange
        // Chains are judged by `PeerVerifier` alone; the system's roots have no say.
        settings.trustRoots = .certificates([])
        settings.applicationProtocols = ["http/1.1"]
        settings.shutdownTimeout = farewellMax
        return try NIOSSLContext(configuration: settings)
    }

    private static func chain(_ credential: Credential) throws -> [NIOSSLCertificateSource] {
        try credential.chain.map {
            .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
    }

    private static func key(_ credential: Credential) throws -> NIOSSLPrivateKeySource {
        .privateKey(try NIOSSLPrivateKey(bytes: credential.keyFile, format: .pem))
    }
}

/// What one connection's verification found; nil until the peer has shown certificates.
final class PeerVerdict: Sendable {
    private let found = NIOLockedValueBox<Result<PeerCertificate, AuthorityError>?>(nil)

    var result: Result<PeerCertificate, AuthorityError>? { found.withLockedValue { $0 } }

    /// Checks the chain away from the event loop and notes what was found.
    ///
    /// - Returns: Whether the chain holds.
    func judge(
        _ certificates: [NIOSSLCertificate], by verifier: PeerVerifier, as role: CertificateRole,
        clock: any WallClock
    ) async -> Bool {
        let result: Result<PeerCertificate, AuthorityError>
        do {
            guard certificates.count <= Credential.chainCountMax else {
                throw AuthorityError.certificateMalformed
            }
            let chain = try certificates.map { try $0.toDERBytes() }
            result = .success(
                try await verifier.verify(chain: chain, as: role, at: Timestamp(now: clock)))
        } catch let error as AuthorityError {
            result = .failure(error)
        } catch {
            result = .failure(.certificateMalformed)
        }
        found.withLockedValue { $0 = result }
        if case .success = result { return true }
        return false
    }
}
