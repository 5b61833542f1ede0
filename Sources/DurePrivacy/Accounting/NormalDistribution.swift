#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The standard normal distribution, accurate far into its tails.
enum NormalDistribution {
    /// From here on the tail is computed by a continued fraction; `erfc` would underflow at 38.
    private static let fractionStart = 12.0
    private static let fractionTermCount = 60

    /// P[X <= z] for z <= 0 and P[X > z] otherwise: the smaller tail, relative error near 1e-15.
    static func smallerTail(_ z: Double) -> Double {
        0.5 * erfc(abs(z) * 0.5.squareRoot())
    }

    /// P[a < X <= b] from the tails beyond both ends, without cancellation on one side of zero.
    static func mass(
        from a: Double, tail tailA: Double, to b: Double, tail tailB: Double
    ) -> Double {
        if a >= 0 { return max(0, tailA - tailB) }
        if b <= 0 { return max(0, tailB - tailA) }
        return max(0, 1 - tailA - tailB)
    }

    /// The natural logarithm of P[X <= z], for any z.
    static func logCumulative(_ z: Double) -> Double {
        if z > 0 { return log1p(-smallerTail(z)) }
        if z > -fractionStart { return log(smallerTail(z)) }
        // Mills ratio: 1 / (t + 1 / (t + 2 / (t + ...))), evaluated from its far end.
        let t = -z
        var fraction = t
        for term in stride(from: fractionTermCount, through: 1, by: -1) {
            fraction = t + Double(term) / fraction
        }
        return -0.5 * t * t - 0.5 * log(2 * Double.pi) - log(fraction)
    }
}
