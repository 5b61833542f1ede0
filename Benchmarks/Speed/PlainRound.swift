import DureCore
import DureFederation
import DureNode
import DurePrivacy
import Synchronization

/// A round without masks: the coordinator sends d words to each member, each member adds one to
/// every word and sends d words back, the coordinator adds them up as they come.
///
/// Nothing is masked, hashed or stored: this is what the transport and the running sum take.
struct PlainRound: Sendable {
    let job: RoundJob

    /// The coordinator's process.
    func coordinate(_ federation: BenchFederation) async throws {
        try await BenchServer.serve(job, federation) { connections in
            var figures = RoundFigures()
            var model = RingVector(zeros: job.length, wordSize: .w32)
            model = try await round(model, connections)
            let whole = Meter()
            for _ in 0..<job.roundCount {
                let meter = Meter()
                model = try await round(model, connections)
                figures.walls.append(meter.wall)
            }
            figures.sums = figures.walls
            figures.roundCount = job.roundCount
            figures.cpu = whole.cpu
            try check(model)
            figures.memoryPeak = try Meter.memoryPeak()
            figures.say()
        }
    }

    /// One member's process.
    func takePart(_ connection: FrameConnection) async throws {
        let ones = RingVector([UInt32](repeating: 1, count: job.length))
        var meter = Meter()
        for round in 0...job.roundCount {
            if round == 1 { meter = Meter() }
            var vector = RingVector(zeros: job.length, wordSize: .w32)
            try await receive(from: connection) { chunk, index in
                try vector.add(chunk, atChunk: index)
            }
            try vector.add(ones)
            try await send(vector, over: connection)
        }
        StandardStreams.out(
            JSONValue.object(["cpu": .number(meter.cpu / Double(job.roundCount))]).canonicalText)
        _ = try await connection.next()  // The coordinator ends it.
    }

    private func round(
        _ model: RingVector, _ connections: [FrameConnection]
    ) async throws -> RingVector {
        let sum = SharedSum(length: job.length)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in connections {
                group.addTask { try await send(model, over: connection) }
                group.addTask {
                    try await receive(from: connection) { chunk, index in
                        try sum.add(chunk, index: index)
                    }
                }
            }
            try await group.waitForAll()
        }
        return sum.vector
    }

    private func send(_ vector: RingVector, over connection: FrameConnection) async throws {
        let blob = Digest(of: [] as [UInt8])
        for chunk in 0..<vector.chunkCount {
            let message = WireMessage.chunk(
                blob: blob, index: UInt32(chunk), bytes: vector.bytes(ofChunk: chunk))
            try await connection.send(Frame(message))
        }
    }

    private func receive(
        from connection: FrameConnection, _ take: ([UInt8], Int) throws -> Void
    ) async throws {
        for _ in 0..<job.chunkCount {
            guard let frame = try await connection.next(),
                case .chunk(_, let index, let bytes) = try WireMessage(frame)
            else { throw SpeedError.processFailed("stream") }
            try take(bytes, Int(index))
        }
    }

    /// All words of the sum are the same, and known.
    private func check(_ sum: RingVector) throws {
        let expected = (0...job.roundCount).reduce(UInt32(0)) { word, _ in
            (word &+ 1) &* UInt32(job.memberCount)
        }
        guard sum.words32.allSatisfy({ $0 == expected }) else { throw SpeedError.wrongSum }
    }
}

/// The sum to which all connections add.
private final class SharedSum: Sendable {
    private let state: Mutex<RingVector>

    init(length: Int) {
        state = Mutex(RingVector(zeros: length, wordSize: .w32))
    }

    var vector: RingVector { state.withLock { $0 } }

    func add(_ chunk: [UInt8], index: Int) throws {
        try state.withLock { try $0.add(chunk, atChunk: index) }
    }
}
