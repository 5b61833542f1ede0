import enum Crypto.Curve25519
import DureCore
import DureLedger
import DureTesting
import Testing

/// What an intruder, a failing disk or a crash does to a ledger.
@Suite struct DamageTests {
    private let key: VerifierKey

    init() throws {
        key = try VerifierKey(
            name: Fixture.origin, publicKey: Array(try Fixture.key().publicKey.rawRepresentation))
    }

    @Test func `every flipped byte is found`() throws {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(7, in: storage, batchCount: 3)
        #expect(LedgerVerifier.verify(storage.copy(), key: key).isSound)
        for (path, bytes) in storage.files where path != "ledger/journal" {
            for index in bytes.indices {
                var changed = storage.files
                changed[path]?[index] ^= 0x20
                let audit = LedgerVerifier.verify(MemoryStorage(files: changed), key: key)
                #expect(!audit.isSound, "\(path) at \(index)")
            }
        }
    }

    @Test(arguments: Seed.batch(24))
    func `a flipped byte of a larger ledger is found`(seed: Seed) throws {
        var generator = seed.generator
        let files = try Self.large.get().files
        let checked = files.keys.sorted().filter { $0 != "ledger/journal" }
        let path = try #require(checked.randomElement(using: &generator))
        var changed = files
        let index = Int.random(in: 0..<(files[path]?.count ?? 1), using: &generator)
        changed[path]?[index] ^= UInt8.random(in: 1...255, using: &generator)
        #expect(!LedgerVerifier.verify(MemoryStorage(files: changed), key: key).isSound)
    }

    private static let large = Result {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(270, in: storage, batchCount: 54)
        return storage
    }

    @Test func `the first forged entry is named`() throws {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(9, in: storage)
        let path = "ledger/tile/entries/000.p/9"
        var bytes = try #require(storage.files[path])
        let needle = Array("\"n\":5".utf8)
        let place = try #require(
            bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[place + 4] = UInt8(ascii: "6")
        storage.files[path] = bytes
        let audit = LedgerVerifier.verify(storage, key: key)
        #expect(audit.fault == .entry(index: 5))
        #expect(
            audit.sentence(.en)
                == "The ledger is NOT sound: the entry 5 is not what was signed.")
    }

    @Test func `an entry forged with its hash is found by the root`() throws {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(9, in: storage)
        let forged = MemoryStorage()
        let other = try Fixture.open(forged)
        try other.append(Fixture.entries(0..<5) + [Fixture.entry(77)] + Fixture.entries(6..<9))
        var files = forged.files
        files["ledger/checkpoint"] = storage.files["ledger/checkpoint"]
        #expect(LedgerVerifier.verify(MemoryStorage(files: files), key: key).fault == .root)
    }

    @Test func `a tile cut short or taken away is found`() throws {
        let files = try Self.large.get().files
        for path in files.keys.sorted() where path.contains("/tile/") && !path.contains(".p/") {
            var changed = files
            changed[path]?.removeLast()
            #expect(!LedgerVerifier.verify(MemoryStorage(files: changed), key: key).isSound)
            changed[path] = nil
            let audit = LedgerVerifier.verify(MemoryStorage(files: changed), key: key)
            #expect(audit.fault == .tileMissing(path: String(path.dropFirst("ledger/".count))))
        }
    }

    @Test func `a head of another size, or signed by another, is found`() throws {
        let storage = MemoryStorage()
        _ = try Fixture.ledger(9, in: storage)
        let text = String(decoding: storage.files["ledger/checkpoint"] ?? [], as: UTF8.self)
        storage.files["ledger/checkpoint"] = Array(text.replacing("\n9\n", with: "\n8\n").utf8)
        #expect(
            LedgerVerifier.verify(storage, key: key).fault == .checkpoint(.signatureInvalid))
        let stranger = MemoryStorage()
        _ = try Ledger(opening: stranger, origin: Fixture.origin, privateKey: Fixture.key(9))
        #expect(
            LedgerVerifier.verify(stranger, key: key).fault == .checkpoint(.signatureInvalid))
        storage.files["ledger/checkpoint"] = nil
        #expect(
            LedgerVerifier.verify(storage, key: key).fault == .checkpoint(.checkpointMissing))
        storage.files["ledger/journal"] = nil
        #expect(throws: LedgerError.checkpointMissing) { try Fixture.open(storage) }
    }

    @Test func `a damaged ledger is not opened, and nothing in it is changed`() throws {
        let storage = MemoryStorage()
        try Fixture.ledger(9, in: storage).settle()
        storage.files["ledger/tile/0/000.p/9"]?[40] ^= 1
        let before = storage.files
        #expect(throws: LedgerError.tileDamaged(path: "tile")) { try Fixture.open(storage) }
        #expect(storage.files == before)
    }

    // MARK: Crashes

    /// Starts with `before` entries, crashes somewhere in a batch, starts again.
    private func crash(
        before: Int, batch: Int, afterOperations count: Int, tear: MemoryStorage.Tear
    ) throws -> (storage: MemoryStorage, didCrash: Bool) {
        let storage = MemoryStorage(files: try Self.started(before))
        let ledger = try Fixture.open(storage)
        storage.crash(afterOperations: count, tear: tear)
        do {
            try ledger.append(Fixture.entries(before..<before + batch))
        } catch is StorageError {
            storage.restart()
            return (storage, true)
        }
        // The batch was entered, and the crash came over what follows from it, or not at all.
        let isDown = storage.isDown
        storage.restart()
        return (storage, isDown)
    }

    /// The files of a ledger of so many entries; made once, for crashes start from it often.
    private static func started(_ count: Int) throws -> [String: [UInt8]] {
        try #require(bases.get()[count])
    }

    private static let bases = Result {
        try Dictionary(
            uniqueKeysWithValues: [0, 2, 5, 250, 254, 256, 505].map { count in
                let storage = MemoryStorage()
                _ = try Fixture.ledger(count, in: storage, batchCount: 60)
                return (count, storage.files)
            })
    }

    @Test(arguments: [(0, 1), (0, 256), (5, 3), (250, 6), (254, 5), (505, 10)])
    func `a crash at any operation leaves the old ledger or the new one`(
        before: Int, batch: Int
    ) throws {
        var operation = 0
        var sizes: Set<Int> = []
        while operation < 400 {
            var didCrash = false
            for tear in [MemoryStorage.Tear.nothing, .everything] {
                let (storage, crashed) = try crash(
                    before: before, batch: batch, afterOperations: operation, tear: tear)
                didCrash = didCrash || crashed
                #expect(LedgerVerifier.verify(storage, key: key).isSound)
                let ledger = try Fixture.open(storage)
                let size = try ledger.checkpoint().size
                // The journal's record is the first write: from then on the batch is durable.
                if operation > 0 || tear == .everything { #expect(size == before + batch) }
                #expect(size == before || size == before + batch)
                sizes.insert(size)
                // Other entries than the crashed batch had: what it left must not shine through.
                let more = min(batch + 1, Ledger.batchCountMax)
                try ledger.append(Fixture.entries(9_000..<9_000 + more))
                let audit = LedgerVerifier.verify(storage, key: key)
                #expect(audit.isSound && audit.size == size + more)
            }
            guard didCrash else { break }
            operation += 1
        }
        #expect(operation >= 3)
        #expect(sizes == [before, before + batch])
    }

    @Test func `a crash while a ledger begins is mended at the next start`() throws {
        for operation in 0..<3 {
            for tear in [MemoryStorage.Tear.nothing, .everything] {
                let storage = MemoryStorage()
                storage.crash(afterOperations: operation, tear: tear)
                #expect(throws: StorageError.self) { try Fixture.open(storage) }
                storage.restart()
                let ledger = try Fixture.open(storage)
                try ledger.append([Fixture.entry(0)])
                #expect(LedgerVerifier.verify(storage, key: key).isSound)
            }
        }
    }
}
