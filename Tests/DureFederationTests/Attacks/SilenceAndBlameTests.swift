import DureCore
import DureFederation
import DureTesting
import Testing

/// Members that would hold a study up: by silence, or by accusing others.
@Suite struct SilenceAndBlameTests {
    private func federation(
        rounds: Int
    ) throws -> (federation: SimulatedFederation, proposal: StudyProposal) {
        let rows = SimulatedStudy.rows(members: 4, seed: Seed(2))
        let federation = try SimulatedFederation(seed: Seed(2), rows: rows)
        let proposal = try SimulatedStudy.proposal(
            in: federation, manifest: SimulatedStudy.manifest(rounds: rounds))
        return (federation, proposal)
    }

    @Test(arguments: [MessageKind.advert, .shareHead, .uploadHeader, .survivorSignature, .reveal])
    func `a connected member that falls silent costs one wait, and the study goes on`(
        kind: MessageKind
    ) throws {
        var (federation, proposal) = try federation(rounds: 2)
        federation.forge = { message, position in
            guard position == 2, message.signed?.kind == kind else { return nil }
            return .status  // It says something, and never what is asked.
        }
        try federation.run(proposal, limitMilliseconds: 110_000)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(kind) \(state.canonicalText)")
        #expect(try SimulationChecks.releases(in: federation, state: state) == [])
    }

    @Test func `a member that never decides is left out when the time is over`() throws {
        var (federation, proposal) = try federation(rounds: 1)
        federation.patience.decisionMilliseconds = 30_000
        federation.forge = { message, position in
            guard position == 3, case .decision = message else { return nil }
            return .status
        }
        try federation.run(proposal, limitMilliseconds: 100_000)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        #expect(state["members"]?.elements?.compactMap(\.text).contains("m3") == false)
    }

    @Test func `a member that keeps its measures to itself holds nothing up`() throws {
        var (federation, proposal) = try federation(rounds: 1)
        federation.forge = { message, position in
            guard position == 3, case .measures = message else { return nil }
            return .status
        }
        try federation.run(proposal, limitMilliseconds: 10_000)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        #expect(state["measures"]?.members?.count == 3)
    }

    @Test(arguments: [0, 1, 2, 3])
    func `who accuses one member after the other is left out itself`(liar: Int) throws {
        var (federation, proposal) = try federation(rounds: 2)
        let identity = federation.members[liar].identity
        federation.forge = { message, position in
            guard position == liar, case .round(let study, let signed) = message,
                signed.kind == .uploadHeader
            else { return nil }
            let others = (1...4).filter { $0 != signed.sender }
            let accused = others[Int(signed.sctx.bytes[0]) % others.count]
            let blame = try? SignedMessage(
                .blame, sctx: signed.sctx, sender: signed.sender,
                body: Blame(accused: accused).bytes, by: identity)
            return blame.map { .round(study: study, $0) }
        }
        try federation.run(proposal, limitMilliseconds: 30_000)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        let lost = federation.progress.filter {
            if case .roundAbandoned = $0 { true } else { false }
        }
        #expect(lost.count <= 3, "\(lost)")
    }
}
