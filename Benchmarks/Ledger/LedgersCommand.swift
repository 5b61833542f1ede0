import DureCore
import DureLedger

import enum Crypto.Curve25519

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Two ledgers under one key, for programs that others wrote to check.
///
/// `dure-ledgers FOLDER [ENTRIES]` writes `honest` and `rewritten` below the folder: the same
/// entries but one, each whole and signed. A witness has signed the first at three fifths of it and
/// at its end; its key lies beside them as `witness`.
///
/// `dure-ledgers append FOLDER` enters batch after batch until it is killed, and says after each how
/// many entries are safe; started again it goes on.
@main
enum LedgersCommand {
    private static let origin = "clinic.example/ledger"
    private static let time: Int64 = 1_796_117_400_000
    /// The place at which the histories differ, in hundredths of the entries.
    private static let changedPercent = 12

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "append", let folder = arguments.dropFirst().first {
            return attempt { try append(in: folder) }
        }
        guard let folder = arguments.first, arguments.count <= 2,
            let count = Int(arguments.dropFirst().first ?? "10000"), count >= 100
        else {
            StandardStreams.error("dure-ledgers FOLDER [ENTRIES]: at least 100 of them")
            exit(2)
        }
        attempt { try make(in: folder, count: count) }
    }

    private static func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            StandardStreams.error("dure-ledgers: \(error)")
            exit(1)
        }
    }

    /// The most batches that one life enters.
    private static let batchCountMax = 10_000

    private static func append(in folder: String) throws {
        let storage = FileStorage(root: folder)
        let known = try storage.read("key", byteCountMax: 64)
        let key = try known.map { try Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
        let used = key ?? Curve25519.Signing.PrivateKey()
        if key == nil { try storage.write(Array(used.rawRepresentation), to: "key") }
        let ledger = try Ledger(opening: storage, origin: origin, privateKey: used)
        var size = try ledger.checkpoint().size
        for batch in 0..<batchCountMax {
            let entered = try ledger.append(
                (size..<size + 1 + batch % 7).map { entry($0, isChanged: false) })
            size = entered.upperBound
            StandardStreams.out("\(size)")
        }
    }

    private static func make(in folder: String, count: Int) throws {
        let key = Curve25519.Signing.PrivateKey()
        let witness = try Cosigner(
            name: "other.example/witness", privateKey: Curve25519.Signing.PrivateKey())
        let honest = try Ledger(
            opening: FileStorage(root: "\(folder)/honest"), origin: origin, privateKey: key)
        let policy = WitnessPolicy(
            ledger: honest.verifierKey, witnesses: [witness.key], threshold: 1)
        try honest.keep(policy: policy)
        for end in [count * 3 / 5, count] {
            try enter(upTo: end, into: honest)
            let head = try honest.checkpoint()
            let line = try witness.cosign(head, at: Timestamp(milliseconds: time))
            try honest.keep(witnessed: head.adding([line]), policy: policy)
            let name = end == count ? "newest" : "older"
            try FileStorage(root: folder).write(head.adding([line]).note, to: name)
        }
        let rewritten = try Ledger(
            opening: FileStorage(root: "\(folder)/rewritten"), origin: origin, privateKey: key)
        try enter(upTo: count, into: rewritten, changed: count * changedPercent / 100)
        try FileStorage(root: folder).write(
            Array("\(witness.key)\n".utf8), to: "witness")
        for ledger in [honest, rewritten] { try ledger.settle() }
    }

    /// Batches of all sizes, so that tiles are begun and ended in every way.
    private static func enter(upTo end: Int, into ledger: Ledger, changed: Int? = nil) throws {
        var first = try ledger.checkpoint().size
        var batchCount = 1
        while first < end {
            let last = min(end, first + batchCount)
            try ledger.append((first..<last).map { entry($0, isChanged: $0 == changed) })
            first = last
            batchCount = min(Ledger.batchCountMax, batchCount + 7)
        }
    }

    private static func entry(_ number: Int, isChanged: Bool) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: time + Int64(number) * 1_000), actor: "0123456789abcdef",
            action: "dataset.\(["query", "train", "export"][number % 3])",
            object: Digest(of: Array("dataset \(number % 5)".utf8)),
            verdict: number % 7 == 0 || isChanged ? "permitted" : "forbidden",
            charter: Digest(of: Array("charter".utf8)), rules: ["rule-\(number % 9)"],
            epsilon: number % 11 == 0 ? 0.25 : nil,
            details: ["number": .integer(Int64(number)), "changed": .bool(isChanged)])
    }
}
