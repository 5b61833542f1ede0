internal import DureCore
package import DureLedger
package import DureVault

/// What the ledger says of this node's doings (controls V13 and V16).
package struct NodeRecords: Sendable {
    /// What was done with each dataset.
    package var processing = ProcessingRegister()
    /// What left.
    package var releases = ReleaseRegister()
    /// The signed head that the records are of.
    package let head: Checkpoint
    /// The node whose they are.
    package let node: NodeSettings
    /// The cards of the datasets that are there still, by name.
    package let cards: [String: DatasetCard]
}

extension MemberHome {
    /// Reads the records out of the ledger, all of whose entries are checked first.
    ///
    /// - Throws: ``NodeError/ledgerUnsound(_:)``, `LedgerError`, `StorageError`.
    package func records() throws -> NodeRecords {
        let key = ledger.verifierKey
        let audit = LedgerVerifier.verify(base.storage, key: key)
        if let fault = audit.fault { throw NodeError.ledgerUnsound(fault) }
        let reader = LedgerReader(base.storage, key: key)
        var records = NodeRecords(
            head: try reader.checkpoint(), node: base.settings,
            cards: Dictionary(
                uniqueKeysWithValues: try vault.cards().map { ($0.name.text, $0) }))
        var next = 0
        while next < records.head.size {
            let end = min(records.head.size, next + LedgerReader.entryCountMax)
            for bytes in try reader.entries(next..<end, under: records.head) {
                let entry = try LedgerEntry(parsing: bytes)
                records.processing.add(entry)
                records.releases.add(entry, at: next)
                next += 1
            }
        }
        return records
    }
}
