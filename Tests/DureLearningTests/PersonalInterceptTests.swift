import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// The study's columns with one 0/1 column more for each member but the first.
private func withDummies(
    _ columns: StudyColumns, _ batch: RecordBatch, memberCount: Int
) throws -> (StudyColumns, RecordBatch) {
    var inputs = columns.inputs
    var values = batch.columns
    for member in 1..<memberCount {
        let name = "m\(member)"
        inputs.append(
            .number(
                try FeatureSpecification(
                    column: name, unit: "", lower: 0, upper: 1, center: 0, scale: 1)))
        values[name] = .numbers((0..<batch.rowCount).map { $0 % memberCount == member ? 1 : 0 })
    }
    let study = try StudyColumns(
        inputs: inputs, target: columns.target, weight: columns.weight, offset: columns.offset)
    return (study, RecordBatch(rowCount: batch.rowCount, columns: values))
}

@Test(arguments: ["gaussian", "bernoulli", "poisson", "gamma", "negative-binomial"])
func `an intercept of each member's own is the pooled model with one column a member`(
    name: String
) throws {
    let family = RegressionRows.family(name)
    let rows = try RegressionRows()
    let columns = try RegressionRows.columns(
        RegressionRows.target(family), isWeighted: true, hasOffset: true)
    let algorithm = try GeneralizedLinear(
        columns: columns, family: family, tolerance: 1e-11, roundCountMax: 100, intercept: .personal
    )
    let members = try rows.members(columns, count: 4)
    let result = try runSimulated(algorithm, members: members)
    #expect(result.reason == .converged)
    let (study, batch) = try withDummies(columns, rows.batch, memberCount: 4)
    let pooledAlgorithm = try GeneralizedLinear(
        columns: study, family: family, tolerance: 1e-11, roundCountMax: 100)
    let pooled = try runAlone(pooledAlgorithm, on: StudyTable(study, batch: batch))
    let wanted = pooled.state.coefficients
    for index in 1..<7 {
        #expect(isNear(result.state.coefficients[index], wanted[index], 1e-8))
    }
    for (member, data) in members.enumerated() {
        let own = algorithm.ownIntercept(at: result.state, from: data)
        #expect(isNear(own, wanted[0] + (member == 0 ? 0 : wanted[6 + member]), 1e-8))
    }
    // Standard errors of the shared coefficients are the pooled ones too.
    let found = try algorithm.linearModel(from: result.state).table.rows
    let known = try pooledAlgorithm.linearModel(from: pooled.state).table.rows
    for index in 1..<7 {
        #expect(isNear(found[index].scaled.standardError, known[index].scaled.standardError, 1e-7))
    }
}

@Test func `the summary of intercepts is DerSimonian and Laird's`() throws {
    let rows = try RegressionRows()
    let columns = try RegressionRows.columns(.binary(column: "binary"))
    let algorithm = try GeneralizedLinear(
        columns: columns, family: .bernoulli, intercept: .personal)
    let members = try rows.members(columns, count: 6)
    let result = try runSimulated(algorithm, members: members)
    let effects = try #require(algorithm.memberEffects(of: result.state))
    var (weights, intercepts): ([Double], [Double]) = ([], [])
    for data in members {
        let own = try #require(algorithm.ownIntercept(at: result.state, from: data))
        var point = result.state.coefficients
        point[0] = own
        intercepts.append(own)
        weights.append(
            (0..<data.rowCount).reduce(0) {
                let mean = Elementary.sigmoid(data.predictor(row: $1, coefficients: point))
                return $0 + mean * (1 - mean)
            })
    }
    let total = weights.reduce(0, +)
    let mean = zip(weights, intercepts).reduce(0) { $0 + $1.0 * $1.1 } / total
    let q = zip(weights, intercepts).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    let between = max(0, (q - 5) / (total - squares / total))
    #expect(effects.memberCount == 6 && effects.leftOutCount == 0)
    #expect(abs(effects.mean - mean) < 1e-6)
    #expect(abs(effects.heterogeneity - q) < 1e-6)
    #expect(abs(effects.varianceBetween - between) < 1e-6)
    #expect(result.state.coefficients[0] == effects.mean)
}

@Test func `a member of one class is left out, counted, and changes nothing`() throws {
    let rows = try RegressionRows()
    let columns = try RegressionRows.columns(.binary(column: "binary"))
    let algorithm = try GeneralizedLinear(
        columns: columns, family: .bernoulli, intercept: .personal)
    let members = try rows.members(columns, count: 4)
    let first = members[0]
    let cases = first.rows(at: first.target.indices.filter { first.target[$0] == 1 })
    let without = try runSimulated(algorithm, members: Array(members[1...]))
    let with = try runSimulated(algorithm, members: [cases] + members[1...] + [cases.rows(at: [])])
    #expect(with.state.coefficients == without.state.coefficients)
    #expect(algorithm.memberEffects(of: with.state)?.leftOutCount == 1)
    #expect(algorithm.memberEffects(of: with.state)?.memberCount == 3)
    #expect(algorithm.ownIntercept(at: with.state, from: cases) == nil)
    #expect(throws: LearningError.failed(.noRecords)) {
        try runSimulated(algorithm, members: [cases, cases])
    }
    // The sums over one or two would give their intercepts away.
    for count in [1, 2] {
        #expect(throws: LearningError.failed(.tooFewIntercepts)) {
            try runSimulated(algorithm, members: [cases] + members[1...count])
        }
    }
}
