/// Some of a category's declared levels, by place.
package struct LevelSet: Sendable, Hashable {
    private var words = SIMD8<UInt32>(repeating: 0)

    /// No level.
    init() {}

    /// Adds a level, 0..<256.
    mutating func insert(_ level: Int) { words[level / 32] |= 1 << UInt32(level % 32) }

    /// Whether the level is among them.
    package func contains(_ level: Int) -> Bool {
        words[level / 32] >> UInt32(level % 32) & 1 == 1
    }

    /// The levels' places, rising.
    package var levels: [Int] { (0..<256).filter(contains) }

    /// Eight numbers of 32 bits each.
    var packed: [Double] { (0..<8).map { Double(words[$0]) } }

    /// Reads ``packed``; nil where the numbers are no words.
    init?(packed: ArraySlice<Double>) {
        guard packed.count == 8 else { return nil }
        for (place, number) in packed.enumerated() {
            guard let word = UInt32(exactly: number) else { return nil }
            words[place] = word
        }
    }
}

/// One node of a finished tree.
package struct TreeNode: Sendable, Hashable {
    /// The input that the node asks for; nil at a leaf.
    package var feature: Int?
    /// A row goes left with this bin or a lower one; for a category, the place of the set of the
    /// levels that go left.
    package var bin = 0
    /// Whether the input is a category.
    package var isCategory = false
    /// Whether a missing value goes left.
    package var isMissingLeft = false
    /// The left child's place; the right one comes after it.
    package var left = 0
    /// What a leaf adds to the score; 0 at other nodes.
    package var value = 0.0
    /// What the split took off the doubled loss; 0 at a leaf.
    package var gain = 0.0
    /// The sum of the hessians of the rows.
    package var hessian = 0.0
    /// How many rows; 0 where sums do not count them.
    package var rowCount = 0.0
}

/// A finished tree: the root is node 0, and children come after their parents.
package struct Tree: Sendable, Hashable {
    /// The nodes.
    package var nodes: [TreeNode]
    /// The sets of levels that categories' nodes send left.
    package var sets: [LevelSet]

    /// How many numbers a packed node has.
    static let nodeWidth = 8

    /// How many leaves.
    package var leafCount: Int { nodes.count { $0.feature == nil } }

    /// How many steps lead from the root to the farthest leaf.
    package var depth: Int {
        var depths = [Int](repeating: 0, count: nodes.count)
        for (place, node) in nodes.enumerated() where node.feature != nil {
            depths[node.left] = depths[place] + 1
            depths[node.left + 1] = depths[place] + 1
        }
        return depths.max() ?? 0
    }

    /// How many nodes and sets, then the nodes, then the sets.
    var packed: [Double] {
        var numbers = [Double(nodes.count), Double(sets.count)]
        numbers.reserveCapacity(2 + nodes.count * Self.nodeWidth + sets.count * 8)
        for node in nodes {
            let flags = (node.isCategory ? 1.0 : 0) + (node.isMissingLeft ? 2 : 0)
            numbers += [Double(node.feature ?? -1), Double(node.bin), flags, Double(node.left)]
            numbers += [node.value, node.gain, node.hessian, node.rowCount]
        }
        for set in sets { numbers += set.packed }
        return numbers
    }

    /// Takes nodes and sets as they are.
    init(nodes: [TreeNode], sets: [LevelSet]) {
        self.nodes = nodes
        self.sets = sets
    }

    /// Reads ``packed`` from a place on, and moves the place behind it.
    ///
    /// - Returns: Nil where the numbers are no tree over such bins: every node below the root is
    ///   the child of one node before it, every number is finite, a leaf's value as binary32,
    ///   and every count one that rows can have.
    init?(packed numbers: [Double], at place: inout Int, bins: TreeBins) {
        guard let nodeCount = numbers.whole(place, in: 1...(2 * TreeSettings.leavesMaxMax)),
            let setCount = numbers.whole(place + 1, in: 0...nodeCount),
            numbers.count - place >= 2 + nodeCount * Self.nodeWidth + setCount * 8
        else { return nil }
        var start = place + 2
        var nodes: [TreeNode] = []
        var nextChild = 1
        for _ in 0..<nodeCount {
            guard
                let node = TreeNode(packed: numbers, at: start, bins: bins, setCount: setCount)
            else { return nil }
            if node.feature != nil {
                guard node.left >= nodes.count + 1, node.left + 1 < nodeCount else { return nil }
                nextChild += 2
            }
            nodes.append(node)
            start += Self.nodeWidth
        }
        let children = Set(nodes.filter { $0.feature != nil }.flatMap { [$0.left, $0.left + 1] })
        guard nextChild == nodeCount, children.count == nodeCount - 1 else { return nil }
        var sets: [LevelSet] = []
        for _ in 0..<setCount {
            guard let set = LevelSet(packed: numbers[start..<start + 8]) else { return nil }
            sets.append(set)
            start += 8
        }
        self.init(nodes: nodes, sets: sets)
        place = start
    }

    /// For each bin of a node's input, and the one for missing values after them, 1 where its rows
    /// go left.
    ///
    /// - Returns: Shape [256]; missing values lie at `missing`.
    func leftTable(of node: TreeNode, missing: Int) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: 256)
        for bin in 0..<missing {
            let isLeft = node.isCategory ? sets[node.bin].contains(bin) : bin <= node.bin
            table[bin] = isLeft ? 1 : 0
        }
        table[missing] = node.isMissingLeft ? 1 : 0
        return table
    }
}

extension TreeNode {
    /// Reads one node of ``Tree/packed``; nil where it is none.
    fileprivate init?(packed numbers: [Double], at start: Int, bins: TreeBins, setCount: Int) {
        guard let feature = numbers.whole(start, in: -1...(bins.columns.count - 1)),
            let flags = numbers.whole(start + 2, in: 0...3),
            let left = numbers.whole(start + 3, in: 0...(2 * TreeSettings.leavesMaxMax)),
            Float(numbers[start + 4]).isFinite,
            numbers[(start + 5)..<(start + 7)].allSatisfy(\.isFinite),
            (0...0x1p53).contains(numbers[start + 7])
        else { return nil }
        if feature >= 0 {
            var isCategory = false
            if case .category = bins.columns[feature] { isCategory = true }
            let binMax = isCategory ? setCount - 1 : bins.columns[feature].valueBinCount - 1
            guard isCategory == (flags & 1 == 1), binMax >= 0,
                let bin = numbers.whole(start + 1, in: 0...binMax)
            else { return nil }
            self.bin = bin
            self.feature = feature
            self.isCategory = isCategory
        }
        isMissingLeft = flags & 2 == 2
        self.left = left
        value = numbers[start + 4]
        gain = numbers[start + 5]
        hessian = numbers[start + 6]
        rowCount = numbers[start + 7]
    }
}
