internal import DureCore

/// The form of a short cell in ASCII: every digit a `0`, every letter an `A` or `a`, all else as
/// it stands.
///
/// How the scanner cuts a cell into numbers, which rules have a form for them and what stands
/// around follows from this alone; the digits and letters themselves decide only the rest.
struct CellShape: Equatable {
    static let byteCountMax = 32

    /// The bytes, eight in a word; zero behind the end.
    private let words: (UInt64, UInt64, UInt64, UInt64)
    private let byteCount: Int

    static func == (left: CellShape, right: CellShape) -> Bool {
        (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1)
            | (left.words.2 ^ right.words.2) | (left.words.3 ^ right.words.3) == 0
            && left.byteCount == right.byteCount
    }

    /// What a look at a cell's bytes tells.
    enum Reading {
        /// No number, address or name can stand there.
        case nothing
        /// A number may; a ``ShapeBook`` may know more.
        case shape(CellShape)
        /// Only the scanner can tell.
        case unknown
    }

    /// Looks at the bytes `start..<end`, of which there is one at least.
    ///
    /// A number has seven digits and letters and a digit among them; an address has an @. A name
    /// in running text has two letters, and a blank, a colon or an equals sign beside it: the
    /// shortest word that announces one has a letter before a blank, or three before a colon.
    @inline(__always)
    static func read(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, holdsNames: Bool
    ) -> Reading {
        let byteCount = end - start
        let wordCount = (byteCount + 7) >> 3
        guard byteCount <= byteCountMax, start + 8 * wordCount <= bytes.count else {
            return .unknown
        }
        var kinds = ByteKinds()
        var first = ByteLanes.load(bytes, at: start)
        if byteCount < 8 { first &= 1 << UInt64(8 * byteCount) &- 1 }
        kinds.add(first)
        var rest: (UInt64, UInt64, UInt64) = (0, 0, 0)
        if wordCount > 1 {
            // Behind the cell's end lies something else.
            let last = UInt64.max >> UInt64(8 * (8 * wordCount - byteCount))
            rest.0 = ByteLanes.load(bytes, at: start + 8) & (wordCount == 2 ? last : .max)
            kinds.add(rest.0)
            if wordCount > 2 {
                rest.1 = ByteLanes.load(bytes, at: start + 16) & (wordCount == 3 ? last : .max)
                kinds.add(rest.1)
            }
            if wordCount > 3 {
                rest.2 = ByteLanes.load(bytes, at: start + 24) & last
                kinds.add(rest.2)
            }
        }
        guard !kinds.isBeyond(byteCount, holdsNames: holdsNames) else { return .unknown }
        guard kinds.mayHoldNumber else { return .nothing }
        guard kinds.letterCount <= ShapePlan.letterCountMax else { return .unknown }
        return .shape(
            CellShape(
                words: (
                    ByteKinds.shape(first), ByteKinds.shape(rest.0), ByteKinds.shape(rest.1),
                    ByteKinds.shape(rest.2)
                ), byteCount: byteCount))
    }

    /// A place for the shape in a table of two to the power of `bitCount`.
    @inline(__always)
    func place(bitCount: UInt64) -> Int {
        var mixed = (words.0 ^ UInt64(byteCount)) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ words.1) &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ words.2 ^ (words.3 << 1)) &* 0x9e37_79b9_7f4a_7c15
        return Int(mixed >> (64 - bitCount))
    }
}

/// Which kinds of bytes a cell has: eight bytes at a time, one bit of each byte for the answer.
private struct ByteKinds {
    private(set) var digitCount = 0
    private(set) var letterCount = 0
    /// The highest bit of a byte: one beyond ASCII, or one of `@`; a blank; a colon or `=`.
    private var strange: UInt64 = 0
    private var blanks: UInt64 = 0
    private var labelSigns: UInt64 = 0

    private static let highs = all(0x80)

    @inline(__always)
    private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    @inline(__always)
    mutating func add(_ word: UInt64) {
        digitCount += Self.digits(word).nonzeroBitCount
        letterCount += Self.letters(word).nonzeroBitCount
        strange |= word | Self.equal(word, 0x40)
        blanks |= Self.equal(word, 0x20)
        labelSigns |= Self.equal(word, 0x3a) | Self.equal(word, 0x3d)
    }

    /// Whether only the scanner can tell what is in a cell of so many bytes.
    @inline(__always)
    func isBeyond(_ byteCount: Int, holdsNames: Bool) -> Bool {
        if strange & Self.highs != 0 || holdsNames && letterCount > 0 { return true }
        return letterCount > 1
            && (blanks & Self.highs != 0 || letterCount > 2 && labelSigns & Self.highs != 0)
    }

    var mayHoldNumber: Bool {
        digitCount > 0 && digitCount + letterCount >= CandidateMatcher.characterCountMin
    }

    /// Digits as `0`, capitals as `A`, small letters as `a`.
    @inline(__always)
    static func shape(_ word: UInt64) -> UInt64 {
        let digits = (Self.digits(word) >> 7) &* 0xff
        let letters = (Self.letters(word) >> 7) &* 0xff
        return word & ~(digits | letters) | digits & all(0x30)
            | letters & (all(0x41) | word & all(0x20))
    }

    // In all of these a byte beyond ASCII may spoil its neighbour; there the scanner is asked.

    @inline(__always)
    private static func digits(_ word: UInt64) -> UInt64 {
        (word &+ all(0x80 - 0x30)) & ~(word &+ all(0x80 - 0x3a)) & highs
    }

    @inline(__always)
    private static func letters(_ word: UInt64) -> UInt64 {
        let small = word | all(0x20)
        return (small &+ all(0x80 - 0x61)) & ~(small &+ all(0x80 - 0x7b)) & highs
    }

    @inline(__always)
    private static func equal(_ word: UInt64, _ byte: UInt64) -> UInt64 {
        ~((word ^ all(byte)) &+ all(0x7f))
    }
}
