/// Which two datasets count as neighbours.
package enum NeighbourRelation: String, Hashable, Sendable, CaseIterable {
    /// One record (or member) is there or not.
    case addRemove = "add-remove"
    /// One record (or member) is changed: twice the sensitivity.
    case replace
}

/// The law of the noise.
package enum NoiseLaw: String, Hashable, Sendable, CaseIterable {
    /// Gaussian noise over the reals, which no computer draws.
    case gaussian
    /// Discrete Gaussian noise: shares inside a sum, and DP-SGD inside a member. Only RDP is proved
    /// for it, with Poisson sampling for add/remove neighbours.
    case discreteGaussian = "discrete-gaussian"
}

/// Steps of one Gaussian mechanism: what an accountant is asked about.
package struct GaussianSteps: Hashable, Sendable {
    /// The least noise multiplier that is accounted for; below it nothing is private.
    package static let sigmaMin = 1e-3
    /// The largest noise multiplier.
    package static let sigmaMax = 1e6
    /// The most steps.
    package static let stepsMax = 10_000_000

    /// Noise standard deviation divided by L2 sensitivity (to one record added or removed).
    package let sigma: Double
    /// Poisson probability with which each record enters a step; one where all take part.
    package let samplingProbability: Double
    /// How many steps or rounds.
    package let steps: Int
    /// The law of the noise.
    package let noise: NoiseLaw
    /// The neighbours of the promise.
    package let relation: NeighbourRelation

    /// Checks the ranges.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for what is not a number, not above zero or, for the
    ///   probability, above one; ``PrivacyError/beyondLimit(_:limit:)`` past the limits above.
    package init(
        sigma: Double, samplingProbability: Double, steps: Int, noise: NoiseLaw,
        relation: NeighbourRelation
    ) throws(PrivacyError) {
        guard sigma.isFinite, sigma > 0 else { throw .invalid(.sigma) }
        guard sigma >= Self.sigmaMin else { throw .beyondLimit(.sigma, limit: Self.sigmaMin) }
        guard sigma <= Self.sigmaMax else { throw .beyondLimit(.sigma, limit: Self.sigmaMax) }
        guard samplingProbability > 0, samplingProbability <= 1 else {
            throw .invalid(.samplingProbability)
        }
        guard steps > 0 else { throw .invalid(.steps) }
        guard steps <= Self.stepsMax else {
            throw .beyondLimit(.steps, limit: Double(Self.stepsMax))
        }
        self.sigma = sigma
        self.samplingProbability = samplingProbability
        self.steps = steps
        self.noise = noise
        self.relation = relation
    }

    /// The noise multiplier against the relation's own sensitivity, sampling left aside.
    var plainSigma: Double { relation == .replace ? sigma / 2 : sigma }
}
