/// The words that stand for numbers, truth values and days (TOML 1.0).
enum TOMLScalar {
    static func content(_ token: String) -> TOMLNode.Content? {
        switch token {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .number(.infinity)
        case "-inf": return .number(-.infinity)
        case "nan", "+nan", "-nan": return .number(.nan)
        default: break
        }
        if let date = date(token) { return .date(date) }
        if isTime(token) { return .time }
        if let integer = integer(token) { return .integer(integer) }
        return number(token).map { .number($0) }
    }

    static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48 < radix
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
            radix == 16
        default: false
        }
    }

    /// The token itself, where it is a day of the calendar, as in `2026-12-01`.
    static func date(_ token: String) -> String? {
        let parts = token.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { isDigit($0, radix: 10) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), day >= 1, day <= dayCount(year: year, month: month)
        else { return nil }
        return token
    }

    private static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether this is `hh:mm:ss`, perhaps after a day, perhaps with a fraction and an offset.
    private static func isTime(_ token: String) -> Bool {
        var rest = Substring(token)
        var hasDate = false
        if let mark = rest.firstIndex(where: { $0 == "T" || $0 == "t" }) {
            guard date(String(rest[..<mark])) != nil else { return false }
            rest = rest[rest.index(after: mark)...]
            hasDate = true
        }
        if hasDate {
            if let last = rest.last, last == "Z" || last == "z" {
                rest = rest.dropLast()
            } else if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
                guard isClock(rest[rest.index(after: sign)...], limits: [23, 59]) else {
                    return false
                }
                rest = rest[..<sign]
            }
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let clock = parts.first else { return false }
        let hasFraction =
            parts.count == 1
            || !parts[1].isEmpty && parts[1].utf8.allSatisfy { isDigit($0, radix: 10) }
        return hasFraction && isClock(clock, limits: [23, 59, 60])
    }

    private static func isClock(_ text: Substring, limits: [Int]) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == limits.count
            && zip(parts, limits).allSatisfy { part, limit in
                part.utf8.count == 2 && part.utf8.allSatisfy { isDigit($0, radix: 10) }
                    && (Int(part).map { $0 <= limit } ?? false)
            }
    }

    private static func integer(_ token: String) -> Int64? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where token.hasPrefix(prefix) {
            return digits(token.dropFirst(2), radix: radix).flatMap { Int64($0, radix: radix) }
        }
        let sign = token.first.flatMap { "+-".contains($0) ? String($0) : nil } ?? ""
        return whole(token.dropFirst(sign.count)).flatMap { Int64(sign + $0) }
    }

    private static func number(_ token: String) -> Double? {
        let sign = token.first.flatMap { "+-".contains($0) ? String($0) : nil } ?? ""
        let body = token.dropFirst(sign.count)
        let halves = body.split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard halves.count <= 2 else { return nil }
        let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, let first = whole(mantissa[0]) else { return nil }
        var text = sign + first
        if mantissa.count == 2 {
            guard let fraction = digits(mantissa[1], radix: 10) else { return nil }
            text += "." + fraction
        }
        if halves.count == 2 {
            let sign = halves[1].first.flatMap { "+-".contains($0) ? String($0) : nil } ?? ""
            guard let exponent = digits(halves[1].dropFirst(sign.count), radix: 10) else {
                return nil
            }
            text += "e" + sign + exponent
        }
        guard mantissa.count + halves.count > 2 else { return nil }
        return Double(text)
    }

    /// Decimal digits without a leading zero.
    private static func whole(_ text: Substring) -> String? {
        guard let digits = digits(text, radix: 10) else { return nil }
        return digits.hasPrefix("0") && digits.utf8.count > 1 ? nil : digits
    }

    /// The digits without the underscores, each of which must stand between two digits.
    private static func digits(_ text: Substring, radix: Int) -> String? {
        let groups = text.split(separator: "_", omittingEmptySubsequences: false)
        let isPlain = groups.allSatisfy { group in
            !group.isEmpty && group.utf8.allSatisfy { isDigit($0, radix: radix) }
        }
        return isPlain ? groups.joined() : nil
    }
}
