internal import DureTensor

/// What one sum over texts holds: a softmax regression's gradient and loss on rows of length 1.
///
/// A row's value in a bucket is its damped count times the bucket's weight, divided by the row's
/// Euclidean length; before all buckets stands the intercept's 1. Every class has coefficients of
/// its own: nothing singles out a reference.
struct TextSum: Sendable {
    let bucketCount: Int
    let classCount: Int
    /// The largest weight of a row.
    let weightMax: Double
    /// Predictors are cut to this magnitude.
    private static let predictorMax = 60.0
    /// How many rows one part has at least, and how many parts there are at most.
    private static let partRowCountMin = 256
    private static let partCountMax = 8

    /// How many coefficients: shape [1 + buckets, classes], the intercepts first.
    var dimension: Int { (1 + bucketCount) * classCount }
    /// The gradient, the loss, the rows with a weight above 0, and each class's weight.
    var count: Int { dimension + 2 + classCount }

    /// The largest magnitude that one record gives to each number; a hair more, for rounding.
    var bounds: [Double] {
        let slope = weightMax * (1 + 0x1p-20)
        let loss = (2 * Self.predictorMax + Elementary.log(Double(classCount)) + 1) * weightMax
        return [Double](repeating: slope, count: dimension) + [loss, 1]
            + [Double](repeating: weightMax, count: classCount)
    }

    /// A member's part of the sum.
    ///
    /// - Parameters:
    ///   - coefficients: Shape [1 + buckets, classes].
    ///   - bucketWeights: Shape [buckets], above 0; nil where all count alike.
    ///   - grid: What each record's gradient is shortened to and rounded on, so that one that is
    ///     not finite counts as zero; nil for none.
    /// - Returns: Shape [``count``].
    func contribution(
        at coefficients: [Double], bucketWeights: [Double]?, grid: SumGrid? = nil,
        from rows: TextRows, pool: WorkerPool
    ) throws(LearningError) -> [Double] {
        let size = max(
            Self.partRowCountMin, (rows.rowCount + Self.partCountMax - 1) / Self.partCountMax)
        let parts = stride(from: 0, to: rows.rowCount, by: size).map {
            $0..<min($0 + size, rows.rowCount)
        }
        let vectors = ClassVectors(coefficients, classCount: classCount)
        let sums = pool.mapped(parts.count) { part in
            partSum(vectors, bucketWeights, grid, rows, parts[part])
        }
        var sum = [Double](repeating: 0, count: count)
        for part in sums {
            for index in sum.indices { sum[index] += part[index] }
        }
        guard sum.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return sum
    }

    private func partSum(
        _ vectors: ClassVectors, _ bucketWeights: [Double]?, _ grid: SumGrid?, _ rows: TextRows,
        _ range: Range<Int>
    ) -> [Double] {
        var gradient = ClassVectors(zeros: 1 + bucketCount, classCount: classCount)
        var totals = [Double](repeating: 0, count: 2 + classCount)
        var values: [Double] = []
        for row in range {
            let entries = rows.entries(row)
            Self.weigh(rows, entries, bucketWeights, into: &values)
            var said = vectors.products(rows.buckets[entries], values)
            let target = rows.target[row]
            let weight = rows.weight(row)
            let loss = Self.loss(of: &said, target: target)
            // From here on the slopes: chance less truth, times the weight.
            said[target] -= 1
            for label in said.indices { said[label] *= weight }
            if let grid, !Self.shorten(&said, values, grid) { continue }
            totals[0] += weight * loss
            totals[1] += weight > 0 ? 1 : 0
            totals[2 + target] += weight
            gradient.add(
                said, times: values, at: rows.buckets[entries], offset: grid?.offset ?? 0)
        }
        return gradient.packed + totals
    }

    /// The values of a row, of Euclidean length 1 where it has any.
    static func weigh(
        _ rows: TextRows, _ entries: Range<Int>, _ bucketWeights: [Double]?,
        into values: inout [Double]
    ) {
        values.removeAll(keepingCapacity: true)
        var square = 0.0
        for place in entries {
            let weight = bucketWeights.map { $0[Int(rows.buckets[place])] } ?? 1
            let value = Double(rows.counts[place]) * weight
            values.append(value)
            square += value * value
        }
        guard square > 0 else { return }
        let factor = 1 / square.squareRoot()
        for index in values.indices { values[index] *= factor }
    }

    /// Turns predictors into chances; answers the cross-entropy, in nats.
    static func loss(of said: inout [Double], target: Int) -> Double {
        chances(of: &said) { $0[target] }
    }

    /// Turns predictors into chances.
    static func chances(of said: inout [Double]) {
        _ = chances(of: &said) { $0[0] }
    }

    private static func chances(
        of said: inout [Double], _ chosen: ([Double]) -> Double
    ) -> Double {
        var highest = -predictorMax
        for label in said.indices {
            // Not `min` and `max`, which would make a number of what is none.
            if said[label] > predictorMax { said[label] = predictorMax }
            if said[label] < -predictorMax { said[label] = -predictorMax }
            if said[label] > highest { highest = said[label] }
        }
        let predictor = chosen(said)
        var sum = 0.0
        for label in said.indices {
            said[label] = Elementary.exp(said[label] - highest)
            sum += said[label]
        }
        for label in said.indices { said[label] /= sum }
        // The highest gives 1 to the sum; NaN goes on to the check.
        let log = sum >= 1 ? Elementary.log(sum) : sum
        return log + highest - predictor
    }

    /// The gradient is the outer product of slopes and values, and the intercept's 1: so is its
    /// length.
    ///
    /// - Returns: Whether it is finite.
    private static func shorten(
        _ slopes: inout [Double], _ values: [Double], _ grid: SumGrid
    ) -> Bool {
        let square = values.reduce(1) { $0 + $1 * $1 }
        let norm = (slopes.reduce(0) { $0 + $1 * $1 } * square).squareRoot()
        let factor = grid.factor(norm: norm)
        for label in slopes.indices { slopes[label] *= factor }
        return factor > 0
    }
}

/// Numbers by bucket and class, eight classes side by side.
struct ClassVectors: Sendable {
    let classCount: Int
    /// How many lanes of eight a bucket takes.
    private let stride: Int
    /// Shape [1 + buckets, stride].
    private var lanes: [SIMD8<Double>]

    init(zeros rowCount: Int, classCount: Int) {
        self.classCount = classCount
        stride = (classCount + 7) / 8
        lanes = [SIMD8<Double>](repeating: .zero, count: rowCount * stride)
    }

    /// - Parameter numbers: Shape [1 + buckets, classes].
    init(_ numbers: [Double], classCount: Int) {
        self.init(zeros: numbers.count / classCount, classCount: classCount)
        var place = 0
        for row in 0..<numbers.count / classCount {
            for label in 0..<classCount {
                lanes[row * stride + label / 8][label % 8] = numbers[place]
                place += 1
            }
        }
    }

    /// Shape [1 + buckets, classes].
    var packed: [Double] {
        var numbers: [Double] = []
        numbers.reserveCapacity(lanes.count / stride * classCount)
        for row in 0..<lanes.count / stride {
            for label in 0..<classCount {
                numbers.append(lanes[row * stride + label / 8][label % 8])
            }
        }
        return numbers
    }

    /// The intercepts plus each value times its bucket's numbers.
    ///
    /// - Returns: Shape [classes].
    func products(_ buckets: ArraySlice<UInt32>, _ values: [Double]) -> [Double] {
        var products: [Double] = []
        for lane in 0..<stride {
            var sum = lanes[lane]
            for (bucket, value) in zip(buckets, values) {
                sum += lanes[(1 + Int(bucket)) * stride + lane] * value
            }
            for label in 0..<min(8, classCount - lane * 8) { products.append(sum[label]) }
        }
        return products
    }

    /// Adds slopes to the intercepts, and slopes times each value to its bucket's numbers.
    ///
    /// - Parameter offset: As ``SumGrid/offset``; 0 for no grid.
    mutating func add(
        _ slopes: [Double], times values: [Double], at buckets: ArraySlice<UInt32>, offset: Double
    ) {
        for lane in 0..<stride {
            var slope = SIMD8<Double>.zero
            for label in 0..<min(8, classCount - lane * 8) {
                slope[label] = slopes[lane * 8 + label]
            }
            lanes[lane] += (slope + offset) - offset
            for (bucket, value) in zip(buckets, values) {
                lanes[(1 + Int(bucket)) * stride + lane] += (slope * value + offset) - offset
            }
        }
    }
}
