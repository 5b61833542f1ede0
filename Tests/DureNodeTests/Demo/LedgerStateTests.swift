import Crypto
import DureCore
import DureLedger
import DureTesting
import Testing

@testable import DureNode

struct LedgerStateTests {
    private let key = Curve25519.Signing.PrivateKey()

    private func ledger(in storage: MemoryStorage) throws -> Ledger {
        let ledger = try Ledger(opening: storage, origin: "dure.invalid/va", privateKey: key)
        try ledger.append([
            LedgerEntry(
                time: Timestamp(milliseconds: 0), actor: "va", action: "note")
        ])
        return ledger
    }

    /// A process that is killed early leaves a ledger that nobody else has signed yet.
    @Test func `a ledger nobody has signed yet is whole, not broken`() throws {
        let storage = MemoryStorage()
        let ledger = try ledger(in: storage)
        let witness = try Cosigner(
            name: "w", privateKey: Curve25519.Signing.PrivateKey())
        let policy = WitnessPolicy(
            ledger: ledger.verifierKey, witnesses: [witness.key], threshold: 1)
        func state(_ storage: MemoryStorage) -> DemoOutcome.LedgerState {
            DemoOutcome.LedgerState(
                LedgerVerifier.verify(storage, key: ledger.verifierKey, policy: policy))
        }
        #expect(state(storage) == .unwitnessed)
        var files = storage.files
        files["ledger/tile/entries/000.p/1"]?[4] ^= 1
        #expect(state(MemoryStorage(files: files)) == .broken)
        let head = try ledger.checkpoint()
        let signature = try witness.cosign(head, at: Timestamp(milliseconds: 1_000))
        try ledger.keep(witnessed: head.adding([signature]), policy: policy)
        #expect(state(storage) == .verified)
    }
}
