internal import DureCore
internal import DurePrivacy

/// An audit whose pieces are on their way.
struct PendingAudit: Sendable {
    let study: Name
    let context: RoundContext
    let chunk: UInt32
    /// The bytes of that chunk in the sum that was published.
    let published: [UInt8]
    let audit: RoundAudit
    /// The model that follows from the sum; nil where the round led nowhere.
    let next: Digest?
    var pieces: [UInt32: AuditPiece] = [:]
    /// How often the coordinator went on without having answered.
    var unansweredCount = 0
    /// The study's end, which came before the answer.
    var outcome: [UInt8]?

    /// How often an answer may be late before it counts as refused: messages are lost at times.
    static let unansweredCountMax = 3

    var round: UInt32 { context.plan.round }

    var request: MemberMachine.Action {
        .send(.audit(study: study, sctx: context.sctx, chunk: chunk))
    }
}

/// What an audit came to.
private enum AuditEnd {
    case holds
    case wrong(RoundAudit.Verdict)
    case unanswered
}

extension MemberMachine {
    /// Asks for one chunk of every upload of a round whose sum has come.
    ///
    /// The sum counts for nothing before the answer.
    mutating func beginAudit(
        _ ended: MemberAttempt, result: RoundResult, sum: RingVector, next: Digest?,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let evidence = ended.machine.evidence, sum.chunkCount > 0 else { return [] }
        let chunk = Int.random(in: 0..<sum.chunkCount, using: &generator)
        let audit = PendingAudit(
            study: ended.study, context: ended.context, chunk: UInt32(chunk),
            published: sum.bytes(ofChunk: chunk),
            audit: try RoundAudit(evidence, result: result), next: next)
        audits[ended.study] = audit
        return [audit.request]
    }

    /// Takes a piece; with the last one the chunk is recomputed.
    mutating func receive(
        _ piece: AuditPiece, sctx: Digest, chunk: UInt32,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard var pending = audits.values.first(where: { $0.context.sctx == sctx }),
            pending.chunk == chunk, pending.audit.survivors.contains(piece.member)
        else { return [] }
        pending.pieces[piece.member] = piece
        audits[pending.study] = pending
        guard pending.pieces.count == pending.audit.survivors.count else { return [] }
        let verdict = try pending.audit.verdict(
            chunk: Int(chunk), pieces: pending.pieces, published: pending.published)
        return try end(
            pending, verdict == .holds ? .holds : .wrong(verdict), using: &generator)
    }

    /// The coordinator says that it will not answer.
    mutating func auditRefused(
        sctx: String, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let pending = audits.values.first(where: { $0.context.sctx.hex == sctx }) else {
            return []
        }
        return try end(pending, .unanswered, using: &generator)
    }

    /// Counts an attempt that begins while an audit is still open.
    ///
    /// - Returns: What to do instead of joining, once the answer has been late too often.
    mutating func countUnanswered(
        before plan: RoundPlan, of name: Name,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action]? {
        guard var pending = audits[name], plan.round > pending.round else { return nil }
        pending.unansweredCount += 1
        audits[name] = pending
        guard pending.unansweredCount > PendingAudit.unansweredCountMax else { return nil }
        return try end(pending, .unanswered, using: &generator) + [abstention(from: plan.sctx)]
    }

    /// Keeps the study's end until the last sum has been audited; nil where nothing is open.
    mutating func hold(
        outcome json: [UInt8], of name: Name,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action]? {
        guard var pending = audits[name] else { return nil }
        if pending.outcome != nil { pending.unansweredCount += 1 }
        pending.outcome = json
        audits[name] = pending
        guard pending.unansweredCount > PendingAudit.unansweredCountMax else {
            return [pending.request]
        }
        return try end(pending, .unanswered, using: &generator)
    }

    /// Writes down what came of an audit, and goes on or stops accordingly.
    private mutating func end(
        _ pending: PendingAudit, _ end: AuditEnd,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        audits[pending.study] = nil
        guard var study = studies[pending.study] else { return [] }
        try record(pending, end)
        var actions: [Action] = []
        switch end {
        case .holds:
            if let next = pending.next {
                study.checkedModel = next
                study.checkedRound = pending.round
                study.canVouch = true
                vouchers[pending.study] = nil
            }
        case .wrong(let verdict): study.distrust = verdict.word
        case .unanswered: study.unauditedRound = max(study.unauditedRound, pending.round)
        }
        try study.saveJournal(to: storage)
        studies[pending.study] = study
        if case .holds = end {
            actions += try vouch(for: study)
        }
        actions.append(
            .progress(
                .audited(
                    study: pending.study, round: pending.round, chunk: pending.chunk,
                    passed: end.passed)))
        if !end.passed, attempt?.study == pending.study {
            actions += try leaveAttempt(reason: end.word)
        }
        if let outcome = pending.outcome {
            actions += try receiveState(of: pending.study, json: outcome, using: &generator)
        }
        return actions + (try contribute(using: &generator))
    }

    private func record(_ pending: PendingAudit, _ end: AuditEnd) throws {
        try door.record(
            "study.round.audited", object: pending.context.sctx,
            details: [
                "study": .string(pending.study.text), "round": .integer(Int64(pending.round)),
                "chunk": .integer(Int64(pending.chunk)), "passed": .bool(end.passed),
                "finding": .string(end.word),
            ])
    }
}

extension AuditEnd {
    var passed: Bool {
        if case .holds = self { true } else { false }
    }

    var word: String {
        switch self {
        case .holds: "holds"
        case .wrong(let verdict): verdict.word
        case .unanswered: "audit-unanswered"
        }
    }
}

extension RoundAudit.Verdict {
    /// The finding in the protocol's own words.
    var word: String {
        switch self {
        case .holds: "holds"
        case .wrongPiece: "audit-wrong-piece"
        case .wrongSecret: "audit-wrong-secret"
        case .wrongSum: "audit-wrong-sum"
        }
    }
}
