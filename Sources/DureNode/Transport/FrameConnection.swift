internal import DureCore
internal import NIOCore

/// One long-lived stream of frames to a peer whose certificate was verified.
///
/// One task may take frames; any number may send. Dropping the last reference closes it.
package final class FrameConnection: Sendable {
    /// Who is at the other end: a member at the server, the server at a member.
    package let peer: PeerCertificate

    let channel: any Channel
    private let inbox: FrameInbox
    private let window: SendWindow
    private let frameByteCountMax: Int
    private let handler: NIOLoopBound<FrameHandler>

    /// Frames are gathered into writes of about this size.
    private static let writeByteCount = 262_144
    /// Bytes of one buffer on its way out.
    private static let pieceByteCount = 65_536

    /// Takes over a channel behind TLS, on its event loop.
    ///
    /// Adds its handler at the end.
    init(
        taking channel: any Channel, peer: PeerCertificate, limits: TransportLimits,
        clock: any WallClock
    ) throws {
        self.channel = channel
        self.peer = peer
        frameByteCountMax = limits.frameByteCountMax
        inbox = FrameInbox(byteCountMax: limits.inboundByteCountMax)
        window = SendWindow(byteCountMax: limits.outboundByteCountMax)
        let handler = FrameHandler(
            inbox: inbox, window: window, limits: limits, clock: clock, expires: peer.notAfter)
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    /// On the event loop, at the side that connected: speaks first.
    func greet() {
        handler.value.greet()
    }

    /// On the event loop, at the side that listens: calls the body once the peer has spoken.
    func whenHeard(_ body: @escaping () -> Void) {
        handler.value.whenHeard(body)
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Bytes of frames received so far, headers with them, pings without.
    package var bytesReceived: Int64 { inbox.receivedByteCount }

    /// Bytes of frames sent so far, headers with them, pings without.
    package var bytesSent: Int64 { window.sentByteCount }

    /// The next frame, once it is here; nil after the peer's farewell or a `close` here.
    ///
    /// For one task at a time.
    ///
    /// - Throws: ``TransportError`` once the connection broke (frames that came before are given
    ///   out first); `CancellationError`, after which the connection is still good.
    package func next() async throws -> Frame? {
        try await inbox.take {
            channel.eventLoop.execute { [handler] in handler.value.resume() }
        }
    }

    /// The frames as a sequence, over ``next()``.
    package var frames: Frames { Frames(connection: self) }

    /// Sends a frame: returns once it is on its way and there is room for it, not once it arrived.
    ///
    /// - Throws: ``TransportError/frameTooLarge(byteCount:limit:)``; what ended the connection;
    ///   `CancellationError`, and then the frame was not sent.
    package func send(_ frame: Frame) async throws {
        try await send([frame])
    }

    /// Sends frames in their order; nothing of other senders comes between those of one write.
    ///
    /// - Throws: As ``send(_:)-(Frame)``; of several frames the first may then have been sent.
    package func send(_ frames: [Frame]) async throws {
        for frame in frames {
            precondition(frame.type >= Frame.firstApplicationType, "the type is reserved")
            guard frame.payload.count <= frameByteCountMax else {
                throw TransportError.frameTooLarge(
                    byteCount: frame.payload.count, limit: frameByteCountMax)
            }
        }
        var first = 0
        while first < frames.count {
            var end = first
            var byteCount = 0
            while end < frames.count, byteCount == 0 || byteCount < Self.writeByteCount {
                byteCount += frames[end].payload.count + Frame.headerByteCount
                end += 1
            }
            try await write(frames[first..<end], byteCount: byteCount)
            first = end
        }
    }

    /// Says farewell and closes.
    ///
    /// Frames sent before still arrive, unless the peer does not take them within five seconds.
    package func close() async {
        window.close(TransportError.connectionClosed)
        if inbox.discard() {
            channel.eventLoop.execute { [handler] in handler.value.resume() }
        }
        do {
            try await channel.close()
        } catch {
            // Closed already, or cut off while closing: it is closed, which is all that was asked.
        }
    }

    private func write(_ frames: ArraySlice<Frame>, byteCount: Int) async throws {
        try await window.enter(byteCount: byteCount)
        let promise = channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { [window] _ in window.leave(byteCount: byteCount) }
        let pieces = Self.pieces(of: frames, byteCount: byteCount, channel.allocator)
        channel.eventLoop.execute { [channel] in
            for piece in pieces.dropLast() { channel.write(piece, promise: nil) }
            channel.writeAndFlush(pieces[pieces.count - 1], promise: promise)
        }
    }

    /// The frames' bytes, cut so that a buffer, whose room is a power of two, is as good as full.
    private static func pieces(
        of frames: ArraySlice<Frame>, byteCount: Int, _ allocator: ByteBufferAllocator
    ) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        var missing = byteCount
        var piece = allocator.buffer(capacity: min(missing, pieceByteCount))
        for frame in frames {
            var rest = frame.payload[...]
            var isBegun = false
            while !rest.isEmpty || !isBegun {
                if piece.readableBytes + Frame.headerByteCount > pieceByteCount {
                    pieces.append(piece)
                    missing -= piece.readableBytes
                    piece = allocator.buffer(capacity: min(missing, pieceByteCount))
                }
                if !isBegun {
                    piece.writeFrameHeader(type: frame.type, byteCount: rest.count)
                    isBegun = true
                }
                let part = rest.prefix(pieceByteCount - piece.readableBytes)
                piece.writeBytes(part)
                rest = rest.dropFirst(part.count)
            }
        }
        return pieces + [piece]
    }

    /// The frames of a connection, for `for try await`.
    package struct Frames: AsyncSequence, Sendable {
        fileprivate let connection: FrameConnection

        /// Takes frames one by one.
        package struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate let connection: FrameConnection

            /// The next frame, or nil at the end.
            package mutating func next() async throws -> Frame? {
                try await connection.next()
            }
        }

        /// Begins at the first frame that nobody took yet.
        package func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(connection: connection)
        }
    }
}
