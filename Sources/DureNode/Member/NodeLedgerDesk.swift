package import DureCore
internal import DureFederation
package import DureLedger

/// A node's own ledger and its key as a witness, for the federation's machine.
package struct NodeLedgerDesk: LedgerDesk {
    private let ledger: Ledger
    private let cosigner: Cosigner
    private let clock: any WallClock

    /// The desk of an open home.
    package init(ledger: Ledger, cosigner: Cosigner, clock: any WallClock) {
        self.ledger = ledger
        self.cosigner = cosigner
        self.clock = clock
    }

    package var ledgerKey: VerifierKey { ledger.verifierKey }

    package var witnessKey: VerifierKey { cosigner.key }

    package var now: Timestamp { Timestamp(now: clock) }

    package func head() throws -> Checkpoint { try ledger.checkpoint() }

    package func request(from oldSize: Int) throws -> WitnessRequest {
        try ledger.reader.witnessRequest(from: oldSize)
    }

    package func cosign(_ head: Checkpoint) throws -> Cosignature {
        try cosigner.cosign(head, at: now)
    }

    package func keep(witnessed head: Checkpoint, policy: WitnessPolicy) throws {
        try ledger.keep(witnessed: head, policy: policy)
    }

    package func keep(policy: WitnessPolicy) throws { try ledger.keep(policy: policy) }

    package func keep(_ fork: LedgerFork, key: VerifierKey) throws -> Bool {
        try ledger.keep(fork, key: key)
    }
}
