import DureCore
import DureTesting
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import DureNode

@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionTests {
    private let federation: Federation
    private let clinic: Credential

    init() throws {
        federation = try Federation(clock: .start.later(days: -100))
        clinic = try federation.credential("clinic")
    }

    private static func block(_ seed: UInt64) -> [UInt8] {
        var generator = Seed(seed).generator
        return generator.bytes(count: 131_072)
    }

    @Test func `forty megabytes go both ways unharmed`() async throws {
        let wire = Wire(federation)
        let block = Self.block(1)
        let count = 305
        try await wire.run { port in
            let connection = try await wire.client(port).connect(as: clinic)
            #expect(connection.peer.role == .server)
            async let sending: Void = {
                for index in 0..<count {
                    var payload = block
                    payload[0] = UInt8(truncatingIfNeeded: index)
                    try await connection.send(Frame(type: 7, payload: payload))
                }
            }()
            for index in 0..<count {
                let frame = try #require(try await connection.next())
                var payload = block
                payload[0] = UInt8(truncatingIfNeeded: index)
                #expect(frame == Frame(type: 7, payload: payload))
            }
            try await sending
            let expected = Int64(count * (block.count + Frame.headerByteCount))
            #expect(connection.bytesSent == expected && connection.bytesReceived == expected)
            await connection.close()
        }
    }

    @Test func `a member is known by its certificate`() async throws {
        let wire = Wire(federation)
        let (names, source) = AsyncStream<PeerCertificate>.makeStream()
        try await wire.run { connection in
            source.yield(connection.peer)
            await echo(connection)
        } _: { port in
            let connection = try await wire.client(port).connect(as: clinic)
            let peer = await names.first { _ in true }
            #expect(peer == clinic.certificate)
            await connection.close()
        }
    }

    /// Without TLS's farewell the end may be an attacker's: it must not look like a whole message.
    @Test func `a connection that is cut off does not look finished`() async throws {
        let wire = Wire(federation)
        let (errors, source) = AsyncStream<(any Error)?>.makeStream()
        try await wire.run { connection in
            do {
                while let frame = try await connection.next() { try await connection.send(frame) }
                source.yield(nil)
            } catch {
                source.yield(error)
            }
        } _: { port in
            let connection = try await wire.client(port).connect(as: clinic)
            try await connection.send(Frame(type: 2, payload: [1]))
            _ = try await connection.next()
            let channel = connection.channel
            channel.eventLoop.execute {
                channel._channelCore.close0(error: ChannelError.eof, mode: .all, promise: nil)
            }
            let error = await errors.first { _ in true }
            #expect(error as? TransportError == .connectionLost)
        }
    }

    @Test func `a farewell ends the frames and what was sent before it arrives`() async throws {
        let wire = Wire(federation)
        try await wire.run { connection in
            do {
                try await connection.send([
                    Frame(type: 2, payload: [1]), Frame(type: 3, payload: []),
                ])
            } catch {
                Issue.record(error)
            }
        } _: { port in
            let connection = try await wire.client(port).connect(as: clinic)
            #expect(try await connection.next()?.payload == [1])
            #expect(try await connection.next()?.type == 3)
            #expect(try await connection.next() == nil)
            #expect(try await connection.next() == nil)
            await #expect(throws: TransportError.connectionClosed) {
                try await connection.send(Frame(type: 2, payload: []))
            }
        }
    }

    @Test func `a server of another federation or a member in its place is refused`() async throws {
        var wire = Wire(federation)
        wire.server = try Federation(clock: .start.later(days: -100)).authority.server
        try await wire.run { [wire] port in
            await #expect(throws: TransportError.peerUntrusted(.certificateForeign)) {
                _ = try await wire.client(port).connect(as: clinic)
            }
        }
        wire.server = try federation.credential("hub")
        try await wire.run { [wire] port in
            await #expect(throws: TransportError.peerUntrusted(.certificateForOtherRole)) {
                _ = try await wire.client(port).connect(as: clinic)
            }
        }
    }

    @Test func `members without a good certificate are told what is wrong`() async throws {
        let wire = Wire(federation)
        let authority = federation.authority.fingerprint
        let stranger = try Federation().credential("clinic")
        let early = try federation.credential("clinic", clock: .start.later(minutes: 60))
        let late = try federation.credential("clinic", clock: .start.later(days: -31))
        let cases: [(Credential?, TransportRefusal)] = [
            (nil, .certificateAbsent),
            (stranger, .certificate(.certificateForeign)),
            (federation.authority.server, .certificate(.certificateForOtherRole)),
            (early, .certificate(.certificateNotYetValid(until: early.certificate.notBefore))),
            (late, .certificate(.certificateExpired(at: late.certificate.notAfter))),
        ]
        try await wire.run { port in
            for (credential, refusal) in cases {
                let outcome = try await wire.client(port)
                    .ask(.stream, credential: credential, authority: authority)
                guard case .answer(let body, _, let isGranted) = outcome else {
                    Issue.record("let in: \(refusal)")
                    continue
                }
                let code = try JSONValue(parsing: body, byteCountMax: 1_000)["refused"]?.text
                #expect(code == refusal.code && !isGranted)
            }
            await #expect(throws: TransportError.refused(cases[4].1)) {
                _ = try await wire.client(port).connect(as: late)
            }
        }
    }

    @Test func `a node enrols with a token, connects and renews`() async throws {
        defer { federation.remove() }
        let wire = Wire(federation)
        let school = try Name("school")
        var generator = Seed(3).generator
        let token = try federation.tokens(.start).issue(for: school, using: &generator)
        try await wire.run { port in
            let client = wire.client(port)
            let first = try await client.enrol(NodeIdentity(), as: school, with: token)
            #expect(first.certificate.name == school)
            await #expect(throws: AuthorityError.tokenUsed(member: school)) {
                _ = try await client.enrol(NodeIdentity(), as: school, with: token)
            }
            let second = try await client.renew(first, with: NodeIdentity())
            #expect(second.certificate.publicKey != first.certificate.publicKey)
            let connection = try await client.connect(as: second)
            try await connection.send(Frame(type: 2, payload: [5]))
            #expect(try await connection.next()?.payload == [5])
            await connection.close()
        }
    }

    @Test func `a frame above the limit closes the connection`() async throws {
        var wire = Wire(federation)
        wire.limits.frameByteCountMax = 1_000
        let (errors, source) = AsyncStream<(any Error)?>.makeStream()
        try await wire.run { connection in
            do {
                while let frame = try await connection.next() { try await connection.send(frame) }
                source.yield(nil)
            } catch {
                source.yield(error)
            }
        } _: { [wire] port in
            let connection = try await wire.client(port, TransportLimits()).connect(as: clinic)
            try await connection.send(Frame(type: 2, payload: [UInt8](repeating: 0, count: 1_000)))
            #expect(try await connection.next()?.payload.count == 1_000)
            try await connection.send(Frame(type: 2, payload: [UInt8](repeating: 0, count: 1_001)))
            #expect(try await connection.next() == nil)
            let error = await errors.first { _ in true }
            #expect(
                error as? TransportError == .frameTooLarge(byteCount: 1_001, limit: 1_000))
            let own = try await wire.client(port).connect(as: clinic)
            await #expect(throws: TransportError.frameTooLarge(byteCount: 1_001, limit: 1_000)) {
                try await own.send(Frame(type: 2, payload: [UInt8](repeating: 0, count: 1_001)))
            }
            await own.close()
        }
    }

    @Test func `a silent peer is noticed and a quiet one is not`() async throws {
        var wire = Wire(federation)
        wire.limits.pingInterval = .milliseconds(100)
        wire.limits.silenceMax = .milliseconds(1_500)
        let (errors, source) = AsyncStream<(any Error)?>.makeStream()
        try await wire.run { connection in
            do {
                while let frame = try await connection.next() { try await connection.send(frame) }
            } catch {
                source.yield(error)
            }
        } _: { [wire] port in
            let quiet = try await wire.client(port).connect(as: clinic)
            var mute = wire.limits
            mute.pingInterval = .seconds(3_600)
            let silent = try await wire.client(port, mute).connect(as: clinic)
            let error = await errors.first { _ in true }
            #expect(error as? TransportError == .peerSilent(seconds: 1))
            try await Task.sleep(for: .milliseconds(500))
            try await quiet.send(Frame(type: 2, payload: [1]))
            #expect(try await quiet.next()?.payload == [1])
            await quiet.close()
            await silent.close()
        }
    }

    @Test func `a connection does not outlive its certificate`() async throws {
        var wire = Wire(federation)
        wire.limits.pingInterval = .milliseconds(50)
        let almost = try federation.credential("clinic", clock: .start.later(days: -30, minutes: 0))
        let (errors, source) = AsyncStream<(any Error)?>.makeStream()
        let clock = MovingClock()
        let server = FrameServer(
            port: 0, credential: federation.authority.server, limits: wire.limits, clock: clock)
        let (ports, portSource) = AsyncStream<Int>.makeStream()
        let running = Task {
            try await server.run(
                onListening: { portSource.yield($0) }, onEnrol: { _ in .refused(.cryptography) },
                onConnection: { connection in
                    do { _ = try await connection.next() } catch { source.yield(error) }
                })
        }
        let port = try #require(await ports.first { _ in true })
        let connection = try await wire.client(port).connect(as: almost)
        clock.move(milliseconds: 1_000)
        let error = await errors.first { _ in true }
        #expect(
            error as? TransportError
                == .peerUntrusted(.certificateExpired(at: almost.certificate.notAfter)))
        await connection.close()
        running.cancel()
        try await running.value
    }

    @Test func `a slow receiver holds the sender back and loses nothing`() async throws {
        let wire = Wire(federation)
        let block = Self.block(2)
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let (totals, source) = AsyncStream<Int>.makeStream()
        try await wire.run { connection in
            _ = await gate.first { _ in true }
            do {
                var total = 0
                while let frame = try await connection.next() { total += frame.payload.count }
                source.yield(total)
            } catch {
                source.yield(-1)
            }
        } _: { port in
            let connection = try await wire.client(port).connect(as: clinic)
            let sending = Task {
                for _ in 0..<400 { try await connection.send(Frame(type: 2, payload: block)) }
            }
            try await Task.sleep(for: .milliseconds(700))
            let before = connection.bytesSent
            try await Task.sleep(for: .milliseconds(200))
            #expect(before == connection.bytesSent)
            #expect(before < 30_000_000)
            opener.yield()
            try await sending.value
            await connection.close()
            #expect(await totals.first { _ in true } == 400 * block.count)
        }
    }

    @Test func `cancelling a taker leaves the connection good`() async throws {
        let wire = Wire(federation)
        try await wire.run { port in
            let connection = try await wire.client(port).connect(as: clinic)
            let taker = Task { try await connection.next() }
            try await Task.sleep(for: .milliseconds(20))
            taker.cancel()
            await #expect(throws: CancellationError.self) { try await taker.value }
            try await connection.send(Frame(type: 2, payload: [9]))
            #expect(try await connection.next()?.payload == [9])
            await connection.close()
        }
    }

    @Test func `a server that is cancelled bids its members farewell`() async throws {
        let wire = Wire(federation)
        let connection = try await wire.run { port in
            let connection = try await wire.client(port).connect(as: clinic)
            try await connection.send(Frame(type: 2, payload: [1]))
            _ = try await connection.next()
            return connection
        }
        #expect(try await connection.next() == nil)
    }

    @Test func `an address that does not answer, or is taken, is named`() async throws {
        let wire = Wire(federation)
        let authority = federation.authority
        let gone = try await wire.run { port in
            let second = FrameServer(port: port, credential: authority.server)
            await #expect(throws: TransportError.portInUse(host: "127.0.0.1", port: port)) {
                try await second.run(
                    onListening: { _ in }, onEnrol: { _ in .refused(.cryptography) },
                    onConnection: { _ in })
            }
            return port
        }
        await #expect(throws: TransportError.connectionRefused(host: "127.0.0.1", port: gone)) {
            _ = try await wire.client(gone).connect(as: clinic)
        }
        await #expect(throws: TransportError.addressUnavailable(host: "192.0.2.1")) {
            try await FrameServer(host: "192.0.2.1", port: 0, credential: authority.server).run(
                onListening: { _ in }, onEnrol: { _ in .refused(.cryptography) },
                onConnection: { _ in })
        }
    }

    @Test func `a server that takes the call and says nothing is given up`() async throws {
        var limits = TransportLimits()
        limits.handshakeMax = .milliseconds(300)
        let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(mute.localAddress?.port)
        await #expect(throws: TransportError.timedOut(host: "127.0.0.1", port: port)) {
            _ = try await FrameClient(host: "127.0.0.1", port: port, limits: limits)
                .connect(as: clinic)
        }
        let attempt = Task {
            try await FrameClient(host: "127.0.0.1", port: port).connect(as: clinic)
        }
        try await Task.sleep(for: .milliseconds(50))
        attempt.cancel()
        await #expect(throws: CancellationError.self) { _ = try await attempt.value }
        try await mute.close()
    }

    /// Peers that connect and then say nothing, or rubbish, must not keep members out for long.
    @Test func `those who dawdle before the upgrade are thrown out`() async throws {
        var wire = Wire(federation)
        wire.limits.handshakeMax = .milliseconds(600)
        wire.limits.pendingConnectionsMax = 3
        try await wire.run { [wire] port in
            var idle: [any Channel] = []
            for _ in 0..<3 {
                idle.append(
                    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                        .connect(host: "127.0.0.1", port: port).get())
            }
            try await Task.sleep(for: .milliseconds(100))
            await #expect(throws: TransportError.self) {
                _ = try await wire.client(port).connect(as: clinic)
            }
            for channel in idle { try await channel.closeFuture.get() }
            let connection = try await wire.client(port).connect(as: clinic)
            await connection.close()
            let rubbish = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try await rubbish.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
            try await rubbish.closeFuture.get()
        }
    }

    /// The promise is that recorded traffic stays closed to a quantum computer.
    @Test func `a key exchange without the post-quantum half is refused`() async throws {
        let wire = Wire(federation)
        try await wire.run { port in
            for (curve, isGood) in [(NIOTLSCurve.x25519, false), (.x25519_MLKEM768, true)] {
                var settings = TLSConfiguration.makeClientConfiguration()
                settings.certificateVerification = .none
                settings.curves = [curve]
                let context = try NIOSSLContext(configuration: settings)
                let channel = try await ClientBootstrap(
                    group: MultiThreadedEventLoopGroup.singleton
                ).channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                }.connect(host: "127.0.0.1", port: port).get()
                do {
                    try await channel.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
                    #expect(isGood)
                } catch {
                    #expect(!isGood)
                }
                try await channel.closeFuture.get()
            }
        }
    }

    @Test func `no more members are let in than the limit says`() async throws {
        var wire = Wire(federation)
        wire.limits.connectionsMax = 1
        try await wire.run { [wire] port in
            let first = try await wire.client(port).connect(as: clinic)
            await #expect(throws: TransportError.refused(.busy)) {
                _ = try await wire.client(port).connect(as: clinic)
            }
            await first.close()
        }
    }

    @Test func `fifty connections leave no descriptor behind`() async throws {
        let wire = Wire(federation)
        try await wire.run { port in
            let before = try descriptors()
            for index in 0..<50 {
                let connection = try await wire.client(port).connect(as: clinic)
                try await connection.send(Frame(type: 2, payload: [1]))
                _ = try await connection.next()
                // Some are closed, others only forgotten.
                if index.isMultiple(of: 2) { await connection.close() }
            }
            var after = try descriptors()
            for _ in 0..<50 where after > before + 10 {
                try await Task.sleep(for: .milliseconds(100))
                after = try descriptors()
            }
            #expect(after <= before + 10)
        }
    }

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    @Test func `every failure speaks both languages`() throws {
        let errors: [TransportError] = [
            .connectionRefused(host: "a", port: 1), .hostUnknown(host: "a"),
            .timedOut(host: "a", port: 1), .portInUse(host: "a", port: 1),
            .portDenied(host: "a", port: 1), .addressUnavailable(host: "a"),
            .peerUntrusted(.certificateForeign), .refused(.certificateAbsent), .refused(.busy),
            .refused(.requestUnknown), .handshakeFailed, .protocolMismatch,
            .frameTooLarge(byteCount: 2, limit: 1), .peerSilent(seconds: 3), .connectionLost,
            .connectionClosed, .failed(errno: 5),
        ]
        for error in errors {
            let texts = Language.allCases.map { error.text($0) }
            #expect(texts[0] != texts[1])
            #expect(texts.allSatisfy { !$0.contains("{") && !$0.isEmpty })
        }
    }
}

/// A clock that a test moves.
final class MovingClock: WallClock {
    private let offset = Mutex<Int64>(0)

    var millisecondsSinceEpoch: Int64 {
        StillClock.start.millisecondsSinceEpoch + offset.withLock { $0 }
    }

    func move(milliseconds: Int64) { offset.withLock { $0 = milliseconds } }
}
