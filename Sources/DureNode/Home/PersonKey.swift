package import DureCharter
package import DureCore
internal import Crypto

/// A person's own key, with which they sign changes of a charter: a file for them alone.
package struct PersonKey: Sendable {
    /// The largest key file, in bytes.
    package static let byteCountMax = 4_096
    private static let type = "dure/person-key1"

    /// Who: a key id or a short name.
    package let person: Name
    /// The key.
    package let identity: NodeIdentity

    /// Makes a fresh key.
    package init(for person: Name) {
        self.person = person
        identity = NodeIdentity()
    }

    /// Opens a key file.
    ///
    /// - Throws: ``CharterError/badKey(path:)`` where others can read it, or it is none.
    package init(opening file: String) throws {
        let (folder, name) = Self.parts(of: file)
        let storage = FileStorage(root: folder)
        guard let bytes = try storage.read(name, byteCountMax: Self.byteCountMax),
            try !storage.isExposed(name),
            // What is wrong with the file would tell of the key: that it is none is enough.
            let json = try? JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax),
            json["type"]?.text == Self.type,
            let person = json["person"]?.text.flatMap({ try? Name($0) }),
            let secret = (json["private"]?.text).flatMap({ try? Hex.decode($0) }),
            let key = try? P256.Signing.PrivateKey(rawRepresentation: secret)
        else { throw CharterError.badKey(path: file) }
        self.person = person
        identity = NodeIdentity(privateKey: key)
    }

    /// Writes the key, readable by its owner alone.
    ///
    /// - Throws: ``NodeError/fileExists(path:)``, ``CharterError/keyInHome(path:)``.
    package func write(to file: String) throws {
        let (folder, name) = Self.parts(of: file)
        let storage = FileStorage(root: folder)
        for above in Self.folders(above: folder) {
            let home = FileStorage(root: above)
            guard try home.read("node.toml", byteCountMax: 1 << 20) == nil else {
                throw CharterError.keyInHome(path: file)
            }
        }
        guard try storage.read(name, byteCountMax: 1 << 20) == nil else {
            throw NodeError.fileExists(path: file)
        }
        let json: JSONValue = [
            "type": .string(Self.type), "person": .string(person.text),
            "private": .string(Hex.encode(identity.privateKey.rawRepresentation)),
        ]
        try storage.write(Array((json.canonicalText + "\n").utf8), to: name)
    }

    /// The table that makes this person a signer of a charter.
    package func signer(role: String) -> CharterSigner {
        CharterSigner(person: person, role: role, key: identity.publicKey)
    }

    /// The folder and those that it lies in, by the path as it is written; where that is relative,
    /// a few above the working folder too.
    static func folders(above folder: String) -> [String] {
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        var folders = parts.indices.map { parts[...$0].joined(separator: "/") }
            .filter { !$0.isEmpty }
        if !folder.hasPrefix("/") { folders += [".", "..", "../..", "../../.."] }
        return folders
    }

    static func parts(of file: String) -> (folder: String, name: String) {
        guard let slash = file.lastIndex(of: "/") else { return (".", file) }
        let folder = String(file[..<slash])
        return (folder.isEmpty ? "/" : folder, String(file[file.index(after: slash)...]))
    }
}
