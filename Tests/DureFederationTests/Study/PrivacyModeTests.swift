import DureCharter
import DureCore
import DureLearning
import DurePrivacy
import DureTesting
import Testing

@testable import DureFederation

/// A manifest over one number and one label, or the number alone.
private func text(
    _ privacy: String, _ algorithm: String, target: Bool = true, recordsMin: Int = 20,
    requiresAll: Bool = false
) -> [UInt8] {
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
        \(target ? "target = \"y\"" : "")
        split = { column = "set", train = "train", test = "test" }
        records_min = \(recordsMin)
        records_max = 1000
        [[column]]
        name = "x"
        range = [-1, 1]
        [algorithm]
        \(algorithm)
        [privacy]
        \(privacy)
        [aggregation]
        require_all = \(requiresAll)
        """.utf8)
}

private let local = """
    mode = "record/local"
    epsilon = 4
    delta = 1e-4
    batch = 8
    records = 24
    """
private let member = """
    mode = "member/joint"
    epsilon = 8
    delta = 1e-3
    clip = 0.5
    accept_noise = true
    """
private let network = """
    kind = "network"
    hidden = [2]
    rounds_max = 2
    local = { steps = 3, rate = 0.5 }
    """
private let updates = """
    kind = "network"
    hidden = [2]
    rounds_max = 2
    local = { rate = 0.5, batch = 8, drift = "proximal", proximal = 0.1 }
    """
private let regression = "kind = \"regression\"\nrounds_max = 2"
private let statistics = "kind = \"statistics\"\nbins = 4\nquantiles = [0.5]"
private let joint = "mode = \"record/joint\"\nepsilon = 3\ndelta = 1e-4"

private func plan(_ manifest: [UInt8], members: Int = 4) throws -> StudyPlan {
    try StudyPlan(
        manifest: StudyManifest(parsing: manifest), manifestHash: Digest(of: manifest),
        memberCount: members)
}

private func tables(_ plan: StudyPlan, members: Int = 4) throws -> [StudyTable] {
    try SimulatedStudy.rows(members: members, seed: Seed(3)).map {
        try StudyTable(plan.manifest.columns, batch: $0)
    }
}

@Suite struct PrivacyModeTests {
    @Test(arguments: [
        (local, network, PrivacyMode.recordLocal), (member, updates, .memberJoint),
        (member, regression, .memberJoint), (joint, regression, .recordJoint),
    ])
    func `each mode's rounds cost what is promised, and hardly less`(
        privacy: String, algorithm: String, mode: PrivacyMode
    ) throws {
        let plan = try plan(text(privacy, algorithm))
        #expect(plan.manifest.privacy?.mode == mode)
        let promised = try #require(plan.manifest.privacy?.epsilon)
        let rounds = plan.algorithm.roundCountMax
        let figure = try #require(try plan.figure(rounds: rounds))
        #expect(figure.epsilon <= promised && figure.epsilon > 0.99 * promised)
        let first = try #require(try plan.figure(rounds: 1))
        #expect(first.epsilon < figure.epsilon && figure.accountant == .rdp)
        #expect(try plan.figure(rounds: 0) == nil)
        // The owner's book speaks of a record, which changes a member's vector from end to end.
        let charged = try #require(try plan.charged(rounds: 1))
        #expect(charged.relation == (mode == .memberJoint ? .replace : .addRemove))
        let steps = try #require(try plan.promised(rounds: rounds))
        if mode == .recordLocal {
            #expect(steps.samplingProbability == 8.0 / 24 && steps.steps == 6)
            #expect(try plan.figureAgainstOutsiders(rounds: rounds) == nil)
            #expect(plan.mechanism.shares == nil)
        } else {
            #expect(steps.samplingProbability == 1 && steps.steps == 2)
        }
    }

    @Test(arguments: [
        (local, network, true), (member, updates, true), (member, regression, true),
        (joint, statistics, false),
    ])
    func `a seed repeats a simulated study with noise, and another gives another`(
        privacy: String, algorithm: String, target: Bool
    ) throws {
        let plan = try plan(text(privacy, algorithm, target: target))
        let tables = try tables(plan)
        let simulation = StudySimulation(plan)
        let first = try simulation.run(members: tables, seed: 1)
        #expect(first.state == (try simulation.run(members: tables, seed: 1)).state)
        #expect(first.state != (try simulation.run(members: tables, seed: 2)).state)
        // A member's own model takes no noise, and is the same each time.
        let own = plan.manifest.ownAlgorithm
        #expect(own.ownNoise == nil && own.clippingBound == nil)
        let alone = try ModelFile(own.ownModel(from: tables[0]))
        #expect(alone.hash == (try ModelFile(own.ownModel(from: tables[0]))).hash)
    }

    @Test func `noise of a member's own is as wide as its figure says`() throws {
        let plan = try plan(text(local, network.replacing("[2]", with: "[64]")))
        let algorithm = plan.algorithm
        let empty = try StudyTable(
            plan.manifest.columns,
            batch: RecordBatch(rowCount: 0, columns: ["x": .numbers([]), "y": .numbers([])]))
        var system = SystemSecureGenerator()
        let values = try algorithm.contribution(
            to: algorithm.start(), from: empty, using: &system)
        let sigma = try #require(algorithm.ownNoise?.sigma)
        // Three steps of length 0.5, clipped at 1, divided by the 8 records of a batch; what
        // rounding of so few rows adds is below 1 %.
        let expected = 3 * (0.5 * sigma / 8) * (0.5 * sigma / 8)
        let width = values.count - 1
        let mean = values.dropLast().reduce(0) { $0 + $1 * $1 } / Double(width)
        // Five deviations: a false alarm in some 10^6 runs.
        #expect(abs(mean / expected - 1) < 5 * (2 / Double(width)).squareRoot() + 0.01)
        #expect(values.last == 1)
    }

    @Test func `noisy statistics say how wide their noise is, and keep to it`() throws {
        let plan = try plan(text(joint, statistics, target: false))
        let tables = try tables(plan)
        let found = try StudySimulation(plan).run(members: tables, seed: 5)
        let model = try #require(
            try plan.algorithm.model(from: found.state) as? StatisticsModel)
        let shares = try #require(plan.mechanism.shares)
        let clip = try #require(plan.algorithm.clippingBound)
        let expected = (shares.share.sigmaSquared * 4).squareRoot() / shares.clipSteps * clip
        #expect(abs(model.noiseDeviation / expected - 1) < 1e-9)
        let records = try #require(model.figures(.records).first)
        let value = try #require(records.value)
        #expect(abs(value - 96) <= 6 * expected && records.noise == model.noiseDeviation)
        #expect(try #require(records.interval).contains(value))
        for bin in model.figures(.bin) { #expect(try #require(bin.value) >= 0) }
        // The manifest's own algorithm reads the same model, width and all.
        let again = try plan.manifest.algorithm.model(from: found.state)
        #expect(ModelFile(model).hash == ModelFile(again).hash)
        let copy = try StatisticsModel(
            columns: model.columns, description: model.description, tensors: model.tensors)
        #expect(copy.noiseDeviation == model.noiseDeviation && copy.figures == model.figures)
    }

    @Test func `too few records in a noisy count end the study`() throws {
        let plan = try plan(text(joint, statistics, target: false, recordsMin: 1_000))
        #expect(throws: LearningError.failed(.tooFewRecords)) {
            try StudySimulation(plan).run(members: tables(plan), seed: 5)
        }
    }

    @Test func `a mean drowned in noise is refused with its figures, unless accepted`() throws {
        let proud = member.replacing("accept_noise = true", with: "")
        let wide = updates.replacing("[2]", with: "[60]")
        do {
            _ = try plan(text(proud, wide))
            Issue.record("planned")
        } catch {
            guard
                case PrivacyError.noiseDrowns(let ratio, 4, let dimension)? = error as? PrivacyError
            else { throw error }
            #expect(ratio > 1 && dimension == 181)
            #expect((error as? PrivacyError)?.explanation(.en).contains("accept_noise") == true)
        }
        let accepted = try plan(text(member, wide))
        #expect(try #require(accepted.noiseOverUpdate) > 1)
        // 200 members, one number: the noise is a small part of the mean.
        let many = try plan(text(proud, "kind = \"regression\"\nrounds_max = 2"), members: 200)
        #expect(try #require(many.noiseOverUpdate) < 0.5)
    }

    @Test(arguments: [
        (local, regression, "algorithm.kind"),
        (local, updates, "algorithm.local.batch"),
        (local, network + "\nmethod = \"gradients\"", "algorithm.local"),
        (local + "\naccept_noise = true", network, "privacy.accept_noise"),
        (local.replacing("batch = 8", with: "batch = 25"), network, "privacy.batch"),
        (local.replacing("records = 24", with: ""), network, "privacy.records"),
        (local.replacing("epsilon = 4", with: "epsilon = 0.001"), network, "algorithm.local.steps"),
        ("mode = \"none\"", network, "algorithm.local.steps"),
        ("mode = \"none\"", network + "\nmethod = \"private-updates\"", "algorithm.method"),
        ("mode = \"central\"\nepsilon = 1\ndelta = 1e-5", regression, "privacy.mode"),
        (joint + "\nbatch = 8", regression, "privacy.batch"),
        (joint, updates, "algorithm.kind"),
        (member, "kind = \"trees\"\ntrees = 2", "algorithm.kind"),
        (
            member, updates.replacing("\"proximal\", proximal = 0.1", with: "\"controlled\""),
            "algorithm.kind"
        ),
    ])
    func `what a mode cannot have is refused at its line`(
        privacy: String, algorithm: String, key: String
    ) throws {
        do {
            _ = try StudyManifest(parsing: text(privacy, algorithm))
            Issue.record("read")
        } catch {
            #expect(error.key == key)
            #expect(error.line > 0 || error.problem == .missing)
        }
    }

    /// A record changes its member's vector from end to end: what charters limit is more than what
    /// a study promises for members.
    @Test func `what one record may lose is told for every mode`() throws {
        for (privacy, algorithm) in [(local, network), (joint, regression)] {
            let manifest = try StudyManifest(parsing: text(privacy, algorithm))
            #expect(try manifest.recordEpsilon() == manifest.privacy?.epsilon)
        }
        #expect(
            try StudyManifest(parsing: text("mode = \"none\"", regression)).recordEpsilon() == nil)
        let plan = try plan(text(member, regression))
        let record = try #require(try plan.manifest.recordEpsilon())
        let charged = try #require(try plan.charged(rounds: plan.algorithm.roundCountMax))
        let book = try PrivacyAccountant.figures(of: [charged], delta: 1e-3, effort: .quick).best
        let counted = try #require(book).epsilon
        #expect(record > 16 && counted <= record && counted > 0.999 * record)
    }

    @Test func `a table's part of delta is not there for epsilon`() throws {
        let shared = try plan(text(joint, regression))
        #expect(shared.algorithm.noiseSlack(epsilon: 3) == 0)
        let plan = try plan(text(local, network))
        let slack = plan.algorithm.noiseSlack(epsilon: 4)
        let figure = try #require(try plan.figure(rounds: 2))
        #expect(slack > 0 && figure.delta == 1e-4 - slack && figure.epsilon <= 4)
    }

    /// Such as the label of one row that was altered after the study was agreed to.
    @Test(arguments: [joint, local])
    func `a member that steps out after it was charged is not paid back, and may try again`(
        privacy: String
    ) throws {
        var rows = SimulatedStudy.rows(members: 4, seed: Seed(4))
        var labels = try #require(rows[2].numbers("y"))
        labels[5] = 3
        rows[2] = RecordBatch(
            rowCount: 24,
            columns: ["x": .numbers(rows[2].numbers("x") ?? []), "y": .numbers(labels)])
        var federation = try SimulatedFederation(seed: Seed(4), rows: rows)
        let manifest = text(privacy, privacy == local ? network : regression)
        let proposal = try SimulatedStudy.proposal(in: federation, manifest: manifest)
        try federation.run(proposal)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        for member in federation.members {
            #expect(member.door.charges == ["sim/1", "sim/2"])
        }
    }

    @Test func `a draw of the largest network is read back`() throws {
        let storage = MemoryStorage()
        let values = (0...ModelState.numberCountMax).map { Double($0) }
        let draw = MemberDraw(round: 2, model: Digest(of: [1]), values: values)
        try draw.save(of: Name("sim"), to: storage)
        #expect(try MemberDraw(of: Name("sim"), from: storage) == draw)
    }

    @Test func `statistics with noise take their bound from their queries`() {
        #expect(throws: TOMLError.self) {
            try StudyManifest(parsing: text(joint + "\nclip = 1", statistics, target: false))
        }
    }

    @Test(arguments: [(local, network), (member, updates), (member, regression)])
    func `a study of each mode runs in a federation to its end`(
        privacy: String, algorithm: String
    ) throws {
        let rows = SimulatedStudy.rows(members: 4, seed: Seed(4))
        var federation = try SimulatedFederation(seed: Seed(4), rows: rows)
        let manifest = text(privacy, algorithm)
        let proposal = try SimulatedStudy.proposal(in: federation, manifest: manifest)
        try federation.run(proposal)
        let state = try #require(try federation.finalState(of: proposal.study))
        #expect(state["phase"]?.text == "finished", "\(state.canonicalText)")
        let model = try ModelState(canonicalBytes: Hex.decode(try #require(state["model"]?.text)))
        let start = try plan(manifest).algorithm.start()
        #expect(model.round == 2 && model.coefficients != start.coefficients)
        for member in federation.members {
            #expect(member.door.charges == ["sim/1", "sim/2"] && member.door.isAssessed)
            #expect(member.disk.has("studies/sim/draw") == (privacy == local))
        }
    }

    /// Crashes and lost messages make rounds be tried again, after members have sent their part.
    @Test(arguments: [true, false])
    func `attempts of a round send one draw of a member's noise`(keepsDraws: Bool) throws {
        let faults = Faults(
            loss: 0.02, memberCrash: 0.01, coordinatorCrash: 0.03, endMilliseconds: 30_000)
        var (rounds, draws, attempts) = (0, 0, 0)
        for seed in 0..<3 {
            let rows = SimulatedStudy.rows(members: 3, seed: Seed(6))
            var federation = try SimulatedFederation(
                seed: Seed(UInt64(seed)), rows: rows, faults: faults)
            for member in federation.members {
                member.disk.keepHistory(of: "/draw")
                if !keepsDraws { member.disk.forget("/draw") }
            }
            let proposal = try SimulatedStudy.proposal(
                in: federation, manifest: text(local, network))
            try federation.run(proposal)
            attempts += Set(federation.plans.map(\.sctx)).count
            for member in federation.members {
                draws += Set(member.disk.history).count
                rounds += member.door.charges.count
            }
        }
        #expect(attempts > 6)
        // Without what was kept, the canary: more draws than were paid for.
        #expect(keepsDraws ? draws <= rounds : draws > rounds)
        #expect(draws > 0)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
