internal import DureCore
internal import NIOCore
internal import NIOHTTP1

/// What arrives at a server.
enum Arrival: Sendable {
    /// A request for a certificate, and where its answer goes.
    case enrolment(EnrolmentRequest, reply: @Sendable (EnrolmentAnswer) -> Void)
    /// A member, connected.
    case connection(FrameConnection)
}

/// The server's half of the exchange before the upgrade: one request, one answer.
final class ServerHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What stands before this handler and goes when frames begin.
    struct Scaffold {
        let deadline: HandshakeGuard
        let decoder: ByteToMessageHandler<HTTPRequestDecoder>
        let encoder: HTTPResponseEncoder
    }

    private let verdict: PeerVerdict
    private let table: ConnectionTable
    private let limits: TransportLimits
    private let clock: any WallClock
    private let scaffold: Scaffold
    private let arrive: @Sendable (Arrival) -> Bool
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isAnswered = false

    init(
        verdict: PeerVerdict, table: ConnectionTable, limits: TransportLimits,
        clock: any WallClock, scaffold: Scaffold, arrive: @escaping @Sendable (Arrival) -> Bool
    ) {
        self.verdict = verdict
        self.table = table
        self.limits = limits
        self.clock = clock
        self.scaffold = scaffold
        self.arrive = arrive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
        case .body(let part):
            guard body.count + part.readableBytes <= EnrolmentRequest.byteCountMax else {
                answer(context, .payloadTooLarge, refusal: .requestUnknown)
                return
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            route(context, head)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isAnswered else {
            context.close(promise: nil)
            return
        }
        answer(context, .badRequest, refusal: .requestUnknown)
    }

    private func route(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        switch (head.method, head.uri) {
        case (.GET, WireProtocol.streamPath) where WireProtocol.asksForUpgrade(head.headers):
            upgrade(context)
        case (.POST, WireProtocol.enrolPath):
            enrol(context) { () throws(AuthorityError) in try EnrolmentRequest(parsing: body) }
        case (.POST, WireProtocol.renewPath):
            guard let peer = trustedPeer(context) else { return }
            enrol(context) { () throws(AuthorityError) in
                try EnrolmentRequest(parsing: body, from: peer)
            }
        default:
            answer(context, .notFound, refusal: .requestUnknown)
        }
    }

    /// The peer whose certificate holds; others get their answer here.
    private func trustedPeer(_ context: ChannelHandlerContext) -> PeerCertificate? {
        switch verdict.result {
        case .success(let peer):
            return peer
        case .failure(let error):
            answer(context, .forbidden, refusal: .certificate(error))
        case nil:
            answer(context, .forbidden, refusal: .certificateAbsent)
        }
        return nil
    }

    private func upgrade(_ context: ChannelHandlerContext) {
        guard let peer = trustedPeer(context) else { return }
        guard table.promote(context.channel) else {
            answer(context, .serviceUnavailable, refusal: .busy)
            return
        }
        isAnswered = true
        let headers = HTTPHeaders([
            ("connection", "upgrade"), ("upgrade", WireProtocol.upgrade),
        ])
        let head = HTTPResponseHead(
            version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        do {
            let connection = try FrameConnection(
                taking: context.channel, peer: peer, limits: limits, clock: clock)
            let pipeline = context.pipeline.syncOperations
            pipeline.removeHandler(scaffold.encoder, promise: nil)
            pipeline.removeHandler(self, promise: nil)
            pipeline.removeHandler(scaffold.decoder, promise: nil)
            // Frames that came right behind the 101, and a farewell behind them, would be lost in
            // the peer's HTTP decoder: nobody sends before the peer has shown that it is ready.
            connection.whenHeard { [arrive, scaffold] in
                pipeline.removeHandler(scaffold.deadline, promise: nil)
                // Where nobody takes it, the connection closes as its last reference goes.
                _ = arrive(.connection(connection))
            }
        } catch {
            context.close(promise: nil)
        }
    }

    private func enrol(
        _ context: ChannelHandlerContext, _ read: () throws(AuthorityError) -> EnrolmentRequest
    ) {
        do {
            let request = try read()
            isAnswered = true
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let loop = context.eventLoop
            let isTaken = arrive(
                .enrolment(request) { answer in
                    loop.execute {
                        let (handshake, context) = bound.value
                        handshake.write(context, answer)
                    }
                })
            if !isTaken { answer(context, .serviceUnavailable, refusal: .busy) }
        } catch {
            write(context, .refused(error))
        }
    }

    private func write(_ context: ChannelHandlerContext, _ answer: EnrolmentAnswer) {
        if case .refused = answer {
            respond(context, .forbidden, answer.body)
        } else {
            respond(context, .ok, answer.body)
        }
    }

    private func answer(
        _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, refusal: TransportRefusal
    ) {
        let value = JSONValue.object(["version": 1, "refused": .string(refusal.code)])
        respond(context, status, value.canonicalBytes)
    }

    private func respond(
        _ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ body: [UInt8]
    ) {
        isAnswered = true
        guard context.channel.isActive else { return }
        let headers = HTTPHeaders([
            ("content-type", "application/json"), ("content-length", String(body.count)),
            ("connection", "close"),
        ])
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}
