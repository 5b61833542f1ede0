/// The distribution of the target around its mean, with the link that a linear predictor sits on.
///
/// Losses are negative log-likelihoods without the part that no coefficient moves, in nats
/// (McCullagh and Nelder, Generalized Linear Models, 2nd ed., chapter 2).
package enum Family: Sendable, Hashable {
    /// Real numbers; identity link.
    case gaussian
    /// 0 or 1; logit link.
    case bernoulli
    /// Counts, 0 or more; logarithmic link.
    case poisson
    /// Numbers above 0; logarithmic link.
    case gamma
    /// Counts whose variance is `mean + dispersion · mean²`; logarithmic link; the dispersion is
    /// above 0.
    case negativeBinomial(dispersion: Double)

    /// The name, as studies write it.
    package var name: String {
        switch self {
        case .gaussian: "gaussian"
        case .bernoulli: "bernoulli"
        case .poisson: "poisson"
        case .gamma: "gamma"
        case .negativeBinomial: "negative-binomial"
        }
    }

    /// Whether the predictor is the mean's logarithm.
    package var hasLogLink: Bool {
        switch self {
        case .gaussian, .bernoulli: false
        case .poisson, .gamma, .negativeBinomial: true
        }
    }

    /// Whether the variance has a factor that is told by the residuals.
    package var hasFreeDispersion: Bool {
        switch self {
        case .gaussian, .gamma: true
        case .bernoulli, .poisson, .negativeBinomial: false
        }
    }

    /// The mean that a predictor stands for.
    package func mean(_ predictor: Double) -> Double {
        switch self {
        case .gaussian: predictor
        case .bernoulli: Elementary.sigmoid(predictor)
        case .poisson, .gamma, .negativeBinomial: Elementary.exp(predictor)
        }
    }

    /// What one row says at a predictor.
    struct Terms {
        /// The loss, in nats.
        var loss: Double
        /// The loss's slope along the predictor.
        var slope: Double
        /// The expected bend of the loss along the predictor; 0 or more.
        var bend: Double
        /// The squared Pearson residual: `(y - mean)² / variance(mean)`.
        var pearson: Double
    }

    /// What a row with the target `y` says at a predictor.
    func terms(_ predictor: Double, target y: Double) -> Terms {
        let mean = mean(predictor)
        let residual = mean - y
        switch self {
        case .gaussian:
            let square = residual * residual
            return Terms(loss: square / 2, slope: residual, bend: 1, pearson: square)
        case .bernoulli:
            // ln(1 + e^m) - y m, without the cancellation for large m.
            let variance = mean * (1 - mean)
            return Terms(
                loss: Elementary.softplus(y == 1 ? -predictor : predictor), slope: residual,
                bend: variance,
                pearson: y == 1 ? (1 - mean) / max(mean, 0x1p-60) : mean / max(1 - mean, 0x1p-60))
        case .poisson:
            return Terms(
                loss: mean - y * predictor, slope: residual, bend: mean,
                pearson: residual * residual / max(mean, 0x1p-60))
        case .gamma:
            let ratio = y / max(mean, 0x1p-60)
            return Terms(
                loss: ratio + predictor, slope: 1 - ratio, bend: 1,
                pearson: (ratio - 1) * (ratio - 1))
        case .negativeBinomial(let dispersion):
            let spread = 1 + dispersion * mean
            // (y + 1/α) ln(1 + α μ) - y ln μ, the parts without a coefficient left out.
            let log = Elementary.log(max(spread, 1))
            return Terms(
                loss: (y + 1 / dispersion) * log - y * predictor, slope: residual / spread,
                bend: mean / spread, pearson: residual * residual / (max(mean, 0x1p-60) * spread))
        }
    }

    /// The least loss that any mean can give a row.
    func saturatedLoss(target y: Double) -> Double {
        switch self {
        case .gaussian, .bernoulli: return 0
        case .poisson: return y > 0 ? y - y * Elementary.log(y) : 0
        case .gamma: return 1 + Elementary.log(max(y, 0x1p-1000))
        case .negativeBinomial(let dispersion):
            guard y > 0 else { return 0 }
            return (y + 1 / dispersion) * Elementary.log(1 + dispersion * y)
                - y * Elementary.log(y)
        }
    }

    /// Whether the family can have such a target.
    func admits(_ target: StudyColumns.Target?) -> Bool {
        switch (self, target) {
        case (.bernoulli, .binary): true
        case (.gaussian, .number): true
        case (.poisson, .number(let feature)), (.negativeBinomial, .number(let feature)):
            feature.lower >= 0
        case (.gamma, .number(let feature)): feature.lower > 0
        default: false
        }
    }
}
