import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

private func reader(_ text: String) throws -> TOMLReader {
    try TOMLReader(parsing: Array(text.utf8), byteCountMax: 4_096)
}

private func counts() throws -> StudyColumns {
    try RegressionRows.columns(RegressionRows.target(.poisson))
}

@Test func `a study's table sets a regression`() throws {
    let text = """
        kind = "generalized-linear"
        family = "negative-binomial"
        dispersion = 0.5
        ridge = 2
        lasso = 0.25
        intercept = "personal"
        tolerance = 1e-6
        rounds_max = 40
        records_min = 30
        """
    let found = try GeneralizedLinear(reading: reader(text), columns: counts())
    let wanted = try GeneralizedLinear(
        columns: counts(), family: .negativeBinomial(dispersion: 0.5), ridge: 2, lasso: 0.25,
        tolerance: 1e-6, roundCountMax: 40, recordsMin: 30, intercept: .personal)
    #expect(found.settings == wanted.settings)
    let plain = try GeneralizedLinear(reading: reader("family = \"poisson\""), columns: counts())
    #expect(plain.settings == (try GeneralizedLinear(columns: counts(), family: .poisson)).settings)
    let classes = try RegressionRows.columns(
        .classes(CategorySpecification(column: "kind", levels: ["k", "l", "m"])))
    let softmax = try Multinomial(reading: reader("ridge = 3"), columns: classes)
    #expect(softmax.settings == (try Multinomial(columns: classes, ridge: 3)).settings)
    let soft = try NoisySoftmax(
        reading: reader("rounds_max = 7"), columns: classes, recordsExpected: 9, gradientNormMax: 3)
    #expect(soft.roundCountMax == 7 && soft.clippingBound == 3)
    let open = try NegativeBinomial(reading: reader("rounds_max = 9"), columns: counts())
    #expect(open.roundCountMax == 9)
    let noisy = try NoisyGradient(
        reading: reader("family = \"bernoulli\"\nstep = 0.5"), columns: binaryColumns(2),
        recordsExpected: 100, gradientNormMax: 2)
    #expect(noisy.stepLength == 0.5 && noisy.gradientNormMax == 2)
}

@Test(arguments: [
    ("family = \"poisson\"\nrigde = 1", 2, "rigde", TOMLError.Problem.unknownKey),
    ("ridge = 1", 1, "family", .missing),
    ("family = \"weibull\"", 1, "family", .unknownValue),
    ("family = \"bernoulli\"", 1, "family", .notTogether(with: "target")),
    ("family = \"negative-binomial\"", 1, "dispersion", .missing),
    ("family = \"poisson\"\ndispersion = 2", 2, "dispersion", .notTogether(with: "family")),
    ("family = \"poisson\"\n\nridge = -1", 3, "ridge", .outOfRange(min: 0, max: 1e12)),
    ("family = \"poisson\"\nintercept = \"own\"", 2, "intercept", .unknownValue),
    ("family = \"poisson\"\nrounds_max = 0", 2, "rounds_max", .outOfRange(min: 1, max: 1_000)),
    ("kind = \"trees\"\nfamily = \"poisson\"", 1, "kind", .unknownValue),
])
func `a wrong table is refused by line and key`(
    text: String, line: Int, key: String, problem: TOMLError.Problem
) throws {
    #expect(throws: TOMLError(line: line, key: key, problem: problem)) {
        try GeneralizedLinear(reading: reader(text), columns: counts())
    }
}

@Test func `a table of coefficients speaks the columns' own units`() throws {
    let rows = try RegressionRows()
    let columns = try StudyColumns(
        inputs: [
            .number(
                FeatureSpecification(
                    column: "a|b", unit: "m", lower: -4, upper: 4, center: 1, scale: 2))
        ], target: .binary(column: "binary"))
    let batch = RecordBatch(
        rowCount: rows.batch.rowCount,
        columns: rows.batch.columns.merging(["a|b": .numbers(rows.batch.numbers("a") ?? [])]) { $1 }
    )
    let raw = try StudyColumns(
        inputs: [
            .number(
                FeatureSpecification(
                    column: "a|b", unit: "m", lower: -4, upper: 4, center: 0, scale: 1))
        ], target: .binary(column: "binary"))
    func table(_ columns: StudyColumns) throws -> CoefficientTable {
        let algorithm = try GeneralizedLinear(columns: columns, family: .bernoulli)
        let result = try runAlone(algorithm, on: StudyTable(columns, batch: batch))
        return try algorithm.linearModel(from: result.state).table
    }
    // The fit on unscaled columns is the natural table.
    let found = try table(columns)
    for (row, wanted) in zip(found.rows, try table(raw).rows) {
        #expect(isNear(row.natural.value, wanted.scaled.value, 1e-8))
        #expect(isNear(row.natural.standardError, wanted.scaled.standardError, 1e-8))
        #expect(isNear(row.natural.pValue, wanted.scaled.pValue, 1e-8))
    }
    let ratio = try #require(found.rows[1].ratio)
    #expect(isNear(ratio.value, Elementary.exp(found.rows[1].natural.value), 1e-12))
    #expect(found.rows[0].ratio == nil && found.ratioName == "odds ratio")
    let lines = found.csv.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.filter { $0 == "," }.count == 13 })
    #expect(found.markdown.contains("| a\\|b | m |"))
    #expect(found.markdown.contains("odds ratio (95 %)"))
}

@Test(arguments: [
    (0.0, "0"), (1.0, "1.000"), (-0.012345, "-0.01235"), (123.456, "123.5"), (1e-9, "1.000e-9"),
    (2.5e12, "2.500e12"), (0.99999, "1.0000"), (-1234567, "-1234567"),
])
func `numbers are written with four digits that matter`(value: Double, text: String) {
    #expect(CoefficientTable.short(value) == text)
}
