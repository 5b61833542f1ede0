internal import DureCore
package import DurePrivacy

/// DP-SGD inside a member, with real Poisson sampling.
///
/// Each record joins each step with the same probability, by itself (Abadi et al. 2016,
/// Algorithm 1).
package struct PrivateTraining: Sendable, Hashable {
    /// The most steps of one round.
    package static let stepCountMax = 100_000

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

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``: `sampling`, `steps`, `gradient-norm`,
    ///   `noise`, `batch-expected`, `rate`.
    package init(
        samplingProbability: Double, stepCount: Int, normMax: Double = 1, noiseMultiplier: Double,
        batchExpected: Double, rate: Double = 0.1
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(samplingProbability > 0 && samplingProbability <= 1, "sampling")
        try check((1...Self.stepCountMax).contains(stepCount), "steps")
        try check(normMax.isFinite && normMax > 0 && normMax <= 1e9, "gradient-norm")
        try check((0.01...20).contains(noiseMultiplier), "noise")
        try check((1...1e9).contains(batchExpected), "batch-expected")
        try check(rate.isFinite && rate > 0 && rate <= 100, "rate")
        self.samplingProbability = samplingProbability
        self.stepCount = stepCount
        self.normMax = normMax
        self.noiseMultiplier = noiseMultiplier
        self.batchExpected = batchExpected
        self.rate = rate
    }

    /// What an accountant must charge for so many rounds.
    ///
    /// - Throws: ``PrivacyError`` past the accountants' limits.
    package func steps(rounds: Int) throws(PrivacyError) -> GaussianSteps {
        try GaussianSteps(
            sigma: noiseMultiplier, samplingProbability: samplingProbability,
            steps: stepCount * rounds, noise: .gaussian, relation: .addRemove)
    }

    /// What must be added to an accountant's δ, because noise comes from a table of doubles.
    package func deltaOfNoise(rounds: Int, parameters: Int) -> Double {
        // Three draws for each parameter of each step.
        3 * Double(parameters) * Double(stepCount) * Double(rounds) * TabledGaussian.distancePerDraw
    }

    var json: JSONValue {
        .object([
            "sampling": .number(samplingProbability), "steps": .integer(Int64(stepCount)),
            "gradient-norm": .number(normMax), "noise": .number(noiseMultiplier),
            "batch-expected": .number(batchExpected), "rate": .number(rate),
        ])
    }
}
