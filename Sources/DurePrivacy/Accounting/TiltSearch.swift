#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finds good tilts.
///
/// Any tilt is sound; a good one keeps the window small and the digits many.
struct TiltSearch {
    private static let binCount = 512
    private static let searchCountMax = 60
    private static let exponentMax = 600.0

    private let exactParts: [(losses: LossMasses, steps: Int)]
    private let coarse: [(bins: [(loss: Double, mass: Double)], steps: Int)]
    private let logDelta: Double
    private let tiltMax: Double

    init(_ parts: [(losses: LossMasses, steps: Int)], delta: Double) {
        exactParts = parts
        coarse = parts.map { (bins: Self.bins($0.losses), steps: $0.steps) }
        logDelta = log(delta)
        let largest = parts.map { max(abs($0.losses.largestLoss), abs($0.losses.smallestLoss)) }
        tiltMax = Self.exponentMax / max(largest.max() ?? 1, 1e-3)
    }

    /// The tilt at which Chernoff's bound on ε is smallest, on the coarse bins.
    func tilt() -> Double {
        minimum(from: 1e-3, to: tiltMax * 0.5) { (rough($0) - logDelta) / $0 }
    }

    /// The further tilt, up or down, that bounds the tail most tightly, on the coarse bins.
    func windowTilt(from tilt: Double, sign: Double, logTail: Double) -> Double {
        let start = rough(tilt)
        let end = sign > 0 ? tiltMax - tilt : tiltMax + tilt
        return minimum(from: 1e-4, to: end) { (rough(tilt + sign * $0) - start - logTail) / $0 }
    }

    /// ln E[e^(tilt sum)] over the exact masses; finite losses only.
    func exact(_ tilt: Double) -> Double {
        exactParts.reduce(0) { $0 + Double($1.steps) * Self.logScale($1.losses, tilt: tilt) }
    }

    static func logScale(_ losses: LossMasses, tilt: Double) -> Double {
        var sum = 0.0
        var index = Double(losses.firstIndex)
        for mass in losses.masses {
            if mass > 0 { sum += mass * exp(tilt * index * PrivacyLoss.gridStep) }
            index += 1
        }
        return log(sum)
    }

    private func rough(_ tilt: Double) -> Double {
        coarse.reduce(0) { total, part in
            let sum = part.bins.reduce(0) { $0 + $1.mass * exp(tilt * $1.loss) }
            return total + Double(part.steps) * log(sum)
        }
    }

    private static func bins(_ losses: LossMasses) -> [(loss: Double, mass: Double)] {
        let width = max(1, losses.masses.count / binCount)
        var bins: [(loss: Double, mass: Double)] = []
        var start = 0
        while start < losses.masses.count {
            let end = min(start + width, losses.masses.count)
            var mass = 0.0
            var moment = 0.0
            for index in start..<end {
                mass += losses.masses[index]
                moment += losses.masses[index] * Double(losses.firstIndex + index)
            }
            if mass > 0 { bins.append((moment / mass * PrivacyLoss.gridStep, mass)) }
            start = end
        }
        return bins
    }

    /// Golden-section search over the logarithm; the function has one valley.
    private func minimum(
        from low: Double, to high: Double, _ function: (Double) -> Double
    ) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (a, b) = (log(low), log(high))
        var (c, d) = (b - ratio * (b - a), a + ratio * (b - a))
        var (atC, atD) = (function(exp(c)), function(exp(d)))
        for _ in 0..<Self.searchCountMax where b - a > 0.01 {
            if atC < atD {
                (b, d, atD) = (d, c, atC)
                c = b - ratio * (b - a)
                atC = function(exp(c))
            } else {
                (a, c, atC) = (c, d, atD)
                d = a + ratio * (b - a)
                atD = function(exp(d))
            }
        }
        return exp((a + b) / 2)
    }
}
