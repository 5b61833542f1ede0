/// Where the numbers of a sum with noise stand: every block's counts, then its scaled sums.
struct NoisyLayout: Sendable, Hashable {
    /// Σs and Σs² of a number that is scaled to -1...1.
    static let numberCount = 2
    /// Σs, Σt, Σs², Σt² and Σst of a pair.
    static let pairCount = 5

    let layout: StatisticsLayout

    private var sumWidth: Int {
        layout.numbers.count * Self.numberCount + layout.pairs.count * Self.pairCount
    }

    /// How many numbers a sum has.
    var count: Int { layout.blockCount * (layout.width + sumWidth) }

    /// Where the sums of a number in a block begin.
    func number(_ number: Int, block: Int) -> Int {
        layout.blockCount * layout.width + block * sumWidth + number * Self.numberCount
    }

    /// Where the sums of a pair in a block begin.
    func pair(_ pair: Int, block: Int) -> Int {
        number(layout.numbers.count, block: block) + pair * Self.pairCount
    }

    /// The square of the longest vector that one record can give: it stands in one block, there
    /// in one level of each category, in one cell of each table, and, where nothing is missing, in
    /// one bin of each number; every scaled value and product is at most 1.
    var squaredNormMax: Int {
        let perNumber = 1 + Self.numberCount + (layout.binCount > 0 ? 1 : 0)
        return 1 + layout.numbers.count * perNumber + layout.categories.count
            + layout.crosses.count + layout.pairs.count * (1 + Self.pairCount)
    }
}

extension Statistics {
    var noisyLayout: NoisyLayout { NoisyLayout(layout: layout) }

    /// The longest vector of one record, for studies with noise; it follows from the columns alone.
    package var usesIncompleteRows: Bool { true }

    package var clippingBound: Double? {
        guard isNoisy else { return nil }
        // A hair longer, so that rounding never lets a record pass the bound.
        return Double(noisyLayout.squaredNormMax).squareRoot() * (1 + 0x1p-40)
    }

    /// Ends with the sum and, after it, the standard deviation of the noise in each of its numbers.
    func advanceNoisy(_ state: ModelState, _ sum: [Double], survivors: Int) -> Advance {
        let records = (0..<layout.blockCount).reduce(0.0) {
            $0 + sum[$1 * layout.width + layout.records]
        }
        guard records > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        let noise = (noisePerMember ?? 0) * Double(max(survivors, 0)).squareRoot()
        return .finished(successor(of: state, sum + [noise]), .converged)
    }

    /// Every number is rounded to a grid, of which ±1 are points: so the sums are exact.
    func noisyContribution(
        from rows: StatisticsRows
    ) throws(LearningError) -> [Double] {
        guard rows.rowCount <= SumGrid.recordCountMax else {
            throw .badSetting(name: "records-max")
        }
        let grid = SumGrid(normMax: 1, dimension: 1)
        let places = noisyLayout
        var sum = rows.counts() + [Double](repeating: 0, count: places.count)
        sum.removeLast(layout.blockCount * layout.width)
        for row in 0..<rows.rowCount {
            let block = rows.blocks[row]
            func scaled(_ number: Int) -> Double? {
                let step = rows.numbers[number][row]
                return step < 0 ? nil : 2 * Double(step) / Double(steps[number].count) - 1
            }
            for number in layout.numbers.indices {
                guard let s = scaled(number) else { continue }
                let start = places.number(number, block: block)
                sum[start] += grid.rounded(s)
                sum[start + 1] += grid.rounded(s * s)
            }
            for (index, pair) in layout.pairs.enumerated() {
                guard let s = scaled(pair.first), let t = scaled(pair.second) else { continue }
                let start = places.pair(index, block: block)
                for (place, value) in [s, t, s * s, t * t, s * t].enumerated() {
                    sum[start + place] += grid.rounded(value)
                }
            }
        }
        return sum
    }
}
