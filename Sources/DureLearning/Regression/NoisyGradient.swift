package import DureCore

/// A generalized linear model from clipped gradient sums with noise: the mode `record/joint`.
///
/// Each record's gradient is clipped to the norm ``clippingBound``, so a record that comes or goes
/// changes a round's sum by at most that much; nothing else is in the vector. The members add
/// their noise inside the secure sum, and ``NoisyDescent`` says what becomes of it.
package struct NoisyGradient: SumAlgorithm {
    package static let name = "noisy-gradient"

    package let columns: StudyColumns
    /// The distribution of the target.
    package let family: Family
    /// The terms of the linear predictor.
    package let terms: DesignTerms
    /// The steps, and the norm to which gradients are clipped.
    package let descent: NoisyDescent

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError`` for the features, or ``LearningError/badSetting(name:)``.
    package init(
        columns: StudyColumns, family: Family = .bernoulli, recordsExpected: Int,
        gradientNormMax: Double = 1, roundCountMax: Int = 12, averagedRoundCount: Int? = nil,
        ridge: Double = 10, stepLength: Double? = nil
    ) throws(LearningError) {
        terms = DesignTerms(columns.inputs)
        guard family.admits(columns.target) else { throw .badSetting(name: "family") }
        guard terms.width <= GeneralizedLinear.termCountMax else {
            throw .featureCount(limit: GeneralizedLinear.termCountMax - 1)
        }
        self.columns = columns
        self.family = family
        descent = try NoisyDescent(
            dimension: terms.width, recordsExpected: recordsExpected,
            gradientNormMax: gradientNormMax,
            roundCountMax: roundCountMax, averagedRoundCount: averagedRoundCount, ridge: ridge,
            stepLength: stepLength
                ?? NoisyDescent.usualStepLength(
                    width: terms.width, gradientNormMax: gradientNormMax))
    }

    var width: Int { terms.width }
    package var roundCountMax: Int { descent.roundCountMax }
    package var clippingBound: Double? { descent.gradientNormMax }

    package func sumLength(at state: ModelState) -> Int { width }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: descent.gradientNormMax, count: width)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package var settings: JSONValue {
        .object(
            descent.json.merging([
                "algorithm": .string(Self.name), "columns": columns.json,
                "family": .string(family.name),
            ]) { _, own in own })
    }

    package func start() -> ModelState {
        var coefficients = [Double](repeating: 0, count: width)
        coefficients[0] = LinearLimits(family: family, columns: columns).start
        return ModelState(
            algorithm: Self.name, round: 0, coefficients: coefficients,
            memory: descent.firstMemory)
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == width,
            data.width == width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        try descent.check(rowCount: data.rowCount)
        var sum = [Double](repeating: 0, count: width)
        for row in 0..<data.rowCount {
            add(row, of: data, at: state.coefficients, to: &sum)
        }
        return sum
    }

    /// Adds one record's gradient, shortened to the norm of ``clippingBound``; nothing where it is
    /// not finite.
    private func add(
        _ row: Int, of data: DesignMatrix, at coefficients: [Double], to sum: inout [Double]
    ) {
        let predictor = data.predictor(row: row, coefficients: coefficients)
        guard predictor.isFinite else { return }
        let limits = LinearLimits(family: family, columns: columns)
        let slope = family.terms(limits.cut(predictor), target: data.target[row]).slope
        let residual = slope * data.weight(row)
        let gradient = data.values[row * width..<(row + 1) * width].map { $0 * residual }
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let factor = descent.grid.factor(norm: norm)
        guard factor > 0 else { return }
        for index in 0..<width { sum[index] += descent.grid.rounded(gradient[index] * factor) }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: width, sum: sum) { return .failed(reason) }
        return descent.advance(state, with: sum) { $0 == 0 }
    }

    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        try OwnModel(columns: columns, family: family, data: DesignMatrix(table)).model
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name else { throw .stateMismatch }
        return try LinearModel(
            columns: columns, family: family, coefficients: state.coefficients)
    }
}
