import enum Crypto.Curve25519
import DureCore
import DureLedger
import DureTesting

/// Ledgers for tests: a fixed key, entries that differ.
enum Fixture {
    static let origin = "clinic.example/ledger"

    static func key(_ number: UInt8 = 7) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32))
    }

    static func verifierKey(_ number: UInt8 = 7) throws -> VerifierKey {
        try VerifierKey(
            name: origin, publicKey: Array(try key(number).publicKey.rawRepresentation))
    }

    static func open(_ storage: some Storage) throws -> Ledger {
        try Ledger(opening: storage, origin: origin, privateKey: key())
    }

    static func entry(_ number: Int) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: 1_790_000_000_000 + Int64(number)), actor: "key-1",
            action: "dataset.query", rules: ["query-counts"], epsilon: 0.5,
            details: ["n": .integer(Int64(number))])
    }

    static func entries(_ range: Range<Int>) -> [LedgerEntry] { range.map(entry) }

    /// A ledger of so many entries, in batches of so many.
    static func ledger(
        _ count: Int, in storage: some Storage, batchCount: Int = 256
    ) throws -> Ledger {
        let ledger = try open(storage)
        for start in stride(from: 0, to: count, by: batchCount) {
            try ledger.append(entries(start..<min(count, start + batchCount)))
        }
        return ledger
    }

    static func leafHashes(_ count: Int) throws -> [Digest] {
        try entries(0..<count).map { MerkleTree.leafHash(try $0.bytes()) }
    }
}
