package import DureCore

/// A Gaussian on the integers for noise at every parameter of every step, quickly: a sum of three
/// draws from one table, x + 24 y + 576 z.
///
/// The table is the discrete Gaussian with standard deviation 128, drawn from by the alias method
/// (Walker 1977) in constant time. By the convolution theorem of Micciancio and Walter (2017,
/// theorem 3.2) the sum is a discrete Gaussian with σ² = 128² (1 + 24² + 576²), about 73 800, to a
/// relative error far below 2^-64. The table's probabilities are whole multiples of 2^-76, reckoned
/// with whole numbers, so each draw from it is within ``distancePerDraw`` of its law in total
/// variation, the convolution's error counted.
package struct TabledGaussian: Sendable {
    /// The standard deviation.
    package static let sigma = (128.0 * 128.0 * (1 + 24.0 * 24 + 576.0 * 576)).squareRoot()
    /// How far a draw's law is from the discrete Gaussian's, in total variation; what so many draws
    /// of a study add to δ is no more than their number times this.
    package static let distancePerDraw = 0x1p-61

    /// The table, filled once.
    package static let table = TabledGaussian()

    /// Beyond so many, 16 standard deviations, the law has less than 2^-180.
    private static let reach = 2_048
    private static let count = 4_096

    private let thresholds: [UInt64]
    /// What almost every draw needs, in so little that it stays in the nearest cache: the 9 highest
    /// bits of a place's threshold, from bit 16 on, above its alias.
    private let entries: [UInt32]

    private init() {
        var weights = Self.weights()
        let whole = UInt128(1) << 64
        var thresholds = [UInt64](repeating: .max, count: Self.count)
        var aliases = Array(0..<Self.count)
        var small = weights.indices.filter { weights[$0] < whole }
        var large = weights.indices.filter { weights[$0] > whole }
        while let low = small.popLast(), let high = large.last {
            thresholds[low] = UInt64(weights[low])
            aliases[low] = high
            weights[high] -= whole - weights[low]
            guard weights[high] <= whole else { continue }
            large.removeLast()
            if weights[high] < whole { small.append(high) }
        }
        self.thresholds = thresholds
        entries = zip(thresholds, aliases).map { UInt32($0 >> 55) << 16 | UInt32($1) }
    }

    /// The law at each place, in multiples of 2^-76; they add up to 1.
    ///
    /// exp(-x² / 2σ²) by w(x + 1) = w(x) r^(2x + 1) with r = exp(-2^-15), in steps of 2^-127; the
    /// rounding of all products together is below 2^-100.
    private static func weights() -> [UInt128] {
        let one = UInt128(1) << 127
        func product(_ a: UInt128, _ b: UInt128) -> UInt128 {
            let full = a.multipliedFullWidth(by: b)
            return full.high << 1 | full.low >> 127
        }
        var (ratio, term) = (one, one)
        for order in 1...9 {
            term /= UInt128(order) << 15
            ratio = order.isMultiple(of: 2) ? ratio + term : ratio - term
        }
        let square = product(ratio, ratio)
        var half = [one]
        while half.count <= reach {
            half.append(product(half[half.count - 1], ratio))
            ratio = product(ratio, square)
        }
        // Nine bits fewer, so that the sum of all, 321 times the first, is no overflow.
        let law = (0..<count).map { half[abs($0 - reach)] >> 9 }
        let total = law.reduce(0, +)
        var weights = law.map {
            total.dividingFullWidth($0.multipliedFullWidth(by: UInt128(1) << 76)).quotient
        }
        weights[reach] += UInt128(1) << 76 - weights.reduce(0, +)
        return weights
    }

    /// One draw: from a word that gives three places of 12 bits and the 9 highest bits of three
    /// random numbers, and now and then from another.
    @inline(__always)
    package func sample(using generator: inout some SecureRandomNumberGenerator) -> Int64 {
        let word = generator.next()
        let x = draw(word, word >> 36, using: &generator)
        let y = draw(word >> 12, word >> 45, using: &generator)
        let z = draw(word >> 24, word >> 54, using: &generator)
        return x + 24 * y + 576 * z
    }

    /// The place in the last 12 bits, or its alias: whether a random number of 64 bits is below the
    /// threshold is almost always plain from its 9 highest, and only otherwise are the rest drawn.
    @inline(__always)
    private func draw(
        _ places: UInt64, _ bits: UInt64, using generator: inout some SecureRandomNumberGenerator
    ) -> Int64 {
        let place = Int(places & UInt64(Self.count - 1))
        let entry = entries[place]
        let (high, highOfThreshold) = (UInt32(bits & 0x1ff), entry >> 16)
        let alias = Int(entry & 0xffff)
        var chosen = high < highOfThreshold ? place : alias
        if high == highOfThreshold {
            let isBelow = generator.next() >> 9 < thresholds[place] & (1 << 55 - 1)
            chosen = isBelow ? place : alias
        }
        return Int64(chosen - Self.reach)
    }
}
