/// The threads that share one computation.
///
/// Work is split by worker number alone, so that a result never depends on who was faster.
package final class WorkerPool: Sendable {
    /// How many workers, the caller among them; 1 or more.
    package let count: Int

    /// A pool of so many workers.
    package init(count: Int = 1) {
        precondition(count >= 1, "at least the caller")
        self.count = count
    }

    /// Runs the body once for each worker, 0 up to ``count``, and returns when all are done.
    package func run(_ body: (_ worker: Int) -> Void) {
        for worker in 0..<count { body(worker) }
    }
}
