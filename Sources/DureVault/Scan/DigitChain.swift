/// Groups of digits and letters that may belong together: `020508 - 2081202`, `R478009(3)`.
///
/// Built anew for each place where a digit stands, in buffers that are kept. A group ends at
/// anything but letters and digits; groups are joined across one hyphen, blank, dot or bracket.
struct DigitChain {
    /// The most characters of a chain; the longest number has 34.
    static let characterCountMax = 44
    /// The most letters before a digit in a group that is joined, and of a group without digits.
    static let letterCountMax = 4
    /// The most characters of one separator, such as blank, hyphen, blank.
    static let separatorCountMax = 4
    /// The most characters without width in a row that are passed over.
    static let ignorableCountMax = 8
    /// The most bytes that a chain with all its separators can take; streams look so far ahead.
    static let byteCountMax =
        characterCountMax * (4 * (1 + separatorCountMax) + 4 * ignorableCountMax)

    /// Digits and capital letters in ASCII.
    private(set) var values: [UInt8] = []
    /// Where each character begins and ends in the original.
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    /// The first character of each group.
    private(set) var groups: [Int] = []
    /// Bit i: character i is a digit.
    private(set) var digits: UInt64 = 0
    /// Bit i: a hyphen, blank, dot or bracket stands right before character i.
    private(set) var hyphens: UInt64 = 0
    private(set) var blanks: UInt64 = 0
    private(set) var dots: UInt64 = 0
    private(set) var brackets: UInt64 = 0
    /// A plus stands before the first character.
    private(set) var hasPlus = false
    /// A number goes on to the left or right across a hyphen or dot, beyond the chain.
    private(set) var isBlockedLeft = false
    private(set) var isBlockedRight = false
    /// Where to look on, behind the chain.
    private(set) var end = 0
    /// The chain was cut for its length, so that `end` lies inside a longer one.
    private(set) var isCut = false

    var count: Int { values.count }

    /// Reads the chain around the digit at an offset; nothing before `floor` belongs to it.
    mutating func read(around digit: Int, from floor: Int, in text: borrowing Span<UInt8>) {
        clear()
        let start = beginning(of: digit, from: floor, in: text)
        look(before: start, in: text)
        var offset = start
        var separator = Separator.none
        while offset < text.count {
            guard let next = appendGroup(at: offset, after: separator, in: text) else { break }
            offset = next
            guard let (found, behind) = Separator.read(at: offset, in: text) else { break }
            guard Self.mayJoin(at: behind, after: found, in: text) else { break }
            separator = found
            offset = behind
        }
        if end <= digit { end = digit + 1 }
    }

    /// Whether the chain may be divided right before a character.
    func isDivisible(before index: Int) -> Bool {
        if index == 0 { return !isBlockedLeft }
        if index == count { return !isBlockedRight }
        let bit: UInt64 = 1 << UInt64(index)
        if (blanks | brackets) & bit != 0 { return true }
        return isLetters(groupBefore: index) || isLetters(groupAt: index)
    }

    private func isLetters(groupAt start: Int) -> Bool {
        let end = groups.first { $0 > start } ?? count
        return digits >> UInt64(start) & Self.ones(end - start) == 0
    }

    private func isLetters(groupBefore index: Int) -> Bool {
        guard let start = groups.last(where: { $0 < index }) else { return false }
        return digits >> UInt64(start) & Self.ones(index - start) == 0
    }

    /// So many low bits.
    static func ones(_ count: Int) -> UInt64 { (1 << UInt64(count)) - 1 }

    private mutating func clear() {
        values.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        (digits, hyphens, blanks, dots, brackets) = (0, 0, 0, 0, 0)
        (hasPlus, isBlockedLeft, isBlockedRight, isCut) = (false, false, false, false)
        end = 0
    }

    /// Where the group of a digit begins: letters may stand before it, as may one or two capital
    /// letters and a blank (`A 123456(3)`).
    private func beginning(
        of digit: Int, from floor: Int, in text: borrowing Span<UInt8>
    ) -> Int {
        var start = digit
        var offset = digit
        var left = Self.characterCountMax
        while offset > floor, left > 0 {
            let character = TextCharacter(before: offset, in: text)
            guard character.kind == .letter || character.kind == .ignorable else { break }
            offset -= character.byteCount
            if character.kind == .letter { start = offset }
            left -= 1
        }
        guard start == digit, start > floor, text[start - 1] == 0x20 else { return start }
        var letters = start - 1
        while letters > floor, start - 1 - letters < 3, Self.isCapital(text[letters - 1]) {
            letters -= 1
        }
        let isShort = 1...2 ~= start - 1 - letters
        let isAlone =
            letters == floor || !TextCharacter(before: letters, in: text).isAlphanumeric
        return isShort && isAlone ? letters : start
    }

    private static func isCapital(_ byte: UInt8) -> Bool { 0x41...0x5a ~= byte }

    /// Notes what stands to the left of the chain.
    private mutating func look(before start: Int, in text: borrowing Span<UInt8>) {
        guard start > 0 else { return }
        let character = TextCharacter(before: start, in: text)
        hasPlus = character.kind == .plus
        guard character.kind == .hyphen || character.kind == .dot, start > character.byteCount
        else { return }
        let further = TextCharacter(before: start - character.byteCount, in: text)
        isBlockedLeft = further.kind == .digit
    }

    /// Adds a group; nil where it is the last, or too long.
    private mutating func appendGroup(
        at start: Int, after separator: Separator, in text: borrowing Span<UInt8>
    ) -> Int? {
        let first = count
        var offset = start
        var ignorableCount = 0
        while offset < text.count {
            let character = TextCharacter(at: offset, in: text)
            if character.kind == .ignorable, ignorableCount < Self.ignorableCountMax {
                ignorableCount += 1
            } else if character.isAlphanumeric {
                guard count < Self.characterCountMax else {
                    drop(from: first, at: start, after: separator, in: text)
                    return nil
                }
                if character.kind == .digit { digits |= 1 << UInt64(count) }
                values.append(character.value)
                starts.append(offset)
                ends.append(offset + character.byteCount)
                ignorableCount = 0
            } else {
                break
            }
            offset += character.byteCount
        }
        guard count > first else { return nil }
        groups.append(first)
        note(separator, before: first)
        end = ends[count - 1]
        return offset
    }

    private mutating func note(_ separator: Separator, before index: Int) {
        let bit: UInt64 = 1 << UInt64(index)
        if separator.contains(.hyphen) { hyphens |= bit }
        if separator.contains(.blank) { blanks |= bit }
        if separator.contains(.dot) { dots |= bit }
        if separator.contains(.bracket) { brackets |= bit }
    }

    /// Takes back a group for which there is no room; one that is too long alone is passed over.
    private mutating func drop(
        from first: Int, at start: Int, after separator: Separator,
        in text: borrowing Span<UInt8>
    ) {
        values.removeSubrange(first...)
        starts.removeSubrange(first...)
        ends.removeSubrange(first...)
        digits &= Self.ones(first)
        isCut = true
        isBlockedRight = !separator.contains(.blank) && !separator.contains(.bracket)
        guard first == 0 || isBlockedRight else {
            end = start
            return
        }
        var offset = start
        while offset < text.count {
            let character = TextCharacter(at: offset, in: text)
            guard character.isAlphanumeric else { break }
            offset += character.byteCount
        }
        end = offset
    }

    /// Whether a group may belong to the chain.
    ///
    /// It has a digit soon, or is as short as a bank's code or a check letter. After a blank such
    /// a code stands in capitals; words do not.
    private static func mayJoin(
        at start: Int, after separator: Separator, in text: borrowing Span<UInt8>
    ) -> Bool {
        var offset = start
        var letterCount = 0
        while offset < text.count {
            let character = TextCharacter(at: offset, in: text)
            switch character.kind {
            case .digit: return true
            case .letter:
                letterCount += 1
                guard letterCount <= letterCountMax else { return false }
                let isSmall = text[offset] >= 0x61 && text[offset] <= 0x7a
                if isSmall && separator == .blank { return false }
            case .ignorable where offset - start < 4 * ignorableCountMax: break
            default: return letterCount > 0
            }
            offset += character.byteCount
        }
        return letterCount > 0
    }
}

/// What stands between two groups; several at once for ` - ` and `) `.
struct Separator: OptionSet {
    let rawValue: UInt8

    static let none: Separator = []
    static let hyphen = Separator(rawValue: 1)
    static let blank = Separator(rawValue: 2)
    static let dot = Separator(rawValue: 4)
    static let bracket = Separator(rawValue: 8)

    /// The separator at an offset and where it ends; nil where there is none that joins.
    static func read(
        at start: Int, in text: borrowing Span<UInt8>
    ) -> (separator: Separator, end: Int)? {
        var separator = Separator.none
        var offset = start
        var left = DigitChain.separatorCountMax
        var ignorableLeft = DigitChain.ignorableCountMax
        while offset < text.count, left > 0 {
            let character = TextCharacter(at: offset, in: text)
            switch character.kind {
            case .space: separator.insert(.blank)
            case .hyphen:
                guard !separator.contains(.hyphen), !separator.contains(.dot) else { return nil }
                separator.insert(.hyphen)
            case .dot:
                // A dot and a blank end a sentence.
                guard separator == .none else { return nil }
                separator.insert(.dot)
            case .open, .close: separator.insert(.bracket)
            case .ignorable:
                guard ignorableLeft > 0 else { return nil }
                ignorableLeft -= 1
                left += 1
            default:
                let isSentence = separator.contains(.dot) && separator != .dot
                return character.isAlphanumeric && separator != .none && !isSentence
                    ? (separator, offset) : nil
            }
            offset += character.byteCount
            left -= 1
        }
        guard left == 0, offset < text.count, separator != .none,
            !(separator.contains(.dot) && separator != .dot)
        else { return nil }
        return TextCharacter(at: offset, in: text).isAlphanumeric ? (separator, offset) : nil
    }
}
