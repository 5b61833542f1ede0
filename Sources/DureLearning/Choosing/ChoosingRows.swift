import Synchronization

/// A member's rows by folds, in the form of the algorithms that have asked for them.
///
/// What does not depend on a candidate's settings is made once for all of them. What does is kept
/// from round to round as long as there is room, and made anew where there is none.
package final class ChoosingRows: Sendable {
    /// The rows as the study reads them.
    let table: StudyTable
    /// Shape [rows]: the fold.
    let folds: [Int]
    private let keptByteCountMax: Int
    private let made = Mutex(Made())

    /// Room for what candidates do not share, by default.
    private static let keptByteCountDefault = 1 << 31
    /// About what a row takes beside a byte for each input: scores, gradients, places.
    private static let byteCountPerRow = 64

    private struct Made: Sendable {
        var tables: [Int: StudyTable] = [:]
        var rows: [Key: any Sendable] = [:]
        /// What those take that are one candidate's, by estimate.
        var byteCount = 0
    }

    private struct Key: Hashable {
        /// The fold that is left out; nil where none is.
        let fold: Int?
        /// Whose rows; nil for rows that all candidates share.
        let candidate: Int?
        let form: ObjectIdentifier
    }

    init(
        _ table: StudyTable, foldCount: Int,
        keptByteCountMax: Int = ChoosingRows.keptByteCountDefault
    ) {
        self.table = table
        self.keptByteCountMax = keptByteCountMax
        folds = RecordFolds.folds(of: table, count: foldCount)
    }

    /// In how many forms rows are kept.
    var keptCount: Int { made.withLock { $0.rows.count } }

    /// The rows that a fold holds out.
    func heldOut(_ fold: Int) -> StudyTable {
        table.rows(at: folds.indices.filter { folds[$0] == fold })
    }

    /// The rows that a candidate learns from: all outside a fold, or all.
    ///
    /// - Throws: As ``SumAlgorithm/rows(of:)``.
    func rows<Algorithm: SumAlgorithm>(
        for algorithm: Algorithm, of candidate: Int, without fold: Int?
    ) throws(LearningError) -> Algorithm.Rows {
        let isShared = Algorithm.rowsFollowTable
        let key = Key(
            fold: fold, candidate: isShared ? nil : candidate,
            form: ObjectIdentifier(Algorithm.Rows.self))
        let found = made.withLock { made -> (any Sendable)? in
            // Once all rows are learnt from, no fold is asked for again.
            if fold == nil, made.rows.keys.contains(where: { $0.fold != nil }) { made = Made() }
            return made.rows[key]
        }
        if let rows = found as? Algorithm.Rows { return rows }
        let rows = try algorithm.rows(of: part(without: fold, isKept: !isShared))
        let byteCount = isShared ? 0 : byteCount
        made.withLock { made in
            guard made.byteCount + byteCount <= keptByteCountMax else { return }
            made.rows[key] = rows
            made.byteCount += byteCount
        }
        return rows
    }

    /// About what one candidate's form of all rows takes.
    private var byteCount: Int {
        table.rowCount * (Self.byteCountPerRow + table.columns.inputs.count)
    }

    private func part(without fold: Int?, isKept: Bool) -> StudyTable {
        guard let fold else { return table }
        if let part = made.withLock({ $0.tables[fold] }) { return part }
        let part = table.rows(at: folds.indices.filter { folds[$0] != fold })
        if isKept { made.withLock { $0.tables[fold] = part } }
        return part
    }
}
