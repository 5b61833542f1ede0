/// How the characters of a file are written.
package enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case utf8 = "UTF-8"
    /// Korean, as Windows writes it.
    case cp949 = "CP949"
    /// Japanese, as Windows writes it: Shift-JIS with Microsoft's additions.
    case shiftJIS = "CP932"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"

    /// The most probable encoding of a file that begins so; nil where it is none of these.
    ///
    /// UTF-8 is whatever is UTF-8. Otherwise both Asian encodings are read: one in which a
    /// character is broken is out, and of two that fit the one wins in whose everyday characters
    /// more of the text lies.
    package static func guess(from bytes: [UInt8]) -> TextEncoding? {
        if bytes.starts(with: [0xff, 0xfe]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xfe, 0xff]) { return .utf16BigEndian }
        let whole = UTF8Check.wholeCharacters(of: bytes)
        if UTF8Check.isValid(bytes.span, from: 0, to: whole) { return .utf8 }
        let korean = score(
            bytes, lead: isKoreanLead, trail: isKoreanTrail, isCommon: isCommonKorean)
        let japanese = score(
            bytes, lead: isJapaneseLead, trail: isJapaneseTrail, isCommon: isCommonJapanese,
            single: 0xa1...0xdf)
        switch (korean, japanese) {
        case (let korean?, let japanese?): return korean >= japanese ? .cp949 : .shiftJIS
        case (.some, nil): return .cp949
        case (nil, .some): return .shiftJIS
        case (nil, nil): return nil
        }
    }

    /// The share of the characters that are common ones; nil where some are none at all.
    private static func score(
        _ bytes: [UInt8], lead: (UInt8) -> Bool, trail: (UInt8) -> Bool,
        isCommon: (UInt8, UInt8) -> Bool, single: ClosedRange<UInt8>? = nil
    ) -> Double? {
        var index = 0
        var count = 0
        var commonCount = 0
        while index < bytes.count {
            let first = bytes[index]
            index += 1
            guard first >= 0x80 else {
                if first == 0 { return nil }
                continue
            }
            count += 1
            if single?.contains(first) == true { continue }
            guard lead(first) else { return nil }
            guard index < bytes.count else { break }  // Cut within a character.
            guard trail(bytes[index]) else { return nil }
            if isCommon(first, bytes[index]) { commonCount += 1 }
            index += 1
        }
        return count == 0 ? nil : Double(commonCount) / Double(count)
    }

    private static func isKoreanLead(_ byte: UInt8) -> Bool { (0x81...0xfe).contains(byte) }

    private static func isKoreanTrail(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || (0x81...0xfe).contains(byte)
    }

    /// The 2,350 syllables of KS X 1001.
    private static func isCommonKorean(_ lead: UInt8, _ trail: UInt8) -> Bool {
        (0xb0...0xc8).contains(lead) && (0xa1...0xfe).contains(trail)
    }

    private static func isJapaneseLead(_ byte: UInt8) -> Bool {
        (0x81...0x9f).contains(byte) || (0xe0...0xfc).contains(byte)
    }

    private static func isJapaneseTrail(_ byte: UInt8) -> Bool {
        (0x40...0x7e).contains(byte) || (0x80...0xfc).contains(byte)
    }

    /// Kana, punctuation, and the kanji of the first level of JIS X 0208.
    private static func isCommonJapanese(_ lead: UInt8, _ trail: UInt8) -> Bool {
        (0x81...0x83).contains(lead) || (0x88...0x97).contains(lead)
    }
}

extension UTF8Check {
    /// How many bytes are left where a character that the end cuts is left out.
    static func wholeCharacters(of bytes: [UInt8]) -> Int {
        var start = bytes.count
        while start > 0, bytes.count - start < 3, bytes[start - 1] & 0xc0 == 0x80 { start -= 1 }
        guard start > 0, bytes[start - 1] >= 0xc0 else { return bytes.count }
        let lead = bytes[start - 1]
        let length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        return bytes.count - (start - 1) < length ? start - 1 : bytes.count
    }
}
