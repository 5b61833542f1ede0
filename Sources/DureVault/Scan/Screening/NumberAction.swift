/// What an import does with the personal numbers of a column (control V06).
package enum NumberAction: String, Sendable, CaseIterable {
    /// The whole column stays outside.
    case drop
    /// Each number becomes stars; the text around it stays.
    case mask
    /// Each value becomes a word that only the holder of a key can make again (control V15).
    case pseudonymise
    /// The numbers stay as they are, sealed; no model is made of the column.
    case keep

    /// Whether something that points to a person is still in the column afterwards.
    var keepsPersons: Bool { self == .pseudonymise || self == .keep }
}
