/// What one sum of a linear predictor's rows holds, and where.
///
/// The gradient, the expected Hessian's upper triangle row by row, then the totals of
/// ``LinearTotals``.
struct LinearSum {
    /// The loss that one record can add at most to either side of 0, in nats, beyond what its
    /// target's range explains.
    ///
    /// What lies above is cut, so that the encoder has a bound. It only bites where a model is
    /// wrong by 27 orders of magnitude.
    static let lossPerRecordMax = 64.0
    /// How many times the target's largest value a mean may be; beyond it is cut.
    static let meanExcessMax = 128.0

    let terms: DesignTerms
    let family: Family
    private let targetMax: Double
    private let weightMax: Double
    private let predictorMax: Double

    init(terms: DesignTerms, family: Family, columns: StudyColumns) {
        self.terms = terms
        self.family = family
        weightMax = columns.weight?.upper ?? 1
        if case .number(let feature)? = columns.target {
            targetMax = max(abs(feature.lower), abs(feature.upper))
        } else {
            targetMax = 1
        }
        let meanMax = max(targetMax, 1) * Self.meanExcessMax
        predictorMax =
            switch family {
            case .gaussian: meanMax
            case .bernoulli: 1_000
            case .poisson, .gamma, .negativeBinomial: Elementary.log(meanMax)
            }
    }

    var triangleCount: Int { terms.width * (terms.width + 1) / 2 }
    var count: Int { terms.width + triangleCount + LinearTotals.count }

    /// The largest magnitude that one record gives to each number.
    var bounds: [Double] {
        let meanMax = family == .bernoulli ? 1 : max(targetMax, 1) * Self.meanExcessMax
        let slope = family == .bernoulli ? 1 : meanMax + targetMax
        let bend =
            switch family {
            case .bernoulli: 0.25
            case .gaussian, .gamma: 1.0
            case .poisson, .negativeBinomial: meanMax
            }
        // The gamma's slope is 1 - y/mean, and a mean is at least 1/meanMax.
        let slopeMax = family == .gamma ? 1 + targetMax * meanMax : slope
        var bounds = terms.magnitudes.map { $0 * slopeMax * weightMax }
        for row in 0..<terms.width {
            for column in row..<terms.width {
                bounds.append(terms.magnitudes[row] * terms.magnitudes[column] * bend * weightMax)
            }
        }
        let loss = lossMax(slope: slopeMax)
        return bounds
            + [
                loss * weightMax, 1, weightMax, weightMax * max(targetMax, 1),
                weightMax * targetMax * targetMax + 1, loss * weightMax,
                LinearTotals.pearsonPerRecordMax * weightMax,
            ]
    }

    private func lossMax(slope: Double) -> Double {
        switch family {
        case .bernoulli: Self.lossPerRecordMax
        case .gaussian: slope * slope
        case .poisson, .gamma, .negativeBinomial:
            (slope + targetMax + 1) * (predictorMax + 2) * 4 + Self.lossPerRecordMax
        }
    }

    func contribution(
        at coefficients: [Double], from data: DesignMatrix
    ) throws(LearningError) -> [Double] {
        var sum = [Double](repeating: 0, count: count)
        let lossMax = bounds[terms.width + triangleCount] / max(weightMax, 0x1p-1000)
        var totals = LinearTotals()
        for row in 0..<data.rowCount {
            let raw = data.predictor(row: row, coefficients: coefficients)
            let predictor = min(max(raw, -predictorMax), predictorMax)
            let weight = data.weight(row)
            let target = data.target[row]
            let row = family.terms(predictor, target: target).times(weight, row: row)
            add(data, row, to: &sum)
            totals.loss += min(max(row.loss, -lossMax * weight), lossMax * weight)
            totals.rowCount += weight > 0 ? 1 : 0
            totals.weight += weight
            totals.target += weight * target
            totals.squaredTarget += weight * target * target
            totals.saturatedLoss += weight * family.saturatedLoss(target: target)
            totals.pearson += min(row.pearson, LinearTotals.pearsonPerRecordMax * weight)
        }
        sum.replaceSubrange((terms.width + triangleCount)..., with: totals.packed)
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    private func add(_ data: DesignMatrix, _ row: WeightedTerms, to sum: inout [Double]) {
        let width = terms.width
        let start = row.row * width
        var position = width
        for first in 0..<width {
            let value = data.values[start + first]
            sum[first] += row.slope * value
            let weighted = row.bend * value
            for second in first..<width {
                sum[position] += weighted * data.values[start + second]
                position += 1
            }
        }
    }

    func totals(of sum: [Double]) -> LinearTotals {
        LinearTotals(packed: Array(sum[(terms.width + triangleCount)...]))
    }

    /// Shape [width].
    func gradient(of sum: [Double]) -> [Double] { Array(sum[..<terms.width]) }

    /// Shape [width, width], both triangles.
    func hessian(of sum: [Double]) -> [Double] {
        let width = terms.width
        var matrix = [Double](repeating: 0, count: width * width)
        var position = width
        for row in 0..<width {
            for column in row..<width {
                matrix[row * width + column] = sum[position]
                matrix[column * width + row] = sum[position]
                position += 1
            }
        }
        return matrix
    }
}

/// A row's terms times its weight.
private struct WeightedTerms {
    let row: Int
    let loss: Double
    let slope: Double
    let bend: Double
    let pearson: Double
}

extension Family.Terms {
    fileprivate func times(_ weight: Double, row: Int) -> WeightedTerms {
        WeightedTerms(
            row: row, loss: loss * weight, slope: slope * weight, bend: bend * weight,
            pearson: pearson * weight)
    }
}

/// The totals of a sum that are no derivatives.
struct LinearTotals {
    /// A squared Pearson residual above this is cut.
    static let pearsonPerRecordMax = 0x1p30
    static let count = 7

    /// Σ weight · loss.
    var loss = 0.0
    /// How many rows have a weight above 0.
    var rowCount = 0.0
    /// Σ weight.
    var weight = 0.0
    /// Σ weight · target.
    var target = 0.0
    /// Σ weight · target².
    var squaredTarget = 0.0
    /// Σ weight · the least loss that any mean could give the row.
    var saturatedLoss = 0.0
    /// Σ weight · squared Pearson residual.
    var pearson = 0.0

    init() {}

    init(packed: [Double]) {
        precondition(packed.count == Self.count, "all totals")
        (loss, rowCount, weight) = (packed[0], packed[1], packed[2])
        (target, squaredTarget) = (packed[3], packed[4])
        (saturatedLoss, pearson) = (packed[5], packed[6])
    }

    var packed: [Double] {
        [loss, rowCount, weight, target, squaredTarget, saturatedLoss, pearson]
    }
}
