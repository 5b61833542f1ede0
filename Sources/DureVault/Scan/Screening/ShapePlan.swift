/// What can be in the cells of one shape, in one column: worked out once for all of them.
///
/// It never says more than the scanner would: where it cannot tell, it asks for the scanner.
struct ShapePlan: Sendable {
    /// Cells with more letters may hold words, which say what their numbers are.
    static let letterCountMax = 2
    /// So many answers are kept; each is found by the verdicts of all rules that fit.
    private static let answerBitCount: UInt64 = 6

    /// A rule that has a form for a piece of the cell.
    struct Probe: Sendable {
        let check: IdentifierRule.Check
        /// The points where the check fails, and where it does not; nil where it is no finding.
        let failedPoints: Int?
        let passedPoints: Int?
    }

    /// Digits and letters that may be one number.
    struct Piece: Sendable {
        /// Where each of them stands in the cell.
        let offsets: [Int]
        let probes: [Probe]
        /// The most points of a telephone number at home that begins with these two digits; empty
        /// where the piece is none.
        let phonePoints: [Int]
    }

    private enum Answer: Sendable {
        case none
        case findings(signature: UInt64, [Finding])
    }

    /// A probe that can be told by itself: with too few points nothing else matters of it.
    private struct Strong: Sendable {
        let piece: Int
        let check: IdentifierRule.Check
        let isFailedTold: Bool
        let isPassedTold: Bool
    }

    private let pieces: [Piece]
    private let strong: [Strong]
    /// The pieces that may be telephone numbers of enough points.
    private let phones: [Int]
    /// False where nothing can be in such cells, whatever their digits are.
    let mayHoldNumber: Bool
    /// Only the scanner can tell.
    private let isOpen: Bool
    /// A whole number may be written as if it were a measurement.
    private let mayBeWritten: Bool
    /// The verdicts of all rules fit into a signature, and decide all.
    private let isSigned: Bool
    private let least: Int
    private var answers: [Answer] = []
    /// Kept so that no cell needs memory of its own.
    private var values: [[UInt8]]

    /// - Parameters:
    ///   - pieces: All pieces that the scanner may look at while nothing is found; nil where
    ///     only the scanner can tell.
    ///   - isWhole: They are of one chain, so that no finding changes what the others are.
    ///   - least: The points from which on a finding is told.
    init(_ pieces: [Piece]?, isWhole: Bool, mayBeWritten: Bool, least: Int) {
        isOpen = pieces == nil
        let pieces = pieces ?? []
        self.pieces = pieces
        strong = pieces.enumerated().flatMap { index, piece in
            piece.probes.map { probe in
                Strong(
                    piece: index, check: probe.check,
                    isFailedTold: (probe.failedPoints ?? 0) >= least,
                    isPassedTold: (probe.passedPoints ?? 0) >= least)
            }
            .filter { $0.isFailedTold || $0.isPassedTold }
        }
        phones = pieces.indices.filter { index in
            pieces[index].phonePoints.contains { $0 >= least }
        }
        mayHoldNumber = isOpen || mayBeWritten || !strong.isEmpty || !phones.isEmpty
        self.mayBeWritten = mayBeWritten
        self.least = least
        values = self.pieces.map { Array(repeating: 0, count: $0.offsets.count) }
        let bitCount = self.pieces.reduce(0) {
            $0 + 1 + 2 * $1.probes.count + ($1.phonePoints.isEmpty ? 0 : Self.prefixBitCount)
        }
        isSigned = isWhole && bitCount <= 64
    }

    /// Of a shape that is not known yet.
    init() { self.init(nil, isWhole: false, mayBeWritten: false, least: 1) }

    enum Verdict {
        case nothing
        /// What the scanner found in a cell with the same signature.
        case known([Finding])
        /// The scanner has to look; its answer is to be kept under the signature.
        case look(signature: UInt64?)
    }

    /// What is known of the cell `start..<end`, which has this shape.
    mutating func verdict(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> Verdict {
        guard !isOpen else { return .look(signature: nil) }
        if mayBeWritten, Self.isWhole(bytes, from: start, to: end) { return .look(signature: nil) }
        guard !strong.isEmpty || !phones.isEmpty else { return .nothing }
        for index in pieces.indices { fill(index, bytes, at: start) }
        guard mayBeTold() else { return .nothing }
        guard isSigned, let signature = signature() else { return .look(signature: nil) }
        if !answers.isEmpty, case .findings(signature, let known) = answers[Self.place(signature)] {
            return .known(known)
        }
        return .look(signature: signature)
    }

    /// Keeps what the scanner found.
    mutating func keep(_ findings: [Finding], under signature: UInt64) {
        if answers.isEmpty {
            answers = Array(repeating: .none, count: 1 << Self.answerBitCount)
        }
        answers[Self.place(signature)] = .findings(signature: signature, findings)
    }

    private static func place(_ signature: UInt64) -> Int {
        Int((signature &* 0x9e37_79b9_7f4a_7c15) >> (64 - answerBitCount))
    }

    private mutating func fill(_ index: Int, _ bytes: Span<UInt8>, at start: Int) {
        for place in pieces[index].offsets.indices {
            let byte = bytes[start + pieces[index].offsets[place]]
            values[index][place] = ASCII.isLetter(byte) ? byte & 0xdf : byte
        }
    }

    /// Whether a rule or a telephone plan has points enough for a piece.
    private func mayBeTold() -> Bool {
        for index in phones {
            let first = Checks.number(values[index], 0..<2)
            if pieces[index].phonePoints[first] >= least { return true }
        }
        for probe in strong {
            switch probe.check(values[probe.piece]) {
            case .impossible: break
            case .failed: if probe.isFailedTold { return true }
            case .passed, .unchecked: if probe.isPassedTold { return true }
            }
        }
        return false
    }

    // MARK: Signatures

    /// The digits that tell telephone plans apart.
    static let prefixCount = 4
    private static let prefixBitCount = 14

    /// All that the scanner would learn from the digits and letters; nil where that is more.
    private func signature() -> UInt64? {
        var signature: UInt64 = 0
        for index in pieces.indices {
            let (piece, values) = (pieces[index], values[index])
            signature = signature << 1 | (Checks.isUniform(values) ? 1 : 0)
            if !piece.phonePoints.isEmpty {
                // Two zeros begin an international number, whose country follows.
                if values[0] == 0x30, values[1] == 0x30 { return nil }
                let prefix = Checks.number(values, 0..<Self.prefixCount)
                signature = signature << UInt64(Self.prefixBitCount) | UInt64(prefix)
            }
            for probe in piece.probes {
                let bits: UInt64 =
                    switch probe.check(values) {
                    case .impossible: 0
                    case .failed: 1
                    case .passed: 2
                    case .unchecked: 3
                    }
                signature = signature << 2 | bits
            }
        }
        return signature
    }

    /// Whether a number has no fraction but zeros, or may have an exponent.
    private static func isWhole(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var isBehindPoint = false
        var isFraction = false
        for index in start..<end {
            let byte = bytes[index]
            if ASCII.isLetter(byte) { return byte | 0x20 == UInt8(ascii: "e") }
            if byte == UInt8(ascii: ".") { isBehindPoint = true }
            if isBehindPoint, byte &- 0x31 < 9 { isFraction = true }
        }
        return !isFraction
    }
}
