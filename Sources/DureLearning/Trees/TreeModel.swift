package import DureCore
package import DureTensor

/// A forest that can be used: bins, base scores and trees.
package struct TreeModel: Model, Hashable {
    package static let kind = "trees"

    package let columns: StudyColumns
    /// Shape [scores]: what every row begins with; in the target's unit, or log odds.
    package let base: [Double]
    /// Group after group of one tree for each score.
    package let trees: [Tree]
    let bins: TreeBins
    let objective: TreeObjective
    private let flat: FlatForest

    /// Takes a state's numbers: edges, base scores, trees.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    init(
        columns: StudyColumns, header: TreeHeader, coefficients: [Double]
    ) throws(LearningError) {
        guard let objective = TreeObjective(columns.target) else {
            throw .malformedModel(field: "target")
        }
        var place = header.count
        var trees: [Tree] = []
        while place < coefficients.count {
            guard let tree = Tree(packed: coefficients, at: &place, bins: header.bins) else {
                throw .malformedModel(field: "forest")
            }
            trees.append(tree)
        }
        guard trees.count.isMultiple(of: objective.scoreCount) else {
            throw .malformedModel(field: "forest")
        }
        self.columns = columns
        self.objective = objective
        self.trees = trees
        bins = header.bins
        base = header.base
        flat = FlatForest(trees: trees, scoreCount: objective.scoreCount)
    }

    package var outputNames: [String] {
        switch columns.target {
        case .binary: ["probability"]
        case .classes(let category): category.levels
        default: ["mean"]
        }
    }

    package func predictions(of table: StudyTable) -> [Double] {
        predictions(of: table, pool: .shared)
    }

    /// What the model foretells for each row, shared among threads.
    ///
    /// - Returns: Shape [rows, outputNames.count], row-major; never NaN, as trees know where
    ///   missing values go.
    package func predictions(of table: StudyTable, pool: WorkerPool) -> [Double] {
        var answers = scores(of: table, pool: pool)
        switch objective {
        case .squared: break
        case .logistic: Sigmoid.apply(to: &answers, pool: pool)
        case .softmax(let count):
            for start in stride(from: 0, to: answers.count, by: count) {
                let chances = TreeObjective.softmax(Array(answers[start..<start + count]))
                answers.replaceSubrange(start..<start + count, with: chances)
            }
        }
        return answers
    }

    /// Shape [rows, base.count], row-major: base scores, the rows' offsets and the leaves' values.
    package func scores(of table: StudyTable, pool: WorkerPool = .shared) -> [Double] {
        var scores: [Double] = []
        scores.reserveCapacity(table.rowCount * base.count)
        for row in 0..<table.rowCount {
            let offset = table.offsets.isEmpty ? 0 : table.offsets[row]
            for score in base { scores.append(score + offset) }
        }
        flat.add(to: &scores, table: table, bins: bins, pool: pool)
        return scores
    }

    /// For each input, how often trees ask for it, and how much that took off the doubled loss.
    package var importance: [(column: String, splitCount: Int, gain: Double)] {
        var counts = [Int](repeating: 0, count: columns.inputs.count)
        var gains = [Double](repeating: 0, count: columns.inputs.count)
        for node in trees.flatMap(\.nodes) {
            guard let feature = node.feature else { continue }
            counts[feature] += 1
            gains[feature] += node.gain
        }
        return columns.inputs.indices.map { (columns.inputs[$0].name, counts[$0], gains[$0]) }
    }

    /// Where a number's node parts its rows: below the threshold, as binary32, they go left.
    ///
    /// The largest finite number where all values go left and missing ones right.
    package func threshold(of node: TreeNode) -> Float? {
        guard let feature = node.feature, case .number(let edges) = bins.columns[feature] else {
            return nil
        }
        return node.bin < edges.count ? edges[node.bin] : .greatestFiniteMagnitude
    }

    // MARK: As parts of a file

    package var description: JSONValue {
        .object(["groups": .count(trees.count / objective.scoreCount)])
    }

    package var tensors: [NamedTensor] {
        [
            NamedTensor(
                "forest", TreeHeader(bins: bins, base: base).packed + trees.flatMap(\.packed))
        ]
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let objective = TreeObjective(columns.target) else {
            throw .malformedModel(field: "target")
        }
        let numbers = try tensors.doubles("forest")
        guard
            let header = TreeHeader(
                numbers, inputs: columns.inputs, scoreCount: objective.scoreCount),
            header.bins.columns.allSatisfy({ $0.valueBinCount <= TreeBins.levelCountMax })
        else { throw .malformedModel(field: "forest") }
        try self.init(columns: columns, header: header, coefficients: numbers)
        guard description["groups"]?.int == Int64(trees.count / objective.scoreCount) else {
            throw .malformedModel(field: "groups")
        }
    }

    package static func == (one: TreeModel, other: TreeModel) -> Bool {
        one.columns == other.columns && one.base == other.base && one.trees == other.trees
            && one.bins == other.bins
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(base)
        hasher.combine(trees)
    }
}
