internal import DureCore

/// Finds what stands in the cells of one column, and asks the scanner only where nothing shorter
/// tells: for each shape of cell it is worked out once what may stand there.
///
/// The answers are the scanner's own, cell by cell.
struct ShapeBook: Sendable {
    /// So many shapes are remembered; one that hits another's place takes it.
    private static let placeBitCount: UInt64 = 4

    /// A column of ever new shapes is scanned: one plan for so many cells, after the first few.
    private static let planShare = 32
    private static let planCountFree = 16
    /// The most possible numbers in a cell of a known shape.
    static let pieceCountMax = 8

    /// In shorter cells nothing can stand but the names of a column of names.
    private static let byteCountMin = 4

    private let context: ColumnContext
    private var shapes: [CellShape?] = []
    private var plans: [ShapePlan] = []
    private var clean = CleanCells()
    private var cellCount = 0
    private var planCount = 0

    init(_ context: ColumnContext) {
        self.context = context
    }

    /// What stands in the cell `start..<end`, which is not empty.
    @inline(__always)
    mutating func findings(
        in bytes: Span<UInt8>, from start: Int, to end: Int, using scanner: inout IdentifierScanner
    ) -> [Finding] {
        // The shortest title, a blank and an initial.
        if end - start < Self.byteCountMin, !context.holdsNames { return [] }
        switch CellShape.read(bytes, from: start, to: end, holdsNames: context.holdsNames) {
        case .nothing: return []
        case .unknown: return scanned(bytes.extracting(start..<end), &scanner)
        case .shape(let shape): return findings(shape, bytes, start, end, &scanner)
        }
    }

    private mutating func findings(
        _ shape: CellShape, _ bytes: Span<UInt8>, _ start: Int, _ end: Int,
        _ scanner: inout IdentifierScanner
    ) -> [Finding] {
        let place = shape.place(bitCount: Self.placeBitCount)
        if shapes.isEmpty {
            shapes = Array(repeating: nil, count: 1 << Self.placeBitCount)
            plans = Array(repeating: ShapePlan(), count: 1 << Self.placeBitCount)
        }
        cellCount += 1
        if shapes[place] != shape {
            guard planCount < Self.planCountFree || planCount * Self.planShare < cellCount else {
                return scanned(bytes.extracting(start..<end), &scanner)
            }
            planCount += 1
            plans[place] = scanner.plan(of: bytes.extracting(start..<end), column: context)
            shapes[place] = shape
        }
        guard plans[place].mayHoldNumber else { return [] }
        switch plans[place].verdict(bytes, from: start, to: end) {
        case .nothing: return []
        case .known(let findings): return findings
        case .look(nil): return scanned(bytes.extracting(start..<end), &scanner)
        case .look(let signature?):
            let findings = scanner.findings(
                inTableCell: bytes.extracting(start..<end), column: context)
            plans[place].keep(findings, under: signature)
            return findings
        }
    }

    /// What the scanner finds; the same clean cell is scanned once.
    private mutating func scanned(
        _ cell: Span<UInt8>, _ scanner: inout IdentifierScanner
    ) -> [Finding] {
        guard CellFilter.mayHold(cell, holdsNames: context.holdsNames) else { return [] }
        let key = CleanCells.key(cell)
        if let key, clean.contains(key) { return [] }
        let findings = scanner.findings(inTableCell: cell, column: context)
        if let key, findings.isEmpty { clean.insert(key) }
        return findings
    }
}

extension IdentifierScanner {
    /// What may stand in cells of the same shape as this one.
    mutating func plan(of cell: Span<UInt8>, column: ColumnContext) -> ShapePlan {
        let least = Evidence.least(options.confidence)
        let mayBeWritten = Self.mayBeWritten(cell)
        guard Self.isWordless(cell) else {
            return ShapePlan(nil, isWhole: false, mayBeWritten: mayBeWritten, least: least)
        }
        var pieces: [ShapePlan.Piece] = []
        var chainCount = 0
        var offset = 0
        while let mark = Self.nextMark(in: cell, from: offset, to: cell.count) {
            if let end = Self.shortNumberEnd(at: mark, in: cell) {
                offset = end
                continue
            }
            chain.read(around: mark, from: 0, in: cell)
            offset = max(offset + 1, chain.end)
            chainCount += 1
            // A plus may stand before any number of the world; its plan follows from its digits.
            guard !chain.hasPlus, !chain.isCut else {
                return ShapePlan(nil, isWhole: false, mayBeWritten: mayBeWritten, least: least)
            }
            pieces += chainPieces(in: cell, column: column)
            // A cell of very many possible numbers is searched in full: its plan would be large.
            guard pieces.count <= ShapeBook.pieceCountMax else {
                return ShapePlan(nil, isWhole: false, mayBeWritten: mayBeWritten, least: least)
            }
        }
        return ShapePlan(
            pieces, isWhole: chainCount == 1, mayBeWritten: mayBeWritten, least: least)
    }

    /// The pieces of the chain that some rule or telephone plan has a form for.
    private func chainPieces(in cell: Span<UInt8>, column: ColumnContext) -> [ShapePlan.Piece] {
        guard chain.count >= CandidateMatcher.characterCountMin, chain.digits != 0 else {
            return []
        }
        var pieces: [ShapePlan.Piece] = []
        for group in chain.groups.indices {
            let start = chain.groups[group]
            guard chain.isDivisible(before: start) else { continue }
            for last in group..<chain.groups.count {
                let end = last + 1 < chain.groups.count ? chain.groups[last + 1] : chain.count
                let count = end - start
                guard count >= CandidateMatcher.characterCountMin, chain.isDivisible(before: end),
                    matcher.mayFit(chain, from: start, count: count)
                else { continue }
                let range = range(from: start, to: end, in: cell)
                let surroundings = CandidateMatcher.Surroundings(
                    hits: column.hits, isAlone: Self.isAlone(range, in: cell))
                pieces.append(
                    ShapePlan.Piece(
                        offsets: Array(chain.starts[start..<end]),
                        probes: matcher.probes(chain, from: start, count: count, in: surroundings),
                        phonePoints: matcher.phonePoints(
                            chain, from: start, count: count, in: surroundings)))
            }
        }
        return pieces
    }

    /// Whether no cell of the shape holds a word that says what a number is, or announces a name:
    /// such words have three letters, or two side by side and then a point, a colon or a blank.
    static func isWordless(_ cell: Span<UInt8>) -> Bool {
        var letterCount = 0
        var isJoined = false
        var hasSign = false
        for index in cell.indices {
            let byte = cell[index]
            if ASCII.isLetter(byte) {
                letterCount += 1
                isJoined = isJoined || index > 0 && ASCII.isLetter(cell[index - 1])
            }
            hasSign = hasSign || byte == 0x2e || byte == 0x3a || byte == 0x20
        }
        return letterCount < 2 || letterCount == 2 && !(isJoined && hasSign)
    }

    /// Whether cells of the shape may be whole numbers as ``WrittenNumber`` knows them.
    private static func mayBeWritten(_ cell: Span<UInt8>) -> Bool {
        var (signCount, letterCount) = (0, 0)
        for index in cell.indices {
            let byte = cell[index]
            if ASCII.isDigit(byte) { continue }
            signCount += 1
            switch byte {
            case UInt8(ascii: "."): break
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard index == 0 || ASCII.isLetter(cell[index - 1]) else { return false }
            case _ where ASCII.isLetter(byte): letterCount += 1
            default: return false
            }
        }
        return signCount > 0 && letterCount < 2 && cell.count <= WrittenNumber.byteCountMax
    }
}
