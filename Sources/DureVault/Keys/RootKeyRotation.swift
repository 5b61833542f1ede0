internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
package import DureCore

/// Replaces the root key, and with it every key that hangs from it, at one moment.
///
/// Everything that will change is written below `keys/next/` first, with a list of it. The moment is
/// the one write of `keys/slots.json`: before it the old key opens the home as it was, after it
/// every slot opens the new key, and whoever opens the home puts the new files in their places
/// before anything else. So a crash leaves the old or the new, and nothing in between is ever used.
package struct RootKeyRotation: Sendable {
    /// What opening found to do.
    package enum Outcome: Sendable, Hashable {
        /// Nothing.
        case nothing
        /// A rotation had been cut short before its moment, and was cleared away.
        case undone
        /// A rotation had been cut short after its moment, and was finished.
        case finished
    }

    /// Files outside the vault that are sealed under the root key: as they are under the new one.
    package typealias Resealing =
        @Sendable (_ old: borrowing RootKey, _ new: borrowing RootKey) throws -> [File]

    /// A file as it will be.
    package struct File: Sendable {
        let path: String
        let bytes: [UInt8]

        /// Names it.
        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    private static let folder = "keys/next"
    private static let listPath = "keys/next/list.json"
    private static let listByteCountMax = 1 << 23
    /// The largest of the files is the catalogue.
    private static let fileByteCountMax = Catalogue.byteCountMax

    private let storage: any PrivateStorage

    /// Works on a home's storage.
    package init(home storage: any PrivateStorage) {
        self.storage = storage
    }

    /// Makes a new root key and puts it into every slot.
    ///
    /// No other process may have the home open: it would go on under the old key.
    ///
    /// - Parameter others: Files outside the vault that hang from the root key.
    /// - Throws: ``VaultError``, ``StorageError``; then the old key stands, unless the storage failed
    ///   after the moment: opening tells.
    package func rotate(
        from old: borrowing RootKey, using generator: inout some SecureRandomNumberGenerator,
        others: Resealing = { _, _ in [] }
    ) throws -> RootKey {
        let key = old.duplicate()
        let new = RootKey(using: &generator)
        let files = VaultFiles(storage: storage, rootKey: old.duplicate())
        try storage.locked(RootKeySlots.lockPath) {
            try files.locked {
                let slots = try RootKeySlots(home: storage).resealed(from: key, to: new)
                var changes = try files.resealed(under: new, using: &generator).map {
                    File(path: $0.path, bytes: $0.bytes)
                }
                changes += try others(key, new)
                do {
                    try stage(changes, slots.plainFile, key, new)
                    try storage.write(slots.file, to: RootKeySlots.slotsPath)
                } catch {
                    // The first error is the one to tell; what cannot be cleared away now, the
                    // next opening clears.
                    try? clear(key)
                    throw error
                }
                _ = try finishUnlocked(new)
            }
        }
        return new
    }

    /// Clears a rotation away whose moment has not come; one whose moment has come stays.
    private func clear(_ old: borrowing RootKey) throws {
        guard try RootKeySlots(home: storage).rootKeyID() == old.id else { return }
        _ = try finishUnlocked(old)
    }

    /// Finishes or undoes a rotation that was cut short; the first thing that opening does.
    ///
    /// - Throws: ``VaultError/rotationDamaged``, ``StorageError``.
    package func finish(_ key: borrowing RootKey) throws -> Outcome {
        // A look without the lock: hardly ever is there something to do.
        guard !(try storage.list(Self.folder)).isEmpty else { return .nothing }
        let key = key.duplicate()
        return try storage.locked(RootKeySlots.lockPath) { try finishUnlocked(key) }
    }

    // MARK: Steps

    private func stage(
        _ files: [File], _ plainFile: [UInt8]?, _ old: borrowing RootKey,
        _ new: borrowing RootKey
    ) throws {
        // What could be written and never read again is no new state.
        for file in files where file.bytes.count > Self.fileByteCountMax {
            throw StorageError.tooLarge(path: file.path, limit: Self.fileByteCountMax)
        }
        var paths: [String] = []
        for (index, file) in files.enumerated() {
            let path = "\(Self.folder)/\(index)"
            try storage.writeUnsynced(file.bytes, to: path)
            paths.append(path)
        }
        let list = List(
            old: old.id, new: new.id, files: files.map { ($0.path, Digest(of: $0.bytes)) })
        try storage.sync(paths)
        try storage.write(list.bytes(old, new), to: Self.listPath)
        if let plainFile {
            try storage.write(plainFile, to: RootKeySlots.plainPath(of: new.id))
        }
    }

    private func finishUnlocked(_ key: borrowing RootKey) throws -> Outcome {
        guard let bytes = try storage.read(Self.listPath, byteCountMax: Self.listByteCountMax)
        else {
            // Without a list, what lies there was never complete or is done with.
            try removeStaged()
            return .nothing
        }
        guard let list = List(bytes, key), try RootKeySlots(home: storage).rootKeyID() == key.id
        else { throw VaultError.rotationDamaged }
        guard list.new == key.id else {
            // Undoing takes the new key away: nothing may be under it already.
            for file in list.files {
                let there = try storage.read(file.path, byteCountMax: Self.fileByteCountMax)
                guard there.map({ Digest(of: $0) }) != file.digest else {
                    throw VaultError.rotationDamaged
                }
            }
            try storage.remove(RootKeySlots.plainPath(of: list.new))
            try storage.remove(Self.listPath)
            try removeStaged()
            return .undone
        }
        var places: [String] = []
        for (index, file) in list.files.enumerated() {
            let staged = "\(Self.folder)/\(index)"
            guard let bytes = try storage.read(staged, byteCountMax: Self.fileByteCountMax),
                Digest(of: bytes) == file.digest
            else { throw VaultError.rotationDamaged }
            try storage.writeUnsynced(bytes, to: file.path)
            places.append(file.path)
        }
        try storage.sync(places)
        try storage.remove(RootKeySlots.plainPath(of: list.old))
        // The list goes before the files: without it nothing is ever put in place again.
        try storage.remove(Self.listPath)
        try storage.sync([Self.folder])
        try removeStaged()
        return .finished
    }

    private func removeStaged() throws {
        for name in try storage.list(Self.folder) { try storage.remove("\(Self.folder)/\(name)") }
    }
}

/// What a rotation will put where, with a code under either key.
private struct List {
    let old: String
    let new: String
    let files: [(path: String, digest: Digest)]

    init(old: String, new: String, files: [(path: String, digest: Digest)]) {
        self.old = old
        self.new = new
        self.files = files
    }

    /// nil where it is none, or neither of its keys is this one.
    init?(_ bytes: [UInt8], _ key: borrowing RootKey) {
        // Whatever is wrong with it, it cannot be followed.
        guard let json = try? JSONValue(parsing: bytes, byteCountMax: bytes.count),
            let body = json["list"], let old = body["old"]?.text, let new = body["new"]?.text,
            let elements = body["files"]?.elements,
            let code = json.bytes(key.id == new ? "new_code" : "old_code"),
            key.id == new || key.id == old,
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: Self.signed(body),
                using: key.key(for: .rotation, version: 1).key)
        else { return nil }
        var files: [(String, Digest)] = []
        for element in elements {
            guard let path = element["path"]?.text,
                let digest = element["digest"]?.text.flatMap({ try? Digest(hex: $0) })
            else { return nil }
            files.append((path, digest))
        }
        self.init(old: old, new: new, files: files)
    }

    func bytes(_ oldKey: borrowing RootKey, _ newKey: borrowing RootKey) -> [UInt8] {
        let body: JSONValue = [
            "old": .string(old), "new": .string(new),
            "files": .array(
                files.map { ["path": .string($0.path), "digest": .string($0.digest.hex)] }),
        ]
        let json: JSONValue = [
            "list": body, "old_code": .string(Self.code(body, oldKey)),
            "new_code": .string(Self.code(body, newKey)),
        ]
        return Array((json.prettyText + "\n").utf8)
    }

    private static func code(_ body: JSONValue, _ key: borrowing RootKey) -> String {
        Hex.encode(
            HMAC<SHA256>.authenticationCode(
                for: signed(body), using: key.key(for: .rotation, version: 1).key))
    }

    private static func signed(_ body: JSONValue) -> [UInt8] {
        var fields = CanonicalBytes(label: "dure/rotation")
        fields.append(body.canonicalBytes)
        return fields.bytes
    }
}
