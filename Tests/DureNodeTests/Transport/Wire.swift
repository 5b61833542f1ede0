import DureCore
import Testing

@testable import DureNode

/// A server on a free port of this machine, for the length of a test.
struct Wire {
    let federation: Federation
    var limits = TransportLimits()
    var clock = StillClock.start
    var server: Credential?

    init(_ federation: Federation) {
        self.federation = federation
    }

    func client(_ port: Int, _ limits: TransportLimits? = nil) -> FrameClient {
        FrameClient(host: "127.0.0.1", port: port, limits: limits ?? self.limits, clock: clock)
    }

    /// Runs the server, then the body with its port, then cancels the server and waits for its end.
    @discardableResult
    func run<Result: Sendable>(
        onConnection: @escaping @Sendable (FrameConnection) async -> Void = echo,
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let server = FrameServer(
            port: 0, credential: self.server ?? federation.authority.server, limits: limits,
            clock: clock)
        let (ports, source) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { source.finish() }
                try await server.run(
                    onListening: { source.yield($0) }, onEnrol: answer, onConnection: onConnection)
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw TransportError.connectionClosed
            }
            let result = try await body(port)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    @Sendable private func answer(_ request: EnrolmentRequest) async -> EnrolmentAnswer {
        do {
            return try federation.authority.answer(
                request, tokens: federation.tokens(clock), clock: clock)
        } catch {
            return .refused(.cryptography)
        }
    }
}

/// Sends back whatever comes.
@Sendable func echo(_ connection: FrameConnection) async {
    do {
        for try await frame in connection.frames { try await connection.send(frame) }
    } catch {
        // The test's own side reports what went wrong.
    }
}
