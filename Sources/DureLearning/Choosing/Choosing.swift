package import DureCore

/// Settings chosen by cross-validation, inside the sum: any algorithm, several candidates for its
/// settings, and the best of them on all rows.
///
/// Every record belongs to one fold (``RecordFolds``). First all candidates learn side by side, one
/// run for each fold that is left out: a round's sum is the runs' sums one after the other, and a
/// run that has ended drops out. Then one sum tells each candidate's loss on the rows that its runs
/// had not seen. Then the chosen candidate learns from all rows. A candidate that fails on a fold is
/// out, with its reason; the study fails where all do.
///
/// With noise all three steps are charged for. A record is in all runs but those that leave its
/// fold out, and in one held-out sum of each candidate; the parts are scaled so that its whole
/// vector is in no round longer than ``clippingBound``.
package struct Choosing: SumAlgorithm {
    package static let name = "choosing"
    /// How many folds there may be.
    package static let foldCounts = 2...10
    /// The most candidates.
    package static let candidateCountMax = 64
    /// The most numbers of one sum: 16 MiB, the most that a node keeps of a released round.
    package static let sumCountMax = 1 << 21
    /// How often all runs together may go through a member's rows.
    package static let passCountLimit = 1_000_000

    /// Settings that are tried.
    package struct Candidate: Sendable {
        /// What sets it apart from the others, by key.
        package let values: [String: JSONValue]
        /// The algorithm on the rows of all folds but one.
        package let inFold: any SumAlgorithm
        /// The same on all rows.
        package let onAll: any SumAlgorithm

        /// A candidate; both algorithms are of the same kind, for the same columns.
        package init(
            values: [String: JSONValue], inFold: any SumAlgorithm, onAll: any SumAlgorithm
        ) {
            self.values = values
            self.inFold = inFold
            self.onAll = onAll
        }
    }

    /// What is tried, the first of equals preferred.
    package let candidates: [Candidate]
    /// How many folds.
    package let foldCount: Int
    /// What candidates are judged by.
    package let score: HeldOutScore
    /// Which one is taken.
    package let rule: Choice.Rule
    /// With fewer records in a fold than this, which a held-out sum would be over, nothing comes of
    /// it; with noise the number of records that the study declares.
    package let recordsMin: Int
    package let columns: StudyColumns
    package let clippingBound: Double?
    let loss: HeldOutLoss

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``: `folds`, `candidates` for none, for too many,
    ///   and for states or sums that no node would take, `passes` for more than
    ///   ``passCountLimit``, `records`, `target` where nothing is
    ///   foretold, `score` for one that does not suit the target or has no narrow bound for noise.
    package init(
        _ candidates: [Candidate], foldCount: Int = 5, score: HeldOutScore = .loss,
        rule: Choice.Rule = .lowest, recordsMin: Int = 1
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(Self.foldCounts.contains(foldCount), "folds")
        guard candidates.count <= Self.candidateCountMax,
            let columns = candidates.first?.onAll.columns
        else { throw .badSetting(name: "candidates") }
        try check((1...1_000_000_000).contains(recordsMin), "records")
        let algorithms = candidates.flatMap { [$0.inFold, $0.onAll] }
        let bounds = algorithms.compactMap(\.clippingBound)
        let isNoisy = !bounds.isEmpty
        try check(
            (!isNoisy || bounds.count == algorithms.count)
                && algorithms.allSatisfy { $0.columns == columns }, "candidates")
        try check(HeldOutLoss(.loss, of: columns.target, isNoisy: isNoisy) != nil, "target")
        guard let loss = HeldOutLoss(score, of: columns.target, isNoisy: isNoisy) else {
            throw .badSetting(name: "score")
        }
        self.candidates = candidates
        self.foldCount = foldCount
        self.score = score
        self.rule = rule
        self.recordsMin = recordsMin
        self.columns = columns
        self.loss = loss
        clippingBound = bounds.max()
        try check(sizesFit, "candidates")
        try check(passCountMax <= Self.passCountLimit, "passes")
    }

    /// Whether the largest state and the largest sum of all runs together are what nodes take.
    private var sizesFit: Bool {
        // Each is checked first, so that no sum of them is too large to be.
        let isEachSmall = candidates.allSatisfy {
            $0.inFold.stateLengthMax <= ModelState.numberCountMax
                && $0.inFold.sumLengthMax <= Self.sumCountMax
        }
        return isEachSmall && stateLengthMax <= ModelState.numberCountMax
            && sumLengthMax <= Self.sumCountMax
    }

    package var stateLengthMax: Int {
        candidates.reduce(1) {
            $0 + foldCount * (ChoosingState.runHeadCount + $1.inFold.stateLengthMax)
        }
    }

    package var sumLengthMax: Int {
        candidates.reduce(foldCount) { $0 + foldCount * (1 + $1.inFold.sumLengthMax) }
    }

    package var roundCountMax: Int {
        let tries = candidates.reduce(1) { max($0, $1.inFold.roundCountMax) }
        return tries + 1 + candidates.reduce(1) { max($0, $1.onAll.roundCountMax) }
    }

    package var passCountMax: Int {
        let tries = candidates.reduce(0) { $0 + foldCount * ($1.inFold.passCountMax + 1) }
        return tries + candidates.reduce(0) { max($0, $1.onAll.passCountMax) }
    }

    package var usesIncompleteRows: Bool { candidates[0].onAll.usesIncompleteRows }

    package var settings: JSONValue {
        func own(_ algorithm: any SumAlgorithm) -> JSONValue {
            guard case .object(var members) = algorithm.settings else { return algorithm.settings }
            members["columns"] = nil
            return .object(members)
        }
        return .object([
            "algorithm": .string(Self.name), "columns": columns.json,
            "folds": .integer(Int64(foldCount)), "score": .string(score.rawValue),
            "rule": .string(rule.rawValue), "records": .integer(Int64(recordsMin)),
            "candidates": .array(
                candidates.map {
                    .object([
                        "values": .object($0.values), "fold": own($0.inFold),
                        "all": own($0.onAll),
                    ])
                }),
        ])
    }

    package func start() -> ModelState {
        ChoosingState.trying(
            candidates.flatMap {
                [ChoosingState.Run](repeating: .going($0.inFold.start()), count: foldCount)
            }
        ).packed(round: 0)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> ChoosingRows {
        guard table.columns == columns else { throw .stateMismatch }
        return ChoosingRows(table, foldCount: foldCount)
    }

    package func sumLength(at state: ModelState) -> Int {
        layout(at: state).map(\.count) ?? 0
    }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        layout(at: state).map(bounds) ?? []
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard case .finishing(let choice, let own)? = ChoosingState(state, of: self) else {
            throw .stateMismatch
        }
        return try candidates[choice.chosen].onAll.model(from: own)
    }

    package func choice(from state: ModelState) throws(LearningError) -> Choice? {
        guard case .finishing(let choice, _)? = ChoosingState(state, of: self) else {
            throw .stateMismatch
        }
        return choice
    }

    package func tunedModel(
        from state: ModelState, on table: StudyTable
    ) throws(LearningError) -> (any Model)? {
        guard case .finishing(let choice, let own)? = ChoosingState(state, of: self) else {
            throw .stateMismatch
        }
        return try candidates[choice.chosen].onAll.tunedModel(from: own, on: table)
    }

    /// The same choosing alone; where its rows let no candidate be judged, what the first one does
    /// alone.
    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        do {
            return try model(from: runAlone(self, on: table).state)
        } catch {
            switch error {
            case .failed, .columnsAtFault: return try candidates[0].onAll.ownModel(from: table)
            default: throw error
            }
        }
    }
}
