/// Checks of Canada, the United States, Mexico, Peru, Chile and Russia.
enum AmericasRussiaChecks {
    static func canadianInsurance(_ v: [UInt8]) -> NumberVerdict {
        guard v[0] != UInt8(ascii: "0"), v[0] != UInt8(ascii: "8") else { return .impossible }
        return Checks.luhn(v) ? .passed : .failed
    }

    static func canadianBusiness(_ v: [UInt8]) -> NumberVerdict {
        Checks.luhn(v, count: 9) ? .passed : .failed
    }

    static func britishColumbiaHealth(_ v: [UInt8]) -> NumberVerdict {
        guard v[0] == UInt8(ascii: "9") else { return .impossible }
        var sum = 0
        for (index, weight) in [2, 4, 8, 5, 10, 9, 7, 3].enumerated() {
            sum += Checks.digit(v, index + 1) * weight % 11
        }
        return 11 - sum % 11 == Checks.digit(v, 9) ? .passed : .failed
    }

    static func socialSecurity(_ v: [UInt8]) -> NumberVerdict {
        let area = Checks.number(v, 0..<3)
        return area != 0 && area != 666 && area < 900 && Checks.number(v, 3..<5) != 0
            && Checks.number(v, 5..<9) != 0 && !Checks.isUniform(v) ? .unchecked : .impossible
    }

    static func taxpayer(_ v: [UInt8]) -> NumberVerdict {
        guard v[0] == UInt8(ascii: "9") else { return .impossible }
        switch Checks.number(v, 3..<5) {
        case 50...65, 70...88, 90...92, 94...99: return .unchecked
        default: return .impossible
        }
    }

    /// Prefixes that the Internal Revenue Service has given out.
    private static let employerPrefixes: Set<Int> = Set(
        [
            1...6, 10...16, 20...27, 30...39, 40...48, 50...59, 60...68, 71...77, 80...88, 90...95,
            98...99,
        ].joined())

    static func employer(_ v: [UInt8]) -> NumberVerdict {
        employerPrefixes.contains(Checks.number(v, 0..<2)) ? .unchecked : .impossible
    }

    /// Luhn's sum of the prefix 80840, which stands before the number in the card's full form.
    private static let providerPrefixSum = 24

    static func provider(_ v: [UInt8]) -> NumberVerdict {
        guard "12".utf8.contains(v[0]) else { return .impossible }
        return Checks.luhn(v, extra: providerPrefixSum) ? .passed : .failed
    }

    static func routing(_ v: [UInt8]) -> NumberVerdict {
        switch Checks.number(v, 0..<2) {
        case 0...12, 21...32, 61...72, 80: break
        default: return .impossible
        }
        guard !Checks.isUniform(v) else { return .impossible }
        return Checks.sum(v, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0 ? .passed : .failed
    }

    static func beneficiary(_ v: [UInt8]) -> NumberVerdict {
        let banned = Array("SLOIBZ".utf8)
        return v[0] != 0x30 && !v.contains { banned.contains($0) } ? .unchecked : .impossible
    }

    private static let populationAlphabet = Array("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ".utf8)
    /// The states' codes; NE is born abroad.
    private static let mexicanStates: Set<String> = [
        "AS", "BC", "BS", "CC", "CL", "CM", "CS", "CH", "DF", "DG", "GT", "GR", "HG", "JC", "MC",
        "MN", "MS", "NT", "NL", "OC", "PL", "QT", "QR", "SP", "SL", "SR", "TC", "TS", "TL", "VZ",
        "YN", "ZS", "NE",
    ]

    static func mexicanPerson(_ v: [UInt8]) -> NumberVerdict {
        guard Checks.isDate(v, at: 4), "HMX".utf8.contains(v[10]),
            mexicanStates.contains(String(decoding: v[11..<13], as: UTF8.self))
        else { return .impossible }
        var sum = 0
        for index in 0..<17 {
            // In this alphabet Ñ stands where the tax office has &.
            guard let place = Checks.place(v[index], in: populationAlphabet) else {
                return .impossible
            }
            sum += place * (18 - index)
        }
        return (10 - sum % 10) % 10 == Checks.digit(v, 17) ? .passed : .failed
    }

    /// People have four letters, companies three and a blank before them.
    static func mexicanTax(_ v: [UInt8]) -> NumberVerdict {
        let padded = v.count == 12 ? [UInt8(ascii: " ")] + v : v
        guard Checks.isDate(v, at: v.count - 9) else { return .impossible }
        var sum = 0
        for index in 0..<12 {
            let byte = padded[index]
            let place = byte == UInt8(ascii: " ") ? 37 : Checks.place(byte, in: populationAlphabet)
            guard let place else { return .impossible }
            sum += place * (13 - index)
        }
        let check = 11 - sum % 11
        let wanted = check == 11 ? 0x30 : check == 10 ? UInt8(ascii: "A") : UInt8(check + 48)
        return padded[12] == wanted ? .passed : .failed
    }

    static func luhn(_ v: [UInt8]) -> NumberVerdict {
        guard !Checks.isUniform(v) else { return .impossible }
        return Checks.luhn(v) ? .passed : .failed
    }

    static func clabe(_ v: [UInt8]) -> NumberVerdict {
        let weights = (0..<17).map { [3, 7, 1][$0 % 3] }
        return (10 - Checks.sum(v, weights) % 10) % 10 == Checks.digit(v, 17) ? .passed : .failed
    }

    static func peruvianVerified(_ v: [UInt8]) -> NumberVerdict {
        let place = Checks.sum(v, [3, 2, 7, 6, 5, 4, 3, 2]) % 11
        let table = v[8] < 0x3a ? "65432110987" : "KJIHGFEDCBA"
        return Array(table.utf8)[place] == v[8] ? .passed : .failed
    }

    static func peruvianTax(_ v: [UInt8]) -> NumberVerdict {
        guard [10, 15, 16, 17, 20].contains(Checks.number(v, 0..<2)) else { return .impossible }
        let weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
        return Checks.holds(v, weights, 11, .complement(11)) ? .passed : .failed
    }

    static func chilean(_ v: [UInt8]) -> NumberVerdict {
        let last = v.count - 1
        guard Checks.areDigits(v, 0..<last), v[last] < 0x3a || v[last] == UInt8(ascii: "K"),
            v[0] != 0x30
        else { return .impossible }
        var sum = 0
        for index in 0..<last {
            sum += Checks.digit(v, last - 1 - index) * (2 + index % 6)
        }
        let check = 11 - sum % 11
        let wanted = check == 11 ? 0x30 : check == 10 ? UInt8(ascii: "K") : UInt8(check + 48)
        return v[last] == wanted ? .passed : .failed
    }

    static func russianPersonTax(_ v: [UInt8]) -> NumberVerdict {
        guard v[0] != 0x30 || v[1] != 0x30 else { return .impossible }
        let first = Checks.holds(v, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11, .remainder)
        let second = Checks.holds(v, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], 11, .remainder)
        return first && second ? .passed : .failed
    }

    static func russianInsurance(_ v: [UInt8]) -> NumberVerdict {
        guard Checks.number(v, 0..<9) > 1_001_998 else { return .impossible }
        let wanted = Checks.sum(v, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100
        return wanted == Checks.number(v, 9..<11) ? .passed : .failed
    }

    static func russianRegister(_ v: [UInt8]) -> NumberVerdict {
        guard "1235".utf8.contains(v[0]) else { return .impossible }
        return Checks.number(v, 0..<12) % 11 % 10 == Checks.digit(v, 12) ? .passed : .failed
    }

    static func russianPassport(_ v: [UInt8]) -> NumberVerdict {
        Checks.number(v, 0..<4) == 0 || Checks.number(v, 0..<2) == 0 ? .impossible : .unchecked
    }
}
