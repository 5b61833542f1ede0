import CDureKernels
import DureTensor

/// Packed gradients and hessians of the logistic loss.
enum LogisticGradients {
    /// Writes every row's.
    ///
    /// - Parameters:
    ///   - scores: Shape [rows]; log odds.
    ///   - labels: Shape [rows]; 0 or 1.
    ///   - factors: Shape [rows], within 0...1; empty where all rows count 1.
    ///   - values: Shape [rows].
    static func fill(
        _ values: inout [Int64], scores: [Double], labels: [UInt8], factors: [Double],
        pool: WorkerPool
    ) {
        let count = values.count
        precondition(scores.count == count && labels.count == count, "a row each")
        precondition(factors.isEmpty || factors.count == count, "a row each")
        let parts = pool.count
        // SAFETY: each worker writes its own part of `values`, and all arrays have that part.
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe scores.withUnsafeBufferPointer { scores in
                unsafe labels.withUnsafeBufferPointer { labels in
                    unsafe factors.withUnsafeBufferPointer { factors in
                        guard let values = values.baseAddress,
                            let scores = scores.baseAddress,
                            let labels = labels.baseAddress
                        else { return }
                        let weights = factors.isEmpty ? nil : factors.baseAddress
                        pool.run { worker in
                            let lower = count * worker / parts
                            let upper = count * (worker + 1) / parts
                            unsafe dure_tree_logistic(
                                scores + lower, labels + lower,
                                weights.map { unsafe $0 + lower }, upper - lower, values + lower)
                        }
                    }
                }
            }
        }
    }
}
