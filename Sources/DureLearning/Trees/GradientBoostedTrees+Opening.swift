// The first sum: how many rows, what they say on the whole, and where bins should end.
extension GradientBoostedTrees {
    /// How fine weights and targets are in the first sum, so that it is exact too.
    private static let step = 0x1p-24

    /// A member's part of the first sum; exact, so that it is the same in whatever parts.
    func opening(of rows: StudyRows) throws(LearningError) -> [Double] {
        var sum = [Double](repeating: 0, count: openingCount)
        try rows.forEachTable { table, _ in add(table, to: &sum) }
        return sum
    }

    private func add(_ table: StudyTable, to sum: inout [Double]) {
        let weightMax = columns.weight?.upper ?? 1
        for row in 0..<table.rowCount {
            let weight = table.weights.isEmpty ? 1 : table.weights[row] / weightMax
            guard weight > 0 else { continue }
            sum[0] += 1
            sum[1] += rounded(weight)
            switch objective {
            case .squared(let feature):
                sum[2] += rounded(
                    weight * (table.target[row] - feature.lower)
                        / (feature.upper - feature.lower))
            case .logistic: sum[2] += table.target[row] == 1 ? rounded(weight) : 0
            case .softmax: sum[2 + Int(table.target[row])] += rounded(weight)
            }
        }
        for (place, input) in sketched.enumerated() {
            let start = 2 + objective.scoreCount + place * TreeBins.cellCount
            count(input, of: table, into: &sum, from: start)
        }
    }

    private func rounded(_ number: Double) -> Double {
        (number / Self.step).rounded() * Self.step
    }

    private func count(
        _ input: Int, of table: StudyTable, into sum: inout [Double], from start: Int
    ) {
        guard case .number(let feature, _) = columns.inputs[input],
            case .numbers(let values) = table.inputs[input]
        else { return }
        var cells = [Int](repeating: 0, count: TreeBins.cellCount)
        let inverse = Double(TreeBins.cellCount) / (feature.upper - feature.lower)
        for value in values where value.isFinite {
            let cell = Int((value - feature.lower) * inverse)
            cells[min(max(cell, 0), TreeBins.cellCount - 1)] += 1
        }
        for cell in cells.indices { sum[start + cell] += Double(cells[cell]) }
    }

    /// The state after the first sum.
    func open(_ state: ModelState, with sum: [Double]) -> Advance {
        guard sum[1] > 0 else { return .failed(.noRecords) }
        if let reason = FailureReason(records: sum[0], least: parameters.recordsMin) {
            return .failed(reason)
        }
        let targets = Array(sum[2..<(2 + objective.scoreCount)])
        // Each is a part of the weight; sums are exact but for their fixed-point codes.
        guard targets.allSatisfy({ (-1e-6...1 + 1e-6).contains($0 / sum[1]) }) else {
            return .failed(.sumImpossible)
        }
        guard let base = objective.base(weight: sum[1], sums: targets) else {
            return .failed(.oneClass)
        }
        let header = TreeHeader(bins: bins(from: sum), base: base)
        var next = TreeState(phase: .growing, coefficients: header.packed)
        next.trees = [GrowingTree](repeating: GrowingTree(), count: objective.scoreCount)
        return .next(packed(next, round: state.round + 1))
    }

    private func bins(from sum: [Double]) -> TreeBins {
        var start = 2 + objective.scoreCount
        let sketched = Set(sketched)
        return TreeBins(
            columns.inputs.enumerated().map { place, input in
                switch input {
                case .category(let category):
                    return .category(levelCount: category.levels.count)
                case .number(let feature, _):
                    if let edges = parameters.declaredEdges[feature.column] {
                        return .number(edges: edges.map { Float($0) })
                    }
                    let count = parameters.binsMax
                    guard sketched.contains(place) else {
                        return .number(edges: TreeBins.equalWidth(feature, count: count))
                    }
                    let cells = Array(sum[start..<(start + TreeBins.cellCount)])
                    start += TreeBins.cellCount
                    return .number(
                        edges: TreeBins.quantile(feature, cells: cells, count: count))
                }
            })
    }
}
