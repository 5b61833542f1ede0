import DureCore
import DureFederation
import DureLedger
import DureTesting

import enum Crypto.Curve25519

extension WireSamples {
    /// The Ed25519 key whose 32 private bytes are all that number.
    static func ledgerKey(_ byte: UInt8) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: byte, count: 32))
    }

    /// The ledger of m0, with three entries: what a witness is asked to sign, and signs.
    func ledgers() throws -> [(name: String, message: WireMessage)] {
        let ledger = try Ledger(
            opening: MemoryStorage(), origin: "m0.example/ledger",
            privateKey: Self.ledgerKey(0x21))
        try ledger.append(
            (0..<3).map { number in
                LedgerEntry(
                    time: Timestamp(milliseconds: 1_796_117_400_000 + Int64(number)),
                    actor: "sample", action: "sample.entry", object: Self.digest("\(number)"))
            })
        let head = try ledger.checkpoint()
        let witness = try Cosigner(name: "m1.example/witness", privateKey: Self.ledgerKey(0x22))
        let time = Timestamp(milliseconds: 1_796_117_400_000)
        let vouch = LedgerVouch(
            for: members[0].publicKey, by: members[1].publicKey, head: head.note,
            cosignature: try witness.cosign(head, at: time))
        return [
            (
                "ledger-keys",
                .ledgerKeys(
                    try LedgerAnnouncement(
                        ledger: ledger.verifierKey, witness: witness.key, by: members[0]))
            ),
            (
                "submission",
                .submission(
                    try LedgerSubmission(
                        ledger.reader.witnessRequest(from: 2), to: members[1].publicKey,
                        by: members[0]))
            ),
            ("vouch", .vouch(vouch)),
            (
                "conflict",
                .conflict(
                    LedgerConflict(
                        for: members[0].publicKey, by: members[1].publicKey, size: 2))
            ),
        ]
    }
}
