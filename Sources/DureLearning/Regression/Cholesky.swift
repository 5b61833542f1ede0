/// A symmetric positive definite system, solved with Cholesky's decomposition in plain loops.
enum Cholesky {
    /// A pivot smaller than this part of its own diagonal element says: not definite.
    static let pivotMin = 1e-12

    /// The solution `x` of `A x = b`, or nil where `A` is not (numerically) positive definite.
    ///
    /// - Parameters:
    ///   - matrix: Shape [n, n], row-major; the lower triangle is read.
    ///   - right: Shape [n].
    /// - Complexity: O(n³).
    static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        let n = right.count
        var lower = matrix
        for column in 0..<n {
            var pivot = lower[column * n + column]
            let original = pivot
            for k in 0..<column {
                pivot -= lower[column * n + k] * lower[column * n + k]
            }
            guard pivot.isFinite, original > 0, pivot > pivotMin * original else { return nil }
            let root = pivot.squareRoot()
            lower[column * n + column] = root
            for row in column + 1..<max(n, column + 1) {
                var sum = lower[row * n + column]
                for k in 0..<column { sum -= lower[row * n + k] * lower[column * n + k] }
                lower[row * n + column] = sum / root
            }
        }
        return substitute(lower, right)
    }

    private static func substitute(_ lower: [Double], _ right: [Double]) -> [Double]? {
        let n = right.count
        var x = right
        for row in 0..<n {
            for k in 0..<row { x[row] -= lower[row * n + k] * x[k] }
            x[row] /= lower[row * n + row]
        }
        for row in stride(from: n - 1, through: 0, by: -1) {
            for k in row + 1..<max(n, row + 1) { x[row] -= lower[k * n + row] * x[k] }
            x[row] /= lower[row * n + row]
        }
        return x.allSatisfy(\.isFinite) ? x : nil
    }
}
