/// What the first sum of a text study tells: how many rows there are, and in how many of them each
/// bucket occurs.
struct TextOpening: Sendable {
    /// With rows of a weight above 0 only.
    let rowCount: Double
    /// Shape [buckets], each within 0...rowCount.
    let frequencies: [Double]

    /// How many numbers the first sum has: frequencies, rows, each class's weight.
    static func sumCount(_ layout: TextSum) -> Int { layout.bucketCount + 1 + layout.classCount }

    static func bounds(_ layout: TextSum) -> [Double] {
        [Double](repeating: 1, count: layout.bucketCount + 1)
            + [Double](repeating: layout.weightMax, count: layout.classCount)
    }

    static func contribution(from rows: TextRows, _ layout: TextSum) -> [Double] {
        var sum = [Double](repeating: 0, count: sumCount(layout))
        for row in 0..<rows.rowCount where rows.weight(row) > 0 {
            for place in rows.entries(row) { sum[Int(rows.buckets[place])] += 1 }
            sum[layout.bucketCount] += 1
            sum[layout.bucketCount + 1 + rows.target[row]] += rows.weight(row)
        }
        return sum
    }

    /// - Parameter sum: Shape [``sumCount(_:)``], finite, more than 0 rows.
    init(sum: [Double], _ layout: TextSum) {
        self.init(rowCount: sum[layout.bucketCount], frequencies: sum.prefix(layout.bucketCount))
    }

    /// How many numbers ``packed`` has.
    static func count(_ layout: TextSum) -> Int { 1 + layout.bucketCount }

    /// Rows, then frequencies.
    var packed: [Double] { [rowCount] + frequencies }

    /// Reads ``packed`` at the front of a state's memory; nil where there is less.
    init?(_ memory: [Double], _ layout: TextSum) {
        guard memory.count >= Self.count(layout) else { return nil }
        self.init(rowCount: memory[0], frequencies: memory[1...layout.bucketCount])
    }

    private init(rowCount: Double, frequencies: ArraySlice<Double>) {
        // A sum is no more than a claim: whatever it says, frequencies are at most the rows.
        let rowCount = min(max(rowCount, 0), 0x1p53)
        self.rowCount = rowCount
        self.frequencies = frequencies.map { min(max($0, 0), rowCount) }
    }

    /// How much an n-gram of each bucket counts: 1 or more.
    var bucketWeights: [Double] {
        frequencies.map { Elementary.log((1 + rowCount) / (1 + $0)) + 1 }
    }

    /// About the sum over the rows of each bucket's squared values, so that all rows' squares add
    /// up to their weight.
    func squares(weight: Double) -> [Double] {
        let squares = zip(frequencies, bucketWeights).map { $0 * $1 * $1 }
        let sum = squares.reduce(0, +)
        return sum > 0 ? squares.map { $0 / sum * weight } : squares
    }
}
