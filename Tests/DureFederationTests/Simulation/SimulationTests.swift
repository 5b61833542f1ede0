import DureCore
import DureFederation
import DureLearning
import DureTesting
import Testing

/// Small rows and a manifest for simulated studies.
enum SimulatedStudy {
    static func rows(members: Int, seed: Seed) -> [RecordBatch] {
        var generator = seed.generator
        return (0..<members).map { _ in
            var x: [Double] = []
            var y: [Double] = []
            for _ in 0..<24 {
                let value = Double.random(in: -1...1, using: &generator)
                let noise = Double.random(in: -1...1, using: &generator)
                x.append(value)
                y.append(value + noise > 0 ? 1 : 0)
            }
            return RecordBatch(rowCount: 24, columns: ["x": .numbers(x), "y": .numbers(y)])
        }
    }

    static func manifest(rounds: Int = 4, privacy: String = "mode = \"none\"") -> [UInt8] {
        Array(
            """
            [study]
            id = "sim"
            version = 1
            federation = "sim"
            purpose = "research"
            question = { en = "Does it hold?" }
            [data]
            dataset = "d"
            target = "y"
            split = { column = "set", train = "train", test = "test" }
            records_max = 1000
            [[column]]
            name = "x"
            range = [-1, 1]
            [algorithm]
            kind = "logistic-regression"
            rounds_max = \(rounds)
            [privacy]
            \(privacy)
            """.utf8)
    }

    static func proposal(
        in federation: SimulatedFederation, manifest: [UInt8] = manifest()
    ) throws -> StudyProposal {
        try StudyProposal(
            study: Name("sim"), manifest: manifest, by: federation.members[0].identity)
    }
}

@Suite struct SimulationTests {
    @Test func `a study without faults ends with the pooled model at every member`() throws {
        let rows = SimulatedStudy.rows(members: 4, seed: Seed(1))
        var federation = try SimulatedFederation(seed: Seed(1), rows: rows)
        let proposal = try SimulatedStudy.proposal(in: federation)
        try federation.run(proposal)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        let text = try #require(state["model"]?.text)
        let model = try ModelState(canonicalBytes: Hex.decode(text))
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let matrices = try rows.map {
            try DesignMatrix(features: manifest.features, label: manifest.target, batch: $0)
        }
        let pooled = try runSimulated(
            NewtonLogistic(features: manifest.features, ridge: 1, roundCountMax: 4),
            members: matrices)
        for (joint, alone) in zip(model.coefficients, pooled.state.coefficients) {
            #expect(abs(joint - alone) < 1e-6 * max(1, abs(alone)))
        }
        #expect(federation.members.allSatisfy { $0.door.isAssessed })
    }
}

extension SimulationTests {
    static let seedCount = 40

    @Test(arguments: Seed.batch(seedCount))
    func `under any faults nothing is released twice and the study ends`(seed: Seed) throws {
        let rows = SimulatedStudy.rows(members: 4, seed: seed)
        var federation = try SimulatedFederation(seed: seed, rows: rows, faults: .harsh)
        let proposal = try SimulatedStudy.proposal(in: federation)
        try federation.run(proposal)
        try SimulationChecks.releases(in: federation, seed: seed)
        let state = try #require(try federation.finalState(of: proposal.study))
        let phase = state["phase"]?.text
        #expect(phase == "finished" || phase == "failed", "\(seed) \(state.canonicalText)")
        if phase == "finished" {
            try SimulationChecks.model(state, rows: rows, proposal: proposal, seed: seed)
        }
    }
}

/// What must hold in every run.
enum SimulationChecks {
    /// A member lets its shares of a round go for one list only, and has been charged before.
    static func releases(in federation: SimulatedFederation, seed: Seed) throws {
        var contexts: [Int: [UInt32: Set<Digest>]] = [:]
        var plans: [Digest: RoundPlan] = [:]
        for event in federation.plans { plans[event.sctx] = event }
        for (member, message) in federation.sent {
            guard case .round(_, let signed) = message, signed.kind == .reveal else { continue }
            let plan = try #require(plans[signed.sctx])
            contexts[member, default: [:]][plan.round, default: []].insert(signed.digest)
            let key = "sim/\(plan.round)/\(plan.attempt)"
            #expect(federation.members[member].door.charges.contains(key), "\(seed) uncharged")
        }
        for (member, rounds) in contexts {
            for (round, messages) in rounds {
                #expect(messages.count == 1, "\(seed) member \(member) round \(round)")
            }
        }
    }

    /// The outcome is what the survivors' own rows give, round by round.
    static func model(
        _ state: JSONValue, rows: [RecordBatch], proposal: StudyProposal, seed: Seed
    ) throws {
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let matrices = try rows.map {
            try DesignMatrix(features: manifest.features, label: manifest.target, batch: $0)
        }
        let algorithm = try NewtonLogistic(
            features: manifest.features, ridge: manifest.penalty,
            roundCountMax: manifest.roundCountMax)
        var model = algorithm.start()
        for round in state["rounds"]?.elements ?? [] {
            let survivors = (round["survivors"]?.elements ?? []).compactMap {
                $0.text.flatMap { Int($0.dropFirst()) }
            }
            #expect(survivors.count >= 3, "\(seed) too few in a sum")
            var sum = [Double](repeating: 0, count: algorithm.sumLength)
            for survivor in survivors {
                let part = try algorithm.contribution(to: model, from: matrices[survivor])
                for index in sum.indices { sum[index] += part[index] }
            }
            switch algorithm.advance(model, with: sum, survivors: survivors.count) {
            case .next(let next), .finished(let next, _): model = next
            case .failed(let reason): Issue.record("\(seed) \(reason)")
            }
        }
        let text = try #require(state["model"]?.text)
        let joint = try ModelState(canonicalBytes: Hex.decode(text))
        for (found, expected) in zip(joint.coefficients, model.coefficients) {
            #expect(abs(found - expected) < 1e-5 * max(1, abs(expected)), "\(seed)")
        }
    }
}
