import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func kinds() throws -> StudyColumns {
    try RegressionRows.columns(
        .classes(try CategorySpecification(column: "kind", levels: ["k", "l", "m"])))
}

@Test func `softmax regression through the ring is statsmodels' MNLogit`() throws {
    let algorithm = try Multinomial(columns: kinds())
    let result = try runThroughRing(
        algorithm, members: RegressionRows().members(kinds(), count: 4))
    #expect(result.reason == .converged && result.roundCount < 12)
    let model = try algorithm.multinomialModel(from: result.state)
    let wanted = try VectorTable("regression-multinomial", in: resources).rows
    let found = model.tables.flatMap { entry in entry.table.rows.map { (entry.label, $0) } }
    #expect(found.count == 14 && wanted.count == 14)
    for ((label, row), known) in zip(found, wanted) {
        func number(_ name: String) -> Double? { known[name].flatMap { Double($0) } }
        #expect(label == known["class"] && row.term == known["term"])
        #expect(isNear(row.scaled.value, number("coefficient"), 1e-6))
        #expect(isNear(row.scaled.standardError, number("error"), 1e-5))
        #expect(isNear(row.scaled.pValue, number("p"), 1e-5))
        #expect(isNear(model.statistics?.deviance, number("loss").map { 2 * $0 }, 1e-6))
    }
}

@Test func `with two classes softmax is logistic regression`() throws {
    let rows = try RegressionRows().batch
    let text = (rows.numbers("binary") ?? []).map { $0 == 1 ? "yes" : "no" }
    let batch = RecordBatch(
        rowCount: rows.rowCount, columns: rows.columns.merging(["t": .texts(text)]) { $1 })
    let columns = try RegressionRows.columns(
        .classes(try CategorySpecification(column: "t", levels: ["no", "yes"])), isWeighted: true)
    let binary = try RegressionRows.columns(.binary(column: "binary"), isWeighted: true)
    let soft = try runAlone(
        Multinomial(columns: columns, ridge: 0.5), on: StudyTable(columns, batch: batch))
    let plain = try runAlone(
        GeneralizedLinear(columns: binary, family: .bernoulli, ridge: 0.5),
        on: StudyTable(binary, batch: batch))
    for (found, wanted) in zip(soft.state.coefficients, plain.state.coefficients) {
        #expect(abs(found - wanted) < 1e-9)
    }
}

@Test(arguments: Seed.batch(4))
func `the gradient and Hessian of softmax agree with central differences, within bounds`(
    seed: Seed
) throws {
    var generator = seed.generator
    let algorithm = try Multinomial(columns: kinds())
    let table = try StudyTable(kinds(), batch: RegressionRows().batch)
    let data = DesignMatrix(table.rows(at: Array(10..<29)))
    let dimension = 14
    let point = (0..<dimension).map { _ in Double.random(in: -2...2, using: &generator) }
    func sum(_ point: [Double], _ data: DesignMatrix) throws -> [Double] {
        try algorithm.contribution(
            to: ModelState(algorithm: Multinomial.name, round: 0, coefficients: point), from: data)
    }
    let exact = try sum(point, data)
    let hessian = algorithm.layout.hessian(of: exact)
    for index in 0..<dimension {
        var (above, below) = (point, point)
        above[index] += 1e-5
        below[index] -= 1e-5
        let (high, low) = (try sum(above, data), try sum(below, data))
        let slope = algorithm.layout.totals(of: high).loss - algorithm.layout.totals(of: low).loss
        #expect(abs(slope / 2e-5 - exact[index]) < 1e-6)
        for other in 0..<dimension {
            let bend = (high[other] - low[other]) / 2e-5
            #expect(abs(bend - hessian[index * dimension + other]) < 1e-6)
        }
    }
    let bounds = algorithm.boundsPerRecord(at: algorithm.start())
    let wild = point.map { $0 * 1e3 }
    var total = [Double](repeating: 0, count: bounds.count)
    for row in 0..<data.rowCount {
        let one = try sum(wild, data.rows(at: [row]))
        #expect(zip(one, bounds).allSatisfy { abs($0) <= $1 })
        for place in total.indices { total[place] += one[place] }
    }
    #expect(zip(try sum(wild, data), total).allSatisfy { abs($0 - $1) < 1e-9 })
}

@Test func `a softmax model reads back, foretells and refuses what is not its own`() throws {
    let columns = try kinds()
    let table = try StudyTable(columns, batch: RegressionRows().batch)
    let algorithm = try Multinomial(columns: columns, ridge: 1)
    let model = try algorithm.multinomialModel(from: runAlone(algorithm, on: table).state)
    let back = try MultinomialModel(
        columns: columns, description: model.description, tensors: model.tensors)
    #expect(back == model)
    let answers = model.predictions(of: table)
    #expect(answers.count == table.rowCount * 3)
    for row in 0..<table.rowCount {
        #expect(abs(answers[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-12)
    }
    // The mean probability of each class is its share: the intercepts are without penalty.
    for label in 0..<3 {
        let mean = (0..<table.rowCount).reduce(0) { $0 + answers[$1 * 3 + label] }
        let share = table.target.count { $0 == Double(label) }
        #expect(abs(mean - Double(share)) < 1e-6)
    }
    #expect(throws: LearningError.malformedModel(field: "classes")) {
        try MultinomialModel(columns: columns, description: .null, tensors: model.tensors)
    }
    #expect(throws: LearningError.badSetting(name: "family")) {
        try Multinomial(columns: binaryColumns(1))
    }
    let one = table.rows(at: table.target.indices.filter { table.target[$0] == 0 })
    #expect(throws: LearningError.failed(.oneClass)) { try runAlone(algorithm, on: one) }
}

@Test(arguments: Seed.batch(6))
func `no record's softmax gradient is longer than the bound`(seed: Seed) throws {
    var generator = seed.generator
    let bound = Double.random(in: 0.05...4, using: &generator)
    let algorithm = try NoisySoftmax(
        columns: kinds(), recordsExpected: 10, gradientNormMax: bound)
    let data = DesignMatrix(
        try StudyTable(kinds(), batch: RegressionRows().batch).rows(at: Array(0..<30)))
    let size = Double.random(in: 0...100, using: &generator)
    let state = ModelState(
        algorithm: NoisySoftmax.name, round: 0,
        coefficients: (0..<14).map { _ in Double.random(in: -1...1, using: &generator) * size },
        memory: [Double](repeating: 0, count: 14))
    var total = [Double](repeating: 0, count: 14)
    for row in 0..<data.rowCount {
        let one = try algorithm.contribution(to: state, from: data.rows(at: [row]))
        #expect(one.reduce(0) { $0 + $1 * $1 }.squareRoot() <= bound)
        for index in total.indices { total[index] += one[index] }
    }
    let whole = try algorithm.contribution(to: state, from: data)
    #expect(zip(whole, total).allSatisfy { abs($0 - $1) < 1e-9 })
}

@Test func `without noise and with a wide bound noisy softmax comes near the exact model`() throws {
    let columns = try kinds()
    let members = try RegressionRows().members(columns, count: 3)
    let exact = try runSimulated(Multinomial(columns: columns, ridge: 10), members: members)
    let algorithm = try NoisySoftmax(
        columns: columns, recordsExpected: 240, gradientNormMax: 100, roundCountMax: 300,
        averagedRoundCount: 1, stepLength: 1)
    let found = try runSimulated(algorithm, members: members)
    for (near, wanted) in zip(found.state.coefficients, exact.state.coefficients) {
        #expect(abs(near - wanted) < 0.01)
    }
    let start = algorithm.start()
    // At zero coefficients the gradient is that of the exact sum, but for each record's rounding to
    // half a step, 2^-19 at this bound.
    let sum = try algorithm.contribution(to: start, from: members[0])
    let exactSum = try Multinomial(columns: columns).contribution(
        to: Multinomial(columns: columns).start(), from: members[0])
    let rounding = Double(members[0].rowCount) * 0x1p-19
    #expect(zip(sum, exactSum).allSatisfy { abs($0 - $1) < rounding })
    let nan = [Double](repeating: .nan, count: 14)
    #expect(algorithm.advance(start, with: nan, survivors: 3) == .failed(.sumNotFinite))
}

@Test func `rows of one class give a model of their own that never says impossible`() throws {
    let columns = try StudyColumns(
        inputs: [
            .number(FeatureSpecification(column: "a", unit: "", lower: -2, upper: 2))
        ], target: .classes(CategorySpecification(column: "kind", levels: ["k", "l", "m"])))
    let table = try StudyTable(
        columns,
        batch: RecordBatch(
            rowCount: 4,
            columns: ["a": .numbers([-1, 0, 1, 2]), "kind": .texts(["l", "l", "l", "l"])]))
    let algorithm = try Multinomial(columns: columns, ridge: 1)
    #expect(throws: LearningError.self) { try runAlone(algorithm, on: table) }
    let shares = try algorithm.ownModel(from: table).predictions(of: table)
    // Half a row is added to each class: 0.5, 4.5 and 0.5 of 5.5.
    for row in 0..<4 {
        #expect(abs(shares[row * 3 + 1] - 4.5 / 5.5) < 1e-12)
        #expect(abs(shares[row * 3] - 0.5 / 5.5) < 1e-12)
    }
}
