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

private func read(
    _ text: String, _ columns: StudyColumns, clip: Double? = nil, records: Int = 30
) throws -> any SumAlgorithm {
    try AlgorithmKind.algorithm(
        reading: reader("kind = \"regression\"\n" + text),
        in: AlgorithmKind.Context(
            columns: columns, recordsMin: records, recordsMax: 1_000, privacy: clipped(clip)))
}

@Test func `a study's table sets a regression`() throws {
    let text = """
        family = "negative-binomial"
        dispersion = 0.5
        penalty = 2
        lasso = 0.25
        intercept = "personal"
        tolerance = 1e-6
        rounds_max = 40
        """
    let wanted = try GeneralizedLinear(
        columns: counts(), family: .negativeBinomial(dispersion: 0.5), ridge: 2, lasso: 0.25,
        tolerance: 1e-6, roundCountMax: 40, recordsMin: 30, intercept: .personal)
    #expect(try read(text, counts()).settings == wanted.settings)
    let plain = try GeneralizedLinear(
        columns: binaryColumns(2), family: .bernoulli, ridge: 1, roundCountMax: 20, recordsMin: 30)
    #expect(try read("", binaryColumns(2)).settings == plain.settings)
    let classes = try RegressionRows.columns(
        .classes(CategorySpecification(column: "kind", levels: ["k", "l", "m"])))
    let softmax = try Multinomial(columns: classes, ridge: 3, roundCountMax: 20, recordsMin: 30)
    #expect(try read("penalty = 3", classes).settings == softmax.settings)
    let soft = try read("rounds_max = 7", classes, clip: 3)
    #expect(soft is NoisySoftmax && soft.roundCountMax == 7 && soft.clippingBound == 3)
    let open = try read("family = \"negative-binomial\"", counts())
    #expect(open is NegativeBinomial)
    let noisy = try #require(
        try read("step = 0.5", binaryColumns(2), clip: 2, records: 100) as? NoisyGradient)
    #expect(noisy.descent.stepLength == 0.5 && noisy.descent.gradientNormMax == 2)
    #expect(noisy.descent.recordsExpected == 100)
}

@Test(arguments: [
    ("rigde = 1", 2, "rigde", TOMLError.Problem.unknownKey),
    ("family = \"weibull\"", 2, "family", .unknownValue),
    ("family = \"bernoulli\"", 2, "family", .notTogether(with: "data.target")),
    ("family = \"poisson\"\ndispersion = 2", 3, "dispersion", .notTogether(with: "family")),
    ("family = \"poisson\"\n\npenalty = -1", 4, "penalty", .outOfRange(min: 0, max: 1e12)),
    ("family = \"poisson\"\nintercept = \"own\"", 3, "intercept", .unknownValue),
    ("family = \"poisson\"\nrounds_max = 0", 3, "rounds_max", .outOfRange(min: 1, max: 1_000)),
])
func `a wrong table is refused by line and key`(
    text: String, line: Int, key: String, problem: TOMLError.Problem
) throws {
    #expect(throws: TOMLError(line: line, key: key, problem: problem)) {
        try read(text, counts())
    }
}

@Test func `what bounds no record's part has no place beside noise`() throws {
    #expect(throws: TOMLError.self) { try read("lasso = 1", binaryColumns(2), clip: 1) }
    for kind in ["trees", "cox", "kaplan-meier"] {
        #expect(throws: TOMLError.self) {
            try AlgorithmKind.algorithm(
                reading: reader("kind = \"\(kind)\""),
                in: AlgorithmKind.Context(
                    columns: binaryColumns(2), recordsMin: 1, recordsMax: 1_000,
                    privacy: clipped(1)))
        }
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

/// Control Q01: what charters were told is what a sum is held to, whatever the algorithm.
@Test(arguments: [
    "regression", "trees", "network", "network\"\nmethod = \"gradients", "statistics",
])
func `a sum of fewer records than the study demands ends it`(kind: String) throws {
    let columns = try StudyColumns(
        inputs: [
            .number(FeatureSpecification(column: "a", unit: "", lower: -2, upper: 2))
        ], target: kind == "statistics" ? nil : .binary(column: "y"))
    let table = try StudyTable(
        columns,
        batch: RecordBatch(
            rowCount: 12,
            columns: [
                "a": .numbers((0..<12).map { Double($0 % 5) - 2 }),
                "y": .numbers((0..<12).map { $0 % 3 == 0 ? 1 : 0 }),
            ]))
    func run(_ records: Int) throws {
        let algorithm = try AlgorithmKind.algorithm(
            reading: reader("kind = \"\(kind)\""),
            in: AlgorithmKind.Context(
                columns: columns, recordsMin: records, recordsMax: 1_000))
        _ = try runSimulated(algorithm, tables: [table, table, table])
    }
    try run(36)
    #expect(throws: LearningError.failed(.tooFewRecords)) { try run(37) }
}

@Test func `settings for noise do not stand in the way of a member's own model`() throws {
    let table = try reader("kind = \"regression\"\naveraged_rounds = 3\nstep = 0.5")
    let own = try AlgorithmKind.algorithm(
        reading: table, in: AlgorithmKind.Context(ownOf: binaryColumns(2)))
    #expect(own is GeneralizedLinear && own.clippingBound == nil)
    let network = try reader(
        "kind = \"network\"\nmethod = \"clipped-gradients\"\ngradient_norm = 2")
    let joint = try AlgorithmKind.algorithm(
        reading: network,
        in: AlgorithmKind.Context(
            columns: binaryColumns(2), recordsMin: 50, recordsMax: 1_000, privacy: clipped(2)))
    #expect(joint.clippingBound == 2)
    let alone = try AlgorithmKind.algorithm(
        reading: network, in: AlgorithmKind.Context(ownOf: binaryColumns(2)))
    #expect(alone.clippingBound == nil)
    // The clip that people approve is the clip that is used.
    #expect(throws: TOMLError.self) {
        try AlgorithmKind.algorithm(
            reading: network,
            in: AlgorithmKind.Context(
                columns: binaryColumns(2), recordsMin: 50, recordsMax: 1_000, privacy: clipped(1)))
    }
}

/// A manifest comes from another member: whatever its numbers are, it is refused or it works.
@Test(arguments: [
    ("poisson", 0.0, 1.7e308), ("gamma", 1e-300, 1e-299), ("gamma", 1e-307, 2e-307),
    ("gaussian", -1.7e308, 1.7e308), ("gaussian", 0, 1e-307),
])
func `a range beyond what logarithms hold is refused`(
    family: String, lower: Double, upper: Double
) throws {
    #expect(throws: LearningError.self) {
        try FeatureSpecification(
            column: "y", unit: "", lower: lower, upper: upper, center: 0, scale: 1)
    }
    for (least, most) in [(1e-300, 1e-29), (1e-30, 1e30), (0.5, 1e30)] {
        let columns = try StudyColumns(
            inputs: [
                .number(
                    FeatureSpecification(
                        column: "a", unit: "", lower: -1e30, upper: 1e30, center: 0, scale: 1e-30))
            ],
            target: .number(
                FeatureSpecification(
                    column: "y", unit: "", lower: least, upper: most, center: 0, scale: 1)))
        let found = try read("family = \"\(family)\"", columns)
        let bounds = found.boundsPerRecord(at: found.start())
        #expect(bounds.allSatisfy { $0 > 0 && $0.isFinite })
    }
}

/// A promise with noise in the sum, clipped to a norm; none for nil.
private func clipped(_ clip: Double?) -> StudyPrivacy? {
    clip.map { StudyPrivacy(mode: .recordJoint, epsilon: 1, delta: 1e-5, clip: $0) }
}
