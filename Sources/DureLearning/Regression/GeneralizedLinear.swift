package import DureCore

/// A generalized linear model by Fisher scoring: the model of the pooled rows, exactly.
///
/// Minimises `Σ w · loss + ridge/2 · |b|² + lasso · |b|₁` over all members' rows, where `b` are
/// the coefficients of the scaled terms without the intercept. A round's sum is the gradient, the
/// expected Hessian's upper triangle, and seven totals. When a step made the objective larger, the
/// next state halves it, so a round never moves away from the answer. Without noise: the study
/// must be one that may release exact sums.
package struct GeneralizedLinear: SumAlgorithm {
    package static let name = "generalized-linear"
    /// How often one step is halved before the search ends.
    package static let halvingCountMax = 30

    /// What it reads of a row.
    package let columns: StudyColumns
    /// The distribution of the target.
    package let family: Family
    /// The penalty on half the squared coefficients; 0 or more.
    package let ridge: Double
    /// The penalty on the coefficients' magnitudes; 0 or more.
    package let lasso: Double
    /// Converged when no coefficient moves by more than this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// The terms of the linear predictor.
    package let terms: DesignTerms

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``, with `family` for a target that the family
    ///   cannot have.
    package init(
        columns: StudyColumns, family: Family, ridge: Double = 0, lasso: Double = 0,
        tolerance: Double = 1e-8, roundCountMax: Int = 25, recordsMin: Int = 1
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(family.admits(columns.target), "family")
        if case .negativeBinomial(let dispersion) = family {
            try check(dispersion.isFinite && dispersion > 0, "dispersion")
        }
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(lasso.isFinite && lasso >= 0, "lasso")
        try check(tolerance.isFinite && tolerance > 0, "tolerance")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check(recordsMin >= 1, "records")
        self.columns = columns
        self.family = family
        self.ridge = ridge
        self.lasso = lasso
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        terms = DesignTerms(columns.inputs)
    }

    package var clippingBound: Double? { nil }

    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json,
            "family": .string(family.name), "ridge": .number(ridge + 0),
            "lasso": .number(lasso + 0), "tolerance": .number(tolerance),
            "rounds": .integer(Int64(roundCountMax)), "records": .integer(Int64(recordsMin)),
        ]
        if case .negativeBinomial(let dispersion) = family {
            members["dispersion"] = .number(dispersion)
        }
        return .object(members)
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: terms.width))
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package func sumLength(at state: ModelState) -> Int { layout.count }

    package func boundsPerRecord(at state: ModelState) -> [Double] { layout.bounds }

    private var layout: LinearSum { LinearSum(terms: terms, family: family, columns: columns) }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == terms.width,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        return try layout.contribution(at: state.coefficients, from: data)
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: terms.width, sum: sum) { return .failed(reason) }
        let totals = layout.totals(of: sum)
        // Half a record of tolerance, as fixed-point codes round.
        guard totals.rowCount > 0.5 else { return .failed(.noRecords) }
        guard totals.rowCount > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        if family == .bernoulli {
            guard totals.target > 0, totals.target < totals.weight else {
                return .failed(.oneClass)
            }
        }
        let objective = totals.loss + penalty(state.coefficients)
        if let trial = Trial(memory: state.memory, width: terms.width), trial.isWorse(objective) {
            return shorten(trial, after: state)
        }
        return step(from: state, objective: objective, sum: sum, totals: totals)
    }

    /// A step from coefficients that were found good.
    private func step(
        from state: ModelState, objective: Double, sum: [Double], totals: LinearTotals
    ) -> Advance {
        let old = state.coefficients
        let quadratic = QuadraticLoss(
            gradient: layout.gradient(of: sum), hessian: layout.hessian(of: sum), at: old,
            ridge: ridge, lasso: lasso)
        guard let move = quadratic.bestMove() else { return .failed(.singular) }
        let new = zip(old, move).map { $0 + $1 }
        let size = move.reduce(0) { max($0, abs($1)) }
        let reach = 1 + old.reduce(0) { max($0, abs($1)) }
        if size <= tolerance * reach {
            // So near the answer the step is right to the square of its length: take it unseen.
            return finish(state, new, quadratic, totals, .converged)
        }
        if Int(state.round) + 1 >= roundCountMax {
            return finish(state, old, quadratic, totals, .roundMax)
        }
        let trial = Trial(loss: objective, fraction: 1, coefficients: old, move: move)
        return .next(successor(of: state, new, memory: trial.memory))
    }

    /// The last state: coefficients, and the statistics of a ``LinearModel`` as its memory.
    private func finish(
        _ state: ModelState, _ coefficients: [Double], _ quadratic: QuadraticLoss,
        _ totals: LinearTotals, _ reason: StopReason
    ) -> Advance {
        let statistics = LinearStatistics(
            totals: totals, variances: quadratic.inverseDiagonal() ?? [], family: family,
            width: terms.width)
        return .finished(successor(of: state, coefficients, memory: statistics.packed), reason)
    }

    /// Half the step that made the loss larger.
    private func shorten(_ trial: Trial, after state: ModelState) -> Advance {
        var trial = trial
        trial.fraction /= 2
        let isLast = Int(state.round) + 1 >= roundCountMax
        guard trial.fraction > 1 / Double(1 << Self.halvingCountMax), !isLast else {
            return .finished(
                successor(of: state, trial.coefficients, memory: []),
                isLast ? .roundMax : .stalled)
        }
        let new = zip(trial.coefficients, trial.move).map { $0 + trial.fraction * $1 }
        return .next(successor(of: state, new, memory: trial.memory))
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
        guard state.algorithm == Self.name, state.coefficients.count == terms.width else {
            throw .stateMismatch
        }
        return try LinearModel(
            columns: columns, family: family, coefficients: state.coefficients,
            statistics: LinearStatistics(packed: state.memory, width: terms.width))
    }
}

/// The step that led to the present coefficients, as a state's memory holds it: the loss before
/// it, how much of it was taken, where it began, and its full length.
private struct Trial {
    var loss: Double
    var fraction: Double
    var coefficients: [Double]
    var move: [Double]

    init(loss: Double, fraction: Double, coefficients: [Double], move: [Double]) {
        self.loss = loss
        self.fraction = fraction
        self.coefficients = coefficients
        self.move = move
    }

    init?(memory: [Double], width: Int) {
        guard memory.count == 2 + 2 * width else { return nil }
        loss = memory[0]
        fraction = memory[1]
        coefficients = Array(memory[2..<2 + width])
        move = Array(memory[(2 + width)...])
    }

    var memory: [Double] { [loss, fraction] + coefficients + move }

    /// Larger than before by more than rounding explains.
    func isWorse(_ now: Double) -> Bool { now > loss + 1e-9 * (1 + abs(loss)) }
}
