import NIOCore
import NIOHTTP1

/// A client's `Upgrade`, after which the stream is the two ends' own.
func upgradeClient(_ channel: any Channel, byteCount: Int, done: EventLoopPromise<Void>) throws {
    let upgrader = RawUpgrader()
    try channel.pipeline.syncOperations.addHTTPClientHandlers(
        withClientUpgrade: (
            upgraders: [upgrader],
            completionHandler: { context in
                // On the channel's own loop, where handlers may be added at once.
                try? context.pipeline.syncOperations.addHandler(
                    Sender(byteCount: byteCount, done: done))
            }
        ))
    let request = HTTPRequestHead(
        version: .http1_1, method: .GET, uri: "/",
        headers: ["host": "localhost", "connection": "upgrade", "upgrade": "wire"])
    channel.write(HTTPClientRequestPart.head(request), promise: nil)
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
}

/// The other side of it.
func upgradeServer(_ channel: any Channel, byteCount: Int) throws {
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
        withServerUpgrade: (
            upgraders: [RawServerUpgrader(byteCount: byteCount)], completionHandler: { _ in }
        ))
}

private final class RawUpgrader: NIOHTTPClientProtocolUpgrader {
    let supportedProtocol = "wire"
    let requiredUpgradeHeaders: [String] = []

    func addCustom(upgradeRequestHeaders: inout HTTPHeaders) {}

    func shouldAllowUpgrade(upgradeResponse: HTTPResponseHead) -> Bool { true }

    func upgrade(
        context: ChannelHandlerContext, upgradeResponse: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        context.eventLoop.makeSucceededVoidFuture()
    }
}

private final class RawServerUpgrader: HTTPServerProtocolUpgrader {
    let supportedProtocol = "wire"
    let requiredUpgradeHeaders: [String] = []
    private let byteCount: Int

    init(byteCount: Int) { self.byteCount = byteCount }

    func buildUpgradeResponse(
        channel: any Channel, upgradeRequest: HTTPRequestHead, initialResponseHeaders: HTTPHeaders
    ) -> EventLoopFuture<HTTPHeaders> {
        channel.eventLoop.makeSucceededFuture(initialResponseHeaders)
    }

    func upgrade(
        context: ChannelHandlerContext, upgradeRequest: HTTPRequestHead
    ) -> EventLoopFuture<Void> {
        context.eventLoop.makeCompletedFuture {
            try context.pipeline.syncOperations.addHandler(Receiver(byteCount: byteCount))
        }
    }
}
