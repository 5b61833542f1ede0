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
    private let directions: [LossDirection]

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
            LossDirection(
                parts.map { ($0.directions[min(index, $0.directions.count - 1)], $0.steps) },
                delta: delta, logWindowTail: Self.logWindowTail)
        }
    }

    private func epsilon() -> Double? {
        let widest = directions.map(\.windowCount).max() ?? 2
        guard widest <= Self.transformCountMax else { return nil }
        var count = 2
        while count < widest { count *= 2 }
        let (real, imaginary) = spectrum(FourierTransform(count: count))
        var largest = 0.0
        for (index, direction) in directions.enumerated() {
            let tilted = index == 0 ? real : imaginary
            let target = delta * (1 - Self.roundingShare)
            guard let epsilon = direction.epsilon(tilted: tilted, target: target) else {
                return nil
            }
            largest = max(largest, epsilon)
        }
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
