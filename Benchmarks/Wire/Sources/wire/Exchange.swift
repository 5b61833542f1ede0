import NIOCore

/// Sends so many bytes in pieces, no faster than the stream takes them, and waits for one byte back.
final class Sender: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let pieceByteCount = 131_072

    private var left: Int
    private let piece: ByteBuffer
    private let done: EventLoopPromise<Void>

    init(byteCount: Int, done: EventLoopPromise<Void>) {
        left = byteCount
        piece = ByteBuffer(repeating: 7, count: Self.pieceByteCount)
        self.done = done
    }

    // After an upgrade the channel has been active for long.
    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        context.eventLoop.assumeIsolated().execute { self.send(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        send(context)
        context.fireChannelActive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        send(context)
        context.fireChannelWritabilityChanged()
    }

    private func send(_ context: ChannelHandlerContext) {
        while left > 0, context.channel.isWritable {
            let count = min(left, piece.readableBytes)
            left -= count
            let bytes = piece.getSlice(at: 0, length: count) ?? piece
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        done.succeed()
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ChannelError.inputClosed)
        context.fireChannelInactive()
    }
}

/// Takes so many bytes and answers with one.
final class Receiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var left: Int

    init(byteCount: Int) { left = byteCount }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        left -= unwrapInboundIn(data).readableBytes
        if left == 0 {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [1])), promise: nil)
        }
    }

    // The other end closes once it has its answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
