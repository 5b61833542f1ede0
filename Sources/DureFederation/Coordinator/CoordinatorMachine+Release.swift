internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// The end of an attempt: a sum, or none.
extension CoordinatorMachine {
    mutating func openSum(_ unmasking: RoundCoordinator.Unmasking) throws -> [Action] {
        guard var ended = running else { return [] }
        running = nil  // The sum has one holder, so the masks come off in place.
        let blob = blobs.add(try ended.sum.open(unmasking).bytes)
        let steps = try ended.machine.opened(sumHash: blob.hash)
        running = ended
        guard case .released(let message, let result)? = steps.first,
            let evidence = ended.machine.evidence
        else { return [] }
        let released = ReleasedRound(
            study: ended.study, context: ended.machine.context, result: message, blob: blob,
            sum: blobs[blob.hash] ?? [], evidence: evidence, uploads: ended.sum.archive)
        try released.save(to: storage)
        lastRelease = released
        let tidings = result.survivors.flatMap { number in
            let connection = ended.roster.member(at: number).flatMap { streams[$0.key] }
            return released.messages(to: number).compactMap { message in
                connection.map { Action.send(message, to: $0) }
            }
        }
        return tidings + (try release(result))
    }

    /// Shows a member of the last released round one chunk of every upload.
    func answerAudit(
        of study: Name, sctx: Digest, chunk: Int, from connection: Connection,
        key: PublicIdentity
    ) throws -> [Action] {
        guard let round = lastRelease, round.study == study, round.context.sctx == sctx,
            round.roster.number(of: key) != nil
        else {
            return [.send(.refused(code: WireMessage.noAudit, detail: sctx.hex), to: connection)]
        }
        return try round.evidence.headers.senders.compactMap { number in
            guard chunk < round.uploads.chunkCount(of: number) else { return nil }
            let piece = AuditPiece(
                member: number, chunk: try round.uploads.chunk(chunk, of: number),
                proof: round.uploads.proof(ofChunk: chunk, of: number),
                parts: round.evidence.parts[number] ?? SharePartList([:]))
            return .send(
                .auditPiece(study: study, sctx: sctx, chunk: UInt32(chunk), piece),
                to: connection)
        }
    }

    /// Enters the release, advances the model and closes the attempt.
    mutating func release(_ result: RoundResult) throws -> [Action] {
        guard let ended = running, var study = studies[ended.study], let model = study.model else {
            return []
        }
        let sum = try ended.plan.decode(ended.sum.sum, at: model)
        let survivors = result.survivors.compactMap { ended.roster.member(at: $0)?.name }
        let advance = ended.plan.algorithm.checkedAdvance(
            model, with: sum, survivors: survivors.count)
        let round = CoordinatedStudy.Round(
            round: study.round, survivors: survivors, transcript: Digest(of: result.bytes),
            sumHash: result.sumHash, byteCount: ended.sum.byteCounts.values.reduce(0, +),
            coefficientChange: Self.change(from: model, to: advance))
        try ledger.record(
            "study.round.released", object: round.transcript,
            details: [
                "study": .string(study.name.text), "round": .integer(Int64(round.round)),
                "survivors": .array(survivors.map { .string($0.text) }),
                "sum": .string(result.sumHash.hex), "bytes": .integer(Int64(round.byteCount)),
                "weakGroup": .bool(ended.plan.thresholds.isWeakGroup),
            ])
        vouchers[study.name] = nil
        study.remember(ended, reason: nil, accused: nil)
        for number in result.survivors where !ended.machine.absent.contains(number) {
            if let key = ended.roster.member(at: number)?.key { silences[key] = nil }
        }
        study.rounds.append(round)
        study.round += 1
        study.attempt = 1
        study.isReleasing = false
        var actions: [Action] = [
            .progress(
                .roundReleased(
                    study: study.name, round: round.round, survivorCount: survivors.count,
                    memberCount: ended.roster.count))
        ]
        running = nil
        switch advance {
        case .next(let next):
            study.model = next
            try study.save(to: storage)
            studies[study.name] = study
        case .finished(let last, let reason):
            study.model = last
            actions += try finish(&study, reason: reason.rawValue)
        case .failed(let reason):
            study.columnsAtFault = Array(
                ended.plan.algorithm.columnsAtFault(model, with: sum)
                    .prefix(CoordinatedStudy.columnCountMax))
            actions += try fail(&study, reason.rawValue)
        }
        return actions
    }

    mutating func finish(
        _ study: inout CoordinatedStudy, reason: String
    ) throws -> [Action] {
        study.phase = .finished
        study.reason = reason
        lastFinished.insert(study.name)
        try ledger.record(
            "study.finished", object: study.model?.digest,
            details: [
                "study": .string(study.name.text), "reason": .string(reason),
                "rounds": .integer(Int64(study.rounds.count)),
            ])
        try study.save(to: storage)
        studies[study.name] = study
        return [.progress(.finished(study: study.name, rounds: study.rounds.count))]
            + broadcast(stateMessage(of: study))
    }

    /// Gives an attempt up.
    ///
    /// A round whose shares may have left is skipped, never tried again.
    mutating func abandon(_ reason: AbandonReason, accused: UInt32?) throws -> [Action] {
        guard let ended = running, var study = studies[ended.study] else { return [] }
        running = nil
        var details: [String: JSONValue] = [
            "study": .string(study.name.text), "round": .integer(Int64(study.round)),
            "reason": .string(reason.rawValue),
        ]
        if let accused, let member = ended.roster.member(at: accused) {
            details["accused"] = .string(member.name.text)
        }
        if let accuser = ended.machine.accuser, let member = ended.roster.member(at: accuser) {
            details["accuser"] = .string(member.name.text)
        }
        study.remember(ended, reason: reason, accused: accused)
        try ledger.record(
            "study.round.abandoned", object: ended.machine.context.sctx, details: details)
        let round = study.round
        if study.isReleasing {
            study.skipRound()
        }
        try study.save(to: storage)
        studies[study.name] = study
        return [
            .progress(.roundAbandoned(study: study.name, round: round, reason: reason))
        ]
    }

    /// The L2 norm of the change of the coefficients; nil where the round led nowhere.
    private static func change(from model: ModelState, to advance: Advance) -> Double? {
        switch advance {
        case .next(let next), .finished(let next, _):
            zip(next.coefficients, model.coefficients)
                .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        case .failed: nil
        }
    }
}
