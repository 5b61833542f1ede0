package import DureCore

/// The ways in which the root key can be opened, as with LUKS: each slot opens the same key.
///
/// Below `keys/`: `slots.json` lists the slots, each with the root key locked for it; the key in
/// the clear is `root.key`, where somebody chose that. Every file in the folder must be readable by
/// this user alone, or nothing is opened.
package struct RootKeySlots: Sendable {
    /// The shortest passphrase, in characters.
    package static let passphraseLengthMin = 12
    static let folder = "keys"
    static let slotsPath = "keys/slots.json"
    static let lockPath = "keys/lock"

    private let storage: any PrivateStorage
    let world: any SlotWorld

    /// Uses the home folder's storage.
    package init(home storage: any PrivateStorage, world: any SlotWorld = NoSlotWorld()) {
        self.storage = storage
        self.world = world
    }

    /// Whether there is a root key.
    package func exist() throws -> Bool {
        try readFile() != nil
    }

    /// The slots, in their order.
    ///
    /// `plain-file` among them deserves a warning in red
    /// (``VaultPhrases/plainFileWarning``).
    package func list() throws -> [SlotSummary] {
        try readFile()?.slots.map(SlotSummary.init) ?? []
    }

    /// Makes a root key with its first slot.
    ///
    /// - Parameters:
    ///   - day: Today, `2026-11-23`.
    ///   - deliver: Told what a person must keep, before anything is written.
    /// - Throws: ``VaultError/rootKeyExists``, ``VaultError/passphraseTooShort(minimum:)``, what
    ///   the kind of slot throws, or a ``StorageError``.
    package func create(
        _ slot: NewSlot, day: String, using generator: inout some SecureRandomNumberGenerator,
        deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> RootKey {
        let scrypt = ScryptParameters.standard(using: &generator)
        return try create(slot, day: day, scrypt: scrypt, using: &generator, deliver: deliver)
    }

    func create(
        _ slot: NewSlot, day: String, scrypt: ScryptParameters,
        using generator: inout some SecureRandomNumberGenerator,
        deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> RootKey {
        let key = RootKey(using: &generator)
        try storage.locked(Self.lockPath) {
            guard try readFile() == nil else { throw VaultError.rootKeyExists }
            var file = SlotFile(rootKey: key.id)
            let maker = SlotMaker(key: key.duplicate(), world: world, day: day, scrypt: scrypt)
            file.slots.append(
                try maker.make(slot, beside: file, using: &generator, deliver: deliver))
            if slot.kind == .plainFile { try writePlainFile(key) }
            try storage.write(Self.checked(file.bytes(under: key)), to: Self.slotsPath)
        }
        return key
    }

    /// Opens the root key by its slots of one kind.
    ///
    /// - Throws: ``VaultError/noRootKey``, ``VaultError/noSuchSlot(kind:)``, what that kind says of
    ///   a wrong secret, ``VaultError/keyFileExposed(path:)``,
    ///   ``VaultError/keyFileDamaged(path:)``, ``VaultError/newerVersion(found:supported:)`` or a
    ///   ``StorageError``.
    package func open(_ opening: SlotOpening) throws -> RootKey {
        try refuseExposedFiles()
        guard let file = try readFile() else { throw VaultError.noRootKey }
        let slots = file.slots(of: opening.kind)
        guard !slots.isEmpty else { throw VaultError.noSuchSlot(kind: opening.kind.rawValue) }
        let key: RootKey
        if opening.kind == .plainFile {
            key = try readPlainFile(of: file.rootKey)
        } else {
            key = try SlotOpener(world: world).open(slots, opening)
        }
        guard key.id == file.rootKey, file.isGenuine(under: key) else {
            throw VaultError.keyFileDamaged(path: Self.slotsPath)
        }
        return key
    }

    /// Adds a slot for the key, which was opened before.
    ///
    /// - Returns: What was added.
    /// - Throws: As ``create(_:day:using:deliver:)`` and ``open(_:)`` do.
    @discardableResult
    package func add(
        _ slot: NewSlot, for key: borrowing RootKey, day: String,
        using generator: inout some SecureRandomNumberGenerator,
        deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> SlotSummary {
        let scrypt = ScryptParameters.standard(using: &generator)
        return try add(
            slot, for: key, day: day, scrypt: scrypt, using: &generator, deliver: deliver)
    }

    @discardableResult
    func add(
        _ slot: NewSlot, for key: borrowing RootKey, day: String, scrypt: ScryptParameters,
        using generator: inout some SecureRandomNumberGenerator,
        deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> SlotSummary {
        let maker = SlotMaker(key: key.duplicate(), world: world, day: day, scrypt: scrypt)
        var made: SlotFile.Slot?
        try change(for: key) { file in
            let new = try maker.make(slot, beside: file, using: &generator, deliver: deliver)
            if slot.kind == .plainFile { try writePlainFile(maker.key) }
            file.slots.append(new)
            made = new
        }
        guard let made else { throw VaultError.noRootKey }
        return SlotSummary(made)
    }

    /// Takes a slot away.
    ///
    /// Another must remain. Who kept a copy of the file and the slot's secret still has the root
    /// key: then rotate it.
    ///
    /// - Throws: ``VaultError/lastSlot``, ``VaultError/unknownSlot(id:)`` or a ``StorageError``.
    package func remove(id: String, for key: borrowing RootKey) throws {
        var removed: SlotKind?
        try change(for: key) { file in
            guard let index = file.slots.firstIndex(where: { $0.id == id }) else {
                throw VaultError.unknownSlot(id: id)
            }
            guard file.slots.count > 1 else { throw VaultError.lastSlot }
            removed = file.slots.remove(at: index).kind
        }
        // The list goes first: a key file that no slot names opens nothing if a crash comes here.
        if removed == .plainFile { try storage.remove(Self.plainPath(of: key.id)) }
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

    // MARK: Rotation

    /// Whose slots these are: the root key's id.
    func rootKeyID() throws -> String? { try readFile()?.rootKey }

    /// The same slots with another root key in each; who has a slot's secret opens the new one.
    ///
    /// - Returns: The new file, and the plain file beside it where there is one.
    func resealed(
        from old: borrowing RootKey, to new: borrowing RootKey
    ) throws -> (file: [UInt8], plainFile: [UInt8]?) {
        guard let file = try readFile() else { throw VaultError.noRootKey }
        guard file.rootKey == old.id, file.isGenuine(under: old) else {
            throw VaultError.keyFileDamaged(path: Self.slotsPath)
        }
        var next = SlotFile(rootKey: new.id)
        next.slots = file.slots
        for index in next.slots.indices {
            let context = next.slots[index].context
            guard
                try next.slots[index].lock?.replace(old, with: new, slot: context) != false
            else { throw VaultError.keyFileDamaged(path: Self.slotsPath) }
        }
        let hasPlainFile = next.slots.contains { $0.kind == .plainFile }
        return (
            try Self.checked(next.bytes(under: new)), hasPlainFile ? Self.plainBytes(of: new) : nil
        )
    }

    // MARK: Files

    /// Each root key has a name of its own, so that old and new never take each other's place.
    static func plainPath(of id: String) -> String { "keys/root-\(id).key" }

    private static func plainBytes(of key: borrowing RootKey) -> [UInt8] {
        Array((Hex.encode(key.reveal().reveal()) + "\n").utf8)
    }

    private func writePlainFile(_ key: borrowing RootKey) throws {
        try storage.write(Self.plainBytes(of: key), to: Self.plainPath(of: key.id))
    }

    private func readPlainFile(of id: String) throws -> RootKey {
        // The id comes from a file: anything but sixteen digits would be a path of its own.
        guard id.utf8.count == 16, (try? Hex.decode(id)) != nil else {
            throw VaultError.keyFileDamaged(path: Self.slotsPath)
        }
        let damaged = VaultError.keyFileDamaged(path: Self.plainPath(of: id))
        guard let bytes = try storage.read(Self.plainPath(of: id), byteCountMax: 1_000) else {
            throw damaged
        }
        let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
        // What is wrong with the digits must not be told: they are the key.
        guard let secret = try? Hex.decode(text), secret.count == KeyWrapping.keyByteCount else {
            throw damaged
        }
        let key = RootKey(secret: SecretBytes(secret))
        guard key.id == id else { throw damaged }
        return key
    }

    private func change(
        for key: borrowing RootKey, _ body: (inout SlotFile) throws -> Void
    ) throws {
        let key = key.duplicate()
        try storage.locked(Self.lockPath) {
            guard var file = try readFile() else { throw VaultError.noRootKey }
            guard file.rootKey == key.id, file.isGenuine(under: key) else {
                throw VaultError.keyFileDamaged(path: Self.slotsPath)
            }
            try body(&file)
            try storage.write(Self.checked(file.bytes(under: key)), to: Self.slotsPath)
        }
    }

    /// A file that is larger could be written, and never read again.
    private static func checked(_ bytes: [UInt8]) throws(VaultError) -> [UInt8] {
        guard bytes.count <= SlotFile.byteCountMax else {
            throw .tooManySlots(limit: SlotFile.slotCountMax)
        }
        return bytes
    }

    private func readFile() throws -> SlotFile? {
        guard
            let bytes = try storage.read(Self.slotsPath, byteCountMax: SlotFile.byteCountMax)
        else { return nil }
        return try SlotFile(bytes, path: Self.slotsPath)
    }
}

/// A machine without credentials and helpers.
package struct NoSlotWorld: SlotWorld {
    /// Nothing to know.
    package init() {}

    package func credential(_ name: String) throws -> [UInt8] {
        throw VaultError.credentialMissing(name: name)
    }

    package func ask(_ helper: HelperProgram, _ line: [UInt8]) throws -> [UInt8] {
        throw VaultError.helperFailed(path: helper.path, fault: .notStarted)
    }
}
