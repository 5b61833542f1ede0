internal import CDureKernels

extension FeatureSpecification {
    /// Writes ``scaled(_:)`` of each number to every `stride`-th value from a place on.
    ///
    /// - Parameter numbers: None is NaN.
    func scale(
        _ numbers: ArraySlice<Double>, to values: inout [Double], from first: Int, stride: Int
    ) {
        guard !numbers.isEmpty else { return }
        precondition(
            first >= 0 && stride > 0 && first + (numbers.count - 1) * stride < values.count,
            "a column of the matrix")
        // SAFETY: the C function reads all of the slice, and writes as many values, the last of
        // which is within the array by what was just asked.
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe numbers.withUnsafeBufferPointer { numbers in
                guard let values = values.baseAddress,
                    let from = numbers.baseAddress
                else { return }
                unsafe dure_column_scale(
                    from, numbers.count, lower, upper, center, scale, values + first, stride)
            }
        }
    }
}

/// A block of rows on its way into weighted sums: what the inner loops of regression share.
///
/// One for each worker at a time; the sums are its own.
struct RowBlock {
    /// How many rows one block holds: they and their weighted copies stay in the nearest cache.
    static let rowCountMax = 32

    /// How many numbers a row has.
    let width: Int
    /// ``width``, rounded up to a multiple of eight; what lies beyond is zero.
    let stride: Int
    /// Shape [rowCountMax]: before ``load(_:rows:times:)`` what is added to each product, after it
    /// the predictors.
    var predictors: [Double]
    private var padded: [Double]
    private var scratch: [Double]

    init(width: Int) {
        self.width = width
        stride = (width + 7) / 8 * 8
        predictors = [Double](repeating: 0, count: Self.rowCountMax)
        padded = [Double](repeating: 0, count: Self.rowCountMax * stride)
        scratch = padded
    }

    /// Fetches rows and adds their products with a vector to ``predictors``.
    ///
    /// - Parameters:
    ///   - values: Shape [rows, width], row-major.
    ///   - rows: At most ``rowCountMax`` of them.
    ///   - vector: Shape [stride].
    mutating func load(_ values: [Double], rows: Range<Int>, times vector: [Double]) {
        precondition(rows.count <= Self.rowCountMax && vector.count == stride, "a block")
        precondition(rows.lowerBound >= 0 && rows.upperBound * width <= values.count, "rows")
        guard !rows.isEmpty else { return }
        // SAFETY: the C function reads rows.count * width numbers from the first row on, and stride
        // of the vector; it writes rows.count * stride padded ones and rows.count products.
        unsafe values.withUnsafeBufferPointer { from in
            unsafe vector.withUnsafeBufferPointer { vector in
                unsafe padded.withUnsafeMutableBufferPointer { padded in
                    unsafe predictors.withUnsafeMutableBufferPointer { products in
                        guard let from = from.baseAddress,
                            let vector = vector.baseAddress,
                            let padded = padded.baseAddress,
                            let products = products.baseAddress
                        else { return }
                        unsafe dure_rows_pack(
                            from + rows.lowerBound * width, rows.count, width, stride, vector,
                            padded, products)
                    }
                }
            }
        }
    }

    /// Adds the fetched rows times their slopes, and their outer products times their bends.
    ///
    /// - Parameters:
    ///   - slopes: Shape [rowCountMax].
    ///   - bends: Shape [rowCountMax].
    mutating func add(
        rowCount: Int, slopes: [Double], bends: [Double], to sums: inout RowSums
    ) {
        precondition(rowCount <= Self.rowCountMax, "a block")
        precondition(min(slopes.count, bends.count) >= rowCount, "a number for each row")
        precondition(sums.gradient.count == stride, "sums of as many terms")
        precondition(sums.square.count == stride * stride, "sums of as many terms")
        // SAFETY: the C function reads rowCount slopes, bends and padded rows of stride numbers; it
        // writes as many to the scratch, stride to the gradient and stride² to the square.
        unsafe padded.withUnsafeBufferPointer { padded in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                guard let padded = padded.baseAddress,
                    let scratch = scratch.baseAddress
                else { return }
                unsafe sums.gradient.withUnsafeMutableBufferPointer { gradient in
                    unsafe sums.square.withUnsafeMutableBufferPointer { square in
                        guard let gradient = gradient.baseAddress,
                            let square = square.baseAddress
                        else { return }
                        unsafe dure_rows_accumulate(
                            padded, rowCount, stride, slopes, bends, scratch, gradient, square)
                    }
                }
            }
        }
    }
}

/// A gradient and a Hessian in the making, padded to a multiple of eight.
struct RowSums: Sendable {
    /// Shape [stride].
    var gradient: [Double]
    /// Shape [stride, stride]; the upper triangle counts.
    var square: [Double]

    init(stride: Int) {
        gradient = [Double](repeating: 0, count: stride)
        square = [Double](repeating: 0, count: stride * stride)
    }

    /// Adds the gradient and the upper triangle, row by row, to a list from a place on.
    func add(width: Int, to sum: inout [Double], gradientAt: Int, triangleAt: Int) {
        let stride = gradient.count
        for index in 0..<width { sum[gradientAt + index] += gradient[index] }
        var position = triangleAt
        for row in 0..<width {
            for column in row..<width {
                sum[position] += square[row * stride + column]
                position += 1
            }
        }
    }
}

/// Elementary functions over many numbers at once; the twins are in ``Elementary``.
enum RowFunctions {
    /// e to the power of the first numbers, in place.
    static func exp(_ values: inout [Double], count: Int) {
        precondition(count <= values.count, "as many numbers")
        // SAFETY: the C function reads and writes `count` numbers.
        unsafe values.withUnsafeMutableBufferPointer { values in
            guard let values = values.baseAddress else { return }
            unsafe dure_exp64(values, count)
        }
    }

    /// Means and losses of logistic predictors for targets that are 0 or 1.
    static func logistic(
        _ predictors: [Double], targets: [Double], from first: Int, count: Int,
        means: inout [Double], losses: inout [Double]
    ) {
        precondition(count <= min(predictors.count, means.count, losses.count), "as many numbers")
        precondition(first >= 0 && first + count <= targets.count, "a target for each")
        // SAFETY: the C function reads `count` predictors and targets from `first` on, and writes
        // as many means and losses.
        unsafe targets.withUnsafeBufferPointer { targets in
            guard let targets = targets.baseAddress else { return }
            unsafe dure_logistic(predictors, targets + first, count, &means, &losses)
        }
    }
}
