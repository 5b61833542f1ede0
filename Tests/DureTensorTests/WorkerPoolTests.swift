import Synchronization
import Testing

@testable import DureTensor

@Suite struct WorkerPoolTests {
    @Test(arguments: [1, 2, 3, 8])
    func `each worker runs once in each round`(count: Int) {
        let pool = WorkerPool(count: count)
        // No Mutex: the thread sanitizer does not see that it orders accesses.
        let tallies = (0..<count).map { _ in Tally() }
        for _ in 0..<2_000 { pool.run { worker in tallies[worker].add(1) } }
        #expect(tallies.map(\.total) == [Int](repeating: 2_000, count: count))
    }

    @Test func `what workers wrote is seen when the run returns`() {
        let pool = WorkerPool(count: 4)
        for round in 0..<2_000 {
            let sums = pool.mapped(7) { part in (0..<50).reduce(round) { $0 + $1 * part } }
            #expect(sums == (0..<7).map { round + 1225 * $0 })
        }
    }

    @Test(arguments: [1, 2, 5])
    func `parts come back in their order at any number of workers`(count: Int) {
        let pool = WorkerPool(count: count)
        #expect(pool.mapped(0) { $0 }.isEmpty)
        #expect(pool.mapped(23) { $0 * $0 } == (0..<23).map { $0 * $0 })
    }

    @Test func `a pool ends while its threads spin, sleep, or were never used`() {
        for round in 0..<200 {
            let pool = WorkerPool(count: 3)
            let sum = Atomic(0)
            for _ in 0..<round % 3 {
                pool.run { worker in sum.add(worker + 1, ordering: .relaxed) }
            }
            #expect(sum.load(ordering: .relaxed) == 6 * (round % 3))
        }
    }

    @Test func `a run inside a run is done by the worker that asks`() {
        let pool = WorkerPool(count: 3)
        let sum = Atomic(0)
        for _ in 0..<100 {
            pool.run { _ in pool.run { inner in sum.add(inner + 1, ordering: .relaxed) } }
        }
        #expect(sum.load(ordering: .relaxed) == 100 * 3 * 6)
    }

    @Test func `callers from several threads all get their work done`() async {
        let pool = WorkerPool(count: 2)
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<500 { pool.run { tally.add($0 + 1) } }
                }
            }
        }
        #expect(tally.total == 4 * 500 * 3)
    }

    @Test func `threads that slept long still wake`() async throws {
        let pool = WorkerPool(count: 4)
        let sum = Atomic(0)
        for _ in 0..<5 {
            pool.run { sum.add($0, ordering: .relaxed) }
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(sum.load(ordering: .relaxed) == 5 * 6)
    }

    @Test func `the number of workers fits processors and quota`() {
        func fitting(_ cpuMax: String?) -> Int {
            WorkerPool.countFitting(processorCount: 8, cpuMax: cpuMax)
        }
        #expect(fitting(nil) == 8)
        #expect(fitting("max 100000\n") == 8)
        #expect(fitting("200000 100000\n") == 2)
        #expect(fitting("150000 100000") == 1)
        #expect(fitting("50000 100000") == 1)
        #expect(fitting("9000000 100000") == 8)
        #expect(fitting("-1 100000") == 8)
        #expect(fitting("100000 0") == 8)
        #expect(fitting("") == 8)
        #expect(WorkerPool.countFitting(processorCount: 5_000, cpuMax: nil) == WorkerPool.countMax)
        #expect(WorkerPool.countFitting() >= 1)
    }
}

/// A sum that several threads add to.
private final class Tally: Sendable {
    private let sum = Atomic(0)
    var total: Int { sum.load(ordering: .relaxed) }

    func add(_ number: Int) { sum.add(number, ordering: .relaxed) }
}
