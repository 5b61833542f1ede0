internal import DureCore

/// Whether bytes are UTF-8, without making a string of them.
enum UTF8Check {
    /// Table 3-7 of the Unicode Standard: no overlong forms, no surrogates, nothing past U+10FFFF.
    ///
    /// A zero byte is refused too: no table has a reason for one, and it marks UTF-16.
    static func isValid(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start
        while index < end {
            while index <= end - ByteLanes.count, isPlain(ByteLanes.load(bytes, at: index)) {
                index += ByteLanes.count
            }
            guard index < end else { break }
            let lead = bytes[index]
            index += 1
            if lead < 0x80 {
                if lead == 0 { return false }
                continue
            }
            guard let (tailCount, second) = following(lead), end - index >= tailCount,
                second.contains(bytes[index])
            else { return false }
            for tail in index + 1..<index + tailCount where bytes[tail] & 0xc0 != 0x80 {
                return false
            }
            index += tailCount
        }
        return true
    }

    /// Whether eight bytes are ASCII, and none is zero.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let highs: UInt64 = 0x8080_8080_8080_8080
        // Adding 0x7f carries into the highest bit of every ASCII byte but zero.
        return word & highs == 0 && (word &+ ~highs) & highs == highs
    }

    /// How many bytes follow a leading byte, and what the first of them may be.
    private static func following(_ lead: UInt8) -> (Int, ClosedRange<UInt8>)? {
        switch lead {
        case 0xc2...0xdf: (1, 0x80...0xbf)
        case 0xe0: (2, 0xa0...0xbf)
        case 0xed: (2, 0x80...0x9f)
        case 0xe1...0xef: (2, 0x80...0xbf)
        case 0xf0: (3, 0x90...0xbf)
        case 0xf1...0xf3: (3, 0x80...0xbf)
        case 0xf4: (3, 0x80...0x8f)
        default: nil
        }
    }
}
