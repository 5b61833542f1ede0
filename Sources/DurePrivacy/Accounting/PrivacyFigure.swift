/// How an epsilon was computed.
package enum Accountant: String, Hashable, Sendable, CaseIterable {
    /// Exact composition of Gaussians (Balle and Wang 2018).
    case closedForm = "closed-form"
    /// Privacy loss distribution, connect-the-dots (Doroshenko et al. 2022).
    case pld
    /// Rényi divergences at integer orders (Mironov et al. 2019, Canonne et al. 2020).
    case rdp
}

/// What must be true for a figure to hold.
package enum PrivacyAssumption: String, Hashable, Sendable, CaseIterable {
    /// Each contribution was clipped before noise was added.
    case clipped
    /// Each record entered each step by its own independent coin.
    case poissonSampling = "poisson-sampling"
    /// Sampling was not counted in favour of privacy.
    case noAmplification = "no-amplification"
    /// The noise is Gaussian over the reals.
    case gaussianNoise = "gaussian-noise"
    /// The noise is made of discrete Gaussian shares.
    case discreteGaussianNoise = "discrete-gaussian-noise"
    /// Neighbours differ by one record more or less.
    case addRemove = "add-remove"
    /// Neighbours differ in one record's value.
    case replace
}

/// One epsilon, with its accountant and with what it assumes.
package struct PrivacyFigure: Hashable, Sendable {
    /// Privacy loss in nats, at least 0: an upper bound.
    package let epsilon: Double
    /// Probability with which the loss may be larger.
    package let delta: Double
    /// Who computed it.
    package let accountant: Accountant
    /// What must hold; each once, in the order of the enum.
    package let assumptions: [PrivacyAssumption]
}

/// Which accountants are asked.
package enum AccountingEffort: Sendable {
    /// Closed form and RDP: microseconds.
    case quick
    /// PLD as well: up to seconds.
    case full
}
