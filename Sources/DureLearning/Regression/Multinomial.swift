package import DureCore
package import DureTensor

/// Softmax regression by Newton's steps: the model of the pooled rows, exactly.
///
/// Classes are the target's declared levels; the first is the reference, whose coefficients are 0.
/// Minimises the cross-entropy plus `ridge/2 · |b|²` over the coefficients of the scaled terms
/// without the intercepts. A round's sum is the gradient, shape [classes - 1, width], the Hessian's
/// blocks of class pairs k ≤ l, each an upper triangle of width × width, the loss, the rows with a
/// weight above 0, the weights, and each class's weight. Steps that made the loss larger are
/// halved. Without noise, as ``GeneralizedLinear``.
package struct Multinomial: SumAlgorithm {
    package static let name = "multinomial"
    /// The most classes.
    package static let classCountMax = 64
    /// The most coefficients.
    package static let coefficientCountMax = 1_200

    package let columns: StudyColumns
    /// The classes; the first is the reference.
    package let classes: [String]
    /// The penalty on half the squared coefficients; 0 or more.
    package let ridge: Double
    /// Converged when no coefficient moves by more than this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// The terms of the linear predictors.
    package let terms: DesignTerms
    let layout: SoftmaxSum
    private let pool: WorkerPool

    /// Checks the settings.
    ///
    /// - Parameter pool: The workers of contributions; changes no result.
    /// - Throws: ``LearningError/badSetting(name:)``, with `family` for a target without levels,
    ///   or `offset` where there is one; ``LearningError/featureCount(limit:)`` for too many terms.
    package init(
        columns: StudyColumns, ridge: Double = 0, tolerance: Double = 1e-8,
        roundCountMax: Int = 25, recordsMin: Int = 1, pool: WorkerPool = .shared
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        guard case .classes(let category)? = columns.target else {
            throw .badSetting(name: "family")
        }
        try check(columns.offset == nil, "offset")
        try check(category.levels.count <= Self.classCountMax, "levels")
        try NewtonSearch.check(
            ridge: ridge, tolerance: tolerance, roundCountMax: roundCountMax,
            recordsMin: recordsMin)
        terms = DesignTerms(columns.inputs)
        let most = Self.coefficientCountMax / (category.levels.count - 1)
        guard terms.width <= most else { throw .featureCount(limit: most - 1) }
        self.columns = columns
        classes = category.levels
        self.ridge = ridge
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        self.pool = pool
        layout = SoftmaxSum(
            terms: terms, classCount: classes.count, weightMax: columns.weight?.upper ?? 1)
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
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: layout.dimension))
    }

    package func rows(of table: StudyTable) throws(LearningError) -> DesignMatrix {
        DesignMatrix(table)
    }

    package func sumLength(at state: ModelState) -> Int { layout.count }

    package func boundsPerRecord(at state: ModelState) -> [Double] { layout.bounds }

    package func contribution(
        to state: ModelState, from data: some DesignRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            data.width == terms.width, state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        return try layout.contribution(at: state.coefficients, from: data, pool: pool)
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
        guard totals.classWeights.count(where: { $0 > 1e-9 * totals.weight }) > 1 else {
            return .failed(.oneClass)
        }
        return search.advance(state, by: evidence(sum, survivors)) { coefficients, quadratic in
            let statistics = LinearStatistics(
                totals: LinearTotals(
                    loss: totals.loss, rowCount: totals.rowCount, weight: totals.weight),
                covariance: quadratic.covariance(), family: .bernoulli,
                parameterCount: Double(layout.dimension))
            return state.successor(coefficients, memory: statistics.packed)
        }
    }

    private var search: NewtonSearch {
        let places = (0..<layout.dimension).map { $0 % terms.width }
        return NewtonSearch(
            terms: terms, places: places.map { $0 == 0 ? nil : $0 },
            magnitudes: places.map { terms.magnitudes[$0] }, ridge: ridge, lasso: 0,
            stepMax: tolerance, roundCountMax: roundCountMax, maySeparate: true)
    }

    private func evidence(_ sum: [Double], _ survivors: Int) -> NewtonSearch.Evidence {
        let members = Double(survivors)
        return NewtonSearch.Evidence(
            loss: layout.totals(of: sum).loss,
            lossResolution: layout.lossMax * 0x1p-36 * members,
            gradient: Array(sum[..<layout.dimension]),
            gradientNoise: layout.bounds.prefix(layout.dimension).map { $0 * 0x1p-40 * members },
            hessian: layout.hessian(of: sum))
    }

    package func columnsAtFault(_ state: ModelState, with sum: [Double]) -> [String] {
        guard refusal(state, width: layout.dimension, sum: sum) == nil else { return [] }
        return search.columnsAtFault(state, by: evidence(sum, 1))
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        try multinomialModel(from: state)
    }

    /// The same alone; for rows of one class, Jeffreys' estimate, which never says "impossible".
    package func ownModel(from table: StudyTable) throws(LearningError) -> any Model {
        var counts = [Double](repeating: 0.5, count: classes.count)
        for label in table.target { counts[Int(label)] += 1 }
        guard counts.count(where: { $0 > 1 }) <= 1 else {
            return try model(from: runAlone(self, on: table).state)
        }
        var coefficients = [Double](repeating: 0, count: layout.dimension)
        for label in 1..<classes.count {
            coefficients[(label - 1) * terms.width] = Elementary.log(counts[label] / counts[0])
        }
        return try MultinomialModel(columns: columns, coefficients: coefficients)
    }

    /// What the last state says.
    ///
    /// - Throws: ``LearningError/stateMismatch`` for a state that is not this algorithm's.
    package func multinomialModel(from state: ModelState) throws(LearningError) -> MultinomialModel
    {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension else {
            throw .stateMismatch
        }
        return try MultinomialModel(
            columns: columns, coefficients: state.coefficients,
            statistics: LinearStatistics(packed: state.memory, width: layout.dimension))
    }
}
