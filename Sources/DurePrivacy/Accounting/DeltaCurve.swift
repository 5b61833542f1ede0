#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// δ as a function of ε, built from the largest loss down.
///
/// Every term is added, none taken off.
struct DeltaCurve {
    let target: Double
    /// δ at the current grid point, and the sum of mass times e^(ε - loss) above it.
    private var delta = 0.0
    private var discounted = 0.0
    private static let keep = exp(-PrivacyLoss.gridStep)
    private static let shrink = -expm1(-PrivacyLoss.gridStep)

    init(target: Double) {
        self.target = target
    }

    /// ε, if δ reaches the target between the grid point and the next one above it.
    func crossing(above index: Int) -> Double? {
        guard delta > target else { return nil }
        return Double(index) * PrivacyLoss.gridStep + log1p((delta - target) / discounted)
    }

    /// Adds the mass at the current grid point and moves one point down.
    mutating func add(_ mass: Double) {
        delta += Self.shrink * (discounted + mass)
        discounted = Self.keep * (discounted + mass)
    }
}

/// ε of one distribution, without any transform.
enum SinglePrivacyLoss {
    static func epsilon(_ losses: LossMasses, delta: Double) -> Double? {
        var curve = DeltaCurve(target: delta - losses.infinity)
        guard curve.target > 0 else { return nil }
        for index in stride(from: losses.masses.count - 1, through: 0, by: -1) {
            let grid = losses.firstIndex + index
            if let epsilon = curve.crossing(above: grid) { return max(0, epsilon) }
            guard grid > 0 else { return 0 }
            curve.add(losses.masses[index])
        }
        return max(0, losses.smallestLoss)
    }
}
