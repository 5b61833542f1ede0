import enum Crypto.Curve25519
import DureCore
import DureLedger
import DureTesting
import Foundation
import Testing

@Suite struct LedgerTests {
    @Test func `the folder is laid out as C2SP prescribes`() throws {
        let storage = MemoryStorage()
        try Fixture.ledger(256, in: storage, batchCount: 3).settle()
        for start in [256, 258] {
            try Fixture.open(storage).append(Fixture.entries(start..<min(start + 2, 259)))
        }
        #expect(
            storage.files.keys.sorted() == [
                "ledger/checkpoint", "ledger/journal", "ledger/tile/0/000", "ledger/tile/0/001.p/2",
                "ledger/tile/0/001.p/3", "ledger/tile/1/000.p/1", "ledger/tile/entries/000",
                "ledger/tile/entries/001.p/2", "ledger/tile/entries/001.p/3", "ledger/verifier",
            ])
        #expect(storage.files["ledger/tile/0/000"]?.count == 8192)
        let bundle = try #require(storage.files["ledger/tile/entries/001.p/3"])
        let entry = try Fixture.entry(256).bytes()
        #expect(Array(bundle[..<(entry.count + 2)]) == [0, UInt8(entry.count)] + entry)
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 511, 512, 700])
    func `the head signs the root of all entries`(count: Int) throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.ledger(count, in: storage)
        let head = try ledger.checkpoint()
        #expect(head.size == count)
        #expect(head.root == MerkleTree.root(leafHashes: try Fixture.leafHashes(count)))
        #expect(head.origin == Fixture.origin)
        let audit = LedgerVerifier.verify(storage, key: ledger.verifierKey)
        #expect(audit.isSound)
        #expect(audit.size == count)
    }

    @Test(arguments: Seed.batch(12))
    func `batches of any size give the same tree`(seed: Seed) throws {
        var generator = seed.generator
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        var count = 0
        for _ in 0..<8 {
            let batch = Int.random(in: 0...120, using: &generator)
            let places = try ledger.append(Fixture.entries(count..<count + batch))
            #expect(places == count..<count + batch)
            count += batch
        }
        let whole = try Fixture.ledger(count, in: MemoryStorage())
        #expect(try ledger.checkpoint() == whole.checkpoint())
        #expect(LedgerVerifier.verify(storage, key: ledger.verifierKey).isSound)
    }

    @Test func `an entry reads back as it was written`() throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        let entry = LedgerEntry(
            time: Timestamp(milliseconds: 1_796_117_400_125), actor: "k", action: "study.approve",
            object: Digest(of: [1]), verdict: "permitted", charter: Digest(of: [2]),
            rules: ["a", "b"], epsilon: 0.1, details: ["members": 3, "이름": "두레"])
        try ledger.append(Fixture.entries(0..<300 - 44))
        try ledger.append([entry] + Fixture.entries(0..<2))
        let read = try ledger.reader.entries(256..<257, under: ledger.checkpoint())
        #expect(try read.map { try LedgerEntry(parsing: $0) } == [entry])
        let start = #"{"action":"study.approve","actor":"k","charter":"dbc1b4c900ffe48d"#
        #expect(String(decoding: read[0], as: UTF8.self).hasPrefix(start))
        #expect(throws: LedgerError.entryUnreadable) { try LedgerEntry(parsing: [0x7b, 0x7d]) }
        let text = String(decoding: read[0], as: UTF8.self)
        for time in ["2026-12-01T9223372036854775807:00:00.000Z", "2026-02-30T00:00:00.000Z", ""] {
            let other = text.replacing("2026-12-01T09:30:00.125Z", with: time)
            #expect(other != text)
            #expect(throws: LedgerError.entryUnreadable) {
                try LedgerEntry(parsing: Array(other.utf8))
            }
        }
    }

    @Test func `too much at once and too long an entry are refused, and nothing is entered`() throws
    {
        let storage = MemoryStorage()
        let ledger = try Fixture.ledger(2, in: storage)
        let before = storage.files
        let long = LedgerEntry(
            time: Timestamp(milliseconds: 0), actor: String(repeating: "k", count: 65_535),
            action: "x")
        #expect(throws: LedgerError.entryTooLarge(limit: 65_535)) {
            try ledger.append([Fixture.entry(1), long])
        }
        #expect(throws: LedgerError.batchTooLarge(limit: 256)) {
            try ledger.append(Fixture.entries(0..<257))
        }
        #expect(storage.files == before)
    }

    @Test(arguments: [1, 2, 3, 255, 256, 257, 300, 515])
    func `proofs from tiles are those of the plain tree`(size: Int) throws {
        let leaves = try Fixture.leafHashes(520)
        let ledger = try Fixture.ledger(520, in: MemoryStorage())
        let head = try ledger.checkpoint()
        let root = MerkleTree.root(leafHashes: Array(leaves[..<size]))
        #expect(try ledger.reader.root(size: size, under: head) == root)
        for index in Set([0, 1, size / 2, 254, 255, 256, size - 1]).filter({ $0 < size }) {
            let proof = try ledger.reader.inclusionProof(index: index, size: size, under: head)
            #expect(
                proof
                    == MerkleTree.inclusionProof(leafHashes: Array(leaves[..<size]), index: index))
            #expect(
                MerkleTree.verifyInclusion(
                    leafHash: leaves[index], index: index, treeSize: size, proof: proof, root: root)
            )
        }
        let proof = try ledger.reader.consistencyProof(first: size, second: 520, under: head)
        #expect(proof == MerkleTree.consistencyProof(leafHashes: leaves, first: size))
        #expect(throws: LedgerError.self) {
            try ledger.reader.inclusionProof(index: size, size: size, under: head)
        }
        #expect(throws: LedgerError.self) {
            try ledger.reader.consistencyProof(first: 0, second: size, under: head)
        }
    }

    @Test func `a receipt proves its entry to whoever has the key, and no other`() throws {
        let ledger = try Fixture.ledger(300, in: MemoryStorage())
        let receipt = try Receipt(parsing: ledger.reader.receipt(index: 258).bytes)
        let entry = try Fixture.entry(258).bytes()
        let key = try VerifierKey(parsing: ledger.verifierKey.description)
        #expect(try receipt.verify(entry: entry, key: key).size == 300)
        #expect(throws: LedgerError.receiptUnreadable) {
            try receipt.verify(entry: try Fixture.entry(257).bytes(), key: key)
        }
        let other = try VerifierKey(
            name: Fixture.origin,
            publicKey: Array(try Fixture.key(8).publicKey.rawRepresentation))
        #expect(throws: LedgerError.signatureInvalid) {
            try receipt.verify(entry: entry, key: other)
        }
        #expect(receipt.entry == entry)
        let bare = String(decoding: receipt.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).filter { !$0.hasPrefix("extra ") }.joined(separator: "\n")
        let without = try Receipt(parsing: Array(bare.utf8))
        #expect(without.entry == nil && without.proof == receipt.proof)
        #expect(try without.verify(entry: entry, key: key).size == 300)
        for count in 0..<receipt.bytes.count {
            // Cut short it is unreadable, or the signature at its end is.
            #expect(throws: LedgerError.self) {
                try Receipt(parsing: Array(receipt.bytes[..<count])).verify(entry: entry, key: key)
            }
        }
    }

    @Test func `the folder of another key is not touched`() throws {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(3, in: storage)
        let before = storage.files
        #expect(throws: LedgerError.otherLedger) {
            try Ledger(opening: storage, origin: Fixture.origin, privateKey: Fixture.key(8))
        }
        #expect(throws: LedgerError.otherLedger) {
            try Ledger(opening: storage, origin: "elsewhere", privateKey: Fixture.key())
        }
        #expect(storage.files == before)
        for origin in ["", "two words", "a+b", "tab\there"] {
            #expect(throws: LedgerError.originUnusable) {
                try Ledger(opening: MemoryStorage(), origin: origin, privateKey: Fixture.key())
            }
        }
    }

    @Test func `several writers on one home enter every batch once`() async throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        let places = try await withThrowingTaskGroup(of: [Range<Int>].self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let own = try Fixture.open(storage)
                    return try (0..<12).map { batch in
                        let first = writer * 1_000 + batch * 7
                        return try own.append(Fixture.entries(first..<first + 7))
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let sorted = places.sorted { $0.lowerBound < $1.lowerBound }
        #expect(sorted.map(\.lowerBound) == (0..<48).map { $0 * 7 })
        let audit = LedgerVerifier.verify(storage, key: ledger.verifierKey)
        #expect(audit.isSound)
        #expect(audit.size == 336)
    }

    @Test func `on a real disk the lock keeps writers apart`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-ledger-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }  // A leftover harms nobody.
        let key = try Fixture.open(FileStorage(root: folder)).verifierKey
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    let own = try Fixture.open(FileStorage(root: folder))
                    for batch in 0..<5 {
                        let first = writer * 1_000 + batch * 20
                        try own.append(Fixture.entries(first..<first + 20))
                    }
                }
            }
            try await group.waitForAll()
        }
        let audit = LedgerVerifier.verify(FileStorage(root: folder), key: key)
        #expect(audit.isSound)
        #expect(audit.size == 300)
    }
}
