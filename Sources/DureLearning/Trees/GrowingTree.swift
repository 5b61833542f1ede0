/// Sums over the rows of a node, in the units of contributions.
struct TreeTotals: Sendable, Hashable {
    var gradient = 0.0
    var hessian = 0.0
    /// 0 where sums do not count rows.
    var rowCount = 0.0

    static func - (whole: TreeTotals, part: TreeTotals) -> TreeTotals {
        TreeTotals(
            gradient: whole.gradient - part.gradient, hessian: whole.hessian - part.hessian,
            rowCount: whole.rowCount - part.rowCount)
    }

    static func + (one: TreeTotals, other: TreeTotals) -> TreeTotals {
        TreeTotals(
            gradient: one.gradient + other.gradient, hessian: one.hessian + other.hessian,
            rowCount: one.rowCount + other.rowCount)
    }
}

/// The best split of a node.
struct TreeSplit: Sendable, Hashable {
    var feature: Int
    /// The last bin that goes left; for a category, the place of the set.
    var bin: Int
    var isCategory: Bool
    var isMissingLeft: Bool
    /// What the split takes off the doubled loss, in the units of contributions.
    var gain: Double
    /// The sums of the rows that go left.
    var left: TreeTotals
}

/// One node of a tree that is not finished.
struct GrowingNode: Sendable, Hashable {
    var totals = TreeTotals()
    /// What monotone columns above allow as the leaf's value, in the units of contributions.
    var lower = -GrowingNode.unbounded
    var upper = GrowingNode.unbounded
    var depth = 0
    /// The best split that its histogram showed; nil where there is none, or not yet.
    var split: TreeSplit?
    /// The left child's place; 0 for a leaf.
    var left = 0
    /// Whether the next sum holds its histogram.
    var isFrontier = true

    /// Stands for no bound, as states hold finite numbers only.
    static let unbounded = 1e300
    /// How many numbers a packed node has.
    static let width = 15

    /// The value that is best for the rows, within the bounds.
    func weight(ridge: Double) -> Double {
        Self.weight(totals, ridge: ridge, lower: lower, upper: upper)
    }

    static func weight(
        _ totals: TreeTotals, ridge: Double, lower: Double, upper: Double
    ) -> Double {
        let bend = totals.hessian + ridge
        guard bend > 0 else { return 0 }
        return min(max(-totals.gradient / bend, lower), upper)
    }
}

/// A tree that is not finished.
struct GrowingTree: Sendable, Hashable {
    var nodes = [GrowingNode()]
    var sets: [LevelSet] = []

    /// The nodes whose histograms the next sum holds, rising.
    var frontier: [Int] { nodes.indices.filter { nodes[$0].isFrontier } }

    var leafCount: Int { nodes.count { $0.left == 0 } }

    /// Splits leaves, until another histogram is needed or nothing is left to split.
    mutating func grow(_ settings: TreeSettings, rule: SplitRule) {
        switch settings.growth {
        case .depthWise:
            let open = openLeaves().sorted {
                let (one, other) = (gain(of: $0), gain(of: $1))
                return one == other ? $0 < $1 : one > other
            }
            // In the order of places where all may be split, so that trees read well.
            let chosen = open.prefix(max(settings.leaves - leafCount, 0)).sorted()
            for place in chosen { split(place, settings, rule) }
        case .leafWise:
            while frontier.isEmpty, leafCount < settings.leaves,
                let place = openLeaves().max(by: { gain(of: $0) < gain(of: $1) })
            {
                split(place, settings, rule)
            }
        }
        guard leafCount >= settings.leaves else { return }
        for place in nodes.indices { nodes[place].isFrontier = false }
    }

    private func openLeaves() -> [Int] {
        nodes.indices.filter { nodes[$0].left == 0 && nodes[$0].split != nil }
    }

    private func gain(of place: Int) -> Double { nodes[place].split?.gain ?? 0 }

    private mutating func split(_ place: Int, _ settings: TreeSettings, _ rule: SplitRule) {
        guard let split = nodes[place].split else { return }
        let parent = nodes[place]
        var left = GrowingNode(
            totals: split.left, lower: parent.lower, upper: parent.upper, depth: parent.depth + 1)
        var right = left
        right.totals = parent.totals - split.left
        if let direction = rule.monotone[split.feature] {
            let middle =
                (left.weight(ridge: rule.ridge) + right.weight(ridge: rule.ridge)) / 2
            switch direction {
            case .rising: (left.upper, right.lower) = (middle, middle)
            case .falling: (left.lower, right.upper) = (middle, middle)
            }
        }
        left.isFrontier = left.depth < settings.depth && rule.maySplit(left.totals)
        right.isFrontier = right.depth < settings.depth && rule.maySplit(right.totals)
        nodes[place].left = nodes.count
        nodes += [left, right]
    }

    /// The tree with its leaves' values.
    ///
    /// - Parameter units: What turns sums into gradients and hessians.
    func finished(_ settings: TreeSettings, rule: SplitRule, units: TreeUnits) -> Tree {
        let finished = nodes.map { node in
            var end = TreeNode()
            end.hessian = node.totals.hessian * units.hessian
            end.rowCount = node.totals.rowCount
            guard node.left > 0, let split = node.split else {
                // Binary32, so that other programs can hold the same value.
                let value = node.weight(ridge: rule.ridge) * units.weight * settings.learningRate
                end.value = Double(Float(value)) + 0
                return end
            }
            end.feature = split.feature
            end.bin = split.bin
            end.isCategory = split.isCategory
            end.isMissingLeft = split.isMissingLeft
            end.left = node.left
            end.gain = split.gain * units.gain
            return end
        }
        return Tree(nodes: finished, sets: sets).withUsedSets
    }
}

extension Tree {
    /// Without the sets of splits that were found and not made.
    fileprivate var withUsedSets: Tree {
        var copy = Tree(nodes: nodes, sets: [])
        for place in nodes.indices where nodes[place].feature != nil && nodes[place].isCategory {
            copy.nodes[place].bin = copy.sets.count
            copy.sets.append(sets[nodes[place].bin])
        }
        return copy
    }
}

// As numbers of a state.
extension GrowingTree {
    var packed: [Double] {
        var numbers = [Double(nodes.count), Double(sets.count)]
        numbers.reserveCapacity(2 + nodes.count * GrowingNode.width + sets.count * 8)
        for node in nodes {
            let split = node.split
            let isCategory = split?.isCategory ?? false
            let flags = (isCategory ? 1.0 : 0) + (split?.isMissingLeft ?? false ? 2 : 0)
            numbers += [Double(split?.feature ?? -1), Double(split?.bin ?? 0), flags]
            let left = split?.left ?? TreeTotals()
            numbers += [split?.gain ?? 0, left.gradient, left.hessian, left.rowCount]
            numbers += [Double(node.left)]
            numbers += [node.totals.gradient, node.totals.hessian, node.totals.rowCount]
            numbers += [node.lower, node.upper, Double(node.depth), node.isFrontier ? 1 : 0]
        }
        for set in sets { numbers += set.packed }
        return numbers
    }

    /// Reads ``packed`` from a place on, and moves the place behind it; nil where it is none.
    init?(packed numbers: [Double], at place: inout Int, bins: TreeBins) {
        let width = GrowingNode.width
        guard let nodeCount = numbers.whole(place, in: 1...(2 * TreeSettings.leavesMaxMax)),
            let setCount = numbers.whole(place + 1, in: 0...nodeCount),
            numbers.count - place >= 2 + nodeCount * width + setCount * 8
        else { return nil }
        var start = place + 2
        nodes = []
        for index in 0..<nodeCount {
            guard
                let node = GrowingNode(packed: numbers, at: start, bins: bins, setCount: setCount),
                node.left == 0 || node.left > index && node.left + 1 < nodeCount
            else { return nil }
            nodes.append(node)
            start += width
        }
        // Every node below the root is the child of one node before it.
        let lefts = nodes.map(\.left).filter { $0 > 0 }
        guard 2 * lefts.count + 1 == nodeCount,
            Set(lefts.flatMap { [$0, $0 + 1] }).count == nodeCount - 1
        else { return nil }
        for _ in 0..<setCount {
            guard let set = LevelSet(packed: numbers[start..<start + 8]) else { return nil }
            sets.append(set)
            start += 8
        }
        place = start
    }
}

extension GrowingNode {
    fileprivate init?(packed numbers: [Double], at start: Int, bins: TreeBins, setCount: Int) {
        guard let feature = numbers.whole(start, in: -1...(bins.columns.count - 1)),
            let flags = numbers.whole(start + 2, in: 0...3),
            let left = numbers.whole(start + 7, in: 0...(2 * TreeSettings.leavesMaxMax)),
            let depth = numbers.whole(start + 13, in: 0...64),
            let frontier = numbers.whole(start + 14, in: 0...1)
        else { return nil }
        if feature >= 0 {
            var isCategory = false
            if case .category = bins.columns[feature] { isCategory = true }
            let binMax = isCategory ? setCount - 1 : bins.columns[feature].valueBinCount - 1
            guard isCategory == (flags & 1 == 1), binMax >= 0,
                let bin = numbers.whole(start + 1, in: 0...binMax)
            else { return nil }
            split = TreeSplit(
                feature: feature, bin: bin, isCategory: isCategory, isMissingLeft: flags & 2 == 2,
                gain: numbers[start + 3], left: Self.totals(numbers, at: start + 4))
        }
        guard left == 0 || split != nil, frontier == 0 || split == nil else { return nil }
        self.left = left
        totals = Self.totals(numbers, at: start + 8)
        (lower, upper) = (numbers[start + 11], numbers[start + 12])
        self.depth = depth
        isFrontier = frontier == 1
    }

    private static func totals(_ numbers: [Double], at start: Int) -> TreeTotals {
        TreeTotals(
            gradient: numbers[start], hessian: numbers[start + 1], rowCount: numbers[start + 2])
    }
}
