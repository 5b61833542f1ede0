internal import NIOCore

/// Stands before TLS and closes the socket, without ceremony, if the exchange before the upgrade
/// is not over in time: a slow or silent peer holds a place for that long and no longer.
final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let timeMax: Duration
    private let error: TransportError
    private var timer: Scheduled<Void>?

    init(timeMax: Duration, error: TransportError) {
        self.timeMax = timeMax
        self.error = error
    }

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeMax)) {
            [error] in
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }
}
