import DureCore
import DureTesting
import Testing

@testable import DureLedger

/// What a disk may do to the files of the last batches, when the power goes.
@Suite struct TornWriteTests {
    private static let paths = ["ledger/journal", "ledger/checkpoint"]
    private let key: VerifierKey

    init() throws {
        key = try Fixture.verifierKey()
    }

    /// So many settled entries of few bytes, and then one batch, acknowledged.
    private func batch(
        before: Int, count: Int
    ) throws -> (old: [String: [UInt8]], new: [String: [UInt8]]) {
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        for start in stride(from: 0, to: before, by: 200) {
            _ = try ledger.append(leaves: Self.leaves(start..<min(before, start + 200)))
        }
        try ledger.settle()
        let old = storage.files
        _ = try ledger.append(leaves: Self.leaves(before..<before + count))
        return (old, storage.files)
    }

    private static func leaves(_ range: Range<Int>) -> [[UInt8]] {
        range.map { [UInt8($0 & 255), UInt8($0 >> 8)] }
    }

    /// Opens a ledger whose files were damaged, and holds it against what was acknowledged.
    private func isWhole(_ files: [String: [UInt8]], size: Int) throws -> Bool {
        let storage = MemoryStorage(files: files)
        let ledger = try Fixture.open(storage)
        let head = try ledger.checkpoint()
        let entries = try ledger.reader.entries(0..<size, under: head)
        return head.size == size && entries == Self.leaves(0..<size)
            && LedgerVerifier.verify(storage, key: key).isSound
    }

    /// The files once a ledger with those files has been opened, and was found to be whole.
    private func mended(_ files: [String: [UInt8]], size: Int) throws -> [String: [UInt8]] {
        #expect(try isWhole(files, size: size))
        return try opened(files)
    }

    private func opened(_ files: [String: [UInt8]]) throws -> [String: [UInt8]] {
        let storage = MemoryStorage(files: files)
        _ = try Fixture.open(storage)
        return storage.files
    }

    /// Every byte of the files of a small ledger, and some of those of larger ones.
    @Test(arguments: [(0, 1, 1), (3, 2, 2), (255, 1, 97), (254, 3, 97), (256, 2, 97)])
    func `no acknowledged entry is lost to a tear or a flipped bit in a file of the last batch`(
        before: Int, count: Int, step: Int
    ) throws {
        let (old, new) = try batch(before: before, count: count)
        let whole = try mended(new, size: before + count)
        let changed = new.filter { old[$0.key] != $0.value }
        #expect(Set(Self.paths).isSubset(of: changed.keys))
        #expect(changed.count >= 4)
        for (path, bytes) in changed.sorted(by: { $0.key < $1.key }) {
            var missing = new
            missing[path] = nil
            #expect(try opened(missing) == whole, "\(path) missing")
            for place in stride(from: 0, to: bytes.count, by: step) {
                var damaged = new
                damaged[path] = Array(bytes[..<place])
                #expect(try opened(damaged) == whole, "\(path) cut at \(place)")
                damaged[path] = bytes
                damaged[path]?[min(place + step / 2, bytes.count - 1)] ^= 0x10
                #expect(try opened(damaged) == whole, "\(path) flipped at \(place)")
            }
        }
    }

    @Test(arguments: [(1, 1), (254, 3)])
    func `a batch whose record is torn was never entered, and harms nothing`(
        before: Int, count: Int
    ) throws {
        let (old, new) = try batch(before: before, count: count)
        let (start, record) = try (
            #require(old["ledger/journal"]).count, #require(new["ledger/journal"])
        )
        let whole = try mended(old, size: before)
        for place in stride(from: start, to: record.count, by: before == 1 ? 1 : 37) {
            var files = old
            files["ledger/journal"] = Array(record[..<place])
            #expect(try opened(files) == whole, "cut at \(place)")
            // Blocks that a disk promised and never wrote are zero; the last bytes may be that.
            let end = [UInt8](repeating: 0, count: record.count - place)
            files["ledger/journal"] = Array(record[..<place]) + end
            let isWhole = record[place...].elementsEqual(end)
            #expect(try isWhole || opened(files) == whole, "zero from \(place)")
        }
        var files = old
        files["ledger/journal"] = record
        #expect(try isWhole(files, size: before + count))
    }

    @Test(arguments: Seed.batch(40))
    func `when the power goes, the journal makes anew whatever the disk had not got`(
        seed: Seed
    ) throws {
        var generator = seed.generator
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        var size = 0
        func add(_ batches: Int) throws {
            for _ in 0..<batches {
                let count = Int.random(in: 1...120, using: &generator)
                _ = try ledger.append(leaves: Self.leaves(size..<size + count))
                size += count
            }
        }
        try add(Int.random(in: 0...4, using: &generator))
        try ledger.settle()
        let settled = storage.files
        try add(Int.random(in: 1...8, using: &generator))
        var files = storage.files
        for (path, bytes) in files.sorted(by: { $0.key < $1.key })
        where settled[path] != bytes && path != "ledger/journal" {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: files[path] = settled[path]
            case 1: files[path] = []
            case 2:
                files[path] = Array(
                    bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            case 3: files[path] = [UInt8](repeating: 0, count: bytes.count)
            default: break
            }
        }
        #expect(try isWhole(files, size: size))
    }

    @Test func `a ledger goes on after a torn journal as if nothing had been`() throws {
        let (_, new) = try batch(before: 5, count: 2)
        let storage = MemoryStorage(files: new)
        let ledger = try Fixture.open(storage)
        storage.files["ledger/journal"]?.append(contentsOf: [0, 0, 1])
        _ = try ledger.append(leaves: Self.leaves(7..<9))
        #expect(try isWhole(storage.files, size: 9))
        // What another process left is never built upon: its head is read anew.
        let other = try Fixture.open(storage)
        _ = try other.append(leaves: Self.leaves(9..<11))
        _ = try ledger.append(leaves: Self.leaves(11..<12))
        #expect(try isWhole(storage.files, size: 12))
    }

    @Test func `where journal and tile are both damaged, nothing signed is taken back`() throws {
        let (_, new) = try batch(before: 3, count: 2)
        var files = new
        let last = try #require(files["ledger/journal"]).count - 1
        files["ledger/journal"]?[last] ^= 1
        files["ledger/tile/entries/000.p/5"] = nil
        let storage = MemoryStorage(files: files)
        // To go on from the third entry would be to sign another history.
        #expect(throws: LedgerError.tileMissing(path: "tile/entries/000.p/5")) {
            _ = try Fixture.open(storage)
        }
        #expect(storage.files["ledger/checkpoint"] == new["ledger/checkpoint"])
        #expect(storage.files["ledger/journal"] == files["ledger/journal"])
        // With the tile from a copy all is well again.
        storage.files["ledger/tile/entries/000.p/5"] = new["ledger/tile/entries/000.p/5"]
        #expect(try isWhole(storage.files, size: 5))
    }

    @Test func `a long journal settles by itself`() throws {
        let storage = MemoryStorage()
        let ledger = try Fixture.open(storage)
        for start in stride(from: 0, to: 4_200, by: 200) {
            _ = try ledger.append(leaves: Self.leaves(start..<start + 200))
        }
        #expect((storage.files["ledger/journal"]?.count ?? .max) < 20_000)
        #expect(try isWhole(storage.files, size: 4_200))
        let journal = storage.files["ledger/journal"]
        storage.files["ledger/journal"] = nil
        #expect(try isWhole(storage.files, size: 4_200))
        // A journal of long ago changes nothing.
        _ = try Fixture.open(storage).append(leaves: Self.leaves(4_200..<4_201))
        storage.files["ledger/journal"] = journal
        #expect(try isWhole(storage.files, size: 4_201))
    }
}
