package import DureCore
package import DureFederation
internal import DureLedger

/// A federation's coordinator as a running process: listens for members, enrols them, drives the
/// coordinator's machine.
package actor CoordinatorService {
    /// How often the machine is told that time has passed.
    private static let tick = Duration.milliseconds(100)

    private let home: CoordinatorHome
    private let clock: any WallClock
    private let log: LedgerLog
    private let onProgress: @Sendable (CoordinatorProgress) -> Void
    /// Held for as long as the service lives: one process for a home.
    private let lock: HeldLock
    private var machine: CoordinatorMachine
    private var outboxes: [UInt64: Outbox] = [:]
    private var lastConnection: UInt64 = 0

    /// Opens the coordinator's home and reads where its studies stand.
    ///
    /// - Throws: ``NodeError/alreadyRunning(path:process:)``, or what reading the home throws.
    package init(
        home: CoordinatorHome, patience: CoordinatorMachine.Patience = .init(),
        clock: any WallClock = SystemWallClock(),
        onProgress: @escaping @Sendable (CoordinatorProgress) -> Void
    ) throws {
        lock = try home.base.hold()
        self.home = home
        self.clock = clock
        self.onProgress = onProgress
        log = LedgerLog(
            ledger: try home.base.ledger(), actor: home.base.settings.name.text, clock: clock)
        machine = try CoordinatorMachine(
            roster: home.roster(), identity: home.authority.server.identity,
            storage: home.base.storage, spool: FileSpool(home: home.base.storage), ledger: log,
            patience: patience, accord: home.accord())
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onListening: Told the port once it is open.
    /// - Throws: `TransportError` where the port cannot be had; `StorageError` where the disk
    ///   fails: the process ends then, and goes on from the disk when it is started again.
    package func run(
        host: String, port: Int, onListening: @escaping @Sendable (Int) -> Void
    ) async throws {
        let server = FrameServer(host: host, port: port, credential: home.authority.server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (failures, source) = AsyncStream<any Error>.makeStream()
            group.addTask {
                try await server.run(
                    onListening: onListening,
                    onEnrol: { await self.enrol($0) },
                    onConnection: { connection in
                        do {
                            try await self.serve(connection)
                        } catch {
                            source.yield(error)
                        }
                    })
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: Self.tick)
                    try await self.feed(.tick)
                    try await self.removeMembers()
                }
            }
            group.addTask {
                for await error in failures { throw error }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func enrol(_ request: EnrolmentRequest) -> EnrolmentAnswer {
        do {
            if case .certificate(let peer) = request.ground,
                machine.roster.member(with: peer.publicKey) == nil
            {
                return .refused(.certificateForeign)
            }
            // Before the token is used up: it is still good for a home of the right economy.
            guard try home.isInvited(request) else { return .refused(.economyOther) }
            if case .token = request.ground, !machine.canEnrol(request.member) {
                return .refused(.memberKnown)
            }
            let tokens = home.tokens(clock: clock)
            let answer = try home.authority.answer(request, tokens: tokens, clock: clock)
            if case .granted(let chain, _) = answer, case .token = request.ground {
                let member = try home.enrolled(PeerCertificate(der: chain[0]), log: log)
                carryOut(try machine.enrol(member))
            }
            return answer
        } catch let error as AuthorityError {
            return .refused(error)
        } catch {
            return .refused(.fileMalformed(path: "authority"))
        }
    }

    /// Asks the members to let those go whom the command line named.
    private func removeMembers() throws {
        for name in try home.takeRemovals() {
            carryOut(try machine.remove(name))
            try home.forgetRemoval(of: name)
        }
    }

    /// One stream of a member.
    ///
    /// Only what the disk does wrong is thrown.
    private func serve(_ connection: FrameConnection) async throws {
        lastConnection += 1
        let number = lastConnection
        let outbox = Outbox()
        outboxes[number] = outbox
        try feed(.opened(number, connection.peer.publicKey))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A connection that breaks ends its reader as well.
                try? await outbox.write(to: connection)
            }
            group.addTask {
                try await self.read(connection, number: number)
            }
            defer {
                outbox.finish()
                group.cancelAll()
            }
            try await group.next()
        }
        await connection.close()
        outboxes[number] = nil
        try feed(.closed(number))
    }

    private func read(_ connection: FrameConnection, number: UInt64) async throws {
        do {
            while let frame = try await connection.next() {
                try feed(.message(number, WireMessage(frame)))
            }
        } catch is WireError {
            return  // What cannot be read, and a stream that breaks, end in the same way.
        } catch is TransportError {
            return
        }
    }

    private func feed(_ event: CoordinatorMachine.Event) throws {
        carryOut(try machine.handle(event, at: Timestamp(now: clock)))
    }

    private func carryOut(_ actions: [CoordinatorMachine.Action]) {
        for action in actions {
            switch action {
            case .send(let message, let connection):
                outboxes[connection]?.post(.message(message))
            case .sendBlob(let bytes, let hash, let chunk, let connection):
                outboxes[connection]?.post(.blob(bytes, hash: hash, fromChunk: chunk))
            case .close(let connection):
                outboxes[connection]?.post(.close)
            case .progress(let event):
                onProgress(event)
            }
        }
    }
}
