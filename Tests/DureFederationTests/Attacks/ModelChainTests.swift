import DureCore
import DureFederation
import DureTesting
import Testing

/// A coordinator that hides sums, or does not show what they are made of, gets no further ones.
@Suite struct ModelChainTests {
    private static let limitMilliseconds: Int64 = 600_000

    /// Who sent a masked vector in that round.
    private func uploaders(
        of round: UInt32, in federation: SimulatedFederation
    ) -> Set<Int> {
        let contexts = Set(federation.plans.filter { $0.round == round }.map(\.sctx))
        return Set(
            federation.sent.compactMap { member, message in
                guard case .round(_, let signed) = message, signed.kind == .uploadHeader,
                    contexts.contains(signed.sctx)
                else { return nil }
                return member
            })
    }

    private func findings(of member: Int, in federation: SimulatedFederation) -> [String] {
        federation.members[member].disk.events.filter { $0.action == "study.round.audited" }
            .compactMap { $0.details["finding"]?.text }
    }

    private func isResult(_ message: WireMessage) -> Bool {
        switch message {
        case .round(_, let signed): signed.kind == .result
        case .sum: true
        default: false
        }
    }

    @Test func `an audit that is never answered is recorded, and nobody computes on`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        federation.tamper = { message, _ in
            if case .auditPiece = message { nil } else { message }
        }
        try federation.run(proposal, limitMilliseconds: Self.limitMilliseconds)
        #expect(uploaders(of: 1, in: federation) == [0, 1, 2, 3])
        #expect(uploaders(of: 2, in: federation).isEmpty)
        #expect((0..<4).contains { findings(of: $0, in: federation) == ["audit-unanswered"] })
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["reason"]?.text == "too-many-attempts", "\(state.canonicalText)")
    }

    @Test func `a member whose audit is refused takes no part in the next round`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        federation.tamper = { message, position in
            guard position == 1, case .auditPiece(_, let sctx, _, _) = message else {
                return message
            }
            return .refused(code: WireMessage.noAudit, detail: sctx.hex)
        }
        try federation.run(proposal)
        #expect(findings(of: 1, in: federation).first == "audit-unanswered")
        #expect(uploaders(of: 2, in: federation) == [0, 2, 3])
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
    }

    @Test func `a member whose audit finds a wrong piece leaves the study, also after a crash`()
        throws
    {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        federation.tamper = { message, position in
            guard position == 1,
                case .auditPiece(let study, let sctx, let chunk, let piece) = message
            else { return message }
            var bytes = piece.chunk
            bytes[0] ^= 1
            return .auditPiece(
                study: study, sctx: sctx, chunk: chunk,
                AuditPiece(
                    member: piece.member, chunk: bytes, proof: piece.proof, parts: piece.parts))
        }
        try federation.run(proposal)
        #expect(findings(of: 1, in: federation) == ["audit-wrong-piece"])
        for round in UInt32(2)...3 {
            #expect(!uploaders(of: round, in: federation).contains(1))
        }
        let member = federation.members[1]
        var machine = try MemberMachine(
            identity: member.identity, coordinator: federation.coordinatorIdentity.publicKey,
            storage: member.disk, door: member.door, suite: .x25519)
        var plan = try #require(federation.plans.last)
        plan.attempt += 1
        let message = try SignedMessage(
            .plan, sctx: plan.sctx, sender: SignedMessage.coordinator, body: plan.bytes,
            by: federation.coordinatorIdentity)
        let actions = try machine.handle(
            .message(.round(study: proposal.study, message)), using: &federation.generator)
        #expect(!actions.contains { if case .send(.round) = $0 { true } else { false } })
    }

    @Test func `who missed the sum takes the model on the word of enough others`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        federation.tamper = { [self] message, position in
            position == 1 && isResult(message) ? nil : message
        }
        try federation.run(proposal)
        #expect(findings(of: 1, in: federation).isEmpty)
        #expect(uploaders(of: 2, in: federation).contains(1))
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        #expect(state["measures"]?["m1"] != nil, "\(state.canonicalText)")
    }

    @Test func `no more members than may collude can vouch for a model`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        let friend = federation.members[0].identity.publicKey
        federation.tamper = { [self] message, position in
            guard position == 1 else { return message }
            if case .voucher(let voucher) = message, voucher.member != friend { return nil }
            return isResult(message) ? nil : message
        }
        try federation.run(proposal, limitMilliseconds: 200_000)
        #expect(uploaders(of: 1, in: federation).contains(1))
        #expect(!uploaders(of: 2, in: federation).contains(1))
        #expect(uploaders(of: 2, in: federation).count == 3)
    }

    @Test func `a coordinator that shows nobody the sum gets no second one`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 3)
        federation.tamper = { [self] message, _ in isResult(message) ? nil : message }
        try federation.run(proposal, limitMilliseconds: Self.limitMilliseconds)
        #expect(uploaders(of: 1, in: federation).count == 4)
        #expect(uploaders(of: 2, in: federation).isEmpty)
    }

    @Test func `a coordinator that was restarted still answers an audit`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 1)
        try federation.run(proposal)
        var coordinator = try federation.makeCoordinator()
        let plan = try #require(federation.plans.last)
        let now = Timestamp(milliseconds: federation.now)
        _ = try coordinator.handle(
            .opened(7, federation.members[0].identity.publicKey), at: now)
        let audit = WireMessage.audit(study: proposal.study, sctx: plan.sctx, chunk: 0)
        let pieces = try coordinator.handle(.message(7, audit), at: now).filter {
            if case .send(.auditPiece, _) = $0 { true } else { false }
        }
        #expect(pieces.count >= 3)
    }
}

/// What a member is shown before it joins.
extension ModelChainTests {
    @Test func `a member joins nothing before it has seen every approval`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 1)
        let forger = NodeIdentity()
        federation.tamper = { message, position in
            guard position == 1, case .decision(let decision) = message else { return message }
            // One that is signed by somebody else; one that is of another study's text.
            let forged = try? StudyDecision(
                study: decision.study, manifestHash: decision.manifestHash,
                rosterHash: decision.rosterHash, answer: .approved, reasons: [], by: forger)
            return forged.map { .decision($0) }
        }
        try federation.run(proposal, limitMilliseconds: 150_000)
        #expect(uploaders(of: 1, in: federation) == [0, 2, 3])
        #expect(
            federation.memberProgress.contains { event in
                if case .left(_, _, "approvals") = event { true } else { false }
            })
    }

    @Test func `an approval among other members does not count`() throws {
        let (federation, proposal) = try SimulatedStudy.federation(rounds: 1)
        var coordinator = try federation.makeCoordinator()
        let now = Timestamp(milliseconds: federation.now)
        let identity = federation.members[0].identity
        _ = try coordinator.handle(.opened(1, identity.publicKey), at: now)
        _ = try coordinator.handle(.message(1, .proposal(proposal)), at: now)
        let decision = try StudyDecision(
            study: proposal.study, manifestHash: proposal.manifestHash,
            rosterHash: Digest(of: [9]), answer: .approved, reasons: [], by: identity)
        let actions = try coordinator.handle(.message(1, .decision(decision)), at: now)
        #expect(
            actions.contains { action in
                if case .send(.refused("other-roster", _), _) = action { true } else { false }
            })
        #expect(coordinator.status()["studies"]?.elements?[0]["decisions"]?.elements == [])
    }
}
