import CDureKernels
import DureTensor

/// Histograms of packed gradients, with working space for each worker.
@safe final class HistogramSpace {
    private let bins: TreeBins
    private let statistics: TreeStatistics
    private let pool: WorkerPool
    private let steps: [Double]
    /// Shape [workers, bins, 1 or 2]; all 0 between calls.
    private let packed: UnsafeMutablePointer<Int64>
    private let packedWidth: Int
    /// Shape [workers, statistics, bins].
    private let partial: UnsafeMutablePointer<Double>
    private let partialWidth: Int

    /// The fewest rows that are worth another worker.
    private static let rowsOfWorkerMin = 2_048

    // SAFETY: both blocks are made here for exactly the sizes below and freed once, in `deinit`.

    init(bins: TreeBins, statistics: TreeStatistics, hessianStep: Double, pool: WorkerPool) {
        self.bins = bins
        self.statistics = statistics
        self.pool = pool
        steps = [TreeObjective.gradientStep, hessianStep]
        packedWidth = bins.count * (statistics == .triple ? 2 : 1)
        partialWidth = bins.count * statistics.count
        unsafe packed = .allocate(capacity: pool.count * packedWidth)
        unsafe packed.initialize(repeating: 0, count: pool.count * packedWidth)
        unsafe partial = .allocate(capacity: pool.count * partialWidth)
        unsafe partial.initialize(repeating: 0, count: pool.count * partialWidth)
    }

    deinit {
        unsafe packed.deallocate()
        unsafe partial.deallocate()
    }

    /// The sums over some rows.
    ///
    /// - Parameters:
    ///   - order: The rows' numbers; nil where they are the places themselves.
    ///   - range: Which places.
    ///   - values: Shape [rows]: packed gradients and hessians.
    /// - Returns: Shape [statistics, bins].
    func histogram(
        _ codes: TreeCodes, order: [UInt32]?, range: Range<Int>, values: [Int64]
    ) -> [Double] {
        precondition(values.count == codes.rowCount, "a value for each row")
        precondition(range.upperBound <= (order?.count ?? codes.rowCount), "places of the order")
        let workers = max(1, min(pool.count, range.count / Self.rowsOfWorkerMin))
        func count(_ order: UnsafePointer<UInt32>?, _ values: UnsafePointer<Int64>) {
            if workers == 1 {
                unsafe self.count(codes, order, range, values, worker: 0)
                return
            }
            pool.run { worker in
                guard worker < workers else { return }
                let lower = range.lowerBound + range.count * worker / workers
                let upper = range.lowerBound + range.count * (worker + 1) / workers
                unsafe self.count(codes, order, lower..<upper, values, worker: worker)
            }
        }
        unsafe values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            if let order {
                unsafe order.withUnsafeBufferPointer { order in
                    unsafe count(order.baseAddress, values)
                }
            } else {
                unsafe count(nil, values)
            }
        }
        return taken(workers)
    }

    /// Counts some places into a worker's own space.
    private func count(
        _ codes: TreeCodes, _ order: UnsafePointer<UInt32>?, _ range: Range<Int>,
        _ values: UnsafePointer<Int64>, worker: Int
    ) {
        // SAFETY: the order's numbers are rows of `codes` and of `values`, codes are below their
        // column's bin count, and no other worker writes this worker's parts of the two blocks.
        let histogram = unsafe packed + worker * packedWidth
        let sums = unsafe partial + worker * partialWidth
        let (rows, stride) = unsafe (codes.rows, codes.stride)
        let blockMax = statistics == .triple ? 1 << 20 : Int(DURE_TREE_ROWS_MAX)
        for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: blockMax) {
            let count = min(blockMax, range.upperBound - start)
            let places = unsafe order.map { unsafe $0 + start }
            unsafe bins.offsets.withUnsafeBufferPointer { offsets in
                guard let offsets = offsets.baseAddress else { return }
                if statistics == .triple {
                    unsafe dure_tree_histogram_counted(
                        rows, stride, offsets, bins.columns.count, places, start, count, values,
                        histogram)
                    unsafe dure_tree_unpack_counted(
                        histogram, bins.count, steps, sums, sums + bins.count,
                        sums + 2 * bins.count)
                } else {
                    unsafe dure_tree_histogram(
                        rows, stride, offsets, bins.columns.count, places, start, count, values,
                        histogram)
                    unsafe dure_tree_unpack(
                        histogram, bins.count, steps, sums, sums + bins.count)
                }
            }
        }
    }

    /// The workers' sums together; makes them 0.
    private func taken(_ workers: Int) -> [Double] {
        unsafe [Double](unsafeUninitializedCapacity: partialWidth) { sum, count in
            for place in 0..<partialWidth {
                // SAFETY: `place` is within each worker's part and within the new array.
                var total = 0.0
                for worker in 0..<workers {
                    unsafe total += partial[worker * partialWidth + place]
                    unsafe partial[worker * partialWidth + place] = 0
                }
                unsafe sum[place] = total
            }
            count = partialWidth
        }
    }
}
