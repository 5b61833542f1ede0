// What becomes of a sum.
extension Choosing {
    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        guard let read = ChoosingState(state, of: self), let layout = layout(at: state),
            Int(state.round) < roundCountMax
        else { return .failed(.stateMismatch) }
        guard sum.count == layout.count else { return .failed(.sumLength) }
        let sum = layout.factor == 1 ? sum : sum.map { $0 / layout.factor }
        guard sum.allSatisfy(\.isFinite) else { return .failed(.sumNotFinite) }
        let round = state.round + 1
        switch read {
        case .finishing(let choice, let own):
            return finish(choice, own, with: sum, survivors: survivors, round: round)
        case .trying(let runs) where layout.parts.isEmpty:
            return judge(runs, layout, with: sum, round: round)
        case .trying(let runs):
            if let reason = refusal(of: sum.prefix(layout.foldCountCount)) {
                return .failed(reason)
            }
            return next(after: runs, layout, with: sum, survivors: survivors, round: round)
        }
    }

    /// Why folds of so many rows allow no study, or nil where they do; counts come once.
    private func refusal(of counts: ArraySlice<Double>) -> FailureReason? {
        guard !counts.isEmpty else { return nil }
        // Half a record of tolerance, as fixed-point codes round.
        let least = Double(recordsMin) - 0.5
        if counts.reduce(0, +) < least { return recordsMin > 1 ? .tooFewRecords : .noRecords }
        return recordsMin > 1 && counts.contains { $0 < least } ? .tooFewInFold : nil
    }

    /// One step of each run.
    private func next(
        after runs: [ChoosingState.Run], _ layout: ChoosingLayout, with sum: [Double],
        survivors: Int, round: UInt32
    ) -> Advance {
        var runs = runs
        var failures: [Int: FailureReason] = [:]
        var place = layout.foldCountCount
        for part in layout.parts {
            let isFailing = part.isFlagged && sum[place] > 0.5
            let own = Array(sum[place..<place + part.wholeCount].suffix(part.count))
            place += part.wholeCount
            let answer =
                isFailing
                ? .failed(.sumNotFinite)
                : part.algorithm.checkedAdvance(part.state, with: own, survivors: survivors)
            let index = part.candidate * foldCount + (part.fold ?? 0)
            switch answer {
            case .next(let state): runs[index] = .going(state)
            case .finished(let state, _): runs[index] = ended(state, of: part.algorithm)
            case .failed(let reason): runs[index] = .failed(reason)
            }
            if let reason = runs[index].failure, failures[part.candidate] == nil {
                failures[part.candidate] = reason
            }
        }
        // A candidate that fails on one fold is out, and costs nothing any more.
        for (candidate, reason) in failures.sorted(by: { $0.key < $1.key }) {
            for fold in 0..<foldCount { runs[candidate * foldCount + fold] = .failed(reason) }
        }
        if let reason = runs.first?.failure, runs.allSatisfy({ $0.failure != nil }) {
            return .failed(reason)
        }
        return .next(ChoosingState.trying(runs).packed(round: round))
    }

    /// A run's last state, cut down to what foretells; a failure where it makes no model.
    private func ended(_ state: ModelState, of algorithm: any SumAlgorithm) -> ChoosingState.Run {
        let state = algorithm.trimmed(state)
        do {
            _ = try algorithm.model(from: state)
            return .ended(state)
        } catch {
            // Such as parameters beyond binary32: what is wrong with them is all one here.
            return .failed(.sumNotFinite)
        }
    }

    /// The losses, and the candidate that is taken.
    private func judge(
        _ runs: [ChoosingState.Run], _ layout: ChoosingLayout, with sum: [Double], round: UInt32
    ) -> Advance {
        let (center, scale) = lossScaling
        let counts = foldWeights(sum)
        var trials = candidates.indices.map { candidate in
            Choice.Trial(
                values: candidates[candidate].values, foldLosses: [],
                failure: runs[candidate * foldCount].failure ?? .stateMismatch)
        }
        for (place, judged) in layout.judged.enumerated() {
            let losses = counts.enumerated().map { fold, count -> Double? in
                guard let count else { return nil }
                return center + scale * (sum[foldCount * (place + 1) + fold] / count)
            }
            let isFinite = losses.allSatisfy { $0?.isFinite ?? true }
            trials[judged.candidate] = Choice.Trial(
                values: candidates[judged.candidate].values, foldLosses: isFinite ? losses : [],
                failure: isFinite ? nil : .sumNotFinite)
        }
        guard let choice = Choice(score: score, rule: rule, trials: trials) else {
            return .failed(counts.contains { $0 != nil } ? .sumNotFinite : .noRecords)
        }
        let first = candidates[choice.chosen].onAll.start()
        return .next(ChoosingState.finishing(choice, first).packed(round: round))
    }

    /// By fold the weight of its rows; nil for one without any.
    ///
    /// With noise a fold counts at least a tenth of the records that the study declares for it, so
    /// that its losses are not divided by noise alone.
    private func foldWeights(_ sum: [Double]) -> [Double?] {
        sum.prefix(foldCount).map { weight in
            guard clippingBound == nil else {
                return max(weight, Double(recordsMin) / Double(10 * foldCount))
            }
            return weight > 1e-9 * weightMax ? weight : nil
        }
    }

    private func finish(
        _ choice: Choice, _ own: ModelState, with sum: [Double], survivors: Int, round: UInt32
    ) -> Advance {
        let algorithm = candidates[choice.chosen].onAll
        switch algorithm.checkedAdvance(own, with: sum, survivors: survivors) {
        case .next(let state):
            return .next(ChoosingState.finishing(choice, state).packed(round: round))
        case .finished(let state, let reason):
            return .finished(ChoosingState.finishing(choice, state).packed(round: round), reason)
        case .failed(let reason): return .failed(reason)
        }
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard let layout = layout(at: state), sum.count == layout.count else { return [] }
        var place = layout.foldCountCount
        for part in layout.parts {
            let own = sum[place..<place + part.wholeCount].suffix(part.count)
                .map { $0 / layout.factor }
            place += part.wholeCount
            let columns = part.algorithm.columnsAtFault(part.state, with: own)
            if !columns.isEmpty { return columns }
        }
        return []
    }
}
