package import DureCore
package import DureTensor

/// A generalized linear model by Fisher scoring: the model of the pooled rows, exactly.
///
/// Minimises `Σ w · loss + ridge/2 · |b|² + lasso · |b|₁` over all members' rows, where `b` are
/// the coefficients of the scaled terms without the intercept. A round's sum is the gradient, the
/// expected Hessian's upper triangle, and six totals. Weights are R's prior weights (var_weights in
/// statsmodels): a weight says how exact a row is, and rows, not weights, count as observations.
/// Where the mean is the predictor's exponential, the first sum sets the intercept alone, to where
/// it is best without any column. When a step made the objective larger, the next state halves it,
/// so a round never moves away from the answer. Without noise: the study must be one that may
/// release exact sums.
package struct GeneralizedLinear: SumAlgorithm {
    package static let name = "generalized-linear"

    /// What it reads of a row.
    package let columns: StudyColumns
    /// The distribution of the target.
    package let family: Family
    /// The penalty on half the squared coefficients; 0 or more.
    package let ridge: Double
    /// The penalty on the coefficients' magnitudes; 0 or more.
    package let lasso: Double
    /// Converged when no coefficient is further off than about this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// Whether each member has an intercept of its own.
    package let intercept: Intercept
    /// The terms of the linear predictor.
    package let terms: DesignTerms
    let layout: LinearSum
    private let pool: WorkerPool

    /// The most terms, the intercept's among them.
    package static let termCountMax = 1_200

    /// Whose intercept.
    package enum Intercept: String, Sendable, Hashable {
        /// One for all members.
        case shared
        /// One for each member, found by the member itself in each round.
        case personal
    }

    /// Checks the settings.
    ///
    /// - Parameter pool: The workers of contributions; changes no result.
    /// - Throws: ``LearningError/badSetting(name:)``, with `family` for a target that the family
    ///   cannot have; ``LearningError/featureCount(limit:)`` for too many terms.
    package init(
        columns: StudyColumns, family: Family, ridge: Double = 0, lasso: Double = 0,
        tolerance: Double = 1e-8, roundCountMax: Int = 25, recordsMin: Int = 1,
        intercept: Intercept = .shared, pool: WorkerPool = WorkerPool()
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(family.admits(columns.target), "family")
        if case .negativeBinomial(let dispersion) = family {
            try check((1e-8...1e8).contains(dispersion), "dispersion")
        }
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(lasso.isFinite && lasso >= 0, "lasso")
        try check(tolerance.isFinite && tolerance > 0, "tolerance")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check(recordsMin >= 1, "records")
        terms = DesignTerms(columns.inputs)
        guard terms.width <= Self.termCountMax else {
            throw .featureCount(limit: Self.termCountMax - 1)
        }
        self.columns = columns
        self.family = family
        self.ridge = ridge
        self.lasso = lasso
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        self.intercept = intercept
        self.pool = pool
        layout = LinearSum(terms: terms, family: family, columns: columns)
    }

    package var clippingBound: Double? { nil }

    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json,
            "family": .string(family.name), "ridge": .number(ridge + 0),
            "lasso": .number(lasso + 0), "tolerance": .number(tolerance),
            "rounds": .integer(Int64(roundCountMax)), "records": .integer(Int64(recordsMin)),
            "intercept": .string(intercept.rawValue),
        ]
        if case .negativeBinomial(let dispersion) = family {
            members["dispersion"] = .number(dispersion)
        }
        return .object(members)
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [layout.limits.start]
                + [Double](repeating: 0, count: terms.width - 1))
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    private var personal: PersonalIntercepts { PersonalIntercepts(layout: layout) }

    package func sumLength(at state: ModelState) -> Int {
        intercept == .shared ? layout.count : personal.count
    }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        intercept == .shared ? layout.bounds : personal.bounds
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == terms.width,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        switch intercept {
        case .shared:
            return try layout.contribution(at: state.coefficients, from: data, pool: pool)
        case .personal:
            return try personal.contribution(at: state.coefficients, from: data, pool: pool)
        }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: terms.width, sum: sum) { return .failed(reason) }
        let totals = layout.totals(of: sum)
        if let reason = refusal(totals) { return .failed(reason) }
        if intercept == .personal,
            personal.effects(of: sum, dispersion: 1).memberCount < PersonalIntercepts.memberCountMin
        {
            return .failed(.tooFewIntercepts)
        }
        if intercept == .shared, family.hasLogLink, state.round == 0, roundCountMax > 1 {
            return startIntercept(from: state, sum: sum)
        }
        let objective = totals.loss + penalty(state.coefficients)
        let trial = StepTrial(memory: state.memory, width: terms.width)
        if let trial, trial.fraction > 0,
            trial.isWorse(objective, resolution: lossResolution * Double(survivors))
        {
            return shorten(trial, after: state)
        }
        return step(
            from: state, objective: objective, sum: sum, survivors: survivors,
            isBackAgain: trial?.fraction == 0)
    }

    /// Why totals allow no model, or nil where they do.
    private func refusal(_ totals: LinearTotals) -> FailureReason? {
        // Half a record of tolerance, as fixed-point codes round.
        guard totals.rowCount > 0.5 else { return .noRecords }
        guard totals.rowCount > Double(recordsMin) - 0.5 else { return .tooFewRecords }
        guard intercept == .shared else { return nil }
        let hair = 1e-9 * totals.weight
        if family == .bernoulli, totals.target <= hair || totals.target >= totals.weight - hair {
            return .oneClass
        }
        // Counts that are all zero.
        return family.hasLogLink && totals.target <= 0 ? .oneClass : nil
    }

    /// How much a member's loss may be off by its fixed-point code.
    private var lossResolution: Double { layout.limits.loss * layout.limits.weight * 0x1p-36 }

    /// How much each number of the gradient may be off by the members' fixed-point codes.
    private func gradientNoise(_ survivors: Int) -> [Double] {
        layout.bounds.prefix(terms.width).map { $0 * 0x1p-40 * Double(survivors) }
    }

    /// The intercept that is best without any column: the first sum tells it exactly for Poisson
    /// and gamma, and nearly for the negative binomial.
    private func startIntercept(from state: ModelState, sum: [Double]) -> Advance {
        let (slope, bend) = (sum[0], sum[terms.width])
        let ratio = bend > 0 ? 1 - slope / bend : 0
        guard ratio > 0x1p-1000, ratio.isFinite else { return .failed(.oneClass) }
        var new = state.coefficients
        new[0] = layout.limits.cut(new[0] + Elementary.log(ratio))
        return .next(successor(of: state, new, memory: []))
    }

    /// A step from coefficients that were found good.
    private func step(
        from state: ModelState, objective: Double, sum: [Double], survivors: Int,
        isBackAgain: Bool
    ) -> Advance {
        let old = state.coefficients
        let quadratic = quadratic(at: old, sum: sum)
        if isBackAgain { return finish(state, old, quadratic, sum, .stalled) }
        guard let move = quadratic.bestMove() else { return .failed(.singular) }
        if isSeparated(quadratic, move) { return .failed(.separated) }
        let new = zip(old, move).map { $0 + $1 }
        let size = move.reduce(0) { max($0, abs($1)) }
        let reach = 1 + old.reduce(0) { max($0, abs($1)) }
        if size <= stepMax * reach || quadratic.isRounding(move, gradientNoise(survivors)) {
            // So near the answer the step is right to the square of its length: take it unseen.
            return finish(state, new, quadratic, sum, .converged)
        }
        if Int(state.round) + 1 >= roundCountMax {
            return finish(state, old, quadratic, sum, .roundMax)
        }
        let trial = StepTrial(loss: objective, fraction: 1, coefficients: old, move: move)
        return .next(successor(of: state, new, memory: trial.memory))
    }

    /// The longest last step.
    ///
    /// Where the Hessian is the loss's own, a step's error is about the square of its length, so a
    /// longer one ends as near the answer.
    private var stepMax: Double {
        switch family {
        case .gaussian, .bernoulli, .poisson:
            lasso == 0 ? max(tolerance, min(tolerance.squareRoot(), 1e-6)) : tolerance
        case .gamma, .negativeBinomial: tolerance
        }
    }

    private func quadratic(at point: [Double], sum: [Double]) -> QuadraticLoss {
        var hessian = layout.hessian(of: sum)
        // The members took their intercepts out of the sum.
        if intercept == .personal { hessian[0] = 1 }
        return QuadraticLoss(
            gradient: layout.gradient(of: sum), hessian: hessian, at: point, ridge: ridge,
            lasso: lasso)
    }

    /// Whether a step still moves far while there is nothing left to gain: the likelihood has no
    /// maximum (Albert and Anderson 1984).
    private func isSeparated(_ quadratic: QuadraticLoss, _ move: [Double]) -> Bool {
        guard family != .gaussian, ridge == 0, lasso == 0 else { return false }
        return quadratic.decrement(move) < 1e-5 && reaches(move).contains { $0 > 0.5 }
    }

    /// How far each term moves the predictor at most.
    private func reaches(_ move: [Double]) -> [Double] {
        zip(move, terms.magnitudes).map { abs($0) * $1 }
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard refusal(state, width: terms.width, sum: sum) == nil,
            refusal(layout.totals(of: sum)) == nil
        else { return [] }
        let quadratic = quadratic(at: state.coefficients, sum: sum)
        var places: [Int] = []
        if let move = quadratic.bestMove() {
            guard isSeparated(quadratic, move) else { return [] }
            let reaches = reaches(move)
            let largest = reaches.dropFirst().max() ?? 0
            places = reaches.indices.filter { $0 > 0 && reaches[$0] > largest / 4 }
        } else {
            for found in Cholesky.dependencies(quadratic.hessian, n: terms.width) {
                places += found.others.filter { $0 > 0 } + [found.column]
            }
        }
        return Set(places).sorted().map { terms.names[$0] }
    }

    /// The last state: coefficients, and the statistics of a ``LinearModel`` as its memory.
    private func finish(
        _ state: ModelState, _ coefficients: [Double], _ quadratic: QuadraticLoss, _ sum: [Double],
        _ reason: StopReason
    ) -> Advance {
        let totals = layout.totals(of: sum)
        let covariance = quadratic.covariance()
        let width = Double(terms.width)
        let statistics = LinearStatistics(
            totals: totals, covariance: covariance, family: family, parameterCount: width)
        guard intercept == .personal else {
            return .finished(successor(of: state, coefficients, memory: statistics.packed), reason)
        }
        let memberCount = personal.effects(of: sum, dispersion: 1).memberCount
        let free = totals.rowCount - (width - 1 + memberCount)
        let dispersion = family.hasFreeDispersion && free > 0 ? totals.pearson / free : 1
        let effects = personal.effects(of: sum, dispersion: dispersion)
        let ownStatistics = LinearStatistics(
            totals: totals,
            covariance: covariance.isEmpty ? [] : [effects.variance] + covariance.dropFirst(),
            family: family, parameterCount: width - 1 + memberCount)
        let new = [effects.mean] + coefficients.dropFirst()
        return .finished(
            successor(of: state, new, memory: effects.packed + ownStatistics.packed), reason)
    }

    /// Half the step that made the loss larger; back to its start where that is no use.
    private func shorten(_ trial: StepTrial, after state: ModelState) -> Advance {
        if Int(state.round) + 1 >= roundCountMax {
            return .finished(successor(of: state, trial.coefficients, memory: []), .roundMax)
        }
        let (memory, coefficients) = trial.shortened
        return .next(successor(of: state, coefficients, memory: memory))
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        coefficients.dropFirst().reduce(0) { $0 + $1 * $1 * ridge / 2 + abs($1) * lasso }
    }

    private func successor(
        of state: ModelState, _ coefficients: [Double], memory: [Double]
    ) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: coefficients,
            memory: memory)
    }

    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        try OwnModel(columns: columns, family: family, data: DesignMatrix(table)).model
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        try linearModel(from: state)
    }

    /// What the last state says.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    package func linearModel(from state: ModelState) throws(LearningError) -> LinearModel {
        guard state.algorithm == Self.name, state.coefficients.count == terms.width else {
            throw .stateMismatch
        }
        let head = intercept == .shared ? 0 : min(MemberEffects.count, state.memory.count)
        return try LinearModel(
            columns: columns, family: family, coefficients: state.coefficients,
            statistics: LinearStatistics(
                packed: Array(state.memory[head...]), width: terms.width))
    }
}
