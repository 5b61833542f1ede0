/// What a column's name says about its cells; made once and used for each cell.
package struct ColumnContext: Sendable {
    let hits: ContextHits
    /// Its cells are names of persons.
    let holdsNames: Bool

    /// Reads the name: `주민등록번호`, `patient_ssn`, `연락처`.
    package init(name: String) {
        holdsNames = NameWords.isLabel(name)
        hits = ContextLexicon.shared.hits(inColumn: name)
    }
}

/// Finds personal numbers, addresses and names in text, by rules of the economies.
///
/// It keeps buffers between calls and nothing of what it read. UTF-8 is expected; bytes that are
/// none only separate.
package struct IdentifierScanner: Sendable {
    /// What is looked for.
    package let options: ScanOptions

    let matcher: CandidateMatcher
    private let names: NameFinder?
    private let wantsEmail: Bool
    var chain = DigitChain()

    /// Builds the tables; worth keeping for all cells of a table.
    package init(_ options: ScanOptions = ScanOptions()) {
        self.options = options
        matcher = CandidateMatcher(options)
        wantsEmail = options.wants(IdentifierTypes.email, of: Economies.none)
        names =
            options.wants(IdentifierTypes.name, of: Economies.none) ? NameFinder() : nil
    }

    /// What stands in one cell of a table.
    ///
    /// - Parameter column: What the column's name says; nil for none.
    /// - Returns: In order, without overlaps; ranges count from the cell's start, lines from 1.
    package mutating func findings(
        in cell: borrowing Span<UInt8>, column: ColumnContext? = nil
    ) -> [Finding] {
        var block = ScanBlock(start: 0, limit: cell.count)
        scan(cell, &block, column: column)
        return block.findings
    }

    /// What stands in one cell of a table.
    package mutating func findings(in cell: [UInt8], column: ColumnContext? = nil) -> [Finding] {
        findings(in: cell.span, column: column)
    }

    /// What stands in a cell of a table, where a whole number may have been written as if it were
    /// a measurement: `9001011234567.0`.
    mutating func findings(
        inTableCell cell: borrowing Span<UInt8>, column: ColumnContext?
    ) -> [Finding] {
        let found = findings(in: cell, column: column)
        guard found.isEmpty, let digits = WrittenNumber.digits(of: cell) else { return found }
        let whole = 0..<cell.count
        return findings(in: digits.span, column: column).map { $0.covering(whole) }
    }

    /// Looks at all that begins within the block; reads beyond its limit where a number goes on.
    mutating func scan(
        _ text: borrowing Span<UInt8>, _ block: inout ScanBlock, column: ColumnContext? = nil
    ) {
        let first = block.findings.count
        while let mark = Self.nextMark(in: text, from: block.offset, to: block.limit) {
            if TextCharacter(at: mark, in: text).kind == .at {
                takeEmail(around: mark, in: text, &block)
            } else if let end = Self.shortNumberEnd(at: mark, in: text) {
                block.offset = end
            } else {
                chain.read(around: mark, from: block.floor, in: text)
                takeNumbers(in: text, &block, column: column)
                block.offset = max(block.offset, chain.end)
            }
        }
        block.offset = max(block.offset, block.limit)
        if let names, let column, column.holdsNames, block.findings.isEmpty {
            names.takeCell(text, &block, least: options.confidence)
        } else if let names {
            names.scan(text, &block, since: first, least: options.confidence)
        } else {
            block.nameOffset = max(block.nameOffset, block.limit)
        }
        block.countLines(in: text, since: first)
    }

    /// The next digit of any script, or @.
    static func nextMark(
        in text: borrowing Span<UInt8>, from start: Int, to limit: Int
    ) -> Int? {
        var offset = start
        while offset < limit {
            let byte = text[offset]
            if byte < 0x80 {
                if byte &- 0x30 < 10 || byte == 0x40 { return offset }
                offset += 1
            } else if byte >= 0xc0, digitLeads &>> UInt64(byte & 0x3f) & 1 == 1 {
                let character = TextCharacter(at: offset, in: text)
                if character.kind == .digit || character.kind == .at { return offset }
                offset += character.byteCount
            } else {
                offset += 1
            }
        }
        return nil
    }

    /// Where a number ends that is too short for any rule, as most numbers of tables are; nil where
    /// it may be longer, or only the whole way of looking can tell.
    static func shortNumberEnd(at mark: Int, in text: borrowing Span<UInt8>) -> Int? {
        guard text[mark] < 0x80 else { return nil }
        var count = 0
        var start = mark
        while start > 0 {
            let byte = text[start - 1]
            guard ASCII.isLetter(byte) else {
                // Beyond ASCII may stand a digit or what has no width; before a blank, a letter.
                if byte >= 0x80 { return nil }
                if byte == 0x20 { count += 2 }
                break
            }
            count += 1
            start -= 1
            guard count < CandidateMatcher.characterCountMin else { return nil }
        }
        var offset = mark
        while offset < text.count {
            let byte = text[offset]
            if byte &- 0x30 < 10 || ASCII.isLetter(byte) {
                count += 1
                guard count < CandidateMatcher.characterCountMin else { return nil }
            } else if byte >= 0x80 {
                return nil
            } else if !isJoining(byte) {
                break
            }
            offset += 1
        }
        return offset
    }

    /// Blank, hyphen, dot and brackets.
    @inline(__always)
    private static func isJoining(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x2d || byte == 0x2e || byte == 0x28 || byte == 0x29
    }

    /// Bit i: a digit or an @ beyond ASCII may begin with the byte 0xc0 + i.
    private static let digitLeads: UInt64 = [
        0xd9, 0xdb, 0xdf, 0xe0, 0xe1, 0xea, 0xef, 0xf0,
    ].reduce(0) { $0 | 1 << UInt64($1 - 0xc0) }

    private func takeEmail(
        around at: Int, in text: borrowing Span<UInt8>, _ block: inout ScanBlock
    ) {
        block.offset = at + 1
        guard wantsEmail,
            let range = EmailFinder.range(around: at, from: block.floor, in: text)
        else { return }
        block.add(
            Finding(
                type: IdentifierTypes.email, economy: Economies.none, kind: .contact,
                alternatives: [], check: .none, confidence: .certain, context: nil, range: range,
                line: 0))
    }

    /// Finds the numbers in the chain: from the left, the piece for which most speaks.
    private func takeNumbers(
        in text: borrowing Span<UInt8>, _ block: inout ScanBlock, column: ColumnContext?
    ) {
        guard chain.count >= CandidateMatcher.characterCountMin, chain.digits != 0 else { return }
        var hits: ContextHits?
        var group = 0
        while group < chain.groups.count {
            let start = chain.groups[group]
            guard chain.isDivisible(before: start),
                let piece = bestPiece(from: group, in: text, column: column, hits: &hits)
            else {
                group += 1
                continue
            }
            block.add(finding(piece, hits: hits ?? ContextHits()))
            group = chain.groups.firstIndex { $0 >= piece.end } ?? chain.groups.count
        }
    }

    private struct Piece {
        let range: Range<Int>
        let scores: [CandidateMatcher.Score]
        /// The character of the chain behind it.
        let end: Int
    }

    private func bestPiece(
        from group: Int, in text: borrowing Span<UInt8>, column: ColumnContext?,
        hits: inout ContextHits?
    ) -> Piece? {
        let start = chain.groups[group]
        var best: Piece?
        for last in (group..<chain.groups.count).reversed() {
            let end = last + 1 < chain.groups.count ? chain.groups[last + 1] : chain.count
            guard end - start >= CandidateMatcher.characterCountMin else { break }
            guard chain.isDivisible(before: end),
                matcher.mayFit(chain, from: start, count: end - start)
            else { continue }
            let range = range(from: start, to: end, in: text)
            let around = hits ?? surroundings(in: text, column: column)
            hits = around
            let scores = matcher.scores(
                chain, from: start, count: end - start,
                in: .init(hits: around, isAlone: Self.isAlone(range, in: text)))
            guard let top = scores.first,
                let confidence = Evidence.confidence(top.points), confidence >= options.confidence,
                top.points > best?.scores.first?.points ?? 0,
                !(range.upperBound < text.count && text[range.upperBound] == 0x40)
            else { continue }
            best = Piece(range: range, scores: scores, end: end)
        }
        return best
    }

    private func surroundings(
        in text: borrowing Span<UInt8>, column: ColumnContext?
    ) -> ContextHits {
        var hits = column?.hits ?? ContextHits()
        let range = chain.starts[0]..<chain.ends[chain.count - 1]
        hits.join(ContextLexicon.shared.hits(around: range, in: text))
        return hits
    }

    /// Where a piece stands, with the plus before it and the brackets around its parts.
    func range(
        from start: Int, to end: Int, in text: borrowing Span<UInt8>
    ) -> Range<Int> {
        var (first, behind) = (chain.starts[start], chain.ends[end - 1])
        if start == 0, chain.hasPlus {
            first -= TextCharacter(before: first, in: text).byteCount
        }
        let inside = (chain.brackets &>> UInt64(start)) & DigitChain.ones(end - start)
        if inside != 0, behind < text.count {
            let next = TextCharacter(at: behind, in: text)
            if next.kind == .close { behind += next.byteCount }
        }
        return first..<behind
    }

    /// Whether nothing but blanks and the marks of a table stand around.
    static func isAlone(_ range: Range<Int>, in text: borrowing Span<UInt8>) -> Bool {
        var (before, behind) = (range.lowerBound, range.upperBound)
        while before > 0, text[before - 1] == 0x20, range.lowerBound - before < 8 { before -= 1 }
        while behind < text.count, text[behind] == 0x20, behind - range.upperBound < 8 {
            behind += 1
        }
        return (before == 0 || isEdge(text[before - 1]))
            && (behind == text.count || isEdge(text[behind]))
    }

    /// Ends of lines and fields: tab, line feed, carriage return, quotes, comma, semicolon, bar.
    private static func isEdge(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0a, 0x0d, 0x22, 0x27, 0x2c, 0x3b, 0x7c: true
        default: false
        }
    }

    /// How far below the best another rule may be and still be named.
    private static let alternativeGapMax = 10

    private func finding(_ piece: Piece, hits: ContextHits) -> Finding {
        let best = piece.scores[0]
        let others = piece.scores.dropFirst().filter {
            $0.points >= best.points - Self.alternativeGapMax
        }
        return Finding(
            type: best.type, economy: best.economy, kind: best.kind,
            alternatives: others.map(\.type), check: best.check,
            confidence: Evidence.confidence(best.points) ?? .possible,
            context: ContextLexicon.shared.best(
                of: hits, type: best.bit, economy: Economies.mask(best.economy)),
            range: piece.range, line: 0)
    }
}

/// How far a scan has come, and what it found.
struct ScanBlock {
    /// Where to look on: for numbers, and for names.
    var offset: Int
    var nameOffset: Int
    /// Nothing that begins from here on is looked at.
    let limit: Int
    /// Behind the last finding: nothing before belongs to another.
    var floor: Int
    /// The line of `lineOffset`.
    var line: Int
    var lineOffset: Int
    var findings: [Finding] = []

    init(
        start: Int, nameStart: Int = 0, limit: Int, floor: Int = 0, line: Int = 1
    ) {
        (offset, nameOffset, self.limit, self.floor) = (start, nameStart, limit, floor)
        (self.line, lineOffset) = (line, 0)
    }

    mutating func add(_ finding: Finding) {
        findings.append(finding)
        floor = finding.range.upperBound
        offset = max(offset, floor)
    }

    /// Writes the lines into the findings from an index on.
    mutating func countLines(in text: borrowing Span<UInt8>, since first: Int) {
        for index in first..<findings.count {
            advanceLine(to: findings[index].range.lowerBound, in: text)
            findings[index] = findings[index].moved(by: 0, line: line)
        }
    }

    mutating func advanceLine(to offset: Int, in text: borrowing Span<UInt8>) {
        var count = 0
        for index in lineOffset..<max(lineOffset, offset) where text[index] == 0x0a { count += 1 }
        line += count
        lineOffset = max(lineOffset, offset)
    }
}
