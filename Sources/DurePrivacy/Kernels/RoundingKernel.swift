/// Stochastic rounding of many numbers at once, to whole steps.
///
/// Eight numbers at a time, with operations that the compiler turns into vector instructions even
/// for the oldest processors: no call, no branch, no conversion between numbers and integers.
package enum RoundingKernel {
    /// Numbers that are worked on at a time.
    static let laneCount = 8
    /// Adding and taking away this number rounds a magnitude below 2^51 to a whole number.
    private static let magic = 0x1.8p52
    /// Adding this number writes a magnitude below 2^31 as a whole number of 2^-20.
    private static let fixedMagic = 0x1.8p32
    /// Places after the point in that.
    private static let fixedBits: UInt64 = 20
    /// The bits of a number in [1, 2) without its fraction.
    private static let oneBits: UInt64 = 0x3FF0_0000_0000_0000
    private static let magnitudeBits = UInt64.max >> 1

    /// Whether every value is a number of a magnitude up to the bound.
    package static func areWithin(_ values: [Double], bound: Double) -> Bool {
        let whole = values.count - values.count % laneCount
        var inside = SIMD8<UInt64>.zero
        // SAFETY: all numbers up to `whole` exist in `values`; reads are unaligned.
        unsafe values.withUnsafeBytes { source in
            for index in stride(from: 0, to: whole, by: laneCount) {
                inside &+= Self.inside(unsafe exact(source, index, 1), bound)
            }
        }
        return Int(inside.wrappedSum()) == whole
            && values[whole...].allSatisfy { $0.magnitude <= bound }
    }

    /// Writes `floor(x scale + u)` for the values from `first` on, one for each random word.
    ///
    /// u is the 20 highest bits of a random word, in [0, 1), and x scale is first rounded to a whole
    /// number of 2^-20: a bias of at most 2^-21 of a step. A value that is a whole number of steps
    /// stays exactly that.
    ///
    /// - Parameter steps: Below 2^31.
    /// - Returns: How many of the values were finite and, times the scale, of a magnitude up to
    ///   `steps`; what was written for others means nothing.
    static func round(
        _ values: [Double], from first: Int, scale: Double, steps: Double,
        random: UnsafeRawBufferPointer, to words: inout [UInt32]
    ) -> Int {
        let count = count(
            values, first, random.count / MemoryLayout<UInt32>.size, words.count)
        let whole = count - count % laneCount
        var inside = SIMD8<UInt64>.zero
        // SAFETY: `count` numbers exist in `values` and words in `words` from `first` on, and words
        // in `random`, as `count` made sure; all access is unaligned.
        unsafe words.withUnsafeMutableBytes { target in
            unsafe values.withUnsafeBytes { source in
                for index in stride(from: 0, to: whole, by: laneCount) {
                    let exact = unsafe exact(source, first + index, scale)
                    inside &+= Self.inside(exact, steps)
                    let drawn = unsafe random.loadUnaligned(
                        fromByteOffset: 4 * index, as: SIMD8<UInt32>.self)
                    unsafe target.storeBytes(
                        of: Self.words(exact, drawn), toByteOffset: 4 * (first + index),
                        as: SIMD8<UInt32>.self)
                }
            }
        }
        for index in whole..<count {
            let exact = SIMD8<Double>(values[first + index] * scale, .nan)
            let word = unsafe random.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            inside &+= Self.inside(exact, steps)
            words[first + index] = Self.words(exact, SIMD8<UInt32>(word, 0))[0]
        }
        return Int(inside.wrappedSum())
    }

    /// The same in words of 64 bits, with the 52 highest bits of random words of 64.
    static func round(
        _ values: [Double], from first: Int, scale: Double, steps: Double,
        random: UnsafeRawBufferPointer, to words: inout [UInt64]
    ) -> Int {
        let count = count(
            values, first, random.count / MemoryLayout<UInt64>.size, words.count)
        let whole = count - count % laneCount
        var inside = SIMD8<UInt64>.zero
        // SAFETY: `count` numbers exist in `values` and words in `words` from `first` on, and words
        // in `random`, as `count` made sure; all access is unaligned.
        unsafe words.withUnsafeMutableBytes { target in
            unsafe values.withUnsafeBytes { source in
                for index in stride(from: 0, to: whole, by: laneCount) {
                    let exact = unsafe exact(source, first + index, scale)
                    let drawn = unsafe drawn(random, index)
                    inside &+= Self.inside(exact, steps)
                    unsafe target.storeBytes(
                        of: Self.steps(exact, drawn), toByteOffset: 8 * (first + index),
                        as: SIMD8<UInt64>.self)
                }
            }
        }
        for index in whole..<count {
            let exact = SIMD8<Double>(values[first + index] * scale, .nan)
            let word = unsafe random.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
            inside &+= Self.inside(exact, steps)
            words[first + index] = Self.steps(exact, SIMD8<UInt64>(word, 0))[0]
        }
        return Int(inside.wrappedSum())
    }

    /// How many values the random words are enough for.
    private static func count(
        _ values: [Double], _ first: Int, _ randomCount: Int, _ wordCount: Int
    ) -> Int {
        precondition(wordCount == values.count && first >= 0 && first <= wordCount)
        return min(randomCount, wordCount - first)
    }

    @inline(__always) @unsafe
    private static func exact(
        _ source: UnsafeRawBufferPointer, _ index: Int, _ scale: Double
    ) -> SIMD8<Double> {
        unsafe source.loadUnaligned(fromByteOffset: 8 * index, as: SIMD8<Double>.self) * scale
    }

    @inline(__always) @unsafe
    private static func drawn(_ random: UnsafeRawBufferPointer, _ index: Int) -> SIMD8<UInt64> {
        unsafe random.loadUnaligned(fromByteOffset: 8 * index, as: SIMD8<UInt64>.self)
    }

    /// One for each number within the limit.
    @inline(__always)
    private static func inside(_ exact: SIMD8<Double>, _ limit: Double) -> SIMD8<UInt64> {
        // SAFETY: both types are eight times eight plain bytes.
        let bits = unsafe unsafeBitCast(exact, to: SIMD8<UInt64>.self)
        let magnitude = unsafe unsafeBitCast(bits & magnitudeBits, to: SIMD8<Double>.self)
        return SIMD8<UInt64>.zero.replacing(with: 1, where: magnitude .<= limit)
    }

    @inline(__always)
    private static func words(
        _ exact: SIMD8<Double>, _ random: SIMD8<UInt32>
    ) -> SIMD8<UInt32> {
        // SAFETY: both types are eight times eight plain bytes.
        let fixed = unsafe unsafeBitCast(exact + fixedMagic, to: SIMD8<UInt64>.self)
        let drawn = SIMD8<UInt64>(truncatingIfNeeded: random) &>> (32 - fixedBits)
        // The sum has 2^31 steps too many, from the magic number; the highest bit takes them off.
        let steps = (fixed &+ drawn) &>> fixedBits
        return SIMD8<UInt32>(truncatingIfNeeded: steps) ^ (1 << 31)
    }

    @inline(__always)
    private static func steps(
        _ exact: SIMD8<Double>, _ random: SIMD8<UInt64>
    ) -> SIMD8<UInt64> {
        let one = SIMD8<Double>(repeating: 1)
        let magic = SIMD8<Double>(repeating: magic)
        let rounded = (exact + magic) - magic
        let floor = rounded - SIMD8<Double>.zero.replacing(with: one, where: rounded .> exact)
        // SAFETY: here and below, both types are eight times eight plain bytes.
        let unit = unsafe unsafeBitCast(random &>> 12 | oneBits, to: SIMD8<Double>.self) - one
        // The sum `exact + unit` would round; the rest alone is exact and so is its carry.
        let carry = SIMD8<Double>.zero.replacing(with: one, where: exact - floor + unit .>= one)
        return unsafe unsafeBitCast(floor + carry + magic, to: SIMD8<UInt64>.self)
            &- Self.magic.bitPattern
    }
}

extension SIMD8 {
    /// One value, and another one seven times.
    fileprivate init(_ first: Scalar, _ rest: Scalar) {
        self.init(repeating: rest)
        self[0] = first
    }
}
