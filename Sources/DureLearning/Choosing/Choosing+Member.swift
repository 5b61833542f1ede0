// A member's part of the sum.
extension Choosing {
    package func contribution(
        to state: ModelState, from rows: ChoosingRows
    ) throws(LearningError) -> [Double] {
        guard rows.table.columns == columns, let layout = layout(at: state) else {
            throw .stateMismatch
        }
        var sum: [Double] = []
        sum.reserveCapacity(layout.count)
        if !layout.judged.isEmpty {
            sum = try heldOutSums(layout, of: rows)
        } else {
            if layout.foldCountCount > 0 { sum = usedRowCounts(of: rows) }
            for part in layout.parts { sum += try self.part(part, part.algorithm, of: rows) }
        }
        if layout.factor != 1 { sum = sum.map { $0 * layout.factor } }
        guard sum.count == layout.count, sum.allSatisfy(\.isFinite) else {
            throw .contributionNotFinite
        }
        return sum
    }

    /// What a run's algorithm adds, after its flag where it has one.
    ///
    /// A candidate under which a member's own computation ends in no finite number, such as a
    /// network that learns too fast, is flagged and adds zeros: it is out, and not the study.
    private func part(
        _ part: ChoosingLayout.Part, _ algorithm: some SumAlgorithm, of rows: ChoosingRows
    ) throws(LearningError) -> [Double] {
        do {
            let own = try rows.rows(for: algorithm, of: part.candidate, without: part.fold)
            let sum = try algorithm.contribution(to: part.state, from: own)
            return part.isFlagged ? [0] + sum : sum
        } catch {
            guard part.isFlagged, error == .contributionNotFinite else { throw error }
            return [1] + [Double](repeating: 0, count: part.count)
        }
    }

    /// How many rows of each fold are used.
    private func usedRowCounts(of rows: ChoosingRows) -> [Double] {
        var counts = [Double](repeating: 0, count: foldCount)
        for (row, isUsed) in isUsed(rows.table).enumerated() where isUsed {
            counts[rows.folds[row]] += 1
        }
        return counts
    }

    private func isUsed(_ table: StudyTable) -> [Bool] {
        usesIncompleteRows ? [Bool](repeating: true, count: table.rowCount) : table.isComplete
    }

    /// By fold the weight of its rows, then by candidate and fold their losses.
    private func heldOutSums(
        _ layout: ChoosingLayout, of rows: ChoosingRows
    ) throws(LearningError) -> [Double] {
        var sum = [Double](repeating: 0, count: layout.count)
        let (center, scale) = lossScaling
        let isNoisy = clippingBound != nil
        let unit = isNoisy ? weightMax : 1
        // With noise every number is within ±1, and so is it on the grid on which sums are exact.
        let grid = SumGrid(normMax: 1, dimension: 1)
        func exact(_ number: Double) -> Double { isNoisy ? grid.rounded(number) : number }
        for fold in 0..<foldCount {
            let table = rows.heldOut(fold)
            let used = isUsed(table)
            let weights = (0..<table.rowCount).map { row in
                used[row] ? exact((table.weights.isEmpty ? 1 : table.weights[row]) / unit) : 0
            }
            sum[fold] = weights.reduce(0, +)
            for (place, (candidate, states)) in layout.judged.enumerated() {
                let model = try candidates[candidate].inFold.model(from: states[fold])
                let answers = model.predictions(of: table)
                let width = model.outputNames.count
                var total = 0.0
                for row in 0..<table.rowCount where weights[row] > 0 {
                    let own = answers[row * width..<(row + 1) * width]
                    let loss = loss.loss(of: own, target: table.target[row])
                    total += exact(weights[row] * (loss - center) / scale)
                }
                sum[foldCount + place * foldCount + fold] = total
            }
        }
        return sum
    }
}
