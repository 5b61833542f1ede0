#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A privacy loss distribution on the grid of multiples of ``PrivacyLoss/gridStep``.
struct LossMasses: Sendable {
    /// The grid index of the first mass.
    let firstIndex: Int
    /// Probability of each loss; shape [grid points].
    let masses: [Double]
    /// Probability of an infinite loss.
    let infinity: Double

    /// The largest finite loss, in nats.
    var largestLoss: Double { Double(firstIndex + masses.count - 1) * PrivacyLoss.gridStep }
    /// The smallest loss, in nats.
    var smallestLoss: Double { Double(firstIndex) * PrivacyLoss.gridStep }
}

/// The privacy loss of one step of the Poisson-subsampled Gaussian, by connect-the-dots
/// (Doroshenko, Ghazi, Kamath, Kumar, Manurangsi 2022).
///
/// The mass between two grid points is split over them so that both hypotheses keep their
/// probability. The discrete curve passes through the true one at every grid point and lies above
/// it between them, so all that is computed from it is an upper bound.
struct PrivacyLoss {
    /// The distance of neighbouring grid points, in nats.
    static let gridStep = 1e-4
    /// The most grid points of one step.
    static let gridPointCountMax = 1 << 22
    /// Losses beyond this are not computed: `exp` would leave the range of numbers.
    private static let lossMax = 690.0

    private let sigma: Double
    private let q: Double
    private let relation: NeighbourRelation

    /// The losses of both directions: a record taken out, and a record put in.
    ///
    /// They are the same for `replace`, which answers one.
    ///
    /// - Parameter tail: Probability that may be cut at either end; what is cut counts as
    ///   infinite loss at the top and is rounded up at the bottom.
    /// - Returns: Nil where the range needs more than ``gridPointCountMax`` points.
    static func directions(
        sigma: Double, samplingProbability q: Double, relation: NeighbourRelation, tail: Double
    ) -> [LossMasses]? {
        let pair = PrivacyLoss(sigma: sigma, q: q, relation: relation)
        guard let range = pair.indexRange(tail: tail) else { return nil }
        let cells = pair.cells(range)
        let removed = pair.masses(cells, range: range)
        guard relation == .addRemove else { return [removed] }
        let turned = cells.map { Cell(above: $0.below, below: $0.above) }
        let mirror = -range.upperBound...(-range.lowerBound)
        return [removed, pair.masses(turned.reversed(), range: mirror)]
    }

    /// Probability of one cell under the hypothesis in the numerator, and under the other.
    private struct Cell {
        let above: Double
        let below: Double
    }

    private func indexRange(tail: Double) -> ClosedRange<Int>? {
        let deviations = (-2 * log(tail)).squareRoot()
        let lowest = relation == .replace ? -1 - deviations * sigma : -deviations * sigma
        let low = loss(at: lowest)
        let high = loss(at: 1 + deviations * sigma)
        guard high < Self.lossMax, low > -Self.lossMax else { return nil }
        let first = Int((low / Self.gridStep).rounded(.down))
        let last = Int((high / Self.gridStep).rounded(.up))
        guard last - first < Self.gridPointCountMax else { return nil }
        return first...max(last, first + 1)
    }

    /// Every cell from minus infinity to infinity, the two outer ones included.
    private func cells(_ range: ClosedRange<Int>) -> [Cell] {
        let components: [(centre: Double, above: Double, below: Double)] =
            switch relation {
            case .addRemove: [(0, 1 - q, 1), (1, q, 0)]
            case .replace: [(-1, 0, q), (0, 1 - q, 1 - q), (1, q, 0)]
            }
        var above = [Double](repeating: 0, count: range.count + 1)
        var below = above
        let points = range.map { position(ofLoss: Double($0) * Self.gridStep) }
        for component in components {
            var last = -Double.infinity
            var lastTail = 0.0
            for index in 0...points.count {
                let point = index < points.count ? points[index] : .infinity
                let z = (point - component.centre) / sigma
                let tail = NormalDistribution.smallerTail(z)
                let mass = NormalDistribution.mass(from: last, tail: lastTail, to: z, tail: tail)
                above[index] += component.above * mass
                below[index] += component.below * mass
                last = z
                lastTail = tail
            }
        }
        return zip(above, below).map { Cell(above: $0, below: $1) }
    }

    /// Splits each inner cell over its two ends; the lowest cell goes to its upper end, the
    /// highest to its lower end and to infinity.
    private func masses(_ cells: [Cell], range: ClosedRange<Int>) -> LossMasses {
        var masses = [Double](repeating: 0, count: range.count)
        masses[0] = cells[0].above
        let shrink = -expm1(-Self.gridStep)
        for index in 1..<range.count {
            let cell = cells[index]
            let start = Double(range.lowerBound + index - 1) * Self.gridStep
            let upper = (cell.above - exp(start) * cell.below) / shrink
            let kept = min(max(upper, 0), cell.above)
            masses[index] += kept
            masses[index - 1] += cell.above - kept
        }
        let last = cells[range.count]
        let finite = min(last.above, exp(Double(range.upperBound) * Self.gridStep) * last.below)
        masses[range.count - 1] += finite
        return LossMasses(
            firstIndex: range.lowerBound, masses: masses, infinity: last.above - finite)
    }

    /// The logarithm of the likelihood ratio at a point; it rises with the point.
    private func loss(at point: Double) -> Double {
        let toward = logMixture((2 * point - 1) / (2 * sigma * sigma))
        guard relation == .replace else { return toward }
        return toward - logMixture((-2 * point - 1) / (2 * sigma * sigma))
    }

    /// The mixture's logarithm, ln(1 - q + q e^x).
    private func logMixture(_ x: Double) -> Double {
        guard q < 1 else { return x }
        return x > 30 ? x + log(q + (1 - q) * exp(-x)) : log1p(q * expm1(x))
    }

    /// The point at which the loss is `loss`; minus infinity where no point has so small a loss.
    private func position(ofLoss loss: Double) -> Double {
        let variance = sigma * sigma
        switch relation {
        case .addRemove:
            guard q < 1 else { return variance * loss + 0.5 }
            // Two forms of e^l - 1 + q, each where it keeps its digits.
            let excess = loss < -0.5 ? exp(loss) - (1 - q) : expm1(loss) + q
            guard excess > 0 else { return -.infinity }
            return variance * log(excess / q) + 0.5
        case .replace:
            // The ratio is a quadratic in e^(x/σ²); this is its positive root.
            let slope = (1 - q) / q * exp(0.5 / variance)
            return variance * (loss / 2 + asinh(slope * sinh(loss / 2)))
        }
    }
}
