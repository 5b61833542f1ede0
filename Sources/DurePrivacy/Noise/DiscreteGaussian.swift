package import DureCore

/// The discrete Gaussian N_Z(0, σ²), sampled exactly: Canonne, Kamath, Steinke 2020,
/// algorithms 1 to 3.
///
/// Integers only: the probability of every value is that of the definition, as far as the
/// generator's bits are fair. The time of a draw depends on its value; whoever can measure single
/// draws on this machine is outside the promise.
package struct DiscreteGaussian: Sendable, Hashable {
    /// The largest variance parameter: a standard deviation of 2^28.
    package static let sigmaSquaredMax = 1 << 56
    /// Values beyond so many scales are not returned: probability below e^-8000.
    private static let scalesMax: UInt64 = 128
    /// A rejection loop that goes on for so long means that the generator repeats itself.
    private static let attemptsMax = 4096

    /// Numerator of σ², in lowest terms.
    package let numerator: UInt64
    /// Denominator of σ², in lowest terms.
    package let denominator: UInt64
    /// Scale of the discrete Laplace that proposes: floor(σ) + 1.
    private let scale: UInt64
    /// 2 σ² (denominator · scale)², the denominator of the exponent.
    private let exponentDenominator: UInt128

    /// The distribution whose parameter σ² is the given fraction.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for a zero,
    ///   ``PrivacyError/beyondLimit(_:limit:)`` where σ² is above ``sigmaSquaredMax`` or the
    ///   fraction so fine that the exponents would not fit 128 bits.
    package init(
        sigmaSquared numerator: UInt64, denominator: UInt64
    ) throws(PrivacyError) {
        guard numerator > 0, denominator > 0 else { throw .invalid(.sigmaSquared) }
        let divisor = Self.greatestCommonDivisor(numerator, denominator)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
        let limit = PrivacyError.beyondLimit(.sigmaSquared, limit: Double(Self.sigmaSquaredMax))
        let whole = self.numerator / self.denominator
        guard whole <= UInt64(Self.sigmaSquaredMax) else { throw limit }
        scale = Self.squareRoot(whole) + 1
        // The largest exponent's numerator is (scalesMax · scale · denominator · scale)².
        let wide = UInt128(self.denominator) * UInt128(scale)
        guard wide < 1 << 60, wide * UInt128(scale) * UInt128(Self.scalesMax) < 1 << 64,
            self.numerator < 1 << 62
        else { throw limit }
        let (product, overflow) = (2 * UInt128(self.numerator) * UInt128(self.denominator))
            .multipliedReportingOverflow(by: UInt128(scale) * UInt128(scale))
        guard !overflow, product < 1 << 118 else { throw limit }
        exponentDenominator = product
    }

    /// The parameter σ² as a number.
    package var sigmaSquared: Double { Double(numerator) / Double(denominator) }

    /// One draw.
    package func sample(using generator: inout some SecureRandomNumberGenerator) -> Int64 {
        var bits = RandomBits()
        return draw(&bits, &generator)
    }

    /// Adds one draw to each word, modulo 2^32.
    package func addShares(
        to vector: inout [UInt32], using generator: inout some SecureRandomNumberGenerator
    ) {
        add(to: &vector, &generator)
    }

    /// Adds one draw to each word, modulo 2^64.
    package func addShares(
        to vector: inout [UInt64], using generator: inout some SecureRandomNumberGenerator
    ) {
        add(to: &vector, &generator)
    }

    /// The same from a noise stream: compiled for it, so fast from any module.
    package func addShares(to vector: inout [UInt32], using stream: inout NoiseStream) {
        add(to: &vector, &stream)
    }

    /// The same from a noise stream: compiled for it, so fast from any module.
    package func addShares(to vector: inout [UInt64], using stream: inout NoiseStream) {
        add(to: &vector, &stream)
    }

    private func add<Word: FixedWidthInteger>(
        to vector: inout [Word], _ generator: inout some SecureRandomNumberGenerator
    ) {
        var bits = RandomBits()
        for index in vector.indices {
            vector[index] &+= Word(truncatingIfNeeded: draw(&bits, &generator))
        }
    }

    /// Algorithm 3: proposes from a discrete Laplace and accepts with odds e^-γ, where
    /// γ = (|Y| - σ²/t)² / 2σ² = (|Y|·d·t - n)² / (2·n·d·t²).
    private func draw(
        _ bits: inout RandomBits, _ generator: inout some SecureRandomNumberGenerator
    ) -> Int64 {
        for _ in 0..<Self.attemptsMax {
            guard let (size, isNegative) = laplace(&bits, &generator) else { continue }
            let distance = Int128(size) * Int128(denominator) * Int128(scale) - Int128(numerator)
            let square = UInt128(distance.magnitude) * UInt128(distance.magnitude)
            if Self.exponentialCoin(square, exponentDenominator, &bits, &generator) {
                return isNegative ? -Int64(size) : Int64(size)
            }
        }
        preconditionFailure("the random generator repeats itself")
    }

    /// One attempt of algorithm 2: size and sign of a discrete Laplace of scale t, or nil.
    private func laplace(
        _ bits: inout RandomBits, _ generator: inout some SecureRandomNumberGenerator
    ) -> (size: UInt64, isNegative: Bool)? {
        let low = bits.uniform(below: scale, using: &generator)
        guard Self.smallExponentialCoin(low, scale, &bits, &generator) else { return nil }
        var high: UInt64 = 0
        while Self.smallExponentialCoin(1, 1, &bits, &generator) {
            high += 1
            guard high < Self.scalesMax else { return nil }
        }
        let isNegative = bits.bit(using: &generator) == 1
        let size = low + high * scale
        return size == 0 && isNegative ? nil : (size, isNegative)
    }

    /// True with probability exp(-numerator / denominator), for any ratio (algorithm 1).
    private static func exponentialCoin(
        _ numerator: UInt128, _ denominator: UInt128,
        _ bits: inout RandomBits, _ generator: inout some SecureRandomNumberGenerator
    ) -> Bool {
        var rest = numerator
        while rest > denominator {
            // Ends soon: each round is the last with probability 1 - 1/e.
            guard smallExponentialCoin(1, 1, &bits, &generator) else { return false }
            rest -= denominator
        }
        var k: UInt128 = 1
        while bits.odds(rest, in: denominator * k, using: &generator) { k += 1 }
        return k & 1 == 1
    }

    /// The same for a ratio of at most one, in small numbers.
    private static func smallExponentialCoin(
        _ numerator: UInt64, _ denominator: UInt64,
        _ bits: inout RandomBits, _ generator: inout some SecureRandomNumberGenerator
    ) -> Bool {
        // The coin of the first round is certain where the ratio is one.
        var k: UInt64 = numerator == denominator ? 2 : 1
        while bits.odds(numerator, in: denominator * k, using: &generator) { k += 1 }
        return k & 1 == 1
    }

    private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
        var (a, b) = (a, b)
        while b > 0 { (a, b) = (b, a % b) }
        return a
    }

    /// The largest integer whose square is at most the number.
    private static func squareRoot(_ number: UInt64) -> UInt64 {
        var root: UInt64 = 0
        for shift in stride(from: UInt64(31), through: 0, by: -1) {
            let tried = root | 1 << shift
            if tried * tried <= number { root = tried }
        }
        return root
    }
}
