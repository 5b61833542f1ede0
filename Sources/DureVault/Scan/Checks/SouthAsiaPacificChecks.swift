/// Checks of Singapore, Malaysia, Brunei, Thailand, Indonesia, the Philippines, Viet Nam, Australia
/// and New Zealand.
enum SouthAsiaPacificChecks {
    static func singaporeResident(_ v: [UInt8]) -> NumberVerdict {
        let offset: Int
        let table: String
        switch v[0] {
        case UInt8(ascii: "S"): (offset, table) = (0, "JZIHGFEDCBA")
        case UInt8(ascii: "T"): (offset, table) = (4, "JZIHGFEDCBA")
        case UInt8(ascii: "F"): (offset, table) = (0, "XWUTRQPNMLK")
        case UInt8(ascii: "G"): (offset, table) = (4, "XWUTRQPNMLK")
        case UInt8(ascii: "M"): (offset, table) = (3, "XWUTRQPNJLK")
        default: return .impossible
        }
        // The M series reads its own table from the end: its letters are those of F and G, L and J
        // in each other's place.
        let sum = offset + Checks.sum(v, [2, 7, 6, 5, 4, 3, 2], from: 1)
        return Array(table.utf8)[sum % 11] == v[8] ? .passed : .failed
    }

    /// Businesses: eight digits and a letter.
    ///
    /// The other forms, with a year, have checks too, which are left alone here.
    static func singaporeEntity(_ v: [UInt8]) -> NumberVerdict {
        switch v.count {
        case 9:
            let sum = Checks.sum(v, [10, 4, 9, 3, 8, 2, 7, 1])
            return Array("XMKECAWLJDB".utf8)[sum % 11] == v[8] ? .passed : .failed
        default:
            if v[0] < 0x3a { return 1900...2099 ~= Checks.number(v, 0..<4) ? .passed : .impossible }
            return "TSR".utf8.contains(v[0]) ? .unchecked : .impossible
        }
    }

    /// Place codes that the register gave out (National Registration Department): 01 to 59 the
    /// states, 60 to 99 places abroad and unknown ones, with gaps.
    private static let malaysianGaps: Set<Int> = [
        0, 17, 18, 19, 20, 69, 70, 73, 80, 81, 94, 95, 96, 97,
    ]

    static func malaysianCard(_ v: [UInt8]) -> NumberVerdict {
        Checks.isDate(v, at: 0) && !malaysianGaps.contains(Checks.number(v, 6..<8))
            ? .passed : .impossible
    }

    private static let malaysianTaxPrefixes: Set<String> = [
        "IG", "SG", "OG", "C", "CS", "D", "E", "F", "FA", "PT", "TA", "TC", "TN", "TP", "TR", "J",
        "LE",
    ]

    static func malaysianTax(_ v: [UInt8]) -> NumberVerdict {
        let letters = v.prefix { $0 > 0x39 }
        return malaysianTaxPrefixes.contains(String(decoding: letters, as: UTF8.self))
            ? .unchecked : .impossible
    }

    static func bruneianCard(_ v: [UInt8]) -> NumberVerdict {
        [0, 1, 30, 31, 50, 51].contains(Checks.number(v, 0..<2)) ? .unchecked : .impossible
    }

    static func thaiCitizen(_ v: [UInt8]) -> NumberVerdict {
        guard 1...8 ~= Checks.digit(v, 0) else { return .impossible }
        let weights = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
        return Checks.holds(v, weights, 11, .complement(11)) ? .passed : .failed
    }

    /// Province codes of the Ministry of Home Affairs: the first two digits.
    private static let indonesianProvinces: Set<Int> = Set(
        [11...19, 21...21, 31...36, 51...53, 61...65, 71...76, 81...82, 91...97].joined())

    static func indonesianNumber(_ v: [UInt8]) -> NumberVerdict {
        let day = Checks.number(v, 6..<8)
        let month = Checks.number(v, 8..<10)
        guard indonesianProvinces.contains(Checks.number(v, 0..<2)),
            Checks.isDay(month: month, day: day > 40 ? day - 40 : day),
            Checks.number(v, 12..<16) > 0
        else { return .impossible }
        return .passed
    }

    static func indonesianTax(_ v: [UInt8]) -> NumberVerdict {
        if v.count == 15 { return Checks.luhn(v, count: 9) ? .passed : .failed }
        if v[0] == 0x30 { return Checks.luhn(Array(v[1...9])) ? .passed : .failed }
        return indonesianNumber(v)
    }

    static func philippineTax(_ v: [UInt8]) -> NumberVerdict {
        Checks.holds(v, [9, 8, 7, 6, 5, 4, 3, 2], 11, .remainderDigit) ? .passed : .failed
    }

    /// Province codes of Viet Nam up to 2025 (Circular 07/2016/TT-BCA): even and odd ones are
    /// given out with gaps between 001 and 096.
    private static let vietnameseProvinces: Set<Int> = [
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    ]

    static func vietnameseCitizen(_ v: [UInt8]) -> NumberVerdict {
        vietnameseProvinces.contains(Checks.number(v, 0..<3)) ? .passed : .impossible
    }

    static func australianMedicare(_ v: [UInt8]) -> NumberVerdict {
        guard 2...6 ~= Checks.digit(v, 0) else { return .impossible }
        return Checks.holds(v, [1, 3, 7, 9, 1, 3, 7, 9], 10, .remainder) ? .passed : .failed
    }

    static func australianBusiness(_ v: [UInt8]) -> NumberVerdict {
        let sum = Checks.sum(v, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10
        return sum % 89 == 0 ? .passed : .failed
    }

    static func newZealandTax(_ v: [UInt8]) -> NumberVerdict {
        let number = Checks.number(v, 0..<v.count)
        guard 10_000_000...150_000_000 ~= number else { return .impossible }
        let digits = v.count == 9 ? v : [0x30] + v
        var check = (11 - Checks.sum(digits, [3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        if check == 10 { check = (11 - Checks.sum(digits, [7, 4, 3, 2, 5, 2, 7, 6]) % 11) % 11 }
        return check == Checks.digit(digits, 8) ? .passed : .failed
    }

    private static let healthAlphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

    /// HISO 10046: seven characters, the letters numbered from 1 without I and O.
    static func newZealandHealth(_ v: [UInt8]) -> NumberVerdict {
        var sum = 0
        for index in 0..<6 {
            guard let value = healthValue(v[index]) else { return .impossible }
            sum += value * (7 - index)
        }
        guard v[6] >= 0x3a else {
            let check = 11 - sum % 11
            return sum % 11 == 0
                ? .impossible : check % 10 == Checks.digit(v, 6) ? .passed : .failed
        }
        guard let check = healthValue(v[6]) else { return .impossible }
        return check == 23 - sum % 23 ? .passed : .failed
    }

    private static func healthValue(_ byte: UInt8) -> Int? {
        byte < 0x3a ? Int(byte) - 48 : Checks.place(byte, in: healthAlphabet).map { $0 + 1 }
    }
}
