internal import DureCore
package import DurePrivacy

/// One member's part in making an update fit to leave: fixed point in words of the ring, and its
/// share of the noise (protocol.md, 3.5 and 4.2).
package struct NoiseMechanism: Sendable {
    /// How numbers become steps of the ring.
    package let encoding: WideFixedPoint
    /// The noise that each member adds; nil where the study has none.
    package let shares: NoiseShares?
    /// The words in which steps are masked, sent and summed.
    package let wordSize: WordSize

    /// Standard deviations of the sum's noise that 32-bit words leave room for.
    ///
    /// A sum of discrete Gaussians is sub-Gaussian with its own variance, so a coordinate goes
    /// beyond with a probability of at most 2 exp(-12² / 2) < 2^-102.
    private static let deviationsMax = 12.0

    /// Exact sums: the finest power of two at which a contribution within the bound fits.
    ///
    /// - Throws: `SecureAggregationError.unusableEncoding` where the bound leaves no room.
    package init(
        exactWithin coordinateBound: Double, memberCount: Int
    ) throws(SecureAggregationError) {
        guard coordinateBound.isFinite, coordinateBound > 0 else {
            throw .unusableEncoding(field: "bound")
        }
        let magnitude = Int(coordinateBound.exponent) + 1
        let steps =
            memberCount <= WideFixedPoint.fewMembers
            ? WideFixedPoint.stepsMaxForFew : WideFixedPoint.stepsMax
        let scale = Double(
            sign: .plus, exponent: min(40, steps.exponent - magnitude), significand: 1)
        encoding = try WideFixedPoint(scale: scale, steps: steps)
        shares = nil
        wordSize = .w64
    }

    /// Sums of values that may be rounded: as many of 32 bits as the sum of all members leaves.
    ///
    /// - Throws: `SecureAggregationError.unusableEncoding` where the bound or the members leave no
    ///   room.
    package init(
        roundedWithin coordinateBound: Double, memberCount: Int
    ) throws(SecureAggregationError) {
        let bits = try FixedPoint.bits(
            memberCount: memberCount, noiseMultiplier: 0, honestSurvivors: 1)
        // A value between two steps may be rounded away from zero, to the limit at most.
        let limit = Double(Int64(1) << (bits - 1) - 1)
        encoding = try WideFixedPoint(scale: (limit - 1) / coordinateBound, steps: limit)
        shares = nil
        wordSize = .w32
    }

    /// Sums with noise: so many ring steps to the clipping bound as the shares say.
    ///
    /// - Parameters:
    ///   - clip: The L2 norm that no record's contribution exceeds.
    ///   - wordSize: 32 bits only where ``fits32(_:memberCount:clipsMax:)`` says so.
    package init(
        shares: NoiseShares, clip: Double, wordSize: WordSize = .w64
    ) throws(SecureAggregationError) {
        encoding = try WideFixedPoint(scale: shares.clipSteps / clip)
        self.shares = shares
        self.wordSize = wordSize
    }

    /// Whether the sum of all members' noised contributions stays within 32 bits with its sign.
    ///
    /// One coordinate of a member's sum is at most `clipsMax` clipping bounds and one step of
    /// rounding; the noise of all members is within twelve of its own deviations.
    package static func fits32(
        _ shares: NoiseShares, memberCount: Int, clipsMax: Int
    ) -> Bool {
        let members = Double(memberCount)
        let values = members * (shares.clipSteps * Double(clipsMax) + 1)
        let noise = (members * shares.share.sigmaSquared).squareRoot() * deviationsMax
        return values + noise <= Double(Int32.max)
    }

    /// How many words of a generator one contribution takes: a key for its rounding, and one for
    /// its share of the noise.
    var wordsDrawn: Int { (shares == nil ? 1 : 2) * 32 / MemoryLayout<UInt64>.size }

    /// Encodes with unbiased rounding and adds the share.
    func apply(
        to values: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws -> RingVector {
        guard let shares else {
            return try encoding.encode(values, in: wordSize, using: &generator)
        }
        var words = try encoding.encode(values, using: &generator).words64
        var stream = NoiseStream(seededFrom: &generator)
        shares.share.addShares(to: &words, using: &stream)
        switch wordSize {
        // What is equal modulo 2^64 is equal modulo 2^32.
        case .w32: return RingVector(words.map { UInt32(truncatingIfNeeded: $0) })
        case .w64: return RingVector(words)
        }
    }

    /// A sum of encoded vectors as numbers.
    ///
    /// - Throws: `SecureAggregationError.wordSizesDiffer` for words of another size.
    package func decode(_ sum: RingVector) throws(SecureAggregationError) -> [Double] {
        guard sum.wordSize == wordSize else { throw .wordSizesDiffer }
        switch wordSize {
        case .w32: return sum.words32.map { Double(Int32(bitPattern: $0)) / encoding.scale }
        case .w64: return try encoding.decode(sum)
        }
    }
}
