package import DureCore

/// A Gaussian on the integers for noise at every parameter of every step, quickly: a sum of three
/// draws from one table, x + 24 y + 576 z.
///
/// The table is the discrete Gaussian with standard deviation 128, drawn from by the alias method
/// (Walker 1977) in constant time. By the convolution theorem of Micciancio and Walter (2017,
/// theorem 3.2) the sum is a discrete Gaussian with σ² = 128² (1 + 24² + 576²), about 73 800, to a
/// relative error far below 2^-64. The table's probabilities are doubles; each draw is therefore
/// within ``distancePerDraw`` of its law in total variation.
package struct TabledGaussian: Sendable {
    /// The standard deviation.
    package static let sigma = (128.0 * 128.0 * (1 + 24.0 * 24 + 576.0 * 576)).squareRoot()
    /// How far a draw's law is from the discrete Gaussian's, in total variation; what so many draws
    /// of a study add to δ is no more than their number times this.
    package static let distancePerDraw = 0x1p-50

    /// How many words of the generator a draw takes.
    package static let wordsPerSample = 4
    /// The table, filled once.
    package static let table = TabledGaussian()

    private static let tableSigma = 128.0
    /// Beyond so many, 16 standard deviations, the law has less than 2^-180.
    private static let reach = 2_048
    private static let count = 4_096

    private let thresholds: [UInt64]
    private let aliases: [Int32]

    private init() {
        var weights = (0..<Self.count).map { place -> Double in
            let x = Double(place - Self.reach) / Self.tableSigma
            return Elementary.exp(-x * x / 2)
        }
        let total = weights.sorted().reduce(0, +)
        for place in weights.indices { weights[place] *= Double(Self.count) / total }
        var thresholds = [UInt64](repeating: .max, count: Self.count)
        var aliases = (0..<Self.count).map { Int32($0) }
        var small = weights.indices.filter { weights[$0] < 1 }
        var large = weights.indices.filter { weights[$0] >= 1 }
        while let low = small.popLast(), let high = large.last {
            thresholds[low] = UInt64(weights[low] * 0x1p52) << 12
            aliases[low] = Int32(high)
            weights[high] -= 1 - weights[low]
            if weights[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        self.thresholds = thresholds
        self.aliases = aliases
    }

    /// One draw.
    @inline(__always)
    package func sample(using generator: inout some SecureRandomNumberGenerator) -> Int64 {
        // One word gives three places of 12 bits; each threshold has a word of its own.
        let places = generator.next()
        let x = draw(places, generator.next())
        let y = draw(places >> 12, generator.next())
        let z = draw(places >> 24, generator.next())
        return x + 24 * y + 576 * z
    }

    @inline(__always)
    private func draw(_ places: UInt64, _ word: UInt64) -> Int64 {
        let place = Int(places & UInt64(Self.count - 1))
        let chosen = word < thresholds[place] ? place : Int(aliases[place])
        return Int64(chosen - Self.reach)
    }
}
