/// What one sum of choosing is made of.
struct ChoosingLayout {
    /// One run's part.
    struct Part {
        let candidate: Int
        /// The fold that is left out; nil for the one that learns from all rows.
        let fold: Int?
        let algorithm: any SumAlgorithm
        let state: ModelState
        let count: Int
        /// Whether a number before it says how many members could not compute it.
        let isFlagged: Bool

        var wholeCount: Int { count + (isFlagged ? 1 : 0) }
    }

    /// How many numbers the folds' counts take, which come first.
    var foldCountCount = 0
    /// The parts of runs, one after the other.
    var parts: [Part] = []
    /// The candidates that are judged: a loss for each of them and each fold.
    var judged: [(candidate: Int, states: [ModelState])] = []
    /// What all numbers are multiplied by before they leave; 1 where sums are exact.
    var factor = 1.0

    /// How many numbers.
    var count: Int {
        foldCountCount + parts.reduce(0) { $0 + $1.wholeCount } + judged.count * foldCountIn
    }

    /// How many losses each judged candidate has.
    var foldCountIn: Int { judged.first?.states.count ?? 0 }
}

extension Choosing {
    /// What the sum at a state is made of; nil for a state that is none of these candidates'.
    func layout(at state: ModelState) -> ChoosingLayout? {
        switch ChoosingState(state, of: self) {
        case nil: nil
        case .finishing(let choice, let own):
            finishingLayout(choice.chosen, own)
        case .trying(let runs):
            runs.contains { $0.next != nil }
                ? tryingLayout(runs, isFirst: state.round == 0) : judgingLayout(runs)
        }
    }

    private func finishingLayout(_ chosen: Int, _ state: ModelState) -> ChoosingLayout {
        var layout = ChoosingLayout()
        let algorithm = candidates[chosen].onAll
        layout.parts = [
            ChoosingLayout.Part(
                candidate: chosen, fold: nil, algorithm: algorithm, state: state,
                count: algorithm.sumLength(at: state), isFlagged: false)
        ]
        if let bound = clippingBound, let own = algorithm.clippingBound {
            layout.factor = bound / own
        }
        return layout
    }

    private func tryingLayout(_ runs: [ChoosingState.Run], isFirst: Bool) -> ChoosingLayout {
        var layout = ChoosingLayout()
        // Counts would be one more thing to hide.
        layout.foldCountCount = isFirst && clippingBound == nil ? foldCount : 0
        // By fold, the squared length of what one of its records gives to all runs.
        var squares = [Double](repeating: 0, count: foldCount)
        for (index, run) in runs.enumerated() {
            guard let state = run.next else { continue }
            let (candidate, fold) = (index / foldCount, index % foldCount)
            let algorithm = candidates[candidate].inFold
            layout.parts.append(
                ChoosingLayout.Part(
                    candidate: candidate, fold: fold, algorithm: algorithm, state: state,
                    count: algorithm.sumLength(at: state), isFlagged: clippingBound == nil))
            let bound = algorithm.clippingBound ?? 0
            for other in squares.indices where other != fold { squares[other] += bound * bound }
        }
        if let bound = clippingBound, let most = squares.max(), most > 0 {
            layout.factor = bound / most.squareRoot() * Self.hair
        }
        return layout
    }

    private func judgingLayout(_ runs: [ChoosingState.Run]) -> ChoosingLayout {
        var layout = ChoosingLayout()
        layout.foldCountCount = foldCount
        for candidate in candidates.indices {
            let own = runs[candidate * foldCount..<(candidate + 1) * foldCount]
            let states = own.compactMap { run -> ModelState? in
                if case .ended(let state) = run { state } else { nil }
            }
            if states.count == foldCount { layout.judged.append((candidate, states)) }
        }
        // A record's count and its losses are at most 1 each before the factor.
        if let bound = clippingBound {
            layout.factor = bound / Double(1 + layout.judged.count).squareRoot() * Self.hair
        }
        return layout
    }

    /// A hair shorter, so that rounding never lets the norm pass the bound.
    private static var hair: Double { 1 - 0x1p-40 }

    /// What is taken off a loss, and what it is then divided by: with noise the middle of its
    /// range and half of it, so that it lies within ±1.
    var lossScaling: (center: Double, scale: Double) {
        clippingBound == nil ? (0, 1) : (loss.lossMax / 2, loss.lossMax / 2)
    }

    /// The largest weight of a row; with noise weights are parts of it.
    var weightMax: Double {
        guard let weight = columns.weight, weight.upper > 0 else { return 1 }
        return weight.upper
    }

    /// The largest magnitude that one record gives to each number.
    func bounds(_ layout: ChoosingLayout) -> [Double] {
        let isExact = clippingBound == nil
        let weight = isExact && !layout.judged.isEmpty ? weightMax : 1
        var bounds = [Double](repeating: weight, count: layout.foldCountCount)
        for part in layout.parts {
            if part.isFlagged { bounds.append(1) }
            bounds += part.algorithm.boundsPerRecord(at: part.state)
        }
        let lossBound = isExact ? loss.lossMax * weight : 1
        bounds += [Double](
            repeating: lossBound, count: layout.judged.count * layout.foldCountIn)
        return layout.factor == 1 ? bounds : bounds.map { $0 * layout.factor }
    }
}
