#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One mechanism of a composition, with its losses in both directions.
struct LossPart {
    /// One or two directions, as ``PrivacyLoss`` gives them.
    let directions: [LossMasses]
    /// How often it runs.
    let steps: Int
}

/// The composition of privacy loss distributions, by one Fourier transform a mechanism.
///
/// Each distribution is tilted (multiplied by e^(θ loss) and scaled to one) so that the losses
/// that decide ε become the likely ones: rounding errors are then small beside δ itself, however
/// small δ is. What the transform's window cuts off above is bounded by Chernoff and charged to
/// δ; what it folds in from elsewhere only adds.
struct PrivacyLossComposition {
    /// The largest transform.
    static let transformCountMax = 1 << 23
    /// Tilted probability outside either end of the window.
    private static let logWindowTail = -30.0
    /// Share of δ held back for rounding, which stays near 1e-11 of it.
    private static let roundingShare = 1e-9

    private let parts: [LossPart]
    private let delta: Double
    private let directions: [Direction]

    /// The smallest ε (nats) for which the composition is (ε, delta) private in each direction.
    ///
    /// - Returns: Nil where the transform would be larger than ``transformCountMax``.
    static func epsilon(_ parts: [LossPart], delta: Double) -> Double? {
        if parts.count == 1, parts[0].steps == 1 {
            let all = parts[0].directions.map { SinglePrivacyLoss.epsilon($0, delta: delta) }
            return all.reduce(0) { largest, next in
                guard let largest, let next else { return nil }
                return max(largest, next)
            }
        }
        return PrivacyLossComposition(parts: parts, delta: delta).epsilon()
    }

    private init(parts: [LossPart], delta: Double) {
        self.parts = parts
        self.delta = delta
        let count = parts.map(\.directions.count).max() ?? 0
        directions = (0..<count).map { index in
            Direction(
                parts.map { ($0.directions[min(index, $0.directions.count - 1)], $0.steps) },
                delta: delta, logWindowTail: Self.logWindowTail)
        }
    }

    private func epsilon() -> Double? {
        let widest = directions.map(\.windowCount).max() ?? 2
        guard widest <= Self.transformCountMax else { return nil }
        var count = 2
        while count < widest { count *= 2 }
        var (real, imaginary) = spectrum(FourierTransform(count: count))
        var largest = 0.0
        for (index, direction) in directions.enumerated() {
            let tilted = index == 0 ? real : imaginary
            let target = delta * (1 - Self.roundingShare)
            guard let epsilon = direction.epsilon(tilted: tilted, target: target) else {
                return nil
            }
            largest = max(largest, epsilon)
        }
        real = []
        imaginary = []
        return largest
    }

    /// The tilted distributions of the sums, one direction in each array.
    private func spectrum(_ transform: FourierTransform) -> ([Double], [Double]) {
        let count = transform.count
        let zeros = [Double](repeating: 0, count: count)
        var product: ([Double], [Double]) = (zeros, zeros)
        for (index, part) in parts.enumerated() {
            var real = zeros
            var imaginary = zeros
            directions[0].fill(&real, part: index)
            if directions.count > 1 { directions[1].fill(&imaginary, part: index) }
            transform.forward(&real, &imaginary)
            Self.raise(&real, &imaginary, to: part.steps)
            if index == 0 {
                product = (real, imaginary)
            } else {
                Self.multiply(&product.0, &product.1, real, imaginary)
            }
        }
        transform.inverse(&product.0, &product.1)
        return product
    }

    /// Raises both packed spectra to a power, frequency by frequency.
    private static func raise(
        _ real: inout [Double], _ imaginary: inout [Double], to steps: Int
    ) {
        for position in 0..<real.count {
            let other = FourierTransform.opposite(position)
            guard other >= position else { continue }
            var (first, second) = unpack(real, imaginary, position, other)
            first = first.power(steps)
            second = second.power(steps)
            pack(first, second, &real, &imaginary, position, other)
        }
    }

    private static func multiply(
        _ real: inout [Double], _ imaginary: inout [Double],
        _ otherReal: [Double], _ otherImaginary: [Double]
    ) {
        for position in 0..<real.count {
            let other = FourierTransform.opposite(position)
            guard other >= position else { continue }
            let (a, b) = unpack(real, imaginary, position, other)
            let (c, d) = unpack(otherReal, otherImaginary, position, other)
            pack(a.times(c), b.times(d), &real, &imaginary, position, other)
        }
    }

    /// The spectra of the real and of the imaginary sequence at one frequency.
    private static func unpack(
        _ real: [Double], _ imaginary: [Double], _ k: Int, _ opposite: Int
    ) -> (Complex, Complex) {
        (
            Complex(
                real: (real[k] + real[opposite]) / 2,
                imaginary: (imaginary[k] - imaginary[opposite]) / 2),
            Complex(
                real: (imaginary[k] + imaginary[opposite]) / 2,
                imaginary: (real[opposite] - real[k]) / 2)
        )
    }

    private static func pack(
        _ first: Complex, _ second: Complex,
        _ real: inout [Double], _ imaginary: inout [Double], _ k: Int, _ opposite: Int
    ) {
        real[k] = first.real - second.imaginary
        imaginary[k] = first.imaginary + second.real
        real[opposite] = first.real + second.imaginary
        imaginary[opposite] = second.real - first.imaginary
    }
}

/// A complex number, as far as the spectra need one.
private struct Complex {
    /// Frequencies whose power is below this add nothing that a `Double` could hold.
    private static let logPowerMin = -90.0

    let real: Double
    let imaginary: Double

    func times(_ other: Complex) -> Complex {
        Complex(
            real: real * other.real - imaginary * other.imaginary,
            imaginary: real * other.imaginary + imaginary * other.real)
    }

    func power(_ steps: Int) -> Complex {
        let logSize = 0.5 * log(real * real + imaginary * imaginary) * Double(steps)
        guard logSize > Self.logPowerMin else { return Complex(real: 0, imaginary: 0) }
        let angle = atan2(imaginary, real) * Double(steps)
        let size = exp(logSize)
        return Complex(real: size * cos(angle), imaginary: size * sin(angle))
    }
}

/// One direction of a composition: its tilt, its window, and the way back to ε.
private struct Direction {
    private let parts: [(losses: LossMasses, steps: Int)]
    private let tilt: Double
    /// ln of the tilted sum of each part's masses.
    private let logScales: [Double]
    private let logScale: Double
    private let firstIndex: Int
    private let lostAbove: Double
    let windowCount: Int

    init(_ parts: [(LossMasses, Int)], delta: Double, logWindowTail: Double) {
        self.parts = parts.map { (losses: $0.0, steps: $0.1) }
        let search = TiltSearch(self.parts, delta: delta)
        let tilt = search.tilt()
        self.tilt = tilt
        let scales = parts.map { TiltSearch.logScale($0.0, tilt: tilt) }
        logScales = scales
        let total = zip(parts, scales).reduce(0) { $0 + Double($1.0.1) * $1.1 }
        logScale = total

        // Chernoff with a further tilt s: the tilted probability of a sum above the bound is at
        // most e^logWindowTail, so the untilted one is that times e^(logScale - tilt * bound).
        let up = search.windowTilt(from: tilt, sign: 1, logTail: logWindowTail)
        let top = (search.exact(tilt + up) - total - logWindowTail) / up
        let down = search.windowTilt(from: tilt, sign: -1, logTail: logWindowTail)
        let bottom = -(search.exact(tilt - down) - total - logWindowTail) / down
        let highest = self.parts.reduce(0) { $0 + Double($1.steps) * $1.losses.largestLoss }
        let lowest = self.parts.reduce(0) { $0 + Double($1.steps) * $1.losses.smallestLoss }
        let step = PrivacyLoss.gridStep
        let last = Int((min(top, highest) / step).rounded(.up)) + 1
        firstIndex = Int((max(bottom, lowest) / step).rounded(.down)) - 1
        windowCount = max(2, last - firstIndex + 1)
        lostAbove = top < highest ? exp(total - tilt * top + logWindowTail) : 0
    }

    /// Adds the tilted masses of one part to a circle of grid points.
    func fill(_ circle: inout [Double], part: Int) {
        let losses = parts[part].losses
        var position = losses.firstIndex % circle.count
        if position < 0 { position += circle.count }
        for (index, mass) in losses.masses.enumerated() {
            let loss = Double(losses.firstIndex + index) * PrivacyLoss.gridStep
            if mass > 0 { circle[position] += mass * exp(tilt * loss - logScales[part]) }
            position += 1
            if position == circle.count { position = 0 }
        }
    }

    /// Walks down from the top of the window until δ reaches the target.
    func epsilon(tilted: [Double], target: Double) -> Double? {
        let infinite = parts.reduce(0) { $0 + Double($1.steps) * $1.losses.infinity }
        let count = tilted.count
        let step = PrivacyLoss.gridStep
        let base = Double(firstIndex) * step
        // Everything below is relative to this factor, so that nothing leaves its range.
        let factor = exp(logScale - tilt * base)
        var curve = DeltaCurve(target: (target - infinite - lostAbove) / factor)
        guard curve.target > 0 else { return nil }
        var position = (firstIndex + count - 1) % count
        if position < 0 { position += count }
        for index in stride(from: count - 1, through: 0, by: -1) {
            let grid = firstIndex + index
            if let epsilon = curve.crossing(above: grid) { return max(0, epsilon) }
            guard grid > 0 else { return 0 }
            curve.add(max(0, tilted[position]) * exp(-tilt * (Double(index) * step)))
            position = position == 0 ? count - 1 : position - 1
        }
        return max(0, base)  // ε lies below the window, so its lower end is an upper bound.
    }
}

/// δ as a function of ε, built from the largest loss down. Every term is added, none taken off.
private struct DeltaCurve {
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

/// Finds good tilts. Any tilt is sound; a good one keeps the window small and the digits many.
private struct TiltSearch {
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
