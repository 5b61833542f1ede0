package import DureCore
internal import DureVault

/// The node's way to tables that stay where they are: the system's own libpq, and key files.
struct NodeAccess: InPlaceAccess {
    func connect(
        to address: PostgresAddress, password: borrowing SecretBytes?, statementSeconds: Int
    ) throws -> any InPlaceSession {
        try PostgresConnection(
            to: address, password: password, statementSeconds: statementSeconds)
    }

    func pseudonymKey(at path: String) throws -> PseudonymKey { try PseudonymKeyFile.open(path) }
}

/// A file with a password, which is sealed in the vault and not looked for again.
package enum PasswordFile {
    private static let byteCountMax = 1_024

    /// The file's one line.
    ///
    /// - Throws: ``NodeError/badPasswordFile(path:)`` where it is not there, others can read it, or
    ///   it is not one line; `StorageError`.
    package static func read(_ file: String) throws -> SecretBytes {
        let (folder, name) = PersonKey.parts(of: file)
        let storage = FileStorage(root: folder)
        guard var bytes = try storage.read(name, byteCountMax: byteCountMax),
            try !storage.isExposed(name)
        else { throw NodeError.badPasswordFile(path: file) }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 }) else {
            throw NodeError.badPasswordFile(path: file)
        }
        return SecretBytes(bytes)
    }
}
