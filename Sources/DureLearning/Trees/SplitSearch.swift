/// What turns the sums of contributions into gradients, hessians, values and gains.
struct TreeUnits: Sendable, Hashable {
    /// A gradient's unit: the largest weight times the range of the target.
    var gradient: Double
    /// A hessian's unit: the largest weight.
    var hessian: Double

    /// A leaf value's unit.
    var weight: Double { gradient / hessian }
    /// A gain's unit.
    var gain: Double { gradient * gradient / hessian }
}

/// What a split must keep to, in the units of contributions.
struct SplitRule: Sendable, Hashable {
    var ridge: Double
    var hessianMin: Double
    var rowsMin: Double
    var gainMin: Double
    /// By input, where the prediction may follow in one direction only.
    var monotone: [Int: TreeSettings.Monotone]

    init(_ settings: TreeSettings, columns: StudyColumns, units: TreeUnits) {
        ridge = settings.ridge / units.hessian
        hessianMin = settings.hessianMin / units.hessian
        rowsMin = Double(settings.rowsMin)
        // Sums are exact; only the gain itself is rounded, by far less than this.
        gainMin = max(settings.gainMin / units.gain, 1e-9)
        monotone = [:]
        for (place, input) in columns.inputs.enumerated() {
            monotone[place] = settings.monotone[input.name]
        }
    }

    /// Whether two leaves could come of a node.
    func maySplit(_ totals: TreeTotals) -> Bool {
        totals.hessian > 0 && totals.hessian >= 2 * hessianMin
            && (rowsMin <= 1 || totals.rowCount >= 2 * rowsMin)
    }

    /// Whether the rows may be a leaf.
    @inline(__always)
    func mayBeLeaf(_ totals: TreeTotals) -> Bool {
        totals.hessian > 0 && totals.hessian >= hessianMin
            && (rowsMin <= 1 || totals.rowCount >= rowsMin)
    }
}

/// Which sums a contribution holds of each bin, one after the other for all bins.
enum TreeStatistics: Sendable, Hashable {
    /// Gradient and hessian.
    case pair
    /// Gradient and hessian, which is the number of rows.
    case pairCounted
    /// Gradient, hessian, and the number of rows.
    case triple

    var count: Int { self == .triple ? 3 : 2 }
}

/// The search for a node's best split in its histogram.
///
/// The gain of a split is `g²/(h + λ)` of the left plus that of the right minus that of the node
/// (Chen and Guestrin, XGBoost, 2016, equation 7, without its half). Among equal ones the first
/// input's and the lowest bin's is taken. Only `+ - * /`, in one order: the same bits everywhere.
struct SplitSearch: Sendable {
    let bins: TreeBins
    let statistics: TreeStatistics
    let rule: SplitRule

    /// The totals of a histogram that begins at `start`.
    func totals(_ sum: Span<Double>, at start: Int) -> TreeTotals {
        var totals = TreeTotals()
        guard let first = bins.columns.first else { return totals }
        for bin in 0...first.valueBinCount { totals = totals + self.bin(sum, start + bin) }
        return totals
    }

    /// The best split; nil where none is good enough.
    func best(
        _ sum: Span<Double>, at start: Int, node: GrowingNode
    ) -> (split: TreeSplit, set: LevelSet?)? {
        var found = Found(node: node, rule: rule)
        for feature in bins.columns.indices {
            let begin = start + Int(bins.offsets[feature])
            switch bins.columns[feature] {
            case .number(let edges):
                scan(sum, begin, edges.count + 1, feature, &found)
            case .category(let count):
                scanLevels(sum, begin, count, feature, &found)
            }
        }
        guard let split = found.split else { return nil }
        return (split, found.set)
    }

    @inline(__always)
    private func bin(_ sum: Span<Double>, _ place: Int) -> TreeTotals {
        let hessian = sum[place + bins.count]
        let rowCount =
            switch statistics {
            case .pair: 0.0
            case .pairCounted: hessian
            case .triple: sum[place + 2 * bins.count]
            }
        return TreeTotals(gradient: sum[place], hessian: hessian, rowCount: rowCount)
    }

    private func scan(
        _ sum: Span<Double>, _ begin: Int, _ count: Int, _ feature: Int, _ found: inout Found
    ) {
        let missing = bin(sum, begin + count)
        let hasMissing = missing.hessian > 0
        for isMissingLeft in hasMissing ? [false, true] : [false] {
            var left = isMissingLeft ? missing : TreeTotals()
            // All values against the missing ones is a split too, but one is enough.
            let end = hasMissing && !isMissingLeft ? count : count - 1
            for place in 0..<end {
                let here = bin(sum, begin + place)
                guard here.hessian != 0 || here.gradient != 0 else { continue }
                left = left + here
                guard found.isBetter(left, feature) else { continue }
                found.split = TreeSplit(
                    feature: feature, bin: place, isCategory: false,
                    isMissingLeft: hasMissing
                        ? isMissingLeft : 2 * left.hessian > found.node.totals.hessian,
                    gain: found.gain, left: left)
                found.set = nil
            }
        }
    }

    /// In the order of the levels' own best values the best subset is a beginning of the list
    /// (Fisher, On grouping for maximum homogeneity, 1958).
    private func scanLevels(
        _ sum: Span<Double>, _ begin: Int, _ count: Int, _ feature: Int, _ found: inout Found
    ) {
        let levels = levelsByValue(sum, begin, count)
        let missing = bin(sum, begin + count)
        let hasMissing = missing.hessian > 0
        for isMissingLeft in hasMissing ? [false, true] : [false] {
            var left = isMissingLeft ? missing : TreeTotals()
            let end = hasMissing && !isMissingLeft ? levels.count : levels.count - 1
            for place in 0..<max(end, 0) {
                left = left + levels[place].totals
                guard found.isBetter(left, feature) else { continue }
                found.split = TreeSplit(
                    feature: feature, bin: 0, isCategory: true,
                    isMissingLeft: hasMissing
                        ? isMissingLeft : 2 * left.hessian > found.node.totals.hessian,
                    gain: found.gain, left: left)
                var set = LevelSet()
                for level in levels[...place] { set.insert(level.place) }
                found.set = set
            }
        }
    }

    private typealias Level = (place: Int, totals: TreeTotals, key: Double)

    private func levelsByValue(_ sum: Span<Double>, _ begin: Int, _ count: Int) -> [Level] {
        var levels: [Level] = []
        for place in 0..<count {
            let totals = bin(sum, begin + place)
            guard totals.hessian > 0 else { continue }
            levels.append((place, totals, totals.gradient / (totals.hessian + rule.ridge)))
        }
        levels.sort { one, other in
            one.key == other.key ? one.place < other.place : one.key < other.key
        }
        return levels
    }
}

/// The best split so far.
private struct Found {
    let node: GrowingNode
    let rule: SplitRule
    let own: Double
    var gain: Double
    var split: TreeSplit?
    var set: LevelSet?

    init(node: GrowingNode, rule: SplitRule) {
        self.node = node
        self.rule = rule
        own = Self.score(
            node.totals, weight: node.weight(ridge: rule.ridge), ridge: rule.ridge)
        gain = rule.gainMin
    }

    /// Takes the gain where the split is allowed and better.
    @inline(__always)
    mutating func isBetter(_ left: TreeTotals, _ feature: Int) -> Bool {
        let right = node.totals - left
        guard rule.mayBeLeaf(left), rule.mayBeLeaf(right) else { return false }
        let new: Double
        if rule.monotone.isEmpty {
            new =
                left.gradient * left.gradient / (left.hessian + rule.ridge)
                + right.gradient * right.gradient / (right.hessian + rule.ridge) - own
        } else {
            guard let bounded = boundedGain(left, right, feature) else { return false }
            new = bounded
        }
        guard new > gain else { return false }
        gain = new
        return true
    }

    /// Nil where the values would go against the column's direction.
    private func boundedGain(
        _ left: TreeTotals, _ right: TreeTotals, _ feature: Int
    ) -> Double? {
        func weight(_ totals: TreeTotals) -> Double {
            GrowingNode.weight(
                totals, ridge: rule.ridge, lower: node.lower, upper: node.upper)
        }
        let (low, high) = (weight(left), weight(right))
        switch rule.monotone[feature] {
        case .rising? where low > high: return nil
        case .falling? where low < high: return nil
        default: break
        }
        return Self.score(left, weight: low, ridge: rule.ridge)
            + Self.score(right, weight: high, ridge: rule.ridge) - own
    }

    /// What a leaf of that value takes off the doubled loss; `g²/(h + λ)` for the best value.
    private static func score(_ totals: TreeTotals, weight: Double, ridge: Double) -> Double {
        -(2 * totals.gradient + (totals.hessian + ridge) * weight) * weight
    }
}
