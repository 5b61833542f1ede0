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
    var pieces: [UInt32: AuditPiece] = [:]
}

extension MemberMachine {
    /// Asks for one chunk of every upload of a round whose sum has come.
    mutating func beginAudit(
        _ ended: MemberAttempt, result: RoundResult, sum: RingVector,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let evidence = ended.machine.evidence, sum.chunkCount > 0 else { return [] }
        let chunk = Int.random(in: 0..<sum.chunkCount, using: &generator)
        audit = PendingAudit(
            study: ended.study, context: ended.context, chunk: UInt32(chunk),
            published: sum.bytes(ofChunk: chunk),
            audit: try RoundAudit(evidence, result: result))
        return [
            .send(
                .audit(study: ended.study, sctx: ended.context.sctx, chunk: UInt32(chunk)))
        ]
    }

    /// Takes a piece; with the last one the chunk is recomputed.
    mutating func receive(
        _ piece: AuditPiece, sctx: Digest, chunk: UInt32
    ) throws -> [Action] {
        guard var pending = audit, pending.context.sctx == sctx, pending.chunk == chunk,
            pending.audit.survivors.contains(piece.member)
        else { return [] }
        pending.pieces[piece.member] = piece
        audit = pending
        guard pending.pieces.count == pending.audit.survivors.count else { return [] }
        let verdict = try pending.audit.verdict(
            chunk: Int(chunk), pieces: pending.pieces, published: pending.published)
        audit = nil
        let round = pending.context.plan.round
        try door.record(
            "study.round.audited", object: sctx,
            details: [
                "study": .string(pending.study.text), "round": .integer(Int64(round)),
                "chunk": .integer(Int64(chunk)), "passed": .bool(verdict == .holds),
            ])
        return [
            .progress(
                .audited(
                    study: pending.study, round: round, chunk: chunk, passed: verdict == .holds))
        ]
    }
}
