package import DureCore

/// The ways in which the root key can be opened, as with LUKS: each slot opens the same key.
///
/// Below `keys/`: `slots.json` lists the slots and holds the root key wrapped under each
/// passphrase; `root.key` is the key in the clear, where somebody chose that. Every file in the
/// folder must be readable by this user alone, or nothing is opened.
package struct RootKeySlots: Sendable {
    /// A way in.
    package enum Slot: Sendable {
        /// A passphrase of at least ``passphraseLengthMin`` characters, stretched with scrypt.
        case passphrase(String)
        /// The key itself in a file. It protects nothing against who can read this disk; say so.
        case plainFile

        /// The slot's name in files and messages.
        package var kind: String {
            switch self {
            case .passphrase: "passphrase"
            case .plainFile: "plain-file"
            }
        }
    }

    /// The shortest passphrase, in characters.
    package static let passphraseLengthMin = 12
    static let folder = "keys"
    static let slotsPath = "keys/slots.json"
    static let plainPath = "keys/root.key"
    private static let lockPath = "keys/lock"

    private let storage: any PrivateStorage

    /// Uses the home folder's storage.
    package init(home storage: any PrivateStorage) {
        self.storage = storage
    }

    /// Whether there is a root key.
    package func exist() throws -> Bool {
        try readFile() != nil
    }

    /// The kinds of the slots, in their order.
    ///
    /// `plain-file` among them deserves a warning in red
    /// (``VaultPhrases/plainFileWarning``).
    package func kinds() throws -> [String] {
        try readFile()?.kinds ?? []
    }

    /// Makes a root key with its first slot.
    ///
    /// - Throws: ``VaultError/rootKeyExists``, ``VaultError/passphraseTooShort(minimum:)`` or a
    ///   ``StorageError``.
    package func create(
        _ slot: Slot, using generator: inout some SecureRandomNumberGenerator
    ) throws -> RootKey {
        let scrypt = ScryptParameters.standard(using: &generator)
        return try create(slot, scrypt: scrypt, using: &generator)
    }

    func create(
        _ slot: Slot, scrypt: ScryptParameters,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> RootKey {
        let key = RootKey(using: &generator)
        try storage.locked(Self.lockPath) {
            guard try readFile() == nil else { throw VaultError.rootKeyExists }
            var file = SlotFile(rootKey: key.id)
            try fill(slot, scrypt, key, in: &file)
            try storage.write(file.bytes, to: Self.slotsPath)
        }
        return key
    }

    /// Opens the root key by one of its slots.
    ///
    /// - Throws: ``VaultError/noRootKey``, ``VaultError/noSuchSlot(kind:)``,
    ///   ``VaultError/wrongPassphrase``, ``VaultError/keyFileExposed(path:)``,
    ///   ``VaultError/keyFileDamaged(path:)``, ``VaultError/newerVersion(found:supported:)`` or a
    ///   ``StorageError``.
    package func open(_ slot: Slot) throws -> RootKey {
        try refuseExposedFiles()
        guard let file = try readFile() else { throw VaultError.noRootKey }
        guard file.kinds.contains(slot.kind) else { throw VaultError.noSuchSlot(kind: slot.kind) }
        switch slot {
        case .passphrase(let passphrase):
            return try open(file, passphrase: passphrase)
        case .plainFile:
            return try openPlainFile(file)
        }
    }

    /// Adds a slot for the key, which was opened before.
    ///
    /// - Throws: as ``create(_:using:)`` and ``open(_:)`` do.
    package func add(
        _ slot: Slot, for key: borrowing RootKey,
        using generator: inout some SecureRandomNumberGenerator
    ) throws {
        try add(slot, for: key, scrypt: ScryptParameters.standard(using: &generator))
    }

    func add(_ slot: Slot, for key: borrowing RootKey, scrypt: ScryptParameters) throws {
        let key = key.duplicate()
        try change(for: key.id) { file in try fill(slot, scrypt, key, in: &file) }
    }

    /// Takes away all slots of a kind.
    ///
    /// What opens the key afterwards must remain.
    ///
    /// - Throws: ``VaultError/lastSlot``, ``VaultError/noSuchSlot(kind:)`` or a ``StorageError``.
    package func remove(kind: String, for key: borrowing RootKey) throws {
        try change(for: key.id) { file in
            guard file.kinds.contains(kind) else { throw VaultError.noSuchSlot(kind: kind) }
            if kind == Slot.plainFile.kind {
                file.hasPlainFile = false
            } else {
                file.passphrases = []
            }
            guard !file.kinds.isEmpty else { throw VaultError.lastSlot }
        }
        // The list goes first: a key file that no slot names opens nothing if a crash comes here.
        if kind == Slot.plainFile.kind { try storage.remove(Self.plainPath) }
    }

    /// Refuses to go on where another user may read a file below `keys/` (control V12).
    ///
    /// - Throws: ``VaultError/keyFileExposed(path:)`` or a ``StorageError``.
    package func refuseExposedFiles() throws {
        for name in try storage.list(Self.folder) {
            let path = "\(Self.folder)/\(name)"
            if try storage.isExposed(path) { throw VaultError.keyFileExposed(path: path) }
        }
    }

    // MARK: Slots

    private func fill(
        _ slot: Slot, _ scrypt: ScryptParameters, _ key: borrowing RootKey, in file: inout SlotFile
    ) throws {
        switch slot {
        case .passphrase(let passphrase):
            guard passphrase.count >= Self.passphraseLengthMin else {
                throw VaultError.passphraseTooShort(minimum: Self.passphraseLengthMin)
            }
            guard file.passphrases.count < SlotFile.slotCountMax else {
                throw VaultError.tooManySlots(limit: SlotFile.slotCountMax)
            }
            let wrapped = try KeyWrapping.wrap(
                key.reveal(), .rootKey(scrypt), under: try scrypt.key(from: passphrase))
            file.passphrases.append(SlotFile.Passphrase(scrypt: scrypt, wrapped: wrapped))
        case .plainFile:
            try storage.write(
                Array((Hex.encode(key.reveal().reveal()) + "\n").utf8), to: Self.plainPath)
            file.hasPlainFile = true
        }
    }

    private func open(_ file: SlotFile, passphrase: String) throws -> RootKey {
        for slot in file.passphrases {
            let kek = try slot.scrypt.key(from: passphrase)
            let context = KeyContext.rootKey(slot.scrypt)
            guard let secret = KeyWrapping.unwrap(slot.wrapped, context, under: kek) else {
                continue
            }
            let key = RootKey(secret: secret)
            guard key.id == file.rootKey else {
                throw VaultError.keyFileDamaged(path: Self.slotsPath)
            }
            return key
        }
        throw VaultError.wrongPassphrase
    }

    private func openPlainFile(_ file: SlotFile) throws -> RootKey {
        let damaged = VaultError.keyFileDamaged(path: Self.plainPath)
        guard let bytes = try storage.read(Self.plainPath, byteCountMax: 1_000) else {
            throw damaged
        }
        let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
        // What is wrong with the digits must not be told: they are the key.
        guard let secret = try? Hex.decode(text), secret.count == KeyWrapping.keyByteCount else {
            throw damaged
        }
        let key = RootKey(secret: SecretBytes(secret))
        guard key.id == file.rootKey else { throw damaged }
        return key
    }

    private func change(for id: String, _ body: (inout SlotFile) throws -> Void) throws {
        try storage.locked(Self.lockPath) {
            guard var file = try readFile() else { throw VaultError.noRootKey }
            guard file.rootKey == id else {
                throw VaultError.keyFileDamaged(path: Self.slotsPath)
            }
            try body(&file)
            try storage.write(file.bytes, to: Self.slotsPath)
        }
    }

    private func readFile() throws -> SlotFile? {
        guard
            let bytes = try storage.read(Self.slotsPath, byteCountMax: SlotFile.byteCountMax)
        else { return nil }
        return try SlotFile(bytes, path: Self.slotsPath)
    }
}
