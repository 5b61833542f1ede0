import DureCore
import DurePrivacy
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

/// A record whose gradient is not finite, or is so in no float: with noise it must neither stop its
/// member, which others would see, nor be longer than the bound.
@Suite struct StrayRecordTests {
    /// One number, one hidden unit, one answer.
    private static func engine(
        _ head: NetworkArchitecture.Head, weights: (Double, Double), bias: Double
    ) -> NetworkEngine {
        let layout = NetworkLayout(head: head, numberCount: 1, widths: [1, 1])
        let engine = NetworkEngine(layout, activation: .identity, pool: WorkerPool(count: 2))
        var parameters = [Double](repeating: 0, count: layout.count)
        parameters[layout.layers[0].weights] = weights.0
        parameters[layout.layers[1].weights] = weights.1
        parameters[layout.layers[1].bias] = bias
        engine.load(parameters)
        return engine
    }

    private static func norm(_ numbers: [Double]) -> Double {
        numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    /// An input of 10^18 and a slope of 10^-23, whose square is zero as a float.
    @Test func `a gradient whose squares are no floats is clipped as well`() {
        let engine = Self.engine(.binary, weights: (1e18, 0), bias: -52)
        let rows = NetworkRows(numbers: [1], targets: [0])
        let sum = engine.clippedSum(of: rows, chosen: [0], normMax: 1e-6, .zeroed)
        #expect(Self.norm(sum) <= 1e-6 && Self.norm(sum) > 0.999e-6)
    }

    /// Slopes that are no normal floats any more once they are shortened.
    @Test func `rounding below the normal floats lengthens nothing`() {
        let engine = Self.engine(.binary, weights: (3e38, 0), bias: -86)
        let rows = NetworkRows(numbers: [1], targets: [0])
        for step in 1...60 {
            let bound = Double(step) * 3.7e-8
            let sum = engine.clippedSum(of: rows, chosen: [0], normMax: bound, .zeroed)
            #expect(Self.norm(sum) <= bound)
        }
    }

    @Test func `a network's record that is not finite counts as zero`() {
        let engine = Self.engine(.number, weights: (3e38, 1), bias: 0.5)
        // The first and the fourth are infinite after the first layer.
        let rows = NetworkRows(numbers: [4, 0, 0, -7, 0], targets: [0, 1, 0, 0, 2])
        let all = engine.clippedSum(of: rows, chosen: [0, 1, 2, 3, 4], normMax: 0.3, .zeroed)
        let rest = engine.clippedSum(of: rows, chosen: [1, 2, 4], normMax: 0.3, .zeroed)
        #expect(all == rest && Self.norm(all) > 0)
        // Where sums are exact it is found, and its member says so.
        let kept = engine.clippedSum(of: rows, chosen: [0, 1], normMax: 0.3, .kept)
        #expect(kept.contains { !$0.isFinite })
    }

    @Test func `no rows stop a member's network where there is noise`() throws {
        var generator = Seed(5).generator
        let columns = try NetworkCases.columns(.binary, categories: true)
        let table = try NetworkCases.table(columns, rows: 40, using: &generator)
        let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [4])
        // The largest parameters that members can be sent.
        let state = ModelState(
            algorithm: NetworkTraining.name, round: 0,
            coefficients: architecture.firstParameters().map { $0 < 0 ? -3e38 : 3e38 })
        let clipped = try NetworkTraining(
            architecture, method: .clippedGradients(normMax: 1, recordsExpected: 40))
        #expect(try clipped.contribution(to: state, from: table).allSatisfy { $0.isFinite })
        let steps = try PrivateTraining(
            samplingProbability: 0.5, stepCount: 3, noiseMultiplier: 1, batchExpected: 20,
            rate: 100, recordsMax: 100)
        let private1 = try NetworkTraining(architecture, method: .privateUpdates(steps))
        var system = SystemSecureGenerator()
        let update = try private1.contribution(to: state, from: table, using: &system)
        #expect(update.allSatisfy { $0.isFinite })
        // An update that is NaN from end to end is a member's vector of zeros.
        let training = try NetworkTraining(
            architecture, method: .updates(LocalTraining(rate: 1), .free))
        #expect(throws: LearningError.contributionNotFinite) {
            try training.contribution(to: state, from: table)
        }
        let member = try #require(training.clipped(to: 1))
        let zeros = try member.contribution(to: state, from: table)
        #expect(zeros == [Double](repeating: 0, count: training.width))
    }

    @Test func `a regression's record that is not finite counts as zero`() throws {
        let huge = Double.greatestFiniteMagnitude
        let algorithm = try NoisyGradient(columns: binaryColumns(1), recordsExpected: 1)
        let data = try binaryMatrix([[2, 0]], [1, 1])
        let state = ModelState(
            algorithm: NoisyGradient.name, round: 0, coefficients: [huge, huge], memory: [0, 0])
        let all = try algorithm.contribution(to: state, from: data)
        #expect(all == (try algorithm.contribution(to: state, from: data.rows(at: [1]))))
        let one = try algorithm.contribution(to: state, from: data.rows(at: [0]))
        #expect(one == [0, 0])
    }

    @Test func `classes and texts without finite chances count as zero`() throws {
        var generator = Seed(6).generator
        let columns = try NetworkCases.columns(.classes, categories: true)
        let softmax = try NoisySoftmax(columns: columns, recordsExpected: 1)
        let data = DesignMatrix(try NetworkCases.table(columns, rows: 5, using: &generator))
        let start = softmax.start()
        #expect(try softmax.contribution(to: start, from: data).contains { $0 != 0 })
        let far = ModelState(
            algorithm: NoisySoftmax.name, round: 0,
            coefficients: start.coefficients.map { _ in .greatestFiniteMagnitude },
            memory: start.memory)
        let zeros = [Double](repeating: 0, count: start.coefficients.count)
        #expect(try softmax.contribution(to: far, from: data) == zeros)
    }
}
