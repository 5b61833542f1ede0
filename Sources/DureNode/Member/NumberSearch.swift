package import DureVault

/// Whether an import looks for personal numbers (control V05).
package enum NumberSearch: Sendable {
    /// It does, and does what the card says; with a key where columns are pseudonymised.
    case full(PseudonymKey?)
    /// It does not; the dataset is treated as sensitive.
    case none
}

/// A table as it would be imported.
package struct TablePreview: Sendable {
    /// Its columns.
    package let schema: TableSchema
    /// What the scanner finds in it.
    package let numbers: ScanReport
}
