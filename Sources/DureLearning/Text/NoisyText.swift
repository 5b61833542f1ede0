package import DureCore
package import DureTensor

/// Text classification from clipped gradient sums with noise: the mode `record/joint`.
///
/// As ``NoisySoftmax``, over hashed n-grams: each record's gradient, over all classes together, is
/// clipped to the norm ``clippingBound``, and the model is the mean of the last states. What n-grams
/// have in common outweighs what tells them apart, so steps go on from earlier ones (Polyak's
/// momentum, 1964): many steps' worth of way for few rounds' worth of noise. Frequencies
/// of n-grams would be another sum to charge for, so all count alike. Noise falls on every bucket
/// of every class: some thousand buckets are often better than many.
package struct NoisyText: SumAlgorithm {
    package static let name = "noisy-text"
    /// Below where steps overshoot: the loss of rows of length √2 bends by at most 1, and by far less
    /// along what rows have not in common.
    private static let stepLengthDefault = 4.0

    package let columns: StudyColumns
    /// What is counted of a text.
    package let features: TextFeatures
    /// The steps, and the norm to which gradients are clipped.
    package let descent: NoisyDescent
    private let layout: TextSum
    private let pool: WorkerPool

    /// Checks the settings.
    ///
    /// - Parameter pool: The workers of contributions; changes no result.
    /// - Throws: ``LearningError/badSetting(name:)``.
    package init(
        columns: StudyColumns, features: TextFeatures, recordsExpected: Int,
        gradientNormMax: Double = 1, roundCountMax: Int = 20, averagedRoundCount: Int? = nil,
        ridge: Double = 1, stepLength: Double? = nil, momentum: Double = 0.9,
        pool: WorkerPool = .shared
    ) throws(LearningError) {
        layout = try TextSettings(columns: columns, features: features).layout
        descent = try NoisyDescent(
            dimension: layout.dimension, recordsExpected: recordsExpected,
            gradientNormMax: gradientNormMax, roundCountMax: roundCountMax,
            averagedRoundCount: averagedRoundCount, ridge: ridge,
            stepLength: stepLength ?? Self.stepLengthDefault, momentum: momentum)
        self.columns = columns
        self.features = features
        self.pool = pool
    }

    package var roundCountMax: Int { descent.roundCountMax }
    package var clippingBound: Double? { descent.gradientNormMax }

    /// The gradient alone: how many rows there are stays untold.
    package func sumLength(at state: ModelState) -> Int { layout.dimension }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: descent.gradientNormMax, count: layout.dimension)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> TextRows {
        TextRows(table, features: features)
    }

    package var settings: JSONValue {
        .object(
            descent.json.merging([
                "algorithm": .string(Self.name), "columns": columns.json,
                "features": features.json,
            ]) { _, own in own })
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: layout.dimension),
            memory: descent.firstMemory)
    }

    package func contribution(
        to state: ModelState, from rows: TextRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            rows.bucketCount == features.bucketCount, rows.target.count == rows.rowCount,
            state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        try descent.check(rowCount: rows.rowCount)
        let sum = try layout.contribution(
            at: state.coefficients, bucketWeights: nil, grid: descent.grid, from: rows,
            pool: pool)
        return Array(sum[..<layout.dimension])
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.dimension, sum: sum) {
            return .failed(reason)
        }
        return descent.advance(state, with: sum) { $0 < layout.classCount }
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension else {
            throw .stateMismatch
        }
        return try TextModel(
            columns: columns, features: features, coefficients: state.coefficients,
            bucketWeights: nil)
    }
}
