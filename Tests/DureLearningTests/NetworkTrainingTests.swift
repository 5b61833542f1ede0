import DureCore
import DurePrivacy
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

@Suite struct NetworkTrainingTests {
    private static func members(
        _ columns: StudyColumns, _ counts: [Int], seed: Seed
    ) throws -> [StudyTable] {
        var generator = seed.generator
        return try counts.map { try NetworkCases.table(columns, rows: $0, using: &generator) }
    }

    private static func meanLoss(
        _ architecture: NetworkArchitecture, _ state: ModelState, _ tables: [StudyTable]
    ) -> Double {
        let plain = PlainNetwork(architecture: architecture, parameters: state.coefficients)
        var (loss, count) = (0.0, 0)
        for rows in tables.map(NetworkRows.init) {
            for row in 0..<rows.count { loss += plain.loss(rows, row) }
            count += rows.count
        }
        return loss / Double(count)
    }

    private static let averaging: [(NetworkMethod.Drift, ServerStep)] = [
        (.free, .plain(rate: 1)), (.proximal(pull: 0.1), .plain(rate: 1)),
        (.controlled, .plain(rate: 1)),
        (.free, .adaptive(.init(.adam, rate: 0.1))), (.free, .adaptive(.init(.yogi, rate: 0.1))),
        (.free, .adaptive(.init(.adagrad, rate: 0.1))),
        (.controlled, .adaptive(.init(.adam, rate: 0.1))),
    ]

    @Test(arguments: averaging.indices)
    func `every way of averaging learns`(index: Int) throws {
        let (drift, server) = Self.averaging[index]
        let columns = try NetworkCases.columns(.binary, categories: true)
        let tables = try Self.members(columns, [60, 30, 9], seed: Seed(1))
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [8], seed: 2)
        let training = try NetworkTraining(
            architecture,
            method: .updates(try LocalTraining(rate: 0.2, batchRowCount: 16), drift),
            server: server, roundCountMax: 12, weightRecordsMax: 100)
        let result = try runSimulated(training, members: tables.map(NetworkRows.init))
        #expect(result.roundCount == 12 && result.reason == .roundMax)
        let before = Self.meanLoss(architecture, training.start(), tables)
        let after = Self.meanLoss(architecture, result.state, tables)
        #expect(after < 0.75 * before)
        let bounds = training.boundsPerRecord(at: training.start())
        let sent = try training.contribution(
            to: training.start(), from: NetworkRows(tables[2]))
        #expect(bounds.count == sent.count && sent.count == training.sumLength(at: result.state))
        #expect(zip(sent, bounds).allSatisfy { abs($0) <= 9 * $1 * (1 + 1e-12) })
        #expect(sent.last == 0.09)
    }

    @Test func `sums of gradients take the same steps as pooled rows`() throws {
        let columns = try NetworkCases.columns(.classes, categories: true, weight: true)
        let tables = try Self.members(columns, [50, 20, 5], seed: Seed(3))
        let pooled = try #require(StudyTable.joined(tables))
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [7], activation: .tanh)
        for server in [ServerStep.plain(rate: 0.5), .adaptive(.init(.adam, rate: 0.05))] {
            let training = try NetworkTraining(
                architecture, method: .gradients(normMax: 1_000), server: server,
                roundCountMax: 15)
            let joint = try runSimulated(training, members: tables.map(NetworkRows.init))
            let alone = try runAlone(training, on: pooled)
            #expect(
                relativeDistance(joint.state.coefficients, alone.state.coefficients) < 1e-5)
            #expect(
                Self.meanLoss(architecture, joint.state, tables)
                    < Self.meanLoss(architecture, training.start(), tables))
        }
    }

    @Test func `products of bf16 train to about the same loss, and answers stay floats`() throws {
        let columns = try HeartDisease.studyColumns()
        let tables = try HeartDisease().trainTables()
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [16], seed: 4)
        func trained(_ precision: ProductPrecision) throws -> (NetworkTraining, ModelState) {
            let training = try NetworkTraining(
                architecture, method: .updates(try LocalTraining(rate: 0.05), .controlled),
                precision: precision, roundCountMax: 6)
            return (
                training, try runSimulated(training, members: tables.map(NetworkRows.init)).state
            )
        }
        let (_, exact) = try trained(.float)
        let (training, state) = try trained(.bfloat16)
        let apart = relativeDistance(state.coefficients, exact.coefficients)
        #expect((1e-5..<0.05).contains(apart), "eight bits, and no more than their noise")
        let losses = [training.start(), exact, state].map {
            Self.meanLoss(architecture, $0, tables)
        }
        #expect(losses[1] < 0.8 * losses[0])
        #expect(abs(losses[2] / losses[1] - 1) < 0.01)
        let model = try training.model(from: state)
        let rows = NetworkRows(tables[0])
        let plain = PlainNetwork(architecture: architecture, parameters: state.coefficients)
        let right = (0..<rows.count).map { Elementary.sigmoid(plain.logits(rows, $0)[0]) }
        let answers = model.predictions(of: tables[0])
        #expect(relativeDistance(rows.places.map { answers[$0] }, right) < 1e-5)
    }

    @Test func `what is clipped or exact is not multiplied as bf16`() throws {
        let architecture = try NetworkArchitecture(
            columns: NetworkCases.columns(.binary, categories: false), hiddenWidths: [2])
        #expect(throws: LearningError.badSetting(name: "precision")) {
            try NetworkTraining(
                architecture, method: .clippedGradients(normMax: 1, recordsExpected: 10),
                precision: .bfloat16)
        }
    }

    /// One local step on all rows is a step on the pooled gradient (McMahan et al., 2017).
    @Test func `one full step of each member, averaged, is the pooled step`() throws {
        let columns = try NetworkCases.columns(.number, categories: false)
        let tables = try Self.members(columns, [40, 20], seed: Seed(4))
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [6], activation: .tanh)
        let local = try LocalTraining(rate: 0.3, batchRowCount: 1_000)
        let averaged = try NetworkTraining(
            architecture, method: .updates(local, .free), roundCountMax: 5)
        let gradients = try NetworkTraining(
            architecture, method: .gradients(normMax: 1e6), server: .plain(rate: 0.3),
            roundCountMax: 5)
        let members = tables.map(NetworkRows.init)
        let first = try runSimulated(averaged, members: members).state.coefficients
        let second = try runSimulated(gradients, members: members).state.coefficients
        #expect(relativeDistance(first, second) < 1e-5)
    }

    /// With one local step on all rows, x - g_i + c_i - c averages to x - mean g: the variates
    /// cancel in the sum, and where members hold the same rows they change nothing at all.
    @Test func `control variates cancel over the members`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        let tables = try Self.members(columns, [30, 30], seed: Seed(5))
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: [5], activation: .tanh)
        let local = try LocalTraining(rate: 0.3, batchRowCount: 1_000)
        let members = tables.map(NetworkRows.init)
        func end(_ drift: NetworkMethod.Drift) throws -> [Double] {
            let training = try NetworkTraining(
                architecture, method: .updates(local, drift), roundCountMax: 6)
            return try runSimulated(training, members: members).state.coefficients
        }
        let (controlled, free) = (try end(.controlled), try end(.free))
        #expect(relativeDistance(controlled, free) < 1e-5)
    }

    @Test func `a pull keeps members nearer to where they began`() throws {
        let columns = try NetworkCases.columns(.binary, categories: false)
        let rows = NetworkRows(try Self.members(columns, [60], seed: Seed(6))[0])
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [6])
        let local = try LocalTraining(rate: 0.1, batchRowCount: 10, epochCount: 10)
        func length(_ drift: NetworkMethod.Drift) throws -> Double {
            let training = try NetworkTraining(architecture, method: .updates(local, drift))
            let sent = try training.contribution(to: training.start(), from: rows)
            return sent.dropLast().reduce(0) { $0 + $1 * $1 }
        }
        let free = try length(.free)
        let (pulled, unpulled) = (try length(.proximal(pull: 1)), try length(.proximal(pull: 0)))
        #expect(pulled < 0.8 * free)
        #expect(unpulled == free)
    }

    @Test func `a member's own training goes on from the joint model`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        let table = try Self.members(columns, [80], seed: Seed(7))[0]
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [8])
        let training = try NetworkTraining(
            architecture, method: .gradients(normMax: 10), roundCountMax: 2)
        let state = try runAlone(training, on: table).state
        let personal = try training.personalModel(
            from: state, on: NetworkRows(table),
            LocalTraining(rate: 0.2, batchRowCount: 16, epochCount: 5))
        let tuned = ModelState(
            algorithm: "network", round: 2, coefficients: personal.parameters.map { Double($0) })
        #expect(
            Self.meanLoss(architecture, tuned, [table])
                < Self.meanLoss(architecture, state, [table]))
    }

    @Test func `a study with updates tunes by its own training, and others by none`() throws {
        let columns = try NetworkCases.columns(.binary, categories: true)
        let table = try Self.members(columns, [80], seed: Seed(7))[0]
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [8])
        let local = try LocalTraining(rate: 0.2, batchRowCount: 16, epochCount: 5)
        let training = try NetworkTraining(
            architecture, method: .updates(local, .free), roundCountMax: 2)
        let state = try runAlone(training, on: table).state
        let tuned = try training.tunedModel(from: state, on: table)
        let wanted = try training.personalModel(from: state, on: NetworkRows(table), local)
        #expect((tuned as? NetworkModel) == wanted)
        let gradients = try NetworkTraining(
            architecture, method: .gradients(normMax: 1), roundCountMax: 2)
        let none = try gradients.tunedModel(from: state, on: table)
        #expect(none == nil)
        let wild = try LocalTraining(rate: 100, decay: 100, batchRowCount: 1, epochCount: 100)
        let diverging = try NetworkTraining(
            architecture, method: .updates(wild, .free), roundCountMax: 2)
        let diverged = try diverging.tunedModel(from: state, on: table)
        #expect(diverged == nil)
    }

    @Test func `the first parameters are these bits everywhere`() throws {
        let columns = try NetworkCases.columns(.classes, categories: true)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [4], seed: 42)
        let training = try NetworkTraining(architecture, method: .gradients(normMax: 1))
        let digest = training.start().digest.description
        #expect(digest == NetworkTrainingTests.firstDigest)
        let other = try NetworkArchitecture(columns: columns, hiddenWidths: [4], seed: 43)
        #expect(other.firstParameters() != architecture.firstParameters())
    }

    private static let firstDigest =
        "363105208d5f77b81c644c982f5c7ede32756dc6d8c688f4f80a6823031cd615"
}
