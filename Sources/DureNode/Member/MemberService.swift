internal import DureCore
package import DureFederation
internal import DureVault

/// A member's node as a running process: keeps one stream to the coordinator and drives the
/// member's machine.
package actor MemberService {
    /// The waits between attempts to connect, in milliseconds; the last one repeats.
    private static let waits = [100, 200, 500, 1_000, 2_000, 5_000]
    /// How often requests from commands are looked for.
    private static let inboxInterval = Duration.milliseconds(200)

    /// How often the others are asked to sign the ledger, where it has grown.
    private static let exchangeInterval = Duration.milliseconds(500)

    /// How often the certificate's age is looked at.
    private static let renewalInterval = Duration.seconds(3_600)

    private let home: MemberHome
    private let onProgress: @Sendable (MemberProgress) -> Void
    /// Held for as long as the service lives: one process for a home.
    private let lock: HeldLock
    private var machine: MemberMachine?
    private var outbox: Outbox?
    /// Attempts since the coordinator last took this node for a member.
    private var failures = 0
    /// Why it was turned away last: said once, not at every attempt.
    private var lastRefusal: MemberProgress?
    private var generator = SystemSecureGenerator()

    /// A service over an open home.
    ///
    /// - Throws: ``NodeError/alreadyRunning(path:process:)``.
    package init(
        home: MemberHome, onProgress: @escaping @Sendable (MemberProgress) -> Void
    ) throws {
        lock = try home.base.hold()
        self.home = home
        self.onProgress = onProgress
    }

    /// Keeps the stream open until the task is cancelled.
    ///
    /// - Parameter onConnected: Told each time the stream opens.
    /// - Throws: ``NodeError/notEnrolled``; an error of this machine's own disk; a refusal that
    ///   trying again cannot mend, such as a certificate that has expired.
    package func run(onConnected: @escaping @Sendable () -> Void) async throws {
        let (address, _) = try home.federation()
        let client = FrameClient(host: address.host, port: address.port)
        while !Task.isCancelled {
            do {
                let credential = try home.federation().1
                let connection = try await client.connect(as: credential)
                onConnected()
                try await talk(on: connection, as: credential, through: client)
            } catch let error as TransportError {
                guard error.isPassing else { throw error }
            }
            let wait = Self.waits[min(failures, Self.waits.count - 1)]
            failures += 1
            try await Task.sleep(for: .milliseconds(wait))
        }
    }

    private func talk(
        on connection: FrameConnection, as credential: Credential, through client: FrameClient
    ) async throws {
        let pinned = try FederationFiles.roster(in: home.base.storage)?.coordinator
        guard pinned == nil || pinned == connection.peer.publicKey else {
            throw TransportError.peerUntrusted(.certificateForeign)
        }
        if machine == nil {
            machine = try MemberMachine(
                identity: credential.identity, coordinator: connection.peer.publicKey,
                storage: home.base.storage, door: home.door,
                desk: NodeLedgerDesk(
                    ledger: home.ledger, cosigner: home.base.cosigner(), clock: home.clock))
        }
        let outbox = Outbox()
        self.outbox = outbox
        try feed(.opened)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A connection that breaks ends its reader as well.
                try? await outbox.write(to: connection)
            }
            group.addTask { try await self.read(connection) }
            group.addTask { try await self.watchInbox() }
            group.addTask { try await self.watchLedger() }
            group.addTask { try await self.renewWhenDue(credential, through: client) }
            defer {
                outbox.finish()
                group.cancelAll()
            }
            try await group.next()
        }
        await connection.close()
        self.outbox = nil
        try feed(.closed)
    }

    private func read(_ connection: FrameConnection) async throws {
        while true {
            let frame: Frame?
            do {
                frame = try await connection.next()
            } catch is TransportError {
                return  // The stream broke; it is opened again.
            }
            guard let frame else { return }
            guard let message = try? WireMessage(frame) else { return }
            if case .roster = message {
                failures = 0
                lastRefusal = nil
            }
            try feed(.message(message))
        }
    }

    /// Takes up what commands left for the running node: studies to consider anew.
    private func watchInbox() async throws {
        while !Task.isCancelled {
            for event in try NodeInbox(storage: home.base.storage).take() { try feed(event) }
            try await Task.sleep(for: Self.inboxInterval)
        }
    }

    /// Has the others sign what the ledger has got meanwhile.
    private func watchLedger() async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: Self.exchangeInterval)
            try feed(.exchange)
        }
    }

    /// Gets the next certificate when this one is two thirds through, and returns: the stream is
    /// opened anew with it.
    ///
    /// The key stays the same: a new one would be a change of the roster.
    private func renewWhenDue(
        _ credential: Credential, through client: FrameClient
    ) async throws {
        while !Task.isCancelled {
            if credential.renewalDue(at: Timestamp(now: home.clock)) {
                do {
                    let next = try await client.renew(credential, with: credential.identity)
                    try home.door.record(
                        "federation.certificate.renewed", object: next.certificate.fingerprint,
                        details: ["until": .string(next.certificate.notAfter.description)])
                    return try FederationFiles.write(next, to: home.base.storage)
                } catch is TransportError {
                    // The old certificate is good for days yet: it is tried again.
                } catch is AuthorityError {
                    // So it is where the authority will not have it; its owner may mend that.
                }
            }
            try await Task.sleep(for: Self.renewalInterval)
        }
    }

    private func feed(_ event: MemberMachine.Event) throws {
        guard let actions = try machine?.handle(event, using: &generator) else { return }
        for action in actions {
            switch action {
            case .send(let message):
                outbox?.post(.message(message))
            case .sendUpload(let study, let sctx, let update, let chunk):
                outbox?.post(.upload(study: study, sctx: sctx, update, fromChunk: chunk))
            case .progress(let event):
                guard event != lastRefusal else { continue }
                if case .refused = event { lastRefusal = event }
                onProgress(event)
            }
        }
    }
}
