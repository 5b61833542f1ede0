import DureTensor

/// What a member remembers between sums: bins, scores, gradients, and where each node's rows are.
struct TreeMemory {
    let header: TreeHeader
    let settings: TreeSettings
    private let table: TreeTargets
    private let objective: TreeObjective
    private let pool: WorkerPool
    private let codes: TreeCodes
    private let space: HistogramSpace
    /// Shape [rows]: the weight as a part of the largest, 0 for rows that are held out; empty
    /// where all are 1.
    private let factors: [Double]
    /// Shape [rows]: whether no tree learns from the row; empty where none is held out.
    private let isHeldOut: [Bool]
    private let labels: [UInt8]
    /// The coefficients whose trees are in the scores.
    private var forest: [Double]
    /// Shape [scores][rows].
    private var scores: [[Double]] = []
    /// Shape [scores][rows].
    private var values: [[Int64]] = []
    private var partitions: [TreePartition] = []

    init(
        _ rows: StudyRows, _ header: TreeHeader, _ algorithm: GradientBoostedTrees
    ) throws(LearningError) {
        var targets = TreeTargets(rows)
        let codes = TreeCodes(rowCount: rows.rowCount, columnCount: header.bins.columns.count)
        let coders = header.bins.columns.map {
            BinCoder($0, missing: UInt8($0.valueBinCount))
        }
        try rows.forEachTable { part, firstRow in
            codes.fill(part, at: firstRow, coders, pool: algorithm.pool)
            targets.append(part)
        }
        table = targets
        self.codes = codes
        self.header = header
        settings = algorithm.parameters
        objective = algorithm.objective
        pool = algorithm.pool
        space = HistogramSpace(
            bins: header.bins, statistics: algorithm.statistics,
            hessianStep: objective.hessianStep, pool: algorithm.pool)
        isHeldOut = Self.heldOut(settings, codes, table.target)
        factors = Self.factors(table, isHeldOut)
        labels = objective == .logistic ? table.target.map { $0 == 1 ? 1 : 0 } : []
        forest = []
        restart()
    }

    private static func factors(_ table: TreeTargets, _ isHeldOut: [Bool]) -> [Double] {
        guard !table.weights.isEmpty || !isHeldOut.isEmpty else { return [] }
        return (0..<table.rowCount).map { row in
            if !isHeldOut.isEmpty, isHeldOut[row] { return 0 }
            return table.weights.isEmpty ? 1 : table.weights[row] / table.weightMax
        }
    }

    /// Which rows are held out, told by their bins and target alone: the same rows whoever holds
    /// them, and twins stay together (FNV-1a).
    private static func heldOut(
        _ settings: TreeSettings, _ codes: TreeCodes, _ target: [Double]
    ) -> [Bool] {
        guard let every = settings.stopping?.heldOutEvery else { return [] }
        return (0..<codes.rowCount).map { row in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for code in codes.row(row) { hash = (hash ^ UInt64(code)) &* 0x100_0000_01b3 }
            let bits = target[row].bitPattern
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                hash = (hash ^ (bits >> shift & 255)) &* 0x100_0000_01b3
            }
            return (hash ^ hash >> 32) % UInt64(every) == 0
        }
    }

    /// Forgets all trees.
    private mutating func restart() {
        forest = header.packed
        scores = header.base.map { base in
            table.offsets.isEmpty
                ? [Double](repeating: base, count: table.rowCount)
                : table.offsets.map { base + $0 }
        }
        partitions = header.base.map { _ in TreePartition(rowCount: table.rowCount) }
        values = [[Int64]](
            repeating: [Int64](repeating: 0, count: table.rowCount), count: header.base.count)
        refreshGradients()
    }

    // MARK: Following a state

    /// Brings scores and partitions to a state.
    ///
    /// - Returns: Whether its trees can be read.
    mutating func follow(_ state: TreeState, _ algorithm: GradientBoostedTrees) -> Bool {
        let isNext =
            forest.count <= state.coefficients.count
            && state.coefficients[..<forest.count] == forest[...]
        if !isNext { restart() }
        var place = forest.count
        while place < state.coefficients.count {
            for score in scores.indices {
                guard
                    let tree = Tree(
                        packed: state.coefficients, at: &place, bins: header.bins),
                    partitions[score].follow(tree, codes, header.bins, pool)
                else { return false }
                partitions[score].addLeaves(of: tree, to: &scores[score], pool: pool)
                partitions[score].reset()
            }
            refreshGradients()
        }
        forest = state.coefficients
        for (score, tree) in state.trees.enumerated() {
            guard partitions[score].follow(tree.structure, codes, header.bins, pool) else {
                return false
            }
        }
        return true
    }

    private mutating func refreshGradients() {
        switch objective {
        case .logistic:
            LogisticGradients.fill(
                &values[0], scores: scores[0], labels: labels, factors: factors, pool: pool)
        case .squared:
            for row in 0..<table.rowCount {
                let residual = (scores[0][row] - table.target[row]) / objective.range
                values[0][row] = objective.packed(
                    gradient: min(max(residual, -1), 1), hessian: 1, factor: factor(row))
            }
        case .softmax:
            for row in 0..<table.rowCount {
                let chances = TreeObjective.softmax(scores.map { $0[row] })
                let target = Int(table.target[row])
                for (score, chance) in chances.enumerated() {
                    values[score][row] = objective.packed(
                        gradient: chance - (score == target ? 1 : 0),
                        hessian: 2 * chance * (1 - chance), factor: factor(row))
                }
            }
        }
    }

    private func factor(_ row: Int) -> Double { factors.isEmpty ? 1 : factors[row] }

    // MARK: Sums

    /// What the state asks for.
    mutating func sum(_ state: TreeState, _ algorithm: GradientBoostedTrees) -> [Double] {
        var sum = algorithm.hasLoss(state) ? heldOutLoss() : []
        let width = header.bins.count * algorithm.statistics.count
        sum.reserveCapacity(
            sum.count + width * state.trees.reduce(0) { $0 + $1.frontier.count })
        for (score, tree) in state.trees.enumerated() {
            let frontier = tree.frontier
            partitions[score].count(frontier, codes, values[score], space)
            for place in frontier { sum += partitions[score].nodes[place].histogram }
            partitions[score].forgetClosed(tree)
        }
        return sum
    }

    /// The held-out rows' loss and weight, as parts of the largest weight; whole multiples of
    /// 2^-20, so that the sum is exact.
    private func heldOutLoss() -> [Double] {
        var sums = [0.0, 0.0]
        for row in isHeldOut.indices where isHeldOut[row] {
            let weight = table.weights.isEmpty ? 1 : table.weights[row] / table.weightMax
            let loss = objective.loss(scores: scores.map { $0[row] }, target: table.target[row])
            sums[0] += (loss * weight * 0x1p20).rounded() / 0x1p20
            sums[1] += (weight * 0x1p20).rounded() / 0x1p20
        }
        return sums
    }
}

extension GrowingTree {
    /// The splits that are made, without values.
    var structure: Tree {
        Tree(
            nodes: nodes.map { node in
                var end = TreeNode()
                guard node.left > 0, let split = node.split else { return end }
                end.feature = split.feature
                end.bin = split.bin
                end.isCategory = split.isCategory
                end.isMissingLeft = split.isMissingLeft
                end.left = node.left
                return end
            }, sets: sets)
    }
}
