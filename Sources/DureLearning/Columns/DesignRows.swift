internal import DureTensor

/// Scaled rows for the sums of a linear predictor, wherever they lie.
package protocol DesignRows: Sendable {
    /// How many rows are used.
    var rowCount: Int { get }
    /// How many numbers a row has.
    var width: Int { get }
    /// How many workers at most may visit rows at the same time.
    var visitorCountMax: Int { get }

    /// Hands over some of the rows, in their order, in pieces that a block of rows never spans.
    ///
    /// - Parameters:
    ///   - rows: Beginning at a multiple of ``RowBlock/rowCountMax``.
    ///   - body: Takes a matrix, and which of its rows are meant: blocks of that many from the
    ///     first on, of which the last of all may be smaller.
    /// - Throws: ``LearningError/rowsUnreadable``.
    func visit(
        _ rows: Range<Int>, _ body: (_ matrix: DesignMatrix, _ rows: Range<Int>) -> Void
    ) throws(LearningError)
}

extension DesignMatrix: DesignRows {
    package var visitorCountMax: Int { .max }

    package func visit(
        _ rows: Range<Int>, _ body: (_ matrix: DesignMatrix, _ rows: Range<Int>) -> Void
    ) {
        body(self, rows)
    }
}

extension DesignRows {
    /// Adds what parts of the rows say: the same bits at any number of workers, and wherever the
    /// rows lie.
    ///
    /// Parts are cut by the number of rows alone and added in their order.
    ///
    /// - Parameters:
    ///   - dimension: How many coefficients: the more, the fewer parts.
    ///   - count: How many numbers a part's sum has.
    /// - Throws: ``LearningError/contributionNotFinite``, or what a part throws.
    func sum(
        dimension: Int, count: Int, pool: WorkerPool,
        _ partSum: @Sendable (_ rows: Range<Int>) throws(LearningError) -> [Double]
    ) throws(LearningError) -> [Double] {
        let parts = LinearSum.parts(rowCount: rowCount, width: dimension)
        let lanes = min(parts.count, visitorCountMax)
        let sums = pool.mapped(lanes) { lane in
            stride(from: lane, to: parts.count, by: lanes).map { part in
                Result { () throws(LearningError) in try partSum(parts[part]) }
            }
        }
        var sum = [Double](repeating: 0, count: count)
        for part in parts.indices {
            let part = try sums[part % lanes][part / lanes].get()
            for index in sum.indices { sum[index] += part[index] }
        }
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    /// As ``visit(_:_:)``, block by block.
    func visitBlocks(
        _ rows: Range<Int>, _ body: (_ matrix: DesignMatrix, _ rows: Range<Int>) -> Void
    ) throws(LearningError) {
        try visit(rows) { matrix, rows in
            let size = RowBlock.rowCountMax
            for first in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
                body(matrix, first..<min(first + size, rows.upperBound))
            }
        }
    }
}

/// Rows that are read and scaled anew at each visit: no more than a part of them is in memory.
struct DesignStream: DesignRows {
    let rowCount: Int
    let width: Int
    let visitorCountMax: Int
    private let stream: StudyStream
    /// For each part, the place of its first complete row among all.
    private let firstRows: [Int]

    init(_ stream: StudyStream, terms: DesignTerms) {
        self.stream = stream
        rowCount = stream.completeRowCount
        width = terms.width
        visitorCountMax = max(1, stream.byteCountMax / max(stream.partByteCountMax, 1))
        var count = 0
        firstRows = stream.counts.map { part in
            defer { count += part.completeRowCount }
            return count
        }
    }

    func visit(
        _ rows: Range<Int>, _ body: (_ matrix: DesignMatrix, _ rows: Range<Int>) -> Void
    ) throws(LearningError) {
        /// The rows of a block that ends in the next part.
        var begun: DesignMatrix?
        for (part, first) in firstRows.enumerated() {
            let held = first..<first + stream.counts[part].completeRowCount
            let wanted = held.clamped(to: rows)
            guard !wanted.isEmpty else { continue }
            let matrix = DesignMatrix(try stream.table(part))
            var rest = wanted.lowerBound - first..<wanted.upperBound - first
            if let head = begun {
                let missing = rest.prefix(RowBlock.rowCountMax - head.rowCount)
                let block = head.joined(with: matrix.rows(at: Array(missing)))
                rest = missing.upperBound..<rest.upperBound
                begun = block
                guard block.rowCount == RowBlock.rowCountMax else { continue }
                body(block, 0..<block.rowCount)
            }
            let whole = rest.prefix(rest.count - rest.count % RowBlock.rowCountMax)
            if !whole.isEmpty { body(matrix, whole) }
            rest = whole.upperBound..<rest.upperBound
            begun = rest.isEmpty ? nil : matrix.rows(at: Array(rest))
        }
        if let begun { body(begun, 0..<begun.rowCount) }
    }
}
