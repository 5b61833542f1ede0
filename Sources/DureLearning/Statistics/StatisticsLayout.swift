/// What the numbers of a block of counts mean, and where they stand.
///
/// There is a block for each level of the grouping category and one for rows without a level;
/// without a grouping category there is one block. A block holds: records; for each number, how
/// many are present; for each pair, how many have both; each number's histogram; each category's
/// levels and the count without one; each cross table, row-major, with the places of "without".
struct StatisticsLayout: Sendable, Hashable {
    /// Two columns by their places.
    struct Pair: Sendable, Hashable {
        let first: Int
        let second: Int
    }

    /// Each number column: its place among the inputs.
    let numbers: [Int]
    /// Each category column but the grouping one: its place among the inputs.
    let categories: [Int]
    /// The grouping column's place among the inputs.
    let group: Int?
    /// Pairs of ``numbers``.
    let pairs: [Pair]
    /// Pairs of ``categories``.
    let crosses: [Pair]
    /// Bins of each histogram; 0 without histograms.
    let binCount: Int
    /// How many blocks.
    let blockCount: Int
    /// For each category, how many levels, the place of "without" counted.
    let levelCounts: [Int]
    private let levelStarts: [Int]
    private let crossStarts: [Int]
    /// How many counts a block has.
    let width: Int

    init(
        numbers: [Int], categories: [(input: Int, levelCount: Int)],
        group: (input: Int, levelCount: Int)?, pairs: [Pair], crosses: [Pair], binCount: Int
    ) {
        self.numbers = numbers
        self.categories = categories.map(\.input)
        self.group = group?.input
        self.pairs = pairs
        self.crosses = crosses
        self.binCount = binCount
        blockCount = group.map { $0.levelCount + 1 } ?? 1
        let levelCounts = categories.map { $0.levelCount + 1 }
        var place = 1 + numbers.count + pairs.count + numbers.count * binCount
        var levelStarts: [Int] = []
        for count in levelCounts {
            levelStarts.append(place)
            place += count
        }
        var crossStarts: [Int] = []
        for cross in crosses {
            crossStarts.append(place)
            place += levelCounts[cross.first] * levelCounts[cross.second]
        }
        self.levelCounts = levelCounts
        self.levelStarts = levelStarts
        self.crossStarts = crossStarts
        width = place
    }

    var records: Int { 0 }
    func present(_ number: Int) -> Int { 1 + number }
    func both(_ pair: Int) -> Int { 1 + numbers.count + pair }
    func bin(_ number: Int, _ bin: Int) -> Int {
        1 + numbers.count + pairs.count + number * binCount + bin
    }
    func level(_ category: Int, _ code: Int) -> Int { levelStarts[category] + code }
    func cell(_ cross: Int, _ first: Int, _ second: Int) -> Int {
        crossStarts[cross] + first * levelCounts[crosses[cross].second] + second
    }

    /// How many counts there are, those of all blocks together included.
    var releasedCount: Int { (blockCount + 1) * width }
    /// The block of all rows.
    var overall: Int { blockCount }

    /// The sums that hold among one block's counts, by place.
    var linesOfBlock: [SuppressionLine] {
        var lines: [SuppressionLine] = []
        for category in categories.indices {
            let parts = (0..<levelCounts[category]).map { level(category, $0) }
            lines.append(SuppressionLine(total: records, parts: parts))
        }
        if binCount > 0 {
            for number in numbers.indices {
                let parts = (0..<binCount).map { bin(number, $0) }
                lines.append(SuppressionLine(total: present(number), parts: parts))
            }
        }
        for (index, cross) in crosses.enumerated() {
            let (rows, columns) = (levelCounts[cross.first], levelCounts[cross.second])
            for row in 0..<rows {
                lines.append(
                    SuppressionLine(
                        total: level(cross.first, row),
                        parts: (0..<columns).map { cell(index, row, $0) }))
            }
            for column in 0..<columns {
                lines.append(
                    SuppressionLine(
                        total: level(cross.second, column),
                        parts: (0..<rows).map { cell(index, $0, column) }))
            }
        }
        return lines
    }

    /// All sums that hold among the released counts.
    var lines: [SuppressionLine] {
        var lines: [SuppressionLine] = []
        for block in 0...blockCount {
            lines += linesOfBlock.map { $0.moved(by: block * width) }
        }
        for place in 0..<width {
            lines.append(
                SuppressionLine(
                    total: overall * width + place,
                    parts: (0..<blockCount).map { $0 * width + place }))
        }
        return lines
    }
}
