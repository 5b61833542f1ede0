package import DureCore
package import DureTensor

/// Text classification with exact sums: softmax regression over hashed n-grams, weighted by how
/// rare they are, as if all texts lay in one place.
///
/// The first round sums in how many rows each bucket occurs; from then on a bucket weighs
/// `ln((1 + rows) / (1 + frequency)) + 1` (the smoothed inverse document frequency of
/// scikit-learn). Every further round's sum is a gradient with its loss; minimised is the
/// cross-entropy plus `ridge/2 · |b|²` over all coefficients but the intercepts, with as much
/// memory of earlier steps as a state has room for (``QuasiNewton``).
package struct TextRegression: SumAlgorithm {
    package static let name = "text"
    /// More pairs than this bring nothing.
    private static let pairCountLimit = 10

    package let columns: StudyColumns
    /// What is counted of a text.
    package let features: TextFeatures
    /// The classes; two for a target of 0 and 1.
    package var classes: [String] { text.classes }
    /// The penalty on half the squared coefficients; more than 0.
    package let ridge: Double
    /// Converged when the gradient is no longer than this share of the first one.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    private let text: TextSettings
    private let layout: TextSum
    let pairCountMax: Int
    let pool: WorkerPool

    /// Checks the settings.
    ///
    /// - Parameter pool: The workers of contributions; changes no result.
    /// - Throws: ``LearningError/badSetting(name:)``, with `buckets` where a state has no room for
    ///   the lists of as many coefficients.
    package init(
        columns: StudyColumns, features: TextFeatures, ridge: Double = 0.1,
        tolerance: Double = 1e-2, roundCountMax: Int = 100, recordsMin: Int = 1,
        pool: WorkerPool = .shared
    ) throws(LearningError) {
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        text = try TextSettings(columns: columns, features: features)
        layout = text.layout
        try check((1e-9...1e9).contains(ridge), "ridge")
        try check((1e-12..<1).contains(tolerance), "tolerance")
        try check((2...1_000).contains(roundCountMax), "rounds")
        try check(recordsMin >= 1, "records")
        let free =
            TextSettings.stateNumberCountMax - layout.dimension - TextOpening.count(layout)
            - QuasiNewton.packedCount(width: layout.dimension, pairCount: 0)
        // Settings leave room for no pair at least; the newest one needs none.
        pairCountMax = min(max(free, 0) / (2 * layout.dimension), Self.pairCountLimit)
        self.columns = columns
        self.features = features
        self.ridge = ridge
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
        self.recordsMin = recordsMin
        self.pool = pool
    }

    package var clippingBound: Double? { nil }

    package var settings: JSONValue {
        .object([
            "algorithm": .string(Self.name), "columns": columns.json, "features": features.json,
            "ridge": .number(ridge), "tolerance": .number(tolerance),
            "rounds": .integer(Int64(roundCountMax)), "records": .integer(Int64(recordsMin)),
        ])
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0,
            coefficients: [Double](repeating: 0, count: layout.dimension))
    }

    package func rows(of table: StudyTable) throws(LearningError) -> TextRows {
        TextRows(table, features: features)
    }

    /// Frequencies first, then gradients.
    package func sumLength(at state: ModelState) -> Int {
        state.memory.isEmpty ? TextOpening.sumCount(layout) : layout.count
    }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        state.memory.isEmpty ? TextOpening.bounds(layout) : layout.bounds
    }

    package func contribution(
        to state: ModelState, from rows: TextRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension,
            rows.bucketCount == features.bucketCount, rows.target.count == rows.rowCount,
            state.coefficients.allSatisfy(\.isFinite)
        else { throw .stateMismatch }
        if state.memory.isEmpty { return TextOpening.contribution(from: rows, layout) }
        guard let opening = TextOpening(state.memory, layout) else { throw .stateMismatch }
        return try layout.contribution(
            at: state.coefficients, bucketWeights: opening.bucketWeights, from: rows, pool: pool)
    }

    /// The loss of rows at a state with frequencies, without the penalty, in nats.
    func loss(at state: ModelState, of rows: TextRows) throws(LearningError) -> Double {
        try contribution(to: state, from: rows)[layout.dimension]
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: layout.dimension, sum: sum) {
            return .failed(reason)
        }
        let totals = Array(sum.suffix(1 + classes.count))
        guard totals[0] > 0.5 else { return .failed(.noRecords) }
        guard totals[0] > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        let weight = totals.dropFirst().reduce(0, +)
        guard totals.dropFirst().count(where: { $0 > 1e-9 * weight }) > 1 else {
            return .failed(.oneClass)
        }
        if state.memory.isEmpty {
            let opening = TextOpening(sum: sum, layout)
            return going(on: state, state.coefficients, memory: opening.packed)
        }
        guard let opening = TextOpening(state.memory, layout) else {
            return .failed(.stateMismatch)
        }
        return step(from: state, opening, sum: sum, weight: weight, survivors: survivors)
    }

    private func step(
        from state: ModelState, _ opening: TextOpening, sum: [Double], weight: Double,
        survivors: Int
    ) -> Advance {
        let tried = state.coefficients
        let (loss, gradient) = objective(at: tried, sum: sum)
        let kept = state.memory.dropFirst(TextOpening.count(layout))
        let isLast = Int(state.round) + 1 >= roundCountMax
        var descent: QuasiNewton
        if kept.isEmpty {
            descent = QuasiNewton(point: tried, gradient: gradient, loss: loss, weight: weight)
        } else {
            guard let packed = QuasiNewton(packed: kept, width: layout.dimension) else {
                return .failed(.stateMismatch)
            }
            descent = packed
            let isSameCohort = abs(weight - descent.weight) <= 1e-9 * weight
            let resolution = layout.bounds[layout.dimension] * 0x1p-36 * Double(survivors)
            if isSameCohort, descent.isRefused(loss, resolution: resolution) {
                let half = descent.halve(tried)
                guard let half, !isLast else {
                    return finish(
                        state, descent.point, opening, half == nil ? .stalled : .roundMax)
                }
                return going(on: state, half, memory: opening.packed + descent.packed)
            }
            descent.accept(
                tried, gradient: gradient, loss: loss, weight: weight, isSameCohort: isSameCohort)
        }
        let length = QuasiNewton.product(gradient, gradient).squareRoot()
        // What fixed-point codes of so many members make of a gradient of zero.
        let rounding =
            layout.weightMax * 0x1p-40 * Double(survivors) * Double(layout.dimension).squareRoot()
        if length <= max(tolerance * descent.firstNorm, rounding) {
            return finish(state, tried, opening, .converged)
        }
        if isLast { return finish(state, tried, opening, .roundMax) }
        let next = descent.next(scale: scale(opening, weight), pairCountMax: pairCountMax)
        return going(on: state, next, memory: opening.packed + descent.packed)
    }

    /// Loss and gradient with the penalty.
    private func objective(
        at point: [Double], sum: [Double]
    ) -> (loss: Double, gradient: [Double]) {
        var loss = sum[layout.dimension]
        var gradient = Array(sum[..<layout.dimension])
        for index in classes.count..<layout.dimension {
            gradient[index] += ridge * point[index]
            loss += ridge / 2 * point[index] * point[index]
        }
        return (loss, gradient)
    }

    /// One over how much the loss bends along each coefficient, as far as frequencies tell.
    private func scale(_ opening: TextOpening, _ weight: Double) -> [Double] {
        ([weight] + opening.squares(weight: weight)).enumerated().flatMap { place, square in
            let bend = Self.chanceBend * square + (place == 0 ? 0 : ridge)
            return [Double](repeating: bend > 0 ? 1 / bend : 0, count: classes.count)
        }
    }

    /// p (1 - p) of a class among some seven.
    private static let chanceBend = 0.15

    private func going(on state: ModelState, _ point: [Double], memory: [Double]) -> Advance {
        guard point.allSatisfy(\.isFinite), memory.allSatisfy(\.isFinite) else {
            return .failed(.sumNotFinite)
        }
        return .next(successor(of: state, point, memory: memory))
    }

    private func finish(
        _ state: ModelState, _ point: [Double], _ opening: TextOpening, _ reason: StopReason
    ) -> Advance {
        .finished(successor(of: state, point, memory: opening.packed), reason)
    }

    private func successor(
        of state: ModelState, _ coefficients: [Double], memory: [Double]
    ) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: coefficients,
            memory: memory)
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name, state.coefficients.count == layout.dimension else {
            throw .stateMismatch
        }
        let opening = TextOpening(state.memory, layout)
        guard state.memory.isEmpty || opening != nil else { throw .stateMismatch }
        return try TextModel(
            columns: columns, features: features, coefficients: state.coefficients,
            bucketWeights: opening?.bucketWeights)
    }
}
