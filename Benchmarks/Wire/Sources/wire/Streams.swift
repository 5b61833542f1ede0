import NIOCore
import NIOHPACK
import NIOHTTP2

/// What HTTP/2 is told: how far ahead a sender may run, and how large a frame may be.
struct StreamWindow: Sendable {
    let windowByteCount: Int
    let frameByteCount: Int

    var settings: HTTP2Settings {
        [
            HTTP2Setting(parameter: .initialWindowSize, value: windowByteCount),
            HTTP2Setting(parameter: .maxFrameSize, value: frameByteCount),
        ]
    }

    var connection: NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = settings
        configuration.targetWindowSize = windowByteCount
        return configuration
    }

    /// The defaults hold back a sender after 8 kB, far below the pieces that are sent here.
    var stream: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = windowByteCount
        configuration.outboundBufferSizeHighWatermark = 1 << 18
        configuration.outboundBufferSizeLowWatermark = 1 << 17
        return configuration
    }
}

/// Turns the bytes of one stream into DATA frames and back.
final class DataFrames: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let isClient: Bool
    private var isOpen = false

    init(isClient: Bool) { self.isClient = isClient }

    func channelActive(context: ChannelHandlerContext) {
        if isClient {
            let head: HPACKHeaders = [
                ":method": "POST", ":path": "/", ":scheme": "https", ":authority": "localhost",
            ]
            context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: head))), promise: nil)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data {
                context.fireChannelRead(wrapInboundOut(bytes))
            }
        case .headers where !isClient && !isOpen:
            isOpen = true
            context.writeAndFlush(
                wrapOutboundOut(.headers(.init(headers: [":status": "200"]))), promise: nil)
        default: break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(bytes)))), promise: promise)
    }
}

/// Opens one stream on a connection of HTTP/2 and sends through it.
func streamClient(
    _ channel: any Channel, _ window: StreamWindow, byteCount: Int, done: EventLoopPromise<Void>
) throws {
    let multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
        mode: .client,
        connectionConfiguration: window.connection,
        streamConfiguration: window.stream
    ) { $0.eventLoop.makeSucceededVoidFuture() }
    multiplexer.createStreamChannel(promise: nil) { stream in
        stream.eventLoop.makeCompletedFuture {
            try stream.pipeline.syncOperations.addHandlers(
                DataFrames(isClient: true), Sender(byteCount: byteCount, done: done))
        }
    }
}

/// Takes the streams of a connection of HTTP/2.
func streamServer(_ channel: any Channel, _ window: StreamWindow, byteCount: Int) throws {
    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
        mode: .server,
        connectionConfiguration: window.connection,
        streamConfiguration: window.stream
    ) { stream in
        stream.eventLoop.makeCompletedFuture {
            try stream.pipeline.syncOperations.addHandlers(
                DataFrames(isClient: false), Receiver(byteCount: byteCount))
        }
    }
}
