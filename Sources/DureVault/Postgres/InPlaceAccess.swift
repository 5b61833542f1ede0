package import DureCore

/// How the vault reaches what lies outside of the home, for tables that stay where they are.
package protocol InPlaceAccess: Sendable {
    /// Opens a connection that only reads.
    ///
    /// - Throws: `PostgresError`.
    func connect(
        to address: PostgresAddress, password: borrowing SecretBytes?, statementSeconds: Int
    ) throws -> any InPlaceSession
    /// The key of pseudonyms that lies in a file outside of the home (control V15).
    func pseudonymKey(at path: String) throws -> PseudonymKey
}

/// A connection that only reads, and sees one state of the database from its beginning to its end.
package protocol InPlaceSession: AnyObject {
    /// The columns that a statement answers; it is not run.
    func columns(of statement: String) throws(PostgresError) -> [PostgresColumn]
    /// Begins a copy.
    func copy(_ statement: String) throws(PostgresError)
    /// The next bytes of the copy; nil after the last.
    func nextCopied() throws(PostgresError) -> [UInt8]?
}

extension PostgresConnection: InPlaceSession {}

/// No way out: for vaults whose tables are all inside.
package struct NoInPlaceAccess: InPlaceAccess {
    /// Reaches nothing.
    package init() {}

    package func connect(
        to address: PostgresAddress, password: borrowing SecretBytes?, statementSeconds: Int
    ) throws -> any InPlaceSession {
        throw PostgresError.unreachable(server: address.text)
    }

    package func pseudonymKey(at path: String) throws -> PseudonymKey {
        throw StorageError.denied(path: path)
    }
}
