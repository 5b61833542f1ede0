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

    /// Rounds of coordinate descent before a penalised step counts as found.
    static let sweepCountMax = 10_000

    init(gradient: [Double], hessian: [Double], at point: [Double], ridge: Double, lasso: Double) {
        self.gradient = gradient
        self.hessian = hessian
        self.point = point
        self.ridge = ridge
        self.lasso = lasso
    }

    private var width: Int { point.count }

    /// The gradient with the ridge's part.
    private var ridgedGradient: [Double] {
        (0..<width).map { gradient[$0] + ($0 == 0 ? 0 : ridge * point[$0]) }
    }

    /// The Hessian with the ridge's part.
    private var ridgedHessian: [Double] {
        var matrix = hessian
        for index in 1..<max(width, 1) { matrix[index * width + index] += ridge }
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
        for _ in 0..<Self.sweepCountMax {
            var largest = 0.0
            for index in 0..<width {
                let bend = matrix[index * width + index]
                guard bend > 0 else { return nil }
                let old = move[index]
                let free = point[index] + old - residual[index] / bend
                let shrink = index == 0 ? 0 : lasso / bend
                let target = free > shrink ? free - shrink : (free < -shrink ? free + shrink : 0)
                let change = target - point[index] - old
                guard change != 0 else { continue }
                move[index] += change
                for other in 0..<width { residual[other] += matrix[other * width + index] * change }
                largest = max(largest, abs(change))
            }
            if largest <= 1e-13 * (1 + point.reduce(0) { max($0, abs($1)) }) { return move }
        }
        return move
    }

    /// The diagonal of the inverse Hessian: each coefficient's variance at dispersion 1.
    ///
    /// Nil where there is none. With a penalty it is the curvature's, which understates what the
    /// penalty bends.
    func inverseDiagonal() -> [Double]? {
        let matrix = ridgedHessian
        var diagonal: [Double] = []
        for index in 0..<width {
            var unit = [Double](repeating: 0, count: width)
            unit[index] = 1
            guard let column = Cholesky.solve(matrix, unit) else { return nil }
            diagonal.append(column[index])
        }
        return diagonal
    }
}
