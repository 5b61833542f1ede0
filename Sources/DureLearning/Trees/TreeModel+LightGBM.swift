extension TreeModel {
    /// The forest as LightGBM's text, which LightGBM 3 and later load.
    ///
    /// Inputs as for ``xgboostJSON()``. LightGBM compares binary64, so a threshold is the largest
    /// number that binary32 rounds to below the edge: both send every number the same way.
    package func lightgbmText() -> String {
        let objectiveText =
            switch objective {
            case .squared: "regression"
            case .logistic: "binary sigmoid:1"
            case .softmax(let count): "multiclass num_class:\(count)"
            }
        let infos = columns.inputs.map { input in
            switch input {
            case .number(let feature, _): "[\(feature.lower):\(feature.upper)]"
            case .category(let category):
                category.levels.indices.map(String.init).joined(separator: ":")
            }
        }
        let lines = [
            "tree", "version=v4", "num_class=\(base.count)",
            "num_tree_per_iteration=\(base.count)", "label_index=0",
            "max_feature_idx=\(columns.inputs.count - 1)", "objective=\(objectiveText)",
            "feature_names=" + exportedNames.joined(separator: " "),
            "feature_infos=" + infos.joined(separator: " "),
        ]
        let trees = exportedTrees.enumerated().map { lightgbm($1, id: $0) }
        let sizes = trees.map { String($0.utf8.count) }.joined(separator: " ")
        return lines.joined(separator: "\n") + "\ntree_sizes=\(sizes)\n\n" + trees.joined()
            + "end of trees\n\nfeature_importances:\n\nparameters:\nend of parameters\n"
    }

    private func lightgbm(_ tree: Tree, id: Int) -> String {
        let leaves = tree.nodes.indices.filter { tree.nodes[$0].feature == nil }
        let splits = tree.nodes.indices.filter { tree.nodes[$0].feature != nil }
        var places = [Int](repeating: 0, count: tree.nodes.count)
        for (leaf, node) in leaves.enumerated() { places[node] = -1 - leaf }
        for (split, node) in splits.enumerated() { places[node] = split }
        func line(_ name: String, _ values: [String]) -> String {
            "\(name)=" + values.joined(separator: " ")
        }
        func texts(_ nodes: [Int], _ value: (TreeNode) -> String) -> [String] {
            nodes.map { value(tree.nodes[$0]) }
        }
        let sets = splits.filter { tree.nodes[$0].isCategory }
        var lines = [
            "Tree=\(id)", "num_leaves=\(leaves.count)", "num_cat=\(sets.count)",
            line("split_feature", texts(splits) { String($0.feature ?? 0) }),
            line("split_gain", texts(splits) { String(Float($0.gain)) }),
            line("threshold", thresholds(tree, splits)),
            line("decision_type", texts(splits, Self.decision)),
            line("left_child", texts(splits) { String(places[$0.left + ($0.isSwapped ? 1 : 0)]) }),
            line("right_child", texts(splits) { String(places[$0.left + ($0.isSwapped ? 0 : 1)]) }),
            line("leaf_value", texts(leaves) { String($0.value) }),
            line("leaf_weight", texts(leaves) { String($0.hessian) }),
            line("leaf_count", texts(leaves) { String(Int($0.rowCount)) }),
            line("internal_value", splits.map { _ in "0" }),
            line("internal_weight", texts(splits) { String($0.hessian) }),
            line("internal_count", texts(splits) { String(Int($0.rowCount)) }),
        ]
        if !sets.isEmpty {
            lines.append(line("cat_boundaries", (0...sets.count).map { String($0 * 8) }))
            lines.append(
                line("cat_threshold", sets.flatMap { words(tree, tree.nodes[$0]) }))
        }
        lines += ["is_linear=0", "shrinkage=1"]
        return lines.joined(separator: "\n") + "\n\n\n"
    }

    private func thresholds(_ tree: Tree, _ splits: [Int]) -> [String] {
        var setCount = 0
        return splits.map { place in
            guard let edge = threshold(of: tree.nodes[place]) else {
                setCount += 1
                return String(setCount - 1)
            }
            return String(Self.largest(below: edge))
        }
    }

    /// The largest binary64 number that rounds to a binary32 number below the edge.
    static func largest(below edge: Float) -> Double {
        guard edge < .greatestFiniteMagnitude else { return 1e300 }
        let low = edge.nextDown
        let middle = (Double(low) + Double(edge)) / 2
        // A tie goes to the even one of the two.
        return Float(middle) < edge ? middle : middle.nextDown
    }

    /// Bit 0 for a category, bit 1 where missing values go left, 2 in the bits above for NaN.
    private static func decision(_ node: TreeNode) -> String {
        node.isCategory ? "9" : node.isMissingLeft ? "10" : "8"
    }

    /// The levels that go to LightGBM's left, as bits.
    private func words(_ tree: Tree, _ node: TreeNode) -> [String] {
        let count = node.feature.map { bins.columns[$0].valueBinCount } ?? 0
        var words = [UInt32](repeating: 0, count: 8)
        for level in 0..<count
        where tree.sets[node.bin].contains(level) != node.isSwapped {
            words[level / 32] |= 1 << UInt32(level % 32)
        }
        return words.map { String($0) }
    }
}

extension TreeNode {
    /// Whether LightGBM gets the children the other way round: there a category's missing values
    /// always go right.
    fileprivate var isSwapped: Bool { isCategory && isMissingLeft }
}
