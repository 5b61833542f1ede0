import DureCore
import DureFederation
import DureLedger
import DureTesting
import Synchronization

import enum Crypto.Curve25519

/// A member's ledger in memory, and its key as a witness.
final class SimulatedDesk: LedgerDesk {
    let storage = MemoryStorage()
    let ledger: Ledger
    private let privateKey: Curve25519.Signing.PrivateKey
    private let cosigner: Cosigner
    private let time = Mutex(Timestamp(milliseconds: 0))
    /// Stands in for the ledger where its owner shows another history.
    private let shown = Mutex<Ledger?>(nil)

    init(_ name: String, key byte: UInt8) throws {
        privateKey = try WireSamples.ledgerKey(byte)
        ledger = try Ledger(opening: storage, origin: "\(name)/ledger", privateKey: privateKey)
        cosigner = try Cosigner(
            name: "\(name)/witness", privateKey: WireSamples.ledgerKey(byte ^ 0x80))
    }

    var ledgerKey: VerifierKey { ledger.verifierKey }
    var witnessKey: VerifierKey { cosigner.key }
    var now: Timestamp { time.withLock { $0 } }

    func set(_ milliseconds: Int64) {
        time.withLock { $0 = Timestamp(milliseconds: milliseconds) }
    }

    /// From now on, another history is shown.
    func show(_ ledger: Ledger) { shown.withLock { $0 = ledger } }

    private var face: Ledger { shown.withLock { $0 } ?? ledger }

    func head() throws -> Checkpoint { try face.checkpoint() }
    func request(from oldSize: Int) throws -> WitnessRequest {
        try face.reader.witnessRequest(from: oldSize)
    }
    func cosign(_ head: Checkpoint) throws -> Cosignature { try cosigner.cosign(head, at: now) }
    func keep(witnessed head: Checkpoint, policy: WitnessPolicy) throws {
        try face.keep(witnessed: head, policy: policy)
    }
    func keep(policy: WitnessPolicy) throws { try ledger.keep(policy: policy) }
    func keep(_ fork: LedgerFork, key: VerifierKey) throws -> Bool {
        try ledger.keep(fork, key: key)
    }

    /// Enters so many entries; `changed` is the one that is another than it would be.
    static func enter(_ count: Int, into ledger: Ledger, changed: Int? = nil) throws {
        let first = try ledger.checkpoint().size
        let entries = (first..<first + count).map { number in
            LedgerEntry(
                time: Timestamp(milliseconds: Int64(number)), actor: "sim",
                action: number == changed ? "sim.changed" : "sim.entry")
        }
        try ledger.append(entries)
    }

    /// Another history under the same key: all entries of this one but one.
    func rewritten(_ count: Int, changed: Int) throws -> Ledger {
        let other = try Ledger(
            opening: MemoryStorage(), origin: ledgerKey.name, privateKey: privateKey)
        try Self.enter(count, into: other, changed: changed)
        return other
    }

    /// What is kept against others.
    func evidence() throws -> [LedgerFork] {
        try ledger.reader.evidence().compactMap(\.found?.fork)
    }

    /// The offline check by the policy that lies beside the ledger.
    func audit() throws -> LedgerAudit {
        LedgerVerifier.verify(storage, key: ledgerKey, policy: try ledger.reader.policy())
    }
}
