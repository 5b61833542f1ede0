import NIOCore
import NIOPosix

/// A line of its own to a port on loopback, on which every byte is under way for some time.
///
/// It holds whatever is sent, so that nothing but the ends' own windows keeps a sender waiting.
final class SlowLine: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let delay: TimeAmount
    private let other: any Channel

    private init(delay: TimeAmount, other: any Channel) {
        self.delay = delay
        self.other = other
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let other = other
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            other.writeAndFlush(bytes, promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let other = other
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { other.close(promise: nil) }
    }

    // A broken line is a closed one.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Listens for one end, reaches for the other, and answers its own port.
    static func open(
        to port: Int, delay: TimeAmount, on group: MultiThreadedEventLoopGroup
    ) async throws -> (channel: any Channel, port: Int) {
        let server = try await ServerBootstrap(group: group)
            .childChannelInitializer { near in
                ClientBootstrap(group: near.eventLoop)
                    .connect(host: "127.0.0.1", port: port)
                    .flatMap { far in
                        near.eventLoop.makeCompletedFuture {
                            try near.pipeline.syncOperations.addHandler(
                                SlowLine(delay: delay, other: far))
                            try far.pipeline.syncOperations.addHandler(
                                SlowLine(delay: delay, other: near))
                        }
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return (server, server.localAddress?.port ?? 0)
    }
}
