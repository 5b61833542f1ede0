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
