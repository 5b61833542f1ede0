/// The distribution of the target around its mean, with the link that a linear predictor sits on.
///
/// Losses are half unit deviances: negative log-likelihoods, at dispersion 1, above the least that
/// any mean could give the row (McCullagh and Nelder, Generalized Linear Models, 2nd ed., 2.3).
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

    /// What a dispersion may be.
    static let dispersions = 1e-8...1e8

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
        terms(predictor, mean: mean(predictor), target: y)
    }

    /// What a row with the target `y` says at a predictor whose mean is known.
    func terms(_ predictor: Double, mean: Double, target y: Double) -> Terms {
        let residual = mean - y
        switch self {
        case .gaussian:
            let square = residual * residual
            return Terms(loss: square / 2, slope: residual, bend: 1, pearson: square)
        case .bernoulli:
            // ln(1 + e^m) - y m, without the cancellation for large m.
            return Terms(
                loss: Elementary.softplus(y == 1 ? -predictor : predictor), slope: residual,
                bend: mean * (1 - mean),
                pearson: y == 1 ? (1 - mean) / max(mean, 0x1p-60) : mean / max(1 - mean, 0x1p-60))
        case .poisson:
            let excess = y > 0 ? y * (Elementary.log(y) - predictor) : 0
            return Terms(
                loss: max(excess + residual, 0), slope: residual, bend: mean,
                pearson: residual * residual / max(mean, 0x1p-100))
        case .gamma:
            let ratio = min(y / mean, LinearLimits.ratioMax)
            let surprise = Elementary.log(max(y, 0x1p-900)) - predictor
            return Terms(
                loss: max(ratio - 1 - surprise, 0), slope: 1 - ratio, bend: 1,
                pearson: (ratio - 1) * (ratio - 1))
        case .negativeBinomial(let dispersion):
            let spread = 1 + dispersion * mean
            // y ln(y / μ) - (y + 1/α) ln((1 + α y) / (1 + α μ))
            let excess = y > 0 ? y * (Elementary.log(y) - predictor) : 0
            let shared =
                (y + 1 / dispersion)
                * (Self.logOnePlus(dispersion * mean) - Self.logOnePlus(dispersion * y))
            return Terms(
                loss: max(excess + shared, 0), slope: residual / spread, bend: mean / spread,
                pearson: residual * residual / (max(mean, 0x1p-100) * spread))
        }
    }

    /// ln(1 + x) for x of 0 or more, exact for small ones too.
    static func logOnePlus(_ x: Double) -> Double {
        x <= 1 ? Elementary.log1p(x) : Elementary.log(1 + x)
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
