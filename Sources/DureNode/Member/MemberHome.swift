package import DureCore
internal import DureFederation
package import DureLedger
package import DureVault

/// A member's home, open: its root key, vault, ledger and door to the federation.
package struct MemberHome: Sendable {
    /// The environment variable that may hold the passphrase of the root key.
    package static let passphraseVariable = "DURE_PASSPHRASE"

    /// Settings, storage and rules.
    package let base: NodeHome
    /// The datasets.
    package let vault: Vault
    /// The record of everything.
    package let ledger: Ledger
    /// Who is behind the ids of people in the ledger.
    package let people: PersonRegister
    /// Who may ask the management API.
    package let users: UserBook
    /// What went wrong with people's data.
    package let incidents: IncidentBook
    /// The time of day.
    package let clock: any WallClock
    let rootKey: HeldRootKey
    let world: any SlotWorld
    /// As long as it is held, nobody changes the root key.
    private let use: HeldLock

    /// Opens a member's home.
    ///
    /// - Parameter passphrase: The passphrase of the root key; nil opens the plain file.
    package init(
        opening path: String, passphrase: String?, clock: any WallClock = SystemWallClock()
    ) throws {
        try self.init(
            opening: path, by: passphrase.map { .passphrase($0) } ?? .plainFile, clock: clock)
    }

    /// Opens a member's home by one of the root key's slots.
    ///
    /// - Throws: ``NodeError``, `VaultError`, `StorageError`, what the ledger throws.
    package init(
        opening path: String, by opening: SlotOpening, world: any SlotWorld = NoSlotWorld(),
        clock: any WallClock = SystemWallClock()
    ) throws {
        base = try NodeHome(opening: path, kind: .node)
        // A change of the root key that is under way comes to its end first.
        use = try base.storage.share(Self.usePath)
        let held = HeldRootKey(
            try RootKeySlots(home: base.storage, world: world).open(opening))
        ledger = try base.ledger()
        try Self.finishRotation(
            held, base.storage,
            LedgerLog(ledger: ledger, actor: base.settings.name.text, clock: clock))
        people = PersonRegister(
            storage: base.storage, key: held.key.key(for: .ledger, version: 1))
        users = UserBook(storage: base.storage, key: held.key.key(for: .state, version: 1))
        incidents = IncidentBook(
            storage: base.storage, key: held.key.key(for: .state, version: 1))
        vault = try Vault.open(
            home: base.storage, rootKey: held.key, journal: ledger, clock: clock,
            access: NodeAccess())
        rootKey = held
        self.world = world
        self.clock = clock
    }

    /// Makes a member's home: keys, rules, an empty ledger.
    ///
    /// - Parameters:
    ///   - passphrase: Guards the root key; nil leaves it in a plain file, which is to be told in
    ///     plain words.
    ///   - charterTests: What the charter must answer; it lies beside it.
    ///   - charterPath: The file that errors name.
    /// - Throws: ``NodeError/homeExists(path:)``; ``NodeError`` for the charter.
    package static func create(
        at path: String, name: Name, economy: String, language: Language, charter: [UInt8],
        charterTests: [UInt8]? = nil, passphrase: String?, charterPath: String = "charter.toml"
    ) throws {
        let storage = FileStorage(root: path)
        guard try storage.read("node.toml", byteCountMax: 1 << 20) == nil else {
            throw NodeError.homeExists(path: path)
        }
        let rules = try NodeHome.charter(parsing: charter, path: charterPath, as: .charter)
        guard rules.economy == nil || rules.economy == economy else {
            throw NodeError.otherEconomy(charter: rules.economy ?? "", node: economy)
        }
        var generator = SystemSecureGenerator()
        let slots = RootKeySlots(home: storage)
        if try !slots.exist() {
            _ = try slots.create(
                passphrase.map { .passphrase($0) } ?? .plainFile,
                day: Timestamp(now: SystemWallClock()).date, using: &generator)
        } else {
            // Left by one that was cut short: what was asked for must open it.
            _ = try slots.open(passphrase.map { .passphrase($0) } ?? .plainFile)
        }
        let settings = NodeSettings(
            kind: .node, name: name, economy: economy, language: language)
        if let charterTests { try storage.write(charterTests, to: "charter.tests.toml") }
        let home = try NodeHome.create(at: path, settings: settings, charter: charter)
        let log = LedgerLog(
            ledger: try home.ledger(), actor: name.text, clock: SystemWallClock())
        try log.record(
            "node.created", object: rules.hash,
            details: ["name": .string(name.text), "economy": .string(economy)])
    }

    /// The door through which the federation's machine asks this node.
    package var door: NodeDoor {
        NodeDoor(home: base, ledger: ledger, vault: vault, clock: clock)
    }

    /// Joins a federation with a one-time token; where the certificate has run out, again.
    ///
    /// The accord is fetched from the coordinator and must have the hash that the roster names.
    ///
    /// - Parameters:
    ///   - pinned: The rules of the federation as somebody else handed them over, to be
    ///     compared; nil takes the coordinator's word for which they are.
    ///   - accordPath: The file that errors name.
    /// - Returns: The accord's hash, for people to compare.
    @discardableResult
    package func join(
        _ address: NodeSettings.Address, token: EnrolmentToken, accord pinned: [UInt8]?,
        accordPath: String = "accord.toml"
    ) async throws -> Digest {
        var known = try FederationFiles.credential(in: base.storage)
        if let old = known?.certificate, old.notAfter <= Timestamp(now: clock) { known = nil }
        if let known, base.settings.coordinator != nil {
            throw NodeError.alreadyEnrolled(federation: known.certificate.federation)
        }
        if let pinned {
            _ = try NodeHome.charter(parsing: pinned, path: accordPath, as: .accord)
        }
        let client = FrameClient(host: address.host, port: address.port)
        // A token is good once: the credential is kept even if the accord turns out to be another,
        // and used when the user tries again with the right one.
        let credential: Credential
        if let known {
            credential = known
        } else {
            credential = try await client.enrol(
                NodeIdentity(), as: base.settings.name, economy: base.settings.economy,
                with: token)
            try FederationFiles.write(credential, to: base.storage)
        }
        let connection = try await client.connect(as: credential)
        let (roster, accord) = try await Self.roster(over: connection, pinned: pinned)
        let accordHash = roster.accordHash
        // Who joins anew keeps to the accord of the roster that it pinned.
        let pinnedRoster = try FederationFiles.roster(in: base.storage)
        if let pinnedRoster, pinnedRoster.accordHash != accordHash { throw NodeError.otherAccord }
        try door.record(
            "federation.joined", object: credential.certificate.fingerprint,
            details: [
                "federation": .string(roster.federation.text),
                "accord": .string(accordHash.hex),
                "authority": .string(token.authority.hex),
            ])
        try base.storage.write(accord, to: FederationFiles.accordPath)
        // A pinned one is followed by what its members sign, and by nothing else.
        if pinnedRoster == nil {
            try FederationFiles.write(roster, to: base.storage)
        }
        try base.update { $0.coordinator = address }
        return accordHash
    }

    /// The roster and the accord that it names, over a connection that is closed then.
    private static func roster(
        over connection: FrameConnection, pinned: [UInt8]?
    ) async throws -> (FederationRoster, [UInt8]) {
        let command = FederationCommand(connection)
        do {
            let roster = try await command.roster()
            if let pinned, Digest(of: pinned) != roster.accordHash { throw NodeError.otherAccord }
            let accord = try await command.accord(roster.accordHash)
            _ = try NodeHome.charter(parsing: accord, path: "accord", as: .accord)
            await connection.close()
            return (roster, accord)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// What the node needs to connect: address and credential.
    package func federation() throws -> (NodeSettings.Address, Credential) {
        guard let address = base.settings.coordinator,
            let credential = try FederationFiles.credential(in: base.storage)
        else { throw NodeError.notEnrolled }
        return (address, credential)
    }
}
