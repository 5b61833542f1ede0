/// Writes values so that nothing of them can be read but their form.
enum Masking {
    /// The longest masked form that is told, in characters.
    static let characterCountMax = 64

    /// The same with stars for all digits and letters: `******-*******`, `********.***@*******.***`.
    static func masked(_ value: Span<UInt8>) -> [UInt8] {
        var masked: [UInt8] = []
        for index in value.indices {
            let byte = value[index]
            // Of a character beyond ASCII, the first byte stands for it.
            guard byte & 0xc0 != 0x80 else { continue }
            masked.append(isSign(byte) ? byte : UInt8(ascii: "*"))
        }
        return masked
    }

    /// The masked form for people; a long one is cut.
    static func text(_ range: Range<Int>, of text: borrowing Span<UInt8>) -> String {
        let form = masked(text.extracting(range))
        let cut = form.count > characterCountMax ? "…" : ""
        return String(decoding: form.prefix(characterCountMax), as: UTF8.self) + cut
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: false
        default: byte >= 0x20 && byte < 0x7f
        }
    }

    /// From how many digits on a number is masked though no rule knows its form: more than a date
    /// and an hour have, and fewer than a resident number with a digit left out.
    static let longDigitCountMin = 11
    /// The most characters between two of its digits.
    static let gapCountMax = 3

    /// Where long numbers stand, whatever they are.
    static func longNumbers(in value: Span<UInt8>) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var (start, end, digitCount, gapCount) = (0, 0, 0, 0)
        var offset = 0
        while offset <= value.count {
            let character = offset < value.count ? TextCharacter(at: offset, in: value) : nil
            let byteCount = character?.byteCount ?? 1
            if character?.kind == .digit {
                if digitCount == 0 { start = offset }
                (digitCount, gapCount, end) = (digitCount + 1, 0, offset + byteCount)
            } else if let character, isGap(character.kind), gapCount < gapCountMax {
                gapCount += 1
            } else {
                if digitCount >= longDigitCountMin { places.append(start..<end) }
                (digitCount, gapCount) = (0, 0)
            }
            offset += byteCount
        }
        return places
    }

    private static func isGap(_ kind: TextCharacter.Kind) -> Bool {
        switch kind {
        case .hyphen, .space, .dot, .open, .close, .ignorable: true
        case .digit, .letter, .plus, .at, .lineEnd, .other: false
        }
    }

    /// Whether a value is a number and nothing beside, so that it may be a personal one with a
    /// slip of the pen in it.
    static func isNumberLike(_ value: Span<UInt8>) -> Bool {
        var digitCount = 0
        var offset = 0
        while offset < value.count {
            let character = TextCharacter(at: offset, in: value)
            switch character.kind {
            case .digit: digitCount += 1
            case .other, .at, .lineEnd: return false
            default: break
            }
            offset += character.byteCount
        }
        return digitCount >= CandidateMatcher.characterCountMin - 1
    }
}
