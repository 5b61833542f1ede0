// Compares an upgraded HTTP/1.1 stream with one stream of HTTP/2, both over TLS 1.3: how long an
// upload takes, and how much of the processor, on loopback and on a line with a delay.
//
// wire CERTIFICATE KEY: `make wire` makes both and calls it.
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

enum Way: Sendable {
    case upgraded
    case streamed(StreamWindow)
}

let ways: [(name: String, way: Way)] = [
    ("HTTP/1.1 upgraded", .upgraded),
    ("HTTP/2, window 64 KiB", .streamed(.init(windowByteCount: 65_535, frameByteCount: 16_384))),
    ("HTTP/2, window 1 MiB", .streamed(.init(windowByteCount: 1 << 20, frameByteCount: 131_072))),
    ("HTTP/2, window 16 MiB", .streamed(.init(windowByteCount: 1 << 24, frameByteCount: 131_072))),
]

struct Bench {
    let group: MultiThreadedEventLoopGroup
    let server: NIOSSLContext
    let client: NIOSSLContext

    init(certificate: String, key: String) throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        var serving = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map {
                .certificate($0)
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        serving.minimumTLSVersion = .tlsv13
        server = try NIOSSLContext(configuration: serving)
        var asking = TLSConfiguration.makeClientConfiguration()
        asking.minimumTLSVersion = .tlsv13
        asking.certificateVerification = .none
        client = try NIOSSLContext(configuration: asking)
    }

    /// Seconds by the clock and by the processor for so many uploads at once.
    func run(
        _ way: Way, connections: Int, byteCount: Int, delay: TimeAmount?
    ) async throws -> (wall: Double, processor: Double) {
        let listening = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { [server] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLServerHandler(context: server))
                    switch way {
                    case .upgraded: try upgradeServer(channel, byteCount: byteCount)
                    case .streamed(let window):
                        try streamServer(channel, window, byteCount: byteCount)
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var port = listening.localAddress?.port ?? 0
        var line: (any Channel)?
        if let delay {
            let opened = try await SlowLine.open(to: port, delay: delay, on: group)
            (line, port) = (opened.channel, opened.port)
        }
        let processor = processorSeconds()
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { [port] tasks in
            for _ in 0..<connections {
                tasks.addTask { try await upload(way, byteCount: byteCount, port: port) }
            }
            try await tasks.waitForAll()
        }
        let wall = (ContinuousClock.now - start) / .seconds(1)
        let spent = processorSeconds() - processor
        try await line?.close()
        try await listening.close()
        return (wall, spent)
    }

    private func upload(_ way: Way, byteCount: Int, port: Int) async throws {
        let loop = group.next()
        let done = loop.makePromise(of: Void.self)
        _ = try await ClientBootstrap(group: loop)
            .channelInitializer { [client] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        try NIOSSLClientHandler(context: client, serverHostname: nil))
                    if case .streamed(let window) = way {
                        try streamClient(channel, window, byteCount: byteCount, done: done)
                    }
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .flatMapThrowing { channel in
                if case .upgraded = way {
                    try upgradeClient(channel, byteCount: byteCount, done: done)
                }
            }
            .get()
        try await done.futureResult.get()
    }

    private func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
    print("usage: wire CERTIFICATE KEY")
    exit(2)
}
let bench = try Bench(certificate: arguments[1], key: arguments[2])
let rows: [(name: String, connections: Int, byteCount: Int, delay: TimeAmount?, runs: Int)] = [
    ("40 MB, 1 member, loopback", 1, 40_000_000, nil, 7),
    ("40 MB each, 10 members, loopback", 10, 40_000_000, nil, 5),
    ("1 kB, 1 member, loopback", 1, 1_000, nil, 25),
    ("40 MB, 1 member, 100 ms there and back", 1, 40_000_000, .milliseconds(50), 3),
    ("1 kB, 1 member, 100 ms there and back", 1, 1_000, .milliseconds(50), 5),
]
for row in rows {
    print(row.name)
    var results = ways.map { _ in (wall: [Double](), processor: [Double]()) }
    for run in 0...row.runs {
        // In turn, so that a machine that slows down slows all of them; the first is not counted.
        for (index, way) in ways.enumerated() {
            // A window of 64 KiB takes a minute for 40 MB on the slow line: once will do.
            if row.delay != nil, row.byteCount > 1_000_000, index == 1, run > 1 { continue }
            let result = try await bench.run(
                way.way, connections: row.connections, byteCount: row.byteCount, delay: row.delay)
            if run > 0 {
                results[index].wall.append(result.wall)
                results[index].processor.append(result.processor)
            }
        }
    }
    let base = (wall: median(results[0].wall), processor: median(results[0].processor))
    for (way, result) in zip(ways, results) {
        let wall = median(result.wall)
        let processor = median(result.processor)
        print(
            String(
                format: "  %@ %8.1f ms (x %.2f)   processor %8.1f ms (x %.2f)",
                way.name.padding(toLength: 24, withPad: " ", startingAt: 0), wall * 1e3,
                wall / base.wall, processor * 1e3, processor / base.processor))
    }
}
