internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// Attempts at rounds: opening, feeding and closing them.
extension CoordinatorMachine {
    mutating func advanceRounds(at now: Timestamp) throws -> [Action] {
        var actions: [Action] = []
        if let running {
            let absent = absentNumbers(running, at: now)
            if absent != running.machine.absent {
                markSilent(absent.subtracting(running.machine.absent), in: running, at: now)
                actions += try perform(at: now) { try $0.setAbsent(absent) }
            }
            actions += tellAbsent()
        }
        if running == nil {
            actions += try adoptWhenSigned()
            actions += try openNextRound(at: now)
        }
        return actions
    }

    /// Members without a stream for too long, or silent for too long while awaited.
    ///
    /// Who was absent once is waited for no more in this attempt.
    private func absentNumbers(_ running: RunningRound, at now: Timestamp) -> Set<UInt32> {
        let began = running.phaseBegan.milliseconds
        var absent = running.machine.absent
        for number in running.machine.awaited {
            guard let key = running.roster.member(at: number)?.key else { continue }
            let isLate =
                if streams[key] == nil {
                    now.milliseconds - (lastSeen[key]?.milliseconds ?? began)
                        >= patience.reconnectMilliseconds
                } else {
                    now.milliseconds - max(running.progress[number]?.milliseconds ?? began, began)
                        >= patience.silenceMilliseconds
                        || now.milliseconds - began >= patience.phaseMilliseconds
                }
            if isLate { absent.insert(number) }
        }
        return absent
    }

    private mutating func tellAbsent() -> [Action] {
        guard let running else { return [] }
        let lost = running.machine.absent.subtracting(running.absent).sorted()
        self.running?.absent = running.machine.absent
        return lost.compactMap { number in
            running.roster.member(at: number).map {
                .progress(.absent(study: running.study, member: $0.name))
            }
        }
    }

    /// A member says that it takes no part in this attempt, so nobody need wait for it.
    mutating func receiveAbstention(
        sctx: String, key: PublicIdentity, at now: Timestamp
    ) throws -> [Action] {
        guard let running, running.machine.context.sctx.hex == sctx,
            let number = running.roster.number(of: key)
        else { return [] }
        return try perform(at: now) { try $0.setAbsent([number]) }
    }

    private mutating func openNextRound(at now: Timestamp) throws -> [Action] {
        let waiting = studies.values.filter { $0.phase == .running }.sorted { $0.name < $1.name }
        for study in waiting {
            let roster = study.studyRoster(in: self.roster)
            let plan = try plan(for: study)
            let absent = Set(
                (1...UInt32(roster.count)).filter { number in
                    roster.member(at: number).map { streams[$0.key] == nil } ?? true
                })
            guard roster.count - absent.count >= plan.thresholds.survivorsMin else { continue }
            // A member whose stream has just gone may be back in a moment: wait for it.
            let isWaiting = absent.contains { number in
                guard let key = roster.member(at: number)?.key else { return false }
                let seen = lastSeen[key] ?? started ?? now
                return now.milliseconds - seen.milliseconds < patience.reconnectMilliseconds
            }
            if isWaiting { continue }
            let out = leftOut(
                of: study, roster: roster, absent: absent, least: plan.thresholds.survivorsMin,
                at: now)
            return try open(study, plan: plan, roster: roster, absent: out, at: now)
        }
        return []
    }

    private mutating func open(
        _ known: CoordinatedStudy, plan: StudyPlan, roster: StudyRoster, absent: Set<UInt32>,
        at now: Timestamp
    ) throws -> [Action] {
        var study = known
        guard let model = study.model else { return try fail(&study, "no-model") }
        if study.attempt > patience.attemptCountMax {
            return try fail(&study, "too-many-attempts")
        }
        // A round number that was skipped is spent as one that was released: members charge for
        // no more of them than the study promised.
        if study.round > plan.algorithm.roundCountMax {
            return study.rounds.isEmpty
                ? try fail(&study, "no-round-released")
                : try finish(&study, reason: "rounds-spent")
        }
        let roundPlan = RoundPlan(
            suite: suite, federation: self.roster.federation, accordHash: self.roster.accordHash,
            rosterVersion: self.roster.version, roster: roster, study: study.name,
            manifestHash: study.proposal.manifestHash, round: study.round, attempt: study.attempt,
            rule: plan.thresholds, coordinator: identity.publicKey)
        // The number of the attempt rises on disk before the plan leaves: after a crash the next
        // attempt has another context.
        study.attempt += 1
        study.isReleasing = false
        try study.save(to: storage)
        studies[study.name] = study
        let context = try RoundContext(
            plan: roundPlan, roster: roster, coordinator: identity.publicKey)
        try spool.clear(keeping: lastRelease?.context.sctx)
        let blob = blobs.add(model.canonicalBytes)
        let length = plan.sumLength(at: model)
        let (machine, actions) = try RoundCoordinator.open(
            context, as: identity, absent: absent,
            expected: RoundCoordinator.ExpectedUpload(
                modelHash: blob.hash, planHash: plan.hash, length: length,
                wordSize: plan.wordSize))
        running = RunningRound(
            study: study.name, plan: plan, roster: roster, machine: machine,
            sum: RunningSum(
                length: length, wordSize: plan.wordSize, attempt: context.sctx,
                spool: spool),
            phaseBegan: now, absent: absent)
        let opened = CoordinatorProgress.roundOpened(
            study: study.name, round: roundPlan.round, attempt: roundPlan.attempt)
        return [.progress(opened)] + (try carryOut(actions))
            + sendToAll(.model(study: study.name, sctx: context.sctx, blob: blob))
    }

    private mutating func sendToAll(_ message: WireMessage) -> [Action] {
        guard let running else { return [] }
        return (1...UInt32(running.roster.count)).flatMap { send(message, to: $0) }
    }

    /// Sends to a member's node stream and remembers it for a reconnect.
    private mutating func send(_ message: WireMessage, to number: UInt32) -> [Action] {
        guard let running, let member = running.roster.member(at: number) else { return [] }
        switch message {
        // A plan opens a new list: a model and later messages go with it.
        case .round(_, let signed) where signed.kind == .plan:
            self.running?.lastSent[number] = [message]
        case .uploadHave: break
        default: self.running?.lastSent[number, default: []].append(message)
        }
        guard let connection = streams[member.key] else { return [] }
        return [.send(message, to: connection)]
    }

    mutating func receiveRound(
        _ message: WireMessage, from connection: Connection, key: PublicIdentity, at now: Timestamp
    ) throws -> [Action] {
        // Nothing here holds on to the attempt: its sum is added to in place.
        guard streams[key] == connection, let number = running?.roster.number(of: key)
        else { return [] }
        switch message {
        case .round(let study, let signed):
            guard study == running?.study, signed.sender == number else { return [] }
            if signed.kind == .uploadHeader { return try beginUpload(signed, number: number) }
            return try perform(at: now) { try $0.handle(signed) }
        case .shares(let study, let signed, let parts):
            guard study == running?.study, signed.sender == number else { return [] }
            return try perform(at: now) { try $0.handle(signed, parts: parts) }
        case .uploadChunk(let study, let sctx, let index, let bytes):
            guard study == running?.study, sctx == running?.machine.context.sctx,
                running?.machine.awaitsUpload(from: number) == true
            else { return [] }
            return try take(bytes, chunk: Int(index), of: number, at: now)
        default:
            return []
        }
    }

    private mutating func beginUpload(_ signed: SignedMessage, number: UInt32) throws -> [Action] {
        guard let running, running.machine.context.isAuthentic(signed),
            running.machine.awaitsUpload(from: number),
            let count = try self.running?.sum.begin(signed)
        else { return [] }
        return send(
            .uploadHave(
                study: running.study, sctx: signed.sctx, chunkCount: UInt32(count)),
            to: number)
    }

    private mutating func take(
        _ bytes: [UInt8], chunk: Int, of number: UInt32, at now: Timestamp
    ) throws -> [Action] {
        switch try running?.sum.add(bytes, chunk: chunk, of: number) {
        case .complete(let message): return try perform(at: now) { try $0.uploaded(message) }
        case .wrongRoot: return try perform(at: now) { try $0.exclude(number) }
        case .more:
            running?.progress[number] = now
            return []
        case .ignored, nil: return []
        }
    }

    /// Feeds the protocol's machine.
    ///
    /// A message that cannot be read is dropped, as one that was never sent.
    private mutating func perform(
        at now: Timestamp,
        _ step: (inout RoundCoordinator) throws -> [RoundCoordinator.Action]
    ) throws -> [Action] {
        guard var machine = running?.machine else { return [] }
        let phase = machine.phaseName
        let actions: [RoundCoordinator.Action]
        do {
            actions = try step(&machine)
        } catch is WireError {
            return []
        }
        running?.machine = machine
        if machine.phaseName != phase { running?.phaseBegan = now }
        return try carryOut(actions)
    }

    private mutating func carryOut(_ steps: [RoundCoordinator.Action]) throws -> [Action] {
        var actions: [Action] = []
        for step in steps {
            guard let study = running?.study else { break }
            switch step {
            case .send(let message, let numbers):
                if message.kind == .signatureList { try markReleasing(study) }
                for number in numbers {
                    actions += send(.round(study: study, message), to: number)
                }
            case .deliver(let message, let parts, let number):
                actions += send(.shares(study: study, message, parts), to: number)
            case .discardUpload(let number):
                try self.running?.sum.remove(number)
            case .open(let unmasking):
                actions += try openSum(unmasking)
            case .released:
                break  // Comes of `opened(sumHash:)`, which `openSum` calls itself.
            case .abandoned(let reason, let accused):
                actions += try abandon(reason, accused: accused)
            }
        }
        return actions
    }

    /// From here on a member may let its shares go, so this round number is spent.
    private mutating func markReleasing(_ name: Name) throws {
        guard var study = studies[name] else { return }
        study.isReleasing = true
        try study.save(to: storage)
        studies[name] = study
    }
}
