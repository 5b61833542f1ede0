package import DureCore
package import DurePrivacy

/// How numbers become ring words: fixed point in 64-bit words (protocol.md, 3.5).
package struct RingEncoding: Sendable, Hashable {
    /// Bits that the sum of all members may use, its sign included.
    private static let sumBits = 62

    /// Ring steps for one unit; a power of two for exact sums.
    package let scale: Double
    /// The largest absolute value of one coordinate of one member.
    package let coordinateBound: Double

    /// The finest power of two at which the sum of all members cannot overflow, at most 2^48.
    package init(coordinateBound: Double, memberCount: Int) throws {
        guard coordinateBound.isFinite, coordinateBound > 0, memberCount > 0 else {
            throw SecureAggregationError.outOfBounds(coordinate: 0)
        }
        let magnitude = (coordinateBound * Double(memberCount)).exponent + 1
        let bits = min(48, Self.sumBits - 1 - Int(magnitude))
        guard bits >= 8 else { throw SecureAggregationError.outOfBounds(coordinate: 0) }
        scale = Double(sign: .plus, exponent: bits, significand: 1)
        self.coordinateBound = coordinateBound
    }

    /// A given scale, checked against the room that the ring has.
    package init(scale: Double, coordinateBound: Double, memberCount: Int) throws {
        let largest = coordinateBound * scale * Double(memberCount)
        guard scale > 0, largest < Double(sign: .plus, exponent: Self.sumBits, significand: 1)
        else { throw SecureAggregationError.outOfBounds(coordinate: 0) }
        self.scale = scale
        self.coordinateBound = coordinateBound
    }

    /// Encodes with unbiased rounding: floor(x·S + u), u uniform in [0, 1).
    package func encode(
        _ values: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws -> RingVector {
        var words: [UInt64] = []
        words.reserveCapacity(values.count)
        for (coordinate, value) in values.enumerated() {
            guard value.isFinite else {
                throw SecureAggregationError.notFinite(coordinate: coordinate)
            }
            guard abs(value) <= coordinateBound else {
                throw SecureAggregationError.outOfBounds(coordinate: coordinate)
            }
            let scaled = value * scale
            let whole = scaled.rounded(.down)
            let fraction = scaled - whole
            let draw = Double(generator.next() >> 11) * 0x1p-53
            let step: Int64 = draw + fraction >= 1 ? 1 : 0
            words.append(UInt64(bitPattern: Int64(whole) + step))
        }
        return RingVector(words)
    }

    /// Reads a sum: each word as a signed number, divided by the scale.
    package func decode(_ sum: RingVector) -> [Double] {
        sum.words64.map { Double(Int64(bitPattern: $0)) / scale }
    }
}

/// One member's part in making an update fit to leave: its encoding and its share of the noise.
package struct NoiseMechanism: Sendable {
    /// Fixed point.
    package let encoding: RingEncoding
    /// The discrete Gaussian that each member adds; nil where the study has no noise.
    package let share: NoiseShare?

    /// Puts the two together.
    package init(encoding: RingEncoding, share: NoiseShare?) {
        self.encoding = encoding
        self.share = share
    }
}
