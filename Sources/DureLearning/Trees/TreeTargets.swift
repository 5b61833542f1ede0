/// What trees keep of rows beside their bins.
struct TreeTargets: Sendable {
    /// How many rows.
    let rowCount: Int
    /// The largest weight that a row may have.
    let weightMax: Double
    /// Shape [rowCount].
    private(set) var target: [Double] = []
    /// Shape [rowCount]; empty where all rows count 1.
    private(set) var weights: [Double] = []
    /// Shape [rowCount]; empty without an offset.
    private(set) var offsets: [Double] = []

    /// Room for the targets of those rows.
    init(_ rows: StudyRows) {
        rowCount = rows.rowCount
        weightMax = rows.columns.weight?.upper ?? 1
        guard case .streamed = rows else { return }
        target.reserveCapacity(rowCount)
        if rows.columns.weight != nil { weights.reserveCapacity(rowCount) }
        if rows.columns.offset != nil { offsets.reserveCapacity(rowCount) }
    }

    /// Adds the rows that follow.
    mutating func append(_ table: StudyTable) {
        if table.rowCount == rowCount {
            (target, weights, offsets) = (table.target, table.weights, table.offsets)
        } else {
            target += table.target
            weights += table.weights
            offsets += table.offsets
        }
    }
}
