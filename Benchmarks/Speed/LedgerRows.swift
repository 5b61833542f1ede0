import DureCore
import DureLedger
import FoundationEssentials

import enum Crypto.Curve25519

/// The ledger on a real disk: how fast 64 writers get durable entries, and how soon a large ledger
/// can go on after a crash.
enum LedgerRows {
    static let keys = ["ledger-append", "ledger-recovery"]
    private static let writerCount = 64
    private static let appendCount = 40_000
    private static let largeCount = 1_000_000
    private static let runCount = 5

    static func run(_ options: SpeedOptions) async throws -> [SpeedRow] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-ledger-\(UUID().uuidString)").path
        defer {
            // What is left of a benchmark is only space on a disk.
            try? FileManager.default.removeItem(atPath: folder)
        }
        var rows: [SpeedRow] = []
        if options.wants(keys[0]) { rows.append(try await append(in: folder)) }
        if options.wants(keys[1]) { rows.append(try recovery(in: folder)) }
        return rows
    }

    // MARK: Appending

    private static func append(in folder: String) async throws -> SpeedRow {
        let floor = try syncedBatches(in: folder)
        var rates: [Double] = []
        var waits: [Double] = []
        var cpu = 0.0
        for run in 0...runCount {
            let storage = FileStorage(root: "\(folder)/append-\(run)")
            let key = Curve25519.Signing.PrivateKey()
            let ledger = try Ledger(opening: storage, origin: "bench.example", privateKey: key)
            let queue = LedgerQueue(ledger)
            let meter = Meter()
            let waited = try await withThrowingTaskGroup(of: [Double].self) { group in
                for writer in 0..<writerCount {
                    group.addTask { try await write(writer, to: queue) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let (wall, processor) = (meter.wall, meter.cpu)
            let audit = LedgerVerifier.verify(storage, key: ledger.verifierKey)
            guard audit.isSound, audit.size == appendCount else { throw SpeedError.wrongSum }
            guard run > 0 else { continue }
            rates.append(Double(appendCount) / wall)
            cpu = processor
            waits = waited.sorted()
        }
        var row = SpeedRow(
            key: keys[0], title: "durable ledger entries a second, 64 writers",
            value: rates.median, unit: .perSecond, goal: 5_000)
        row.floor = floor
        row.cpu = cpu / Double(appendCount)
        let (half, most) = (waits[waits.count / 2], waits[waits.count * 99 / 100])
        row.note =
            "an entry is on the disk after \(Figure.text(half * 1e3)) ms, 99 of 100 after "
            + "\(Figure.text(most * 1e3)) ms"
        return row
    }

    /// Enters one after the other; answers how long each took.
    private static func write(_ writer: Int, to queue: LedgerQueue) async throws -> [Double] {
        var waits: [Double] = []
        for number in 0..<appendCount / writerCount {
            let meter = Meter()
            _ = try await queue.append([entry(writer * 1_000_000 + number)])
            waits.append(meter.wall)
        }
        return waits
    }

    /// Entries a second where each batch of 64 is one write and one sync of a plain file.
    private static func syncedBatches(in folder: String) throws -> Double {
        let storage = FileStorage(root: "\(folder)/plain")
        let batch = try (0..<writerCount).flatMap { try entry($0).bytes() }
        try storage.append(batch, to: "log")
        var rates: [Double] = []
        for _ in 0..<runCount {
            let meter = Meter()
            let count = 100
            for _ in 0..<count { try storage.append(batch, to: "log") }
            rates.append(Double(count * writerCount) / meter.wall)
        }
        return rates.median
    }

    // MARK: Recovery

    private static func recovery(in folder: String) throws -> SpeedRow {
        let path = "\(folder)/large"
        let key = Curve25519.Signing.PrivateKey()
        let ledger = try Ledger(
            opening: FileStorage(root: path), origin: "bench.example", privateKey: key)
        var first = 0
        while first < largeCount {
            let last = min(largeCount, first + Ledger.batchCountMax)
            try ledger.append((first..<last).map(entry))
            first = last
        }
        // What a loss of power at the worst moment leaves: the journal full, its tiles gone.
        try ledger.settle()
        var times: [Double] = []
        for run in 0...runCount {
            let unsettled = try cut(FileStorage(root: path), key, at: run)
            let meter = Meter()
            let again = try Ledger(
                opening: FileStorage(root: path), origin: "bench.example", privateKey: key)
            let size = try again.checkpoint().size
            if run > 0 { times.append(meter.wall) }
            guard size == unsettled else { throw SpeedError.wrongSum }
        }
        var row = SpeedRow(
            key: keys[1], title: "recovery of a ledger of 1,000,000 entries",
            value: times.median, unit: .seconds, goal: 1)
        row.note = "1,800 entries in the journal, whose tiles and head were lost"
        return row
    }

    /// Adds 1,800 entries and takes away all that was not synced; answers the size.
    private static func cut(
        _ storage: FileStorage, _ key: Curve25519.Signing.PrivateKey, at run: Int
    ) throws -> Int {
        let ledger = try Ledger(opening: storage, origin: "bench.example", privateKey: key)
        let head = try ledger.checkpoint()
        for batch in 0..<9 {
            try ledger.append((0..<200).map { entry(largeCount * (run + 2) + batch * 200 + $0) })
        }
        let size = try ledger.checkpoint().size
        for index in head.size / 256...size / 256 {
            for kind in ["entries", "0"] {
                try storage.remove("ledger/tile/\(kind)/\(tilePath(index))")
            }
        }
        try storage.write(head.note, to: "ledger/checkpoint")
        return size
    }

    /// The path of a tile by its number (C2SP tlog-tiles): three digits a folder, `x` before all
    /// but the last.
    private static func tilePath(_ index: Int) -> String {
        let digits = String(index)
        let padded = String(repeating: "0", count: (3 - digits.count % 3) % 3) + digits
        var parts: [String] = []
        var rest = padded[...]
        while !rest.isEmpty {
            parts.append(String(rest.prefix(3)))
            rest = rest.dropFirst(3)
        }
        return (parts.dropLast().map { "x" + $0 } + [parts[parts.count - 1]])
            .joined(separator: "/")
    }

    private static func entry(_ number: Int) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: 1_796_117_400_000 + Int64(number)),
            actor: "0123456789abcdef", action: "dataset.query",
            object: Digest(of: Array("\(number % 64)".utf8)), verdict: "permitted",
            charter: Digest(of: Array("charter".utf8)), rules: ["research", "cohort"],
            details: ["number": .integer(Int64(number))])
    }
}
