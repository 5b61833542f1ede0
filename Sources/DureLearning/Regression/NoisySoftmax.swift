package import DureCore

/// Softmax regression from clipped gradient sums with noise: the mode `record/joint`.
///
/// As ``NoisyGradient``, for a target of declared levels, the first of which is the reference: each
/// record's gradient, over all classes together, is clipped to the norm ``clippingBound``, so a
/// record that comes or goes changes a round's sum by at most that much. All constants are public
/// and come from no data.
package struct NoisySoftmax: SumAlgorithm {
    package static let name = "noisy-multinomial"

    package let columns: StudyColumns
    /// The classes; the first is the reference.
    package let classes: [String]
    /// The terms of the linear predictors.
    package let terms: DesignTerms
    /// The number of records that the study declares over all members: the divisor of the steps.
    package let recordsExpected: Int
    /// The norm to which each record's gradient is clipped; more than 0.
    package let gradientNormMax: Double
    /// How many rounds are run: every one is charged for.
    package let roundCountMax: Int
    /// How many of the last states are averaged; 1 to the number of rounds.
    package let averagedRoundCount: Int
    /// The penalty on half the squared coefficients; 0 or more.
    package let ridge: Double
    /// The length of a step along the mean gradient; more than 0.
    package let stepLength: Double

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``, with `family` for a target without levels.
    package init(
        columns: StudyColumns, recordsExpected: Int, gradientNormMax: Double = 1,
        roundCountMax: Int = 12, averagedRoundCount: Int? = nil, ridge: Double = 10,
        stepLength: Double? = nil
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        guard case .classes(let category)? = columns.target else {
            throw .badSetting(name: "family")
        }
        terms = DesignTerms(columns.inputs)
        let averaged = averagedRoundCount ?? max(roundCountMax / 2, 1)
        // The softmax loss bends by at most ½ along a predictor, twice what the logistic loss does.
        let step =
            stepLength
            ?? NoisyGradient.defaultStepLength(
                width: terms.width, gradientNormMax: gradientNormMax) / 2
        try check(columns.offset == nil, "offset")
        try check(category.levels.count <= Multinomial.classCountMax, "levels")
        let most = Multinomial.coefficientCountMax / max(category.levels.count - 1, 1)
        guard DesignTerms(columns.inputs).width <= most else {
            throw .featureCount(limit: most - 1)
        }
        try check((1...1_000_000_000).contains(recordsExpected), "records-expected")
        try check(gradientNormMax.isFinite && gradientNormMax > 0, "gradient-norm")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check((1...roundCountMax).contains(averaged), "averaged-rounds")
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(step.isFinite && step > 0, "step")
        self.columns = columns
        classes = category.levels
        self.recordsExpected = recordsExpected
        self.gradientNormMax = gradientNormMax
        self.roundCountMax = roundCountMax
        self.averagedRoundCount = averaged
        self.ridge = ridge
        self.stepLength = step
    }

    private var dimension: Int { (classes.count - 1) * terms.width }
    package var clippingBound: Double? { gradientNormMax }

    package func sumLength(at state: ModelState) -> Int { dimension }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: gradientNormMax, count: dimension)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package var settings: JSONValue {
        .object([
            "algorithm": .string(Self.name), "columns": columns.json,
            "records-expected": .integer(Int64(recordsExpected)),
            "gradient-norm": .number(gradientNormMax), "rounds": .integer(Int64(roundCountMax)),
            "averaged-rounds": .integer(Int64(averagedRoundCount)), "ridge": .number(ridge + 0),
            "step": .number(stepLength),
        ])
    }

    package func start() -> ModelState {
        let zeros = [Double](repeating: 0, count: dimension)
        return ModelState(algorithm: Self.name, round: 0, coefficients: zeros, memory: zeros)
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == dimension,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        let width = terms.width
        let lists = (0..<classes.count - 1).map {
            Array(state.coefficients[$0 * width..<($0 + 1) * width])
        }
        var sum = [Double](repeating: 0, count: dimension)
        for row in 0..<data.rowCount {
            let predictors = lists.map { data.predictor(row: row, coefficients: $0) }
            guard predictors.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
            try add(data, row: row, predictors: predictors, to: &sum)
        }
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    /// Adds one record's gradient, shortened to a norm of at most ``gradientNormMax``.
    private func add(
        _ data: DesignMatrix, row: Int, predictors: [Double], to sum: inout [Double]
    ) throws(LearningError) {
        let values = data.values[row * data.width..<(row + 1) * data.width]
        let highest = max(predictors.max() ?? 0, 0)
        let parts = predictors.map { Elementary.exp($0 - highest) }
        let whole = parts.reduce(Elementary.exp(-highest), +)
        let weight = data.weight(row)
        let target = Int(data.target[row])
        let slopes = parts.enumerated().map {
            weight * ($1 / whole - ($0 + 1 == target ? 1 : 0))
        }
        // The gradient is the outer product of slopes and values: so is its norm.
        let lengths = slopes.reduce(0) { $0 + $1 * $1 } * values.reduce(0) { $0 + $1 * $1 }
        let norm = lengths.squareRoot()
        guard norm.isFinite else { throw .contributionNotFinite }
        // A hair shorter, so that rounding never lets the norm pass the bound.
        let factor = norm > gradientNormMax ? gradientNormMax / norm * (1 - 0x1p-40) : 1
        var place = 0
        for slope in slopes {
            for value in values {
                sum[place] += slope * factor * value
                place += 1
            }
        }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: dimension, sum: sum) { return .failed(reason) }
        guard state.memory.count == dimension else { return .failed(.stateMismatch) }
        let factor = stepLength / Double(recordsExpected)
        var coefficients = state.coefficients
        for index in 0..<dimension {
            let penalty = index % terms.width == 0 ? 0 : ridge * coefficients[index]
            coefficients[index] -= factor * (sum[index] + penalty)
        }
        let done = Int(state.round) + 1
        var total = state.memory
        if done > roundCountMax - averagedRoundCount {
            for index in 0..<dimension { total[index] += coefficients[index] }
        }
        guard coefficients.allSatisfy(\.isFinite) else { return .failed(.sumNotFinite) }
        guard done >= roundCountMax else {
            return .next(successor(of: state, coefficients, memory: total))
        }
        let mean = total.map { $0 / Double(averagedRoundCount) }
        return .finished(successor(of: state, mean, memory: []), .roundMax)
    }

    private func successor(
        of state: ModelState, _ coefficients: [Double], memory: [Double]
    ) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: coefficients,
            memory: memory)
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name else { throw .stateMismatch }
        return try MultinomialModel(columns: columns, coefficients: state.coefficients)
    }
}
