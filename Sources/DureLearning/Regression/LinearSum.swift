internal import DureTensor

/// What one sum of a linear predictor's rows holds, and where.
///
/// The gradient, the expected Hessian's upper triangle row by row, then the totals of
/// ``LinearTotals``.
struct LinearSum: Sendable {
    let terms: DesignTerms
    let family: Family
    let limits: LinearLimits

    /// The most parts into which rows are split; their number depends on the rows alone.
    static let partCountMax = 32
    /// The fewest rows of a part.
    static let partRowCountMin = 1_024
    /// How many numbers all parts' sums may hold together.
    static let partNumberCountMax = 1 << 23

    init(terms: DesignTerms, family: Family, columns: StudyColumns) {
        self.terms = terms
        self.family = family
        limits = LinearLimits(family: family, columns: columns)
    }

    var triangleCount: Int { terms.width * (terms.width + 1) / 2 }
    var count: Int { terms.width + triangleCount + LinearTotals.count }

    /// The largest magnitude that one record gives to each number.
    var bounds: [Double] {
        let width = terms.width
        let (slope, bend) = (limits.slope * limits.weight, limits.bend * limits.weight)
        // A hair more than the exact bound, for rounding.
        let magnitudes = terms.magnitudes.map { $0 * (1 + 0x1p-20) }
        var bounds = magnitudes.map { $0 * slope }
        bounds.reserveCapacity(count)
        for row in 0..<width {
            for column in row..<width { bounds.append(magnitudes[row] * magnitudes[column] * bend) }
        }
        return bounds
            + LinearTotals(
                loss: limits.loss * limits.weight, rowCount: 1, weight: limits.weight,
                target: limits.weight * limits.target,
                squaredTarget: limits.weight * limits.target * limits.target * (1 + 0x1p-20),
                pearson: limits.pearson * limits.weight
            ).packed
    }

    /// A member's sum at those coefficients.
    ///
    /// - Throws: As ``DesignRows/sum(dimension:count:pool:_:)``.
    func contribution(
        at coefficients: [Double], from data: some DesignRows, pool: WorkerPool
    ) throws(LearningError) -> [Double] {
        try data.sum(dimension: terms.width, count: count, pool: pool) {
            (rows) throws(LearningError) in
            try partSum(data, rows: rows, coefficients: coefficients)
        }
    }

    /// The rows of each part.
    static func parts(rowCount: Int, width: Int) -> [Range<Int>] {
        guard rowCount > 0 else { return [] }
        let fitting = max(partNumberCountMax / (width * width), 1)
        let wanted = (rowCount + partRowCountMin - 1) / partRowCountMin
        let partCount = min(wanted, partCountMax, fitting)
        let blocks = (rowCount + RowBlock.rowCountMax - 1) / RowBlock.rowCountMax
        let size = (blocks + partCount - 1) / partCount * RowBlock.rowCountMax
        return stride(from: 0, to: rowCount, by: size).map { $0..<min($0 + size, rowCount) }
    }

    private func partSum(
        _ data: some DesignRows, rows: Range<Int>, coefficients: [Double]
    ) throws(LearningError) -> [Double] {
        var block = RowBlock(width: terms.width)
        var sums = RowSums(stride: block.stride)
        var rowTerms = RowTerms()
        var totals = LinearTotals()
        let vector = coefficients + [Double](repeating: 0, count: block.stride - terms.width)
        try data.visitBlocks(rows) { matrix, chosen in
            for (index, row) in chosen.enumerated() {
                block.predictors[index] = matrix.offsets.isEmpty ? 0 : matrix.offsets[row]
            }
            block.load(matrix.values, rows: chosen, times: vector)
            for index in 0..<chosen.count {
                block.predictors[index] = limits.cut(block.predictors[index])
            }
            rowTerms.evaluate(family, block.predictors, matrix, rows: chosen)
            totals.add(rowTerms, matrix, rows: chosen, limits: limits)
            block.add(
                rowCount: chosen.count, slopes: rowTerms.slopes, bends: rowTerms.bends, to: &sums)
        }
        var sum = [Double](repeating: 0, count: count)
        sums.add(width: terms.width, to: &sum, gradientAt: 0, triangleAt: terms.width)
        sum.replaceSubrange((terms.width + triangleCount)..., with: totals.packed)
        return sum
    }

    func totals(of sum: [Double]) -> LinearTotals {
        let start = terms.width + triangleCount
        return LinearTotals(packed: Array(sum[start..<start + LinearTotals.count]))
    }

    /// Shape [width].
    func gradient(of sum: [Double]) -> [Double] { Array(sum[..<terms.width]) }

    /// Shape [width, width], both triangles.
    func hessian(of sum: [Double]) -> [Double] {
        Triangle.square(sum[terms.width..<terms.width + triangleCount], width: terms.width)
    }
}

/// The upper triangle of a symmetric matrix, row by row.
enum Triangle {
    /// Both triangles; shape [width, width].
    static func square(_ packed: ArraySlice<Double>, width: Int) -> [Double] {
        var matrix = [Double](repeating: 0, count: width * width)
        var position = packed.startIndex
        for row in 0..<width {
            for column in row..<width {
                matrix[row * width + column] = packed[position]
                matrix[column * width + row] = packed[position]
                position += 1
            }
        }
        return matrix
    }

    /// The upper triangle of a square matrix.
    static func packed(_ matrix: [Double], width: Int) -> [Double] {
        (0..<width).flatMap { matrix[$0 * width + $0..<($0 + 1) * width] }
    }

    /// The place of the diagonal's element in the packed triangle.
    static func diagonal(_ index: Int, width: Int) -> Int {
        index * width - index * (index - 1) / 2
    }
}

/// What the rows of a block say at their predictors; slopes and bends times their weights.
struct RowTerms {
    var slopes = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var bends = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var losses = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var pearsons = [Double](repeating: 0, count: RowBlock.rowCountMax)
    private var means = [Double](repeating: 0, count: RowBlock.rowCountMax)

    mutating func evaluate(
        _ family: Family, _ predictors: [Double], _ data: DesignMatrix, rows: Range<Int>
    ) {
        switch family {
        case .bernoulli: evaluateLogistic(predictors, data, rows: rows)
        case .gaussian, .poisson, .gamma, .negativeBinomial:
            means = predictors
            if family.hasLogLink { RowFunctions.exp(&means, count: rows.count) }
            for (index, row) in rows.enumerated() {
                let said = family.terms(
                    predictors[index], mean: means[index], target: data.target[row])
                losses[index] = said.loss
                slopes[index] = said.slope
                bends[index] = said.bend
                pearsons[index] = said.pearson
            }
        }
        guard !data.weights.isEmpty else { return }
        for (index, row) in rows.enumerated() {
            let weight = data.weights[row]
            slopes[index] *= weight
            bends[index] *= weight
        }
    }

    private mutating func evaluateLogistic(
        _ predictors: [Double], _ data: DesignMatrix, rows: Range<Int>
    ) {
        RowFunctions.logistic(
            predictors, targets: data.target, from: rows.lowerBound, count: rows.count,
            means: &means, losses: &losses)
        for index in 0..<rows.count {
            let mean = means[index]
            let slope = mean - data.target[rows.lowerBound + index]
            slopes[index] = slope
            bends[index] = mean * (1 - mean)
            let wrong = abs(slope)
            pearsons[index] = wrong / max(1 - wrong, 0x1p-60)
        }
    }
}

/// The totals of a sum that are no derivatives.
struct LinearTotals: Sendable, Hashable {
    static let count = 6

    /// Σ weight · loss: half the deviance at dispersion 1.
    var loss = 0.0
    /// How many rows have a weight above 0.
    var rowCount = 0.0
    /// Σ weight.
    var weight = 0.0
    /// Σ weight · target.
    var target = 0.0
    /// Σ weight · target².
    var squaredTarget = 0.0
    /// Σ weight · squared Pearson residual.
    var pearson = 0.0
}

extension LinearTotals {
    init(packed: [Double]) {
        precondition(packed.count == Self.count, "all totals")
        (loss, rowCount, weight) = (packed[0], packed[1], packed[2])
        (target, squaredTarget, pearson) = (packed[3], packed[4], packed[5])
    }

    var packed: [Double] { [loss, rowCount, weight, target, squaredTarget, pearson] }

    /// Adds the rows of a block, each within its limits.
    mutating func add(
        _ said: RowTerms, _ data: DesignMatrix, rows: Range<Int>, limits: LinearLimits
    ) {
        for (index, row) in rows.enumerated() {
            let weight = data.weights.isEmpty ? 1 : data.weights[row]
            let value = data.target[row]
            loss += min(said.losses[index], limits.loss) * weight
            rowCount += weight > 0 ? 1 : 0
            self.weight += weight
            target += weight * value
            squaredTarget += weight * value * value
            pearson += min(said.pearsons[index], limits.pearson) * weight
        }
    }
}
