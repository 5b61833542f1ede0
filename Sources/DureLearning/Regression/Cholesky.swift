/// A symmetric positive definite matrix, decomposed into L Lᵀ in plain loops.
struct Cholesky {
    /// A pivot smaller than this part of its own diagonal element says: not definite.
    static let pivotMin = 1e-12
    /// The same where columns are sought that are to blame: looser, so that one is found.
    static let dependentPivotMax = 1e-9

    /// Shape [n, n]; the lower triangle is L.
    private let lower: [Double]
    private let n: Int

    /// Nil where the matrix is not (numerically) positive definite.
    ///
    /// - Parameter matrix: Shape [n, n], row-major; the lower triangle is read.
    /// - Complexity: O(n³).
    init?(_ matrix: [Double], n: Int) {
        precondition(matrix.count == n * n, "a square matrix")
        var lower = matrix
        for column in 0..<n {
            let original = lower[column * n + column]
            let pivot = Self.reduced(&lower, row: column, n: n)
            guard pivot.isFinite, original > 0, pivot > Self.pivotMin * original else {
                return nil
            }
            lower[column * n + column] = pivot.squareRoot()
        }
        self.lower = lower
        self.n = n
    }

    /// Makes a row of L from the rows above it; what is left of the diagonal is the pivot.
    private static func reduced(_ lower: inout [Double], row: Int, n: Int) -> Double {
        var pivot = lower[row * n + row]
        for column in 0..<row {
            var sum = lower[row * n + column]
            for k in 0..<column { sum -= lower[row * n + k] * lower[column * n + k] }
            let diagonal = lower[column * n + column]
            let value = diagonal == 0 ? 0 : sum / diagonal
            lower[row * n + column] = value
            pivot -= value * value
        }
        return pivot
    }

    /// The solution `x` of `A x = b`, or nil where it is not finite.
    func solve(_ right: [Double]) -> [Double]? {
        var x = right
        for row in 0..<n {
            for k in 0..<row { x[row] -= lower[row * n + k] * x[k] }
            x[row] /= lower[row * n + row]
        }
        for row in stride(from: n - 1, through: 0, by: -1) {
            x[row] /= lower[row * n + row]
            for k in 0..<row { x[k] -= lower[row * n + k] * x[row] }
        }
        return x.allSatisfy(\.isFinite) ? x : nil
    }

    /// The inverse; nil where it is not finite.
    ///
    /// Shape [n, n].
    var inverse: [Double]? {
        var result = [Double](repeating: 0, count: n * n)
        for index in 0..<n {
            var unit = [Double](repeating: 0, count: n)
            unit[index] = 1
            guard let column = solve(unit) else { return nil }
            for row in 0..<n { result[row * n + index] = column[row] }
        }
        return result
    }

    /// The solution of `A x = b`, or nil where `A` is not (numerically) positive definite.
    static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        Cholesky(matrix, n: right.count)?.solve(right)
    }

    /// The columns that are combinations of others: each dependent one with those that make it up.
    ///
    /// The first column stays what it is; a later one that adds nothing to those before it is left
    /// out, and the others go on without it.
    static func dependencies(_ matrix: [Double], n: Int) -> [(column: Int, others: [Int])] {
        var lower = matrix
        var kept: [Int] = []
        var found: [(column: Int, others: [Int])] = []
        for column in 0..<n {
            let original = matrix[column * n + column]
            let pivot = reduced(&lower, row: column, n: n)
            if original > 0, pivot > dependentPivotMax * original {
                lower[column * n + column] = pivot.squareRoot()
                kept.append(column)
                continue
            }
            // A zero on the diagonal keeps the column out of all later rows.
            lower[column * n + column] = 0
            found.append((column, makers(of: column, kept: kept, matrix: matrix, n: n)))
        }
        return found
    }

    /// Which of the kept columns a dependent one is made of.
    private static func makers(of column: Int, kept: [Int], matrix: [Double], n: Int) -> [Int] {
        let count = kept.count
        var block = [Double](repeating: 0, count: count * count)
        for (row, from) in kept.enumerated() {
            for (index, to) in kept.enumerated() {
                block[row * count + index] = matrix[from * n + to]
            }
        }
        let right = kept.map { matrix[$0 * n + column] }
        guard let shares = Cholesky(block, n: count)?.solve(right) else { return [] }
        let size = matrix[column * n + column]
        // A share that explains less than a thousandth of the column's length is rounding.
        return zip(kept, shares).filter { place, share in
            share * share * matrix[place * n + place] > 1e-6 * size
        }.map(\.0)
    }
}
