import DureTensor
import Testing

@Suite struct WorkerPoolTests {
    @Test func `each worker runs once`() {
        var seen: [Int] = []
        WorkerPool(count: 1).run { seen.append($0) }
        #expect(seen == [0])
    }
}
