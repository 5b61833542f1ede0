internal import DureCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// What a member asks of a server before anything else.
enum ClientRequest: Sendable {
    /// To exchange frames from now on.
    case stream
    /// An answer to what the draft asks, at one of the two paths.
    case certificate(EnrolmentDraft, path: String)
}

/// What the server answered.
enum ClientOutcome: Sendable {
    case stream(FrameConnection)
    case answer(body: [UInt8], server: PeerCertificate, isGranted: Bool)
}

/// The client's half of the exchange before the upgrade: one request, one answer.
final class ClientHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// What stands before this handler and goes when frames begin.
    struct Scaffold {
        let deadline: HandshakeGuard
        let decoder: ByteToMessageHandler<HTTPResponseDecoder>
        let encoder: HTTPRequestEncoder
    }

    private let request: ClientRequest
    private let host: String
    private let verdict: PeerVerdict
    private let limits: TransportLimits
    private let clock: any WallClock
    private let scaffold: Scaffold
    private let promise: EventLoopPromise<ClientOutcome>
    private var context: ChannelHandlerContext?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var isUpgraded = false

    init(
        request: ClientRequest, host: String, verdict: PeerVerdict, limits: TransportLimits,
        clock: any WallClock, scaffold: Scaffold, promise: EventLoopPromise<ClientOutcome>
    ) {
        self.request = request
        self.host = host
        self.verdict = verdict
        self.limits = limits
        self.clock = clock
        self.scaffold = scaffold
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if !isUpgraded { promise.fail(failure) }  // Does nothing where there is an outcome.
    }

    /// The server's chain holds: asks.
    ///
    /// TLS sends it once its own handshake is over.
    func begin() {
        guard let context, case .success(let server) = verdict.result else { return }
        var headers = HTTPHeaders([("host", host)])
        switch request {
        case .stream:
            headers.add(name: "connection", value: "upgrade")
            headers.add(name: "upgrade", value: WireProtocol.upgrade)
            write(context, .GET, WireProtocol.streamPath, headers, [])
        case .certificate(let draft, let path):
            let body = draft.body(for: server)
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "content-length", value: String(body.count))
            write(context, .POST, path, headers, body)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
        case .body(let part):
            guard body.count + part.readableBytes <= EnrolmentAnswer.byteCountMax else {
                fail(context, .protocolMismatch)
                return
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            finish(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(failure)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as TransportError: fail(context, error)
        case is HTTPParserError: fail(context, .protocolMismatch)
        case let error as NIOSSLError where verdict.result == nil && !error.isEnd:
            fail(context, .handshakeFailed)
        default: fail(context, failure)
        }
    }

    /// Why there is no outcome, as far as can be told.
    private var failure: TransportError {
        switch verdict.result {
        case .failure(let error): .peerUntrusted(error)
        // One that ends before anything was said is no refusal: a server that is killed, a network
        // that goes away.
        case .success, nil: .connectionLost
        }
    }

    private func write(
        _ context: ChannelHandlerContext, _ method: HTTPMethod, _ path: String,
        _ headers: HTTPHeaders, _ body: [UInt8]
    ) {
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func upgrade(_ context: ChannelHandlerContext, _ headers: HTTPHeaders) {
        guard case .stream = request, WireProtocol.asksForUpgrade(headers),
            case .success(let server) = verdict.result
        else {
            fail(context, .protocolMismatch)
            return
        }
        do {
            let connection = try FrameConnection(
                taking: context.channel, peer: server, limits: limits, clock: clock)
            let pipeline = context.pipeline.syncOperations
            isUpgraded = true
            pipeline.removeHandler(scaffold.encoder, promise: nil)
            pipeline.removeHandler(self, promise: nil)
            pipeline.removeHandler(scaffold.deadline, promise: nil)
            // The decoder leaves a moment later, and must not see a frame go out.
            pipeline.removeHandler(scaffold.decoder).whenComplete { [promise] _ in
                connection.greet()
                promise.succeed(.stream(connection))
            }
        } catch {
            fail(context, .connectionLost)
        }
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let head, case .success(let server) = verdict.result else { return }
        guard head.status != .switchingProtocols else {
            upgrade(context, head.headers)
            return
        }
        promise.succeed(.answer(body: body, server: server, isGranted: head.status == .ok))
        context.close(promise: nil)
    }

    private func fail(_ context: ChannelHandlerContext, _ error: TransportError) {
        promise.fail(error)
        context.close(promise: nil)
    }
}

extension NIOSSLError {
    /// Whether the other side only ended the connection, and said nothing that is not TLS.
    fileprivate var isEnd: Bool {
        switch self {
        case .uncleanShutdown: true
        case .handshakeFailed(.sslError(let stack)): stack == [.eofDuringHandshake]
        default: false
        }
    }
}
