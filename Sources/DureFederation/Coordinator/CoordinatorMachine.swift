package import DureCore
package import DurePrivacy

/// A federation seen from its coordinator: who is connected, what is proposed, which study runs.
///
/// No clock, no socket, no task: the shell brings events with the time and carries out actions.
/// All state that matters is on the storage before an action leaves.
package struct CoordinatorMachine: Sendable {
    /// A number for each stream, given by the shell.
    package typealias Connection = UInt64

    /// What happens to a coordinator.
    package enum Event: Sendable {
        /// A stream was opened by the owner of that key.
        case opened(Connection, PublicIdentity)
        /// A stream has ended.
        case closed(Connection)
        /// A message came.
        case message(Connection, WireMessage)
        /// Time has passed.
        case tick
    }

    /// What the shell must do, in this order.
    package enum Action: Sendable {
        /// Send a message.
        case send(WireMessage, to: Connection)
        /// Send a blob in chunks, from that one on.
        case sendBlob([UInt8], hash: Digest, fromChunk: Int, to: Connection)
        /// Close a stream.
        case close(Connection)
        /// Tell whoever watches.
        case progress(CoordinatorProgress)
    }

    /// How the coordinator deals with silence.
    package struct Patience: Sendable {
        /// How long a lost stream may take to come back before its member counts as absent.
        package var reconnectMilliseconds: Int64 = 1_500
        /// How long a connected member may go without any progress.
        ///
        /// Who was silent is left out for twice as long, and each time for twice as long again.
        package var silenceMilliseconds: Int64 = 60_000
        /// How long a phase may take in all, however slowly an upload moves.
        package var phaseMilliseconds: Int64 = 60 * 60 * 1_000
        /// How long a study waits for the answers of its members, connected or not.
        package var decisionMilliseconds: Int64 = 7 * 24 * 60 * 60 * 1_000
        /// How long a member must have been away before an overdue study is decided without it:
        /// after a restart of the coordinator all are, until they have connected again.
        package var returnMilliseconds: Int64 = 10_000
        /// How long an opened stream may say nothing of who speaks.
        package var helloMilliseconds: Int64 = 5_000
        /// How long nothing may move before a member that owes an answer is asked again; the
        /// time doubles with each repeat.
        package var repeatMilliseconds: Int64 = 2_000
        /// How often it is asked again before something must move.
        package var repeatCountMax = 6
        /// How often a step is tried before the study fails.
        package var attemptCountMax: UInt32 = 6

        /// The defaults.
        package init() {}
    }

    struct Peer: Sendable {
        let key: PublicIdentity
        let opened: Timestamp
        var role: Hello.Role?
    }

    let identity: NodeIdentity
    let storage: any Storage
    let spool: any UploadSpool
    let ledger: any EventLog
    let patience: Patience
    let suite: SecureAggregationSuite
    package internal(set) var roster: FederationRoster
    /// The last roster of the founding and those that members have signed since, oldest first.
    var steps: [RosterStep] = []
    /// The change for which members are asked.
    var pending: RosterStep?
    var peers: [Connection: Peer] = [:]
    /// The node stream of each member.
    var streams: [PublicIdentity: Connection] = [:]
    /// When a member was last heard of, or its stream ended.
    var lastSeen: [PublicIdentity: Timestamp] = [:]
    /// When each member is asked again for what it owes.
    var repeats: [PublicIdentity: Repeat] = [:]
    /// Studies that ended since this process began, whose outcome may have to be told again.
    var lastFinished: Set<Name> = []
    /// The time of the first event.
    var started: Timestamp?
    var studies: [Name: CoordinatedStudy] = [:]
    /// The study whose round is running.
    var running: RunningRound?
    /// Connected members that did not answer in time.
    var silences: [PublicIdentity: Silence] = [:]
    /// The accord's text, for members who join.
    let accord: [UInt8]
    /// The round that was released last, for members who missed the end of it.
    var lastRelease: ReleasedRound?
    /// Who vouched for the model of each study since its last release.
    var vouchers: [Name: [PublicIdentity: ModelVoucher]] = [:]
    /// The keys of members' ledgers, as they were first announced since this process began.
    var announcements: [PublicIdentity: LedgerAnnouncement] = [:]
    var relayed: [PublicIdentity: Relayed] = [:]
    var blobs = BlobShelf()

    /// Reads what was on the storage and goes on from there.
    ///
    /// - Parameters:
    ///   - suite: How boxes are sealed, as the accord fixes it.
    ///   - accord: The accord's text, which members may fetch by the roster's hash of it.
    package init(
        roster: FederationRoster, identity: NodeIdentity, storage: any Storage,
        spool: any UploadSpool, ledger: any EventLog, patience: Patience = Patience(),
        suite: SecureAggregationSuite = .standard, accord: [UInt8] = []
    ) throws {
        self.accord = accord
        self.roster = roster
        self.identity = identity
        self.storage = storage
        self.spool = spool
        self.ledger = ledger
        self.patience = patience
        self.suite = suite
        try readSteps()
        for text in try storage.list("studies") {
            let name = try Name(text)
            guard
                var study = try CoordinatedStudy(reading: name, from: storage, roster: roster)
            else { continue }
            if study.isReleasing {
                study.skipRound()
                try study.save(to: storage)
            }
            studies[name] = study
        }
        try readRelease()
    }

    /// Takes one event and answers what the shell must now do.
    package mutating func handle(_ event: Event, at now: Timestamp) throws -> [Action] {
        var actions: [Action] = []
        if started == nil { started = now }
        switch event {
        case .opened(let connection, let key):
            guard roster.member(with: key) != nil || isAwaiting(key) else {
                return refuseStranger(key, on: connection)
            }
            peers[connection] = Peer(key: key, opened: now)
        case .closed(let connection):
            guard let peer = peers.removeValue(forKey: connection) else { return [] }
            if streams[peer.key] == connection {
                streams[peer.key] = nil
                lastSeen[peer.key] = now
            }
        case .message(let connection, let message):
            guard let peer = peers[connection] else { return [] }
            lastSeen[peer.key] = now
            guard roster.member(with: peer.key) != nil || Self.isForAll(message) else {
                return refuseStranger(peer.key, on: connection)
            }
            do {
                actions = try receive(message, from: connection, peer: peer, at: now)
            } catch is WireError {
                // What cannot be read counts as never sent.
                actions = [.send(.refused(code: "unreadable", detail: ""), to: connection)]
            }
        case .tick:
            actions = closeSilent(at: now) + askAgain(at: now)
            for study in studies.values.sorted(by: { $0.name < $1.name })
            where study.phase == .proposed {
                actions += try enrolIfDecided(study, at: now)
            }
        }
        actions += try advanceRounds(at: now)
        return actions
    }

    private func refuseStranger(_ key: PublicIdentity, on connection: Connection) -> [Action] {
        let code = isAwaiting(key) ? "awaits-members" : "not-on-roster"
        return [.send(.refused(code: code, detail: ""), to: connection), .close(connection)]
    }

    /// Whether who is not on the roster yet may ask that: what a node needs in order to join.
    private static func isForAll(_ message: WireMessage) -> Bool {
        switch message {
        case .hello(let hello): hello.role == .command
        case .fetch: true
        default: false
        }
    }

    /// Whether a member's node stream is open now.
    package func isConnected(_ key: PublicIdentity) -> Bool {
        streams[key] != nil
    }

    /// Whether a member has had no stream for so long that it cannot be about to come back.
    func isAway(_ key: PublicIdentity, at now: Timestamp) -> Bool {
        let seen = lastSeen[key] ?? started ?? now
        return !isConnected(key)
            && now.milliseconds - seen.milliseconds >= patience.returnMilliseconds
    }

    mutating func receive(
        _ message: WireMessage, from connection: Connection, peer: Peer, at now: Timestamp
    ) throws -> [Action] {
        switch message {
        case .hello(let hello):
            return greet(hello, from: connection, key: peer.key)
        case .proposal(let proposal):
            return try receive(proposal, from: connection, at: now)
        case .decision(let decision):
            return try receive(decision, from: connection, at: now)
        case .measures(let measures):
            return try receive(measures, at: now)
        case .status:
            return [.send(.report(json: status().canonicalBytes), to: connection)]
        case .fetch(let hash, let chunk):
            let text = hash == roster.accordHash && Digest(of: accord) == hash ? accord : nil
            guard let bytes = text ?? blobs[hash] else {
                return [.send(.refused(code: "unknown-blob", detail: ""), to: connection)]
            }
            return [.sendBlob(bytes, hash: hash, fromChunk: Int(chunk), to: connection)]
        case .round, .shares, .uploadChunk:
            return try receiveRound(message, from: connection, key: peer.key, at: now)
        case .audit(let study, let sctx, let chunk):
            return try answerAudit(
                of: study, sctx: sctx, chunk: Int(chunk), from: connection, key: peer.key)
        case .ask(let name):
            return tell(of: name, to: connection)
        case .voucher(let voucher):
            return receive(voucher, key: peer.key)
        case .consent(let consent):
            return try receive(consent, key: peer.key)
        case .ledgerKeys(let announcement):
            return receive(announcement, key: peer.key, at: now)
        case .submission(let submission):
            return relay(submission, key: peer.key, at: now)
        case .vouch(let vouch):
            return relay(vouch, key: peer.key, at: now)
        case .conflict(let conflict):
            return relay(conflict, key: peer.key, at: now)
        case .refused(let code, let detail) where code == WireMessage.abstains:
            return try receiveAbstention(sctx: detail, key: peer.key, at: now)
        case .roster, .rosterChange, .studyState, .model, .chunk, .uploadHave, .sum, .report,
            .refused, .auditPiece:
            return []
        }
    }

    private mutating func greet(
        _ hello: Hello, from connection: Connection, key: PublicIdentity
    ) -> [Action] {
        peers[connection]?.role = hello.role
        guard hello.role == .node else { return [.send(.roster(newestStep), to: connection)] }
        var actions = steps(after: hello.rosterVersion).map {
            Action.send(.roster($0), to: connection)
        }
        actions.append(.send(.rosterChange(pending ?? newestStep), to: connection))
        if let older = streams[key], older != connection {
            peers[older] = nil
            actions.append(.close(older))
        }
        streams[key] = connection
        repeats[key] = nil
        if let member = roster.member(with: key) {
            actions.append(.progress(.connected(member.name)))
        }
        actions += announcements(for: key).map { .send($0, to: connection) }
        for study in studies.values.sorted(by: { $0.name < $1.name }) {
            actions.append(.send(.proposal(study.proposal), to: connection))
            actions += approvals(of: study, for: key).map { .send($0, to: connection) }
            actions.append(.send(stateMessage(of: study), to: connection))
            actions += words(on: study, for: key).map { .send($0, to: connection) }
        }
        if let lastRelease, let number = lastRelease.roster.number(of: key) {
            actions += lastRelease.messages(to: number).map { .send($0, to: connection) }
        }
        if let running, let number = running.roster.number(of: key) {
            actions += (running.lastSent[number] ?? []).map { .send($0, to: connection) }
        }
        return actions
    }

    /// Sends to every member's node stream.
    func broadcast(_ message: WireMessage) -> [Action] {
        streams.values.sorted().map { .send(message, to: $0) }
    }

    /// The federation and its studies as JSON, for commands.
    package func status() -> JSONValue {
        let names = knownNames
        return .object([
            "federation": .string(roster.federation.text),
            "rosterVersion": .integer(Int64(roster.version)),
            "change": pending?.json(after: roster) ?? .null,
            "members": .array(
                roster.members.map { member in
                    .object([
                        "name": .string(member.name.text),
                        "economy": .string(member.economy),
                        "fingerprint": .string(member.key.fingerprint.hex),
                        "connected": .bool(isConnected(member.key)),
                    ])
                }),
            "studies": .array(
                studies.sorted { $0.key < $1.key }.map { $0.value.state(names: names) }),
        ])
    }
}
