import DureCore
import DureTesting
import Foundation
import Testing

@testable import DureNode

/// Not a test: prints how long one round's vectors take over the wire.
///
/// `DURE_BENCH=1` runs it.
@Suite(
    .serialized, .enabled(if: ProcessInfo.processInfo.environment["DURE_BENCH"] != nil)
) struct TransportBenchmark {
    @Test(arguments: [(3, 1_000_000), (10, 10_000_000)])
    func `vectors up and down`(members: Int, values: Int) async throws {
        let federation = try Federation()
        let credential = try federation.credential("clinic")
        let wire = Wire(federation)
        let frame = Frame(type: 2, payload: [UInt8](repeating: 7, count: 131_072))
        let count = (values * 4 + frame.payload.count - 1) / frame.payload.count
        let elapsed = try await wire.run { connection in
            await Self.exchange(connection, frame, count, isServer: true)
        } _: { port in
            var connections: [FrameConnection] = []
            for _ in 0..<members {
                connections.append(try await wire.client(port).connect(as: credential))
            }
            return await ContinuousClock().measure {
                await withTaskGroup(of: Void.self) { group in
                    for connection in connections {
                        group.addTask {
                            await Self.exchange(connection, frame, count, isServer: false)
                        }
                    }
                }
            }
        }
        print("\(members) members, \(values) values up and down: \(elapsed)")
    }

    private static func exchange(
        _ connection: FrameConnection, _ frame: Frame, _ count: Int, isServer: Bool
    ) async {
        do {
            if !isServer { for _ in 0..<count { try await connection.send(frame) } }
            for _ in 0..<count {
                let received = try #require(try await connection.next())
                #expect(received.payload.count == frame.payload.count)
            }
            if isServer { for _ in 0..<count { try await connection.send(frame) } }
            if isServer { _ = try await connection.next() } else { await connection.close() }
        } catch is CancellationError {
            // The client was done first.
        } catch {
            Issue.record(error)
        }
    }
}
