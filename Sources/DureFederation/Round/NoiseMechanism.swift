internal import DureCore
package import DurePrivacy

/// One member's part in making an update fit to leave: fixed point in 64-bit words, and its share
/// of the noise (protocol.md, 3.5 and 4.2).
package struct NoiseMechanism: Sendable {
    /// How numbers become ring words.
    package let encoding: WideFixedPoint
    /// The noise that each member adds; nil where the study has none.
    package let shares: NoiseShares?

    /// Exact sums: the finest power of two at which a contribution within the bound fits.
    ///
    /// - Throws: `SecureAggregationError.unusableEncoding` where the bound leaves no room.
    package init(exactWithin coordinateBound: Double) throws(SecureAggregationError) {
        guard coordinateBound.isFinite, coordinateBound > 0 else {
            throw .unusableEncoding(field: "bound")
        }
        let magnitude = Int(coordinateBound.exponent) + 1
        let scale = Double(
            sign: .plus, exponent: min(40, WideFixedPoint.stepsMax.exponent - magnitude),
            significand: 1)
        encoding = try WideFixedPoint(scale: scale)
        shares = nil
    }

    /// Sums with noise: so many ring steps to the clipping bound as the shares say.
    ///
    /// - Parameter clip: The L2 norm that no record's contribution exceeds.
    package init(shares: NoiseShares, clip: Double) throws(SecureAggregationError) {
        encoding = try WideFixedPoint(scale: shares.clipSteps / clip)
        self.shares = shares
    }

    /// Encodes with unbiased rounding and adds the share.
    func apply(
        to values: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws -> RingVector {
        let words = try encoding.encode(values, using: &generator)
        guard let shares else { return words }
        var noised = words.words64
        var stream = NoiseStream(seededFrom: &generator)
        shares.share.addShares(to: &noised, using: &stream)
        return RingVector(noised)
    }
}
