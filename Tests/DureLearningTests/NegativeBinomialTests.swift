import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func counts(hasOffset: Bool, isWeighted: Bool = false) throws -> StudyColumns {
    try RegressionRows.columns(
        RegressionRows.target(.negativeBinomial(dispersion: 1)), isWeighted: isWeighted,
        hasOffset: hasOffset)
}

@Test(arguments: [false, true])
func `coefficients and dispersion through the ring are statsmodels' NegativeBinomial`(
    hasOffset: Bool
) throws {
    let columns = try counts(hasOffset: hasOffset)
    let algorithm = try NegativeBinomial(columns: columns)
    let members = try RegressionRows().members(columns, count: 4)
    let result = try runThroughRing(algorithm, members: members)
    #expect(result.reason == .converged && result.roundCount < 25)
    let wanted = try VectorTable("regression-negative-binomial", in: resources).rows.filter {
        $0["offset"] == (hasOffset ? "1" : "0")
    }
    let rows = try algorithm.linearModel(from: result.state).table.rows
    #expect(wanted.count == 7 && rows.count == 7)
    let dispersion = algorithm.dispersion(of: result.state)
    for (found, known) in zip(rows, wanted) {
        func number(_ name: String) -> Double? { known[name].flatMap { Double($0) } }
        #expect(isNear(found.scaled.value, number("coefficient"), 1e-6))
        #expect(isNear(found.scaled.standardError, number("error"), 1e-5))
        #expect(isNear(dispersion.value, number("alpha"), 1e-6))
        #expect(isNear(dispersion.standardError, number("alphaerror"), 1e-5))
    }
    // The log-likelihood, with the part that no coefficient moves.
    var loss = 0.0
    for data in members {
        loss += algorithm.layout.loss(of: try algorithm.contribution(to: result.state, from: data))
        loss += data.target.reduce(0) { $0 + Distributions.logGamma($1 + 1) }
    }
    #expect(isNear(-loss, wanted.first?["loglikelihood"].flatMap { Double($0) }, 1e-9))
}

@Test(arguments: Seed.batch(5))
func `its derivatives agree with central differences and no record passes its bound`(
    seed: Seed
) throws {
    var generator = seed.generator
    let columns = try counts(hasOffset: true, isWeighted: true)
    let algorithm = try NegativeBinomial(columns: columns)
    let data = DesignMatrix(
        try StudyTable(columns, batch: RegressionRows().batch).rows(at: Array(40..<70)))
    func sum(_ point: [Double], _ data: DesignMatrix) throws -> [Double] {
        try algorithm.contribution(
            to: ModelState(algorithm: NegativeBinomial.name, round: 1, coefficients: point),
            from: data)
    }
    var point = (0..<8).map { _ in Double.random(in: -0.8...0.8, using: &generator) }
    let exact = try sum(point, data)
    let hessian = algorithm.layout.hessian(of: exact)
    for index in 0..<8 {
        var (above, below) = (point, point)
        above[index] += 1e-5
        below[index] -= 1e-5
        let (high, low) = (try sum(above, data), try sum(below, data))
        let rise = algorithm.layout.loss(of: high) - algorithm.layout.loss(of: low)
        #expect(abs(rise / 2e-5 - exact[index]) < 1e-5 * (1 + abs(exact[index])))
        for other in 0..<8 {
            let bend = (high[other] - low[other]) / 2e-5
            let wanted = hessian[index * 8 + other]
            #expect(abs(bend - wanted) < 1e-5 * (1 + abs(wanted)))
        }
    }
    for size in [1.0, 1e3, 1e300] {
        point = point.map { $0 * size }
        point[7] = Double.random(in: -20...20, using: &generator)
        let state = ModelState(algorithm: NegativeBinomial.name, round: 1, coefficients: point)
        let bounds = algorithm.boundsPerRecord(at: state)
        #expect(bounds.count == algorithm.sumLength(at: state))
        for row in 0..<data.rowCount {
            let one = try sum(point, data.rows(at: [row]))
            #expect(zip(one, bounds).allSatisfy { abs($0) <= $1 })
        }
        point = point.map { $0 / size }
    }
}

@Test func `counts that vary no more than Poisson's end at the least dispersion`() throws {
    let columns = try StudyColumns(
        inputs: features(1).map { .number($0) },
        target: .number(FeatureSpecification(column: "y", unit: "", lower: 0, upper: 50)))
    let a = (0..<60).map { Double($0 % 5) - 2 }
    let y = a.map { ($0 + 3).rounded() }
    let batch = RecordBatch(rowCount: 60, columns: ["a": .numbers(a), "y": .numbers(y)])
    let table = try StudyTable(columns, batch: batch)
    let algorithm = try NegativeBinomial(columns: columns, roundCountMax: 100)
    let result = try runAlone(algorithm, on: table)
    #expect(algorithm.dispersion(of: result.state).value < 1e-5)
    let poisson = try runAlone(
        GeneralizedLinear(columns: columns, family: .poisson), on: table)
    for (found, wanted) in zip(result.state.coefficients, poisson.state.coefficients) {
        #expect(abs(found - wanted) < 1e-4)
    }
}
