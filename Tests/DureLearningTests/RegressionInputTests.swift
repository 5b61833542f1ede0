import DureCore
import DureTensor
import DureTesting
import Testing

@testable import DureLearning

private let families: [Family] = [
    .gaussian, .bernoulli, .poisson, .gamma, .negativeBinomial(dispersion: 0.7),
    .negativeBinomial(dispersion: 1e-6),
]

/// Columns with all that a record can bring: number, spline, levels, weight and offset.
private func allColumns(_ family: Family) throws -> StudyColumns {
    let target: StudyColumns.Target =
        switch family {
        case .bernoulli: .binary(column: "y")
        case .gaussian:
            .number(try FeatureSpecification(column: "y", unit: "", lower: -50, upper: 9))
        case .gamma:
            .number(try FeatureSpecification(column: "y", unit: "", lower: 1e-3, upper: 1e4))
        case .poisson, .negativeBinomial:
            .number(try FeatureSpecification(column: "y", unit: "", lower: 0, upper: 1e3))
        }
    return try StudyColumns(
        inputs: RegressionRows.inputs(), target: target,
        weight: FeatureSpecification(column: "w", unit: "", lower: 0, upper: 5),
        offset: FeatureSpecification(column: "o", unit: "", lower: -9, upper: 7))
}

private func wildTable(
    _ columns: StudyColumns, rows: Int, using generator: inout SeededGenerator
) throws -> StudyTable {
    func numbers(_ range: ClosedRange<Double>) -> RecordBatch.Column {
        .numbers(
            (0..<rows).map { _ in
                // The ends of the range are the likeliest, and much lies beyond them.
                Double.random(in: range, using: &generator) * 1.5
            })
    }
    var y = numbers(-60...2e4)
    if case .binary? = columns.target {
        y = .numbers((0..<rows).map { _ in Bool.random(using: &generator) ? 1 : 0 })
    }
    let levels = (0..<rows).map { _ in ["x", "y", "z"].randomElement(using: &generator) ?? "x" }
    return try StudyTable(
        columns,
        batch: RecordBatch(
            rowCount: rows,
            columns: [
                "a": numbers(-9...9), "b": numbers(0...99), "c": .texts(levels),
                "w": numbers(0...5), "o": numbers(-9...9), "y": y,
            ]))
}

@Test(arguments: Seed.batch(3), families)
private func `no record of any family passes its bound, and the members' sums add up`(
    seed: Seed, family: Family
) throws {
    var generator = seed.generator
    let columns = try allColumns(family)
    for intercept in [GeneralizedLinear.Intercept.shared, .personal] {
        let algorithm = try GeneralizedLinear(
            columns: columns, family: family, intercept: intercept)
        let data = DesignMatrix(try wildTable(columns, rows: 70, using: &generator))
        let sizes: [Double] = [0.01, 1, 30, 1e12, 1e300]
        let size = sizes.randomElement(using: &generator) ?? 1
        let point = (0..<7).map { _ in Double.random(in: -1...1, using: &generator) * size }
        let state = ModelState(algorithm: GeneralizedLinear.name, round: 3, coefficients: point)
        let bounds = algorithm.boundsPerRecord(at: state)
        #expect(bounds.count == algorithm.sumLength(at: state))
        #expect(bounds.allSatisfy { $0 > 0 && $0.isFinite })
        var total = [Double](repeating: 0, count: bounds.count)
        for row in 0..<data.rowCount {
            let one = try algorithm.contribution(to: state, from: data.rows(at: [row]))
            #expect(zip(one, bounds).allSatisfy { abs($0) <= $1 })
            for index in total.indices { total[index] += one[index] }
        }
        let whole = try algorithm.contribution(to: state, from: data)
        #expect(zip(whole, bounds).allSatisfy { abs($0) <= 70 * $1 })
        guard intercept == .shared else { continue }
        for index in total.indices {
            #expect(abs(whole[index] - total[index]) <= 1e-12 * 70 * bounds[index])
        }
    }
}

@Test(arguments: families)
private func `gradients and bends of every family are those of its loss`(family: Family) throws {
    for y in [0.0, 1, 0.5, 4, 20] {
        if family == .bernoulli && y != 0 && y != 1 { continue }
        if family == .gamma && y == 0 { continue }
        for predictor in [-3.0, -0.5, 0, 0.4, 2] {
            let step = 1e-5
            let said = family.terms(predictor, target: y)
            let above = family.terms(predictor + step, target: y)
            let below = family.terms(predictor - step, target: y)
            #expect(abs((above.loss - below.loss) / (2 * step) - said.slope) < 1e-6 * (1 + y))
            #expect(said.loss >= 0)
            // The expected bend is the slope's own bend where the target is the mean.
            let mean = family.mean(predictor)
            guard family != .bernoulli else { continue }
            let slope =
                family.terms(predictor + step, target: mean).slope
                - family.terms(predictor - step, target: mean).slope
            #expect(abs(slope / (2 * step) - said.bend) < 1e-5 * (1 + said.bend))
        }
    }
}

@Test(arguments: Seed.batch(1), [1, 8, 9, 21])
private func `the fast sums are those of plain loops, at any number of workers`(
    seed: Seed, width: Int
) throws {
    var generator = seed.generator
    let inputs = try (0..<max(width - 1, 1)).map {
        InputColumn.number(
            try FeatureSpecification(column: "x\($0)", unit: "", lower: -2, upper: 2))
    }
    let columns = try StudyColumns(
        inputs: Array(inputs.prefix(width - 1)), target: .binary(column: "y"))
    let rows = 2_100
    var values: [String: RecordBatch.Column] = [
        "y": .numbers((0..<rows).map { _ in Bool.random(using: &generator) ? 1 : 0 })
    ]
    for input in columns.inputs {
        values[input.name] = .numbers(
            (0..<rows).map { _ in Double.random(in: -2...2, using: &generator) })
    }
    let data = DesignMatrix(
        try StudyTable(columns, batch: RecordBatch(rowCount: rows, columns: values)))
    let point = (0..<width).map { _ in Double.random(in: -1...1, using: &generator) }
    let state = ModelState(algorithm: GeneralizedLinear.name, round: 0, coefficients: point)
    let found = try GeneralizedLinear(columns: columns, family: .bernoulli)
        .contribution(to: state, from: data)
    let pooled = try GeneralizedLinear(
        columns: columns, family: .bernoulli, pool: WorkerPool(count: 3)
    ).contribution(to: state, from: data)
    #expect(found.map(\.bitPattern) == pooled.map(\.bitPattern))
    let plain = plainSum(data, at: point)
    for index in plain.indices {
        #expect(abs(found[index] - plain[index]) <= 1e-11 * Double(rows))
    }
}

/// Gradient, triangle and loss of logistic rows, one after the other.
private func plainSum(_ data: DesignMatrix, at point: [Double]) -> [Double] {
    var sum: [Double] = Array(repeating: 0, count: data.width * (data.width + 3) / 2 + 1)
    for row in 0..<data.rowCount {
        let predictor = data.predictor(row: row, coefficients: point)
        let said = Family.bernoulli.terms(predictor, target: data.target[row])
        let values = data.values[row * data.width..<(row + 1) * data.width]
        var position = data.width
        for (index, value) in values.enumerated() {
            sum[index] += said.slope * value
            for other in values.dropFirst(index) {
                sum[position] += said.bend * value * other
                position += 1
            }
        }
        sum[position] += said.loss
    }
    return sum
}

@Test func `the fast exponential is the plain one`() {
    var values = (0..<4_000).map { -720 + Double($0) * 0.36 }
    values += [0, -0.0, 1e-300, 708.9, -708, -1e9, 1e9, .infinity, -.infinity]
    let wanted = values.map(Elementary.exp)
    RowFunctions.exp(&values, count: values.count)
    for (found, exact) in zip(values, wanted) {
        #expect(found == exact || abs(found / exact - 1) < 2e-15)
    }
}

private func numbers(_ lists: [String: [Double]]) -> RecordBatch {
    RecordBatch(
        rowCount: lists.values.first?.count ?? 0, columns: lists.mapValues { .numbers($0) })
}

private func bare(_ count: Int) throws -> GeneralizedLinear {
    try GeneralizedLinear(columns: binaryColumns(count), family: .bernoulli)
}

@Test func `perfect separation is told with its column and the ridge that mends it`() throws {
    let a = [-2.0, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 1.2]
    let b = [0.3, -0.2, 1, -1, 0.5, 0.1, -0.7, 0.9, -0.4]
    let y = [0.0, 0, 0, 0, 1, 1, 1, 1, 1]
    let complete = try binaryMatrix([a, b], y)
    let error = #expect(throws: LearningError.self) { try runAlone(bare(2), on: complete) }
    guard case .columnsAtFault(.separated, let names)? = error else {
        Issue.record("another error: \(String(describing: error))")
        return
    }
    #expect(names.contains("a"))
    #expect(error?.text(.en).contains("ridge") == true)
    #expect(error?.text(.ko).contains("릿지") == true)
    let mended = try GeneralizedLinear(columns: binaryColumns(2), family: .bernoulli, ridge: 1)
    #expect(try runAlone(mended, on: complete).reason == .converged)
    // Quasi-complete: a flag that only cases have.
    let flag = [0.0, 0, 0, 0, 0, 0, 1, 1, 0]
    let quasi = try binaryMatrix([flag, b], [0, 1, 0, 1, 0, 1, 1, 1, 0])
    #expect(throws: LearningError.columnsAtFault(.separated, columns: ["a"])) {
        try runAlone(bare(2), on: quasi)
    }
}

@Test func `nearly separated rows still have a model`() throws {
    let a = (0..<200).map { Double($0) / 50 - 2 }
    let y = a.enumerated().map { index, value in (value > 0) != (index == 103) ? 1.0 : 0 }
    let result = try runAlone(bare(1), on: binaryMatrix([a], y))
    #expect(result.reason == .converged)
    #expect(result.state.coefficients[1] > 10)
}

@Test func `constant and dependent columns are named`() throws {
    let a = [-2.0, -1, 0, 1, 2, 1.5]
    let y = [0.0, 1, 0, 1, 0, 1]
    let constant = [Double](repeating: 1.5, count: 6)
    #expect(throws: LearningError.columnsAtFault(.singular, columns: ["b"])) {
        try runAlone(bare(2), on: binaryMatrix([a, constant], y))
    }
    let zero = [Double](repeating: 0, count: 6)
    #expect(throws: LearningError.columnsAtFault(.singular, columns: ["b"])) {
        try runAlone(bare(2), on: binaryMatrix([a, zero], y))
    }
    let other = [0.5, -0.3, 1, -1, 0.2, 0.9]
    let sum = zip(a, other).map { $0 / 2 + $1 / 2 }
    #expect(throws: LearningError.columnsAtFault(.singular, columns: ["a", "c", "d"])) {
        try runAlone(
            bare(4), on: binaryMatrix([a, [1, -1, 0, 0.5, 0.3, -2], other, sum], y))
    }
    // With a lasso a column that is nowhere but zero keeps the coefficient zero.
    let lasso = try GeneralizedLinear(columns: binaryColumns(2), family: .bernoulli, lasso: 0.1)
    #expect(try runAlone(lasso, on: binaryMatrix([a, zero], y)).state.coefficients[2] == 0)
}

@Test func `empty columns, zero weights, undeclared levels and nine rows end in words`() throws {
    let table = try StudyTable(
        binaryColumns(2),
        batch: numbers(["a": [1, 0, 1], "b": [.nan, .nan, .nan], "y": [0, 1, 1]]))
    #expect(table.emptyInputs == ["b"])
    #expect(throws: LearningError.failed(.noRecords)) { try runAlone(bare(2), on: table) }

    let weighted = try StudyColumns(
        inputs: features(1).map { .number($0) }, target: .binary(column: "y"),
        weight: FeatureSpecification(column: "w", unit: "", lower: 0, upper: 1))
    let algorithm = try GeneralizedLinear(columns: weighted, family: .bernoulli)
    let weightless = try StudyTable(
        weighted, batch: numbers(["a": [1, 0, 1], "w": [0, 0, 0], "y": [0, 1, 1]]))
    #expect(throws: LearningError.failed(.noRecords)) { try runAlone(algorithm, on: weightless) }

    let rows = try RegressionRows()
    var columns = rows.batch.columns
    columns["c"] = .texts([String](repeating: "never declared", count: rows.batch.rowCount))
    let family = Family.gaussian
    let study = try RegressionRows.columns(RegressionRows.target(family))
    let strange = try StudyTable(
        study, batch: RecordBatch(rowCount: rows.batch.rowCount, columns: columns))
    #expect(strange.undeclaredCounts == ["c": rows.batch.rowCount])
    #expect(strange.emptyInputs == ["c"])
    let linear = try GeneralizedLinear(columns: study, family: family)
    #expect(throws: LearningError.failed(.noRecords)) { try runAlone(linear, on: strange) }

    // As many rows as terms: a fit without a residual has no dispersion, so no standard errors.
    let table9 = try StudyTable(study, batch: rows.batch).rows(at: Array(20..<27))
    do {
        let model = try linear.linearModel(from: runAlone(linear, on: table9).state)
        #expect(model.statistics?.dispersion == nil)
        #expect(model.table.rows.allSatisfy { $0.scaled.standardError == nil })
    } catch { #expect("\(error)".contains("singular")) }
}

@Test func `a fit that does not converge says so and keeps its best state`() throws {
    let columns = try RegressionRows.columns(RegressionRows.target(.poisson))
    let algorithm = try GeneralizedLinear(columns: columns, family: .poisson, roundCountMax: 3)
    let result = try runAlone(
        algorithm, on: StudyTable(columns, batch: RegressionRows().batch))
    #expect(result.reason == .roundMax && result.roundCount == 3)
    let zero = try StudyTable(columns, batch: RegressionRows().batch.zeroed("count"))
    #expect(throws: LearningError.failed(.oneClass)) { try runAlone(algorithm, on: zero) }
}

@Test(arguments: [1e-3, 1, 1e6])
func `rates far from one are found in few rounds, however wide the public range`(
    size: Double
) throws {
    let rows = try RegressionRows().batch
    let column = FeatureSpecificationRange(size: size)
    let study = try RegressionRows.columns(
        .number(
            try FeatureSpecification(
                column: "positive", unit: "", lower: column.lower, upper: column.upper)))
    let scaled = RecordBatch(
        rowCount: rows.rowCount,
        columns: rows.columns.merging(
            ["positive": .numbers((rows.numbers("positive") ?? []).map { $0 * size })]
        ) { $1 })
    let algorithm = try GeneralizedLinear(columns: study, family: .gamma, tolerance: 1e-9)
    let table = try StudyTable(study, batch: scaled)
    let result = try runThroughRing(algorithm, members: [DesignMatrix(table)])
    #expect(result.reason == .converged && result.roundCount <= 16)
    let wanted = try VectorTable("regression-glm", in: resources).rows.filter {
        $0["family"] == "gamma" && $0["weighted"] == "0" && $0["offset"] == "0"
    }
    for (found, row) in zip(result.state.coefficients, wanted).dropFirst() {
        #expect(isNear(found, Double(row["coefficient"] ?? ""), 1e-6))
    }
}

private struct FeatureSpecificationRange {
    let lower: Double
    let upper: Double

    init(size: Double) { (lower, upper) = (1e-4 * size, 1e5 * size) }
}

extension RecordBatch {
    fileprivate func zeroed(_ column: String) -> RecordBatch {
        RecordBatch(
            rowCount: rowCount,
            columns: columns.merging(
                [column: .numbers([Double](repeating: 0, count: rowCount))]
            ) { $1 })
    }
}
