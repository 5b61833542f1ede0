package import DureCore

/// Softmax regression from clipped gradient sums with noise: the mode `record/joint`.
///
/// As ``NoisyGradient``, for a target of declared levels, the first of which is the reference: each
/// record's gradient, over all classes together, is clipped to the norm ``clippingBound``, so a
/// record that comes or goes changes a round's sum by at most that much.
package struct NoisySoftmax: SumAlgorithm {
    package static let name = "noisy-multinomial"

    package let columns: StudyColumns
    /// The classes; the first is the reference.
    package let classes: [String]
    /// The terms of the linear predictors.
    package let terms: DesignTerms
    /// The steps, and the norm to which gradients are clipped.
    package let descent: NoisyDescent

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
        try check(columns.offset == nil, "offset")
        try check(category.levels.count <= Multinomial.classCountMax, "levels")
        let most = Multinomial.coefficientCountMax / max(category.levels.count - 1, 1)
        guard terms.width <= most else {
            throw .featureCount(limit: most - 1)
        }
        self.columns = columns
        classes = category.levels
        // The softmax loss bends by at most ½ along a predictor, twice what the logistic loss does.
        descent = try NoisyDescent(
            dimension: (classes.count - 1) * terms.width, recordsExpected: recordsExpected,
            gradientNormMax: gradientNormMax,
            roundCountMax: roundCountMax, averagedRoundCount: averagedRoundCount, ridge: ridge,
            stepLength: stepLength
                ?? NoisyDescent.usualStepLength(
                    width: terms.width, gradientNormMax: gradientNormMax) / 2)
    }

    private var dimension: Int { (classes.count - 1) * terms.width }
    package var roundCountMax: Int { descent.roundCountMax }
    package var clippingBound: Double? { descent.gradientNormMax }

    package func sumLength(at state: ModelState) -> Int { dimension }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: descent.gradientNormMax, count: dimension)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package var settings: JSONValue {
        .object(
            descent.json.merging([
                "algorithm": .string(Self.name), "columns": columns.json,
            ]) { _, own in own })
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: dimension), memory: descent.firstMemory)
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == dimension,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        try descent.check(rowCount: data.rowCount)
        let width = terms.width
        let lists = (0..<classes.count - 1).map {
            Array(state.coefficients[$0 * width..<($0 + 1) * width])
        }
        var sum = [Double](repeating: 0, count: dimension)
        for row in 0..<data.rowCount {
            let predictors = lists.map { data.predictor(row: row, coefficients: $0) }
            guard predictors.allSatisfy(\.isFinite) else { continue }
            add(data, row: row, predictors: predictors, to: &sum)
        }
        return sum
    }

    /// Adds one record's gradient, shortened to the norm of ``clippingBound``; nothing where it is
    /// not finite.
    private func add(
        _ data: DesignMatrix, row: Int, predictors: [Double], to sum: inout [Double]
    ) {
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
        let factor = descent.grid.factor(norm: lengths.squareRoot())
        guard factor > 0 else { return }
        var place = 0
        for slope in slopes {
            for value in values {
                sum[place] += descent.grid.rounded(slope * factor * value)
                place += 1
            }
        }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: dimension, sum: sum) { return .failed(reason) }
        return descent.advance(state, with: sum) { $0 % terms.width == 0 }
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name else { throw .stateMismatch }
        return try MultinomialModel(columns: columns, coefficients: state.coefficients)
    }
}
