package import DureCore

/// Real numbers as 32-bit words of the ring, with stochastic rounding (protocol.md, 3.5).
///
/// `y = floor(x S + u)` with `S = (2^(b-1) - 1) / B` and u uniform in [0, 1): the mean of y is
/// exactly x S. b leaves room for the sum of all members, so that nothing wraps around.
package struct FixedPoint: Sendable, Hashable {
    /// B: the largest magnitude that can be written; C, the clipping norm, where that is given.
    package let bound: Double
    /// b: bits of one member's value, with the sign.
    package let bits: Int
    /// S: steps of the ring for one unit.
    package let scale: Double

    /// An encoding for magnitudes up to `bound` in `bits` bits.
    ///
    /// - Parameters:
    ///   - bound: Finite, above zero.
    ///   - bits: `2...32`; ``bits(memberCount:noiseMultiplier:honestSurvivors:)`` gives it.
    /// - Throws: ``SecureAggregationError/unusableEncoding(field:)``.
    package init(bound: Double, bits: Int) throws(SecureAggregationError) {
        guard bound.isFinite, bound > 0 else { throw .unusableEncoding(field: "bound") }
        guard (2...32).contains(bits) else { throw .unusableEncoding(field: "bits") }
        let scale = Double(Int64(1) << (bits - 1) - 1) / bound
        guard scale.isFinite, scale > 0 else { throw .unusableEncoding(field: "bound") }
        self.bound = bound
        self.bits = bits
        self.scale = scale
    }

    /// The bits that leave headroom for a sum: `32 - ceil(log2(n + 8 z sqrt(n / h)))`.
    ///
    /// Without noise a sum of honest members cannot wrap; with it, one value in 10^15 does.
    ///
    /// - Parameters:
    ///   - memberCount: n, at least 1.
    ///   - noiseMultiplier: z: noise over sensitivity; 0 without noise.
    ///   - honestSurvivors: h: honest survivors counted on for the noise, at least 1.
    /// - Throws: ``SecureAggregationError/unusableEncoding(field:)`` where fewer than 2 are left.
    package static func bits(
        memberCount: Int, noiseMultiplier: Double, honestSurvivors: Int
    ) throws(SecureAggregationError) -> Int {
        guard memberCount >= 1, honestSurvivors >= 1 else {
            throw .unusableEncoding(field: "members")
        }
        guard noiseMultiplier.isFinite, noiseMultiplier >= 0 else {
            throw .unusableEncoding(field: "noise multiplier")
        }
        let members = Double(memberCount)
        let spread = (members / Double(honestSurvivors)).squareRoot()
        let room = members + 8 * noiseMultiplier * spread
        // The exponent is the exact floor of log2: every node computes the same.
        let headroom = Int(room.exponent) + (room.significand > 1 ? 1 : 0)
        guard 32 - headroom >= 2 else { throw .unusableEncoding(field: "headroom") }
        return 32 - headroom
    }

    /// One value as a word.
    ///
    /// - Parameters:
    ///   - value: Finite; beyond the bound it counts as the bound.
    ///   - u: The random number, in [0, 1).
    package func word(_ value: Double, u: Double) -> UInt32 {
        assert(value.isFinite && u >= 0 && u < 1)
        let clamped = min(max(value, -bound), bound)
        let limit = Double(Int64(1) << (bits - 1) - 1)
        let steps = min(max((clamped * scale + u).rounded(.down), -limit), limit)
        return UInt32(bitPattern: Int32(steps))
    }

    /// The values as a vector, each rounded with fresh randomness.
    ///
    /// - Parameters:
    ///   - values: Clipped before; beyond the bound they count as the bound.
    ///   - generator: Asked for one seed; the roundings follow from it.
    /// - Throws: ``SecureAggregationError/notFinite(coordinate:)``: the member must not upload.
    package func encode(
        _ values: [Double], using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> RingVector {
        var draws = StreamGenerator(seededBy: &generator)
        var words: [UInt32] = []
        words.reserveCapacity(values.count)
        for (coordinate, value) in values.enumerated() {
            guard value.isFinite else { throw .notFinite(coordinate: coordinate) }
            words.append(word(value, u: draws.unit()))
        }
        return RingVector(words)
    }

    /// The values as a vector, each rounded with fresh randomness.
    ///
    /// - Throws: As for values in `Double`.
    package func encode(
        _ values: [Float], using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> RingVector {
        var draws = StreamGenerator(seededBy: &generator)
        var words: [UInt32] = []
        words.reserveCapacity(values.count)
        for (coordinate, value) in values.enumerated() {
            guard value.isFinite else { throw .notFinite(coordinate: coordinate) }
            words.append(word(Double(value), u: draws.unit()))
        }
        return RingVector(words)
    }

    /// A sum of encoded vectors as numbers: read as signed words, divided by the scale.
    ///
    /// - Throws: ``SecureAggregationError/wordSizesDiffer`` for 64-bit words.
    package func decode(_ sum: RingVector) throws(SecureAggregationError) -> [Double] {
        guard sum.wordSize == .w32 else { throw .wordSizesDiffer }
        return sum.words32.map { Double(Int32(bitPattern: $0)) / scale }
    }
}

/// Numbers as 64-bit words of the ring: counts and sums, where no bit may be lost.
///
/// `y = floor(x S + u)`, computed so that a value that is a whole number of steps stays exactly
/// that. A value too large is refused and not cut off.
package struct WideFixedPoint: Sendable, Hashable {
    /// The most steps that one member's value may have: 48 bits with the sign, so that 65,536
    /// members cannot wrap the ring.
    package static let stepsMax = Double(Int64(1) << 47 - 1)
    /// The same where there are at most ``fewMembers``: 52 bits with the sign.
    package static let stepsMaxForFew = Double(Int64(1) << 51 - 1)
    /// How many members cannot wrap the ring with ``stepsMaxForFew`` each.
    package static let fewMembers = 4_096

    /// S: steps of the ring for one unit; 1 for counts.
    package let scale: Double
    /// The most steps of one value; at most ``stepsMaxForFew``.
    package let steps: Double

    /// An encoding with so many steps for one unit.
    ///
    /// - Throws: ``SecureAggregationError/unusableEncoding(field:)`` for a scale that is not
    ///   finite and above zero, or steps outside `1...stepsMaxForFew`.
    package init(
        scale: Double, steps: Double = WideFixedPoint.stepsMax
    ) throws(SecureAggregationError) {
        guard scale.isFinite, scale > 0 else { throw .unusableEncoding(field: "scale") }
        guard steps >= 1, steps <= Self.stepsMaxForFew else {
            throw .unusableEncoding(field: "steps")
        }
        self.scale = scale
        self.steps = steps
    }

    /// The values as a vector, each rounded with fresh randomness.
    ///
    /// - Parameters:
    ///   - wordSize: The words to write steps in; those of 32 bits hold fewer than 2^31 of them.
    ///   - generator: Asked for one seed; the roundings follow from it.
    /// - Throws: ``SecureAggregationError/notFinite(coordinate:)``, or
    ///   ``SecureAggregationError/outOfRange(coordinate:)`` where |x S| is above ``steps``, or
    ///   ``SecureAggregationError/unusableEncoding(field:)`` where the words do not hold them.
    package func encode(
        _ values: [Double], in wordSize: WordSize = .w64,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(SecureAggregationError) -> RingVector {
        guard wordSize == .w64 || steps <= Double(Int32.max) else {
            throw .unusableEncoding(field: "steps")
        }
        let draws = MaskStream(key: SecretBytes(count: AttemptSecrets.byteCount, using: &generator))
        var words = RingVector(zeros: values.count, wordSize: wordSize)
        var insideCount = 0
        let chunkCount = (values.count + wordSize.wordsPerChunk - 1) / wordSize.wordsPerChunk
        for chunk in 0..<chunkCount {
            insideCount += try draws.round(values, by: self, chunk: chunk, to: &words)
        }
        guard insideCount == values.count else { throw refusal(of: values) }
        return words
    }

    /// Why the values cannot be written.
    private func refusal(of values: [Double]) -> SecureAggregationError {
        for (coordinate, value) in values.enumerated() {
            if !value.isFinite { return .notFinite(coordinate: coordinate) }
            if (value * scale).magnitude > steps { return .outOfRange(coordinate: coordinate) }
        }
        preconditionFailure("one of them is outside")
    }

    /// One value as a word.
    ///
    /// - Parameters:
    ///   - value: `|value · scale|` at most ``steps``.
    ///   - u: The random number, in [0, 1).
    package func word(_ value: Double, u: Double) -> UInt64 {
        let exact = value * scale
        assert(exact.magnitude <= steps && u >= 0 && u < 1)
        let whole = exact.rounded(.down)
        // The sum `exact + u` would round; the rest alone is exact and so is its carry.
        let carry: Int64 = exact - whole + u >= 1 ? 1 : 0
        return UInt64(bitPattern: Int64(whole) + carry)
    }

    /// A sum of encoded vectors as numbers: read as signed words, divided by the scale.
    ///
    /// - Throws: ``SecureAggregationError/wordSizesDiffer`` for 32-bit words.
    package func decode(_ sum: RingVector) throws(SecureAggregationError) -> [Double] {
        guard sum.wordSize == .w64 else { throw .wordSizesDiffer }
        return sum.words64.map { Double(Int64(bitPattern: $0)) / scale }
    }
}
