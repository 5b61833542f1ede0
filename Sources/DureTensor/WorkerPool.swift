/// The threads that share one computation.
///
/// Work is split by worker number alone, so that a result never depends on who was faster. Where
/// it must not depend on the number of workers either, split into a fixed number of parts and use
/// ``mapped(_:_:)``. The caller is worker 0; the others sleep between runs and end with the pool.
package final class WorkerPool: Sendable {
    /// The most workers of one pool.
    package static let countMax = 256

    /// How many workers, the caller among them; 1 or more.
    package let count: Int
    private let threads: PoolThreads?

    /// This process's: as many workers as suit it (``countFitting(cpuMax:)``).
    package static let shared = WorkerPool(count: countFitting(cpuMax: PoolThreads.cpuMax))

    /// A pool of so many workers, 1 to ``countMax``.
    package init(count: Int = 1) {
        precondition((1...Self.countMax).contains(count), "the caller, and not too many more")
        self.count = count
        threads = count > 1 ? PoolThreads(count: count) : nil
    }

    /// How many workers suit this process: its processors, or the part of them that its group is
    /// granted.
    ///
    /// - Parameter cpuMax: What Linux writes in the control group's `cpu.max`: quota and period, as
    ///   in `150000 100000`, or `max 100000` without a limit. Nil where there is none.
    /// - Returns: 1 to ``countMax``; a quota of one and a half processors is one.
    package static func countFitting(cpuMax: String? = nil) -> Int {
        countFitting(processorCount: PoolThreads.processorCount, cpuMax: cpuMax)
    }

    static func countFitting(processorCount: Int, cpuMax: String?) -> Int {
        let parts = (cpuMax ?? "").split(whereSeparator: \.isWhitespace).prefix(2).map { Int($0) }
        var count = processorCount
        if parts.count == 2, let quota = parts[0], let period = parts[1], quota > 0, period > 0 {
            count = min(count, quota / period)
        }
        return min(max(count, 1), countMax)
    }

    /// Runs the body once for each worker, 0 up to ``count``, and returns when all are done.
    ///
    /// The bodies run at the same time: each may write only what belongs to its own number. While
    /// the pool is at work, as when a body calls it again, the calls run one after the other on the
    /// thread that asks.
    package func run(_ body: (_ worker: Int) -> Void) {
        if let threads, threads.run(body) { return }
        for worker in 0..<count { body(worker) }
    }

    /// The results of so many parts, in their order, whoever computed them.
    ///
    /// The same results at any number of workers, where the body's depend on the part alone.
    package func mapped<Result: Sendable>(
        _ partCount: Int, _ body: @Sendable (_ part: Int) -> Result
    ) -> [Result] {
        guard count > 1, partCount > 1 else { return (0..<partCount).map(body) }
        var results = [Result?](repeating: nil, count: partCount)
        PartWriter.fill(&results, pool: self, body)
        return results.compactMap { $0 }
    }
}
