import DureCore
import DureLedger
import DureTesting
import Foundation
import Testing

/// Many writers at once, and questions afterwards.
@Suite struct LedgerQueueTests {
    /// A storage that counts what waits for the disk.
    private final class CountingStorage: Storage {
        let inner = MemoryStorage()

        func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
            try inner.read(path, byteCountMax: byteCountMax)
        }
        func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
            try inner.write(bytes, to: path)
        }
        func append(_ bytes: [UInt8], to path: String) throws(StorageError) {
            try inner.append(bytes, to: path)
        }
        func remove(_ path: String) throws(StorageError) { try inner.remove(path) }
        func list(_ folder: String) throws(StorageError) -> [String] { try inner.list(folder) }
        func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
            // A disk takes a while, and meanwhile the others line up.
            Thread.sleep(forTimeInterval: 0.002)
            return try inner.locked(path, body)
        }
    }

    @Test func `what many writers enter is all there, each once, in few batches`() async throws {
        let storage = CountingStorage()
        let ledger = try Fixture.open(storage)
        let queue = LedgerQueue(ledger)
        let before = storage.inner.operationCount
        let places = try await withThrowingTaskGroup(of: [(Int, Int)].self) { group in
            for writer in 0..<64 {
                group.addTask {
                    var places: [(Int, Int)] = []
                    for number in 0..<5 {
                        let entry = writer * 100 + number
                        let place = try await queue.append([Fixture.entry(entry)])
                        places.append((place.lowerBound, entry))
                    }
                    return places
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(places.map(\.0).sorted() == Array(0..<320))
        let head = try ledger.checkpoint()
        let entries = try ledger.reader.entries(0..<320, under: head)
        for (place, number) in places {
            #expect(entries[place] == (try Fixture.entry(number).bytes()))
        }
        #expect(LedgerVerifier.verify(storage, key: ledger.verifierKey).isSound)
        // A batch makes some five changes; alone, 320 entries would make 1,600.
        #expect(storage.inner.operationCount - before < 800)
    }

    @Test func `a batch of several stays together, and one that is too large is refused`()
        async throws
    {
        let ledger = try Fixture.open(MemoryStorage())
        let queue = LedgerQueue(ledger)
        async let large = queue.append(Fixture.entries(0..<256))
        async let small = queue.append(Fixture.entries(300..<310))
        let places = try await [large, small]
        #expect(places.map(\.count) == [256, 10])
        #expect(try ledger.checkpoint().size == 266)
        await #expect(throws: LedgerError.batchTooLarge(limit: 256)) {
            try await queue.append(Fixture.entries(0..<257))
        }
    }

    @Test func `a failing disk is told to all who waited, and the queue goes on`() async throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        let queue = LedgerQueue(ledger)
        storage.crash(afterOperations: 0)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<16 {
                group.addTask {
                    do {
                        try await queue.append([Fixture.entry(number)])
                        return false
                    } catch {
                        return error is StorageError
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 16)
        storage.restart()
        try await queue.append([Fixture.entry(1)])
        #expect(try ledger.checkpoint().size == 1)
    }
}

@Suite struct LedgerQueryTests {
    private func entry(
        _ number: Int, action: String, actor: String = "a", verdict: String? = nil
    ) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: Int64(number) * 86_400_000), actor: actor,
            action: action, object: Digest(of: [UInt8(number)]), verdict: verdict,
            charter: Digest(of: [9]), epsilon: 0.5, details: ["person": "person-1"])
    }

    @Test func `a question finds its entries and no others`() {
        let entries = [
            entry(1, action: "dataset.query", verdict: "permitted"),
            entry(2, action: "dataset.train", actor: "b", verdict: "forbidden"),
            entry(3, action: "datasets", verdict: "permitted"),
            entry(4, action: "study.round.released"),
        ]
        func found(_ change: (inout LedgerQuery) -> Void) -> [Int] {
            var query = LedgerQuery()
            change(&query)
            return entries.indices.filter { query.matches(entries[$0]) }.map { $0 + 1 }
        }
        #expect(found { _ in } == [1, 2, 3, 4])
        #expect(found { $0.action = "dataset" } == [1, 2])
        #expect(found { $0.action = "study.round" } == [4])
        #expect(found { $0.actor = "b" } == [2])
        #expect(found { $0.verdict = "permitted" } == [1, 3])
        #expect(found { $0.object = String(Digest(of: [3]).hex.prefix(10)) } == [3])
        #expect(found { $0.charter = Digest(of: [9]).hex } == [1, 2, 3, 4])
        #expect(found { $0.charter = Digest(of: [8]).hex } == [])
        #expect(found { $0.detail = ("person", "person-1") } == [1, 2, 3, 4])
        #expect(found { $0.detail = ("person", "person-2") } == [])
        #expect(found { $0.from = Timestamp(milliseconds: 2 * 86_400_000) } == [2, 3, 4])
        #expect(found { $0.until = Timestamp(milliseconds: 2 * 86_400_000) } == [1])
        var totals = LedgerTotals()
        for entry in entries { totals.add(entry) }
        #expect(totals.count == 4 && totals.epsilon == 2)
        #expect(totals.verdicts == ["permitted": 2, "forbidden": 1])
        #expect(totals.actors == ["a": 3, "b": 1])
        #expect(totals.json["first"]?.text == "1970-01-02T00:00:00.000Z")
    }
}
