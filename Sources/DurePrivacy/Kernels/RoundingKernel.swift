/// Stochastic rounding of many numbers at once, to whole steps.
///
/// Everything is written so that the compiler can work on several numbers at a time: no branch, no
/// call, no conversion that the smallest processors lack.
enum RoundingKernel {
    /// Adding and taking away this number rounds a magnitude below 2^51 to a whole number.
    private static let magic = 0x1.8p52
    /// The bits of a number in [1, 2) without its fraction.
    private static let oneBits: UInt64 = 0x3FF0_0000_0000_0000

    /// Whether each value is finite and, times the scale, of a magnitude up to `steps`.
    static func areWithin(_ values: [Double], scale: Double, steps: Double) -> Bool {
        var outside: UInt64 = 0
        // What is not a number is not within anything.
        for value in values { outside |= (value * scale).magnitude <= steps ? 0 : 1 }
        return outside == 0
    }

    /// Appends `floor(x scale + u)` for the values from `first` on, one for each word of `random`.
    ///
    /// u is the 52 highest bits of a random word, in [0, 1). A value that is a whole number of
    /// steps stays exactly that.
    ///
    /// - Precondition: ``areWithin(_:scale:steps:)`` holds for steps below 2^50.
    static func append<Word: FixedWidthInteger & UnsignedInteger>(
        _ values: [Double], from first: Int, scale: Double, random: UnsafeRawBufferPointer,
        to words: inout [Word]
    ) {
        let count = min(random.count / MemoryLayout<UInt64>.size, values.count - first)
        precondition(first >= 0 && count >= 0)
        let start = words.count
        words.append(contentsOf: repeatElement(0, count: count))
        // SAFETY: `count` numbers exist in `values` from `first` on and in `random`, and `count`
        // words in `words` from `start` on, as made sure above; reads of `random` are unaligned.
        unsafe words.withUnsafeMutableBufferPointer { target in
            unsafe values.withUnsafeBufferPointer { source in
                guard count > 0, let to = target.baseAddress, let from = source.baseAddress,
                    let bits = random.baseAddress
                else { return }
                for index in 0..<count {
                    let word = unsafe (bits + 8 * index).loadUnaligned(as: UInt64.self)
                    let value = unsafe from[first + index]
                    unsafe to[start + index] = Word(
                        truncatingIfNeeded: steps(value * scale, random: word))
                }
            }
        }
    }

    @inline(__always)
    private static func steps(_ exact: Double, random word: UInt64) -> UInt64 {
        let near = exact + magic
        let rounded = near - magic
        let below: UInt64 = rounded > exact ? 1 : 0
        let whole = rounded - (rounded > exact ? 1 : 0)
        let unit = Double(bitPattern: word >> 12 | oneBits) - 1
        // The sum `exact + unit` would round; the rest alone is exact and so is its carry.
        let carry: UInt64 = exact - whole + unit >= 1 ? 1 : 0
        return near.bitPattern &- magic.bitPattern &- below &+ carry
    }
}
