internal import DureCore

/// Random bits, coins and exact odds from a secure generator, without wasting words.
struct RandomBits: ~Copyable {
    /// An undecided coin after so many bits means that the generator repeats itself.
    private static let coinBitsMax = 4096

    private var word: UInt64 = 0
    private var bitCount = 0

    init() {}

    /// One fair bit.
    mutating func bit(using generator: inout some SecureRandomNumberGenerator) -> UInt64 {
        if bitCount == 0 {
            word = generator.next()
            bitCount = 64
        }
        let bit = word & 1
        word >>= 1
        bitCount -= 1
        return bit
    }

    /// So many fair bits, 1...32.
    mutating func bits(
        _ count: Int, using generator: inout some SecureRandomNumberGenerator
    ) -> UInt64 {
        assert(count >= 1 && count <= 32)
        if bitCount < count {
            // What is left would complicate the order of bits for a gain below one word in two.
            word = generator.next()
            bitCount = 64
        }
        let bits = word & (1 << UInt64(count) - 1)
        word >>= UInt64(count)
        bitCount -= count
        return bits
    }

    /// A number in `0..<bound`, each equally likely; rejection, so no remainder's bias.
    ///
    /// - Parameter bound: 1...2^32.
    mutating func uniform(
        below bound: UInt64, using generator: inout some SecureRandomNumberGenerator
    ) -> UInt64 {
        assert(bound >= 1 && bound <= 1 << 32)
        guard bound > 1 else { return 0 }
        let width = 64 - (bound - 1).leadingZeroBitCount
        for _ in 0..<Self.coinBitsMax {
            let number = bits(width, using: &generator)
            if number < bound { return number }
        }
        preconditionFailure("the random generator repeats itself")
    }

    /// True with probability exactly `numerator / denominator`.
    ///
    /// Compares the binary digits of the odds with fair bits until they differ: two bits on
    /// average.
    ///
    /// - Parameter denominator: More than zero, below 2^127.
    mutating func odds(
        _ numerator: UInt128, in denominator: UInt128,
        using generator: inout some SecureRandomNumberGenerator
    ) -> Bool {
        guard numerator < denominator else { return true }
        var rest = numerator
        for _ in 0..<Self.coinBitsMax {
            guard rest > 0 else { return false }
            rest <<= 1
            let digit: UInt64 = rest >= denominator ? 1 : 0
            if digit == 1 { rest -= denominator }
            let random = bit(using: &generator)
            if random != digit { return random < digit }
        }
        preconditionFailure("the random generator repeats itself")
    }

    /// The same for numbers that fit 63 bits.
    mutating func odds(
        _ numerator: UInt64, in denominator: UInt64,
        using generator: inout some SecureRandomNumberGenerator
    ) -> Bool {
        guard numerator < denominator else { return true }
        var rest = numerator
        for _ in 0..<Self.coinBitsMax {
            guard rest > 0 else { return false }
            rest <<= 1
            let digit: UInt64 = rest >= denominator ? 1 : 0
            if digit == 1 { rest -= denominator }
            let random = bit(using: &generator)
            if random != digit { return random < digit }
        }
        preconditionFailure("the random generator repeats itself")
    }
}
