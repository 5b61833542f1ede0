import DureCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import DureNode

/// What happens to a connection before the first frame.
@Suite(.serialized, .timeLimit(.minutes(1))) struct FirstWordTests {
    private let federation: Federation
    private let clinic: Credential

    init() throws {
        federation = try Federation(clock: .start.later(days: -100))
        clinic = try federation.credential("clinic")
    }

    /// A server that answers the call in its own way, once for each connection.
    private func attempt(
        against body: @escaping @Sendable (any Channel) -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                body(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { server.close(promise: nil) }
        let port = try #require(server.localAddress?.port)
        _ = try await FrameClient(host: "127.0.0.1", port: port).connect(as: clinic)
    }

    /// A coordinator that is killed in the middle of a greeting comes back: its members must try
    /// again, and not take it for somebody who listens in.
    @Test func `a server that goes in mid-handshake is away, and one that has no TLS is wrong`()
        async throws
    {
        for delay in [0, 1, 20] {
            do {
                try await attempt { channel in
                    channel.eventLoop.scheduleTask(in: .milliseconds(Int64(delay))) {
                        channel.close(promise: nil)
                    }
                }
                Issue.record("connected to nobody")
            } catch let error as TransportError {
                #expect(error.isPassing, "\(delay) ms: \(error)")
            }
        }
        await #expect(throws: TransportError.handshakeFailed) {
            try await attempt { channel in
                channel.eventLoop.execute {
                    channel.writeAndFlush(
                        ByteBuffer(string: "220 mail.example.org at your service\r\n"), promise: nil
                    )
                }
            }
        }
    }

    /// It is let in, and goes before it says anything: nobody holds the connection then but the
    /// server's wait for the first word.
    @Test func `a member that goes before its first word takes nobody along`() async throws {
        let wire = Wire(federation)
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.certificateChain = try clinic.chain.map {
            .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        settings.privateKey = .privateKey(
            try NIOSSLPrivateKey(bytes: clinic.keyFile, format: .pem))
        settings.certificateVerification = .none
        settings.curves = [.x25519_MLKEM768]
        settings.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: settings)
        try await wire.run { [wire] port in
            for _ in 0..<20 {
                let answered = EventLoopFutureBox()
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                ).channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                        try channel.pipeline.syncOperations.addHandler(
                            FirstWord(promise: answered.make(on: channel.eventLoop)))
                    }
                }.connect(host: "127.0.0.1", port: port).get()
                try await channel.writeAndFlush(
                    ByteBuffer(
                        string: "GET /dure/v1/stream HTTP/1.1\r\nhost: here\r\n"
                            + "connection: upgrade\r\nupgrade: dure-sa1\r\n\r\n"))
                #expect(try await answered.word().hasPrefix("HTTP/1.1 101"))
                // Rubbish beneath TLS breaks the stream while it is open.
                try await channel.eventLoop.submit {
                    try channel.pipeline.syncOperations
                        .context(handlerType: NIOSSLClientHandler.self)
                        .writeAndFlush(
                            NIOAny(ByteBuffer(repeating: 0xff, count: 64)), promise: nil)
                }.get()
                try await channel.closeFuture.get()
            }
            let connection = try await wire.client(port).connect(as: clinic)
            await connection.close()
        }
    }
}

/// A promise that is made where the channel is.
private final class EventLoopFutureBox: Sendable {
    private let promise = Mutex<EventLoopPromise<String>?>(nil)

    func make(on loop: any EventLoop) -> EventLoopPromise<String> {
        let made = loop.makePromise(of: String.self)
        promise.withLock { $0 = made }
        return made
    }

    func word() async throws -> String {
        try await promise.withLock { $0 }?.futureResult.get() ?? ""
    }
}

/// Keeps the first bytes that come.
private final class FirstWord: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<String>

    init(promise: EventLoopPromise<String>) {
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        promise.succeed(String(buffer: unwrapInboundIn(data)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(ChannelError.eof)
    }
}
