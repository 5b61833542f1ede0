/// A member's rows in parts that are read one by one, as often as they are wanted.
package protocol TableParts: Sendable {
    /// What the columns are.
    var columns: StudyColumns { get }
    /// How many parts.
    var partCount: Int { get }

    /// The rows of one part: the same at every reading.
    ///
    /// - Throws: What the place that they lie in throws, or ``LearningError`` for rows that a study
    ///   cannot read; its row numbers count from the part's first.
    func table(_ part: Int) throws -> StudyTable
}

/// The rows that a member learns from: all in memory, or read part by part for every sum.
package enum StudyRows: Sendable {
    /// In memory.
    case held(StudyTable)
    /// Where they lie.
    case streamed(StudyStream)

    /// Counts the rows, and holds them where they and what is made of them fit into memory.
    ///
    /// - Parameter byteCountMax: How many bytes of memory learning may take; about that many.
    /// - Throws: What reading throws; ``LearningError`` with row numbers that count from the first
    ///   part's first row.
    package init(reading parts: some TableParts, within byteCountMax: Int) throws {
        let stream = try StudyStream(parts, byteCountMax: byteCountMax)
        if stream.heldByteCount <= byteCountMax, let table = try stream.joined() {
            self = .held(table)
        } else {
            self = .streamed(stream)
        }
    }

    /// What the columns are.
    package var columns: StudyColumns {
        switch self {
        case .held(let table): table.columns
        case .streamed(let stream): stream.columns
        }
    }

    /// How many rows.
    package var rowCount: Int {
        switch self {
        case .held(let table): table.rowCount
        case .streamed(let stream): stream.rowCount
        }
    }

    /// Hands over all rows, table by table, in their order.
    func forEachTable(
        _ body: (_ table: StudyTable, _ firstRow: Int) -> Void
    ) throws(LearningError) {
        switch self {
        case .held(let table): body(table, 0)
        case .streamed(let stream):
            for part in stream.counts.indices {
                body(try stream.table(part), stream.firstRows[part])
            }
        }
    }
}

extension SumAlgorithm {
    /// How many of the rows the algorithm learns from.
    package func usedRowCount(of rows: StudyRows) -> Int {
        switch rows {
        case .held(let table): usedRowCount(of: table)
        case .streamed(let stream):
            usesIncompleteRows ? stream.rowCount : stream.completeRowCount
        }
    }

    /// The sums of an algorithm whose contributions add up without rounding: part by part.
    func partwiseSums(from stream: StudyStream) -> StreamedSums {
        { (state) throws(LearningError) in
            var sum = [Double](repeating: 0, count: sumLength(at: state))
            for part in stream.counts.indices {
                let own = try contribution(to: state, from: try stream.table(part))
                for index in sum.indices { sum[index] += own[index] }
            }
            return sum
        }
    }
}
