internal import DureAssessment

/// An experiment's figures.
struct ExperimentResult {
    /// The privacy losses at which a study with noise is run.
    static let epsilons = [0.5, 1, 3, 8]

    /// One member's scores; not a number where a score is not defined.
    struct Member {
        let name: String
        let rowCount: Int
        /// Shape [splits]: one where predictions of all splits are scored together.
        let own: [Double]
        /// Shape [splits].
        let joint: [Double]
        /// Shape [splits].
        let pooled: [Double]
        /// Shape [epsilons, seeds], the mean over splits.
        let noisy: [[Double]]
        /// Own against joint model with intervals; nil where splits are averaged.
        let outcome: MemberOutcome?
    }

    /// How it was found.
    struct Circumstances {
        let date: String
        let machine: String
        /// Seconds of processor.
        let seconds: Double
    }

    let name: String
    let title: String
    let score: Score
    /// Whether tables and pictures show members one by one.
    let showsMembers: Bool
    let roundCount: Int
    let members: [Member]
    let circumstances: Circumstances

    var seedCount: Int { members.first?.noisy.first?.count ?? 0 }

    /// The mean over the members for whom a score is defined.
    func mean(_ score: (Member) -> Double) -> Double {
        members.map(score).meanOfDefined
    }

    /// Shape [seeds]: the mean over members, with noise of that epsilon.
    func noisyMeans(_ epsilon: Int) -> [Double] {
        (0..<seedCount).map { seed in mean { $0.noisy[epsilon][seed] } }
    }

    /// Shape [epsilons]: the mean over seeds and members.
    var noisy: [Double] {
        Self.epsilons.indices.map { noisyMeans($0).meanOfDefined }
    }

    /// The standard deviation of the joint model's mean over the random splits; nil for one.
    var splitSpread: Double? {
        let count = members.first?.joint.count ?? 0
        guard count > 1 else { return nil }
        let means = (0..<count).map { split in mean { $0.joint[split] } }
        let center = means.meanOfDefined
        let squares = means.reduce(0) { $0 + ($1 - center) * ($1 - center) }
        return (squares / Double(count - 1)).squareRoot()
    }
}

/// A figure with what is known of its uncertainty.
struct Ranged {
    let value: Double
    /// A 95 % interval, or the least and the most of several splits; nil where neither is known.
    let range: ClosedRange<Double>?

    /// A mean over splits, with the least and the most of them.
    init(splits: [Double]) {
        value = splits.meanOfDefined
        let defined = splits.filter { !$0.isNaN }
        range =
            if defined.count > 1, let least = defined.min(), let most = defined.max() {
                least...most
            } else {
                nil
            }
    }

    /// A measure with its interval.
    init(_ estimate: Estimate) {
        value = estimate.value
        range = min(estimate.lower, estimate.upper)...max(estimate.lower, estimate.upper)
    }
}

extension ExperimentResult.Member {
    func ranged(own: Bool) -> Ranged {
        let measures = own ? outcome?.own : outcome?.joint
        let estimate = outcome?.score.flatMap { measures?.estimate(of: $0) }
        return estimate.map(Ranged.init) ?? Ranged(splits: own ? self.own : joint)
    }

    /// The joint model's score less the own one's.
    var difference: Ranged {
        outcome?.difference.map(Ranged.init) ?? Ranged(splits: zip(joint, own).map { $0 - $1 })
    }
}

extension [Double] {
    /// The mean of those that are numbers; not a number where none is.
    var meanOfDefined: Double {
        let defined = filter { !$0.isNaN }
        return defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)
    }
}
