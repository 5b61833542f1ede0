// What choosing asks of the algorithms that it tries: sizes, the part of a state that foretells,
// and whether rows can be shared.

extension SumAlgorithm where Rows == DesignMatrix {
    package static var rowsFollowTable: Bool { true }
}

extension GeneralizedLinear {
    package var stateLengthMax: Int { 2 + 3 * terms.width }
    package func trimmed(_ state: ModelState) -> ModelState { state.withoutMemory }
}

extension Multinomial {
    package var stateLengthMax: Int { 2 + 3 * layout.dimension }
    package func trimmed(_ state: ModelState) -> ModelState { state.withoutMemory }
}

extension NegativeBinomial {
    package var stateLengthMax: Int { 2 + 3 * layout.dimension }
    package func trimmed(_ state: ModelState) -> ModelState { state.withoutMemory }
}

extension NoisyGradient {
    package var stateLengthMax: Int { 2 * width }
}

extension NoisySoftmax {
    package var stateLengthMax: Int { start().coefficients.count * 2 }
}

extension GradientBoostedTrees {
    package var stateLengthMax: Int { forestLengthMax + growingForestLengthMax }

    package var sumLengthMax: Int { max(openingCount, growingLengthMax) }
}

extension NetworkTraining {
    package static var rowsFollowTable: Bool { true }
    package var stateLengthMax: Int {
        width * (1 + server.memoryCount + (method.isControlled ? 2 : 0))
    }
}

extension ModelState {
    /// The coefficients alone.
    fileprivate var withoutMemory: ModelState {
        ModelState(algorithm: algorithm, round: round, coefficients: coefficients)
    }
}
