/// The noise that each member adds inside a secure sum (protocol.md, 4.2).
///
/// Of at least m survivors at most c tell the coordinator their shares, so h = m - c shares stay
/// unknown; each is N_Z(0, (z·C·S)²/h), and h of them already carry the whole target.
package struct NoiseShares: Sendable, Hashable {
    /// The most members.
    package static let membersMax = 1_000_000
    /// The longest vector.
    package static let dimensionMax = 1 << 40
    /// Below this variance a share is a multiple of a 1024th, above it whole.
    private static let wholeFrom = 1048576.0
    private static let fineDenominator: UInt64 = 1024

    /// The noise multiplier that the plan promises against the coordinator with c members.
    package let noiseMultiplier: Double
    /// The clipping bound in ring steps, C·S.
    package let clipSteps: Double
    /// Coordinates of the vector.
    package let dimension: Int
    /// The least survivors of a round, m.
    package let survivorsMin: Int
    /// Members that may collude, c.
    package let colluding: Int
    /// The law of one member's share; its variance is rounded up.
    package let share: DiscreteGaussian

    /// Checks the plan's values and rounds the share's variance up.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` and ``PrivacyError/beyondLimit(_:limit:)``.
    package init(
        noiseMultiplier: Double, clipSteps: Double, dimension: Int, survivorsMin: Int,
        colluding: Int
    ) throws(PrivacyError) {
        guard noiseMultiplier.isFinite, noiseMultiplier > 0 else { throw .invalid(.sigma) }
        guard clipSteps.isFinite, clipSteps >= 1 else { throw .invalid(.clipSteps) }
        guard dimension > 0 else { throw .invalid(.dimension) }
        guard dimension <= Self.dimensionMax else {
            throw .beyondLimit(.dimension, limit: Double(Self.dimensionMax))
        }
        guard colluding >= 0, survivorsMin > colluding else { throw .invalid(.members) }
        guard survivorsMin <= Self.membersMax else {
            throw .beyondLimit(.members, limit: Double(Self.membersMax))
        }
        self.noiseMultiplier = noiseMultiplier
        self.clipSteps = clipSteps
        self.dimension = dimension
        self.survivorsMin = survivorsMin
        self.colluding = colluding
        let deviation = noiseMultiplier * clipSteps
        share = try Self.roundedUp(deviation * deviation / Double(survivorsMin - colluding))
    }

    /// Shares that nobody outside can take off again, h = m - c.
    package var honestShares: Int { survivorsMin - colluding }

    /// Sensitivity in ring steps: clipping, plus what rounding adds.
    package var sensitivitySteps: Double {
        Self.sensitivitySteps(clipSteps: clipSteps, dimension: dimension)
    }

    /// How far apart two encoded sums can be that differ by one clipped vector, in ring steps.
    ///
    /// Stochastic rounding adds one step to each coordinate. A sixteenth is for the doubles before
    /// it: a sum is multiplied twice at most on its way to the ring, and one of up to 2^47 steps,
    /// which is all that ``WideFixedPoint`` takes, moves by 2^-7 of a step each time.
    package static func sensitivitySteps(clipSteps: Double, dimension: Int) -> Double {
        clipSteps + (1 + 0x1p-4) * Double(dimension).squareRoot()
    }

    /// Noise over sensitivity against the coordinator with c members: h shares count.
    package var sigmaAgainstCoalition: Double { sigma(shares: honestShares) }

    /// Noise over sensitivity against those who see only the result: every survivor's share
    /// counts, if the members are trusted.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for fewer survivors than a round needs.
    package func sigmaAgainstOutsiders(survivors: Int) throws(PrivacyError) -> Double {
        guard survivors >= survivorsMin, survivors <= Self.membersMax else {
            throw .invalid(.members)
        }
        return sigma(shares: survivors)
    }

    /// Both figures for so many rounds, each the best valid one.
    ///
    /// - Throws: As ``PrivacyAccountant`` does, and for fewer survivors than a round needs.
    package func figures(
        survivors: Int, steps: Int, delta: Double, relation: NeighbourRelation
    ) throws(PrivacyError) -> (againstCoalition: PrivacyFigure, againstOutsiders: PrivacyFigure) {
        let outside = try sigmaAgainstOutsiders(survivors: survivors)
        return (
            try figure(sigmaAgainstCoalition, steps, delta, relation),
            try figure(outside, steps, delta, relation)
        )
    }

    private func figure(
        _ sigma: Double, _ steps: Int, _ delta: Double, _ relation: NeighbourRelation
    ) throws(PrivacyError) -> PrivacyFigure {
        let part = try GaussianSteps(
            sigma: sigma, samplingProbability: 1, steps: steps, noise: .discreteGaussian,
            relation: relation)
        let figures = try PrivacyAccountant.figures(of: [part], delta: delta, effort: .full)
        guard let best = figures.best else { throw .noFigure }
        return best
    }

    private func sigma(shares: Int) -> Double {
        (share.sigmaSquared * Double(shares)).squareRoot() / sensitivitySteps
    }

    private static func roundedUp(_ variance: Double) throws(PrivacyError) -> DiscreteGaussian {
        guard variance <= Double(DiscreteGaussian.sigmaSquaredMax) else {
            throw .beyondLimit(.sigmaSquared, limit: Double(DiscreteGaussian.sigmaSquaredMax))
        }
        let denominator = variance < wholeFrom ? fineDenominator : 1
        // The product's own rounding is below one unit of the last place: one more covers it.
        let numerator = UInt64((variance * Double(denominator)).rounded(.up)) + 1
        return try DiscreteGaussian(sigmaSquared: numerator, denominator: denominator)
    }
}
