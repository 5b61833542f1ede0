package import DureCore
package import DureFederation

/// What waits to be sent on one connection.
///
/// One task writes it out, so that a slow peer holds up nobody else.
package struct Outbox: Sendable {
    /// A message, or something large that is cut into chunks only when it is its turn.
    package enum Item: Sendable {
        /// One message.
        case message(WireMessage)
        /// The chunks of a blob, from that one on.
        case blob([UInt8], hash: Digest, fromChunk: Int)
        /// The chunks of a masked vector, from that one on.
        case upload(study: Name, sctx: Digest, MaskedUpdate, fromChunk: Int)
        /// The end of the stream.
        case close
    }

    private let items: AsyncStream<Item>
    private let source: AsyncStream<Item>.Continuation

    /// How many items may wait; a peer that lets more gather does not read, and is let go.
    private static let countMax = 4_096

    /// An empty one.
    package init() {
        (items, source) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.countMax))
    }

    /// Puts an item at the end.
    package func post(_ item: Item) {
        if case .dropped = source.yield(item) { source.finish() }
    }

    /// Nothing more will come.
    package func finish() {
        source.finish()
    }

    /// Writes everything out until the end or a failure of the connection.
    package func write(to connection: FrameConnection) async throws {
        for await item in items {
            switch item {
            case .message(let message):
                try await connection.send(Frame(message))
            case .blob(let bytes, let hash, let first):
                try await send(bytes, hash: hash, from: first, to: connection)
            case .upload(let study, let sctx, let update, let first):
                for chunk in first..<update.chunkCount {
                    let message = WireMessage.uploadChunk(
                        study: study, sctx: sctx, index: UInt32(chunk),
                        bytes: update.chunk(chunk))
                    try await connection.send(Frame(message))
                }
            case .close:
                await connection.close()
                return
            }
        }
    }

    private func send(
        _ bytes: [UInt8], hash: Digest, from first: Int, to connection: FrameConnection
    ) async throws {
        let size = WireMessage.chunkByteCountMax
        let count = (bytes.count + size - 1) / size
        guard first < count else { return }
        for chunk in first..<count {
            let part = Array(bytes[chunk * size..<min(bytes.count, (chunk + 1) * size)])
            let message = WireMessage.chunk(blob: hash, index: UInt32(chunk), bytes: part)
            try await connection.send(Frame(message))
        }
    }
}

extension Frame {
    /// A message of the federation as a frame.
    package init(_ message: WireMessage) {
        self.init(type: message.code, payload: message.payload)
    }
}

extension WireMessage {
    /// Reads a frame.
    package init(_ frame: Frame) throws(WireError) {
        try self.init(code: frame.type, payload: frame.payload)
    }
}
