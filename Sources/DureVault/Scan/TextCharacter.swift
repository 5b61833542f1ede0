/// A character as the scanner sees it: all digits of the world alike, all hyphens alike, and what
/// has no width not at all.
///
/// Of NFKC it does what matters to numbers: full-width and mathematical digits, full-width letters
/// and signs. Digits of other scripts (Thai, Arabic, ...) go further than NFKC. Offsets stay those
/// of the original, since nothing is rewritten.
struct TextCharacter {
    enum Kind: UInt8 {
        case digit, letter, space, hyphen, dot, open, close, plus, at, ignorable, lineEnd, other
    }

    let kind: Kind
    /// The digit or the capital letter in ASCII; 0 for all else.
    let value: UInt8
    /// How many bytes it takes in the original.
    let byteCount: Int

    var isAlphanumeric: Bool { kind == .digit || kind == .letter }

    private init(_ kind: Kind, _ byteCount: Int, value: UInt8 = 0) {
        self.kind = kind
        self.value = value
        self.byteCount = byteCount
    }

    /// The character at an offset; a byte that is no UTF-8 counts as one character.
    @inline(__always)
    init(at offset: Int, in text: borrowing Span<UInt8>) {
        let lead = text[offset]
        if lead < 0x80 {
            self.init(ascii: lead)
        } else {
            self.init(lead: lead, at: offset, in: text)
        }
    }

    /// The character that ends right before an offset of more than 0.
    init(before offset: Int, in text: borrowing Span<UInt8>) {
        var start = offset - 1
        let first = max(0, offset - 4)
        while start > first, text[start] & 0xc0 == 0x80 { start -= 1 }
        let character = TextCharacter(at: start, in: text)
        // A stray tail byte stands for itself.
        self = start + character.byteCount == offset ? character : TextCharacter(.other, 1)
    }

    private init(ascii byte: UInt8) {
        switch byte {
        case 0x30...0x39: self.init(.digit, 1, value: byte)
        case 0x41...0x5a: self.init(.letter, 1, value: byte)
        case 0x61...0x7a: self.init(.letter, 1, value: byte & 0xdf)
        case 0x20: self.init(.space, 1)
        case 0x2d: self.init(.hyphen, 1)
        case 0x2e: self.init(.dot, 1)
        case 0x28: self.init(.open, 1)
        case 0x29: self.init(.close, 1)
        case 0x2b: self.init(.plus, 1)
        case 0x40: self.init(.at, 1)
        case 0x0a, 0x0d: self.init(.lineEnd, 1)
        default: self.init(.other, 1)
        }
    }

    private init(lead: UInt8, at offset: Int, in text: borrowing Span<UInt8>) {
        let byteCount = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1
        guard byteCount > 1, offset + byteCount <= text.count else {
            self.init(.other, 1)
            return
        }
        var scalar = UInt32(lead) & (0xff >> UInt32(byteCount + 1))
        for index in offset + 1..<offset + byteCount {
            let tail = text[index]
            guard tail & 0xc0 == 0x80 else {
                self.init(.other, 1)
                return
            }
            scalar = scalar << 6 | UInt32(tail & 0x3f)
        }
        let (kind, value) = Self.kind(of: scalar)
        self.init(kind, byteCount, value: value)
    }

    /// What a scalar beyond ASCII is.
    private static func kind(of scalar: UInt32) -> (Kind, UInt8) {
        switch scalar {
        // Thai first, and the large scripts without digits: they are whole texts.
        case 0x0e50...0x0e59: return (.digit, UInt8(scalar - 0x0e50) + 0x30)
        case 0x0e00...0x0e7f, 0x3040...0x30fb, 0x3400...0x9fff, 0xac00...0xd7a3:
            return (.other, 0)
        case 0x00a0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: return (.space, 0)
        case 0x00ad, 0x034f, 0x061c, 0x180b...0x180e, 0x200b...0x200f, 0x202a...0x202e,
            0x2060...0x2064, 0x2066...0x206f, 0xfe00...0xfe0f, 0xfeff:
            return (.ignorable, 0)
        // The last two are the long-vowel marks of kana, which Japanese keyboards put for hyphens.
        case 0x02d7, 0x1806, 0x2010...0x2015, 0x2043, 0x2212, 0x2500, 0x2e3a, 0x2e3b, 0xfe58,
            0xfe63, 0xff0d, 0x30fc, 0xff70:
            return (.hyphen, 0)
        case 0x2024, 0xff0e: return (.dot, 0)
        case 0xfe59, 0xff08: return (.open, 0)
        case 0xfe5a, 0xff09: return (.close, 0)
        case 0xff0b: return (.plus, 0)
        case 0xfe6b, 0xff20: return (.at, 0)
        case 0x0085, 0x2028, 0x2029: return (.lineEnd, 0)
        case 0xff21...0xff3a: return (.letter, UInt8(scalar - 0xff21) + 0x41)
        case 0xff41...0xff5a: return (.letter, UInt8(scalar - 0xff41) + 0x41)
        case 0x1d7ce...0x1d7ff: return (.digit, UInt8((scalar - 0x1d7ce) % 10) + 0x30)
        default:
            for zero in otherZeros where scalar >= zero && scalar - zero < 10 {
                return (.digit, UInt8(scalar - zero) + 0x30)
            }
            return (.other, 0)
        }
    }

    /// The zeros of other scripts' decimal digits (Unicode 16, general category Nd).
    private static let otherZeros: [UInt32] = [
        0xff10, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66,
        0x0ce6, 0x0d66, 0x0de6, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0,
        0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
        0xaa50, 0xabf0, 0x1fbf0,
    ]
}
