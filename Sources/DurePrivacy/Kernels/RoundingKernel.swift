/// Stochastic rounding of many numbers at once, to whole steps.
///
/// Eight numbers at a time, with operations that the compiler turns into vector instructions even
/// for the oldest processors: no call, no branch, no conversion between numbers and integers.
enum RoundingKernel {
    /// Numbers that are worked on at a time.
    static let laneCount = 8
    /// Adding and taking away this number rounds a magnitude below 2^51 to a whole number.
    private static let magic = 0x1.8p52
    /// The bits of a number in [1, 2) without its fraction.
    private static let oneBits: UInt64 = 0x3FF0_0000_0000_0000
    private static let magnitudeBits = UInt64.max >> 1

    /// How many values a stretch of random bytes is enough for.
    static func count(_ values: [Double], from first: Int, _ random: UnsafeRawBufferPointer) -> Int
    {
        min(random.count / MemoryLayout<UInt64>.size, values.count - first)
    }

    /// Writes `floor(x scale + u)` for the values from `first` on, one for each random word.
    ///
    /// u is the 52 highest bits of a random word, in [0, 1). A value that is a whole number of
    /// steps stays exactly that.
    ///
    /// - Parameter steps: At most 2^50.
    /// - Returns: How many of the values were finite and, times the scale, of a magnitude up to
    ///   `steps`; what was written for others means nothing.
    static func round(
        _ values: [Double], from first: Int, scale: Double, steps: Double,
        random: UnsafeRawBufferPointer, to words: inout [UInt32]
    ) -> Int {
        precondition(words.count == values.count && first >= 0)
        // SAFETY: both arrays have the same count, and the pointer is used inside the closure only.
        return unsafe words.withUnsafeMutableBytes { target in
            unsafe round(values, first, scale, steps, random) { index, words in
                unsafe target.storeBytes(
                    of: unsafeBitCast(words, to: SIMD16<UInt32>.self).evenHalf,
                    toByteOffset: 4 * index, as: SIMD8<UInt32>.self)
            } last: { index, word in
                unsafe target.storeBytes(
                    of: UInt32(truncatingIfNeeded: word), toByteOffset: 4 * index,
                    as: UInt32.self)
            }
        }
    }

    /// The same in words of 64 bits.
    static func round(
        _ values: [Double], from first: Int, scale: Double, steps: Double,
        random: UnsafeRawBufferPointer, to words: inout [UInt64]
    ) -> Int {
        precondition(words.count == values.count && first >= 0)
        // SAFETY: both arrays have the same count, and the pointer is used inside the closure only.
        return unsafe words.withUnsafeMutableBytes { target in
            unsafe round(values, first, scale, steps, random) { index, words in
                unsafe target.storeBytes(
                    of: words, toByteOffset: 8 * index, as: SIMD8<UInt64>.self)
            } last: { index, word in
                unsafe target.storeBytes(of: word, toByteOffset: 8 * index, as: UInt64.self)
            }
        }
    }

    @inline(__always)
    private static func round(
        _ values: [Double], _ first: Int, _ scale: Double, _ limit: Double,
        _ random: UnsafeRawBufferPointer, store: (Int, SIMD8<UInt64>) -> Void,
        last: (Int, UInt64) -> Void
    ) -> Int {
        let count = unsafe count(values, from: first, random)
        let whole = count - count % laneCount
        var inside = SIMD8<UInt64>.zero
        // SAFETY: `count` numbers exist in `values` from `first` on and `count` words in `random`;
        // all reads are unaligned.
        unsafe values.withUnsafeBytes { source in
            for index in stride(from: 0, to: whole, by: laneCount) {
                let word = unsafe random.loadUnaligned(
                    fromByteOffset: 8 * index, as: SIMD8<UInt64>.self)
                let value = unsafe source.loadUnaligned(
                    fromByteOffset: 8 * (first + index), as: SIMD8<Double>.self)
                store(first + index, steps(value * scale, word, limit, &inside))
            }
            for index in whole..<count {
                let word = unsafe random.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
                let exact = SIMD8(values[first + index] * scale, .nan)
                last(first + index, steps(exact, SIMD8(word, 0), limit, &inside)[0])
            }
        }
        return Int(inside.wrappedSum())
    }

    @inline(__always)
    private static func steps(
        _ exact: SIMD8<Double>, _ random: SIMD8<UInt64>, _ limit: Double,
        _ inside: inout SIMD8<UInt64>
    ) -> SIMD8<UInt64> {
        let one = SIMD8<Double>(repeating: 1)
        let magic = SIMD8<Double>(repeating: magic)
        // SAFETY: as everywhere in this function, both types are eight times eight plain bytes.
        let bits = unsafe unsafeBitCast(exact, to: SIMD8<UInt64>.self)
        let magnitude = unsafe unsafeBitCast(bits & magnitudeBits, to: SIMD8<Double>.self)
        inside &+= SIMD8<UInt64>.zero.replacing(with: 1, where: magnitude .<= limit)
        let rounded = (exact + magic) - magic
        let floor = rounded - SIMD8<Double>.zero.replacing(with: one, where: rounded .> exact)
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
