package import DureCore

/// Logistic regression with a ridge by Newton's method: the model of the pooled rows, exactly.
///
/// Minimises `Σ ln(1 + e^m) - y m + ridge/2 · |w|²` over all members' records; the intercept is
/// free. A round's sum is the gradient, the Hessian's upper triangle, the loss, and the counts of
/// records and of positives. When a step made the loss larger, the next state halves it, so a
/// round never moves away from the answer. Without noise: the study must be one that may release
/// exact sums.
package struct NewtonLogistic: SumAlgorithm {
    package static let name = "newton-logistic"
    /// The loss that one record can add at most, in nats.
    ///
    /// What lies above is cut, so that the encoder has a bound. It only bites where a model is
    /// wrong by 27 orders of magnitude.
    package static let lossPerRecordMax = 64.0
    /// How often one step is halved before the search ends.
    package static let halvingCountMax = 30

    /// The features in the order of the coefficients.
    package let features: [FeatureSpecification]
    /// The penalty on the squared scaled coefficients; 0 or more.
    package let ridge: Double
    /// Converged when no coefficient moves by more than this, relative to 1 + the largest.
    package let tolerance: Double
    package let roundCountMax: Int
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError`` for the features, or ``LearningError/badSetting(name:)``.
    package init(
        features: [FeatureSpecification], ridge: Double = 1, tolerance: Double = 1e-6,
        roundCountMax: Int = 25, recordsMin: Int = 1
    ) throws(LearningError) {
        self.features = try features.checked()
        guard ridge.isFinite, ridge >= 0 else { throw .badSetting(name: "ridge") }
        guard tolerance.isFinite, tolerance > 0 else { throw .badSetting(name: "tolerance") }
        guard (1...1_000).contains(roundCountMax) else { throw .badSetting(name: "rounds") }
        guard recordsMin >= 1 else { throw .badSetting(name: "records") }
        self.recordsMin = recordsMin
        self.ridge = ridge
        self.tolerance = tolerance
        self.roundCountMax = roundCountMax
    }

    var width: Int { features.count + 1 }
    var triangleCount: Int { width * (width + 1) / 2 }
    package var sumLength: Int { width + triangleCount + 3 }
    package var clippingBound: Double? { nil }

    package var boundPerRecord: [Double] {
        let magnitudes = [1] + features.map(\.magnitudeMax)
        var bounds = magnitudes
        for row in 0..<width {
            for column in row..<width { bounds.append(magnitudes[row] * magnitudes[column] / 4) }
        }
        return bounds + [Self.lossPerRecordMax, 1, 1]
    }

    package var settings: JSONValue {
        .object([
            "algorithm": .string(Self.name), "features": .array(features.map(\.json)),
            "ridge": .number(ridge), "tolerance": .number(tolerance),
            "rounds": .integer(Int64(roundCountMax)),
        ])
    }

    package func start() -> ModelState {
        ModelState(
            algorithm: Self.name, round: 0, coefficients: [Double](repeating: 0, count: width))
    }

    package func contribution(
        to state: ModelState, from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        try check(state, width: width, data: data)
        var sum = [Double](repeating: 0, count: sumLength)
        let lossIndex = width + triangleCount
        for row in 0..<data.rowCount {
            let margin = data.margin(row: row, coefficients: state.coefficients)
            let label = data.labels[row]
            let probability = Elementary.sigmoid(margin)
            add(
                data.values[row * width..<(row + 1) * width], residual: probability - label,
                weight: probability * (1 - probability), to: &sum)
            // ln(1 + e^m) - y m, without the cancellation for large m.
            let loss = Elementary.softplus(label == 1 ? -margin : margin)
            sum[lossIndex] += min(loss, Self.lossPerRecordMax)
        }
        sum[lossIndex + 1] = Double(data.rowCount)
        sum[lossIndex + 2] = Double(data.positiveCount)
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: width, sum: sum) { return .failed(reason) }
        // Half a record of tolerance, as fixed-point codes round.
        let count = sum[sumLength - 2]
        let positives = sum[sumLength - 1]
        guard count > 0.5 else { return .failed(.noRecords) }
        guard count > Double(recordsMin) - 0.5 else { return .failed(.tooFewRecords) }
        guard positives > 0.5, positives < count - 0.5 else { return .failed(.oneClass) }
        let penalty = state.coefficients.dropFirst().reduce(0) { $0 + $1 * $1 } * ridge / 2
        let loss = sum[sumLength - 3] + penalty
        if let trial = Trial(memory: state.memory, width: width), trial.isWorse(loss) {
            return shorten(trial, after: state)
        }
        return step(from: state, loss: loss, sum: sum)
    }

    /// A Newton step from coefficients that were found good.
    private func step(from state: ModelState, loss: Double, sum: [Double]) -> Advance {
        let old = state.coefficients
        guard let move = Cholesky.solve(hessian(sum), negativeGradient(sum, at: old)) else {
            return .failed(.singular)
        }
        let new = zip(old, move).map { $0 + $1 }
        let size = move.reduce(0) { max($0, abs($1)) }
        let reach = 1 + old.reduce(0) { max($0, abs($1)) }
        let trial = Trial(loss: loss, fraction: 1, coefficients: old, move: move)
        if size <= tolerance * reach {
            // So near the answer the step is right to the square of its length: take it unseen.
            return .finished(successor(of: state, new, memory: []), .converged)
        }
        if Int(state.round) + 1 >= roundCountMax {
            return .finished(successor(of: state, old, memory: []), .roundMax)
        }
        return .next(successor(of: state, new, memory: trial.memory))
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

    private func successor(
        of state: ModelState, _ coefficients: [Double], memory: [Double]
    ) -> ModelState {
        ModelState(
            algorithm: Self.name, round: state.round + 1, coefficients: coefficients,
            memory: memory)
    }

    private func add(
        _ values: ArraySlice<Double>, residual: Double, weight: Double, to sum: inout [Double]
    ) {
        let start = values.startIndex
        var position = width
        for row in 0..<width {
            let value = values[start + row]
            sum[row] += residual * value
            let weighted = weight * value
            for column in row..<width {
                sum[position] += weighted * values[start + column]
                position += 1
            }
        }
    }

    private func negativeGradient(_ sum: [Double], at coefficients: [Double]) -> [Double] {
        (0..<width).map { index in
            -sum[index] - (index == 0 ? 0 : ridge * coefficients[index])
        }
    }

    /// Shape [width, width], both triangles, with the ridge on all but the intercept.
    private func hessian(_ sum: [Double]) -> [Double] {
        var matrix = [Double](repeating: 0, count: width * width)
        var position = width
        for row in 0..<width {
            for column in row..<width {
                matrix[row * width + column] = sum[position]
                matrix[column * width + row] = sum[position]
                position += 1
            }
            if row > 0 { matrix[row * width + row] += ridge }
        }
        return matrix
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
