/// A state's memory, read: the counts that are shown, then sums, then intervals.
struct StatisticsMemory: Sendable {
    /// What the next round asks.
    enum Phase: Sendable {
        case counts
        case moments(StatisticsOpenings)
        /// With the memory before the intervals.
        case quantiles(StatisticsOpenings, [Double], [QuantileInterval])
    }

    let phase: Phase

    /// Nil for a state that is not this algorithm's.
    init?(_ state: ModelState, of algorithm: Statistics) {
        if state.round == 0 {
            guard state.memory.isEmpty else { return nil }
            phase = .counts
            return
        }
        let layout = algorithm.layout
        guard !algorithm.isNoisy, state.memory.count >= layout.releasedCount else { return nil }
        let openings = StatisticsOpenings(
            shown: Array(state.memory[..<layout.releasedCount]), of: algorithm)
        let sumEnd = layout.releasedCount + openings.count
        if state.round == 1, state.memory.count == layout.releasedCount {
            phase = .moments(openings)
            return
        }
        let packedCount = QuantileInterval.packedCount
        guard
            state.memory.count == sumEnd + openings.quantileEntries.count * packedCount,
            let intervals = Self.intervals(state.memory[sumEnd...])
        else { return nil }
        phase = .quantiles(openings, Array(state.memory[..<sumEnd]), intervals)
    }

    static func intervals(_ numbers: ArraySlice<Double>) -> [QuantileInterval]? {
        let packedCount = QuantileInterval.packedCount
        guard numbers.count.isMultiple(of: packedCount) else { return nil }
        var intervals: [QuantileInterval] = []
        for start in stride(from: numbers.startIndex, to: numbers.endIndex, by: packedCount) {
            guard let interval = QuantileInterval(packed: numbers[start..<start + packedCount])
            else { return nil }
            intervals.append(interval)
        }
        return intervals
    }
}

extension StatisticsLayout {
    /// The layout of a study's columns.
    ///
    /// - Throws: ``LearningError/unknownColumn(column:)`` or ``LearningError/badSetting(name:)``.
    init(columns: StudyColumns, plan: Statistics.Plan) throws(LearningError) {
        var numbers: [(name: String, input: Int)] = []
        var categories: [(name: String, input: Int, count: Int)] = []
        var group: (input: Int, levelCount: Int)?
        for (index, input) in columns.inputs.enumerated() {
            switch input {
            case .number: numbers.append((input.name, index))
            case .category(let category) where category.column == plan.group:
                group = (index, category.levels.count)
            case .category(let category):
                categories.append((category.column, index, category.levels.count))
            }
        }
        if let name = plan.group, group == nil { throw .unknownColumn(column: name) }
        func place(_ name: String, in names: [String]) throws(LearningError) -> Int {
            guard let place = names.firstIndex(of: name) else { throw .unknownColumn(column: name) }
            return place
        }
        let numberNames = numbers.map(\.name)
        if let name = plan.steps.keys.sorted().first(where: { !numberNames.contains($0) }) {
            throw .unknownColumn(column: name)
        }
        var correlated: [Int] = []
        for name in plan.correlated ?? numberNames {
            correlated.append(try place(name, in: numberNames))
        }
        guard Set(correlated).count == correlated.count else {
            throw .badSetting(name: "correlated")
        }
        var crosses: [Pair] = []
        for cross in plan.crosses {
            guard cross.count == 2, cross[0] != cross[1] else { throw .badSetting(name: "cross") }
            let names = categories.map(\.name)
            crosses.append(
                Pair(first: try place(cross[0], in: names), second: try place(cross[1], in: names)))
        }
        guard Set(crosses).count == crosses.count else { throw .badSetting(name: "cross") }
        let pairs = correlated.indices.flatMap { first in
            correlated[(first + 1)...].map { Pair(first: correlated[first], second: $0) }
        }
        try Self.checkSize(
            width: 1
                + numbers.count
                * (1 + plan.binCount + NumberSums.count
                    + QuantileInterval.packedCount * plan.quantiles.count)
                + pairs.count * (1 + PairSums.count)
                + categories.reduce(0) { $0 + $1.count + 1 }
                + crosses.reduce(0) {
                    $0 + (categories[$1.first].count + 1) * (categories[$1.second].count + 1)
                },
            blocks: (group?.levelCount ?? 0) + 2)
        self.init(
            numbers: numbers.map(\.input),
            categories: categories.map { ($0.input, $0.count) }, group: group, pairs: pairs,
            crosses: crosses, binCount: plan.binCount)
    }

    /// A state holds a block's counts, sums and intervals, for each block and for all together.
    private static func checkSize(width: Int, blocks: Int) throws(LearningError) {
        guard width <= Statistics.figureCountMax / blocks else {
            throw .badSetting(name: "figures")
        }
    }
}
