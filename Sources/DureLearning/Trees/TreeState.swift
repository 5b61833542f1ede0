/// A state of boosted trees, read.
///
/// Coefficients: the bins' edges, the base scores, then the finished trees, group after group.
/// Memory: the phase, how many groups are finished, the best held-out loss and after how many
/// groups it was, then the trees that grow. Parents' histograms are in no state: a member keeps
/// its own, and sends both children of a split. So a state stays small, every member still counts
/// the smaller child only, and `advance` needs nothing but the state and the sum.
struct TreeState: Sendable, Hashable {
    /// What the next sum is for.
    enum Phase: Int, Sendable {
        /// Counts, and where bins should end.
        case opening
        /// Histograms.
        case growing
        /// The held-out loss of the last trees.
        case closing
        /// Nothing: the model is there.
        case finished
    }

    var phase: Phase
    /// Edges, base scores and finished trees.
    var coefficients: [Double]
    /// How many groups, of one tree a class, are finished.
    var groupCount = 0
    /// The least held-out loss, and after how many groups; nil before the first.
    var best: (loss: Double, groupCount: Int)?
    /// The trees that grow, one a class.
    var trees: [GrowingTree] = []

    static func == (one: TreeState, other: TreeState) -> Bool {
        one.memory == other.memory && one.coefficients == other.coefficients
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(memory)
        hasher.combine(coefficients)
    }

    /// How many numbers come before the trees in a memory.
    static let memoryHead = 5

    var memory: [Double] {
        [
            Double(phase.rawValue), Double(groupCount), best == nil ? 0 : 1, best?.loss ?? 0,
            Double(best?.groupCount ?? 0),
        ] + trees.flatMap(\.packed)
    }

    init(phase: Phase, coefficients: [Double]) {
        self.phase = phase
        self.coefficients = coefficients
    }

    /// Reads a state but for its finished trees; nil where it is not one of boosted trees.
    init?(_ state: ModelState, header: TreeHeader?, scoreCount: Int) {
        let memory = state.memory
        guard let phase = memory.whole(0, in: 0...3).flatMap(Phase.init(rawValue:)),
            let groupCount = memory.whole(1, in: 0...TreeSettings.treeCountMax),
            let hasBest = memory.whole(2, in: 0...1), memory.count >= Self.memoryHead,
            let bestCount = memory.whole(4, in: 0...groupCount)
        else { return nil }
        self.phase = phase
        self.groupCount = groupCount
        coefficients = state.coefficients
        best = hasBest == 1 ? (memory[3], bestCount) : nil
        if phase == .opening {
            guard state.coefficients.isEmpty, memory.count == Self.memoryHead else { return nil }
            return
        }
        guard let header else { return nil }
        var place = Self.memoryHead
        if phase == .growing {
            for _ in 0..<scoreCount {
                guard let tree = GrowingTree(packed: memory, at: &place, bins: header.bins) else {
                    return nil
                }
                trees.append(tree)
            }
        }
        guard place == memory.count else { return nil }
    }
}

/// What stands before the trees in a state's coefficients.
struct TreeHeader: Sendable, Hashable {
    let bins: TreeBins
    /// Shape [scores]: what every row begins with.
    let base: [Double]
    /// How many numbers it has.
    let count: Int

    init(bins: TreeBins, base: [Double]) {
        self.bins = bins
        self.base = base
        count = bins.packed.count + base.count
    }

    /// Reads a header; nil where there is none.
    init?(_ coefficients: [Double], inputs: [InputColumn], scoreCount: Int) {
        var place = 0
        guard let bins = TreeBins(packed: coefficients, inputs: inputs, at: &place),
            coefficients.count >= place + scoreCount
        else { return nil }
        self.bins = bins
        base = Array(coefficients[place..<place + scoreCount])
        guard base.allSatisfy(\.isFinite) else { return nil }
        count = place + scoreCount
    }

    var packed: [Double] { bins.packed + base }
}
