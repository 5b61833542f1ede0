package import DureCore

/// Granted rows that are read partition by partition, as often as they are wanted.
///
/// Which rows may be read was decided when this was made, as for rows that were read at once: a
/// choice that is taken back later is felt at the next grant. Rows that are erased or corrected
/// meanwhile end the reading with an error.
package struct RecordParts: Sendable {
    /// How many parts; each is one of the dataset's partitions, without the rows that may not be
    /// read.
    package var count: Int { dataset.partitions.count }

    private let vault: Vault
    private let dataset: Catalogue.Dataset
    private let columns: [String]
    private let childAge: Int?

    init(_ vault: Vault, _ dataset: Catalogue.Dataset, columns: [String], childAge: Int?) {
        self.vault = vault
        self.dataset = dataset
        self.columns = columns
        self.childAge = childAge
    }

    /// The rows of one part.
    ///
    /// - Throws: ``VaultError`` for a sealed file that was changed or is gone; ``StorageError``.
    package func records(_ part: Int) throws -> RecordBatch {
        try vault.files.records(
            of: dataset, partition: part, columns: columns, childAge: childAge)
    }
}

extension Vault {
    /// As ``batches(under:columns:use:)``, to be read partition by partition; nil for a table that
    /// stays in its database, which is read at once.
    ///
    /// - Throws: ``VaultError`` for the grant, ``VaultError/columnNotGranted(column:)``.
    package func parts(
        under grant: Grant, columns: [String]? = nil, use: RowUse = .asGranted
    ) throws -> RecordParts? {
        let reading = try reading(under: grant, columns: columns, use: use)
        guard reading.dataset.place == nil else { return nil }
        return RecordParts(
            self, reading.dataset, columns: reading.columns, childAge: reading.childAge)
    }

    /// How many bytes of memory a dataset's columns take: at least, and at most or little more.
    ///
    /// The two are the same for numbers; how long texts are, a card does not say.
    ///
    /// - Throws: ``VaultError/unknownDataset(name:)``, or what the catalogue throws.
    package func byteCounts(of name: Name, columns: [String]) throws -> ClosedRange<Int> {
        let dataset = try files.catalogue().ready(name)
        let schema = dataset.card.schema
        let rowCount = dataset.card.rowCount
        let textCount = columns.count { schema.column($0)?.type == .text }
        let numberBytes = 8 * rowCount * (columns.count - textCount)
        guard textCount > 0 else { return numberBytes...numberBytes }
        // What partitions hold beside their numbers are texts; a long one has a head in memory.
        let sealed = dataset.partitions.count * TableContent.partitionByteCount
        let numbers = 8 * rowCount * schema.columns.count { $0.type == .number }
        return numberBytes + 16 * rowCount * textCount...numberBytes + 48 * rowCount * textCount
            + max(sealed - numbers, 0)
    }
}
