import DureCore
import DureFederation
import DureLearning
import DureTesting
import Testing

/// Small rows and a manifest for simulated studies.
enum SimulatedStudy {
    /// Four members, and a study of so many rounds for them.
    static func federation(
        rounds: Int
    ) throws -> (federation: SimulatedFederation, proposal: StudyProposal) {
        let rows = rows(members: 4, seed: Seed(2))
        let federation = try SimulatedFederation(seed: Seed(2), rows: rows)
        return (federation, try proposal(in: federation, manifest: manifest(rounds: rounds)))
    }

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
            kind = "regression"
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
    /// The sum is public, so everybody may know what its columns did.
    @Test func `a study that fails names the columns that it was for`() throws {
        let rows = SimulatedStudy.rows(members: 4, seed: Seed(1)).map { batch in
            let x = batch.numbers("x") ?? []
            return RecordBatch(
                rowCount: x.count,
                columns: ["x": .numbers(x), "y": .numbers(x.map { $0 > 0 ? 1 : 0 })])
        }
        var federation = try SimulatedFederation(seed: Seed(1), rows: rows)
        let manifest = String(decoding: SimulatedStudy.manifest(rounds: 40), as: UTF8.self)
            .replacing("rounds_max", with: "penalty = 0\nrounds_max")
        let proposal = try SimulatedStudy.proposal(
            in: federation, manifest: Array(manifest.utf8))
        try federation.run(proposal)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["reason"]?.text == "separated", "\(state.canonicalText)")
        #expect(state["columns"]?.elements == [.string("x")])
    }

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
        let pooled = try runSimulated(
            manifest.algorithm, tables: rows.map { try StudyTable(manifest.columns, batch: $0) })
        for (joint, alone) in zip(model.coefficients, pooled.state.coefficients) {
            #expect(abs(joint - alone) < 1e-6 * max(1, abs(alone)))
        }
        #expect(federation.members.allSatisfy { $0.door.isAssessed })
    }
}

/// A study with the faults that one seed decides.
struct SimulatedScenario {
    var federation: SimulatedFederation
    let proposal: StudyProposal
    let rows: [RecordBatch]
    static let roundCountMax = 2

    /// Three to six members, most studies exact, some with noise; in some, one member more than
    /// the thresholds need vanishes for good in the middle of a round.
    init(
        seed: Seed, faults: Faults = .harsh, doorsAreHonest: Bool = true
    ) throws {
        var generator = SeededGenerator(seed: ~seed.value)
        // Small federations mostly: the work rises with the square of the members.
        let counts = [3, 3, 3, 3, 4, 4, 4, 4, 5, 6]
        let count = counts[Int.random(in: counts.indices, using: &generator)]
        let rounds = Int.random(in: 1...Self.roundCountMax, using: &generator)
        let isNoisy = Int.random(in: 0..<5, using: &generator) == 0
        rows = SimulatedStudy.rows(members: count, seed: seed)
        federation = try SimulatedFederation(
            seed: seed, rows: rows, faults: faults, doorsAreHonest: doorsAreHonest)
        let privacy =
            isNoisy
            ? "mode = \"record/joint\"\nepsilon = 2\ndelta = 1e-5\nclip = 1"
            : "mode = \"none\""
        proposal = try SimulatedStudy.proposal(
            in: federation,
            manifest: SimulatedStudy.manifest(rounds: rounds, privacy: privacy))
        if count > 3, Int.random(in: 0..<3, using: &generator) == 0 {
            let lost = Int.random(in: 0..<count, using: &generator)
            let kinds: [MessageKind] = [
                .plan, .advertList, .shareList, .survivorList, .signatureList, .result,
            ]
            let kind = kinds[Int.random(in: kinds.indices, using: &generator)]
            federation.vanish = { position, message in
                switch message {
                case .round(_, let signed), .shares(_, let signed, _):
                    position == lost && signed.kind == kind
                default: false
                }
            }
        }
    }

    var isNoisy: Bool { proposal.manifest.contains(Array("joint".utf8)) }

    /// Runs to the end and lists what must not have happened.
    mutating func run(
        limitMilliseconds: Int64 = 600_000
    ) throws -> (phase: String, violations: [String]) {
        try federation.run(proposal, limitMilliseconds: limitMilliseconds)
        guard let state = try federation.finalState(of: proposal.study) else {
            return ("none", ["no study"])
        }
        let phase = state["phase"]?.text ?? ""
        var violations = federation.violations
        if phase != "finished", phase != "failed" {
            violations.append("did not end: \(state.canonicalText)")
        }
        violations += try SimulationChecks.releases(in: federation, state: state)
        if phase == "finished", !isNoisy {
            violations += try SimulationChecks.model(state, rows: rows, proposal: proposal)
        }
        return (phase, violations)
    }
}

extension SimulationTests {
    static let seedCount = 1_000

    @Test(arguments: Seed.batch(seedCount))
    func `under any faults nothing is released twice and the study ends`(seed: Seed) throws {
        var scenario = try SimulatedScenario(seed: seed)
        let outcome = try scenario.run()
        #expect(outcome.violations.isEmpty, "\(seed) \(outcome.violations)")
    }
}

/// One crash at a chosen write, before or after it has reached the disk, and nothing else.
extension SimulationTests {
    static let writeCount = 24

    @Test(arguments: 0..<writeCount, [true, false])
    func `a node may crash at any write`(write: Int, written: Bool) throws {
        for isCoordinator in [true, false] {
            let rows = SimulatedStudy.rows(members: 4, seed: Seed(6))
            var federation = try SimulatedFederation(seed: Seed(6), rows: rows)
            let proposal = try SimulatedStudy.proposal(
                in: federation, manifest: SimulatedStudy.manifest(rounds: 1))
            let disk = isCoordinator ? federation.coordinatorDisk : federation.members[2].disk
            federation.prepare = { disk.crash(afterWrites: write, written: written) }
            try federation.run(proposal)
            let state = try #require(try federation.finalState(of: proposal.study))
            // The only round of a study is spent if the crash comes while it is being opened.
            #expect(
                state["phase"]?.text == "finished" || state["reason"]?.text == "no-round-released",
                "\(write) \(state.canonicalText)")
            let violations = try SimulationChecks.releases(in: federation, state: state)
            #expect(violations == [] && federation.violations == [])
        }
    }
}

/// Doubles that are broken on purpose: a check that does not see them is no check.
extension SimulationTests {
    @Test func `a door that does not charge is caught`() throws {
        var scenario = try SimulatedScenario(
            seed: Seed(5), faults: .none, doorsAreHonest: false)
        #expect(try scenario.run().violations.contains { $0.contains("uncharged") })
    }

    @Test func `a member without a memory is caught`() throws {
        let isCaught = try (0..<20).contains { number in
            var scenario = try SimulatedScenario(seed: Seed(UInt64(number)))
            for member in scenario.federation.members { member.disk.forget("journal.json") }
            return try scenario.run().violations.contains { $0.contains("twice") }
        }
        #expect(isCaught)
    }

    @Test func `a sum of other rows than the survivors' is caught`() throws {
        var scenario = try SimulatedScenario(seed: Seed(0), faults: .none)
        #expect(!scenario.isNoisy)
        try scenario.federation.run(scenario.proposal)
        let state = try #require(
            try scenario.federation.finalState(of: scenario.proposal.study))
        let others = SimulatedStudy.rows(members: scenario.rows.count, seed: Seed(77))
        let violations = try SimulationChecks.model(
            state, rows: others, proposal: scenario.proposal)
        #expect(!violations.isEmpty)
    }
}
