/// The search for the coefficients of a penalised regression, sum by sum: Newton's steps, halved
/// where they made the objective larger, so that a round never moves away from the answer.
///
/// A state's memory holds the ``StepTrial`` that is under way.
struct NewtonSearch: Sendable {
    /// The terms of a linear predictor.
    let terms: DesignTerms
    /// Shape [coefficients]: each one's term; nil where it has none, as an intercept or a
    /// dispersion, and no penalty therefore.
    let places: [Int?]
    /// Shape [coefficients]: how far a coefficient of 1 moves a predictor at most.
    let magnitudes: [Double]
    let ridge: Double
    let lasso: Double
    /// The longest last step, relative to 1 + the largest coefficient.
    let stepMax: Double
    let roundCountMax: Int
    /// Whether a likelihood of this kind may be without a maximum.
    let maySeparate: Bool

    /// What a sum says at a state's coefficients.
    struct Evidence {
        /// Without penalties, in nats.
        let loss: Double
        /// How much the loss may be off by the members' fixed-point codes.
        let lossResolution: Double
        /// Shape [coefficients]: of the loss.
        let gradient: [Double]
        /// Shape [coefficients]: how much each number of it may be off by the codes.
        let gradientNoise: [Double]
        /// Shape [coefficients, coefficients].
        let hessian: [Double]
    }

    /// Where a move from a point leads, and how far that is.
    typealias Step = (point: [Double], move: [Double])

    /// The next state, or the end.
    ///
    /// - Parameters:
    ///   - limited: A step from a point along a move, within what coefficients may be.
    ///   - last: The last state at those coefficients, given the loss around the present ones.
    func advance(
        _ state: ModelState, by said: Evidence,
        limited: (_ point: [Double], _ move: [Double]) -> Step = { point, move in
            (zip(point, move).map { $0 + $1 }, move)
        }, last: (_ coefficients: [Double], QuadraticLoss) -> ModelState
    ) -> Advance {
        let old = state.coefficients
        let objective = said.loss + penalty(old)
        let trial = StepTrial(memory: state.memory, width: places.count)
        let isLast = Int(state.round) + 1 >= roundCountMax
        if let trial, trial.fraction > 0,
            trial.isWorse(objective, resolution: said.lossResolution)
        {
            if isLast { return .finished(state.successor(trial.coefficients), .roundMax) }
            let half = trial.halved
            return .next(state.successor(half.point, memory: half.memory))
        }
        let quadratic = quadratic(at: old, said)
        if trial?.fraction == 0 { return .finished(last(old, quadratic), .stalled) }
        guard let move = quadratic.bestMove() else { return .failed(.singular) }
        if isSeparated(quadratic, move) { return .failed(.separated) }
        let step = limited(old, move)
        let size = step.move.reduce(0) { max($0, abs($1)) }
        let reach = 1 + old.reduce(0) { max($0, abs($1)) }
        if size <= stepMax * reach || quadratic.isRounding(move, said.gradientNoise) {
            // So near the answer the step is right to the square of its length: take it unseen.
            return .finished(last(step.point, quadratic), .converged)
        }
        if isLast { return .finished(last(old, quadratic), .roundMax) }
        let next = StepTrial(loss: objective, fraction: 1, coefficients: old, move: step.move)
        return .next(state.successor(step.point, memory: next.memory))
    }

    /// The state after a first sum that sets the intercept alone, where the link is logarithmic:
    /// there it is best without any column.
    func startIntercept(
        _ state: ModelState, slope: Double, bend: Double, limits: LinearLimits
    ) -> Advance {
        let ratio = bend > 0 ? 1 - slope / bend : 0
        guard ratio > 0x1p-1000, ratio.isFinite else { return .failed(.oneClass) }
        var new = state.coefficients
        new[0] = limits.cut(new[0] + Elementary.log(ratio))
        return .next(state.successor(new))
    }

    /// The terms because of which there is no answer: those whose coefficients grow without end, or
    /// that say the same as others; empty where there is one.
    func columnsAtFault(_ state: ModelState, by said: Evidence) -> [String] {
        let quadratic = quadratic(at: state.coefficients, said)
        var found: [Int] = []
        if let move = quadratic.bestMove() {
            guard isSeparated(quadratic, move) else { return [] }
            let reaches = zip(reaches(move), places).map { $1 == nil ? 0 : $0 }
            let largest = reaches.max() ?? 0
            found = reaches.indices.filter { reaches[$0] > largest / 4 }
        } else {
            for dependent in Cholesky.dependencies(quadratic.hessian, n: places.count) {
                found += dependent.others + [dependent.column]
            }
        }
        return Set(found.compactMap { places[$0] }).sorted().map { terms.names[$0] }
    }

    private func quadratic(at point: [Double], _ said: Evidence) -> QuadraticLoss {
        QuadraticLoss(
            gradient: said.gradient, hessian: said.hessian, at: point, ridge: ridge, lasso: lasso,
            isFree: places.map { $0 == nil })
    }

    private func penalty(_ coefficients: [Double]) -> Double {
        zip(coefficients, places).reduce(0) { sum, pair in
            guard pair.1 != nil else { return sum }
            return sum + pair.0 * pair.0 * ridge / 2 + abs(pair.0) * lasso
        }
    }

    /// Whether a step still moves far while there is nothing left to gain: the likelihood has no
    /// maximum (Albert and Anderson 1984).
    private func isSeparated(_ quadratic: QuadraticLoss, _ move: [Double]) -> Bool {
        guard maySeparate, ridge == 0, lasso == 0 else { return false }
        return quadratic.decrement(move) < 1e-5 && reaches(move).contains { $0 > 0.5 }
    }

    /// How far each coefficient's move moves the predictor at most.
    private func reaches(_ move: [Double]) -> [Double] {
        zip(move, magnitudes).map { abs($0) * $1 }
    }

    /// Checks what all such regressions have.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``.
    static func check(
        ridge: Double, lasso: Double = 0, tolerance: Double, roundCountMax: Int, recordsMin: Int
    ) throws(LearningError) {
        let holds = [
            ("ridge", ridge.isFinite && ridge >= 0), ("lasso", lasso.isFinite && lasso >= 0),
            ("tolerance", tolerance.isFinite && tolerance > 0),
            ("rounds", (1...1_000).contains(roundCountMax)),
            ("records", (1...1_000_000_000).contains(recordsMin)),
        ]
        for (name, holds) in holds where !holds { throw .badSetting(name: name) }
    }
}
