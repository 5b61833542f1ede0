internal import DureCore
package import DurePrivacy

/// DP-SGD inside a member, with real Poisson sampling.
///
/// Each record joins each step with the same probability, by itself (Abadi et al. 2016,
/// Algorithm 1).
package struct PrivateTraining: Sendable, Hashable {
    /// The most steps of one round.
    package static let stepCountMax = 100_000
    /// The least noise multiplier that is told apart from none.
    package static let noiseMultiplierMin = 0.01
    /// The largest noise multiplier; beyond it nothing is learnt.
    package static let noiseMultiplierMax = 20.0

    /// The probability with which a record joins a step; above 0, at most 1.
    package let samplingProbability: Double
    /// How many steps a round has.
    package let stepCount: Int
    /// The norm to which each record's gradient is clipped; more than 0.
    package let normMax: Double
    /// The noise's standard deviation as a multiple of `normMax`; 0.01 to 20.
    package let noiseMultiplier: Double
    /// The divisor of a step's sum: the public number of records that a step expects, not the true
    /// one, which would leak; 1 or more.
    package let batchExpected: Double
    /// The length of a step; more than 0.
    package let rate: Double
    /// The most rows that a member may have; public.
    package let recordsMax: Int

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``: `sampling`, `steps`, `gradient-norm`,
    ///   `noise`, `batch-expected`, `rate`, `records-max`.
    package init(
        samplingProbability: Double, stepCount: Int, normMax: Double = 1, noiseMultiplier: Double,
        batchExpected: Double, rate: Double = 0.1, recordsMax: Int = 1_000_000
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(samplingProbability > 0 && samplingProbability <= 1, "sampling")
        try check((1...Self.stepCountMax).contains(stepCount), "steps")
        try check(normMax.isFinite && normMax > 0 && normMax <= 1e9, "gradient-norm")
        let noises = Self.noiseMultiplierMin...Self.noiseMultiplierMax
        try check(noises.contains(noiseMultiplier), "noise")
        try check((1...1e9).contains(batchExpected), "batch-expected")
        try check(rate.isFinite && rate > 0 && rate <= 100, "rate")
        try check((1...NetworkTraining.recordsMaxLimit).contains(recordsMax), "records-max")
        self.samplingProbability = samplingProbability
        self.stepCount = stepCount
        self.normMax = normMax
        self.noiseMultiplier = noiseMultiplier
        self.batchExpected = batchExpected
        self.rate = rate
        self.recordsMax = recordsMax
    }

    /// What an accountant must charge for a round.
    package var steps: GaussianSteps {
        do {
            return try GaussianSteps(
                sigma: noiseMultiplier, samplingProbability: samplingProbability,
                steps: stepCount, noise: .discreteGaussian, relation: .addRemove)
        } catch {
            preconditionFailure("settings checked more strictly than the accountants'")
        }
    }

    /// More records than this no step takes, but for one in 10^20: ten deviations and fifty above
    /// what a member with ``recordsMax`` rows expects (Bernstein's inequality).
    package var batchMax: Int {
        let expected = samplingProbability * Double(recordsMax)
        return min(recordsMax, Int(expected + 10 * expected.squareRoot()) + 50)
    }

    /// What must be added to an accountant's δ at that ε, because noise comes from a table of
    /// doubles: (1 + e^ε) times the distance of all draws from their law.
    package static func deltaOfNoise(
        rounds: Int, steps: Int, parameters: Int, epsilon: Double
    ) -> Double {
        // Three draws for each parameter of each step.
        let draws = 3 * Double(parameters) * Double(steps) * Double(rounds)
        return (1 + Elementary.exp(epsilon)) * draws * TabledGaussian.distancePerDraw
    }

    var json: JSONValue {
        .object([
            "sampling": .number(samplingProbability), "steps": .integer(Int64(stepCount)),
            "gradient-norm": .number(normMax), "noise": .number(noiseMultiplier),
            "batch-expected": .number(batchExpected), "rate": .number(rate),
            "records-max": .integer(Int64(recordsMax)),
        ])
    }
}
