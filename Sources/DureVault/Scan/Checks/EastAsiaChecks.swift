/// Checks of Korea, Japan, China, Chinese Taipei and Hong Kong.
enum EastAsiaChecks {
    private static let residentWeights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    /// The day from which the last six digits are random.
    private static let randomFrom = 2020_10_05

    /// A Korean resident's number that was given out with a check digit.
    static func koreanResident(_ v: [UInt8]) -> NumberVerdict {
        guard let birth = koreanBirth(v), "123490".utf8.contains(v[6]), birth < randomFrom
        else { return .impossible }
        return Checks.holds(v, residentWeights, 11, .complement(11)) ? .passed : .failed
    }

    /// One since 5 October 2020, with six random digits: nothing but the date can be checked.
    ///
    /// Whoever was born before may have been given one too; then the old check tells which is
    /// likelier.
    static func koreanResidentSince2020(_ v: [UInt8]) -> NumberVerdict {
        guard let birth = koreanBirth(v), "1234".utf8.contains(v[6]) else { return .impossible }
        if birth >= randomFrom { return .passed }
        return Checks.holds(v, residentWeights, 11, .complement(11)) ? .impossible : .failed
    }

    static func koreanForeigner(_ v: [UInt8]) -> NumberVerdict {
        guard koreanBirth(v) != nil, "5678".utf8.contains(v[6]) else { return .impossible }
        return Checks.holds(v, residentWeights, 11, .complement(13)) ? .passed : .failed
    }

    /// Year, month and day as one number; the seventh digit tells the century.
    private static func koreanBirth(_ v: [UInt8]) -> Int? {
        guard Checks.isDate(v, at: 0) else { return nil }
        let century =
            switch v[6] {
            case UInt8(ascii: "0"), UInt8(ascii: "9"): 18
            case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "7"), UInt8(ascii: "8"): 20
            default: 19
            }
        return century * 1_000_000 + Checks.number(v, 0..<6)
    }

    static func koreanBusiness(_ v: [UInt8]) -> NumberVerdict {
        let sum =
            Checks.sum(v, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + 5 * Checks.digit(v, 8) / 10
        return (10 - sum % 10) % 10 == Checks.digit(v, 9) ? .passed : .failed
    }

    static func koreanDriver(_ v: [UInt8]) -> NumberVerdict {
        11...28 ~= Checks.number(v, 0..<2) ? .unchecked : .impossible
    }

    static func koreanPassport(_ v: [UInt8]) -> NumberVerdict {
        "MSROD".utf8.contains(v[0]) ? .unchecked : .impossible
    }

    static func japaneseCorporate(_ v: [UInt8]) -> NumberVerdict {
        var sum = 0
        for index in 1..<13 { sum += Checks.digit(v, index) * (index.isMultiple(of: 2) ? 1 : 2) }
        // Counted from the right, the 12th digit has weight 1: so has each with an even index.
        return Checks.digit(v, 0) == 9 - sum % 9 ? .passed : .failed
    }

    static func japaneseDriver(_ v: [UInt8]) -> NumberVerdict {
        10...97 ~= Checks.number(v, 0..<2) ? .unchecked : .impossible
    }

    static func chineseResident(_ v: [UInt8]) -> NumberVerdict {
        let year = Checks.number(v, 6..<10)
        guard v[0] != 0x30, Checks.areDigits(v, 0..<17), 1850...2099 ~= year,
            Checks.isDate(v, at: 8), v[17] < 0x3a || v[17] == UInt8(ascii: "X")
        else { return .impossible }
        let sum = Checks.sum(v, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        return Array("10X98765432".utf8)[sum % 11] == v[17] ? .passed : .failed
    }

    private static let creditAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    static func chineseCreditCode(_ v: [UInt8]) -> NumberVerdict {
        var (sum, weight) = (0, 1)
        for index in 0..<17 {
            guard let place = Checks.place(v[index], in: creditAlphabet) else {
                return .impossible
            }
            sum += place * weight
            weight = weight * 3 % 31
        }
        guard let check = Checks.place(v[17], in: creditAlphabet) else { return .impossible }
        return (31 - sum % 31) % 31 == check ? .passed : .failed
    }

    static func chinesePassport(_ v: [UInt8]) -> NumberVerdict {
        guard v[0] == UInt8(ascii: "E") else { return .impossible }
        return "IO".utf8.contains(v[1]) ? .impossible : .unchecked
    }

    private static let taipeiLetters: [UInt8: Int] = Dictionary(
        uniqueKeysWithValues: zip("ABCDEFGHJKLMNPQRSTUVXYWZIO".utf8, 10...35))

    /// The second character as digits of the lists that are allowed there.
    static func taipei(second: String) -> IdentifierRule.Check {
        let allowed = Set(second.utf8)
        return { v in
            guard allowed.contains(v[1]), let code = taipeiLetters[v[0]] else {
                return .impossible
            }
            let second = v[1] < 0x3a ? Checks.digit(v, 1) : (taipeiLetters[v[1]] ?? 0) % 10
            let sum =
                code / 10 + code % 10 * 9 + second * 8
                + Checks.sum(v, [7, 6, 5, 4, 3, 2, 1, 1], from: 2)
            return sum % 10 == 0 ? .passed : .failed
        }
    }

    /// Divisible by 5 since 2023, by 10 before; what is accepted is the newer rule.
    static func taipeiBusiness(_ v: [UInt8]) -> NumberVerdict {
        var sum = 0
        for (index, weight) in [1, 2, 1, 2, 1, 2, 4, 1].enumerated() {
            let product = Checks.digit(v, index) * weight
            sum += product / 10 + product % 10
        }
        let mayAddOne = v[6] == UInt8(ascii: "7")
        return sum % 5 == 0 || mayAddOne && (sum + 1) % 5 == 0 ? .passed : .failed
    }

    static func hongKong(_ v: [UInt8]) -> NumberVerdict {
        let letterCount = v.count - 7
        guard Checks.areDigits(v, letterCount..<v.count - 1),
            v[v.count - 1] < 0x3a || v[v.count - 1] == UInt8(ascii: "A")
        else { return .impossible }
        var sum = letterCount == 1 ? 36 * 9 : (Int(v[0]) - 55) * 9
        sum += (Int(v[letterCount - 1]) - 55) * 8
        sum += Checks.sum(v, [7, 6, 5, 4, 3, 2], from: letterCount)
        let last = v[v.count - 1]
        let check = last < 0x3a ? Int(last) - 48 : 10
        return (sum + check) % 11 == 0 ? .passed : .failed
    }
}
