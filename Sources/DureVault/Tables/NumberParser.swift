/// Reads decimal numbers from bytes, strictly and without making a string where it can.
enum NumberParser {
    /// Powers of ten that a `Double` holds exactly.
    private static let exactPowers: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }
    /// More digits than this do not fit the fast path.
    private static let fastDigitCountMax = 18

    /// The number written in the bytes, or nil where they are anything else.
    ///
    /// The grammar: `[+-] digits [. digits] [e [+-] digits]`, where one side of the point may be
    /// empty. A zero before other digits makes an identifier, not a number (`007` keeps its
    /// zeros as text). No spaces, no grouping, no `nan`, no `inf`; too large to be finite is no
    /// number either.
    static func parse(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Double? {
        guard var scan = Scan(bytes, from: start, to: end) else { return nil }
        scan.exponent = max(-100_000, min(100_000, scan.exponent))
        if scan.digitCount <= fastDigitCountMax, let value = exact(scan) { return value }
        // Rounding to nearest in general is the standard library's; the grammar is checked already.
        let text = String(decoding: (start..<end).map { bytes[$0] }, as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// William Clinger, "How to Read Floating Point Numbers Accurately" (1990): where digits and
    /// power are both exact in a `Double`, one operation rounds correctly.
    private static func exact(_ scan: Scan) -> Double? {
        guard scan.digits <= 1 << 53, abs(scan.exponent) <= 22 else { return nil }
        let digits = Double(scan.digits)
        let magnitude =
            scan.exponent < 0
            ? digits / exactPowers[-scan.exponent] : digits * exactPowers[scan.exponent]
        return scan.isNegative ? -magnitude : magnitude
    }

    /// The parts of a number that obeys the grammar.
    private struct Scan {
        var isNegative = false
        var digits: UInt64 = 0
        /// Digits from the first that is not zero.
        var digitCount = 0
        /// The power of ten that `digits` is to be multiplied by.
        var exponent = 0

        init?(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
            var index = start
            if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                isNegative = bytes[index] == UInt8(ascii: "-")
                index += 1
            }
            let whole = index
            takeDigits(bytes, &index, end)
            let wholeCount = index - whole
            guard wholeCount < 2 || bytes[whole] != UInt8(ascii: "0") else { return nil }
            var fractionCount = 0
            if index < end, bytes[index] == UInt8(ascii: ".") {
                index += 1
                let fraction = index
                takeDigits(bytes, &index, end)
                fractionCount = index - fraction
            }
            guard wholeCount + fractionCount > 0 else { return nil }
            exponent = -fractionCount
            guard takeExponent(bytes, &index, end), index == end else { return nil }
        }

        private mutating func takeDigits(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) {
            while index < end {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit < 10 else { return }
                // Past the fast path's length the value is not used, so wrapping does no harm.
                digits = digits &* 10 &+ UInt64(digit)
                if digitCount > 0 || digit > 0 { digitCount += 1 }
                index += 1
            }
        }

        /// False where an `e` has no digits behind it.
        private mutating func takeExponent(
            _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int
        ) -> Bool {
            guard index < end, bytes[index] | 0x20 == UInt8(ascii: "e") else { return true }
            index += 1
            var isDown = false
            if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
                isDown = bytes[index] == UInt8(ascii: "-")
                index += 1
            }
            let first = index
            var power = 0
            while index < end {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                power = min(power * 10 + Int(digit), 100_000)
                index += 1
            }
            exponent += isDown ? -power : power
            return index > first
        }
    }
}
