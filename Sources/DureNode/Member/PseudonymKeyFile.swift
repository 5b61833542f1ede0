internal import DureCore
package import DureVault

/// A file with a key for pseudonyms, which is kept apart from the data (control V15).
package enum PseudonymKeyFile {
    private static let byteCountMax = 4_096
    private static let type = "dure/pseudonym-key1"

    /// Opens the key, or makes it where no file is there.
    ///
    /// - Throws: ``NodeError/pseudonymKeyInHome(path:)`` where the file lies in a node's home,
    ///   ``NodeError/badPseudonymKey(path:)`` where others can read it or it is none,
    ///   `StorageError`.
    package static func openOrMake(_ file: String) throws -> PseudonymKey {
        let (folder, name) = PersonKey.parts(of: file)
        let storage = FileStorage(root: folder)
        try refuseHome(above: folder, file)
        guard try storage.byteCount(of: name) != nil else {
            var generator = SystemSecureGenerator()
            let fresh = generator.bytes(count: PseudonymKey.byteCount)
            let json: JSONValue = ["type": .string(type), "key": .string(Hex.encode(fresh))]
            try storage.write(Array((json.canonicalText + "\n").utf8), to: name)
            return PseudonymKey(fresh)
        }
        return try open(file)
    }

    /// Opens a key that is there.
    ///
    /// - Throws: ``NodeError/badPseudonymKey(path:)`` where it is not there, others can read it or
    ///   it is none; `StorageError`.
    static func open(_ file: String) throws -> PseudonymKey {
        let (folder, name) = PersonKey.parts(of: file)
        let storage = FileStorage(root: folder)
        guard let bytes = try storage.read(name, byteCountMax: byteCountMax),
            try !storage.isExposed(name),
            // What is wrong with the file would tell of the key: that it is none is enough.
            let json = try? JSONValue(parsing: bytes, byteCountMax: byteCountMax),
            json["type"]?.text == type,
            let key = (json["key"]?.text).flatMap({ try? Hex.decode($0) }),
            key.count == PseudonymKey.byteCount
        else { throw NodeError.badPseudonymKey(path: file) }
        return PseudonymKey(key)
    }

    private static func refuseHome(above folder: String, _ file: String) throws {
        for above in PersonKey.folders(above: folder) {
            let home = FileStorage(root: above)
            guard try home.read("node.toml", byteCountMax: 1 << 20) == nil else {
                throw NodeError.pseudonymKeyInHome(path: file)
            }
        }
    }
}
