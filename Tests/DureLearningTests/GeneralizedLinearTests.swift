import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func logistic(
    _ columns: StudyColumns, ridge: Double = 1, tolerance: Double = 1e-8, roundCountMax: Int = 25
) throws -> GeneralizedLinear {
    try GeneralizedLinear(
        columns: columns, family: .bernoulli, ridge: ridge, tolerance: tolerance,
        roundCountMax: roundCountMax)
}

private func evaluate(
    _ algorithm: GeneralizedLinear, _ coefficients: [Double], _ data: DesignMatrix
) throws -> [Double] {
    try algorithm.contribution(
        to: ModelState(algorithm: GeneralizedLinear.name, round: 0, coefficients: coefficients),
        from: data)
}

@Test(arguments: Seed.batch(10))
func `gradient and Hessian agree with central differences`(seed: Seed) throws {
    var generator = seed.generator
    let width = 4
    let algorithm = try logistic(binaryColumns(width - 1))
    let data = try randomMatrix(rows: 9, features: features(width - 1), using: &generator)
    let point = (0..<width).map { _ in Double.random(in: -2...2, using: &generator) }
    let exact = try evaluate(algorithm, point, data)
    let lossIndex = 4 + 10
    let step = 1e-5
    var position = width
    for row in 0..<width {
        var above = point
        var below = point
        above[row] += step
        below[row] -= step
        let high = try evaluate(algorithm, above, data)
        let low = try evaluate(algorithm, below, data)
        let slope = (high[lossIndex] - low[lossIndex]) / (2 * step)
        #expect(abs(slope - exact[row]) < 1e-7)
        for column in row..<width {
            let bend = (high[column] - low[column]) / (2 * step)
            #expect(abs(bend - exact[position]) < 1e-7)
            position += 1
        }
    }
}

@Test(arguments: Seed.batch(10))
func `no record gives more than its bound, and sums over members add up`(seed: Seed) throws {
    var generator = seed.generator
    let algorithm = try logistic(binaryColumns(3))
    let point = (0..<4).map { _ in Double.random(in: -300...300, using: &generator) }
    let data = try randomMatrix(rows: 20, features: features(3), using: &generator)
    var total = [Double](repeating: 0, count: algorithm.sumLength(at: algorithm.start()))
    for row in 0..<data.rowCount {
        let one = try evaluate(algorithm, point, data.rows(at: [row]))
        for (index, bound) in algorithm.boundsPerRecord(at: algorithm.start()).enumerated() {
            #expect(abs(one[index]) <= bound)
            total[index] += one[index]
        }
    }
    let whole = try evaluate(algorithm, point, data)
    #expect(zip(whole, total).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(
        algorithm.boundsPerRecord(at: algorithm.start()).count
            == algorithm.sumLength(at: algorithm.start()))
}

@Test(arguments: [0.1, 1, 10])
func `the federation's model is the pooled one, through the ring`(ridge: Double) throws {
    let table = try VectorTable("pooled-heart-disease", in: resources)
    let expected = table.rows.filter { Double($0["ridge"] ?? "") == ridge }
        .compactMap { Double($0["coefficient"] ?? "") }
    let algorithm = try logistic(HeartDisease.studyColumns(), ridge: ridge)
    let members = try HeartDisease().members()
    let result = try runThroughRing(algorithm, members: members)
    #expect(result.reason == .converged)
    #expect(result.roundCount <= 8)
    #expect(result.state.coefficients.count == expected.count)
    for (found, wanted) in zip(result.state.coefficients, expected) {
        #expect(abs(found - wanted) <= 1e-6 * abs(wanted))
    }
}

@Test func `alone over the joined rows and simulated over members are the same model`() throws {
    let algorithm = try logistic(HeartDisease.studyColumns())
    let tables = try HeartDisease().trainTables()
    let joined = try #require(StudyTable.joined(tables))
    let pooled = try runAlone(algorithm, on: joined).state.coefficients
    let members = tables.map { DesignMatrix($0) }
    let simulated = try runSimulated(algorithm, members: members).state.coefficients
    #expect(zip(pooled, simulated).allSatisfy { abs($0 - $1) < 1e-12 })
}

@Test(arguments: Seed.batch(12))
func `halved steps reach the optimum even where Newton's own would leap past it`(seed: Seed) throws
{
    var generator = seed.generator
    // Few rows, nearly separable, hardly any ridge: full steps overshoot.
    let algorithm = try logistic(
        binaryColumns(2), ridge: 1e-4, tolerance: 1e-7, roundCountMax: 200)
    let data = try randomMatrix(rows: 12, features: features(2), using: &generator)
    guard (1..<data.rowCount).contains(data.target.count { $0 == 1 }) else { return }
    let result = try runAlone(algorithm, on: data)
    #expect(result.reason == .converged)
    let end = try evaluate(algorithm, result.state.coefficients, data)
    for index in 0..<3 {
        let penalty = index == 0 ? 0 : 1e-4 * result.state.coefficients[index]
        #expect(abs(end[index] + penalty) < 1e-6)
    }
}

@Test func `a step that makes the loss larger is halved`() throws {
    let algorithm = try logistic(binaryColumns(1))
    let data = try binaryMatrix([[-1, 1, 2, -2]], [0, 1, 0, 1])
    let start = algorithm.start()
    let sum = try algorithm.contribution(to: start, from: data)
    guard case .next(let first) = algorithm.advance(start, with: sum, survivors: 1) else {
        Issue.record("no second round")
        return
    }
    var worse = try algorithm.contribution(to: first, from: data)
    worse[2 + 3] += 100
    guard case .next(let second) = algorithm.advance(first, with: worse, survivors: 1) else {
        Issue.record("no third round")
        return
    }
    let half = zip(start.coefficients, first.coefficients).map { ($0 + $1) / 2 }
    #expect(zip(second.coefficients, half).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(second.round == 2)
}

@Test func `nobody's rows, one class and twin columns end with a reason`() throws {
    func matrix(_ a: [Double], _ y: [Double]) throws -> DesignMatrix {
        try binaryMatrix([a, a], y)
    }
    let algorithm = try logistic(binaryColumns(2))
    let bare = try logistic(binaryColumns(2), ridge: 0)
    let empty = try matrix([], [])
    let mixed = try matrix([1, 0, 2, 1], [1, 0, 0, 1])
    #expect(throws: LearningError.failed(.noRecords)) { try runAlone(algorithm, on: empty) }
    #expect(throws: LearningError.failed(.oneClass)) {
        try runAlone(algorithm, on: matrix([1, 2], [1, 1]))
    }
    let twins = LearningError.columnsAtFault(.singular, columns: ["a", "b"])
    #expect(throws: twins) { try runAlone(bare, on: mixed) }
    #expect(twins.text(.en).hasSuffix("Columns: a, b."))
    // A member without rows, or with one class, does not disturb the others.
    let alone = try runAlone(algorithm, on: mixed).state.coefficients
    let together = try runSimulated(algorithm, members: [empty, mixed]).state.coefficients
    #expect(alone == together)
    let oneClass = try matrix([0, 1], [1, 1])
    #expect(try runSimulated(algorithm, members: [oneClass, mixed]).reason == .converged)
}

@Test func `states and sums of something else are refused`() throws {
    let algorithm = try logistic(binaryColumns(2))
    let data = try binaryMatrix([[1], [1]], [1])
    for (name, coefficients) in [
        ("other", [0, 0, 0]), (GeneralizedLinear.name, [0, 0]),
        (GeneralizedLinear.name, [0, .nan, 0]),
    ] {
        let state = ModelState(algorithm: name, round: 0, coefficients: coefficients)
        #expect(throws: LearningError.stateMismatch) {
            try algorithm.contribution(to: state, from: data)
        }
    }
    let start = algorithm.start()
    #expect(algorithm.advance(start, with: [1], survivors: 3) == .failed(.sumLength))
    let bad = [Double](repeating: .nan, count: algorithm.sumLength(at: algorithm.start()))
    #expect(algorithm.advance(start, with: bad, survivors: 3) == .failed(.sumNotFinite))
    #expect(throws: LearningError.badSetting(name: "ridge")) {
        try logistic(binaryColumns(1), ridge: -1)
    }
}

/// Who learns alone from many rows starts from what some of them say.
@Test(arguments: [Family.bernoulli, .poisson])
func `a start from some of many rows leads to the same answer in fewer sums`(
    family: Family
) throws {
    var generator = Seed(5).generator
    let rowCount = DesignTable.rowCountMin
    // And one that misses its input, so that the rows that count are not all of the table's.
    let numbers =
        [.nan] + (0..<rowCount).map { _ in Double.random(in: -1...1, using: &generator) }
    let target = numbers.map { number in
        Double.random(in: 0..<1, using: &generator) < Elementary.sigmoid(2 * number) ? 1.0 : 0
    }
    let columns = try StudyColumns(
        inputs: features(1).map { .number($0) },
        target: family == .bernoulli
            ? .binary(column: "y")
            : .number(try FeatureSpecification(column: "y", unit: "", lower: 0, upper: 9)))
    let batch = RecordBatch(
        rowCount: rowCount + 1,
        columns: [columns.names[0]: .numbers(numbers), "y": .numbers(target)])
    let algorithm = try GeneralizedLinear(columns: columns, family: family, ridge: 1)
    let table = try StudyTable(columns, batch: batch)
    let data = DesignMatrix(table)
    let near = try runAlone(algorithm, on: data)
    // The table's own way, without a matrix of all rows, comes to the same bits.
    #expect(try algorithm.sums(holding: table) != nil)
    #expect(try runAlone(algorithm, on: table) == near)
    let start = algorithm.start()
    #expect(
        try algorithm.contribution(to: start, from: table)
            == algorithm.contribution(to: start, from: data))
    let plain = try runSimulated(algorithm, members: [data])
    #expect(algorithm.start(alone: data) != algorithm.start())
    #expect(near.reason == .converged && near.roundCount < plain.roundCount)
    for (one, other) in zip(near.state.coefficients, plain.state.coefficients) {
        #expect(abs(one - other) < 1e-8)
    }
    // One row fewer is not many.
    let few = data.rows(at: Array(1..<rowCount))
    #expect(algorithm.start(alone: few) == algorithm.start())
}
