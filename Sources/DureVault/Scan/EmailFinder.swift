/// E-mail addresses around an @, with letters of any script (RFC 6531).
///
/// In languages without blanks an address in ASCII ends where other letters begin:
/// `메일은minji.kim@example.org입니다`.
enum EmailFinder {
    static let localByteCountMax = 64
    static let domainByteCountMax = 255
    static let points = 16

    /// The address around the @ at an offset; nothing before `floor` belongs to it.
    static func range(
        around at: Int, from floor: Int, in text: borrowing Span<UInt8>
    ) -> Range<Int>? {
        let sign = TextCharacter(at: at, in: text)
        guard let start = localStart(before: at, from: floor, in: text),
            let end = domainEnd(from: at + sign.byteCount, in: text)
        else { return nil }
        return start..<end
    }

    private static func localStart(
        before at: Int, from floor: Int, in text: borrowing Span<UInt8>
    ) -> Int? {
        let first = max(floor, at - localByteCountMax)
        guard at > first, text[at - 1] != 0x2e else { return nil }
        let isASCII = text[at - 1] < 0x80
        var start = at
        while start > first {
            let byte = text[start - 1]
            if byte >= 0x80 {
                let character = TextCharacter(before: start, in: text)
                guard !isASCII, isWord(character, byteCount: character.byteCount) else { break }
                start -= character.byteCount
                guard start >= first else { return nil }
            } else {
                guard isLocal(byte), !(byte == 0x2e && text[start] == 0x2e) else { break }
                start -= 1
            }
        }
        while start < at, text[start] == 0x2e || text[start] == 0x27 { start += 1 }
        return start < at ? start : nil
    }

    /// Two labels or more; the last has two letters or more.
    private static func domainEnd(from start: Int, in text: borrowing Span<UInt8>) -> Int? {
        let last = min(text.count, start + domainByteCountMax)
        var offset = start
        var labelCount = 0
        var end: Int?
        while offset < last {
            guard let label = label(at: offset, to: last, in: text) else { break }
            labelCount += 1
            if labelCount > 1, label.isName { end = label.end }
            offset = label.end
            guard offset < last, text[offset] == 0x2e else { break }
            offset += 1
        }
        return end
    }

    /// A label of a domain; it is a top-level name where it has two letters or more and no digit,
    /// or stands for one in punycode.
    private static func label(
        at start: Int, to last: Int, in text: borrowing Span<UInt8>
    ) -> (end: Int, isName: Bool)? {
        var offset = start
        var (letterCount, digitCount) = (0, 0)
        let isASCII = text[start] < 0x80
        while offset < last {
            let byte = text[offset]
            if byte >= 0x80 {
                let character = TextCharacter(at: offset, in: text)
                guard !isASCII, isWord(character, byteCount: character.byteCount) else { break }
                offset += character.byteCount
                letterCount += 2
            } else if 0x61...0x7a ~= byte | 0x20 {
                letterCount += 1
                offset += 1
            } else if 0x30...0x39 ~= byte || byte == 0x2d && offset > start {
                digitCount += 1
                offset += 1
            } else {
                break
            }
        }
        while offset > start, text[offset - 1] == 0x2d { offset -= 1 }
        guard offset > start else { return nil }
        let isPunycode = offset - start > 4 && text[start + 2] == 0x2d && text[start + 3] == 0x2d
        return (offset, letterCount > 1 && (digitCount == 0 || isPunycode))
    }

    /// A letter beyond ASCII: signs, blanks and full-width punctuation are none.
    private static func isWord(_ character: TextCharacter, byteCount: Int) -> Bool {
        byteCount > 1 && (character.kind == .other || character.kind == .letter)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
        }
    }
}
