package import DureCore
package import DureLedger

/// What a member's machine asks of its own node about ledgers: the node's own, and its key as a
/// witness of others'.
package protocol LedgerDesk: Sendable {
    /// The key that signs the node's ledger.
    var ledgerKey: VerifierKey { get }
    /// The key with which it signs the heads of others.
    var witnessKey: VerifierKey { get }
    /// The node's clock.
    var now: Timestamp { get }
    /// The newest head of its own ledger.
    func head() throws -> Checkpoint
    /// The request to a witness that knows the head of that size.
    func request(from oldSize: Int) throws -> WitnessRequest
    /// Signs another's head.
    func cosign(_ head: Checkpoint) throws -> Cosignature
    /// Keeps the own head with what witnesses signed under it.
    func keep(witnessed head: Checkpoint, policy: WitnessPolicy) throws
    /// Writes the policy by which the own ledger is to be checked.
    func keep(policy: WitnessPolicy) throws
    /// Keeps evidence against another's ledger; false where it is known.
    func keep(_ fork: LedgerFork, key: VerifierKey) throws -> Bool
}
