/// A state of choosing, read.
///
/// While candidates are tried the memory holds 0, then for each candidate and fold what became of
/// its run: 0, 1 or 2 and more for one that goes on, has ended, or failed for the reason of that
/// place; the run's round, how many coefficients and how much memory, and both. Afterwards the
/// coefficients are those of the chosen algorithm's state, and the memory holds 1, that state's
/// round, for each fold whether it has rows, for each candidate 0 or 2 and more and its loss on
/// each fold, and then that state's memory.
enum ChoosingState: Sendable {
    /// Candidates learn, each without one fold; where none goes on, they are judged.
    ///
    /// Shape [candidates, folds].
    case trying([Run])
    /// The chosen one learns from all rows.
    case finishing(Choice, ModelState)

    /// A candidate that learns from all rows but a fold's.
    enum Run: Sendable {
        case going(ModelState)
        case ended(ModelState)
        case failed(FailureReason)

        /// The state, where it goes on.
        var next: ModelState? {
            if case .going(let state) = self { state } else { nil }
        }

        var failure: FailureReason? {
            if case .failed(let reason) = self { reason } else { nil }
        }
    }

    /// How many numbers stand before a run's state.
    static let runHeadCount = 4
    private static let failedFrom = 2

    /// The numbers of a state.
    func packed(round: UInt32) -> ModelState {
        switch self {
        case .trying(let runs):
            ModelState(
                algorithm: Choosing.name, round: round, coefficients: [],
                memory: [0] + runs.flatMap(Self.packed))
        case .finishing(let choice, let state):
            ModelState(
                algorithm: Choosing.name, round: round, coefficients: state.coefficients,
                memory: [1, Double(state.round)] + Self.packed(choice) + state.memory)
        }
    }

    private static func packed(_ run: Run) -> [Double] {
        switch run {
        case .going(let state): packed(state, 0)
        case .ended(let state): packed(state, 1)
        case .failed(let reason): [code(of: reason), 0, 0, 0]
        }
    }

    private static func packed(_ state: ModelState, _ code: Double) -> [Double] {
        [code, Double(state.round), Double(state.coefficients.count), Double(state.memory.count)]
            + state.coefficients + state.memory
    }

    private static func packed(_ choice: Choice) -> [Double] {
        let isUsed = choice.trials[choice.chosen].foldLosses.map { $0 != nil }
        let none = [Double?](repeating: nil, count: isUsed.count)
        return isUsed.map { $0 ? 1 : 0 }
            + choice.trials.flatMap { trial in
                [trial.failure.map(code) ?? 0]
                    + (trial.failure == nil ? trial.foldLosses : none).map { $0 ?? 0 }
            }
    }

    private static func code(of reason: FailureReason) -> Double {
        Double((FailureReason.allCases.firstIndex(of: reason) ?? 0) + failedFrom)
    }
}

// Reading. A state may come from anybody: nil for one that these candidates cannot have.
extension ChoosingState {
    init?(_ state: ModelState, of choosing: Choosing) {
        guard state.algorithm == Choosing.name, state.round < choosing.roundCountMax + 1,
            state.coefficients.allSatisfy(\.isFinite), state.memory.allSatisfy(\.isFinite),
            let phase = state.memory.whole(0, in: 0...1)
        else { return nil }
        var place = 1
        if phase == 0 {
            var runs: [Run] = []
            for index in 0..<choosing.candidates.count * choosing.foldCount {
                let algorithm = choosing.candidates[index / choosing.foldCount].inFold
                guard let run = Self.run(state.memory, at: &place, of: algorithm) else {
                    return nil
                }
                runs.append(run)
            }
            guard place == state.memory.count, state.coefficients.isEmpty else { return nil }
            self = .trying(runs)
            return
        }
        guard let round = state.memory.whole(1, in: 0...Int(UInt32.max) - 1),
            let choice = Self.choice(state.memory, of: choosing, at: &place)
        else { return nil }
        let algorithm = choosing.candidates[choice.chosen].onAll
        guard round <= algorithm.roundCountMax else { return nil }
        self = .finishing(
            choice,
            ModelState(
                algorithm: type(of: algorithm).name, round: UInt32(round),
                coefficients: state.coefficients, memory: Array(state.memory[place...])))
    }

    private static func run(
        _ memory: [Double], at place: inout Int, of algorithm: any SumAlgorithm
    ) -> Run? {
        guard let code = memory.whole(place, in: 0...failedFrom + FailureReason.allCases.count - 1),
            let round = memory.whole(place + 1, in: 0...algorithm.roundCountMax),
            let width = memory.whole(place + 2, in: 0...ModelState.numberCountMax),
            let count = memory.whole(place + 3, in: 0...ModelState.numberCountMax),
            memory.count - place - runHeadCount >= width + count
        else { return nil }
        place += runHeadCount
        let state = ModelState(
            algorithm: type(of: algorithm).name, round: UInt32(round),
            coefficients: Array(memory[place..<place + width]),
            memory: Array(memory[place + width..<place + width + count]))
        place += width + count
        switch code {
        case 0: return round < algorithm.roundCountMax ? .going(state) : nil
        case 1: return .ended(state)
        default:
            let isEmpty = width == 0 && count == 0 && round == 0
            return isEmpty ? .failed(FailureReason.allCases[code - failedFrom]) : nil
        }
    }

    /// The choice that stands behind phase and round; the place moves behind it.
    private static func choice(
        _ memory: [Double], of choosing: Choosing, at place: inout Int
    ) -> Choice? {
        place = 2
        let foldCount = choosing.foldCount
        guard memory.count >= place + foldCount + choosing.candidates.count * (1 + foldCount)
        else { return nil }
        var isUsed: [Bool] = []
        for fold in 0..<foldCount {
            guard let flag = memory.whole(place + fold, in: 0...1) else { return nil }
            isUsed.append(flag == 1)
        }
        place += foldCount
        var trials: [Choice.Trial] = []
        for candidate in choosing.candidates {
            let codes = 0...failedFrom + FailureReason.allCases.count - 1
            guard let code = memory.whole(place, in: codes), code != 1 else { return nil }
            let losses = isUsed.enumerated().map { $1 ? memory[place + 1 + $0] : nil }
            trials.append(
                Choice.Trial(
                    values: candidate.values, foldLosses: code == 0 ? losses : [],
                    failure: code == 0 ? nil : FailureReason.allCases[code - failedFrom]))
            place += 1 + foldCount
        }
        return Choice(score: choosing.score, rule: choosing.rule, trials: trials)
    }
}
