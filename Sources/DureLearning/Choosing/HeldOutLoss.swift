/// What a candidate is judged by on rows that it did not learn from; less is better.
///
/// Each is a mean over rows, and so two sums. The area under the ROC curve is none: it compares
/// every row with every other, over all members.
package enum HeldOutScore: String, Sendable, Hashable, CaseIterable {
    /// The logarithmic loss of 0 and 1 or of classes, in nats; for a number, the squared error in
    /// its squared unit.
    case loss
    /// The unit deviance of Poisson's distribution, for counts.
    case poissonDeviance = "poisson-deviance"
    /// The unit deviance of the gamma distribution, for numbers above 0.
    case gammaDeviance = "gamma-deviance"
}

/// The loss of one row's prediction, within a public bound.
struct HeldOutLoss: Sendable {
    private enum Kind: Sendable {
        case logarithm
        case squared
        case poisson
        case gamma
    }

    private let kind: Kind
    /// The largest loss that a row can have; what is more counts as this.
    ///
    /// Where sums are exact it only keeps numbers within what a sum holds: 64 nats, an error of
    /// four times the target's range, 128 times the largest count, a gamma deviance of 128. With
    /// noise it decides how much there must be: twice the loss of who knows nothing, which is
    /// `2 ln(classes)` nats, or an error of half the range.
    let lossMax: Double

    /// Nil where the score does not suit the target, or has no narrow bound for noise.
    init?(_ score: HeldOutScore, of target: StudyColumns.Target?, isNoisy: Bool) {
        switch (score, target) {
        case (.loss, .binary):
            kind = .logarithm
            lossMax = isNoisy ? 2 * Elementary.log(2) : 64
        case (.loss, .classes(let category)):
            kind = .logarithm
            lossMax = isNoisy ? 2 * Elementary.log(Double(category.levels.count)) : 64
        case (.loss, .number(let feature)):
            kind = .squared
            let reach = (feature.upper - feature.lower) * (isNoisy ? 0.5 : 4)
            lossMax = reach * reach
        case (.poissonDeviance, .number(let feature)) where feature.lower >= 0 && !isNoisy:
            kind = .poisson
            lossMax = 128 * max(feature.upper, 1)
        case (.gammaDeviance, .number(let feature)) where feature.lower > 0 && !isNoisy:
            kind = .gamma
            lossMax = 128
        default: return nil
        }
        guard lossMax.isFinite, lossMax > 0 else { return nil }
    }

    /// The loss of a row; 0...``lossMax``.
    ///
    /// - Parameters:
    ///   - answers: What the model says: the chance of 1, of each class, or the mean. An answer
    ///     that is no number has the largest loss.
    ///   - target: 0 or 1, the class's place, or the number.
    func loss(of answers: ArraySlice<Double>, target: Double) -> Double {
        let found = unbounded(answers, target)
        return found.isNaN ? lossMax : min(max(found, 0), lossMax)
    }

    private func unbounded(_ answers: ArraySlice<Double>, _ target: Double) -> Double {
        guard let answer = answers.first else { return .nan }
        // No smaller than what the logarithm is bounded by.
        let least = 0x1p-100
        switch kind {
        case .logarithm:
            guard answers.count > 1 else {
                return -Elementary.log(max(target == 1 ? answer : 1 - answer, least))
            }
            let place = answers.startIndex + Int(target)
            return answers.indices.contains(place)
                ? -Elementary.log(max(answers[place], least)) : .nan
        case .squared: return (answer - target) * (answer - target)
        case .poisson:
            let mean = max(answer, least)
            let surprise = target > 0 ? target * Elementary.log(target / mean) : 0
            return 2 * (surprise - target + mean)
        case .gamma:
            let ratio = target / max(answer, least)
            return 2 * (ratio - 1 - Elementary.log(max(ratio, least)))
        }
    }
}
