#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The exact privacy of one Gaussian mechanism: Balle and Wang 2018, theorem 8.
///
/// T Gaussians of noise multiplier s compose to one of s/sqrt(T), so this is exact for
/// unsampled rounds. All quantities are in logarithms, so that no tail underflows.
enum GaussianAccountant {
    private static let bisectionCountMax = 300

    /// ln δ(ε) for noise multiplier `sigma` and sensitivity one; minus infinity below the
    /// smallest number.
    static func logDelta(epsilon: Double, sigma: Double) -> Double {
        let upper = logMass(0.5 / sigma - epsilon * sigma)
        let lower = logMass(-0.5 / sigma - epsilon * sigma) + epsilon
        let ratio = lower - upper
        guard ratio < 0 else { return -.infinity }
        return upper + log(-expm1(ratio))
    }

    /// The smallest ε (nats) at which δ(ε) <= delta; the upper end of the last bracket.
    static func epsilon(sigma: Double, delta: Double) -> Double {
        let target = log(delta)
        guard logDelta(epsilon: 0, sigma: sigma) > target else { return 0 }
        var low = 0.0
        // Φ(-t) <= e^(-t²/2): at this ε the first term alone is below δ.
        var high = 0.5 / (sigma * sigma) + (-2 * target).squareRoot() / sigma
        for _ in 0..<bisectionCountMax {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if logDelta(epsilon: middle, sigma: sigma) > target {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// The smallest noise multiplier for which δ(epsilon) <= delta, within `limits`, or nil.
    static func sigma(
        epsilon: Double, delta: Double, within limits: ClosedRange<Double>
    ) -> Double? {
        let target = log(delta)
        return smallest(within: limits) { logDelta(epsilon: epsilon, sigma: $0) <= target }
    }

    /// The smallest number in the range for which a monotone condition holds: its upper
    /// bracket, so the condition was seen to hold there.
    static func smallest(
        within limits: ClosedRange<Double>, precision: Double = 1e-13,
        where holds: (Double) -> Bool
    ) -> Double? {
        var low = limits.lowerBound
        var high = limits.upperBound
        guard holds(high) else { return nil }
        if holds(low) { return low }
        for _ in 0..<bisectionCountMax where high > low * (1 + precision) {
            let middle = (low * high).squareRoot()
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private static func logMass(_ z: Double) -> Double {
        NormalDistribution.logCumulative(z)
    }
}
