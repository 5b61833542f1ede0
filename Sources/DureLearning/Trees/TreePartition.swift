import DureTensor

/// Which rows lie in which node of one tree, and the histograms of nodes that may yet be split.
struct TreePartition {
    /// One node of the tree so far.
    struct Node {
        /// The rows' places in the order.
        var range: Range<Int>
        /// The split's input; nil for a leaf.
        var feature: Int?
        /// The split's table; empty for a leaf.
        var goesLeft: [UInt8] = []
        /// The left child's place; 0 for a leaf.
        var left = 0
        /// The place of the node above; nil for the root.
        var parent: Int?
        /// Empty where it is not known.
        var histogram: [Double] = []
    }

    private(set) var nodes: [Node]
    private var order: RowOrder
    private let rowCount: Int
    /// Whether the order is still that of the table.
    private var isFirstOrder = true

    init(rowCount: Int) {
        self.rowCount = rowCount
        order = RowOrder(rowCount: rowCount)
        nodes = [Node(range: 0..<rowCount)]
    }

    /// Forgets the tree.
    mutating func reset() {
        if !isFirstOrder { order.reset() }
        isFirstOrder = true
        nodes = [Node(range: 0..<rowCount)]
    }

    /// Makes the splits that the tree has and this does not; starts anew where this has others.
    ///
    /// - Returns: Whether all the tree's nodes are there.
    mutating func follow(
        _ tree: Tree, _ codes: TreeCodes, _ bins: TreeBins, _ pool: WorkerPool
    ) -> Bool {
        let tables = tree.nodes.map { node -> [UInt8] in
            guard let feature = node.feature else { return [] }
            return tree.leftTable(of: node, missing: bins.columns[feature].valueBinCount)
        }
        let isSame = nodes.indices.allSatisfy { place in
            guard nodes[place].feature != nil else { return true }
            return place < tree.nodes.count && nodes[place].feature == tree.nodes[place].feature
                && nodes[place].left == tree.nodes[place].left
                && nodes[place].goesLeft == tables[place]
        }
        if !isSame || nodes.count > tree.nodes.count { reset() }
        // Places follow the order in which splits were made.
        let splits = tree.nodes.indices.filter { tree.nodes[$0].feature != nil }
            .sorted { tree.nodes[$0].left < tree.nodes[$1].left }
        for place in splits where place >= nodes.count || nodes[place].feature == nil {
            guard let feature = tree.nodes[place].feature, place < nodes.count,
                tree.nodes[place].left == nodes.count
            else { return false }
            split(place, feature, tables[place], codes, pool)
        }
        return nodes.count == tree.nodes.count
    }

    private mutating func split(
        _ place: Int, _ feature: Int, _ goesLeft: [UInt8], _ codes: TreeCodes, _ pool: WorkerPool
    ) {
        let range = nodes[place].range
        let leftCount = order.part(
            range, codes, column: feature, goesLeft: goesLeft, pool: pool)
        isFirstOrder = false
        let middle = range.lowerBound + leftCount
        nodes[place].feature = feature
        nodes[place].goesLeft = goesLeft
        nodes[place].left = nodes.count
        nodes.append(Node(range: range.lowerBound..<middle, parent: place))
        nodes.append(Node(range: middle..<range.upperBound, parent: place))
    }

    /// Adds each leaf's value to the scores of its rows.
    func addLeaves(of tree: Tree, to scores: inout [Double], pool: WorkerPool) {
        let leaves = tree.nodes.indices.filter { tree.nodes[$0].feature == nil }
        order.add(
            leaves.map { (nodes[$0].range, tree.nodes[$0].value) }, to: &scores, pool: pool)
    }

    /// Forms the histograms of these nodes: the smaller of two children is counted, and the other
    /// one is what the node above has left.
    mutating func count(
        _ places: [Int], _ codes: TreeCodes, _ values: [Int64], _ space: HistogramSpace
    ) {
        for place in places where nodes[place].histogram.isEmpty {
            guard let parent = nodes[place].parent, !nodes[parent].histogram.isEmpty else {
                count(place, codes, values, space)
                continue
            }
            let left = nodes[parent].left
            let isLeftSmaller = nodes[left].range.count <= nodes[left + 1].range.count
            let (small, large) = isLeftSmaller ? (left, left + 1) : (left + 1, left)
            count(small, codes, values, space)
            // The node above is not asked for again: its numbers become the larger child's.
            var rest: [Double] = []
            swap(&rest, &nodes[parent].histogram)
            for index in rest.indices { rest[index] -= nodes[small].histogram[index] }
            nodes[large].histogram = rest
        }
    }

    private mutating func count(
        _ place: Int, _ codes: TreeCodes, _ values: [Int64], _ space: HistogramSpace
    ) {
        nodes[place].histogram = space.histogram(
            codes, order: isFirstOrder ? nil : order.rows, range: nodes[place].range,
            values: values)
    }

    /// Gives back the histograms that no later sum can need.
    mutating func forgetClosed(_ tree: GrowingTree) {
        for place in nodes.indices where nodes[place].feature != nil {
            nodes[place].histogram = []
        }
    }
}
