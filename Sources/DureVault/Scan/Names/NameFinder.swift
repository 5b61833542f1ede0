/// Finds names by what stands beside them: labels of forms, titles, and surnames.
///
/// No trained model is behind it, so a bare name in running text is mostly not found, Vietnamese
/// ones apart, whose surnames are few and written with marks of their own.
struct NameFinder: Sendable {
    private enum Trigger: Sendable {
        case label, title, thaiTitle, koreanAfter, japaneseAfter, chineseAfter, surname
    }

    private struct Entry: Sendable {
        let word: String
        let bytes: [UInt8]
        let trigger: Trigger
    }

    private let entries: [Entry]
    private let words: WordTable

    /// All words beside which a name stands.
    static var allWords: [String] { NameFinder().entries.map(\.word) }

    init() {
        var entries: [Entry] = []
        let add = { (list: [String], trigger: Trigger) in
            for word in list {
                entries.append(Entry(word: word, bytes: Array(word.utf8), trigger: trigger))
            }
        }
        let split = { (list: String) in list.split(separator: "|").map(String.init) }
        let labels = split(NameWords.labels)
        let forms = labels + labels.map(Self.capitalised) + labels.map { $0.uppercased() }
        add(Set(forms).sorted(), .label)
        add(split(NameWords.titles), .title)
        add(split(NameWords.thaiTitles), .thaiTitle)
        add(split(NameWords.koreanAfter), .koreanAfter)
        add(split(NameWords.japaneseAfter), .japaneseAfter)
        add(split(NameWords.chineseAfter), .chineseAfter)
        // Those without a mark of their own are words of other languages too.
        add(Surnames.vietnamese.filter { $0.utf8.count > $0.count }.sorted(), .surname)
        self.entries = entries
        words = WordTable(entries.map(\.bytes), leadByteCount: 2, isExact: true)
    }

    /// Adds the names whose label or title begins in the block, but none that lies over a finding.
    func scan(
        _ text: borrowing Span<UInt8>, _ block: inout ScanBlock, since first: Int,
        least: Finding.Confidence
    ) {
        let start = block.nameOffset
        block.nameOffset = max(start, block.limit)
        guard least <= .likely else { return }
        var reader = NameReader()
        var found: [Finding] = []
        var offset = start
        var isInWord = offset > 0 && ASCII.isLetter(text[offset - 1])
        while offset < block.limit {
            let byte = text[offset]
            let isLetter = ASCII.isLetter(byte)
            if !(isLetter && isInWord), isLetter || byte >= 0xc0,
                let hit = name(at: offset, in: text, &reader),
                hit.range.lowerBound >= found.last?.range.upperBound ?? 0
            {
                found.append(Self.finding(hit.range, word: entries[hit.entry].word))
            }
            isInWord = isLetter
            offset += 1
        }
        join(found, to: &block, since: first)
    }

    /// Takes a cell of a column of names, where it has a name's form.
    func takeCell(
        _ text: borrowing Span<UInt8>, _ block: inout ScanBlock, least: Finding.Confidence
    ) {
        block.nameOffset = max(block.nameOffset, block.limit)
        guard least <= .likely, !Self.isCode(text, from: 0),
            let range = NameReader().anyName(at: 0, in: text)
        else { return }
        block.findings.append(Self.finding(range, word: NameWords.columnWord))
    }

    /// Whether a value of a form begins as a record's number does, `P-10001`, and not as a name.
    private static func isCode(_ text: borrowing Span<UInt8>, from start: Int) -> Bool {
        var end = start
        while end < text.count, end < start + 4, ASCII.isLetter(text[end]) { end += 1 }
        if end < text.count, text[end] == UInt8(ascii: "-") { end += 1 }
        return end < text.count && ASCII.isDigit(text[end])
    }

    private func join(_ names: [Finding], to block: inout ScanBlock, since first: Int) {
        guard !names.isEmpty else { return }
        let numbers = block.findings[first...].map(\.range)
        // Both are in order and without overlaps, so that one pass over each is enough.
        var next = 0
        let free = names.filter { name in
            while next < numbers.count, numbers[next].upperBound <= name.range.lowerBound {
                next += 1
            }
            return next == numbers.count || !numbers[next].overlaps(name.range)
        }
        block.findings.append(contentsOf: free)
        block.findings[first...].sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    private static func finding(_ range: Range<Int>, word: String) -> Finding {
        Finding(
            type: IdentifierTypes.name, economy: Economies.none, kind: .name, alternatives: [],
            check: .none, confidence: .likely, context: word, range: range, line: 0)
    }

    /// The name beside the longest word at an offset that has one; a word may be of two languages.
    private func name(
        at offset: Int, in text: borrowing Span<UInt8>, _ reader: inout NameReader
    ) -> (entry: Int, range: Range<Int>)? {
        guard offset + 1 < text.count, let candidates = words.candidates(at: offset, in: text)
        else { return nil }
        for place in candidates {
            let index = words.word(place)
            guard words.stands(index, at: offset, in: text) else { continue }
            if let range = name(index, at: offset, in: text, &reader) { return (index, range) }
        }
        return nil
    }

    private func name(
        _ index: Int, at offset: Int, in text: borrowing Span<UInt8>, _ reader: inout NameReader
    ) -> Range<Int>? {
        let end = offset + entries[index].bytes.count
        switch entries[index].trigger {
        case .label:
            guard let start = reader.behindLabel(end, in: text), !Self.isCode(text, from: start)
            else { return nil }
            return reader.anyName(at: start, in: text)
        case .title:
            guard let start = reader.behindTitle(end, in: text) else { return nil }
            return reader.capitalised(at: start, wordsMin: 1, in: text)
        case .thaiTitle:
            return reader.isWordStart(offset, in: text)
                ? reader.thai(at: end, in: text) : nil
        case .koreanAfter:
            return reader.isWordEnd(end, in: text) ? reader.korean(before: offset, in: text) : nil
        case .japaneseAfter:
            return reader.han(before: offset, Surnames.japanese, given: 0...3, text)
        case .chineseAfter: return reader.han(before: offset, Surnames.chinese, given: 0...2, text)
        case .surname:
            guard reader.isWordStart(offset, in: text) else { return nil }
            return reader.capitalised(at: offset, wordsMin: 2, in: text)
        }
    }

    private static func capitalised(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst()
    }
}
