/// A member's rows as whole steps and codes.
package struct StatisticsRows: Sendable {
    let layout: StatisticsLayout
    let rowCount: Int
    private let steps: [FixedSteps]
    /// Shape [rows]: the block of each row.
    let blocks: [Int]
    /// Shape [numbers][rows]: the step, or -1 where the value is missing.
    let numbers: [[Int]]
    /// Shape [categories][rows]: the level, or the place of "without".
    let codes: [[Int]]

    init(_ table: StudyTable, layout: StatisticsLayout, steps: [FixedSteps]) {
        self.layout = layout
        self.steps = steps
        rowCount = table.rowCount
        func places(_ input: Int, _ missing: Int) -> [Int] {
            table.codes(input).map { $0 < 0 ? missing : Int($0) }
        }
        blocks =
            layout.group.map { places($0, layout.blockCount - 1) }
            ?? [Int](repeating: 0, count: table.rowCount)
        numbers = zip(layout.numbers, steps).map { input, steps in
            table.numbers(input).map { $0.isNaN ? -1 : steps.index($0) }
        }
        codes = zip(layout.categories, layout.levelCounts).map { places($0, $1 - 1) }
    }

    /// Shape [blocks, width]: the counts of a layout.
    func counts() -> [Double] {
        var counts = [Double](repeating: 0, count: layout.blockCount * layout.width)
        for row in 0..<rowCount { add(row, to: &counts, at: blocks[row] * layout.width) }
        return counts
    }

    private func add(_ row: Int, to counts: inout [Double], at start: Int) {
        counts[start + layout.records] += 1
        for number in numbers.indices {
            let step = numbers[number][row]
            guard step >= 0 else { continue }
            counts[start + layout.present(number)] += 1
            if layout.binCount > 0 {
                let bin = steps[number].bin(of: step, binCount: layout.binCount)
                counts[start + layout.bin(number, bin)] += 1
            }
        }
        for (index, pair) in layout.pairs.enumerated()
        where numbers[pair.first][row] >= 0 && numbers[pair.second][row] >= 0 {
            counts[start + layout.both(index)] += 1
        }
        for category in codes.indices {
            counts[start + layout.level(category, codes[category][row])] += 1
        }
        for (index, cross) in layout.crosses.enumerated() {
            let cell = layout.cell(index, codes[cross.first][row], codes[cross.second][row])
            counts[start + cell] += 1
        }
    }

    /// The sums that are asked for.
    func moments(of openings: StatisticsOpenings) -> [Double] {
        var sums = [Double](repeating: 0, count: openings.count)
        for number in numbers.indices {
            let starts = (0..<layout.blockCount).map {
                openings.start(number, isPair: false, block: $0)
            }
            for row in 0..<rowCount where numbers[number][row] >= 0 {
                guard let start = starts[blocks[row]] else { continue }
                add(numbers[number][row], steps[number], to: &sums, at: start)
            }
        }
        for (index, pair) in layout.pairs.enumerated() {
            let starts = (0..<layout.blockCount).map {
                openings.start(index, isPair: true, block: $0)
            }
            let (a, b) = (steps[pair.first], steps[pair.second])
            let bits = max(a.bitCount, b.bitCount)
            for row in 0..<rowCount {
                let (u, v) = (numbers[pair.first][row], numbers[pair.second][row])
                guard u >= 0, v >= 0, let start = starts[blocks[row]] else { continue }
                add(u, a, to: &sums, at: start)
                add(v, b, to: &sums, at: start + 3)
                let (high, low) = SplitProduct.parts(u, v, bits: bits)
                sums[start + 6] += high
                sums[start + 7] += low
            }
        }
        return sums
    }

    private func add(_ step: Int, _ steps: FixedSteps, to sums: inout [Double], at start: Int) {
        let (high, low) = SplitProduct.parts(step, step, bits: steps.bitCount)
        sums[start] += Double(step)
        sums[start + 1] += high
        sums[start + 2] += low
    }

    /// For each quantile that is asked for, how many values lie from its interval's start up to
    /// its middle.
    func below(_ intervals: [QuantileInterval], of openings: StatisticsOpenings) -> [Double] {
        var counts = [Double](repeating: 0, count: intervals.count)
        let quantileCount = openings.quantileCount
        for number in numbers.indices {
            let starts = (0...layout.blockCount).map {
                openings.quantileStart(number, block: $0)
            }
            func add(_ step: Int, at start: Int?) {
                guard let start else { return }
                for index in start..<start + quantileCount where intervals[index].asks(step) {
                    counts[index] += 1
                }
            }
            for row in 0..<rowCount where numbers[number][row] >= 0 {
                add(numbers[number][row], at: starts[blocks[row]])
                add(numbers[number][row], at: starts[layout.overall])
            }
        }
        return counts
    }
}
