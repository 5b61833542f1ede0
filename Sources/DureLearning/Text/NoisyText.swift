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
    /// How much of the last step goes into the next; 0 or more, below 1.
    package let momentum: Double
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
        pool: WorkerPool = WorkerPool()
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        layout = try TextSettings(columns: columns, features: features).layout
        let averaged = averagedRoundCount ?? max(roundCountMax / 2, 1)
        let step = stepLength ?? Self.stepLengthDefault
        try check((1...1_000_000_000).contains(recordsExpected), "records-expected")
        try check(gradientNormMax.isFinite && gradientNormMax > 0, "gradient-norm")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check((1...roundCountMax).contains(averaged), "averaged-rounds")
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(step.isFinite && step > 0, "step")
        try check((0..<1).contains(momentum), "momentum")
        self.columns = columns
        self.features = features
        self.recordsExpected = recordsExpected
        self.gradientNormMax = gradientNormMax
        self.roundCountMax = roundCountMax
        self.averagedRoundCount = averaged
        self.ridge = ridge
        self.stepLength = step
        self.momentum = momentum
        self.pool = pool
    }

    package var clippingBound: Double? { gradientNormMax }

    /// The gradient alone: how many rows there are stays untold.
    package func sumLength(at state: ModelState) -> Int { layout.dimension }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: gradientNormMax, count: layout.dimension)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> TextRows {
        TextRows(table, features: features)
    }

    package var settings: JSONValue {
        .object([
            "algorithm": .string(Self.name), "columns": columns.json, "features": features.json,
            "records-expected": .integer(Int64(recordsExpected)),
            "gradient-norm": .number(gradientNormMax), "rounds": .integer(Int64(roundCountMax)),
            "averaged-rounds": .integer(Int64(averagedRoundCount)), "ridge": .number(ridge + 0),
            "step": .number(stepLength), "momentum": .number(momentum + 0),
        ])
    }

    package func start() -> ModelState {
        let zeros = [Double](repeating: 0, count: layout.dimension)
        return ModelState(
            algorithm: Self.name, round: 0, coefficients: zeros, memory: zeros + zeros)
    }

    package func contribution(
        to state: ModelState, from rows: TextRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            rows.bucketCount == features.bucketCount, rows.target.count == rows.rowCount,
            state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        let sum = try layout.contribution(
            at: state.coefficients, bucketWeights: nil, normMax: gradientNormMax, from: rows,
            pool: pool)
        return Array(sum[..<layout.dimension])
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.dimension, sum: sum) {
            return .failed(reason)
        }
        // The last step, and the sum of the last states.
        let width = layout.dimension
        guard state.memory.count == 2 * width else { return .failed(.stateMismatch) }
        let factor = stepLength / Double(recordsExpected)
        let isAveraged = Int(state.round) + 1 > roundCountMax - averagedRoundCount
        var coefficients = state.coefficients
        var memory = state.memory
        for index in 0..<width {
            let penalty = index < layout.classCount ? 0 : ridge * coefficients[index]
            memory[index] = momentum * memory[index] - factor * (sum[index] + penalty)
            coefficients[index] += memory[index]
            if isAveraged { memory[width + index] += coefficients[index] }
        }
        guard coefficients.allSatisfy(\.isFinite), memory.allSatisfy(\.isFinite) else {
            return .failed(.sumNotFinite)
        }
        guard Int(state.round) + 1 >= roundCountMax else {
            return .next(successor(of: state, coefficients, memory: memory))
        }
        let mean = memory[width...].map { $0 / Double(averagedRoundCount) }
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
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension else {
            throw .stateMismatch
        }
        return try TextModel(
            columns: columns, features: features, coefficients: state.coefficients,
            bucketWeights: nil)
    }
}
