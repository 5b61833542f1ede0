/// The loss around a point, to second order, with its penalties: what one step minimises.
struct QuadraticLoss {
    /// Shape [width].
    let gradient: [Double]
    /// Shape [width, width].
    let hessian: [Double]
    /// The point.
    let point: [Double]
    let ridge: Double
    let lasso: Double
    /// Shape [width]: whether a coefficient is without penalty, as intercepts are.
    let isFree: [Bool]

    /// Rounds of coordinate descent before a penalised step counts as found.
    static let sweepCountMax = 10_000
    /// The most products of all those rounds, so that wide predictors take no longer.
    static let productCountMax = 2_000_000_000

    /// - Parameter isFree: Left out, the first coefficient alone is without penalty.
    init(
        gradient: [Double], hessian: [Double], at point: [Double], ridge: Double, lasso: Double,
        isFree: [Bool]? = nil
    ) {
        self.isFree = isFree ?? point.indices.map { $0 == 0 }
        self.gradient = gradient
        self.hessian = hessian
        self.point = point
        self.ridge = ridge
        self.lasso = lasso
    }

    private var width: Int { point.count }

    /// The gradient with the ridge's part.
    private var ridgedGradient: [Double] {
        (0..<width).map { gradient[$0] + (isFree[$0] ? 0 : ridge * point[$0]) }
    }

    /// The Hessian with the ridge's part.
    private var ridgedHessian: [Double] {
        var matrix = hessian
        for index in 0..<width where !isFree[index] { matrix[index * width + index] += ridge }
        return matrix
    }

    /// The move from the point to the minimum; nil where there is no single one.
    func bestMove() -> [Double]? {
        let matrix = ridgedHessian
        let slope = ridgedGradient
        if lasso == 0 { return Cholesky.solve(matrix, slope.map { -$0 }) }
        return descend(matrix, slope)
    }

    /// Coordinate descent on the quadratic with the lasso (Friedman, Hastie and Tibshirani 2010,
    /// equation 5, for one quadratic).
    private func descend(_ matrix: [Double], _ slope: [Double]) -> [Double]? {
        var move = [Double](repeating: 0, count: width)
        var residual = slope
        let size = point.reduce(1) { max($0, abs($1)) }
        let sweepCount = min(Self.sweepCountMax, Self.productCountMax / (width * width) + 1)
        for _ in 0..<sweepCount {
            var largest = 0.0
            for index in 0..<width {
                let bend = matrix[index * width + index]
                guard bend > 0 || !isFree[index] else { return nil }
                let present = point[index] + move[index]
                // A term that is nowhere but zero says nothing: its penalty alone decides.
                let wanted = bend > 0 ? minimum(present, residual[index], bend, index) : 0
                let change = wanted - present
                guard change != 0 else { continue }
                move[index] += change
                for other in 0..<width { residual[other] += matrix[other * width + index] * change }
                largest = max(largest, abs(change))
            }
            if largest <= 1e-13 * size { return move }
        }
        return move
    }

    /// Where one coordinate's penalised quadratic is least, all others held.
    private func minimum(_ present: Double, _ slope: Double, _ bend: Double, _ index: Int) -> Double
    {
        let free = present - slope / bend
        let shrink = isFree[index] ? 0 : lasso / bend
        return free > shrink ? free - shrink : (free < -shrink ? free + shrink : 0)
    }

    /// How far the move lowers the quadratic, twice, without the lasso: Newton's decrement squared.
    func decrement(_ move: [Double]) -> Double {
        -zip(ridgedGradient, move).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Whether a move is no more than what so much noise in the gradient explains.
    ///
    /// - Parameter noise: Shape [width]: how much each number of the gradient may be off.
    func isRounding(_ move: [Double], _ noise: [Double]) -> Bool {
        // Anything else is far from the end: do not pay for an inverse.
        guard decrement(move) < 1e-8, let inverse = Cholesky(ridgedHessian, n: width)?.inverse
        else { return false }
        return (0..<width).allSatisfy { row in
            let reach = (0..<width).reduce(0) { $0 + abs(inverse[row * width + $1]) * noise[$1] }
            return abs(move[row]) <= 2 * reach
        }
    }

    /// The inverse Hessian's upper triangle: the coefficients' covariance at dispersion 1.
    ///
    /// Empty where there is none, and with a lasso. With a ridge it is the inverse of the penalised
    /// Hessian: the posterior's under a normal prior of variance 1/ridge.
    func covariance() -> [Double] {
        guard lasso == 0, let inverse = Cholesky(ridgedHessian, n: width)?.inverse else {
            return []
        }
        return Triangle.packed(inverse, width: width)
    }
}
