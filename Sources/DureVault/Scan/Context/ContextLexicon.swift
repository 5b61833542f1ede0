/// What words near a number say about it.
struct ContextHits: Sendable {
    /// Bit i: a word that means type i stands there.
    var types: UInt128 = 0
    /// Bits of the economies in whose language a word for "number" stands there.
    var economies: UInt32 = 0
    /// A word stands there that says the number is something harmless.
    var isHarmless = false
    /// The words, as indices of the lexicon, in the order of the text.
    var words: [Int] = []

    mutating func join(_ other: ContextHits) {
        types |= other.types
        economies |= other.economies
        isHarmless = isHarmless || other.isHarmless
        words += other.words
    }
}

/// Finds words near a number: one table over the bytes, three at a time.
struct ContextLexicon: Sendable {
    /// How far before and behind a number a word may stand, in bytes; within its line, or on the
    /// line before where the number begins a line.
    static let byteCountBefore = 72
    static let byteCountAfter = 28
    /// The most words that are noted for one number.
    static let wordCountMax = 8

    private struct Entry: Sendable {
        /// The word as the list has it.
        let word: String
        /// As it stands in a text, its ASCII letters small.
        let bytes: [UInt8]
        var types: UInt128 = 0
        var economies: UInt32 = 0
        var isHarmless = false
        /// It begins and ends with an ASCII letter, so none may stand beside it.
        var isBounded: Bool {
            bytes.first.map(ContextLexicon.isLetter) == true
                && bytes.last.map(ContextLexicon.isLetter) == true
        }
    }

    private static let bucketCount = 1 << 12

    private var entries: [Entry] = []
    /// The entries that begin with bytes of that hash, the longest first.
    private var buckets: [[Int]] = Array(repeating: [], count: bucketCount)

    /// The words of all types; type i is rule i, and the last is any telephone.
    static let shared = ContextLexicon()

    private init() {
        var byBytes: [[UInt8]: Int] = [:]
        for (type, rule) in IdentifierRules.all.enumerated() {
            add(rule.words, &byBytes) { $0.types |= 1 << UInt128(type) }
        }
        add(ContextWords.phone, &byBytes) { $0.types |= 1 << UInt128(IdentifierTypes.phone) }
        for (economies, words) in ContextWords.anyNumber {
            let mask = Economies.mask(list: economies)
            add(words, &byBytes) { $0.economies |= mask }
        }
        add(ContextWords.harmless, &byBytes) { $0.isHarmless = true }
        for (index, entry) in entries.enumerated() {
            let bucket = Self.bucket(entry.bytes[0], entry.bytes[1], entry.bytes[2])
            buckets[bucket].append(index)
        }
        for bucket in buckets.indices {
            buckets[bucket].sort { entries[$0].bytes.count > entries[$1].bytes.count }
        }
    }

    /// The word of an index.
    func word(_ index: Int) -> String { entries[index].word }

    /// The word nearest before a number that spoke for a type, its own before a general one.
    func best(of hits: ContextHits, type: Int, economy: UInt32) -> String? {
        let own = hits.words.last { entries[$0].types >> UInt128(type) & 1 == 1 }
        let general = hits.words.last { entries[$0].economies & economy != 0 }
        return (own ?? general).map(word)
    }

    /// The words in the text around a number.
    func hits(around range: Range<Int>, in text: borrowing Span<UInt8>) -> ContextHits {
        var hits = ContextHits()
        find(in: Self.before(range.lowerBound, in: text), of: text, into: &hits)
        find(in: Self.behind(range.upperBound, in: text), of: text, into: &hits)
        return hits
    }

    /// The words of a column's name.
    func hits(inColumn name: String) -> ContextHits {
        var hits = ContextHits()
        let bytes = Array((name + ":").utf8)
        find(in: 0..<bytes.count, of: bytes.span, into: &hits)
        return hits
    }

    private func find(
        in range: Range<Int>, of text: borrowing Span<UInt8>, into hits: inout ContextHits
    ) {
        var offset = range.lowerBound
        while offset + 2 < range.upperBound {
            let bucket = Self.bucket(
                Self.fold(text[offset]), Self.fold(text[offset + 1]), Self.fold(text[offset + 2]))
            var next = offset + 1
            for index in buckets[bucket] where matches(index, at: offset, in: range, of: text) {
                note(index, in: &hits)
                next = offset + entries[index].bytes.count
                break
            }
            offset = next
        }
    }

    private func note(_ index: Int, in hits: inout ContextHits) {
        hits.types |= entries[index].types
        hits.economies |= entries[index].economies
        hits.isHarmless = hits.isHarmless || entries[index].isHarmless
        if hits.words.count < Self.wordCountMax { hits.words.append(index) }
    }

    private func matches(
        _ index: Int, at offset: Int, in range: Range<Int>, of text: borrowing Span<UInt8>
    ) -> Bool {
        let count = entries[index].bytes.count
        guard offset + count <= range.upperBound else { return false }
        for place in 0..<count
        where Self.fold(text[offset + place]) != entries[index].bytes[place] { return false }
        guard Self.isLetter(entries[index].bytes[0]) else { return true }
        if offset > 0, Self.isLetter(text[offset - 1]) { return false }
        return !entries[index].isBounded || offset + count >= text.count
            || !Self.isLetter(text[offset + count])
    }

    /// The text before a number that may hold its label.
    private static func before(_ end: Int, in text: borrowing Span<UInt8>) -> Range<Int> {
        let first = max(0, end - byteCountBefore)
        var start = end
        var isBlank = true
        while start > first {
            let byte = text[start - 1]
            if byte == 0x0a && !isBlank { break }
            if byte > 0x20 { isBlank = false }
            start -= 1
        }
        return start..<end
    }

    private static func behind(_ start: Int, in text: borrowing Span<UInt8>) -> Range<Int> {
        let last = min(text.count, start + byteCountAfter)
        var end = start
        while end < last, text[end] != 0x0a { end += 1 }
        return start..<end
    }

    private mutating func add(
        _ list: String, _ byBytes: inout [[UInt8]: Int], _ change: (inout Entry) -> Void
    ) {
        for word in list.split(separator: "|").map(String.init) {
            for form in Set([word, word.uppercased(), Self.capitalised(word)]).sorted() {
                let bytes = form.utf8.map(Self.fold)
                precondition(bytes.count >= 3)
                let index = byBytes[bytes] ?? entries.count
                if index == entries.count {
                    entries.append(Entry(word: word, bytes: bytes))
                    byBytes[bytes] = index
                }
                change(&entries[index])
            }
        }
    }

    private static func capitalised(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }

    @inline(__always)
    private static func bucket(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        let word = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
        return Int((word &* 0x9e37_79b1) >> 20)
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        0x41...0x5a ~= byte ? byte | 0x20 : byte
    }

    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> Bool {
        0x61...0x7a ~= byte | 0x20
    }
}
