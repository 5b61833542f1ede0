extension TreeModel: ONNXExportable {
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String {
        let inputs = try ONNXColumns(columns, in: &graph)
        let forest = ONNXForest(self, inputs)
        var features = [inputs.numbers].compactMap { $0 }
        for (sides, column) in zip(forest.sides, inputs.columns) {
            guard case .category(let codes, let levelCount) = column, !sides.isEmpty else {
                continue
            }
            let table = (0...levelCount).flatMap { level in
                sides.map { $0.isLeft(level, of: levelCount) ? 0.0 : 1 }
            }
            let shape = [levelCount + 1, sides.count]
            features.append(
                graph.looked(up: codes, in: graph.constant(shape: shape, .doubles(table))))
        }
        if features.isEmpty {
            // Trees that never ask still need something to count rows by.
            features = inputs.columns.prefix(1).compactMap { column in
                guard case .category(let codes, _) = column else { return nil }
                return graph.cast(codes, to: .double)
            }
        }
        let sums = graph.node(
            "TreeEnsembleRegressor", [graph.joined(features)], forest.attributes,
            domain: ONNXGraph.learningDomain)
        // The operator answers in binary32: coarse and fine parts of the sums, joined here.
        let count = base.count
        let joining = (0..<2 * count).flatMap { part in
            (0..<count).map { part % count == $0 ? 1.0 : 0 }
        }
        let leaves = graph.node(
            "MatMul",
            [
                graph.cast(sums, to: .double),
                graph.constant(shape: [2 * count, count], .doubles(joining)),
            ])
        var scores = graph.node("Add", [leaves, graph.row(base)])
        if let offset = inputs.offset { scores = graph.node("Add", [scores, offset]) }
        switch objective {
        case .squared: return scores
        case .logistic: return graph.masked(graph.node("Sigmoid", [scores]), where: scores)
        case .softmax:
            let chances = graph.node("Softmax", [scores], [("axis", .integer(1))])
            return graph.masked(chances, where: scores)
        }
    }
}

/// Which levels of a category a node sends left, and where missing values go.
///
/// The operator knows no sets, so each one is looked up before it and becomes a column of 0 (left)
/// and 1.
private struct ONNXSide: Hashable {
    let levels: LevelSet
    let isMissingLeft: Bool

    /// The count of levels stands for a missing value.
    func isLeft(_ level: Int, of levelCount: Int) -> Bool {
        level == levelCount ? isMissingLeft : levels.contains(level)
    }
}

/// A forest as the lists that TreeEnsembleRegressor takes.
private struct ONNXForest {
    /// For each input column, the sets that nodes ask for.
    let sides: [[ONNXSide]]
    let attributes: [(name: String, ONNXGraph.Attribute)]

    init(_ model: TreeModel, _ inputs: ONNXColumns) {
        let trees = model.trees.isEmpty ? [Tree(nodes: [TreeNode()], sets: [])] : model.trees
        var sides = [[ONNXSide]](repeating: [], count: inputs.columns.count)
        var places: [Int: [ONNXSide: Int]] = [:]
        for tree in trees {
            for node in tree.nodes where node.isCategory {
                guard let feature = node.feature else { continue }
                let side = Self.side(node, of: tree)
                guard places[feature, default: [:]][side] == nil else { continue }
                places[feature, default: [:]][side] = sides[feature].count
                sides[feature].append(side)
            }
        }
        self.sides = sides
        var firsts: [Int] = []
        var next = inputs.features.count
        for list in sides {
            firsts.append(next)
            next += list.count
        }
        var lists = ONNXForestLists(scoreCount: model.base.count, step: Self.step(of: trees))
        for (id, tree) in trees.enumerated() {
            for (place, node) in tree.nodes.enumerated() {
                guard let feature = node.feature else {
                    lists.appendLeaf(
                        tree: id, node: place, score: id % model.base.count, value: node.value)
                    continue
                }
                let column =
                    switch inputs.columns[feature] {
                    case .number(let place, _): place
                    case .category:
                        firsts[feature] + (places[feature]?[Self.side(node, of: tree)] ?? 0)
                    }
                let threshold = model.threshold(of: node).map(TreeModel.largest(below:)) ?? 0.5
                lists.appendSplit(
                    tree: id, node: place, column: column, threshold: threshold,
                    left: node.left, isMissingLeft: node.isMissingLeft)
            }
        }
        attributes = lists.attributes
    }

    /// A power of two so large that every sum of multiples of it, one for each tree, is a binary32
    /// number.
    private static func step(of trees: [Tree]) -> Double {
        let reach = trees.reduce(0x1p-900) { sum, tree in
            sum + (tree.nodes.map(\.value.magnitude).max() ?? 0)
        }
        let exponent = Int(min(reach, 0x1p900).exponent) + 1
        return 0x1p-22 * Double(sign: .plus, exponent: exponent, significand: 1)
    }

    private static func side(_ node: TreeNode, of tree: Tree) -> ONNXSide {
        ONNXSide(levels: tree.sets[node.bin], isMissingLeft: node.isMissingLeft)
    }
}

/// The lists in the making.
///
/// Each leaf has two values, which add up to its own: a multiple of the step, and the rest. The
/// operator adds them up in doubles and rounds each sum to binary32; the first is exact, and the
/// second so small that its rounding does not matter.
private struct ONNXForestLists {
    private let scoreCount: Int
    private let step: Double
    private var trees: [Int] = []
    private var nodes: [Int] = []
    private var modes: [String] = []
    private var columns: [Int] = []
    private var thresholds: [Double] = []
    private var lefts: [Int] = []
    private var rights: [Int] = []
    private var missings: [Int] = []
    private var leafTrees: [Int] = []
    private var leafNodes: [Int] = []
    private var leafScores: [Int] = []
    private var leafValues: [Double] = []

    init(scoreCount: Int, step: Double) {
        self.scoreCount = scoreCount
        self.step = step
    }

    mutating func appendSplit(
        tree: Int, node: Int, column: Int, threshold: Double, left: Int, isMissingLeft: Bool
    ) {
        append(tree, node, "BRANCH_LEQ", column, threshold, left, left + 1, isMissingLeft ? 1 : 0)
    }

    mutating func appendLeaf(tree: Int, node: Int, score: Int, value: Double) {
        append(tree, node, "LEAF", 0, 0, 0, 0, 0)
        let coarse = (value / step).rounded() * step
        leafTrees += [tree, tree]
        leafNodes += [node, node]
        leafScores += [score, scoreCount + score]
        leafValues += [coarse, value - coarse]
    }

    private mutating func append(
        _ tree: Int, _ node: Int, _ mode: String, _ column: Int, _ threshold: Double,
        _ left: Int, _ right: Int, _ missing: Int
    ) {
        trees.append(tree)
        nodes.append(node)
        modes.append(mode)
        columns.append(column)
        thresholds.append(threshold)
        lefts.append(left)
        rights.append(right)
        missings.append(missing)
    }

    var attributes: [(name: String, ONNXGraph.Attribute)] {
        [
            ("n_targets", .integer(2 * scoreCount)),
            ("nodes_treeids", .integers(trees)), ("nodes_nodeids", .integers(nodes)),
            ("nodes_modes", .texts(modes)), ("nodes_featureids", .integers(columns)),
            ("nodes_values_as_tensor", .tensor(NamedTensor("thresholds", thresholds))),
            ("nodes_truenodeids", .integers(lefts)), ("nodes_falsenodeids", .integers(rights)),
            ("nodes_missing_value_tracks_true", .integers(missings)),
            ("target_treeids", .integers(leafTrees)), ("target_nodeids", .integers(leafNodes)),
            ("target_ids", .integers(leafScores)),
            ("target_weights_as_tensor", .tensor(NamedTensor("leaves", leafValues))),
        ]
    }
}
