internal import DureCore

/// Gradient descent on noisy sums of clipped gradients: a fixed number of steps of a public length,
/// and then the mean of the later states, which averages the noise out.
///
/// A state's memory holds the last step where steps go on from earlier ones (Polyak's momentum,
/// 1964), and the sum of the later states. All constants are public and come from no data.
package struct NoisyDescent: Sendable, Hashable {
    /// The number of records that the study declares over all members: the divisor of the steps.
    ///
    /// Public, and not the true count, which would leak.
    package let recordsExpected: Int
    /// The norm to which each record's gradient is clipped; more than 0.
    package let gradientNormMax: Double
    /// How many rounds are run: every one is charged for.
    package let roundCountMax: Int
    /// How many of the last states are averaged; 1 to the number of rounds.
    package let averagedRoundCount: Int
    /// The penalty on half the squared scaled coefficients; 0 or more.
    package let ridge: Double
    /// The length of a step along the mean gradient; more than 0.
    package let stepLength: Double
    /// How much of the last step goes into the next; 0 or more, below 1.
    package let momentum: Double
    /// What records' gradients are shortened to and rounded on.
    let grid: SumGrid
    private let dimension: Int

    /// Checks the settings.
    ///
    /// The defaults of those who ask were chosen by cross-validation on training rows at ε = 1:
    /// from 4 to 24 rounds and from norm 0.3 to 1.5 the results hardly differ.
    ///
    /// - Parameters:
    ///   - dimension: How many coefficients there are.
    ///   - averagedRoundCount: Half the rounds where left out.
    /// - Throws: ``LearningError/badSetting(name:)``.
    init(
        dimension: Int, recordsExpected: Int, gradientNormMax: Double, roundCountMax: Int,
        averagedRoundCount: Int?, ridge: Double, stepLength: Double, momentum: Double = 0
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        let averaged = averagedRoundCount ?? max(roundCountMax / 2, 1)
        try check((1...1_000_000_000).contains(recordsExpected), "records-expected")
        try check((1e-9...1e9).contains(gradientNormMax), "gradient-norm")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check((1...roundCountMax).contains(averaged), "averaged-rounds")
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(stepLength.isFinite && stepLength > 0, "step")
        try check((0..<1).contains(momentum), "momentum")
        self.dimension = dimension
        self.recordsExpected = recordsExpected
        self.gradientNormMax = gradientNormMax
        self.roundCountMax = roundCountMax
        self.averagedRoundCount = averaged
        self.ridge = ridge
        self.stepLength = stepLength
        self.momentum = momentum
        grid = SumGrid(normMax: gradientNormMax, dimension: dimension)
    }

    /// A step that suits features scaled to about ±1, whatever their number.
    ///
    /// With d such coordinates the mean logistic loss bends by at most L = d/4, so 7/d stays below
    /// 2/L. A gradient at the start has the norm √d/2; where clipping makes it shorter the step is
    /// made as much longer, up to the factor 2/3 for the records that are less wrong.
    package static func usualStepLength(width: Int, gradientNormMax: Double) -> Double {
        let d = Double(width)
        return 7 / d * max(1, d.squareRoot() / (3 * gradientNormMax))
    }

    /// Refuses more rows than a sum is exact for.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with `records-max`.
    func check(rowCount: Int) throws(LearningError) {
        guard rowCount <= SumGrid.recordCountMax else { throw .badSetting(name: "records-max") }
    }

    /// What a first state remembers.
    var firstMemory: [Double] {
        [Double](repeating: 0, count: momentum > 0 ? 2 * dimension : dimension)
    }

    /// The next state, or the mean of the later ones.
    ///
    /// - Parameters:
    ///   - sum: Of the gradients; as many numbers as coefficients.
    ///   - isFree: By a coefficient's place, whether it is without penalty.
    func advance(_ state: ModelState, with sum: [Double], isFree: (Int) -> Bool) -> Advance {
        var (coefficients, memory) = (state.coefficients, state.memory)
        let hasMomentum = momentum > 0
        let total = hasMomentum ? dimension : 0
        guard coefficients.count == dimension, memory.count == total + dimension else {
            return .failed(.stateMismatch)
        }
        let factor = stepLength / Double(recordsExpected)
        let done = Int(state.round) + 1
        for index in coefficients.indices {
            let penalty = isFree(index) ? 0 : ridge * coefficients[index]
            var step = -factor * (sum[index] + penalty)
            if hasMomentum {
                step += momentum * memory[index]
                memory[index] = step
            }
            coefficients[index] += step
            if done > roundCountMax - averagedRoundCount {
                memory[total + index] += coefficients[index]
            }
        }
        guard done >= roundCountMax else {
            return .next(state.successor(coefficients, memory: memory))
        }
        let mean = memory[total...].map { $0 / Double(averagedRoundCount) }
        return .finished(state.successor(mean), .roundMax)
    }

    /// The settings, as members of an algorithm's.
    var json: [String: JSONValue] {
        [
            "records-expected": .integer(Int64(recordsExpected)),
            "gradient-norm": .number(gradientNormMax), "rounds": .integer(Int64(roundCountMax)),
            "averaged-rounds": .integer(Int64(averagedRoundCount)), "ridge": .number(ridge + 0),
            "step": .number(stepLength), "momentum": .number(momentum + 0),
        ]
    }
}
