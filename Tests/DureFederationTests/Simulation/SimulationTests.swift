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
