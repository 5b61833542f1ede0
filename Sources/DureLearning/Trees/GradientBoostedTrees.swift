package import DureCore
package import DureTensor

/// Boosted trees on histograms: the forest of the pooled rows, bit for bit.
///
/// Each row's gradient and hessian is rounded to a whole multiple of a step, so that sums are
/// exact: they depend neither on the order of rows, nor on threads, nor on how rows are spread
/// over members. Rows whose inputs are missing stay in, and the trees learn where they go. Without
/// noise: the study must be one that may release exact sums.
package struct GradientBoostedTrees: SumAlgorithm {
    package static let name = "gradient-boosted-trees"
    /// The most numbers of one sum: as many as a coordinator keeps for audits after a restart.
    package static let sumCountMax = 2_000_000
    /// The largest number in a sum that is not garbage.
    static let sumMax = 1e12

    package let columns: StudyColumns
    /// The public settings.
    package let parameters: TreeSettings
    /// The threads that share the work; they change no result.
    package let pool: WorkerPool

    let objective: TreeObjective
    let units: TreeUnits
    let rule: SplitRule
    let statistics: TreeStatistics

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``, with `target` where there is none that trees
    ///   can foretell, `bin_edges` and `monotone` for columns that have none, `bins` where a
    ///   sum, `trees` where the forest, and `leaves_max` where what grows beside it would be too
    ///   large; ``LearningError/featureCount(limit:)`` without
    ///   inputs; ``LearningError/badSpecification(column:field:)`` for a category of more than
    ///   255 levels.
    package init(
        columns: StudyColumns, settings: TreeSettings = TreeSettings(),
        pool: WorkerPool = .shared
    ) throws(LearningError) {
        guard let objective = TreeObjective(columns.target) else {
            throw .badSetting(name: "target")
        }
        guard !columns.inputs.isEmpty else {
            throw .featureCount(limit: StudyColumns.inputCountMax)
        }
        try settings.check()
        for name in settings.monotone.keys.sorted() where columns.number(name) == nil {
            throw .badSetting(name: "monotone")
        }
        for (name, edges) in settings.declaredEdges.sorted(by: { $0.key < $1.key }) {
            guard let feature = columns.number(name),
                TreeBins.edges(edges, of: feature, binsMax: settings.binsMax) != nil
            else { throw .badSetting(name: "bin_edges") }
        }
        self.columns = columns
        self.objective = objective
        self.pool = pool
        parameters = settings
        let weightMax = columns.weight?.upper ?? 1
        guard weightMax > 0 else { throw .badSetting(name: "weight") }
        units = TreeUnits(gradient: weightMax * objective.range, hessian: weightMax)
        rule = SplitRule(settings, columns: columns, units: units)
        if case .squared = objective, columns.weight == nil {
            statistics = .pairCounted
        } else {
            statistics = settings.rowsMin > 1 ? .triple : .pair
        }
        try checkSizes()
    }

    private func checkSizes() throws(LearningError) {
        for case .category(let category) in columns.inputs
        where category.levels.count > TreeBins.levelCountMax {
            throw .badSpecification(column: category.column, field: "levels")
        }
        guard growingLengthMax <= Self.sumCountMax else { throw .badSetting(name: "bins") }
        guard ModelState.holds(coefficientCount: forestLengthMax, memoryCount: 0) else {
            throw .badSetting(name: "trees")
        }
        guard
            ModelState.holds(
                coefficientCount: forestLengthMax,
                memoryCount: growingForestLengthMax)
        else { throw .badSetting(name: "leaves_max") }
    }

    /// The most bins of all columns together, those for missing values among them.
    private var binCountMax: Int {
        columns.inputs.reduce(0) { sum, input in
            if case .category(let category) = input { return sum + category.levels.count + 1 }
            return sum + parameters.binsMax + 1
        }
    }

    /// The most numbers of a sum of histograms.
    var growingLengthMax: Int {
        let leaves = parameters.leaves
        // Leaves that may still be split: not those of the last level, and not all there may be.
        let nodeCount =
            parameters.growth == .depthWise ? min(leaves - 1, 1 << (parameters.depth - 1)) : 2
        return nodeCount * objective.scoreCount * binCountMax * statistics.count
    }

    private var hasSets: Bool {
        columns.inputs.contains { if case .category = $0 { true } else { false } }
    }

    /// The most sets of levels of one tree: a split at a category has one.
    private var setCountMax: Int { hasSets ? parameters.leaves - 1 : 0 }

    private var nodeCountMax: Int { 2 * parameters.leaves - 1 }

    /// The most numbers of the trees that grow: splits that are not made yet have sets as well.
    var growingForestLengthMax: Int {
        let tree = 2 + nodeCountMax * GrowingNode.width + (hasSets ? nodeCountMax * 8 : 0)
        return TreeState.memoryHead + tree * objective.scoreCount
    }

    /// The most numbers of a finished forest with its bins.
    var forestLengthMax: Int {
        let treeSize = 2 + nodeCountMax * Tree.nodeWidth + setCountMax * 8
        return (treeSize * parameters.treeCount + 1) * objective.scoreCount + binCountMax
    }

    package var roundCountMax: Int {
        let perGroup =
            parameters.growth == .depthWise
            ? min(parameters.depth, parameters.leaves - 1) : parameters.leaves - 1
        return 1 + parameters.treeCount * perGroup + (parameters.stopping == nil ? 0 : 1)
    }

    package var clippingBound: Double? { nil }
    package var usesIncompleteRows: Bool { true }

    package var settings: JSONValue {
        guard case .object(var members) = parameters.json else { return parameters.json }
        members["algorithm"] = .string(Self.name)
        members["columns"] = columns.json
        return .object(members)
    }

    package func start() -> ModelState {
        packed(TreeState(phase: .opening, coefficients: []), round: 0)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> TreeRows {
        guard table.columns == columns else { throw .stateMismatch }
        return TreeRows(.held(table))
    }

    /// A state's parts; nil for one of another algorithm or another study.
    func read(_ state: ModelState) -> (state: TreeState, header: TreeHeader?)? {
        guard state.algorithm == Self.name else { return nil }
        let header = TreeHeader(
            state.coefficients, inputs: columns.inputs, scoreCount: objective.scoreCount)
        guard
            let read = TreeState(state, header: header, scoreCount: objective.scoreCount)
        else { return nil }
        return (read, header)
    }

    func packed(_ state: TreeState, round: UInt32) -> ModelState {
        ModelState(
            algorithm: Self.name, round: round, coefficients: state.coefficients,
            memory: state.memory)
    }

    /// Whether the next sum begins with the held-out loss and weight.
    func hasLoss(_ state: TreeState) -> Bool {
        guard parameters.stopping != nil else { return false }
        return state.phase == .closing
            || state.phase == .growing && state.trees.allSatisfy { $0.nodes.count == 1 }
    }

    /// The numbers of the first sum: rows, weight, the target's sums, and then each cell of the
    /// columns whose quantiles are wanted.
    var openingCount: Int { 2 + objective.scoreCount + sketched.count * TreeBins.cellCount }

    /// The inputs whose bins end at quantiles.
    var sketched: [Int] {
        guard parameters.edges == .quantile else { return [] }
        return columns.inputs.indices.filter { place in
            guard case .number(let feature, _) = columns.inputs[place] else { return false }
            return parameters.declaredEdges[feature.column] == nil
        }
    }

    package func sumLength(at state: ModelState) -> Int {
        guard let (state, header) = read(state) else { return 0 }
        switch state.phase {
        case .opening: return openingCount
        case .finished: return 0
        case .closing: return 2
        case .growing:
            let nodeCount = state.trees.reduce(0) { $0 + $1.frontier.count }
            let binCount = header?.bins.count ?? 0
            return (hasLoss(state) ? 2 : 0) + nodeCount * binCount * statistics.count
        }
    }

    package func boundsPerRecord(at state: ModelState) -> [Double] { bounds(at: state) }

    private func bounds(at state: ModelState) -> [Double] {
        guard let (state, header) = read(state) else { return [] }
        switch state.phase {
        case .opening: return [Double](repeating: 1, count: openingCount)
        case .finished: return []
        case .closing: return [TreeObjective.lossMax, 1]
        case .growing:
            let count = header?.bins.count ?? 0
            let nodeCount = state.trees.reduce(0) { $0 + $1.frontier.count }
            var node = [Double](repeating: 1, count: count)
            node += [Double](repeating: objective.hessianMax, count: count)
            if statistics == .triple { node += [Double](repeating: 1, count: count) }
            return (hasLoss(state) ? [TreeObjective.lossMax, 1] : [])
                + (0..<nodeCount).flatMap { _ in node }
        }
    }

    package func contribution(
        to state: ModelState, from rows: TreeRows
    ) throws(LearningError) -> [Double] {
        guard let (read, header) = read(state), rows.rows.columns == columns else {
            throw .stateMismatch
        }
        guard read.phase != .finished else { throw .stateMismatch }
        guard let header, read.phase != .opening else { return try opening(of: rows.rows) }
        return try rows.contribution(to: read, header: header, algorithm: self)
    }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        guard stream.columns == columns else { throw .stateMismatch }
        let byteCount = stream.rowCount * byteCountPerRow
        guard byteCount <= stream.byteCountMax else { throw stream.doesNotFit(byteCount) }
        let rows = TreeRows(.streamed(stream))
        return { (state) throws(LearningError) in try contribution(to: state, from: rows) }
    }

    /// How much of a row is in memory: its bins twice, targets and factors, and for each score the
    /// score, the gradient, and its places in the order.
    private var byteCountPerRow: Int {
        TreeCodes.stride(columns.inputs.count) + columns.inputs.count + 34
            + objective.scoreCount * (8 + 8 + 12)
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard let (_, header) = read(state), let header else { throw .stateMismatch }
        return try TreeModel(columns: columns, header: header, coefficients: state.coefficients)
    }
}
