import DureCore

// What becomes of a sum.
extension GradientBoostedTrees {
    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        guard let (read, header) = read(state), read.phase != .finished else {
            return .failed(.stateMismatch)
        }
        guard sum.count == sumLength(at: state) else { return .failed(.sumLength) }
        guard sum.allSatisfy(\.isFinite) else { return .failed(.sumNotFinite) }
        guard let header, read.phase != .opening else { return open(state, with: sum) }
        guard isPossible(sum, at: read, bins: header.bins) else { return .failed(.sumImpossible) }
        var next = read
        let round = state.round + 1
        if hasLoss(read), let end = judge(&next, loss: sum[0], weight: sum[1], header) {
            return .finished(packed(end.state, round: round), end.reason)
        }
        grow(&next, with: sum, bins: header.bins)
        guard next.trees.allSatisfy(\.frontier.isEmpty) else {
            return .next(packed(next, round: round))
        }
        return closeGroup(next, header, round: round)
    }

    /// Whether rows could give such histograms: hessians and counts of 0 or more, and nothing
    /// larger than ``sumMax``.
    private func isPossible(_ sum: [Double], at state: TreeState, bins: TreeBins) -> Bool {
        guard sum.allSatisfy({ abs($0) <= Self.sumMax }) else { return false }
        guard state.phase == .growing else { return true }
        let width = bins.count * statistics.count
        return stride(from: hasLoss(state) ? 2 : 0, to: sum.count, by: width).allSatisfy {
            sum[$0 + bins.count..<$0 + width].allSatisfy { $0 >= 0 }
        }
    }

    /// Compares the held-out loss with the best; the end where it says so.
    private func judge(
        _ state: inout TreeState, loss: Double, weight: Double, _ header: TreeHeader
    ) -> (state: TreeState, reason: StopReason)? {
        // Without rows that are held out, nothing says when to stop.
        if weight > 0, loss < state.best?.loss ?? .infinity {
            state.best = (loss, state.groupCount)
        }
        let best = state.best?.groupCount ?? state.groupCount
        if state.phase == .closing {
            return (
                finished(state, groups: best, header),
                best < state.groupCount ? .stoppedEarly : .roundMax
            )
        }
        guard let stopping = parameters.stopping, state.groupCount - best >= stopping.patience
        else { return nil }
        return (finished(state, groups: best, header), .stoppedEarly)
    }

    /// Finds the frontier's splits and makes those that growth asks for.
    private func grow(_ state: inout TreeState, with sum: [Double], bins: TreeBins) {
        let search = SplitSearch(bins: bins, statistics: statistics, rule: rule)
        var start = hasLoss(state) ? 2 : 0
        for tree in state.trees.indices {
            for place in state.trees[tree].frontier {
                if place == 0 {
                    state.trees[tree].nodes[0].totals = search.totals(sum.span, at: start)
                }
                let node = state.trees[tree].nodes[place]
                state.trees[tree].nodes[place].isFrontier = false
                if let (split, set) = search.best(sum.span, at: start, node: node) {
                    var split = split
                    if let set {
                        split.bin = state.trees[tree].sets.count
                        state.trees[tree].sets.append(set)
                    }
                    state.trees[tree].nodes[place].split = split
                }
                start += bins.count * statistics.count
            }
            state.trees[tree].grow(parameters, rule: rule)
        }
    }

    /// Takes finished trees into the forest.
    private func closeGroup(_ state: TreeState, _ header: TreeHeader, round: UInt32) -> Advance {
        var next = state
        if next.trees.allSatisfy({ $0.nodes.count == 1 }) {
            // No split helps any more, and none will after this.
            let end = finished(next, groups: next.best?.groupCount ?? next.groupCount, header)
            return .finished(packed(end, round: round), .converged)
        }
        for tree in next.trees {
            next.coefficients += tree.finished(parameters, rule: rule, units: units).packed
        }
        next.groupCount += 1
        next.trees = []
        if next.groupCount < parameters.treeCount {
            next.trees = [GrowingTree](repeating: GrowingTree(), count: objective.scoreCount)
            return .next(packed(next, round: round))
        }
        guard parameters.stopping != nil else {
            next.phase = .finished
            return .finished(packed(next, round: round), .roundMax)
        }
        next.phase = .closing
        return .next(packed(next, round: round))
    }

    /// The last state, with so many groups.
    private func finished(_ state: TreeState, groups: Int, _ header: TreeHeader) -> TreeState {
        var end = state
        end.phase = .finished
        end.trees = []
        end.groupCount = groups
        var place = header.count
        for _ in 0..<(groups * objective.scoreCount) {
            guard let size = Tree.packedCount(state.coefficients, at: place) else { break }
            place += size
        }
        end.coefficients = Array(state.coefficients.prefix(place))
        return end
    }
}

extension Tree {
    /// How many numbers the tree that begins at a place has; nil where there is none.
    static func packedCount(_ numbers: [Double], at place: Int) -> Int? {
        guard let nodeCount = numbers.whole(place, in: 1...(2 * TreeSettings.leavesMaxMax)),
            let setCount = numbers.whole(place + 1, in: 0...nodeCount)
        else { return nil }
        let count = 2 + nodeCount * nodeWidth + setCount * 8
        return numbers.count - place >= count ? count : nil
    }
}
