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
        roundCountMax: Int = 50, recordsMin: Int = 1, pool: WorkerPool = .shared
    ) throws(LearningError) {
        guard case .number(let target)? = columns.target, target.lower >= 0,
            target.upper <= Self.countMax
        else { throw .badSetting(name: "family") }
        try NewtonSearch.check(
            ridge: ridge, tolerance: tolerance, roundCountMax: roundCountMax,
            recordsMin: recordsMin)
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
        to state: ModelState, from data: some DesignRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        return try layout.contribution(
            at: state.coefficients, from: data, isFirst: state.round == 0, pool: pool)
    }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        let rows = DesignStream(stream, terms: terms)
        return { (state) throws(LearningError) in try contribution(to: state, from: rows) }
    }

    package func sums(holding table: StudyTable) throws(LearningError) -> HeldSums? {
        guard let rows = DesignTable(table, terms: terms) else { return nil }
        return HeldSums(start: start) { (state) throws(LearningError) in
            try contribution(to: state, from: rows)
        }
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.dimension, sum: sum) {
            return .failed(reason)
        }
        let totals = layout.totals(of: sum)
        if let reason = FailureReason(records: totals.rowCount, least: recordsMin) {
            return .failed(reason)
        }
        guard totals.target > 0 else { return .failed(.oneClass) }
        if state.round == 0, roundCountMax > 1 {
            return search.startIntercept(
                state, slope: sum[0], bend: sum[layout.dimension],
                limits: layout.limits(dispersion: 1))
        }
        return search.advance(
            state, by: evidence(state, sum, survivors),
            limited: { old, move in
                let new = held(zip(old, move).map { $0 + $1 })
                return (new, zip(new, old).map { $0 - $1 })
            },
            last: { coefficients, quadratic in last(state, coefficients, quadratic, sum) })
    }

    private var search: NewtonSearch {
        NewtonSearch(
            terms: terms, places: [nil] + (1..<terms.width).map { $0 } + [nil],
            magnitudes: terms.magnitudes + [0], ridge: ridge, lasso: 0, stepMax: tolerance,
            roundCountMax: roundCountMax, maySeparate: true)
    }

    /// With θ in its range.
    private func held(_ coefficients: [Double]) -> [Double] {
        let range = CountSum.logDispersions
        let log = coefficients.last ?? 0
        return coefficients.dropLast() + [min(max(log, range.lowerBound), range.upperBound)]
    }

    /// What a sum says, with a bend of θ that points the right way.
    private func evidence(
        _ state: ModelState, _ sum: [Double], _ survivors: Int
    ) -> NewtonSearch.Evidence {
        let (n, members) = (layout.dimension, Double(survivors))
        let bounds = boundsPerRecord(at: state)
        let lossBound = bounds[bounds.count - 1 - LinearTotals.count] + (bounds.last ?? 0)
        var gradient = Array(sum[..<n])
        var hessian = layout.hessian(of: sum)
        let bend = hessian[n * n - 1]
        let isLeast = (state.coefficients.last ?? 0) <= CountSum.logDispersions.lowerBound
        // Far from the answer θ's bend may point the wrong way; at its least θ stays.
        if isLeast && gradient[n - 1] >= 0 || !(bend > 0) || Cholesky(hessian, n: n) == nil {
            for index in 0..<n - 1 {
                hessian[index * n + n - 1] = 0
                hessian[(n - 1) * n + index] = 0
            }
            if isLeast && gradient[n - 1] >= 0 { gradient[n - 1] = 0 }
            hessian[n * n - 1] = max(abs(bend), abs(gradient[n - 1]), 0x1p-60)
        }
        return NewtonSearch.Evidence(
            loss: layout.loss(of: sum), lossResolution: lossBound * 0x1p-36 * members,
            gradient: gradient, gradientNoise: bounds.prefix(n).map { $0 * 0x1p-40 * members },
            hessian: hessian)
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard refusal(state, width: layout.dimension, sum: sum) == nil else { return [] }
        return search.columnsAtFault(state, by: evidence(state, sum, 1))
    }

    /// The last state: coefficients and θ; the memory holds θ's variance, then statistics.
    private func last(
        _ state: ModelState, _ coefficients: [Double], _ quadratic: QuadraticLoss, _ sum: [Double]
    ) -> ModelState {
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
        return state.successor(coefficients, memory: [full.last ?? 0] + statistics.packed)
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
