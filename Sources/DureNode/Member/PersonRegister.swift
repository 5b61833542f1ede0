internal import Crypto
package import DureCore
internal import DureVault
internal import FoundationEssentials

/// Who is behind the ids by which the ledger names people: a sealed file for each, in the vault.
///
/// An id is a hash of a fresh salt and the name. The ledger keeps the id for good; without the
/// salt nobody can tell from it whose it was, nor try names against it. So whoever forgets the file
/// forgets the person, and no signed entry changes. The approvals of studies and rules lie in files
/// of their own, with names: those it does not reach.
package struct PersonRegister: Sendable {
    /// The most people of a node.
    package static let countMax = 4_096
    private static let folder = "vault/people"
    private static let fileByteCountMax = 4_096
    private static let saltByteCount = 32

    private let storage: any Storage
    private let key: SymmetricKey
    private let countMax: Int

    /// The register of a home.
    ///
    /// - Parameters:
    ///   - key: Seals the files; derived from the home's root key.
    ///   - countMax: The most people; fewer in tests.
    package init(
        storage: any Storage, key: borrowing SecretBytes, countMax: Int = Self.countMax
    ) {
        self.storage = storage
        self.key = key.key
        self.countMax = countMax
    }

    /// A person as the register knows it.
    package struct Person: Sendable, Hashable {
        /// As the ledger names it: `person-` and 16 hexadecimal digits.
        package let id: String
        /// As colleagues do.
        package let name: Name
    }

    /// The id of a person; made with a fresh salt the first time.
    ///
    /// - Throws: `StorageError.full` where so many are known that no other can be, beside what
    ///   ``people()`` throws.
    package func id(
        of name: Name, using generator: inout some SecureRandomNumberGenerator
    ) throws -> String {
        try storage.locked("\(Self.folder)/lock") {
            let known = try people()
            if let person = known.first(where: { $0.name == name }) { return person.id }
            guard known.count < countMax else { throw StorageError.full(path: Self.folder) }
            let salt = generator.bytes(count: Self.saltByteCount)
            let id = Self.id(of: name, salt: salt)
            let content: JSONValue = [
                "name": .string(name.text), "salt": .string(Hex.encode(salt)),
            ]
            try storage.write(
                try Self.seal(content.canonicalBytes, id, under: key), to: Self.path(id))
            return id
        }
    }

    /// All files as they are under another key.
    ///
    /// - Throws: ``NodeError/damaged(path:)`` where a file cannot be opened.
    func resealed(under key: borrowing SecretBytes) throws -> [RootKeyRotation.File] {
        let key = key.key
        return try storage.list(Self.folder).filter { $0.hasSuffix(".seal") }.compactMap { file in
            let id = String(file.dropLast(5))
            guard let content = try content(of: id) else { return nil }
            return RootKeyRotation.File(
                path: Self.path(id), bytes: try Self.seal(content, id, under: key))
        }
    }

    private static func seal(
        _ content: [UInt8], _ id: String, under key: SymmetricKey
    ) throws -> [UInt8] {
        let sealed = try AES.GCM.seal(content, using: key, authenticating: context(id))
        guard let bytes = sealed.combined else { throw NodeError.damaged(path: folder) }
        return Array(bytes)
    }

    /// Everybody who is known, by name.
    ///
    /// - Throws: ``NodeError/damaged(path:)`` where a file cannot be opened.
    package func people() throws -> [Person] {
        try storage.list(Self.folder).filter { $0.hasSuffix(".seal") }.prefix(countMax)
            .compactMap { try person(in: String($0.dropLast(5))) }.sorted { $0.name < $1.name }
    }

    /// Forgets a person: whose id it was cannot be found out any more.
    ///
    /// Copies of the file in backups still tell; it is complete when the last of them is gone.
    ///
    /// - Returns: The id; nil where nobody of that name is known.
    package func forget(_ name: Name) throws -> String? {
        try storage.locked("\(Self.folder)/lock") {
            guard let person = try people().first(where: { $0.name == name }) else { return nil }
            try storage.remove(Self.path(person.id))
            try storage.sync([Self.folder])
            return person.id
        }
    }

    private func content(of id: String) throws -> [UInt8]? {
        let path = Self.path(id)
        guard let bytes = try storage.read(path, byteCountMax: Self.fileByteCountMax) else {
            return nil
        }
        // Whatever is wrong with it, the file is not what was sealed.
        guard let box = try? AES.GCM.SealedBox(combined: bytes),
            let content = try? AES.GCM.open(box, using: key, authenticating: Self.context(id))
        else { throw NodeError.damaged(path: path) }
        return Array(content)
    }

    private func person(in id: String) throws -> Person? {
        let path = Self.path(id)
        guard let content = try content(of: id) else { return nil }
        // What opens was written by this program; what it cannot read is not.
        guard
            let json = try? JSONValue(parsing: content, byteCountMax: Self.fileByteCountMax),
            let name = json["name"]?.text.flatMap({ try? Name($0) }),
            let salt = json["salt"]?.text.flatMap({ try? Hex.decode($0) }),
            Self.id(of: name, salt: salt) == id
        else { throw NodeError.damaged(path: path) }
        return Person(id: id, name: name)
    }

    private static func path(_ id: String) -> String { "\(folder)/\(id).seal" }

    private static func context(_ id: String) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/person1/seal")
        canonical.append(id)
        return canonical.bytes
    }

    private static func id(of name: Name, salt: [UInt8]) -> String {
        var canonical = CanonicalBytes(label: "dure/person1")
        canonical.append(salt)
        canonical.append(name.text)
        return "person-\(canonical.digest.hex.prefix(16))"
    }
}
