internal import DureTensor

/// What one sum of negative binomial rows holds when the dispersion α is sought too, and where.
///
/// With θ = ln α as a last coefficient after the terms': the gradient of the negative
/// log-likelihood, its Hessian's upper triangle row by row, then ``LinearTotals`` (with half the
/// deviance as loss), and what turns that into the log-likelihood.
struct CountSum: Sendable {
    let terms: DesignTerms
    private let columns: StudyColumns

    init(terms: DesignTerms, columns: StudyColumns) {
        self.terms = terms
        self.columns = columns
    }

    /// The range of θ.
    static let logDispersions = -14.0...10.0

    /// How many coefficients, θ among them.
    var dimension: Int { terms.width + 1 }
    private var triangleCount: Int { dimension * (dimension + 1) / 2 }
    private var totalsStart: Int { dimension + triangleCount }
    var count: Int { totalsStart + LinearTotals.count + 1 }

    func limits(dispersion: Double) -> LinearLimits {
        LinearLimits(family: .negativeBinomial(dispersion: dispersion), columns: columns)
    }

    static func dispersion(_ coefficients: [Double]) -> Double {
        let log = coefficients.last ?? 0
        let held = min(max(log, logDispersions.lowerBound), logDispersions.upperBound)
        return Elementary.exp(held)
    }

    /// The largest magnitude that one record gives to each number, at a dispersion.
    func bounds(dispersion alpha: Double) -> [Double] {
        let limits = limits(dispersion: alpha)
        let (weight, target) = (limits.weight, limits.target + 0.5)
        let hair = 1 + 0x1p-20
        let mean = max(limits.target, 1) * LinearLimits.meanExcessMax
        let flat = min(mean, 1 / alpha)
        let logged = min(mean, (Family.logOnePlus(alpha * mean) + 1) / alpha)
        let slope = (max(limits.slope, target) + flat) * weight * hair
        let bend = max(min(mean * (1 + alpha * target), (1 / alpha + target) / 4), limits.bend)
        let cross = (flat + target / 4) * weight * hair
        let last = (8 * (target + logged)) * weight * hair
        let magnitudes = terms.magnitudes.map { $0 * hair }
        var bounds = magnitudes.map { $0 * slope } + [last]
        for row in 0..<terms.width {
            for column in row..<terms.width {
                bounds.append(magnitudes[row] * magnitudes[column] * bend * weight * hair)
            }
            bounds.append(magnitudes[row] * cross)
        }
        let size = Elementary.log(max(target, 1)) + Family.logOnePlus(alpha * target) + 2
        let totals = LinearTotals(
            loss: limits.loss * weight * 2, rowCount: 1, weight: weight, target: weight * target,
            squaredTarget: weight * target * target * hair, pearson: limits.pearson * weight)
        return bounds + [last] + totals.packed + [target * size * weight * hair]
    }

    func totals(of sum: [Double]) -> LinearTotals {
        LinearTotals(packed: Array(sum[totalsStart..<totalsStart + LinearTotals.count]))
    }

    /// The negative log-likelihood without Σ ln y!, which no coefficient moves.
    func loss(of sum: [Double]) -> Double { sum[totalsStart] - sum[count - 1] }

    /// Shape [dimension, dimension].
    func hessian(of sum: [Double]) -> [Double] {
        Triangle.square(sum[dimension..<totalsStart], width: dimension)
    }

    /// - Parameter isFirst: Whether the expected bends are wanted, which set the intercept.
    func contribution(
        at coefficients: [Double], from data: some DesignRows, isFirst: Bool, pool: WorkerPool
    ) throws(LearningError) -> [Double] {
        try data.sum(dimension: terms.width, count: count, pool: pool) {
            (rows) throws(LearningError) in
            try partSum(data, rows: rows, coefficients: coefficients, isFirst: isFirst)
        }
    }

    private func partSum(
        _ data: some DesignRows, rows: Range<Int>, coefficients: [Double], isFirst: Bool
    ) throws(LearningError) -> [Double] {
        let width = terms.width
        let alpha = Self.dispersion(coefficients)
        let limits = limits(dispersion: alpha)
        var block = RowBlock(width: width)
        let vector =
            coefficients.prefix(width) + [Double](repeating: 0, count: block.stride - width)
        var (sums, crossSums) = (RowSums(stride: block.stride), RowSums(stride: block.stride))
        var said = CountRows(dispersion: alpha)
        let nothing = [Double](repeating: 0, count: RowBlock.rowCountMax)
        try data.visitBlocks(rows) { matrix, chosen in
            for (index, row) in chosen.enumerated() {
                block.predictors[index] = matrix.offsets.isEmpty ? 0 : matrix.offsets[row]
            }
            block.load(matrix.values, rows: chosen, times: Array(vector))
            for (index, row) in chosen.enumerated() {
                said.add(
                    limits.cut(block.predictors[index]), matrix, row: row, at: index,
                    isExpected: isFirst, limits: limits)
            }
            block.add(rowCount: chosen.count, slopes: said.slopes, bends: said.bends, to: &sums)
            block.add(rowCount: chosen.count, slopes: said.crosses, bends: nothing, to: &crossSums)
        }
        return packed(sums, crossSums, said)
    }

    private func packed(_ sums: RowSums, _ crossSums: RowSums, _ said: CountRows) -> [Double] {
        let (width, stride) = (terms.width, sums.gradient.count)
        var sum = Array(sums.gradient[..<width]) + [said.slope]
        for row in 0..<width {
            sum += sums.square[row * stride + row..<row * stride + width]
            sum.append(crossSums.gradient[row])
        }
        return sum + [said.bend] + said.totals.packed + [said.constant]
    }
}

/// What the rows of a block say, and what all rows so far say about θ.
private struct CountRows {
    let dispersion: Double
    var slopes = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var bends = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var crosses = [Double](repeating: 0, count: RowBlock.rowCountMax)
    var slope = 0.0
    var bend = 0.0
    var totals = LinearTotals()
    /// Σ weight · (y ln y - (y + 1/α) ln(1 + α y) + Σ_{j<y} ln(1 + α j)).
    var constant = 0.0

    init(dispersion: Double) {
        self.dispersion = dispersion
    }

    mutating func add(
        _ predictor: Double, _ data: DesignMatrix, row: Int, at index: Int, isExpected: Bool,
        limits: LinearLimits
    ) {
        let (alpha, weight) = (dispersion, data.weight(row))
        let y = data.target[row].rounded()
        let family = Family.negativeBinomial(dispersion: alpha)
        let mean = family.mean(predictor)
        let said = family.terms(predictor, mean: mean, target: y)
        let spread = 1 + alpha * mean
        slopes[index] = said.slope * weight
        let observed = mean * (1 + alpha * y) / (spread * spread)
        bends[index] = (isExpected ? said.bend : observed) * weight
        crosses[index] = -alpha * (mean - y) * mean / (spread * spread) * weight
        let steps = CountSteps(Int(y), dispersion: alpha)
        let logged = Family.logOnePlus(alpha * mean) / alpha
        let flat = mean / spread
        // α dℓ/dα, and its slope along θ once more.
        let score = steps.first + logged - (alpha * y + 1) * flat
        let second =
            -steps.second - 2 * (logged - flat) + (alpha * y + 1) * alpha * flat * flat
        slope -= score * weight
        bend -= (score + second) * weight
        totals.loss += min(said.loss, 2 * limits.loss) * weight
        totals.rowCount += weight > 0 ? 1 : 0
        totals.weight += weight
        totals.target += weight * y
        totals.squaredTarget += weight * y * y
        totals.pearson += min(said.pearson, limits.pearson) * weight
        let saturated =
            y > 0 ? y * Elementary.log(y) - (y + 1 / alpha) * Family.logOnePlus(alpha * y) : 0
        constant += (saturated + steps.logs) * weight
    }
}

/// The sums over j below a count that its likelihood needs in place of gamma functions.
private struct CountSteps {
    /// Σ ln(1 + α j).
    var logs = 0.0
    /// Σ α j / (1 + α j).
    var first = 0.0
    /// Σ (α j / (1 + α j))².
    var second = 0.0

    init(_ count: Int, dispersion: Double) {
        var product = 1.0
        for j in 0..<max(count, 0) {
            let step = dispersion * Double(j)
            let part = step / (1 + step)
            first += part
            second += part * part
            product *= 1 + step
            guard product > 0x1p900 else { continue }
            logs += Elementary.log(product)
            product = 1
        }
        logs += Elementary.log(product)
    }
}
