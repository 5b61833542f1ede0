/// Counts, moments, tables and quantiles of all members' rows, in whole numbers.
///
/// Without noise the rounds are: one of counts alone (records, present values, pairs, histograms,
/// levels, cross tables), after which counts below ``cellMin`` are hidden together with those that
/// would give them away; one of sums over what is still open, in which members put the rows of
/// hidden groups into one pool; and ``quantileRoundCount`` in which each quantile's interval is
/// halved. Numbers are whole steps of their public range (``FixedSteps``), products are summed in
/// two parts, so every sum is exact and the same as over pooled rows, bit for bit.
///
/// Hiding happens after the sum: what the *result* shows is protected, while the members'
/// programs, who all see the sum of the first round, could read small counts in it. Who must be
/// protected from members too needs noise. One record counts as one person. Minimum and maximum
/// are never released: each is one person's value.
///
/// With noise there is one round of counts and scaled sums; a record's vector is known to be no
/// longer than ``clippingBound``. Nothing is hidden then, for the noise protects every count; the
/// state tells how wide it is.
package struct Statistics: SumAlgorithm {
    package static let name = "statistics"
    /// The fewest persons of a count that is shown, where nothing else is said.
    package static let cellMinDefault = 10
    /// The most numbers in one sum, and the most counts in a result.
    package static let figureCountMax = 200_000
    /// The most bins of a histogram.
    package static let binCountMax = 1_000
    /// The most quantiles.
    package static let quantileCountMax = 99

    /// What the study computes besides counts.
    package struct Plan: Sendable, Hashable {
        /// The category whose levels everything is told apart by; nil for none.
        package var group: String?
        /// Pairs of categories to cross.
        package var crosses: [[String]]
        /// Number columns to correlate with one another; nil for all of them.
        package var correlated: [String]?
        /// Bins of equal width over the public range; 0 for no histograms.
        package var binCount: Int
        /// Quantiles, each strictly between 0 and 1, rising.
        package var quantiles: [Double]
        /// How often a quantile's interval, at first the public range, is halved.
        package var quantileRoundCount: Int
        /// Declared steps by column; see ``FixedSteps``.
        package var steps: [String: Double]

        /// A plan; what is left out is not computed, save correlations of all number columns.
        package init(
            group: String? = nil, crosses: [[String]] = [], correlated: [String]? = nil,
            binCount: Int = 20, quantiles: [Double] = [0.25, 0.5, 0.75],
            quantileRoundCount: Int = 10, steps: [String: Double] = [:]
        ) {
            self.group = group
            self.crosses = crosses
            self.correlated = correlated
            self.binCount = binCount
            self.quantiles = quantiles
            self.quantileRoundCount = quantileRoundCount
            self.steps = steps
        }
    }

    package let columns: StudyColumns
    /// What is computed.
    package let plan: Plan
    /// The fewest persons of a count that is shown.
    package let cellMin: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// The standard deviation of the noise that each member adds to each number, 0 while it is not
    /// known; nil for exact sums.
    package private(set) var noisePerMember: Double?
    let layout: StatisticsLayout
    let steps: [FixedSteps]
    let suppression: Suppression?

    /// Checks the settings.
    ///
    /// - Parameters:
    ///   - cellMin: At least 1; left out, ``cellMinDefault`` or `recordsMin`, whichever is larger.
    ///   - noisePerMember: As ``noisePerMember``; 0...1e12.
    /// - Throws: ``LearningError/badSetting(name:)``: `target`, `weight` or `offset` for columns
    ///   that have one, `figures` for more numbers than ``figureCountMax``, or the setting's name;
    ///   ``LearningError/unknownColumn(column:)`` for a name that is no such input.
    package init(
        columns: StudyColumns, plan: Plan = Plan(), cellMin: Int? = nil, recordsMin: Int = 1,
        noisePerMember: Double? = nil
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(columns.target == nil, "target")
        try check(columns.weight == nil, "weight")
        try check(columns.offset == nil, "offset")
        try check((1...1_000_000_000).contains(recordsMin), "records")
        let cellMin = cellMin ?? max(Self.cellMinDefault, recordsMin)
        try check((1...1_000_000_000).contains(cellMin), "cell-min")
        try check((0...Self.binCountMax).contains(plan.binCount), "bins")
        let isRising = zip(plan.quantiles, plan.quantiles.dropFirst()).allSatisfy { $0 < $1 }
        let isInside = plan.quantiles.allSatisfy { $0 > 0 && $0 < 1 }
        try check(
            plan.quantiles.count <= Self.quantileCountMax && isRising && isInside, "quantiles")
        try check((1...24).contains(plan.quantileRoundCount), "quantile-rounds")
        if let noisePerMember { try check((0...1e12).contains(noisePerMember), "noise") }
        let layout = try StatisticsLayout(columns: columns, plan: plan)
        var steps: [FixedSteps] = []
        for input in layout.numbers {
            guard case .number(let feature, _) = columns.inputs[input] else { continue }
            steps.append(try FixedSteps(feature, step: plan.steps[feature.column]))
        }
        self.columns = columns
        self.plan = plan
        self.cellMin = cellMin
        self.recordsMin = recordsMin
        self.noisePerMember = noisePerMember
        self.layout = layout
        self.steps = steps
        suppression =
            noisePerMember == nil
            ? Suppression(cellMin: cellMin, count: layout.releasedCount, lines: layout.lines) : nil
    }

    /// Whether the study releases sums with noise.
    package var isNoisy: Bool { noisePerMember != nil }

    package func knowing(noisePerMember deviation: Double) -> Statistics {
        guard isNoisy else { return self }
        var told = self
        told.noisePerMember = deviation
        return told
    }

    package var roundCountMax: Int {
        if isNoisy || layout.numbers.isEmpty { return 1 }
        return 2 + (plan.quantiles.isEmpty ? 0 : plan.quantileRoundCount)
    }

    package func start() -> ModelState {
        ModelState(algorithm: Self.name, round: 0, coefficients: [])
    }

    package func rows(of table: StudyTable) throws(LearningError) -> StatisticsRows {
        StatisticsRows(table, layout: layout, steps: steps)
    }

    package func sumLength(at state: ModelState) -> Int { boundsPerRecord(at: state).count }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        if isNoisy { return [Double](repeating: 1, count: noisyLayout.count) }
        let memory = StatisticsMemory(state, of: self)
        switch memory?.phase {
        case .counts:
            return [Double](repeating: 1, count: layout.blockCount * layout.width)
        case .moments(let openings): return openings.bounds
        case .quantiles(let openings, _, _):
            return [Double](repeating: 1, count: openings.quantileEntries.count)
        case nil: return []
        }
    }

    package func contribution(
        to state: ModelState, from rows: StatisticsRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, rows.layout == layout,
            let memory = StatisticsMemory(state, of: self)
        else { throw .stateMismatch }
        if isNoisy { return try noisyContribution(from: rows) }
        switch memory.phase {
        case .counts: return rows.counts()
        case .moments(let openings): return rows.moments(of: openings)
        case .quantiles(let openings, _, let intervals):
            return rows.below(intervals, of: openings)
        }
    }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        // Squares of scaled values are rounded when they are added.
        if isNoisy { throw stream.doesNotFit(stream.heldByteCount) }
        return partwiseSums(from: stream)
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: 0, sum: sum) { return .failed(reason) }
        // No honest sum is as large; a sum of garbage is.
        guard sum.allSatisfy({ abs($0) <= 0x1p53 }) else { return .failed(.sumImpossible) }
        guard let memory = StatisticsMemory(state, of: self) else {
            return .failed(.stateMismatch)
        }
        if isNoisy { return advanceNoisy(state, sum, survivors: survivors) }
        switch memory.phase {
        case .counts: return advanceCounts(state, sum)
        case .moments(let openings):
            let next = successor(of: state, state.memory + sum.map { $0.rounded() })
            return advanceQuantiles(next, openings)
        case .quantiles(_, let before, let intervals):
            guard zip(intervals, sum).allSatisfy({ (0...$0.count).contains($1.rounded() + 0) })
            else { return .failed(.sumImpossible) }
            let halved = zip(intervals, sum).map {
                $0.halved(below: $1.rounded(), cellMin: cellMin)
            }
            let isLast =
                Int(state.round) + 1 >= roundCountMax || halved.allSatisfy(\.isFinal)
            let kept = isLast ? halved.map(\.released) : halved
            let next = successor(of: state, before + kept.flatMap(\.packed))
            return isLast ? .finished(next, .converged) : .next(next)
        }
    }

    /// Hides what must be hidden, so that no later state holds it.
    private func advanceCounts(_ state: ModelState, _ sum: [Double]) -> Advance {
        // Counts are whole; a fixed-point code that is not exact would be off by a little.
        let counts = withOverall(sum.map { $0.rounded() })
        guard counts.allSatisfy({ (0...StatisticsModel.countMax).contains($0) }) else {
            return .failed(.sumImpossible)
        }
        let records = counts[layout.overall * layout.width + layout.records]
        if let reason = FailureReason(records: records, least: recordsMin) {
            return .failed(reason)
        }
        let hidden = hidden(in: counts)
        let shown = zip(counts, hidden).map { $1 ? -1 : $0 }
        let next = successor(of: state, shown)
        // Where all is hidden nothing is left to ask, and a sum of no numbers cannot be formed.
        let isOver = StatisticsOpenings(shown: shown, of: self).count == 0
        return isOver ? .finished(next, .converged) : .next(next)
    }

    /// From the sums to the first intervals.
    private func advanceQuantiles(_ state: ModelState, _ openings: StatisticsOpenings) -> Advance {
        guard !openings.quantileEntries.isEmpty else { return .finished(state, .converged) }
        let intervals = openings.quantileEntries.map { entry in
            QuantileInterval(
                quantile: plan.quantiles[entry.quantile], count: entry.count,
                steps: steps[entry.number])
        }
        return .next(
            ModelState(
                algorithm: Self.name, round: state.round, coefficients: [],
                memory: state.memory + intervals.flatMap(\.packed)))
    }

    func successor(of state: ModelState, _ memory: [Double]) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: [],
            memory: memory.map { $0 + 0 })
    }

    /// The counts of each block, and after them the sum over the blocks.
    func withOverall(_ counts: [Double]) -> [Double] {
        var overall = [Double](repeating: 0, count: layout.width)
        for block in 0..<layout.blockCount {
            for place in overall.indices { overall[place] += counts[block * layout.width + place] }
        }
        return counts + overall
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name, state.round > 0 else { throw .stateMismatch }
        return try StatisticsModel(algorithm: self, round: Int(state.round), memory: state.memory)
    }
}

extension Statistics {
    /// Which of the counts to hide.
    private func hidden(in counts: [Double]) -> [Bool] {
        guard let suppression else { return [Bool](repeating: false, count: counts.count) }
        var first: [Int] = []
        var together: [Int: [Int]] = [:]
        for block in 0...layout.blockCount {
            let start = block * layout.width
            together[start + layout.records] = (0..<layout.width).map { start + $0 }
            for (index, pair) in layout.pairs.enumerated() {
                let both = start + layout.both(index)
                // The sums over a column and over the pairs that have it may not differ by few.
                for number in [pair.first, pair.second] {
                    let gap = counts[start + layout.present(number)] - counts[both]
                    if gap > 0.5, gap < Double(cellMin) - 0.5 { first.append(both) }
                    together[start + layout.present(number), default: []].append(both)
                }
            }
        }
        return suppression.hidden(in: counts, first: first, together: together)
    }
}
