/// Scans a text of any length in constant memory: chunks in, findings out.
///
/// Where a chunk ends makes no difference to what is found.
package struct StreamScanner: Sendable {
    /// The bytes behind a place that may belong to what begins there, and those before it that may
    /// be its label: a little more than the finders reach.
    static let lookAhead = 1 << 12
    static let lookBehind = 1 << 9

    /// What was found so far: all is counted, and the first places are told.
    package private(set) var report = ScanReport(columns: [ScanReport.Column(name: "", action: nil)]
    )
    private let hitCountMax: Int

    /// How many bytes came so far.
    package private(set) var byteCount = 0

    private var scanner: IdentifierScanner
    private var buffer: [UInt8] = []
    /// The offset in the whole text of the buffer's first byte.
    private var base = 0
    /// In the buffer: where to look on, and what lies behind the last finding.
    private var next = 0
    private var nextName = 0
    private var floor = 0
    /// The line of the buffer's first byte.
    private var line = 1

    /// Starts at the beginning of a text.
    ///
    /// - Parameter hitCountMax: The most places that the report tells.
    package init(_ options: ScanOptions = ScanOptions(), hitCountMax: Int = 0) {
        self.hitCountMax = hitCountMax
        scanner = IdentifierScanner(options)
    }

    /// Takes the next bytes.
    ///
    /// - Returns: What is certain not to change any more: findings in order, with offsets and
    ///   lines of the whole text.
    package mutating func feed(_ chunk: [UInt8]) -> [Finding] {
        byteCount += chunk.count
        buffer += chunk
        return scan(to: buffer.count - Self.lookAhead)
    }

    /// Takes the end of the text.
    package mutating func finish() -> [Finding] {
        scan(to: buffer.count)
    }

    /// The offset up to which everything is decided: no later finding begins before it.
    package var decided: Int { base + max(0, nextName - Self.lookBehind) }

    private mutating func scan(to limit: Int) -> [Finding] {
        guard limit > nextName else { return [] }
        var block = ScanBlock(
            start: next, nameStart: nextName, limit: limit, floor: floor, line: line)
        // Taken out meanwhile: what is scanned and who scans are both parts of this.
        var text: [UInt8] = []
        swap(&text, &buffer)
        scanner.scan(text.span, &block)
        note(block.findings, in: text.span)
        swap(&text, &buffer)
        let findings = block.findings.map { $0.moved(by: base, line: $0.line) }
        let kept = max(0, block.nameOffset - Self.lookBehind)
        if kept > block.lineOffset { block.advanceLine(to: kept, in: buffer.span) }
        // A finding may lie beyond what is kept; then its line is counted from there again.
        line =
            block.lineOffset == kept ? block.line : block.line - newlines(kept..<block.lineOffset)
        buffer.removeSubrange(..<kept)
        base += kept
        next = block.offset - kept
        nextName = block.nameOffset - kept
        floor = max(0, block.floor - kept)
        return findings
    }

    private mutating func note(_ findings: [Finding], in text: Span<UInt8>) {
        for finding in findings {
            report.columns[0].add(finding)
            guard report.hits.count < hitCountMax else { continue }
            report.hits.append(
                ScanReport.Hit(
                    finding: finding.moved(by: base, line: finding.line), column: "", row: 0,
                    masked: Masking.text(finding.range, of: text)))
        }
    }

    private func newlines(_ range: Range<Int>) -> Int {
        range.reduce(0) { $0 + (buffer[$1] == 0x0a ? 1 : 0) }
    }
}
