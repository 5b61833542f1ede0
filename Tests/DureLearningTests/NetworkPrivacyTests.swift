import DureCore
import DurePrivacy
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

@Suite struct NetworkPrivacyTests {
    @Test func `each record changes a clipped sum by no more than the bound`() throws {
        var generator = Seed(1).generator
        let columns = try NetworkCases.columns(.number, categories: true, weight: true)
        let table = try NetworkCases.table(columns, rows: 300, using: &generator)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [6])
        for bound in [0.01, 0.3] {
            let training = try NetworkTraining(
                architecture, method: .clippedGradients(normMax: bound, recordsExpected: 30),
                recordsMax: 300)
            #expect(training.clippingBound == bound)
            let state = training.start()
            let all = try training.contribution(to: state, from: table)
            // The first rows move all others up, into other partial sums.
            for row in stride(from: 0, to: 300, by: 13) {
                let rest = (0..<300).filter { $0 != row }
                let less = try training.contribution(to: state, from: table.rows(at: rest))
                let change = zip(all, less).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                #expect(change.squareRoot() <= bound)
            }
            #expect(throws: LearningError.badSetting(name: "records-max")) {
                let many = try #require(StudyTable.joined([table, table]))
                _ = try training.contribution(to: state, from: many)
            }
        }
    }

    /// Every record joins by itself: batches have the mean n q and the variance n q (1 - q).
    @Test func `batches are as large as independent coins make them`() throws {
        let rows = NetworkRows(
            numbers: [Float](repeating: 0.5, count: 200),
            targets: [Float](
                repeating: 1, count: 200))
        let layout = NetworkLayout(head: .binary, numberCount: 1, widths: [1])
        let engine = NetworkEngine(layout, activation: .relu, pool: WorkerPool(count: 1))
        engine.load([Double](repeating: 0, count: layout.count))
        let training = try PrivateTraining(
            samplingProbability: 0.3, stepCount: 1, noiseMultiplier: 1, batchExpected: 60,
            recordsMax: 200)
        var system = SystemSecureGenerator()
        let count = 2_000
        let sizes = try (0..<count).map { _ in
            Double(try engine.privateStep(on: rows, training, using: &system))
        }
        let mean = sizes.reduce(0, +) / Double(count)
        let variance = sizes.reduce(0) { $0 + ($1 - 60) * ($1 - 60) } / Double(count)
        // Five deviations of each: a false alarm in a million runs.
        #expect(abs(mean - 60) < 5 * (42 / Double(count)).squareRoot())
        #expect(abs(variance / 42 - 1) < 5 * (2 / Double(count)).squareRoot())
    }

    @Test func `clipped sums of all members learn`() throws {
        var generator = Seed(2).generator
        let columns = try NetworkCases.columns(.binary, categories: false)
        let tables = try (0..<3).map { _ in
            try NetworkCases.table(columns, rows: 60, using: &generator)
        }
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [6])
        let training = try NetworkTraining(
            architecture, method: .clippedGradients(normMax: 1, recordsExpected: 180),
            server: .plain(rate: 1), roundCountMax: 40)
        let result = try runSimulated(training, members: tables.map(NetworkRows.init))
        let model = try training.model(from: result.state)
        let answers = tables.flatMap { model.predictions(of: $0) }
        let targets = tables.flatMap(\.target)
        let right = zip(answers, targets).filter { ($0 > 0.5) == ($1 == 1) }.count
        #expect(right > 140)
    }

    /// Mean 0 and the declared deviation; the bounds are those of a false alarm of about 10^-6.
    @Test func `the table's noise has its mean and deviation`() {
        let law = TabledGaussian.table
        var system = SystemSecureGenerator()
        var stream = NoiseStream(seededFrom: &system)
        let count = 40_000
        let draws = (0..<count).map { _ in
            Double(law.sample(using: &stream)) / TabledGaussian.sigma
        }
        let mean = draws.reduce(0, +) / Double(count)
        let variance = draws.reduce(0) { $0 + $1 * $1 } / Double(count)
        #expect(abs(mean) < 5 / Double(count).squareRoot())
        #expect(abs(variance - 1) < 5 * (2 / Double(count)).squareRoot())
        let beyond = draws.filter { abs($0) > 1.959964 }.count
        #expect(abs(Double(beyond) - 2_000) < 5 * (2_000 * 0.95).squareRoot())
    }

    @Test func `an update with noise takes the noise along, rows or none`() throws {
        var generator = Seed(3).generator
        let columns = try NetworkCases.columns(.binary, categories: false)
        let table = try NetworkCases.table(columns, rows: 50, using: &generator)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [40])
        let private1 = try PrivateTraining(
            samplingProbability: 0.2, stepCount: 4, normMax: 0.5, noiseMultiplier: 2,
            batchExpected: 10, rate: 0.1, recordsMax: 100)
        let training = try NetworkTraining(architecture, method: .privateUpdates(private1))
        let state = training.start()
        var system = SystemSecureGenerator()
        for rows in [NetworkRows(table), NetworkRows(table.rows(at: []))] {
            let sent = try training.contribution(to: state, from: rows, using: &system)
            #expect(sent.count == training.width + 1 && sent.last == 1)
            let square = sent.dropLast().reduce(0) { $0 + $1 * $1 }
            // Four steps of rate 0.1 with noise 2 · 0.5 / 10 in each direction.
            let expected = 4 * 0.01 * 0.01 * Double(training.width)
            if rows.count == 0 {
                let spread = 6 * (2 / Double(training.width)).squareRoot()
                #expect(abs(square / expected - 1) < spread)
            } else {
                #expect(square > expected / 2)
            }
        }
        // Without a generator nothing leaves.
        #expect(throws: LearningError.badSetting(name: "method")) {
            try training.contribution(to: state, from: NetworkRows(table))
        }
        let steps = try #require(training.ownNoise)
        #expect(steps.steps == 4 && steps.sigma == 2 && steps.samplingProbability == 0.2)
        #expect(steps.noise == .discreteGaussian && steps.relation == .addRemove)
        let slack = PrivateTraining.deltaOfNoise(
            rounds: 10, steps: 4, parameters: 1_000_000, epsilon: 8)
        #expect(slack > 0 && slack < 1e-6)
    }
}
