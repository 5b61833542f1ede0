import DureCore

/// The public settings of boosted trees.
package struct TreeSettings: Sendable, Hashable {
    /// The most trees of one class.
    package static let treeCountMax = 10_000
    /// The most leaves of one tree.
    package static let leavesMaxMax = 4_096
    /// The fewest rows of a leaf where a study does not say: the value of a leaf of one row is
    /// that row's.
    package static let rowsMinUsual = 5

    /// In which order leaves are split.
    package enum Growth: String, Sendable, Hashable, CaseIterable {
        /// All leaves of a level in one sum: few rounds, so right for federations.
        case depthWise = "depth-wise"
        /// The leaf that gains most, one a sum: many rounds, so right for one institution.
        case leafWise = "leaf-wise"
    }

    /// Where bins end, for columns whose edges are not declared.
    package enum Edges: String, Sendable, Hashable, CaseIterable {
        /// Bins of one width over the public range.
        case equalWidth = "equal-width"
        /// As many rows a bin as possible: one sum of a fine histogram tells.
        case quantile
    }

    /// How the prediction may move with a column, all else being the same.
    package enum Monotone: String, Sendable, Hashable, CaseIterable {
        /// Never down where the column goes up.
        case rising
        /// Never up where the column goes up.
        case falling
    }

    /// When trees stop helping, told by rows that no tree learns from.
    package struct Stopping: Sendable, Hashable {
        /// How many trees without a better held-out loss end the growth; 1 or more.
        package var patience: Int
        /// One row in so many is held out, told by the row's own contents; 2 or more.
        package var heldOutEvery: Int

        /// Takes both.
        package init(patience: Int = 10, heldOutEvery: Int = 5) {
            self.patience = patience
            self.heldOutEvery = heldOutEvery
        }
    }

    /// How many trees, of each class; 1...``treeCountMax``.
    package var treeCount = 100
    /// How much of a leaf's best value is taken; above 0, at most 1.
    package var learningRate = 0.1
    /// The order of splits.
    package var growth = Growth.depthWise
    /// The most splits between root and leaf; 1...12 depth-wise (6 where nil), 1...64 leaf-wise.
    package var depthMax: Int?
    /// The most leaves of a tree; 2...``leavesMaxMax``; where nil, 31 leaf-wise and as many as the
    /// depth allows otherwise.
    package var leavesMax: Int?
    /// The fewest rows of a leaf; above 1, sums also hold the number of rows of each bin.
    package var rowsMin = 1
    /// The least sum of hessians of a leaf; 0 or more.
    package var hessianMin = 1.0
    /// The penalty on half the squared leaf values; 0 or more.
    package var ridge = 1.0
    /// A split gains more than this, in units of the doubled loss; 0 or more.
    package var gainMin = 0.0
    /// The most bins of a column, the one for missing values aside; 2...255.
    package var binsMax = 255
    /// Where bins end.
    package var edges = Edges.equalWidth
    /// Rising edges of the bins of some columns, in the column's unit and within its range.
    package var declaredEdges: [String: [Double]] = [:]
    /// Columns of numbers that the prediction may follow in one direction only.
    package var monotone: [String: Monotone] = [:]
    /// When to stop before ``treeCount``; nil for never.
    package var stopping: Stopping?
    /// With fewer records in a sum than this, nothing comes of it.
    package var recordsMin = 1

    /// The defaults.
    package init() {}

    /// The most splits between root and leaf.
    var depth: Int { depthMax ?? (growth == .depthWise ? 6 : 64) }

    /// The most leaves of a tree.
    var leaves: Int {
        let byDepth = depth >= 12 ? Self.leavesMaxMax : 1 << depth
        return min(leavesMax ?? (growth == .depthWise ? byDepth : 31), byDepth)
    }

    /// Checks all that does not depend on the columns.
    ///
    /// - Throws: ``LearningError/badSetting(name:)`` with the key of ``init(reading:)``.
    func check() throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        let depths = 1...(growth == .depthWise ? 12 : 64)
        try check((1...Self.treeCountMax).contains(treeCount), "trees")
        try check(learningRate > 0 && learningRate <= 1, "learning_rate")
        try check(depthMax.map(depths.contains) ?? true, "depth_max")
        try check(leavesMax.map((2...Self.leavesMaxMax).contains) ?? true, "leaves_max")
        try check((1...1_000_000_000).contains(rowsMin), "rows_min")
        try check(hessianMin >= 0 && hessianMin <= 1e12, "hessian_min")
        try check(ridge >= 0 && ridge <= 1e12, "ridge")
        try check(gainMin >= 0 && gainMin <= 1e12, "gain_min")
        try check((2...255).contains(binsMax), "bins")
        if let stopping {
            try check((1...Self.treeCountMax).contains(stopping.patience), "patience")
            try check((2...1_000).contains(stopping.heldOutEvery), "held_out_every")
        }
        try check(recordsMin >= 1, "records_min")
    }

    /// All settings, for the plan that members approve.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "trees": .count(treeCount), "learning_rate": .number(learningRate),
            "growth": .string(growth.rawValue), "depth_max": .count(depth),
            "leaves_max": .count(leaves), "rows_min": .count(rowsMin),
            "hessian_min": .number(hessianMin + 0), "ridge": .number(ridge + 0),
            "gain_min": .number(gainMin + 0), "bins": .count(binsMax),
            "edges": .string(edges.rawValue), "records_min": .count(recordsMin),
            "bin_edges": .object(
                declaredEdges.mapValues { .array($0.map { .number($0 + 0) }) }),
            "monotone": .object(monotone.mapValues { .string($0.rawValue) }),
        ]
        if let stopping {
            members["patience"] = .count(stopping.patience)
            members["held_out_every"] = .count(stopping.heldOutEvery)
        }
        return .object(members)
    }
}
