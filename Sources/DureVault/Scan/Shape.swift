/// The form of a number, written as it is printed on the card.
///
/// `D` a digit, `L` a letter, `X` either; `-` a hyphen or blank, `.` a dot, hyphen or blank, `(` a
/// bracket: all three may be there or not, in any mixture.
struct Shape: Sendable {
    let count: Int
    /// Bit i: character i must be a digit, or a letter.
    let digits: UInt64
    let letters: UInt64
    /// Bit i: right before character i there may be a hyphen or blank, a dot, a bracket.
    let gaps: UInt64
    let dots: UInt64
    let brackets: UInt64

    init(_ text: String) {
        var (count, digits, letters) = (0, UInt64(0), UInt64(0))
        var (gaps, dots, brackets) = (UInt64(0), UInt64(0), UInt64(0))
        for byte in text.utf8 {
            let bit: UInt64 = 1 << UInt64(count)
            switch byte {
            case UInt8(ascii: "-"): gaps |= bit
            case UInt8(ascii: "."): (gaps, dots) = (gaps | bit, dots | bit)
            case UInt8(ascii: "("): (gaps, brackets) = (gaps | bit, brackets | bit)
            default:
                if byte == UInt8(ascii: "D") { digits |= bit }
                if byte == UInt8(ascii: "L") { letters |= bit }
                count += 1
            }
        }
        precondition(count > 0 && count <= DigitChain.characterCountMax)
        (self.count, self.digits, self.letters) = (count, digits, letters)
        (self.gaps, self.dots, self.brackets) = (gaps, dots, brackets)
    }

    /// Whether the characters of a chain from `start` on have this form.
    @inline(__always)
    func fits(_ chain: borrowing DigitChain, from start: Int) -> Bool {
        let shift = UInt64(start)
        let all = DigitChain.ones(count)
        let found = chain.digits &>> shift
        let inside = all & ~1
        return digits & ~found == 0 && letters & found & all == 0
            && ((chain.hyphens | chain.blanks) &>> shift) & inside & ~gaps == 0
            && (chain.dots &>> shift) & inside & ~dots == 0
            && (chain.brackets &>> shift) & inside & ~brackets == 0
    }

    /// What the separators speak for it, where all stand that the form has: points as of
    /// ``Evidence``.
    func points(_ chain: borrowing DigitChain, from start: Int) -> Int {
        guard gaps != 0 else { return 0 }
        let shift = UInt64(start)
        let strong =
            ((chain.hyphens | chain.dots | chain.brackets) &>> shift) & DigitChain.ones(count) & ~1
        let weak = (chain.blanks &>> shift) & DigitChain.ones(count) & ~1
        guard (strong | weak) == gaps else { return 0 }
        return min(
            Evidence.formMax,
            Evidence.strongSeparator * strong.nonzeroBitCount
                + Evidence.blank * (weak & ~strong).nonzeroBitCount)
    }
}

/// What speaks for a finding, in points; a point is about a factor of two against chance.
enum Evidence {
    /// A hyphen, dot or bracket where the form has one, and a blank there.
    static let strongSeparator = 3
    static let blank = 1
    /// All separators together.
    static let formMax = 6
    /// A word nearby that means this very number, and one that means any number of that economy.
    static let ownWord = 9
    static let anyWord = 6
    /// The same where another word says that it is some other number.
    static let anyWordBesideOwn = 4
    /// The whole cell is the number.
    static let wholeCell = 2
    /// A check that failed, where it does not clear the number.
    static let failedCheck = -4
    /// A word nearby that says the number is something harmless.
    static let harmlessWord = -6
    /// From how many points on a finding is likely, and certain.
    static let likely = 6
    static let certain = 12

    /// The points from which on a finding is at least so sure.
    static func least(_ confidence: Finding.Confidence) -> Int {
        switch confidence {
        case .certain: certain
        case .likely: likely
        case .possible: 1
        }
    }

    static func confidence(_ points: Int) -> Finding.Confidence? {
        points >= certain ? .certain : points >= likely ? .likely : points >= 1 ? .possible : nil
    }
}
