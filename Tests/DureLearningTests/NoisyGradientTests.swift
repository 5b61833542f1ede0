import DureCore
import DureTesting
import Testing

@testable import DureLearning

@Test(arguments: Seed.batch(20))
func `no record's gradient is longer than the bound`(seed: Seed) throws {
    var generator = seed.generator
    let bound = Double.random(in: 0.01...3, using: &generator)
    let algorithm = try NoisyGradient(
        columns: binaryColumns(5), recordsExpected: 10, gradientNormMax: bound)
    let data = try randomMatrix(rows: 30, features: features(5), using: &generator)
    let size = Double.random(in: 0...100, using: &generator)
    let point = (0..<6).map { _ in Double.random(in: -1...1, using: &generator) * size }
    let state = ModelState(
        algorithm: NoisyGradient.name, round: 0, coefficients: point,
        memory: [Double](repeating: 0, count: 6))
    var total = [Double](repeating: 0, count: 6)
    for row in 0..<data.rowCount {
        // One record comes or goes: that is what the promise is about.
        let one = try algorithm.contribution(to: state, from: data.rows(at: [row]))
        #expect(one.reduce(0) { $0 + $1 * $1 }.squareRoot() <= bound)
        #expect(zip(one, algorithm.boundsPerRecord(at: state)).allSatisfy { abs($0) <= $1 })
        for index in 0..<6 { total[index] += one[index] }
    }
    let whole = try algorithm.contribution(to: state, from: data)
    #expect(whole.count == algorithm.sumLength(at: state))
    #expect(zip(whole, total).allSatisfy { abs($0 - $1) < 1e-9 })
}

@Test func `short gradients are left as they are`() throws {
    let algorithm = try NoisyGradient(
        columns: binaryColumns(1), recordsExpected: 1, gradientNormMax: 10)
    let data = try binaryMatrix([[2]], [1])
    #expect(try algorithm.contribution(to: algorithm.start(), from: data) == [-0.5, -1])
}

@Test func `a state or a sum that is no number is refused`() throws {
    let algorithm = try NoisyGradient(columns: binaryColumns(1), recordsExpected: 1)
    let data = try binaryMatrix([[2]], [1])
    let state = ModelState(
        algorithm: NoisyGradient.name, round: 0, coefficients: [.nan, 0], memory: [0, 0])
    #expect(throws: LearningError.stateMismatch) {
        try algorithm.contribution(to: state, from: data)
    }
    let noise = algorithm.advance(algorithm.start(), with: [.nan, 0], survivors: 3)
    #expect(noise == .failed(.sumNotFinite))
}

@Test func `without noise and with a wide bound it comes near the exact model`() throws {
    let members = try HeartDisease().members()
    let exact = try runSimulated(
        GeneralizedLinear(
            columns: HeartDisease.studyColumns(), family: .bernoulli, ridge: 10), members: members)
    let algorithm = try NoisyGradient(
        columns: HeartDisease.studyColumns(), recordsExpected: 486, gradientNormMax: 50,
        roundCountMax: 200, averagedRoundCount: 1, stepLength: 1.5)
    let result = try runSimulated(algorithm, members: members)
    #expect(result.roundCount == 200)
    for (found, wanted) in zip(result.state.coefficients, exact.state.coefficients) {
        #expect(abs(found - wanted) < 0.01)
    }
}

@Test func `the last states are averaged and every round is used`() throws {
    let algorithm = try NoisyGradient(
        columns: binaryColumns(1), recordsExpected: 1, roundCountMax: 4, averagedRoundCount: 2,
        ridge: 0, stepLength: 1)
    var state = algorithm.start()
    for round in 1...3 {
        guard case .next(let next) = algorithm.advance(state, with: [1, -2], survivors: 3) else {
            Issue.record("ended in round \(round)")
            return
        }
        state = next
    }
    #expect(state.coefficients == [-3, 6])
    let end = algorithm.advance(state, with: [1, -2], survivors: 3)
    let wanted = ModelState(
        algorithm: NoisyGradient.name, round: 4, coefficients: [-3.5, 7])
    #expect(end == .finished(wanted, .roundMax))
}

@Test func `settings that make no sense are refused by name`() throws {
    func refused(_ name: String, _ make: () throws -> NoisyGradient) {
        #expect(throws: LearningError.badSetting(name: name)) { try make() }
    }
    let some = try binaryColumns(1)
    refused("records-expected") { try .init(columns: some, recordsExpected: 0) }
    refused("gradient-norm") {
        try .init(columns: some, recordsExpected: 1, gradientNormMax: .nan)
    }
    refused("rounds") { try .init(columns: some, recordsExpected: 1, roundCountMax: 0) }
    refused("averaged-rounds") {
        try .init(columns: some, recordsExpected: 1, averagedRoundCount: 13)
    }
    refused("step") { try .init(columns: some, recordsExpected: 1, stepLength: 0) }
}
