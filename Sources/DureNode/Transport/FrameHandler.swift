internal import DureCore
internal import NIOCore
internal import NIOSSL

/// The network's half of a connection: cuts frames, keeps the peer awake, notices its absence.
final class FrameHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let inbox: FrameInbox
    private let window: SendWindow
    private let limits: TransportLimits
    private let clock: any WallClock
    private let expires: Timestamp
    private var decoder: FrameDecoder
    private var context: ChannelHandlerContext?
    private var isPaused = false
    private var hasUnreadDemand = false
    private var hasWritten = false
    private var lastHeard = NIODeadline.now()
    private var timer: Scheduled<Void>?
    private var onHeard: (() -> Void)?

    init(
        inbox: FrameInbox, window: SendWindow, limits: TransportLimits, clock: any WallClock,
        expires: Timestamp
    ) {
        self.inbox = inbox
        self.window = window
        self.limits = limits
        self.clock = clock
        self.expires = expires
        decoder = FrameDecoder(byteCountMax: limits.frameByteCountMax)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lastHeard = .now()
        armTimer(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.connectionLost)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastHeard = .now()
        if let onHeard {
            self.onHeard = nil
            onHeard()
        }
        var bytes = unwrapInboundIn(data)
        do {
            while let frame = try decoder.next(from: &bytes) {
                guard frame.type >= Frame.firstApplicationType else { continue }
                if !inbox.put(frame) { isPaused = true }
            }
        } catch {
            end(error)
            context.close(promise: nil)
        }
    }

    /// Asked before every read of the socket: a full inbox holds the reading back, and TCP then
    /// holds the sender back.
    func read(context: ChannelHandlerContext) {
        if isPaused {
            hasUnreadDemand = true
        } else {
            context.read()
        }
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        hasWritten = true
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if decoder.isInsideFrame {
            end(.connectionLost)
        } else {
            end(nil)
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.connectionLost)
        context.close(promise: nil)
    }

    /// Speaks first: only then does the server know that this side is ready for frames.
    func greet() {
        if let context { ping(context) }
    }

    /// Calls the body once, when the peer has spoken; never if it goes before that.
    func whenHeard(_ body: @escaping () -> Void) {
        onHeard = body
    }

    /// The inbox has room again.
    func resume() {
        guard isPaused, let context else { return }
        isPaused = false
        lastHeard = .now()
        guard hasUnreadDemand else { return }
        hasUnreadDemand = false
        context.read()
    }

    private func end(_ error: TransportError?) {
        timer?.cancel()
        timer = nil
        isPaused = false
        if hasUnreadDemand { context?.read() }  // The farewell has to be read.
        hasUnreadDemand = false
        context = nil
        // The closure may be the last to hold the connection, whose end closes the channel, and
        // then this runs again: it goes once nothing here is being changed.
        let unheard = onHeard
        onHeard = nil
        defer { withExtendedLifetime(unheard) {} }
        // Who takes the end of the frames must find sending closed.
        window.close(error ?? .connectionClosed)
        inbox.finish(error)
    }

    private func armTimer(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated()
            .scheduleTask(in: TimeAmount(limits.pingInterval)) { self.tick() }
    }

    private func tick() {
        guard let context else { return }
        let silence = NIODeadline.now() - lastHeard
        if !isPaused, silence > TimeAmount(limits.silenceMax) {
            end(.peerSilent(seconds: limits.silenceMax.components.seconds))
            context.close(promise: nil)
            return
        }
        if Timestamp(now: clock) > expires {
            end(.peerUntrusted(.certificateExpired(at: expires)))
            context.close(promise: nil)
            return
        }
        if !hasWritten, context.channel.isWritable { ping(context) }
        hasWritten = false
        armTimer(context)
    }

    private func ping(_ context: ChannelHandlerContext) {
        var bytes = context.channel.allocator.buffer(capacity: Frame.headerByteCount)
        bytes.writeFrame(type: Frame.ping, payload: [])
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
