/// Checks that several economies share; `v` is digits and capital letters in ASCII.
enum Checks {
    typealias Check = IdentifierRule.Check

    /// How a check digit follows from a weighted sum.
    enum CheckDigit: Sendable {
        /// The weights reach over the check digit, and the sum is a multiple of the modulus.
        case zero
        /// The remainder, and of that the last digit.
        case remainder
        /// The remainder, which must be a digit.
        case remainderDigit
        /// A constant minus the remainder, and of that the last digit.
        case complement(Int)
        /// A constant minus the remainder, which must be a digit.
        case complementDigit(Int)
        /// A constant minus the remainder, 0 where that has two digits.
        case complementOrZero(Int)
    }

    /// The digit's value.
    @inline(__always)
    static func digit(_ v: [UInt8], _ index: Int) -> Int { Int(v[index]) - 48 }

    /// So many digits as a number.
    static func number(_ v: [UInt8], _ range: Range<Int>) -> Int {
        range.reduce(0) { $0 * 10 + digit(v, $1) }
    }

    /// The sum of digits times weights, from an index on.
    static func sum(_ v: [UInt8], _ weights: [Int], from start: Int = 0) -> Int {
        var sum = 0
        for index in weights.indices { sum += weights[index] * digit(v, start + index) }
        return sum
    }

    /// Whether the check digit behind the weighted ones is right.
    static func holds(_ v: [UInt8], _ weights: [Int], _ modulus: Int, _ rule: CheckDigit) -> Bool {
        let remainder = sum(v, weights) % modulus
        let wanted =
            switch rule {
            case .zero: 0
            case .remainder: remainder % 10
            case .remainderDigit: remainder
            case .complement(let constant): (constant - remainder) % 10
            case .complementDigit(let constant): constant - remainder
            case .complementOrZero(let constant): constant - remainder
            }
        switch rule {
        case .zero: return remainder == 0
        case .complementOrZero: return digit(v, weights.count) == (wanted > 9 ? 0 : wanted)
        default: return digit(v, weights.count) == wanted
        }
    }

    /// A check by a weighted sum.
    static func weighted(_ weights: [Int], _ modulus: Int, _ rule: CheckDigit) -> Check {
        { v in holds(v, weights, modulus, rule) ? .passed : .failed }
    }

    /// Luhn's formula (ISO/IEC 7812-1, annex B) over so many digits.
    ///
    /// - Parameter extra: What digits before the number add to the sum.
    static func luhn(_ v: [UInt8], count: Int? = nil, extra: Int = 0) -> Bool {
        var sum = extra
        var isDoubled = false
        for index in (0..<(count ?? v.count)).reversed() {
            let value = digit(v, index) * (isDoubled ? 2 : 1)
            sum += value > 9 ? value - 9 : value
            isDoubled.toggle()
        }
        return sum % 10 == 0
    }

    /// ISO 7064 MOD 97-10 over digits and letters, the first four characters moved to the end.
    static func mod97(_ v: [UInt8], rotatedBy shift: Int) -> Bool {
        var remainder = 0
        for index in v.indices {
            let byte = v[(index + shift) % v.count]
            remainder =
                byte < 0x3a
                ? (remainder * 10 + Int(byte) - 48) % 97
                : (remainder * 100 + Int(byte) - 55) % 97
        }
        return remainder == 1
    }

    /// Whether a month and a day may be; 29 February always may.
    static func isDay(month: Int, day: Int) -> Bool {
        let dayCounts = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...12 ~= month && 1...dayCounts[month - 1] ~= day
    }

    /// Whether six digits from an index on are year, month, day.
    static func isDate(_ v: [UInt8], at start: Int) -> Bool {
        isDay(
            month: number(v, start + 2..<start + 4), day: number(v, start + 4..<start + 6))
    }

    /// Whether all characters in a range are digits.
    static func areDigits(_ v: [UInt8], _ range: Range<Int>) -> Bool {
        range.allSatisfy { v[$0] < 0x3a }
    }

    /// Whether all digits are the same, as in numbers made up to fill a field.
    static func isUniform(_ v: [UInt8]) -> Bool { v.allSatisfy { $0 == v[0] } }

    /// The place of a character in an alphabet.
    static func place(_ byte: UInt8, in alphabet: [UInt8]) -> Int? {
        alphabet.firstIndex(of: byte)
    }

    /// 1 to 26 for A to Z.
    static func letter(_ byte: UInt8) -> Int { Int(byte) - 64 }
}
