/// The step that led to the present coefficients, as a state's memory holds it: the loss before
/// it, how much of it was taken, where it began, and its full length.
///
/// A fraction of 0 says: back at the start, because no shorter step was any better.
struct StepTrial {
    /// How often one step is halved before the search ends.
    static let halvingCountMax = 30

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

    /// Nil for numbers of another count.
    init?(memory: [Double], width: Int) {
        guard memory.count == 2 + 2 * width else { return nil }
        loss = memory[0]
        fraction = memory[1]
        coefficients = Array(memory[2..<2 + width])
        move = Array(memory[(2 + width)...])
    }

    var memory: [Double] { [loss, fraction] + coefficients + move }

    /// Larger than before by more than rounding and fixed-point codes explain.
    func isWorse(_ now: Double, resolution: Double) -> Bool {
        now > loss + 1e-9 * (1 + abs(loss)) + resolution
    }

    /// With half the step, or none where halving came to its end.
    var halved: StepTrial {
        var half = self
        half.fraction /= 2
        if half.fraction <= 1 / Double(1 << Self.halvingCountMax) { half.fraction = 0 }
        return half
    }

    /// Where the step leads.
    var point: [Double] { zip(coefficients, move).map { $0 + fraction * $1 } }
}
