import DureCore
import DureTesting
import NIOCore
import Testing

@testable import DureNode

@Suite struct FrameTests {
    private func frames(_ generator: inout SeededGenerator) -> [Frame] {
        (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            let count = [0, 1, 4, 5, 6, 300].randomElement(using: &generator) ?? 0
            return Frame(
                type: UInt8.random(in: 0...255, using: &generator),
                payload: generator.bytes(count: count))
        }
    }

    @Test(arguments: Seed.batch(64))
    func `frames come out alike wherever the stream is cut`(seed: Seed) throws {
        var generator = seed.generator
        let sent = frames(&generator)
        var stream = ByteBuffer()
        for frame in sent { stream.writeFrame(type: frame.type, payload: frame.payload) }
        var decoder = FrameDecoder(byteCountMax: 300)
        var received: [Frame] = []
        while stream.readableBytes > 0 {
            let count = min(stream.readableBytes, Int.random(in: 1...40, using: &generator))
            guard var part = stream.readSlice(length: count) else { break }
            while let frame = try decoder.next(from: &part) { received.append(frame) }
            #expect(part.readableBytes == 0)
        }
        #expect(received == sent)
        #expect(!decoder.isInsideFrame)
    }

    @Test func `a length above the limit is refused before its payload comes`() throws {
        for (length, isTooLarge) in [(300, false), (301, true), (Int(UInt32.max), true)] {
            var stream = ByteBuffer()
            stream.writeInteger(UInt32(length))
            stream.writeInteger(UInt8(2))
            var decoder = FrameDecoder(byteCountMax: 300)
            if isTooLarge {
                #expect(throws: TransportError.frameTooLarge(byteCount: length, limit: 300)) {
                    _ = try decoder.next(from: &stream)
                }
            } else {
                #expect(try decoder.next(from: &stream) == nil)
                #expect(decoder.isInsideFrame)
            }
        }
    }

    @Test func `an inbox is full by bytes and says when it is half empty`() async throws {
        let inbox = FrameInbox(byteCountMax: 3_000)
        let frame = Frame(type: 2, payload: [UInt8](repeating: 1, count: 936))
        #expect((0..<3).allSatisfy { _ in inbox.put(frame) })
        #expect(!inbox.put(frame))
        var drained: [Int] = []
        for index in 0..<4 {
            #expect(try await inbox.take { drained.append(index) } == frame)
        }
        #expect(drained == [2])
        #expect(inbox.receivedByteCount == 4 * 941)
    }

    @Test func `what came before the end can still be taken`() async throws {
        let inbox = FrameInbox(byteCountMax: 3_000)
        let frame = Frame(type: 2, payload: [1])
        _ = inbox.put(frame)
        inbox.finish(TransportError.connectionLost)
        inbox.finish(nil)
        #expect(try await inbox.take {} == frame)
        await #expect(throws: TransportError.connectionLost) { try await inbox.take {} }
    }

    @Test func `senders wait their turn and leave when cancelled`() async throws {
        let window = SendWindow(byteCountMax: 10)
        try await window.enter(byteCount: 25)
        let second = Task { try await window.enter(byteCount: 1) }
        let third = Task { try await window.enter(byteCount: 1) }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        window.leave(byteCount: 25)
        try await third.value
        #expect(window.sentByteCount == 26)
        window.close(TransportError.connectionClosed)
        await #expect(throws: TransportError.connectionClosed) {
            try await window.enter(byteCount: 1)
        }
    }
}
