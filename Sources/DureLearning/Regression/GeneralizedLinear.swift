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
        intercept: Intercept = .shared, pool: WorkerPool = .shared
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(family.admits(columns.target), "family")
        if case .negativeBinomial(let dispersion) = family {
            try check(Family.dispersions.contains(dispersion), "dispersion")
        }
        try NewtonSearch.check(
            ridge: ridge, lasso: lasso, tolerance: tolerance, roundCountMax: roundCountMax,
            recordsMin: recordsMin)
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

    /// Where every sixteenth row says that the answer is, for many rows; from there two or three
    /// sums over all rows are enough.
    package func start(alone rows: DesignMatrix) -> ModelState {
        guard rows.rowCount >= DesignTable.rowCountMin else { return start() }
        let few = stride(from: 0, to: rows.rowCount, by: Self.thinning)
        return start(near: rows.rows(at: Array(few)))
    }

    private func start(near few: DesignMatrix) -> ModelState {
        guard family != .gaussian, intercept == .shared else { return start() }
        do {
            let share = 1 / Double(Self.thinning)
            let rough = try GeneralizedLinear(
                columns: columns, family: family, ridge: ridge * share, lasso: lasso * share,
                tolerance: max(tolerance, 1e-3), roundCountMax: roundCountMax, pool: pool)
            let found = try runAlone(rough, on: few)
            guard found.reason == .converged else { return start() }
            return ModelState(
                algorithm: Self.name, round: 0, coefficients: found.state.coefficients)
        } catch {
            // What is wrong with the rows is told by the sum over all of them.
            return start()
        }
    }

    /// One row of so many is asked first.
    private static let thinning = 16

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
        try check(state, data)
        switch intercept {
        case .shared:
            return try layout.contribution(at: state.coefficients, from: data, pool: pool)
        case .personal:
            return try personal.contribution(at: state.coefficients, from: data, pool: pool)
        }
    }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        // A member's own intercept is searched among all of its rows.
        guard intercept == .shared else { throw stream.doesNotFit(stream.heldByteCount) }
        return sums(of: DesignStream(stream, terms: terms))
    }

    package func sums(holding table: StudyTable) throws(LearningError) -> HeldSums? {
        guard intercept == .shared, let rows = DesignTable(table, terms: terms) else { return nil }
        return HeldSums(
            start: { start(near: rows.thinned(by: Self.thinning)) }, sum: sums(of: rows))
    }

    private func sums(of rows: some DesignRows) -> StreamedSums {
        { (state) throws(LearningError) in
            try check(state, rows)
            return try layout.contribution(at: state.coefficients, from: rows, pool: pool)
        }
    }

    private func check(
        _ state: ModelState, _ data: some DesignRows
    ) throws(LearningError) {
        guard state.algorithm == Self.name, state.coefficients.count == terms.width,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
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
            // Exact for Poisson and gamma, and nearly for the negative binomial.
            return search.startIntercept(
                state, slope: sum[0], bend: sum[terms.width], limits: layout.limits)
        }
        return search.advance(state, by: evidence(sum, survivors)) { coefficients, quadratic in
            last(state, coefficients, quadratic, sum)
        }
    }

    private var search: NewtonSearch {
        NewtonSearch(
            terms: terms, places: [nil] + (1..<terms.width).map { $0 },
            magnitudes: terms.magnitudes, ridge: ridge, lasso: lasso, stepMax: stepMax,
            roundCountMax: roundCountMax, maySeparate: family != .gaussian)
    }

    /// What a sum says, the members' own intercepts taken out where they have any.
    private func evidence(_ sum: [Double], _ survivors: Int) -> NewtonSearch.Evidence {
        var hessian = layout.hessian(of: sum)
        if intercept == .personal { hessian[0] = 1 }
        let members = Double(survivors)
        return NewtonSearch.Evidence(
            loss: layout.totals(of: sum).loss,
            lossResolution: layout.limits.loss * layout.limits.weight * 0x1p-36 * members,
            gradient: layout.gradient(of: sum),
            gradientNoise: layout.bounds.prefix(terms.width).map { $0 * 0x1p-40 * members },
            hessian: hessian)
    }

    /// Why totals allow no model, or nil where they do.
    private func refusal(_ totals: LinearTotals) -> FailureReason? {
        if let reason = FailureReason(records: totals.rowCount, least: recordsMin) {
            return reason
        }
        guard intercept == .shared else { return nil }
        let hair = 1e-9 * totals.weight
        if family == .bernoulli, totals.target <= hair || totals.target >= totals.weight - hair {
            return .oneClass
        }
        // Counts that are all zero.
        return family.hasLogLink && totals.target <= 0 ? .oneClass : nil
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

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard refusal(state, width: terms.width, sum: sum) == nil,
            refusal(layout.totals(of: sum)) == nil
        else { return [] }
        // Noise and resolutions play no part here.
        return search.columnsAtFault(state, by: evidence(sum, 1))
    }

    /// The last state: coefficients, and the statistics of a ``LinearModel`` as its memory.
    private func last(
        _ state: ModelState, _ coefficients: [Double], _ quadratic: QuadraticLoss, _ sum: [Double]
    ) -> ModelState {
        let totals = layout.totals(of: sum)
        let covariance = quadratic.covariance()
        let width = Double(terms.width)
        let statistics = LinearStatistics(
            totals: totals, covariance: covariance, family: family, parameterCount: width)
        guard intercept == .personal else {
            return state.successor(coefficients, memory: statistics.packed)
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
        return state.successor(new, memory: effects.packed + ownStatistics.packed)
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
