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

    fileprivate struct Entry: Sendable {
        /// The word as the list has it.
        let word: String
        /// As it stands in a text, its ASCII letters small.
        let bytes: [UInt8]
        var types: UInt128 = 0
        var economies: UInt32 = 0
        var isHarmless = false
    }

    private var entries: [Entry] = []
    private let words: WordTable

    /// The words of all types; type i is rule i, and the last is any telephone.
    static let shared = ContextLexicon()

    private init() {
        var list = EntryList()
        for (type, rule) in IdentifierRules.all.enumerated() {
            list.add(rule.words) { $0.types |= 1 << UInt128(type) }
        }
        list.add(ContextWords.phone) { $0.types |= 1 << UInt128(IdentifierTypes.phone) }
        for (economies, words) in ContextWords.anyNumber {
            let mask = Economies.mask(list: economies)
            list.add(words) { $0.economies |= mask }
        }
        list.add(ContextWords.harmless) { $0.isHarmless = true }
        entries = list.entries
        words = WordTable(list.entries.map(\.bytes), leadByteCount: 3)
    }

    /// All words, as the lists have them.
    var allWords: [String] { entries.map(\.word) }

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
        guard range.count > 2 else { return }
        var offset = range.lowerBound
        var lead = words.lead(at: offset, in: text)
        var free = offset
        while true {
            if offset >= free, let candidates = words.candidates(leading: lead) {
                for place in candidates {
                    let index = words.word(place)
                    guard matches(index, at: offset, in: range, of: text) else { continue }
                    note(index, in: &hits)
                    free = offset + words.byteCount(of: index)
                    break
                }
            }
            guard offset + 3 < range.upperBound else { return }
            lead = WordTable.pushed(lead, text[offset + 3])
            offset += 1
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
        let count = words.byteCount(of: index)
        guard offset + count <= range.upperBound, words.stands(index, at: offset, in: text) else {
            return false
        }
        guard words.beginsWithLetter(index) else { return true }
        if offset > 0, ASCII.isLetter(text[offset - 1]) { return false }
        return !words.endsWithLetter(index) || offset + count >= text.count
            || !ASCII.isLetter(text[offset + count])
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
}

extension ContextLexicon {
    /// The words while they are gathered; one that two lists have is one entry.
    private struct EntryList {
        private(set) var entries: [Entry] = []
        private var byBytes: [[UInt8]: Int] = [:]

        mutating func add(_ list: String, _ change: (inout Entry) -> Void) {
            for word in list.split(separator: "|").map(String.init) {
                let capitalised = word.prefix(1).uppercased() + word.dropFirst()
                for form in Set([word, word.uppercased(), capitalised]).sorted() {
                    let bytes = form.utf8.map(ASCII.small)
                    let index = byBytes[bytes] ?? entries.count
                    if index == entries.count {
                        entries.append(Entry(word: word, bytes: bytes))
                        byBytes[bytes] = index
                    }
                    change(&entries[index])
                }
            }
        }
    }
}
