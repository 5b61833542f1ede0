internal import NIOCore

/// Cuts a stream of bytes into frames.
///
/// Each payload byte is copied once.
struct FrameDecoder {
    private let byteCountMax: Int
    private var header = ByteBuffer()
    private var type: UInt8 = 0
    private var missing = 0
    private var payload: [UInt8] = []
    private var isInPayload = false

    init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Whether a frame has begun and not ended.
    var isInsideFrame: Bool { isInPayload || header.readableBytes > 0 }

    /// The next whole frame, or nil once the bytes are used up.
    ///
    /// - Throws: ``TransportError/frameTooLarge(byteCount:limit:)``.
    mutating func next(from bytes: inout ByteBuffer) throws(TransportError) -> Frame? {
        if !isInPayload {
            guard try readHeader(from: &bytes) else { return nil }
        }
        let count = min(missing, bytes.readableBytes)
        if payload.isEmpty, count == missing {
            payload = bytes.readBytes(length: count) ?? []
        } else {
            if payload.isEmpty { payload.reserveCapacity(missing) }
            payload.append(contentsOf: bytes.readableBytesView.prefix(count))
            bytes.moveReaderIndex(forwardBy: count)
        }
        missing -= count
        guard missing == 0 else { return nil }
        isInPayload = false
        defer { payload = [] }
        return Frame(type: type, payload: payload)
    }

    private mutating func readHeader(from bytes: inout ByteBuffer) throws(TransportError) -> Bool {
        let wanted = min(Frame.headerByteCount - header.readableBytes, bytes.readableBytes)
        if var part = bytes.readSlice(length: wanted) { header.writeBuffer(&part) }
        guard header.readableBytes == Frame.headerByteCount,
            let length = header.readInteger(as: UInt32.self),
            let type = header.readInteger(as: UInt8.self)
        else { return false }
        header.clear()
        guard length <= UInt32(byteCountMax) else {
            throw .frameTooLarge(byteCount: Int(length), limit: byteCountMax)
        }
        self.type = type
        missing = Int(length)
        isInPayload = true
        return true
    }
}

extension ByteBuffer {
    /// Adds a frame as it goes over the wire.
    mutating func writeFrame(type: UInt8, payload: [UInt8]) {
        writeFrameHeader(type: type, byteCount: payload.count)
        writeBytes(payload)
    }

    /// Adds what goes before a payload of so many bytes.
    mutating func writeFrameHeader(type: UInt8, byteCount: Int) {
        writeInteger(UInt32(byteCount))
        writeInteger(type)
    }
}
