/// Words in one piece of memory, found by the hash of their first bytes.
struct WordTable: Sendable {
    private static let hashBitCount = 12

    private let leadByteCount: Int
    /// Capitals have to be capitals.
    private let isExact: Bool
    /// All words' bytes, one behind the other; word i is `starts[i]..<starts[i + 1]`.
    private var bytes: [UInt8] = []
    private var starts: [Int] = [0]
    /// The words ordered by hash and length; those of hash h are `first[h]..<first[h + 1]`.
    private var order: [Int] = []
    private var first: [Int] = []
    /// Bit h: there are words of hash h.
    private var filled: [UInt64] = []

    /// - Parameters:
    ///   - words: Their bytes, none shorter than `leadByteCount`; with small ASCII letters unless
    ///     `isExact`.
    ///   - leadByteCount: 2 or 3.
    ///   - isExact: Whether capitals have to be capitals.
    init(_ words: [[UInt8]], leadByteCount: Int, isExact: Bool = false) {
        (self.leadByteCount, self.isExact) = (leadByteCount, isExact)
        for word in words {
            precondition(word.count >= leadByteCount)
            bytes += word
            starts.append(bytes.count)
        }
        let hashes = words.map { Self.hash($0.span, at: 0, leadByteCount) }
        // The longest word comes first, and of equal ones that of the earlier list.
        order = words.indices.sorted {
            (hashes[$0], -words[$0].count, $0) < (hashes[$1], -words[$1].count, $1)
        }
        first = Array(repeating: 0, count: 1 << Self.hashBitCount + 1)
        filled = Array(repeating: 0, count: 1 << Self.hashBitCount / 64)
        for hash in hashes {
            first[hash + 1] += 1
            filled[hash >> 6] |= 1 << UInt64(hash & 63)
        }
        for hash in 1..<first.count { first[hash] += first[hash - 1] }
    }

    /// The places in ``word(_:)`` of the words that may stand at an offset; nil for none.
    @inline(__always)
    func candidates(at offset: Int, in text: borrowing Span<UInt8>) -> Range<Int>? {
        let hash = Self.hash(text, at: offset, leadByteCount)
        let (start, end) = (first[hash], first[hash + 1])
        return start == end ? nil : start..<end
    }

    /// The first bytes of a word that begins at an offset, for ``candidates(leading:)``; the next
    /// offset's follow with ``pushed(_:_:)``.
    @inline(__always)
    func lead(at offset: Int, in text: borrowing Span<UInt8>) -> UInt32 {
        UInt32(ASCII.small(text[offset])) | UInt32(ASCII.small(text[offset + 1])) << 8
            | UInt32(ASCII.small(text[offset + 2])) << 16
    }

    /// The same one offset further: three bytes without the first, and with the one behind them.
    @inline(__always)
    static func pushed(_ lead: UInt32, _ next: UInt8) -> UInt32 {
        lead >> 8 | UInt32(ASCII.small(next)) << 16
    }

    /// As ``candidates(at:in:)``, for a table of three leading bytes.
    @inline(__always)
    func candidates(leading lead: UInt32) -> Range<Int>? {
        let hash = Self.hash(lead)
        guard filled[hash >> 6] &>> UInt64(hash & 63) & 1 == 1 else { return nil }
        return first[hash]..<first[hash + 1]
    }

    func word(_ place: Int) -> Int { order[place] }

    func byteCount(of word: Int) -> Int { starts[word + 1] - starts[word] }

    func beginsWithLetter(_ word: Int) -> Bool { ASCII.isLetter(bytes[starts[word]]) }
    func endsWithLetter(_ word: Int) -> Bool { ASCII.isLetter(bytes[starts[word + 1] - 1]) }

    /// Whether the word stands at an offset; what stands around it is not looked at.
    func stands(_ word: Int, at offset: Int, in text: borrowing Span<UInt8>) -> Bool {
        let start = starts[word]
        let count = starts[word + 1] - start
        guard offset + count <= text.count else { return false }
        for place in 0..<count {
            let byte = text[offset + place]
            let found = isExact ? byte : ASCII.small(byte)
            guard found == bytes[start + place] else { return false }
        }
        return true
    }

    @inline(__always)
    private static func hash(
        _ text: borrowing Span<UInt8>, at offset: Int, _ leadByteCount: Int
    ) -> Int {
        var lead =
            UInt32(ASCII.small(text[offset])) | UInt32(ASCII.small(text[offset + 1])) << 8
        if leadByteCount > 2 { lead |= UInt32(ASCII.small(text[offset + 2])) << 16 }
        return hash(lead)
    }

    @inline(__always)
    private static func hash(_ lead: UInt32) -> Int {
        Int((lead &* 0x9e37_79b1) >> UInt32(32 - hashBitCount))
    }
}

/// Letters of ASCII, whatever else a text is written in.
enum ASCII {
    /// Whether the byte is one of A to Z in either case.
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// Whether the byte is one of 0 to 9.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// A small letter for a capital; else the byte.
    @inline(__always)
    static func small(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
