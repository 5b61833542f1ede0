/// How much one record can say, from public ranges alone: the encoder of sums needs it.
///
/// Predictors are held within limits that no model of use comes near, so that a coefficient gone
/// wild gives a large number and never an unbounded one.
struct LinearLimits: Sendable, Hashable {
    /// How many times the target's largest value a mean may be; beyond it is cut.
    static let meanExcessMax = 16.0
    /// The same where the mean is the predictor itself.
    static let straightExcessMax = 8.0
    /// A target this many times its mean counts as this many times (gamma).
    static let ratioMax = 0x1p12
    /// A squared Pearson residual above this is cut, for families with a unit of their own.
    static let pearsonMax = 0x1p20
    /// The predictor's least where the mean is its exponential: rates down to 1e-27.
    private static let logMeanMin = -62.0
    /// The predictor's most where the mean is a probability.
    private static let logitMax = 60.0

    /// The range to which predictors are cut.
    let predictors: ClosedRange<Double>
    /// The largest magnitude of a row's slope, without its weight.
    let slope: Double
    /// The largest bend, without the weight.
    let bend: Double
    /// The largest loss, without the weight.
    let loss: Double
    /// The largest squared Pearson residual, without the weight.
    let pearson: Double
    /// The largest magnitude of a target.
    let target: Double
    /// The largest weight.
    let weight: Double
    /// Where a logarithmic predictor starts: the middle of the target's range, less the offset's.
    let start: Double

    init(family: Family, columns: StudyColumns) {
        weight = columns.weight?.upper ?? 1
        let offset = columns.offset.map { max(abs($0.lower), abs($0.upper)) } ?? 0
        let offsetMiddle = columns.offset.map { $0.lower / 2 + $0.upper / 2 } ?? 0
        var (least, most) = (0.0, 1.0)
        if case .number(let feature)? = columns.target {
            (least, most) = (feature.lower, feature.upper)
        }
        let target = max(abs(least), abs(most))
        self.target = target
        // A hair more than the exact bound, for rounding.
        let hair = 1 + 0x1p-20
        let meanMax = max(target, 1) * Self.meanExcessMax
        let countLoss = target * (Elementary.log(max(target, 1)) - Self.logMeanMin) + meanMax
        switch family {
        case .gaussian:
            let reach = Self.straightExcessMax * target + offset
            predictors = -reach...reach
            slope = (reach + target) * hair
            (bend, loss, pearson) = (1, slope * slope, slope * slope)
            start = 0
        case .bernoulli:
            predictors = -Self.logitMax...Self.logitMax
            (slope, bend, loss, pearson) = (1, 0.25, 64, Self.pearsonMax)
            start = 0
        case .poisson:
            predictors = Self.logMeanMin...Elementary.log(meanMax)
            (slope, bend, loss) = (meanMax * hair, meanMax * hair, countLoss * hair)
            pearson = Self.pearsonMax
            start = Elementary.log(max(target, 1)) / 2 - offsetMiddle
        case .negativeBinomial(let dispersion):
            predictors = Self.logMeanMin...Elementary.log(meanMax)
            bend = min(meanMax, 1 / dispersion) * hair
            (slope, loss) = (max(bend, target * hair), countLoss * hair)
            pearson = Self.pearsonMax
            start = Elementary.log(max(target, 1)) / 2 - offsetMiddle
        case .gamma:
            let (low, high) = (Elementary.log(max(least, 0x1p-900)), Elementary.log(target))
            let excess = Elementary.log(Self.meanExcessMax)
            predictors = low - excess...high + excess
            (slope, bend) = (Self.ratioMax, 1)
            loss = Self.ratioMax + high - low + 2 * excess
            pearson = Self.pearsonMax
            start = (low + high) / 2 - offsetMiddle
        }
    }

    /// The predictor within its limits; NaN stays NaN.
    func cut(_ predictor: Double) -> Double {
        if predictor < predictors.lowerBound { return predictors.lowerBound }
        return predictor > predictors.upperBound ? predictors.upperBound : predictor
    }
}
