internal import DureTensor

/// What one sum of softmax rows holds, and where: see ``Multinomial``.
struct SoftmaxSum: Sendable {
    let terms: DesignTerms
    let classCount: Int
    let weightMax: Double
    /// Predictors are cut to this magnitude.
    private static let predictorMax = 60.0

    init(terms: DesignTerms, classCount: Int, weightMax: Double) {
        self.terms = terms
        self.classCount = classCount
        self.weightMax = weightMax
    }

    /// The totals that are no derivatives.
    struct Totals {
        var loss = 0.0
        var rowCount = 0.0
        var weight = 0.0
        /// Shape [classes].
        var classWeights: [Double]
    }

    private var free: Int { classCount - 1 }
    private var pairCount: Int { free * (free + 1) / 2 }
    private var triangleCount: Int { terms.width * (terms.width + 1) / 2 }
    private var totalsStart: Int { dimension + pairCount * triangleCount }
    /// How many coefficients.
    var dimension: Int { free * terms.width }
    var count: Int { totalsStart + 3 + classCount }
    /// The largest loss of a record: all predictors wrong by as much as they can be.
    var lossMax: Double {
        (2 * Self.predictorMax + Elementary.log(Double(classCount)) + 1) * weightMax
    }

    var bounds: [Double] {
        let magnitudes = terms.magnitudes.map { $0 * (1 + 0x1p-20) }
        var bounds = (0..<free).flatMap { _ in magnitudes.map { $0 * weightMax } }
        for _ in 0..<pairCount {
            for row in 0..<terms.width {
                for column in row..<terms.width {
                    // p (1 - p) and p q are at most a quarter.
                    bounds.append(magnitudes[row] * magnitudes[column] * weightMax / 4)
                }
            }
        }
        return bounds + [lossMax, 1, weightMax] + [Double](repeating: weightMax, count: classCount)
    }

    func totals(of sum: [Double]) -> Totals {
        let rest = Array(sum[totalsStart...])
        return Totals(
            loss: rest[0], rowCount: rest[1], weight: rest[2], classWeights: Array(rest[3...]))
    }

    /// Shape [dimension, dimension], all of it.
    func hessian(of sum: [Double]) -> [Double] {
        var matrix = [Double](repeating: 0, count: dimension * dimension)
        let width = terms.width
        var position = dimension
        for first in 0..<free {
            for second in first..<free {
                let block = Triangle.square(
                    sum[position..<position + triangleCount], width: width)
                for row in 0..<width {
                    for column in 0..<width {
                        let (x, y) = (first * width + row, second * width + column)
                        matrix[x * dimension + y] = block[row * width + column]
                        matrix[y * dimension + x] = block[row * width + column]
                    }
                }
                position += triangleCount
            }
        }
        return matrix
    }

    func contribution(
        at coefficients: [Double], from data: some DesignRows, pool: WorkerPool
    ) throws(LearningError) -> [Double] {
        try data.sum(dimension: dimension, count: count, pool: pool) {
            (rows) throws(LearningError) in
            try partSum(data, rows: rows, coefficients: coefficients)
        }
    }

    private func partSum(
        _ data: some DesignRows, rows: Range<Int>, coefficients: [Double]
    ) throws(LearningError) -> [Double] {
        let width = terms.width
        var block = RowBlock(width: width)
        let padding = [Double](repeating: 0, count: block.stride - width)
        let vectors = (0..<free).map {
            Array(coefficients[$0 * width..<($0 + 1) * width]) + padding
        }
        var sums = [RowSums](repeating: RowSums(stride: block.stride), count: pairCount)
        var said = SoftmaxRows(classCount: classCount)
        var totals = Totals(classWeights: [Double](repeating: 0, count: classCount))
        let zeros = [Double](repeating: 0, count: RowBlock.rowCountMax)
        try data.visitBlocks(rows) { matrix, chosen in
            for (index, vector) in vectors.enumerated() {
                block.predictors = zeros
                block.load(matrix.values, rows: chosen, times: vector)
                said.predictors[index + 1] = block.predictors.map {
                    $0 > Self.predictorMax
                        ? Self.predictorMax : ($0 < -Self.predictorMax ? -Self.predictorMax : $0)
                }
            }
            said.evaluate(matrix, rows: chosen, totals: &totals)
            add(said, &block, rowCount: chosen.count, to: &sums)
        }
        return packed(sums, totals)
    }

    /// The gradient of class k comes with the block (k, k).
    private func add(
        _ said: SoftmaxRows, _ block: inout RowBlock, rowCount: Int, to sums: inout [RowSums]
    ) {
        var pair = 0
        for first in 1..<classCount {
            for second in first..<classCount {
                let bends = said.bends(first, second)
                block.add(
                    rowCount: rowCount, slopes: said.slopes[first], bends: bends, to: &sums[pair])
                pair += 1
            }
        }
    }

    private func packed(_ sums: [RowSums], _ totals: Totals) -> [Double] {
        var sum = [Double](repeating: 0, count: totalsStart)
        var pair = 0
        for first in 0..<free {
            for second in first..<free {
                var block = sums[pair]
                // Only one block of each class brings its gradient.
                if first != second { block.gradient = block.gradient.map { _ in 0 } }
                block.add(
                    width: terms.width, to: &sum, gradientAt: first * terms.width,
                    triangleAt: dimension + pair * triangleCount)
                pair += 1
            }
        }
        return sum + [totals.loss, totals.rowCount, totals.weight] + totals.classWeights
    }
}

/// What the rows of a block say, class by class.
private struct SoftmaxRows {
    /// Shape [classes][rows]; the reference's stay 0.
    var predictors: [[Double]]
    /// Shape [classes][rows]: probability less target, times the weight.
    var slopes: [[Double]]
    private var chances: [[Double]]
    private var weights: [Double]

    init(classCount: Int) {
        let zeros = [Double](repeating: 0, count: RowBlock.rowCountMax)
        predictors = [[Double]](repeating: zeros, count: classCount)
        (slopes, chances, weights) = (predictors, predictors, zeros)
    }

    mutating func evaluate(
        _ data: DesignMatrix, rows: Range<Int>, totals: inout SoftmaxSum.Totals
    ) {
        let count = rows.count
        var highest = predictors[0]
        for list in predictors {
            for index in 0..<count where !(list[index] <= highest[index]) {
                highest[index] = list[index]
            }
        }
        var sum = [Double](repeating: 0, count: RowBlock.rowCountMax)
        for label in predictors.indices {
            var list = zip(predictors[label], highest).map { $0 - $1 }
            RowFunctions.exp(&list, count: count)
            for index in 0..<count { sum[index] += list[index] }
            chances[label] = list
        }
        for (index, row) in rows.enumerated() {
            let weight = data.weight(row)
            let target = Int(data.target[row])
            weights[index] = weight
            for label in chances.indices {
                chances[label][index] /= sum[index]
                slopes[label][index] = weight * (chances[label][index] - (label == target ? 1 : 0))
            }
            // The sum holds e^0 for the highest, so it is 1 or more; NaN goes on to the check.
            let log = sum[index] >= 1 ? Elementary.log(sum[index]) : sum[index]
            totals.loss += weight * (log + highest[index] - predictors[target][index])
            totals.rowCount += weight > 0 ? 1 : 0
            totals.weight += weight
            totals.classWeights[target] += weight
        }
    }

    /// The cross-entropy's bend along two classes' predictors.
    func bends(_ first: Int, _ second: Int) -> [Double] {
        weights.indices.map { index in
            let chance = chances[first][index]
            let other = first == second ? 1 - chance : -chances[second][index]
            return weights[index] * chance * other
        }
    }
}
