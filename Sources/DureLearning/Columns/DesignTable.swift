/// Scaled rows of a table in memory, scaled anew, block by block, at each visit.
///
/// With many rows a matrix of all of them takes as much memory as the table again, and longer to
/// write than a block takes that stays in the cache.
struct DesignTable: DesignRows {
    /// From so many rows on this is what sums are formed of.
    static let rowCountMin = 1 << 17

    private let table: StudyTable
    /// The complete rows' places; nil where all are complete.
    private let kept: [Int]?
    private let inputs: [Int]
    let rowCount: Int
    let width: Int
    var visitorCountMax: Int { .max }

    /// The complete rows of a table that has many; nil for others.
    init?(_ table: StudyTable, terms: DesignTerms) {
        guard table.rowCount >= Self.rowCountMin else { return nil }
        let isComplete = table.isComplete
        let isWhole = isComplete.allSatisfy { $0 }
        self.table = table
        kept = isWhole ? nil : isComplete.indices.filter { isComplete[$0] }
        rowCount = kept?.count ?? table.rowCount
        inputs = Array(table.columns.inputs.indices)
        width = terms.width
    }

    func visit(
        _ rows: Range<Int>, _ body: (_ matrix: DesignMatrix, _ rows: Range<Int>) -> Void
    ) {
        let size = DesignMatrix.blockRowCount
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
            let block = first..<min(first + size, rows.upperBound)
            body(kept.map { matrix($0[block]) } ?? matrix(block), 0..<block.count)
        }
    }

    /// One row of so many.
    func thinned(by step: Int) -> DesignMatrix {
        matrix(stride(from: 0, to: rowCount, by: step).map { kept?[$0] ?? $0 })
    }

    private func matrix(_ rows: some RandomAccessCollection<Int>) -> DesignMatrix {
        DesignMatrix(table, inputs: inputs, width: width, rows: rows)
    }
}
