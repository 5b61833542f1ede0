internal import DureCore
package import DureLedger
package import DureVault

/// What the ledger says of this node's doings (controls V13 and V16).
package struct NodeRecords: Sendable {
    /// What was done with each dataset.
    package let processing: ProcessingRegister
    /// What left.
    package let releases: ReleaseRegister
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
        var (processing, releases) = (ProcessingRegister(), ReleaseRegister())
        let head = try readSoundLedger { entry, index in
            processing.add(entry)
            releases.add(entry, at: index)
        }
        return NodeRecords(
            processing: processing, releases: releases, head: head, node: base.settings,
            cards: Dictionary(
                uniqueKeysWithValues: try vault.cards().map { ($0.name.text, $0) }))
    }

    /// Reads every entry of the ledger, once all of them have been checked.
    ///
    /// - Returns: The head that vouches for them.
    /// - Throws: ``NodeError/ledgerUnsound(_:)``, `LedgerError`, `StorageError`.
    func readSoundLedger(_ body: (LedgerEntry, Int) -> Void) throws -> Checkpoint {
        let key = ledger.verifierKey
        let reader = LedgerReader(base.storage, key: key)
        let head = try reader.checkpoint()
        // What was entered since the head was read is left for the next time.
        let audit = LedgerVerifier.verify(base.storage, key: key)
        if let fault = audit.fault { throw NodeError.ledgerUnsound(fault) }
        let root = try reader.root(size: head.size, under: reader.checkpoint())
        guard root == head.root else { throw NodeError.ledgerUnsound(.root) }
        var next = 0
        while next < head.size {
            let end = min(head.size, next + LedgerReader.entryCountMax)
            for bytes in try reader.entries(next..<end, under: head) {
                body(try LedgerEntry(parsing: bytes), next)
                next += 1
            }
        }
        return head
    }
}
