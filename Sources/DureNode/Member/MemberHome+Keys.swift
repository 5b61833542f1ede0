package import DureCore
internal import DureLedger
package import DureVault

/// The root key while a home is open.
final class HeldRootKey: Sendable {
    let key: RootKey

    init(_ key: consuming RootKey) {
        self.key = key
    }
}

/// The slots of the root key, and its change; every change enters the ledger, before and after.
extension MemberHome {
    /// Held together by all who have the home open, and alone by who changes the root key.
    static let usePath = "keys/use.lock"

    /// The slots of a home, which need not be opened for it.
    ///
    /// - Throws: `NodeError.noHome(path:)`, `VaultError`.
    package static func slots(at path: String) throws -> [SlotSummary] {
        try RootKeySlots(home: NodeHome(opening: path, kind: .node).storage).list()
    }

    /// Adds a way to open the home.
    ///
    /// - Parameter deliver: Told what a person must keep, before the slot is written.
    /// - Throws: `VaultError`, `StorageError`, what `deliver` and the ledger throw.
    package func add(
        _ slot: NewSlot, deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> SlotSummary {
        let kind: [String: JSONValue] = ["kind": .string(slot.kind.rawValue)]
        try recordKey("slot.add", rootKey.key.id, kind)
        var generator = SystemSecureGenerator()
        let added = try slots.add(
            slot, for: rootKey.key, day: Timestamp(now: clock).date, using: &generator,
            deliver: deliver)
        try recordKey(
            "slot.added", rootKey.key.id,
            kind.merging(["slot": .string(added.id)]) { $1 })
        return added
    }

    /// Takes a way to open the home away; another remains.
    ///
    /// - Throws: `VaultError.lastSlot`, `VaultError.unknownSlot(id:)`, `StorageError`, what the
    ///   ledger throws.
    package func removeSlot(_ id: String) throws {
        let all = try slots.list()
        guard let slot = all.first(where: { $0.id == id }) else {
            throw VaultError.unknownSlot(id: id)
        }
        guard all.count > 1 else { throw VaultError.lastSlot }
        let details: [String: JSONValue] = [
            "kind": .string(slot.kind.rawValue), "slot": .string(id),
        ]
        try recordKey("slot.remove", rootKey.key.id, details)
        try slots.remove(id: id, for: rootKey.key)
        try recordKey("slot.removed", rootKey.key.id, details)
    }

    /// Replaces the root key and every key that hangs from it; all slots open the new one.
    ///
    /// - Returns: The ids of both keys.
    /// - Throws: `NodeError.homeInUse(path:)` where another process has the home open;
    ///   `VaultError`, `StorageError`, what the ledger throws.
    package static func rotateRootKey(
        at path: String, by opening: SlotOpening, world: any SlotWorld = NoSlotWorld(),
        clock: any WallClock = SystemWallClock()
    ) throws -> (old: String, new: String) {
        let base = try NodeHome(opening: path, kind: .node)
        guard let alone = try base.storage.hold(usePath) else {
            throw NodeError.homeInUse(path: path)
        }
        return try withExtendedLifetime(alone) {
            // A write that was cut short may have left a key in a temporary file.
            try base.storage.removeLeftovers()
            let old = HeldRootKey(
                try RootKeySlots(home: base.storage, world: world).open(opening))
            let log = LedgerLog(
                ledger: try base.ledger(), actor: base.settings.name.text, clock: clock)
            try finishRotation(old, base.storage, log)
            // What an import or an erasure left half-done is settled under the old key.
            _ = try Vault.open(
                home: base.storage, rootKey: old.key, journal: try base.ledger(), clock: clock)
            try recordKey("key.rotate", old.key.id, [:], log)
            var generator = SystemSecureGenerator()
            let storage = base.storage
            let new = try RootKeyRotation(home: storage).rotate(
                from: old.key, using: &generator
            ) { old, new in
                try PersonRegister(storage: storage, key: old.key(for: .ledger, version: 1))
                    .resealed(under: new.key(for: .ledger, version: 1))
                    + IncidentBook(storage: storage, key: old.key(for: .state, version: 1))
                    .resealed(under: new.key(for: .state, version: 1))
                    + UserBook(storage: storage, key: old.key(for: .state, version: 1))
                    .resealed(under: new.key(for: .state, version: 1))
            }
            try recordKey("key.rotated", new.id, ["before": .string(old.key.id)], log)
            return (old.key.id, new.id)
        }
    }

    /// Seals all data of a dataset anew, under fresh keys; goes on where an earlier run was cut.
    ///
    /// - Parameter onPartition: Told how many of how many partitions are done.
    /// - Throws: `VaultError`, `StorageError`, what the ledger throws.
    package func reseal(_ dataset: Name, onPartition: (Int, Int) throws -> Void) throws {
        try vault.reseal(dataset, by: base.settings.name.text, onPartition: onPartition)
    }

    /// Puts what a change of the root key left into its place, or away.
    static func finishRotation(
        _ root: HeldRootKey, _ storage: FileStorage, _ log: LedgerLog
    ) throws {
        switch try RootKeyRotation(home: storage).finish(root.key) {
        case .nothing: return
        case .undone: try recordKey("key.rotate.undone", root.key.id, [:], log)
        case .finished: try recordKey("key.rotated", root.key.id, ["late": true], log)
        }
    }

    private var slots: RootKeySlots { RootKeySlots(home: base.storage, world: world) }

    private func recordKey(
        _ action: String, _ id: String, _ details: [String: JSONValue]
    ) throws {
        let log = LedgerLog(ledger: ledger, actor: base.settings.name.text, clock: clock)
        try Self.recordKey("key.\(action)", id, details, log)
    }

    private static func recordKey(
        _ action: String, _ id: String, _ details: [String: JSONValue], _ log: LedgerLog
    ) throws {
        var fields = CanonicalBytes(label: "dure/root-key")
        fields.append(id)
        try log.record(
            action, object: fields.digest,
            details: details.merging(["key": .string(id)]) { $1 })
    }
}
