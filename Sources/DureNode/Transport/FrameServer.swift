package import DureCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Listens for members: one TLS port for enrolment and for streams of frames.
package struct FrameServer: Sendable {
    private static let backlog: Int32 = 256

    private let host: String
    private let port: Int
    private let credential: Credential
    private let limits: TransportLimits
    private let clock: any WallClock

    /// A server that is not running yet.
    ///
    /// - Parameters:
    ///   - host: The address to listen on; this machine alone unless another is given.
    ///   - port: The port, or 0 for any free one.
    ///   - credential: A server credential. Peers are checked against the root of its own chain.
    package init(
        host: String = "127.0.0.1", port: Int, credential: Credential,
        limits: TransportLimits = TransportLimits(), clock: any WallClock = SystemWallClock()
    ) {
        self.host = host
        self.port = port
        self.credential = credential
        self.limits = limits
        self.clock = clock
    }

    /// Listens until the task is cancelled; returns once every connection is closed.
    ///
    /// - Parameters:
    ///   - onListening: Told the port, once it is open.
    ///   - onEnrol: Answers requests for certificates, each in a task of its own.
    ///   - onConnection: Serves one member, in a task of its own. The connection closes when it
    ///     returns; the task is cancelled when the server ends.
    /// - Throws: ``TransportError/portInUse(host:port:)``, `portDenied`, `addressUnavailable`,
    ///   `hostUnknown`, `failed`; `handshakeFailed` where the credential cannot be used.
    package func run(
        onListening: @Sendable (Int) -> Void,
        onEnrol: @escaping @Sendable (EnrolmentRequest) async -> EnrolmentAnswer,
        onConnection: @escaping @Sendable (FrameConnection) async -> Void
    ) async throws {
        let (arrivals, source) = AsyncStream<Arrival>.makeStream(
            bufferingPolicy: .bufferingOldest(
                limits.connectionsMax + limits.pendingConnectionsMax))
        let table = ConnectionTable(limits: limits)
        let channel = try await listen(table) { arrival in
            if case .enqueued = source.yield(arrival) { return true }
            return false
        }
        channel.closeFuture.whenComplete { _ in source.finish() }
        onListening(channel.localAddress?.port ?? port)
        await withDiscardingTaskGroup { group in
            for await arrival in arrivals {
                group.addTask { await Self.serve(arrival, onEnrol, onConnection) }
            }
            // The stream ends when this task is cancelled, or when the socket itself fails.
            source.finish()
            await Self.close(channel)
            table.closePending()
            group.cancelAll()
        }
    }

    private static func serve(
        _ arrival: Arrival, _ onEnrol: @Sendable (EnrolmentRequest) async -> EnrolmentAnswer,
        _ onConnection: @Sendable (FrameConnection) async -> Void
    ) async {
        switch arrival {
        case .enrolment(let request, let reply):
            reply(await onEnrol(request))
        case .connection(let connection):
            await onConnection(connection)
            await connection.close()
        }
    }

    private static func close(_ channel: any Channel) async {
        do {
            try await channel.close()
        } catch {
            // It was closed already, which is all that was asked.
        }
    }

    private func listen(
        _ table: ConnectionTable, arrive: @escaping @Sendable (Arrival) -> Bool
    ) async throws -> any Channel {
        let context: NIOSSLContext
        do {
            context = try TLSSettings.server(credential)
        } catch {
            throw TransportError.handshakeFailed
        }
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: ReceiveBuffer.allocator)
            .childChannelInitializer { channel in
                guard table.admit(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    try prepare(channel, context, table, arrive)
                }
            }
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw TransportError(listening: error, host: host, port: port)
        }
    }

    private func prepare(
        _ channel: any Channel, _ context: NIOSSLContext, _ table: ConnectionTable,
        _ arrive: @escaping @Sendable (Arrival) -> Bool
    ) throws {
        let verdict = PeerVerdict()
        let verifier = PeerVerifier(authority: credential.authority)
        let tls = NIOSSLServerHandler(context: context) { [clock] certificates, promise in
            promise.completeWithTask {
                // A certificate that does not hold gets a clear answer in HTTP instead of a TLS
                // alert; nothing but that answer is done for it.
                _ = await verdict.judge(certificates, by: verifier, as: .member, clock: clock)
                return .certificateVerified
            }
        }
        let scaffold = ServerHandshake.Scaffold(
            deadline: HandshakeGuard(
                timeMax: limits.handshakeMax, error: .timedOut(host: host, port: port)),
            decoder: ByteToMessageHandler(
                HTTPRequestDecoder(
                    leftOverBytesStrategy: .forwardBytes,
                    limitConfiguration: WireProtocol.limits(limits))),
            encoder: HTTPResponseEncoder())
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(scaffold.deadline)
        try pipeline.addHandler(tls)
        try pipeline.addHandler(scaffold.decoder)
        try pipeline.addHandler(scaffold.encoder)
        try pipeline.addHandler(
            ServerHandshake(
                verdict: verdict, table: table, limits: limits, clock: clock, scaffold: scaffold,
                arrive: arrive))
    }
}

/// How much is read from a socket at a time.
enum ReceiveBuffer {
    /// Grows with what comes, so that an idle connection holds little.
    static var allocator: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 16_384, initial: 65_536, maximum: 131_072)
    }
}
