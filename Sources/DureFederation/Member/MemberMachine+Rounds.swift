internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// A member's part in an attempt.
extension MemberMachine {
    mutating func receiveRound(
        _ name: Name, _ signed: SignedMessage, parts: SharePartList?,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        if signed.kind == .plan { return try join(name, signed, using: &generator) }
        guard attempt?.study == name, attempt?.context.sctx == signed.sctx,
            var machine = attempt?.machine
        else { return [] }
        let steps: [RoundMember.Action]
        do {
            steps = try machine.handle(signed, parts: parts, using: &generator)
        } catch let FederationError.attemptAbandoned(reason) {
            return try leaveAttempt(reason: reason.rawValue)
        } catch {
            // The machine touches nothing but the message: it alone can be at fault.
            return try leaveAttempt(reason: AbandonReason.protocolBroken.rawValue)
        }
        attempt?.machine = machine
        if machine.isEnded, steps.isEmpty { return try leaveAttempt(reason: "abandoned") }
        return try carryOut(steps, using: &generator)
    }

    /// Message 0: checks the plan against what this node approved, pinned and released.
    private mutating func join(
        _ name: Name, _ signed: SignedMessage,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard signed.isSigned(by: coordinator), signed.sender == SignedMessage.coordinator,
            signed.sctx == Digest(of: signed.body), var study = studies[name], let roster
        else { return [] }
        if attempt?.context.sctx == signed.sctx { return try resume() }
        let roundPlan = try RoundPlan(parsing: signed.body)
        // The state that names the members may still be on its way; the plan comes again.
        guard !study.members.isEmpty else { return [] }
        if let field = refusal(of: roundPlan, study: study, roster: roster) {
            return [
                .progress(.left(study: name, round: roundPlan.round, reason: field)),
                abstention(from: signed.sctx),
            ]
        }
        guard study.begun != nil || isApproved(study) else {
            // They may still be on their way; the plan comes again.
            return [.progress(.left(study: name, round: roundPlan.round, reason: "approvals"))]
        }
        if let late = try countUnanswered(before: roundPlan, of: name, using: &generator) {
            return late
        }
        let studyRoster = study.studyRoster(in: roster)
        let plan = try StudyPlan(
            manifest: study.manifest, manifestHash: study.proposal.manifestHash,
            memberCount: studyRoster.count, federationCount: roster.members.count)
        guard Int(roundPlan.colludingCount) == plan.thresholds.colludingCount,
            Int(roundPlan.survivorCountMin) == plan.thresholds.survivorsMin,
            roundPlan.round <= plan.algorithm.roundCountMax
        else { throw FederationError.planRefused(field: "thresholds") }
        let context = try RoundContext(
            plan: roundPlan, roster: studyRoster, coordinator: coordinator)
        let (machine, steps) = try RoundMember.join(context, as: identity, using: &generator)
        var actions: [Action] = []
        if attempt != nil { actions += try leaveAttempt(reason: "superseded") }
        if let audit = audits[name] { actions.append(audit.request) }
        study.begun = MemberStudy.Begun(plan: roundPlan)
        studies[name] = study
        attempt = MemberAttempt(study: name, plan: plan, context: context, machine: machine)
        actions.append(
            .progress(
                .joined(study: name, round: roundPlan.round, attempt: roundPlan.attempt)))
        return actions + (try carryOut(steps, using: &generator))
    }

    /// The field in which a plan differs from what this node stands by; nil where it may join.
    private func refusal(
        of plan: RoundPlan, study: MemberStudy, roster: FederationRoster
    ) -> String? {
        let members = study.studyRoster(in: roster)
        let checks: [(String, Bool)] = [
            ("decision", study.decision?.answer == .approved),
            // What was approved was a study among these members; once it runs, its own are fixed.
            (
                "decision",
                study.begun != nil || study.decision?.rosterHash == roster.hash
            ),
            ("federation", plan.federation == roster.federation),
            ("accord", plan.accordHash == roster.accordHash),
            ("roster", plan.rosterVersion >= roster.version),
            ("study", plan.study == study.name),
            ("manifest", plan.manifestHash == study.proposal.manifestHash),
            ("audit", study.distrust == nil),
            ("audit", study.unauditedRound == 0 || plan.round > study.unauditedRound + 1),
            ("suite", plan.suite == suite),
            ("members", members.count >= study.manifest.memberCountMin),
            ("members", members.hash == plan.rosterHash),
            ("members", study.begun.map { $0.roster == plan.rosterHash } ?? true),
            ("round", plan.round > study.releasedRound),
            // Never an attempt that was begun before, and none from before that one either.
            ("attempt", study.begun.map { $0.isBefore(plan) } ?? true),
        ]
        return checks.first { !$0.1 }?.0
    }

    /// After a reconnect the last messages are sent again; the coordinator drops what it has.
    private func resume() throws -> [Action] {
        var actions = (attempt?.lastSent ?? []).map { Action.send($0) }
        if let audit = attempt.flatMap({ audits[$0.study] }) { actions.append(audit.request) }
        for fetch in [attempt?.modelFetch, attempt?.sumFetch] {
            guard let fetch else { continue }
            actions.append(
                .send(.fetch(blob: fetch.reference.hash, fromChunk: fetch.nextChunk)))
        }
        return actions
    }

    private mutating func carryOut(
        _ steps: [RoundMember.Action], using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        var actions: [Action] = []
        for step in steps {
            guard let name = attempt?.study else { break }
            switch step {
            case .record(let record):
                try write(record, of: name)
            case .send(let message):
                actions.append(remember(.round(study: name, message)))
                if message.kind == .blame { actions += try leaveAttempt(reason: "blame") }
            case .sendShares(let message, let parts):
                actions.append(remember(.shares(study: name, message, parts)))
            case .compute:
                attempt?.wantsContribution = true
                actions += try contribute(using: &generator)
            case .upload(let message, let update):
                attempt?.update = update
                actions.append(remember(.round(study: name, message)))
                actions.append(
                    .progress(
                        .uploading(
                            study: name, round: attempt?.context.plan.round ?? 0,
                            byteCount: update.byteCount)))
            case .finished(let result):
                attempt?.result = result
                actions += fetchSum(result)
            }
        }
        return actions
    }

    /// The sum is known by its hash, and its size by the plan: nothing else need come first.
    private mutating func fetchSum(_ result: RoundResult) -> [Action] {
        guard let plan = attempt?.plan, let bytes = attempt?.model,
            let model = try? ModelState(canonicalBytes: bytes)
        else { return [] }  // It was read when it was computed with.
        let byteCount = plan.sumLength(at: model) * plan.wordSize.byteCount
        let blob = BlobReference(hash: result.sumHash, byteCount: UInt32(byteCount))
        attempt?.sumFetch = BlobFetch(blob)
        return refetchSum()
    }

    private mutating func remember(_ message: WireMessage) -> Action {
        attempt?.lastSent = [message]
        return .send(message)
    }

    private mutating func write(_ record: RoundMember.Record, of name: Name) throws {
        guard var study = studies[name] else { return }
        switch record {
        case .begun(let sctx):
            precondition(study.begun?.sctx == sctx, "the attempt that was joined")
            study.signedList = nil
        case .signed(let sctx, let listHash):
            // Once for an attempt: the machine never asks twice, and after a crash it is gone.
            precondition(study.begun?.sctx == sctx && study.signedList == nil, "one list only")
            study.signedList = listHash
        case .released(let round):
            try door.record(
                "study.shares.released", object: study.signedList,
                details: ["study": .string(name.text), "round": .integer(Int64(round))])
            study.releasedRound = max(study.releasedRound, round)
            study.roundsJoined += 1
            study.bytesSent += attempt?.update?.byteCount ?? 0
        }
        try study.saveJournal(to: storage)
        studies[name] = study
    }

    /// Computes and uploads once the model is here and the boxes have opened.
    ///
    /// The budget is charged before anything is made of the rows. From then on whatever others see
    /// of this member, were it that it steps out, may tell of them: no charge is given back.
    mutating func contribute(
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let current = attempt, current.wantsContribution, current.update == nil,
            let bytes = current.model, let study = studies[current.study]
        else { return [] }
        guard let model = try? ModelState(canonicalBytes: bytes) else {
            // The bytes are what the coordinator named; that they are no model is its doing.
            return try leaveAttempt(reason: AbandonReason.protocolBroken.rawValue)
        }
        let algorithm = current.plan.algorithm
        let round = current.context.plan.round
        guard model.round < algorithm.roundCountMax else {
            return try leaveAttempt(reason: AbandonReason.modelsDiffer.rawValue)
        }
        // Nothing is computed on a model before the sum that it follows from has been audited.
        guard audits[current.study] == nil else { return [] }
        switch standing(of: model.digest, before: round, in: study, plan: current.plan) {
        case .checked: break
        case .unknown: return []  // The word of others may still come.
        case .wrong: return try leaveAttempt(reason: AbandonReason.modelsDiffer.rawValue)
        }
        let update: NoisedUpdate
        do {
            // Asked for in every attempt: the charter may have changed since the last.
            let rows = try door.trainingRows(for: study.manifest)
            try door.charge(current.plan, key: current.budgetKey)
            let values = try contribution(
                to: model, from: rows, in: current, of: study, using: &generator)
            update = try current.plan.update(values, to: model, using: &generator)
        } catch let error as StorageError {
            throw error
        } catch {
            // Whatever stands in the way here is this member's own: it steps out, others go on. The
            // next attempt at the round is under the same charge.
            let why = String(describing: type(of: error))
            return try leaveAttempt(reason: "cannot-contribute: \(why)")
        }
        try door.record(
            "study.upload", object: current.context.sctx,
            details: [
                "study": .string(current.study.text),
                "round": .integer(Int64(current.context.plan.round)),
                "model": .string(model.digest.hex),
                "bytes": .integer(Int64(update.byteCount)),
            ])
        guard var machine = attempt?.machine else { return [] }
        let steps = try machine.upload(
            update, modelHash: Digest(of: bytes), planHash: current.plan.hash)
        attempt?.machine = machine
        return try carryOut(steps, using: &generator)
    }

    /// This member's part of a round; where it holds noise of its own, the same in every attempt.
    ///
    /// A round is charged once. Two draws of its noise would be two releases to whoever opens both
    /// attempts' uploads, so a draw is on the storage before it leaves and no second one is made.
    private func contribution(
        to model: ModelState, from rows: RecordBatch, in attempt: MemberAttempt,
        of study: MemberStudy, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Double] {
        let algorithm = attempt.plan.algorithm
        let round = attempt.context.plan.round
        if algorithm.ownNoise != nil,
            let draw = try MemberDraw(of: study.name, from: storage), draw.round >= round
        {
            guard draw.round == round, draw.model == model.digest else {
                throw FederationError.attemptAbandoned(reason: .modelsDiffer)
            }
            return draw.values
        }
        let table = try StudyTable(study.manifest.columns, batch: rows)
        let values = try algorithm.contribution(to: model, from: table, using: &generator)
        if algorithm.ownNoise != nil {
            try MemberDraw(round: round, model: model.digest, values: values)
                .save(of: study.name, to: storage)
        }
        return values
    }

    /// Leaves the attempt.
    ///
    /// The charge stays: once an upload has left, others can open the sum that it is in without
    /// this member. Further attempts of the round are under the same charge, as no two attempts of
    /// a round can both find a quorum.
    mutating func leaveAttempt(reason: String) throws -> [Action] {
        guard let left = attempt else { return [] }
        attempt = nil
        var reason = reason
        if left.wantsContribution, left.update == nil, left.model != nil {
            switch reason {
            case "abandoned", "superseded":
                reason = audits[left.study] == nil ? "sum-missed" : "audit-unanswered"
            default: break
            }
        }
        return [
            .progress(
                .left(study: left.study, round: left.context.plan.round, reason: reason)),
            abstention(from: left.context.sctx),
        ]
    }

    /// Tells the coordinator that it need not wait for this member.
    func abstention(from sctx: Digest) -> Action {
        .send(.refused(code: WireMessage.abstains, detail: sctx.hex))
    }
}
