internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// The end of an attempt: a sum, or none.
extension CoordinatorMachine {
    mutating func openSum(_ unmasking: RoundCoordinator.Unmasking) throws -> [Action] {
        guard let opened = try running?.sum.open(unmasking), let study = running?.study,
            let sctx = running?.machine.context.sctx, var machine = running?.machine
        else { return [] }
        let blob = blobs.add(opened.bytes)
        let steps = try machine.opened(sumHash: blob.hash)
        running?.machine = machine
        var actions: [Action] = []
        for step in steps {
            switch step {
            case .send(let message, let numbers):
                for number in numbers {
                    actions += sendNow(.round(study: study, message), to: number)
                    actions += sendNow(.sum(study: study, sctx: sctx, blob: blob), to: number)
                }
            case .finished(let result):
                actions += try release(result)
            default: break
            }
        }
        return actions
    }

    private mutating func sendNow(_ message: WireMessage, to number: UInt32) -> [Action] {
        guard let member = running?.roster.member(at: number), let connection = streams[member.key]
        else { return [] }
        running?.lastSent[number, default: []].append(message)
        return [.send(message, to: connection)]
    }

    /// Enters the release, advances the model and closes the attempt.
    mutating func release(_ result: RoundResult) throws -> [Action] {
        guard let ended = running, var study = studies[ended.study], let model = study.model else {
            return []
        }
        let sum = try ended.plan.decode(ended.sum.sum)
        let survivors = result.survivors.compactMap { ended.roster.member(at: $0)?.name }
        let round = CoordinatedStudy.Round(
            round: study.round, survivors: survivors, transcript: Digest(of: result.bytes),
            sumHash: result.sumHash, byteCount: ended.sum.byteCounts.values.reduce(0, +),
            measure: nil)
        try ledger.record(
            "study.round.released", object: round.transcript,
            details: [
                "study": .string(study.name.text), "round": .integer(Int64(round.round)),
                "survivors": .array(survivors.map { .string($0.text) }),
                "sum": .string(result.sumHash.hex), "bytes": .integer(Int64(round.byteCount)),
                "weakGroup": .bool(ended.plan.thresholds.isWeakGroup),
            ])
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
        switch ended.plan.algorithm.advance(model, with: sum, survivors: survivors.count) {
        case .next(let next):
            study.model = next
            try study.save(to: storage)
            studies[study.name] = study
        case .finished(let last, let reason):
            study.model = last
            actions += try finish(&study, reason: reason.rawValue)
        case .failed(let reason):
            actions += try fail(&study, reason.rawValue)
        }
        return actions
    }

    private mutating func finish(
        _ study: inout CoordinatedStudy, reason: String
    ) throws -> [Action] {
        study.phase = .finished
        study.reason = reason
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

    /// Gives an attempt up. A round whose shares may have left is skipped, never tried again.
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
}
