package import DureCore

/// Cox's proportional hazards model by Newton's method, ties after Efron, on a declared time grid.
///
/// A record counts at one grid time, the one at which it leaves; so a sum holds, for each stratum
/// and grid time, the leaving records' and the tied events' `Σ w e^η`, `Σ w e^η x` and
/// `Σ w e^η x xᵀ`, and risk sets follow by adding from the horizon back. The partial likelihood is
/// that of pooled rows whose times lie on the grid; what the grid itself costs is in the guide.
/// Without noise: the study must be one that may release exact sums.
package struct CoxRegression: SumAlgorithm {
    package static let name = "cox"
    /// The most coefficients: a round takes time by their cube.
    package static let termCountMax = 500
    /// The most numbers in a sum.
    package static let figureCountMax = 1_000_000
    /// A linear predictor beyond this counts as this.
    static let predictorMax = 50.0

    package let columns: StudyColumns
    /// The grid.
    package let grid: SurvivalGrid
    /// The category whose levels have baselines of their own; nil for one baseline.
    package let strata: String?
    /// The penalty on half the squared scaled coefficients; 0 or more.
    package let ridge: Double
    /// Converged when no coefficient moves by more than this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// Grid times at which the model foretells survival.
    package let times: [Double]
    let layout: CoxLayout
    let strataInput: Int?

    /// Checks the settings.
    ///
    /// - Parameter times: At most 32 grid times, rising; left out, the horizon.
    /// - Throws: ``LearningError/badSetting(name:)`` with `target`, `grid`, `figures` or a setting's
    ///   name; ``LearningError/unknownColumn(column:)`` for strata that are no category;
    ///   ``LearningError/featureCount(limit:)`` where nothing but strata is left, or for more than
    ///   ``termCountMax`` terms.
    package init(
        columns: StudyColumns, grid: SurvivalGrid, strata: String? = nil, ridge: Double = 0,
        tolerance: Double = 1e-9, roundCountMax: Int = 40, recordsMin: Int = 1,
        times: [Double]? = nil
    ) throws(LearningError) {
        let time = try SurvivalRows.time(of: columns)
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(grid.times[grid.count - 1] == time.upper, "grid")
        try NewtonSearch.check(
            ridge: ridge, tolerance: tolerance, roundCountMax: roundCountMax,
            recordsMin: recordsMin)
        let times = times ?? [time.upper]
        let isRising = zip(times, times.dropFirst()).allSatisfy { $0 < $1 }
        try check(
            (1...32).contains(times.count) && isRising && times.allSatisfy(grid.times.contains),
            "times")
        let category = try strata.map { (name) throws(LearningError) in
            try SurvivalRows.category(name, of: columns)
        }
        layout = CoxLayout(
            columns: columns, gridCount: grid.count, strataInput: category?.input,
            strataCount: category?.levels.count ?? 1)
        guard (1...Self.termCountMax).contains(layout.width) else {
            throw .featureCount(limit: Self.termCountMax)
        }
        try check(layout.blockCount <= Self.figureCountMax / layout.blockWidth, "figures")
        self.columns = columns
        self.grid = grid
        self.strata = strata
        self.ridge = ridge
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        self.times = times
        strataInput = category?.input
    }

    package var clippingBound: Double? { nil }

    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json, "grid": grid.json,
            "ridge": .number(ridge + 0), "tolerance": .number(tolerance),
            "rounds": .count(roundCountMax), "records": .count(recordsMin),
            "times": .array(times.map { .number($0) }),
        ]
        members["strata"] = strata.map { .string($0) }
        return .object(members)
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: layout.width))
    }

    package func rows(of table: StudyTable) throws(LearningError) -> CoxRows {
        CoxRows(table, layout: layout, grid: grid, strataInput: strataInput)
    }

    package func sumLength(at state: ModelState) -> Int { layout.count }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        layout.bounds(at: state.coefficients)
    }

    package func contribution(
        to state: ModelState, from rows: CoxRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.width,
            rows.layout == layout, rows.grid == grid,
            state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        let sum = rows.contribution(at: state.coefficients)
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.width, sum: sum) { return .failed(reason) }
        guard
            let likelihood = CoxLikelihood(sum: sum, at: state.coefficients, layout: layout)
        else { return .failed(.sumImpossible) }
        if let reason = FailureReason(records: likelihood.recordCount, least: recordsMin) {
            return .failed(reason)
        }
        guard likelihood.eventCount > 0.5 else { return .failed(.noEvents) }
        let loss = likelihood.loss + penalty(state.coefficients)
        if let trial = StepTrial(memory: state.memory, width: layout.width),
            trial.isWorse(loss, resolution: 0)
        {
            return shorten(trial, after: state)
        }
        var (slope, bend) = (likelihood.gradient, likelihood.information)
        for index in 0..<layout.width {
            slope[index] += ridge * state.coefficients[index]
            bend[index * layout.width + index] += ridge
        }
        guard let step = Cholesky.solve(bend, slope) else {
            if state.round == 0 { return .failed(.singular) }
            // It was not at 0: a ratio without end has made the likelihood flat.
            return .finished(state.successor(state.coefficients), .stalled)
        }
        let move = step.map { -$0 }
        let size = move.reduce(0) { max($0, abs($1)) }
        let reach = 1 + state.coefficients.reduce(0) { max($0, abs($1)) }
        let isConverged = size <= tolerance * reach
        if isConverged || Int(state.round) + 1 >= roundCountMax {
            let statistics = CoxStatistics(
                likelihood, bend: bend, isConverged: isConverged, layout: layout)
            return .finished(
                state.successor(state.coefficients, memory: statistics.packed),
                isConverged ? .converged : .roundMax)
        }
        let trial = StepTrial(
            loss: loss, fraction: 1, coefficients: state.coefficients, move: move)
        return .next(state.successor(trial.point, memory: trial.memory))
    }

    /// Half the step that made the likelihood smaller.
    private func shorten(_ trial: StepTrial, after state: ModelState) -> Advance {
        let half = trial.halved
        let isLast = Int(state.round) + 1 >= roundCountMax
        guard half.fraction > 0, !isLast else {
            return .finished(
                state.successor(trial.coefficients),
                isLast ? .roundMax : .stalled)
        }
        return .next(state.successor(half.point, memory: half.memory))
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        coefficients.reduce(0) { $0 + $1 * $1 * ridge / 2 }
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name, state.coefficients.count == layout.width else {
            throw .stateMismatch
        }
        return try CoxModel(
            algorithm: self, coefficients: state.coefficients,
            statistics: CoxStatistics(packed: state.memory, layout: layout))
    }
}
