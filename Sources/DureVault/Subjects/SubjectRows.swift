package import DureCore

/// The rows of a dataset that are about one person.
package struct SubjectRows: Sendable {
    /// The dataset's card.
    package let card: DatasetCard
    /// Their places among the dataset's rows, from 1.
    package let rows: [Int]
    /// What stands in them, all columns.
    package let records: RecordBatch
    /// Whether the person took the choice back: nothing reads these rows then.
    package let isWithdrawn: Bool
}

/// An earlier content of a dataset.
package struct DatasetVersion: Sendable, Hashable {
    /// Why there is a later one.
    package enum Change: String, Sendable {
        /// A person's rows were erased.
        case erasure
        /// A person's rows were corrected.
        case correction
    }

    /// The content's hash.
    package let contentHash: Digest
    /// When it was followed.
    package let endedAt: Timestamp
    /// By what.
    package let change: Change
}

/// That a person's rows are erased: what can be handed over.
package struct ErasureReceipt: Sendable, Hashable {
    /// Keys in backups live so long: an erasure is complete when the last of them has expired.
    package static let backupDays = 30

    /// The dataset.
    package let dataset: Name
    /// The person, as a salted hash that nobody can undo once the dataset is gone.
    package let subject: Digest
    /// How many rows went.
    package let rowCount: Int
    /// When they went from the vault.
    package let erasedAt: Timestamp
    /// The dataset's content before.
    package let contentBefore: Digest
    /// And after.
    package let contentAfter: Digest
    /// Where the erasure stands in the ledger.
    package let ledgerIndex: Int

    /// When no backup that keeps to ``backupDays`` opens the rows any more.
    package var completeAt: Timestamp {
        Timestamp(
            milliseconds: erasedAt.milliseconds + Int64(Self.backupDays) * 24 * 60 * 60 * 1_000)
    }
}
