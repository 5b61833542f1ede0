/// Reads names of each script at a place, or before one.
struct NameReader {
    static let wordCountMax = 5
    static let byteCountMax = 96
    /// How many blanks, colons and the like may stand between a label and its name.
    static let gapByteCountMax = 8

    /// Where a name begins behind a label: a colon or equals sign, in any width, must come.
    func behindLabel(_ end: Int, in text: borrowing Span<UInt8>) -> Int? {
        var offset = end
        var hasColon = false
        while offset < text.count, offset - end < Self.gapByteCountMax {
            let byte = text[offset]
            if byte == 0x3a || byte == 0x3d {
                hasColon = true
                offset += 1
            } else if byte == 0x20 || byte == 0x09 {
                offset += 1
            } else if let character = scalar(at: offset, in: text), character.value == 0xff1a {
                hasColon = true
                offset += character.byteCount
            } else {
                break
            }
        }
        return hasColon && offset < text.count ? offset : nil
    }

    /// Where a name begins behind a title: one blank.
    func behindTitle(_ end: Int, in text: borrowing Span<UInt8>) -> Int? {
        end + 1 < text.count && text[end] == 0x20 ? end + 1 : nil
    }

    /// Whether no letter stands before.
    func isWordStart(_ offset: Int, in text: borrowing Span<UInt8>) -> Bool {
        offset == 0 || text[offset - 1] < 0x80 && !(0x61...0x7a ~= text[offset - 1] | 0x20)
    }

    /// Whether a blank, a sign, the end, or a Korean particle follows.
    func isWordEnd(_ offset: Int, in text: borrowing Span<UInt8>) -> Bool {
        guard let next = scalar(at: offset, in: text) else { return true }
        let particles: [UInt32] = [
            0xc740, 0xb294, 0xc774, 0xac00, 0xc744, 0xb97c, 0xc758, 0xc5d0, 0xaed8,
        ]
        return !Self.isHangul(next.value) || particles.contains(next.value)
    }

    /// A name of any script, as in the field of a form.
    func anyName(at start: Int, in text: borrowing Span<UInt8>) -> Range<Int>? {
        guard let first = scalar(at: start, in: text) else { return nil }
        if Self.isHangul(first.value) { return run(at: start, 2...5, in: text, of: Self.isHangul) }
        if Self.isHan(first.value) || Self.isKana(first.value) {
            return run(at: start, 2...8, in: text) { Self.isHan($0) || Self.isKana($0) }
        }
        if Self.isThai(first.value) { return thai(at: start, in: text) }
        return capitalised(at: start, wordsMin: 1, in: text)
    }

    /// One to five words with capitals, small words between them.
    func capitalised(
        at start: Int, wordsMin: Int, in text: borrowing Span<UInt8>
    ) -> Range<Int>? {
        var (offset, end, wordCount) = (start, start, 0)
        while wordCount < Self.wordCountMax, end - start < Self.byteCountMax {
            guard let word = word(at: offset, in: text) else { break }
            if word.isCapital {
                end = word.end
                wordCount += 1
            } else if wordCount == 0 || !NameWords.particles.contains(word.text) {
                break
            }
            offset = word.end
            if offset < text.count, text[offset] == 0x2e, word.isCapital, word.text.count == 1 {
                offset += 1  // An initial.
            }
            guard offset < text.count, text[offset] == 0x20 else { break }
            offset += 1
        }
        let isOpen = end < text.count && (text[end] == 0x40 || text[end] == 0x5f)
        return wordCount >= wordsMin && !isOpen ? start..<end : nil
    }

    /// Given name and family name, with one blank between them.
    func thai(at start: Int, in text: borrowing Span<UInt8>) -> Range<Int>? {
        var offset = start
        if offset < text.count, text[offset] == 0x20 { offset += 1 }
        guard let given = run(at: offset, 2...20, in: text, of: Self.isThai),
            given.upperBound < text.count, text[given.upperBound] == 0x20,
            let family = run(at: given.upperBound + 1, 3...24, in: text, of: Self.isThai)
        else { return nil }
        return offset..<family.upperBound
    }

    /// A Korean name of three syllables, or of two with a blank before the title.
    func korean(before end: Int, in text: borrowing Span<UInt8>) -> Range<Int>? {
        let stop = end > 0 && text[end - 1] == 0x20 ? end - 1 : end
        guard let run = runBack(from: stop, 2...4, in: text, of: Self.isHangul) else { return nil }
        let name = string(run, in: text)
        let surname = name.count == 4 ? String(name.prefix(2)) : String(name.prefix(1))
        return name.count >= 3 && Surnames.korean.contains(surname) ? run : nil
    }

    /// A name in Chinese characters that begins with a surname.
    func han(
        before end: Int, _ surnames: Set<String>, given: ClosedRange<Int>,
        _ text: borrowing Span<UInt8>
    ) -> Range<Int>? {
        for count in (1...5).reversed() {
            guard let run = runBack(from: end, count...count, in: text, of: Self.isHan, open: true)
            else { continue }
            let name = string(run, in: text)
            for length in [3, 2, 1] where length <= count && given.contains(count - length) {
                if surnames.contains(String(name.prefix(length))), count > 1 { return run }
            }
        }
        return nil
    }

    private func word(
        at start: Int, in text: borrowing Span<UInt8>
    ) -> (end: Int, isCapital: Bool, text: String)? {
        var offset = start
        var isCapital = false
        while offset < text.count, offset - start < Self.byteCountMax {
            let byte = text[offset]
            if byte < 0x80 {
                let isInside = (byte == 0x2d || byte == 0x27 || byte == 0x2f) && offset > start
                guard 0x61...0x7a ~= byte | 0x20 || isInside else { break }
                if offset == start { isCapital = byte & 0x20 == 0 }
                offset += 1
            } else {
                guard let next = scalar(at: offset, in: text), Self.isAlphabetic(next.value) else {
                    break
                }
                if offset == start { isCapital = Self.isCapital(next.value) }
                offset += next.byteCount
            }
        }
        guard offset > start else { return nil }
        return (offset, isCapital, string(start..<offset, in: text))
    }

    private func run(
        at start: Int, _ counts: ClosedRange<Int>, in text: borrowing Span<UInt8>,
        of isPart: (UInt32) -> Bool
    ) -> Range<Int>? {
        var (offset, count) = (start, 0)
        while let next = scalar(at: offset, in: text), isPart(next.value) {
            offset += next.byteCount
            count += 1
            guard count <= counts.upperBound else { return nil }
        }
        return count >= counts.lowerBound ? start..<offset : nil
    }

    /// The characters right before an offset; unless `open`, nothing of the kind stands before.
    private func runBack(
        from end: Int, _ counts: ClosedRange<Int>, in text: borrowing Span<UInt8>,
        of isPart: (UInt32) -> Bool, open: Bool = false
    ) -> Range<Int>? {
        var (offset, count) = (end, 0)
        while offset >= 3, let next = scalar(at: offset - 3, in: text), next.byteCount == 3,
            isPart(next.value)
        {
            if open && count == counts.upperBound { break }
            offset -= 3
            count += 1
            guard count <= counts.upperBound else { return nil }
        }
        return counts.contains(count) ? offset..<end : nil
    }

    private func string(_ range: Range<Int>, in text: borrowing Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        for index in range { bytes.append(text[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func scalar(
        at offset: Int, in text: borrowing Span<UInt8>
    ) -> (value: UInt32, byteCount: Int)? {
        guard offset < text.count else { return nil }
        let lead = text[offset]
        if lead < 0x80 { return (UInt32(lead), 1) }
        let byteCount = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
        guard byteCount > 0, offset + byteCount <= text.count else { return nil }
        var value = UInt32(lead) & (0xff >> UInt32(byteCount + 1))
        for index in offset + 1..<offset + byteCount {
            guard text[index] & 0xc0 == 0x80 else { return nil }
            value = value << 6 | UInt32(text[index] & 0x3f)
        }
        return (value, byteCount)
    }

    private static func isHangul(_ value: UInt32) -> Bool { 0xac00...0xd7a3 ~= value }
    private static func isHan(_ value: UInt32) -> Bool {
        0x4e00...0x9fff ~= value || value == 0x3005
    }
    private static func isKana(_ value: UInt32) -> Bool { 0x3041...0x30ff ~= value }
    private static func isThai(_ value: UInt32) -> Bool { 0x0e01...0x0e4e ~= value }
    private static func isAlphabetic(_ value: UInt32) -> Bool {
        0xc0...0x24f ~= value || 0x400...0x4ff ~= value || 0x1e00...0x1eff ~= value
    }
    /// Capitals of Latin and Cyrillic: in the extended blocks they have even numbers mostly.
    private static func isCapital(_ value: UInt32) -> Bool {
        switch value {
        case 0xc0...0xde, 0x400...0x42f: true
        case 0x100...0x24f, 0x1e00...0x1eff: value.isMultiple(of: 2)
        default: false
        }
    }
}
