package import DureCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import NIOConcurrencyHelpers

/// Connects outward to a federation's server, as a member or to become one.
package struct FrameClient: Sendable {
    private let host: String
    private let port: Int
    private let limits: TransportLimits
    private let clock: any WallClock

    /// A client for the server at that address.
    package init(
        host: String, port: Int, limits: TransportLimits = TransportLimits(),
        clock: any WallClock = SystemWallClock()
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.clock = clock
    }

    /// Opens a stream of frames.
    ///
    /// - Parameter credential: The member's own. The server must belong to the root of its chain.
    /// - Throws: ``TransportError``: `connectionRefused`, `hostUnknown`, `timedOut` where there is
    ///   no server; `peerUntrusted` where it is not the federation's; `refused` where it does not
    ///   let this node in; `handshakeFailed`, `protocolMismatch` or `connectionLost` otherwise.
    package func connect(as credential: Credential) async throws -> FrameConnection {
        let outcome = try await ask(
            .stream, credential: credential, authority: credential.authority)
        switch outcome {
        case .stream(let connection): return connection
        case .answer(let body, _, _):
            throw refusal(in: body, own: credential.certificate) ?? .protocolMismatch
        }
    }

    /// Asks for a first certificate with a token.
    ///
    /// - Parameters:
    ///   - identity: The node's key, made here; it does not leave this machine.
    ///   - member: The name for which the token was made.
    ///   - economy: The economy of the node's own settings, so that an authority that invited it
    ///     for another one can say so; nil says nothing.
    /// - Throws: ``AuthorityError`` where the authority refuses or its answer does not hold;
    ///   ``TransportError`` as ``connect(as:)``.
    package func enrol(
        _ identity: NodeIdentity, as member: Name, economy: String? = nil,
        with token: EnrolmentToken
    ) async throws -> Credential {
        let draft = try EnrolmentDraft(
            identity: identity, member: member, economy: economy, token: token)
        return try await certificate(
            draft, path: WireProtocol.enrolPath, credential: nil, authority: token.authority)
    }

    /// Asks for a new certificate while the old one is good.
    ///
    /// - Parameters:
    ///   - credential: What the node has now.
    ///   - identity: The new key.
    /// - Throws: As ``enrol(_:as:economy:with:)``.
    package func renew(
        _ credential: Credential, with identity: NodeIdentity
    ) async throws -> Credential {
        let draft = try EnrolmentDraft(
            identity: identity, member: credential.certificate.name, token: nil)
        return try await certificate(
            draft, path: WireProtocol.renewPath, credential: credential,
            authority: credential.authority)
    }

    private func certificate(
        _ draft: EnrolmentDraft, path: String, credential: Credential?, authority: Digest
    ) async throws -> Credential {
        let outcome = try await ask(
            .certificate(draft, path: path), credential: credential, authority: authority)
        guard case .answer(let body, let server, let isGranted) = outcome else {
            throw TransportError.protocolMismatch
        }
        if !isGranted, let refusal = refusal(in: body, own: credential?.certificate) {
            throw refusal
        }
        // What is left is the authority's own word.
        let now = Timestamp(milliseconds: clock.millisecondsSinceEpoch)
        return try await draft.accept(body, from: server, authority: authority, at: now)
    }

    /// Why the server let nobody in; nil where it is not the transport that refused.
    private func refusal(in body: [UInt8], own certificate: PeerCertificate?) -> TransportError? {
        do {
            let value = try JSONValue(
                parsing: body, byteCountMax: EnrolmentAnswer.byteCountMax)
            return value["refused"]?.text
                .flatMap { TransportRefusal(code: $0, own: certificate) }
                .map { .refused($0) }
        } catch {
            return .protocolMismatch
        }
    }

    func ask(
        _ request: ClientRequest, credential: Credential?, authority: Digest
    ) async throws -> ClientOutcome {
        let context: NIOSSLContext
        do {
            context = try TLSSettings.client(credential)
        } catch {
            throw TransportError.handshakeFailed
        }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: ClientOutcome.self)
        let opened = OpenedChannel()
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(limits.handshakeMax))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: ReceiveBuffer.allocator)
            .channelInitializer { channel in
                opened.note(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        // Handlers come once it is connected: of a name's several addresses only one gets there.
        bootstrap.connect(host: host, port: port).flatMapThrowing { channel in
            try prepare(channel, context, request, authority, promise)
        }.whenFailure { [host, port] error in
            promise.fail(TransportError(connecting: error, host: host, port: port))
        }
        return try await withTaskCancellationHandler {
            do {
                return try await promise.futureResult.get()
            } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            opened.close()
            promise.fail(CancellationError())
        }
    }

    private func prepare(
        _ channel: any Channel, _ context: NIOSSLContext, _ request: ClientRequest,
        _ authority: Digest, _ promise: EventLoopPromise<ClientOutcome>
    ) throws {
        let verdict = PeerVerdict()
        let scaffold = ClientHandshake.Scaffold(
            deadline: HandshakeGuard(
                timeMax: limits.handshakeMax, error: .timedOut(host: host, port: port)),
            decoder: ByteToMessageHandler(
                HTTPResponseDecoder(
                    leftOverBytesStrategy: .forwardBytes,
                    limitConfiguration: WireProtocol.limits(limits))),
            encoder: HTTPRequestEncoder())
        let handshake = ClientHandshake(
            request: request, host: host, verdict: verdict, limits: limits, clock: clock,
            scaffold: scaffold, promise: promise)
        let verifier = PeerVerifier(authority: authority)
        let tls = try NIOSSLClientHandler(context: context, serverHostname: serverName) {
            // Weak, for TLS stays, and what the handshake made must not: a connection forgotten by
            // its owner closes.
            [clock, weak handshake] certificates, result in
            result.completeWithTask {
                await verdict.judge(certificates, by: verifier, as: .server, clock: clock)
                    ? .certificateVerified : .failed
            }
            result.futureResult.assumeIsolated().whenComplete { _ in
                // After TLS has heard of it: the request must not run into TLS's own work.
                channel.eventLoop.assumeIsolated().execute { handshake?.begin() }
            }
        }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(scaffold.deadline)
        try pipeline.addHandler(tls)
        // The decoder looks at what is asked, so it stands after the encoder.
        try pipeline.addHandler(scaffold.encoder)
        try pipeline.addHandler(scaffold.decoder)
        try pipeline.addHandler(handshake)
    }

    /// The host as TLS may name it (for balancers; it proves nothing): never a bare address.
    private var serverName: String? {
        do {
            _ = try SocketAddress(ipAddress: host, port: 0)
            return nil
        } catch {
            let isPlain = host.utf8.allSatisfy {
                $0 < 128
                    && ($0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                        || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                        || ($0 | 32 >= UInt8(ascii: "a") && $0 | 32 <= UInt8(ascii: "z")))
            }
            return isPlain && !host.isEmpty && host.utf8.count < 254 ? host : nil
        }
    }
}

/// The channels of one attempt (a name may have several addresses), to close them if it is
/// cancelled.
private final class OpenedChannel: Sendable {
    private let state = NIOLockedValueBox<(channels: [any Channel], isClosed: Bool)>(([], false))

    func note(_ channel: any Channel) {
        let isClosed = state.withLockedValue { state in
            if !state.isClosed { state.channels.append(channel) }
            return state.isClosed
        }
        if isClosed { channel.close(promise: nil) }
    }

    func close() {
        let channels = state.withLockedValue { state in
            state.isClosed = true
            defer { state.channels = [] }
            return state.channels
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
