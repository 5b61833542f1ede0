package import DureCore
package import DureTensor

/// Regression of counts that vary more than Poisson's, with the dispersion found as well.
///
/// The variance is `mean + α · mean²` (NB2). Newton's steps over the coefficients and θ = ln α
/// together, on the negative log-likelihood with its observed Hessian: the maximum likelihood
/// estimate of the pooled rows. Counts are rounded to whole numbers. Where the counts vary no more
/// than Poisson's, α has no maximum above 0 and ends at its least, e^-14. Without noise, as
/// ``GeneralizedLinear``; a given α is that one's ``Family/negativeBinomial(dispersion:)``.
package struct NegativeBinomial: SumAlgorithm {
    package static let name = "negative-binomial"
    /// The largest count that may be declared: each costs as many steps.
    package static let countMax = 100_000.0

    package let columns: StudyColumns
    /// The penalty on half the squared coefficients of scaled terms; 0 or more.
    package let ridge: Double
    /// Converged when no coefficient moves by more than this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// The terms of the linear predictor.
    package let terms: DesignTerms
    let layout: CountSum
    private let pool: WorkerPool

    /// Checks the settings.
    ///
    /// - Parameter pool: The workers of contributions; changes no result.
    /// - Throws: ``LearningError/badSetting(name:)``, with `family` for a target that is no count up
    ///   to ``countMax``; ``LearningError/featureCount(limit:)`` for too many terms.
    package init(
        columns: StudyColumns, ridge: Double = 0, tolerance: Double = 1e-8,
        roundCountMax: Int = 50, recordsMin: Int = 1, pool: WorkerPool = WorkerPool()
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        guard case .number(let target)? = columns.target, target.lower >= 0,
            target.upper <= Self.countMax
        else { throw .badSetting(name: "family") }
        try check(ridge.isFinite && ridge >= 0, "ridge")
        try check(tolerance.isFinite && tolerance > 0, "tolerance")
        try check((1...1_000).contains(roundCountMax), "rounds")
        try check(recordsMin >= 1, "records")
        terms = DesignTerms(columns.inputs)
        guard terms.width < GeneralizedLinear.termCountMax else {
            throw .featureCount(limit: GeneralizedLinear.termCountMax - 2)
        }
        self.columns = columns
        self.ridge = ridge
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        self.pool = pool
        layout = CountSum(terms: terms, columns: columns)
    }

    package var clippingBound: Double? { nil }

    package var settings: JSONValue {
        .object([
            "algorithm": .string(Self.name), "columns": columns.json, "ridge": .number(ridge + 0),
            "tolerance": .number(tolerance), "rounds": .integer(Int64(roundCountMax)),
            "records": .integer(Int64(recordsMin)),
        ])
    }

    package func start() -> ModelState {
        let zeros = [Double](repeating: 0, count: terms.width)
        return ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [layout.limits(dispersion: 1).start] + zeros)
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package func sumLength(at state: ModelState) -> Int { layout.count }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        layout.bounds(dispersion: CountSum.dispersion(state.coefficients))
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        return try layout.contribution(
            at: state.coefficients, from: data, isFirst: state.round == 0, pool: pool)
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.dimension, sum: sum) {
            return .failed(reason)
        }
        let totals = layout.totals(of: sum)
        guard totals.rowCount > 0.5 else { return .failed(.noRecords) }
        guard totals.rowCount > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        guard totals.target > 0 else { return .failed(.oneClass) }
        let isLast = Int(state.round) + 1 >= roundCountMax
        if state.round == 0, !isLast { return startIntercept(from: state, sum: sum) }
        let bounds = boundsPerRecord(at: state)
        let objective = layout.loss(of: sum) + penalty(state.coefficients)
        let trial = StepTrial(memory: state.memory, width: layout.dimension)
        let lossBound = bounds[bounds.count - 1 - LinearTotals.count] + (bounds.last ?? 0)
        let resolution = lossBound * 0x1p-36 * Double(survivors)
        if let trial, trial.fraction > 0, trial.isWorse(objective, resolution: resolution) {
            let (memory, coefficients) = trial.shortened
            let kept = isLast ? trial.coefficients : coefficients
            let next = successor(of: state, kept, memory: isLast ? [] : memory)
            return isLast ? .finished(next, .roundMax) : .next(next)
        }
        let noise = bounds.prefix(layout.dimension).map { $0 * 0x1p-40 * Double(survivors) }
        return step(
            from: state, objective: objective, sum: sum, noise: Array(noise),
            isBackAgain: trial?.fraction == 0)
    }

    private func startIntercept(from state: ModelState, sum: [Double]) -> Advance {
        let (slope, bend) = (sum[0], sum[layout.dimension])
        let ratio = bend > 0 ? 1 - slope / bend : 0
        guard ratio > 0x1p-1000, ratio.isFinite else { return .failed(.oneClass) }
        var new = state.coefficients
        new[0] = layout.limits(dispersion: 1).cut(new[0] + Elementary.log(ratio))
        return .next(successor(of: state, new, memory: []))
    }

    private func step(
        from state: ModelState, objective: Double, sum: [Double], noise: [Double],
        isBackAgain: Bool
    ) -> Advance {
        let old = state.coefficients
        let quadratic = quadratic(at: old, sum: sum)
        if isBackAgain { return finish(state, old, quadratic, sum, .stalled) }
        guard let move = quadratic.bestMove() else { return .failed(.singular) }
        if isSeparated(quadratic, move) { return .failed(.separated) }
        let new = held(zip(old, move).map { $0 + $1 })
        let size = zip(new, old).reduce(0) { max($0, abs($1.0 - $1.1)) }
        let reach = 1 + old.reduce(0) { max($0, abs($1)) }
        if size <= tolerance * reach || quadratic.isRounding(move, noise) {
            return finish(state, new, quadratic, sum, .converged)
        }
        if Int(state.round) + 1 >= roundCountMax {
            return finish(state, old, quadratic, sum, .roundMax)
        }
        let taken = zip(new, old).map { $0 - $1 }
        let trial = StepTrial(loss: objective, fraction: 1, coefficients: old, move: taken)
        return .next(successor(of: state, new, memory: trial.memory))
    }

    /// With θ in its range, and no more than two steps of e at once.
    private func held(_ coefficients: [Double]) -> [Double] {
        let range = CountSum.logDispersions
        let log = coefficients.last ?? 0
        return coefficients.dropLast() + [min(max(log, range.lowerBound), range.upperBound)]
    }

    private func quadratic(at point: [Double], sum: [Double]) -> QuadraticLoss {
        let n = layout.dimension
        var gradient = Array(sum[..<n])
        var hessian = layout.hessian(of: sum)
        let bend = hessian[n * n - 1]
        let isLeast = (point.last ?? 0) <= CountSum.logDispersions.lowerBound
        // Far from the answer θ's bend may point the wrong way; at its least θ stays.
        if isLeast && gradient[n - 1] >= 0 || !(bend > 0) || Cholesky(hessian, n: n) == nil {
            for index in 0..<n - 1 {
                hessian[index * n + n - 1] = 0
                hessian[(n - 1) * n + index] = 0
            }
            if isLeast && gradient[n - 1] >= 0 { gradient[n - 1] = 0 }
            hessian[n * n - 1] = max(abs(bend), abs(gradient[n - 1]), 0x1p-60)
        }
        return QuadraticLoss(
            gradient: gradient, hessian: hessian, at: point, ridge: ridge, lasso: 0,
            isFree: (0..<n).map { $0 == 0 || $0 == n - 1 })
    }

    private func isSeparated(_ quadratic: QuadraticLoss, _ move: [Double]) -> Bool {
        guard ridge == 0 else { return false }
        return quadratic.decrement(move) < 1e-5 && reaches(move).contains { $0 > 0.5 }
    }

    private func reaches(_ move: [Double]) -> [Double] {
        zip(move, terms.magnitudes).map { abs($0) * $1 }
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard refusal(state, width: layout.dimension, sum: sum) == nil else { return [] }
        let quadratic = quadratic(at: state.coefficients, sum: sum)
        var places: [Int] = []
        if let move = quadratic.bestMove() {
            guard isSeparated(quadratic, move) else { return [] }
            let reaches = reaches(move)
            let largest = reaches.dropFirst().max() ?? 0
            places = reaches.indices.filter { $0 > 0 && reaches[$0] > largest / 4 }
        } else {
            for found in Cholesky.dependencies(quadratic.hessian, n: layout.dimension) {
                places += found.others + [found.column]
            }
        }
        return Set(places).sorted().filter { (1..<terms.width).contains($0) }
            .map { terms.names[$0] }
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        coefficients[1..<terms.width].reduce(0) { $0 + $1 * $1 * ridge / 2 }
    }

    /// The last state: coefficients and θ; the memory holds θ's variance, then statistics.
    private func finish(
        _ state: ModelState, _ coefficients: [Double], _ quadratic: QuadraticLoss, _ sum: [Double],
        _ reason: StopReason
    ) -> Advance {
        let n = layout.dimension
        let full = quadratic.covariance()
        var block: [Double] = []
        if !full.isEmpty {
            let square = Triangle.square(full[...], width: n)
            for row in 0..<n - 1 { block += square[row * n + row..<row * n + n - 1] }
        }
        let statistics = LinearStatistics(
            totals: layout.totals(of: sum), covariance: block,
            family: .negativeBinomial(dispersion: 1), parameterCount: Double(n))
        return .finished(
            successor(
                of: state, coefficients, memory: [full.last ?? 0] + statistics.packed), reason)
    }

    private func successor(
        of state: ModelState, _ coefficients: [Double], memory: [Double]
    ) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: coefficients,
            memory: memory)
    }

    /// The dispersion α of a state, and its standard error; nil where that is not known.
    package func dispersion(of state: ModelState) -> (value: Double, standardError: Double?) {
        let value = CountSum.dispersion(state.coefficients)
        let variance = state.memory.first ?? 0
        return (value, variance > 0 ? value * variance.squareRoot() : nil)
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        try linearModel(from: state)
    }

    /// What the last state says.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    package func linearModel(from state: ModelState) throws(LearningError) -> LinearModel {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension else {
            throw .stateMismatch
        }
        let packed = Array(state.memory.dropFirst())
        return try LinearModel(
            columns: columns,
            family: .negativeBinomial(dispersion: CountSum.dispersion(state.coefficients)),
            coefficients: Array(state.coefficients.dropLast()),
            statistics: LinearStatistics(packed: packed, width: terms.width))
    }
}
