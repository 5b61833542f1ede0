import DureCore
import DureFederation
import DureLearning
import DurePrivacy
import DureTesting
import Testing

/// Attacks on whole nodes: crashes at the worst moment, rounds that are asked for twice, sums that
/// are not the sums.
@Suite struct StudyAttackTests {
    @Test(arguments: [true, false])
    func `a member that crashes between 4 and 5 abstains and never signs again`(
        written: Bool
    ) throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 2)
        let disk = federation.members[1].disk
        federation.tamper = { message, position in
            if position == 1, case .round(_, let signed) = message,
                signed.kind == .signatureList
            {
                disk.crash(afterWrites: 0, written: written)
            }
            return message
        }
        try federation.run(proposal)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        #expect(try SimulationChecks.releases(in: federation, state: state) == [])
        #expect(federation.violations == [])
        let signed = federation.sent.filter { member, message in
            guard member == 1, case .round(_, let signed) = message else { return false }
            return signed.kind == .reveal
        }
        #expect(signed.isEmpty)
        #expect(federation.members[1].door.charges.contains("sim/1"))
    }

    @Test func `no second sum of a released round, and no attempt that was begun`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 2)
        try federation.run(proposal)
        var machine = try #require(federation.members[0].machine)
        let last = try #require(federation.plans.last)
        var again = last
        again.attempt += 1
        var older = last
        older.round -= 1
        older.attempt += 7
        for plan in [again, older, last] {
            let message = try SignedMessage(
                .plan, sctx: plan.sctx, sender: SignedMessage.coordinator, body: plan.bytes,
                by: federation.coordinatorIdentity)
            let actions = try machine.handle(
                .message(.round(study: proposal.study, message)), using: &federation.generator)
            let adverts = actions.filter {
                if case .send(.round) = $0 { true } else { false }
            }
            #expect(adverts.isEmpty, "\(plan.round)/\(plan.attempt)")
        }
    }

    @Test func `a plan with lower thresholds or another roster is refused`() throws {
        var (federation, proposal) = try SimulatedStudy.federation(rounds: 5)
        try federation.run(proposal)
        var machine = try #require(federation.members[0].machine)
        let last = try #require(federation.plans.last)
        let changes: [(inout RoundPlan) -> Void] = [
            { $0.threshold -= 1 }, { $0.survivorCountMin -= 1 }, { $0.colludingCount = 0 },
            { $0.rosterHash = Digest(of: [3]) }, { $0.memberCount = 3 },
            { $0.manifestHash = Digest(of: [4]) }, { $0.suite = .xWing }, { $0.round = 99 },
        ]
        for (index, change) in changes.enumerated() {
            var plan = last
            plan.round += 1
            change(&plan)
            let message = try SignedMessage(
                .plan, sctx: plan.sctx, sender: SignedMessage.coordinator, body: plan.bytes,
                by: federation.coordinatorIdentity)
            let actions = try machine.handle(
                .message(.round(study: proposal.study, message)), using: &federation.generator)
            let adverts = actions.filter {
                if case .send(.round) = $0 { true } else { false }
            }
            #expect(adverts.isEmpty, "\(index)")
        }
    }

    @Test func `every member audits every round, and a wrong sum is found`() throws {
        var (honest, proposal) = try SimulatedStudy.federation(rounds: 2)
        try honest.run(proposal)
        let verdicts = honest.memberProgress.compactMap { event -> Bool? in
            if case .audited(_, _, _, let passed) = event { passed } else { nil }
        }
        #expect(verdicts.count >= 4 && verdicts.allSatisfy { $0 })

        var (federation, other) = try SimulatedStudy.federation(rounds: 1)
        let identity = federation.coordinatorIdentity
        let algorithm = try StudyManifest(parsing: other.manifest).algorithm
        let length = algorithm.sumLength(at: algorithm.start())
        federation.tamper = { message, position in
            guard position == 1 else { return message }
            return Self.withWrongSum(message, ofLength: length, signedBy: identity)
        }
        try federation.run(other, limitMilliseconds: 30_000)
        let failed = federation.memberProgress.contains { event in
            if case .audited(_, _, _, false) = event { true } else { false }
        }
        #expect(failed)
    }

    /// The sum of zeros, consistently lied about: in the result and in the chunk.
    private static func withWrongSum(
        _ message: WireMessage, ofLength length: Int, signedBy identity: NodeIdentity
    ) -> WireMessage? {
        let zeros = [UInt8](repeating: 0, count: length * 8)
        switch message {
        case .round(let study, let signed) where signed.kind == .result:
            guard let result = try? RoundResult(parsing: signed.body) else { return nil }
            let wrong = RoundResult(
                survivorListHash: result.survivorListHash,
                signatureListHash: result.signatureListHash, survivors: result.survivors,
                sumHash: Digest(of: zeros), selfSeeds: result.selfSeeds,
                droppedSecrets: result.droppedSecrets)
            let forged = try? SignedMessage(
                .result, sctx: signed.sctx, sender: 0, body: wrong.bytes, by: identity)
            return forged.map { .round(study: study, $0) }
        case .refused(let code, _) where code == "unknown-blob":
            return .chunk(blob: Digest(of: zeros), index: 0, bytes: zeros)
        default: return message
        }
    }
}

extension StudyAttackTests {
    @Test func `a roster on which a member stands twice is refused`() throws {
        let coordinator = NodeIdentity()
        let (victim, mallory) = (NodeIdentity(), NodeIdentity())
        let entries = try [victim, mallory, mallory, mallory].map { identity in
            RosterMember(name: try Name("m"), economy: "KR", key: identity.publicKey)
        }
        let roster = StudyRoster(entries)
        let plan = try RoundStage.plan(
            roster: roster, coordinator: coordinator.publicKey, attempt: 1)
        #expect(throws: FederationError.planRefused(field: "roster")) {
            try RoundContext(plan: plan, roster: roster, coordinator: coordinator.publicKey)
        }
    }
}
