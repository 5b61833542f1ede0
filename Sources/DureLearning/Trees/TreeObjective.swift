/// What the trees make small, as the target tells.
enum TreeObjective: Sendable, Hashable {
    /// Half the squared difference; one score, in the target's unit.
    case squared(FeatureSpecification)
    /// The logistic loss; one score, the log odds.
    case logistic
    /// The cross-entropy of the softmax; a score for each class.
    case softmax(classCount: Int)

    /// How fine gradients are: whole multiples of this part of their unit.
    static let gradientStep = 0x1p-18

    init?(_ target: StudyColumns.Target?) {
        switch target {
        case .binary: self = .logistic
        case .classes(let category): self = .softmax(classCount: category.levels.count)
        case .number(let feature): self = .squared(feature)
        case .event, nil: return nil
        }
    }

    /// How many scores a row has, and trees a group.
    var scoreCount: Int {
        if case .softmax(let count) = self { count } else { 1 }
    }

    /// The target's range, which bounds a residual; 1 where gradients lie within ±1 anyway.
    var range: Double {
        if case .squared(let feature) = self { feature.upper - feature.lower } else { 1 }
    }

    /// The largest hessian of a row.
    var hessianMax: Double {
        switch self {
        case .squared: 1
        case .logistic: 0.25
        case .softmax: 0.5
        }
    }

    /// How fine hessians are.
    var hessianStep: Double { hessianMax * Self.gradientStep }

    /// The largest loss of a row that a held-out sum counts.
    static let lossMax = 64.0

    /// One row's loss in a held-out sum: nats, or half the squared part of the range.
    ///
    /// A whole multiple of 2^-20, at most ``lossMax``, so that sums do not depend on their order.
    func loss(scores: [Double], target: Double) -> Double {
        let loss: Double
        switch self {
        case .squared:
            let part = (scores[0] - target) / range
            loss = part * part / 2
        case .logistic: loss = Elementary.softplus(target == 1 ? -scores[0] : scores[0])
        case .softmax:
            let top = scores.max() ?? 0
            let total = scores.reduce(0) { $0 + Elementary.exp($1 - top) }
            loss = top + Elementary.log(total) - scores[Int(target)]
        }
        return (min(loss, Self.lossMax) * 0x1p20).rounded() / 0x1p20
    }

    /// The scores that are best where nothing else is known.
    ///
    /// - Parameters:
    ///   - weight: The sum of the weights; above 0.
    ///   - sums: Shape [scoreCount]: the weighted sum of the target's place in its range, of the
    ///     label, or of each class.
    /// - Returns: Nil where all rows are of one class.
    func base(weight: Double, sums: [Double]) -> [Double]? {
        let shares = sums.map { $0 / weight }
        switch self {
        case .squared(let feature):
            return [feature.lower + shares[0] * (feature.upper - feature.lower)]
        case .logistic:
            guard shares[0] > 0, shares[0] < 1 else { return nil }
            return [Elementary.logit(shares[0])]
        case .softmax:
            guard shares.count(where: { $0 > 0 }) > 1 else { return nil }
            // A class that nobody has stays unlikely, with a score that is finite.
            return shares.map { Elementary.log(max($0, 1e-6)) }
        }
    }

    /// A row's packed gradient and hessian for one score: `gradient << 32 | hessian`, each in
    /// steps.
    ///
    /// - Parameter factor: The row's weight as a part of the largest; 0 where it does not count.
    func packed(gradient: Double, hessian: Double, factor: Double) -> Int64 {
        guard factor > 0 else { return 0 }
        let steps = (gradient * factor / Self.gradientStep).rounded(.toNearestOrEven)
        let bends = (hessian * factor / hessianStep).rounded(.toNearestOrEven)
        // At least one step of hessian tells a row that counts from one that does not.
        return Int64(steps) << 32 + max(Int64(bends), 1)
    }

    /// What each class is likely to be.
    static func softmax(_ scores: [Double]) -> [Double] {
        let top = scores.max() ?? 0
        let powers = scores.map { Elementary.exp($0 - top) }
        let total = powers.reduce(0, +)
        return powers.map { $0 / total }
    }
}
