import DureCore
import DureFederation
import DurePrivacy
import DureTesting

/// Processes that start, crash and talk.
extension SimulatedFederation {
    func makeCoordinator() throws -> CoordinatorMachine {
        try CoordinatorMachine(
            roster: roster, identity: coordinatorIdentity, storage: coordinatorDisk,
            spool: coordinatorDisk, ledger: coordinatorDisk, patience: patience,
            suite: .x25519)
    }

    mutating func startCoordinator() throws {
        coordinatorDisk.restart()
        if faults.skewMillisecondsMax > 0 {
            skew = Int64.random(in: -faults.skewMillisecondsMax...0, using: &generator)
        }
        coordinator = try makeCoordinator()
    }

    mutating func startMember(_ position: Int) throws {
        members[position].disk.restart()
        let member = members[position]
        members[position].machine = try MemberMachine(
            identity: member.identity, coordinator: coordinatorIdentity.publicKey,
            storage: member.disk, door: member.door,
            desk: desks.isEmpty ? nil : desks[position], suite: .x25519)
        try connect(position)
    }

    mutating func connect(_ position: Int) throws {
        guard coordinator != nil else { return }
        lastConnection += 1
        let connection = lastConnection
        members[position].connection = connection
        let key = members[position].identity.publicKey
        try feedCoordinator(.opened(connection, key))
        try feed(position, .opened)
    }

    mutating func propose(_ proposal: StudyProposal) throws {
        lastConnection += 1
        let connection = lastConnection
        try feedCoordinator(.opened(connection, proposal.author))
        let hello = Hello(role: .command, rosterVersion: 0)
        try feedCoordinator(.message(connection, .hello(hello)))
        try feedCoordinator(.message(connection, .proposal(proposal)))
        try feedCoordinator(.closed(connection))
    }

    mutating func feedCoordinator(_ event: CoordinatorMachine.Event) throws {
        let time = Timestamp(milliseconds: now + skew)
        try drive { try $0.handle(event, at: time) }
    }

    /// Has the coordinator do something, and carries out what it wants.
    mutating func drive(
        _ body: (inout CoordinatorMachine) throws -> [CoordinatorMachine.Action]
    ) throws {
        guard var machine = coordinator else { return }
        do {
            let actions = try body(&machine)
            coordinator = machine
            for action in actions { try carryOut(action) }
        } catch {
            try crashCoordinator(unlessExplained: error)
        }
    }

    private mutating func crashCoordinator(unlessExplained error: any Error) throws {
        guard coordinatorDisk.isDown else { throw error }
        coordinator = nil
        coordinatorWakeTime = now + 500
        mail.removeAll { _ in true }
        for position in members.indices where members[position].connection != nil {
            try disconnect(position)
        }
    }

    private mutating func carryOut(_ action: CoordinatorMachine.Action) throws {
        switch action {
        case .send(let message, let connection):
            try send(message, on: connection)
        case .sendBlob(let bytes, let hash, let fromChunk, let connection):
            let size = WireMessage.chunkByteCountMax
            for index in fromChunk..<max(fromChunk, (bytes.count + size - 1) / size) {
                let chunk = Array(bytes[index * size..<min(bytes.count, (index + 1) * size)])
                try send(.chunk(blob: hash, index: UInt32(index), bytes: chunk), on: connection)
            }
        case .close(let connection):
            guard let position = members.firstIndex(where: { $0.connection == connection }) else {
                return
            }
            try disconnect(position)
        case .progress(let event):
            progress.append(event)
        }
    }

    private mutating func send(_ message: WireMessage, on connection: UInt64) throws {
        if case .round(_, let signed) = message, signed.kind == .plan {
            plans.append(try RoundPlan(parsing: signed.body))
        }
        guard let position = members.firstIndex(where: { $0.connection == connection }) else {
            return
        }
        var message = message
        if let tamper {
            guard let changed = tamper(message, position) else { return }
            message = changed
        }
        if let vanish, vanish(position, message) {
            gone.insert(position)
            members[position].machine = nil
            try disconnect(position)
            return
        }
        post(message, to: .member(position), on: connection)
    }

    mutating func feed(_ position: Int, _ event: MemberMachine.Event) throws {
        guard var machine = members[position].machine else { return }
        if !desks.isEmpty { desks[position].set(now) }
        do {
            let actions = try machine.handle(event, using: &generator)
            members[position].machine = machine
            guard let connection = members[position].connection else { return }
            for action in actions {
                switch action {
                case .send(let said):
                    let message = forge?(said, position) ?? said
                    sent.append((position, message))
                    check(message, from: position)
                    post(message, to: .coordinator, on: connection)
                case .sendUpload(let study, let sctx, let update, let fromChunk):
                    for chunk in fromChunk..<update.chunkCount {
                        let message = WireMessage.uploadChunk(
                            study: study, sctx: sctx, index: UInt32(chunk),
                            bytes: update.chunk(chunk))
                        sent.append((position, message))
                        post(message, to: .coordinator, on: connection)
                    }
                case .progress(let event): memberProgress.append(event)
                }
            }
        } catch {
            guard members[position].disk.isDown else { throw error }
            members[position].machine = nil
            members[position].wakeTime = now + 500
            try disconnect(position)
        }
    }

    /// A stream that breaks takes what is on it along.
    mutating func disconnect(_ position: Int) throws {
        guard let connection = members[position].connection else { return }
        members[position].connection = nil
        mail.removeAll { $0.connection == connection }
        try feedCoordinator(.closed(connection))
        try feed(position, .closed)
    }

    private mutating func post(_ message: WireMessage, to party: Party, on connection: UInt64) {
        // Messages travel as bytes: what cannot be written and read again fails here.
        guard var copy = try? WireMessage(code: message.code, payload: message.payload) else {
            preconditionFailure("a message that cannot be read again: \(message.code)")
        }
        if isFaulty, chance(faults.corruption), !isRoster(copy) {
            let bytes = EncodingTests.changed(copy.payload, using: &generator)
            // What cannot be read does not come through the transport.
            guard let changed = try? WireMessage(code: copy.code, payload: bytes) else { return }
            copy = changed
        }
        // A stream keeps its order: nothing arrives before what was sent earlier on it.
        var time = max(
            now + Int64.random(in: 1...20, using: &generator),
            mail.filter { $0.connection == connection && $0.to == party }.map(\.time).max() ?? 0)
        if isFaulty, chance(faults.reordering) { time = now + 1 }
        var copies = 1
        if isFaulty, chance(faults.doubling) { copies = 2 }
        if isFaulty, chance(faults.omission) { copies = 0 }
        // A stream that breaks takes the message along.
        if isFaulty, chance(faults.loss) {
            mail.append(
                Mail(
                    time: time, order: order, connection: connection, to: party,
                    message: nil))
            order += 1
            return
        }
        for copy_ in 0..<copies {
            mail.append(
                Mail(
                    time: time + Int64(copy_), order: order, connection: connection,
                    to: party, message: copy))
            order += 1
        }
    }

    /// A roster is pinned for good: whoever can forge one is the coordinator itself.
    private func isRoster(_ message: WireMessage) -> Bool {
        if case .roster = message { true } else { false }
    }

    mutating func deliver(_ item: Mail) throws {
        guard let position = members.firstIndex(where: { $0.connection == item.connection }) else {
            return
        }
        guard let message = item.message else { return try disconnect(position) }
        delivered.append(message)
        switch item.to {
        case .coordinator: try feedCoordinator(.message(item.connection, message))
        case .member(let position): try feed(position, .message(message))
        }
    }
}
