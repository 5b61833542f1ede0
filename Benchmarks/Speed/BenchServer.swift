import DureCore
import DureNode

/// The coordinator's port, for the length of one job: the product's own server over mutual TLS.
enum BenchServer {
    /// Lets all members in, runs the body, and closes.
    static func serve(
        _ job: RoundJob, _ federation: BenchFederation,
        _ body: @escaping @Sendable ([FrameConnection]) async throws -> Void
    ) async throws {
        let server = FrameServer(port: 0, credential: federation.authority.server)
        let (arrivals, source) = AsyncStream<FrameConnection>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run(
                    onListening: {
                        StandardStreams.out(
                            JSONValue.object(["port": .integer(Int64($0))]).canonicalText)
                    },
                    onEnrol: { _ in .refused(.tokenUnknown) },
                    onConnection: { connection in
                        source.yield(connection)
                        // A connection closes when this returns; the server's end cancels it.
                        try? await Task.sleep(for: .seconds(86_400))
                    })
            }
            var connections: [FrameConnection] = []
            for await connection in arrivals {
                connections.append(connection)
                if connections.count == job.memberCount { break }
            }
            try await body(connections)
            for connection in connections { await connection.close() }
            group.cancelAll()
        }
    }

    /// Connects as that member.
    static func connect(
        _ federation: BenchFederation, member: Int, port: Int
    ) async throws -> FrameConnection {
        try await FrameClient(host: "127.0.0.1", port: port)
            .connect(as: federation.members[member])
    }
}

/// What the processes of a job say at the end of it.
struct RoundFigures: Sendable {
    /// Wall time of each round, or of each whole study, in seconds.
    var walls: [Double] = []
    /// The part of it until the coordinator had the sum, or the last one.
    var sums: [Double] = []
    /// How many rounds there were in all.
    var roundCount = 0
    /// Processor time of the coordinator over all rounds.
    var cpu = 0.0
    /// The most memory of the coordinator.
    var memoryPeak = 0

    func say() {
        StandardStreams.out(
            JSONValue.object([
                "walls": .array(walls.map { .number($0) }),
                "sums": .array(sums.map { .number($0) }),
                "rounds": .integer(Int64(roundCount)), "cpu": .number(cpu),
                "memory": .integer(Int64(memoryPeak)),
            ]).canonicalText)
    }
}
