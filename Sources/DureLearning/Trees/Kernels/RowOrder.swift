import CDureKernels
import DureTensor

/// The rows' numbers, parted so that each node's rows lie together, in their first order.
struct RowOrder {
    /// Shape [rows].
    private(set) var rows: [UInt32]
    private var lefts: [UInt32]
    private var rights: [UInt32]

    /// The fewest rows that are worth another worker.
    private static let rowsOfWorkerMin = 8_192

    init(rowCount: Int) {
        rows = (0..<rowCount).map { UInt32($0) }
        lefts = [UInt32](repeating: 0, count: rowCount)
        rights = lefts
    }

    /// Puts the rows back into their first order.
    mutating func reset() {
        for row in rows.indices { rows[row] = UInt32(row) }
    }

    /// Parts the rows at some places by their bin in one column.
    ///
    /// - Parameter goesLeft: Shape [256]: 1 for the codes that go left, otherwise 0.
    /// - Returns: How many went left.
    mutating func part(
        _ range: Range<Int>, _ codes: TreeCodes, column: Int, goesLeft: [UInt8], pool: WorkerPool
    ) -> Int {
        precondition(goesLeft.count == 256 && range.upperBound <= rows.count, "a table, places")
        let workers = max(1, min(pool.count, range.count / Self.rowsOfWorkerMin))
        // SAFETY: all numbers in `rows` are rows of `codes`; workers part, and then copy, places
        // that do not overlap, and `lefts` and `rights` are as long as `rows`.
        let column = unsafe codes.column(column)
        var counts = [Int](repeating: 0, count: workers)
        func bounds(_ worker: Int) -> Range<Int> {
            let lower = range.lowerBound + range.count * worker / workers
            return lower..<(range.lowerBound + range.count * (worker + 1) / workers)
        }
        unsafe rows.withUnsafeMutableBufferPointer { rows in
            unsafe lefts.withUnsafeMutableBufferPointer { lefts in
                unsafe rights.withUnsafeMutableBufferPointer { rights in
                    guard let rows = rows.baseAddress,
                        let lefts = lefts.baseAddress,
                        let rights = rights.baseAddress
                    else { return }
                    unsafe counts.withUnsafeMutableBufferPointer { counts in
                        Self.run(pool, workers) { worker in
                            let part = bounds(worker)
                            let first = part.lowerBound
                            unsafe counts[worker] = dure_tree_partition(
                                column, goesLeft, rows + first, part.count, lefts + first,
                                rights + first)
                        }
                        let total = unsafe counts.reduce(0, +)
                        Self.run(pool, workers) { worker in
                            let part = bounds(worker)
                            let first = part.lowerBound
                            let own = unsafe counts[worker]
                            let before = unsafe counts[..<worker].reduce(0, +)
                            let others = first - range.lowerBound - before
                            unsafe (rows + range.lowerBound + before).update(
                                from: lefts + first, count: own)
                            unsafe (rows + range.lowerBound + total + others).update(
                                from: rights + first, count: part.count - own)
                        }
                    }
                }
            }
        }
        return counts.reduce(0, +)
    }

    /// Adds each leaf's value to the scores of its rows.
    ///
    /// - Parameters:
    ///   - leaves: Places of the order that do not overlap, and what their rows get.
    ///   - scores: Shape [rows].
    func add(
        _ leaves: [(range: Range<Int>, value: Double)], to scores: inout [Double],
        pool: WorkerPool
    ) {
        precondition(scores.count == rows.count, "a score for each row")
        precondition(leaves.allSatisfy { $0.range.upperBound <= rows.count }, "places")
        let count = rows.count
        let workers = max(1, min(pool.count, count / Self.rowsOfWorkerMin))
        // SAFETY: every row stands at one place of the order, and places belong to one worker.
        unsafe scores.withUnsafeMutableBufferPointer { scores in
            unsafe rows.withUnsafeBufferPointer { rows in
                guard let scores = scores.baseAddress, let rows = rows.baseAddress else { return }
                Self.run(pool, workers) { worker in
                    let own = (count * worker / workers)..<(count * (worker + 1) / workers)
                    for leaf in leaves {
                        for place in leaf.range.clamped(to: own) {
                            unsafe scores[Int(rows[place])] += leaf.value
                        }
                    }
                }
            }
        }
    }

    private static func run(_ pool: WorkerPool, _ workers: Int, _ body: (Int) -> Void) {
        if workers == 1 {
            body(0)
        } else {
            pool.run { if $0 < workers { body($0) } }
        }
    }
}
