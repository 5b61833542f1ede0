import DureCore
import DureTesting
import Testing

@testable import DureLearning

private struct Case: Sendable, CustomTestStringConvertible {
    let family: String
    let isWeighted: Bool
    let hasOffset: Bool

    static let all = ["gaussian", "bernoulli", "poisson", "gamma", "negative-binomial"].flatMap {
        family in
        [false, true].flatMap { weighted in
            [false, true].map { Case(family: family, isWeighted: weighted, hasOffset: $0) }
        }
    }

    var testDescription: String {
        family + (isWeighted ? ", weights" : "") + (hasOffset ? ", offset" : "")
    }

    func isRow(_ row: [String: String]) -> Bool {
        row["family"] == family && row["weighted"] == (isWeighted ? "1" : "0")
            && row["offset"] == (hasOffset ? "1" : "0")
    }
}

private func number(_ row: [String: String], _ name: String) -> Double? {
    row[name].flatMap { Double($0) }
}

@Test(arguments: Case.all)
private func `members through the ring find statsmodels' pooled model with all that it says`(
    given: Case
) throws {
    let family = RegressionRows.family(given.family)
    let columns = try RegressionRows.columns(
        RegressionRows.target(family), isWeighted: given.isWeighted, hasOffset: given.hasOffset)
    let algorithm = try GeneralizedLinear(columns: columns, family: family, roundCountMax: 60)
    let result = try runThroughRing(
        algorithm, members: RegressionRows().members(columns, count: 4))
    #expect(result.reason == .converged)
    let model = try algorithm.linearModel(from: result.state)
    let wanted = try VectorTable("regression-glm", in: resources).rows.filter(given.isRow)
    let table = model.table
    #expect(wanted.count == 7 && table.rows.count == 7)
    for (found, row) in zip(table.rows, wanted) {
        #expect(found.term == row["term"])
        let scaled = found.scaled
        #expect(isNear(scaled.value, number(row, "coefficient"), 1e-6))
        #expect(isNear(scaled.standardError, number(row, "error"), 1e-5))
        #expect(isNear(scaled.pValue, number(row, "p"), 1e-5))
        #expect(isNear(scaled.interval?.lowerBound, number(row, "low"), 1e-5))
        #expect(isNear(scaled.interval?.upperBound, number(row, "high"), 1e-5))
        #expect(isNear(model.statistics?.deviance, number(row, "deviance"), 1e-6))
        #expect(isNear(model.statistics?.dispersion, number(row, "dispersion"), 1e-6))
        #expect(isNear(model.statistics?.pearson, number(row, "pearson"), 1e-5))
    }
}

@Test(arguments: [
    ("gaussian", 5.0, 0.0), ("gaussian", 0, 12), ("gaussian", 6, 12), ("gaussian", 1, 80),
    ("bernoulli", 2, 0), ("bernoulli", 1, 3), ("bernoulli", 0, 6), ("poisson", 4, 0),
])
func `penalties are scikit-learn's`(name: String, ridge: Double, lasso: Double) throws {
    let family = RegressionRows.family(name)
    let columns = try RegressionRows.columns(RegressionRows.target(family))
    let algorithm = try GeneralizedLinear(
        columns: columns, family: family, ridge: ridge, lasso: lasso, roundCountMax: 60)
    let result = try runThroughRing(
        algorithm, members: RegressionRows().members(columns, count: 3))
    #expect(result.reason == .converged)
    let wanted = try VectorTable("regression-penalised", in: resources).rows.filter {
        $0["family"] == name && number($0, "ridge") == ridge && number($0, "lasso") == lasso
    }
    #expect(wanted.count == 7)
    for (found, row) in zip(result.state.coefficients, wanted) {
        #expect(isNear(found, number(row, "coefficient"), 1e-6))
    }
    let statistics = try algorithm.linearModel(from: result.state).statistics
    #expect((statistics?.covariance.isEmpty ?? true) == (lasso > 0))
}

@Test func `chances are scipy's`() throws {
    let rows = try VectorTable("distributions", in: resources).rows
    #expect(rows.count > 40)
    for row in rows {
        let value = number(row, "value") ?? .nan
        let wanted = number(row, "p") ?? .nan
        let found =
            row["distribution"] == "normal"
            ? Distributions.normalTwoSided(value)
            : Distributions.studentTwoSided(value, degrees: number(row, "degrees") ?? 1)
        #expect(abs(found - wanted) <= 1e-9 * wanted + 1e-15, "\(row)")
    }
    #expect(abs(Distributions.normalBound(0.05) - 1.9599639845400542) < 1e-12)
    #expect(abs(Distributions.studentBound(0.05, degrees: 10) - 2.2281388519649385) < 1e-10)
}
