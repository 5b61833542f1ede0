/// What a regression's last sum says beside the coefficients.
package struct LinearStatistics: Sendable, Hashable {
    /// The upper triangle, row by row, of the coefficients' covariance at dispersion 1, over scaled
    /// terms; empty where it is not known, as with a lasso.
    package let covariance: [Double]
    /// The variance's factor: 1 for families that have none, otherwise Pearson's estimate; nil where
    /// there are no more rows than parameters.
    package let dispersion: Double?
    /// How many rows with a weight above 0.
    package let rowCount: Double
    /// The sum of the weights.
    package let weight: Double
    /// Twice the loss above the least that any mean could give, at dispersion 1, in nats.
    package let deviance: Double
    /// The weighted sum of squared Pearson residuals.
    package let pearson: Double
    /// How many parameters were fitted, intercepts of members among them.
    package let parameterCount: Double

    private static let headCount = 6

    init(
        totals: LinearTotals, covariance: [Double], family: Family, parameterCount: Double
    ) {
        self.covariance = covariance
        self.parameterCount = parameterCount
        rowCount = totals.rowCount.rounded()
        weight = totals.weight
        deviance = 2 * totals.loss
        pearson = totals.pearson
        let free = rowCount - parameterCount
        dispersion = family.hasFreeDispersion ? (free > 0 ? totals.pearson / free : nil) : 1
    }

    /// Nil for numbers of another count, and for counts that are no whole numbers.
    init?(packed: [Double], width: Int) {
        let triangle = width * (width + 1) / 2
        guard [Self.headCount, Self.headCount + triangle].contains(packed.count),
            [packed[1], packed[5]].allSatisfy({ (0...0x1p53).contains($0) && $0 == $0.rounded() })
        else { return nil }
        dispersion = packed[0] < 0 ? nil : packed[0]
        (rowCount, weight, deviance) = (packed[1], packed[2], packed[3])
        (pearson, parameterCount) = (packed[4], packed[5])
        covariance = Array(packed[Self.headCount...])
    }

    /// The numbers as states and models keep them; -1 stands for an unknown dispersion.
    var packed: [Double] {
        [dispersion ?? -1, rowCount, weight, deviance, pearson, parameterCount] + covariance
    }

    /// How many rows there are beyond the parameters; 0 or less where none are.
    package var degreesOfFreedom: Double { rowCount - parameterCount }

    /// The variance of a sum of coefficients, each times a factor; nil where it is not known.
    ///
    /// - Parameter factors: Shape [width].
    package func variance(of factors: [Double]) -> Double? {
        guard let dispersion, !covariance.isEmpty else { return nil }
        let width = factors.count
        precondition(covariance.count == width * (width + 1) / 2, "a factor for each term")
        var sum = 0.0
        var position = 0
        for row in 0..<width {
            sum += factors[row] * factors[row] * covariance[position]
            for column in row + 1..<max(width, row + 1) {
                let product = factors[row] * factors[column]
                sum += 2 * product * covariance[position + column - row]
            }
            position += width - row
        }
        return max(sum, 0) * dispersion
    }

    /// Shape [width]: each coefficient's standard error; nil where it is not known.
    package func standardErrors(width: Int) -> [Double]? {
        guard let dispersion, covariance.count == width * (width + 1) / 2 else { return nil }
        return (0..<width).map { index in
            max(covariance[Triangle.diagonal(index, width: width)] * dispersion, 0).squareRoot()
        }
    }
}
