package import DureCharter
package import DureCore

/// A dataset's card: what people said of it, and what the import found.
package struct DatasetCard: Sendable, Hashable {
    /// What people said.
    package let draft: CardDraft
    /// The columns in order, with their types and counts.
    package let schema: TableSchema
    /// SHA-256 over the columns and all values (control V10); see ``TableContent``.
    package let contentHash: Digest
    /// When it was imported.
    package let importedAt: Timestamp
    /// What the import's scan found and did; nil where nobody looked (control V05).
    package let scan: NumberScan?
    /// SHA-256 of the file that was imported; nil where there was none that was read whole.
    package let fileHash: Digest?
    /// Random; goes with the dataset, and then nobody can tell what the ledger's hashes were of.
    let salt: [UInt8]

    static let saltByteCount = 32

    init(
        draft: CardDraft, schema: TableSchema, contentHash: Digest, importedAt: Timestamp,
        scan: NumberScan? = nil, fileHash: Digest? = nil, salt: [UInt8]
    ) {
        (self.draft, self.schema, self.contentHash) = (draft, schema, contentHash)
        (self.importedAt, self.scan, self.salt) = (importedAt, scan, salt)
        self.fileHash = fileHash
    }

    /// How carefully it must be handled: as the card says, and as sensitive where nobody scanned it
    /// (control V05).
    package var sensitivity: Sensitivity { scan == nil ? .sensitive : draft.sensitivity }

    /// What a grant is made for and the ledger names: this card and content, from this import.
    ///
    /// Salted, because the ledger is for ever and a small table can be guessed.
    package var digest: Digest {
        var fields = CanonicalBytes(label: "dure/card")
        fields.append(salt)
        fields.append(draft.digest)
        fields.append(contentHash)
        fields.append(UInt64(bitPattern: importedAt.milliseconds))
        return fields.digest
    }

    /// The dataset's short name.
    package var name: Name { draft.name }
    /// How many rows.
    package var rowCount: Int { schema.rowCount }
    /// The columns' names, in order.
    package var columnNames: [String] { schema.columns.map(\.name) }
    /// The unit of a column, where the card names one.
    package func unit(of column: String) -> String? { draft.columns[column]?.unit }
    /// The public range of a column, where the card names one.
    package func range(of column: String) -> ClosedRange<Double>? { draft.columns[column]?.range }
}
