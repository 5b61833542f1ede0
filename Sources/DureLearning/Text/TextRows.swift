/// Texts as counts of buckets: for each row its buckets, rising, and how often each occurs, damped.
///
/// Rows that miss a text are left out and counted. A row of texts without any n-gram is a row like
/// any other: it says what the intercepts say.
package struct TextRows: Sendable {
    /// How many rows are used.
    package let rowCount: Int
    /// How many rows were left out: by the table, or because a text was missing.
    package let droppedRowCount: Int
    /// Shape [rowCount + 1]: where each row's entries begin, and where the last one's end.
    let starts: [Int]
    /// Shape [entries].
    let buckets: [UInt32]
    /// Shape [entries]: 1 + ln of the count, at least 1.
    let counts: [Float]
    /// Shape [rowCount]: the class's place; empty without a target.
    let target: [Int]
    /// Shape [rowCount]; empty where all rows count 1.
    let weights: [Double]
    /// How many buckets there are.
    let bucketCount: Int

    /// Counts a table's complete rows.
    package init(_ table: StudyTable, features: TextFeatures) {
        let isComplete = table.isComplete
        let kept = (0..<table.rowCount).filter { isComplete[$0] }
        var starts = [0]
        var buckets: [UInt32] = []
        var counts: [Float] = []
        var found: [UInt32] = []
        for row in kept {
            found.removeAll(keepingCapacity: true)
            for (column, texts) in table.texts.enumerated() {
                features.append(bucketsOf: texts[row], column: column, to: &found)
            }
            found.sort()
            var first = 0
            while first < found.count {
                var end = first + 1
                while end < found.count, found[end] == found[first] { end += 1 }
                buckets.append(found[first])
                counts.append(Self.damped(end - first))
                first = end
            }
            starts.append(buckets.count)
        }
        self.starts = starts
        self.buckets = buckets
        self.counts = counts
        func chosen(_ list: [Double]) -> [Double] { list.isEmpty ? [] : kept.map { list[$0] } }
        // A table's targets are places of classes, 0 or 1 where there are two.
        target = chosen(table.target).map { Int($0) }
        weights = chosen(table.weights)
        rowCount = kept.count
        droppedRowCount = table.droppedRowCount + table.rowCount - kept.count
        bucketCount = features.bucketCount
    }

    private static let smallCounts = (0..<64).map { Float(1 + Elementary.log(Double(max($0, 1)))) }

    /// 1 + ln of a count: the tenth occurrence says less than the first.
    private static func damped(_ count: Int) -> Float {
        count < smallCounts.count
            ? smallCounts[count] : Float(1 + Elementary.log(Double(count)))
    }

    /// The rows at those positions, in that order.
    func rows(at positions: [Int]) -> TextRows { TextRows(self, at: positions) }

    private init(_ whole: TextRows, at positions: [Int]) {
        var starts = [0]
        var buckets: [UInt32] = []
        var counts: [Float] = []
        for row in positions {
            buckets += whole.buckets[whole.entries(row)]
            counts += whole.counts[whole.entries(row)]
            starts.append(buckets.count)
        }
        self.starts = starts
        self.buckets = buckets
        self.counts = counts
        target = whole.target.isEmpty ? [] : positions.map { whole.target[$0] }
        weights = whole.weights.isEmpty ? [] : positions.map { whole.weights[$0] }
        rowCount = positions.count
        droppedRowCount = 0
        bucketCount = whole.bucketCount
    }

    /// Where a row's buckets and counts are.
    func entries(_ row: Int) -> Range<Int> { starts[row]..<starts[row + 1] }

    /// How much a row counts.
    func weight(_ row: Int) -> Double { weights.isEmpty ? 1 : weights[row] }
}
