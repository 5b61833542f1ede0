import DureCore

extension TreeModel {
    /// The forest as XGBoost's JSON, which XGBoost 1.7 and later load.
    ///
    /// Inputs are columns in the study's order, as binary32; a category's value is the place of its
    /// level. A mean is the base score; log odds are part of the first trees' leaves. Where the study has an offset,
    /// the caller gives it as `base_margin`.
    package func xgboostJSON() -> String {
        var trees = exportedTrees
        var baseScore = objective == .logistic ? "0.5" : "0.0"
        if case .squared = objective {
            // Apart from the leaves, as XGBoost adds those up in binary32.
            baseScore = "\(Float(base[0]))"
            trees = self.trees.isEmpty ? [Tree(nodes: [TreeNode()], sets: [])] : self.trees
        }
        let scoreCount = base.count
        let objectiveJSON: JSONValue
        switch objective {
        case .squared: objectiveJSON = Self.objective("reg:squarederror")
        case .logistic: objectiveJSON = Self.objective("binary:logistic")
        case .softmax(let count):
            objectiveJSON = [
                "name": "multi:softprob",
                "softmax_multiclass_param": ["num_class": .string(String(count))],
            ]
        }
        let groups = stride(from: 0, through: trees.count, by: scoreCount)
        let parameters: JSONValue = [
            "base_score": .string(baseScore), "boost_from_average": "0",
            "num_class": .string(String(scoreCount > 1 ? scoreCount : 0)),
            "num_feature": .string(String(columns.inputs.count)), "num_target": "1",
        ]
        let kinds = bins.columns.map { column in
            if case .category = column { "c" } else { "float" }
        }
        let treeParameters: JSONValue = [
            "num_trees": .string(String(trees.count)), "num_parallel_tree": "1",
        ]
        let model = Self.object([
            ("gbtree_model_param", treeParameters.canonicalText),
            ("tree_info", Self.list(trees.indices.map { $0 % scoreCount })),
            ("iteration_indptr", Self.list(Array(groups))),
            ("trees", Self.list(trees.enumerated().map { xgboost($1, id: $0) })),
        ])
        let learner = Self.object([
            ("attributes", "{}"),
            ("feature_names", JSONValue.texts(exportedNames).canonicalText),
            ("feature_types", JSONValue.texts(kinds).canonicalText),
            ("gradient_booster", Self.object([("model", model), ("name", "\"gbtree\"")])),
            ("learner_model_param", parameters.canonicalText),
            ("objective", objectiveJSON.canonicalText),
        ])
        return Self.object([("learner", learner), ("version", "[2,1,0]")])
    }

    // XGBoost tells whole numbers from others by their spelling: 0 is not 0.0. Canonical JSON
    // spells both the same way, so members are put together here.

    private static func object(_ members: [(name: String, text: String)]) -> String {
        "{" + members.map { "\"\($0.name)\":\($0.text)" }.joined(separator: ",") + "}"
    }

    private static func list<Element>(_ elements: [Element]) -> String {
        "[" + elements.map { "\($0)" }.joined(separator: ",") + "]"
    }

    private static func objective(_ name: String) -> JSONValue {
        ["name": .string(name), "reg_loss_param": ["scale_pos_weight": "1"]]
    }

    private func xgboost(_ tree: Tree, id: Int) -> String {
        var parents = [Int](repeating: 2_147_483_647, count: tree.nodes.count)
        for (place, node) in tree.nodes.enumerated() where node.feature != nil {
            parents[node.left] = place
            parents[node.left + 1] = place
        }
        func integers(_ value: (TreeNode) -> Int) -> String { Self.list(tree.nodes.map(value)) }
        func numbers(_ value: (TreeNode) -> Float) -> String { Self.list(tree.nodes.map(value)) }
        let parameters: JSONValue = [
            "num_deleted": "0", "num_feature": .string(String(columns.inputs.count)),
            "num_nodes": .string(String(tree.nodes.count)), "size_leaf_vector": "1",
        ]
        return Self.object(
            [
                ("id", String(id)), ("parents", Self.list(parents)),
                ("left_children", integers { $0.feature == nil ? -1 : $0.left }),
                ("right_children", integers { $0.feature == nil ? -1 : $0.left + 1 }),
                ("split_indices", integers { $0.feature ?? 0 }),
                ("split_type", integers { $0.isCategory ? 1 : 0 }),
                ("default_left", integers { $0.isMissingLeft ? 1 : 0 }),
                (
                    "split_conditions",
                    numbers { $0.feature == nil ? Float($0.value) : threshold(of: $0) ?? 0 }
                ),
                ("base_weights", numbers { Float($0.value) }),
                ("loss_changes", numbers { Float($0.gain) }),
                ("sum_hessian", numbers { Float($0.hessian) }),
                ("tree_param", parameters.canonicalText),
            ] + categories(tree))
    }

    /// There the listed levels go right.
    private func categories(_ tree: Tree) -> [(name: String, text: String)] {
        var (levels, nodes, segments, sizes): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for (place, node) in tree.nodes.enumerated() where node.isCategory {
            let count = node.feature.map { bins.columns[$0].valueBinCount } ?? 0
            let right = (0..<count).filter { !tree.sets[node.bin].contains($0) }
            nodes.append(place)
            segments.append(levels.count)
            sizes.append(right.count)
            levels += right
        }
        return [
            ("categories", Self.list(levels)), ("categories_nodes", Self.list(nodes)),
            ("categories_segments", Self.list(segments)), ("categories_sizes", Self.list(sizes)),
        ]
    }

    /// The trees with the base scores in the leaves of each score's first one; at least one a
    /// score.
    package var exportedTrees: [Tree] {
        var exported = trees
        if exported.isEmpty {
            exported = base.map { _ in Tree(nodes: [TreeNode()], sets: []) }
        }
        for (place, score) in base.enumerated() {
            for node in exported[place].nodes.indices
            where exported[place].nodes[node].feature == nil {
                exported[place].nodes[node].value += score
            }
        }
        return exported
    }

    /// The inputs' names with letters, digits and underscores only, each of its own.
    package var exportedNames: [String] {
        var seen: Set<String> = []
        return columns.inputs.enumerated().map { place, input in
            let plain = String(
                input.name.map { $0.isLetter || $0.isNumber ? $0 : Character("_") })
            if seen.insert(plain).inserted { return plain }
            let numbered = "\(plain)_\(place)"
            seen.insert(numbered)
            return numbered
        }
    }
}
