package import DureLedger

/// Where the vault enters what it is about to do: the ledger, or what gathers entries for it.
///
/// An entry is durable when the call returns; if the call throws, the act does not happen.
package protocol Journal: Sendable {
    /// Enters one act and answers the entry's place in the ledger.
    func enter(_ entry: LedgerEntry) throws -> Int
}

extension Ledger: Journal {
    package func enter(_ entry: LedgerEntry) throws -> Int {
        try append([entry]).lowerBound
    }
}
