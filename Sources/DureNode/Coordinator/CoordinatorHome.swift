package import DureCore
package import DureFederation

/// The home of a federation's coordinator: authority, tokens, accord, roster.
package struct CoordinatorHome: Sendable {
    private static let authorityFolder = "authority"
    private static let invitedPath = "authority/invited.json"
    private static let invitedByteCountMax = 1 << 20
    private static let removalsFolder = "authority/removals"

    /// Settings, storage and ledger.
    package let base: NodeHome
    /// The federation's issuing authority.
    package let authority: FederationAuthority

    /// Opens a coordinator's home.
    package init(opening path: String) throws {
        base = try NodeHome(opening: path, kind: .coordinator)
        authority = try FederationAuthority(from: base.storage, folder: Self.authorityFolder)
    }

    /// Founds a federation: authority, accord, an empty roster.
    ///
    /// The root key is written to `authority/root.key.pem`; it is to be taken offline.
    package static func create(
        at path: String, federation: Name, accord: [UInt8], language: Language,
        clock: some WallClock, accordPath: String = "accord.toml"
    ) throws -> CoordinatorHome {
        let rules = try NodeHome.charter(parsing: accord, path: accordPath, as: .accord)
        guard rules.id == federation.text else {
            throw NodeError.otherAccordName(accord: rules.id, federation: federation)
        }
        let settings = NodeSettings(
            kind: .coordinator, name: federation, economy: "XX", language: language)
        let storage = FileStorage(root: path)
        guard try storage.read("node.toml", byteCountMax: 1 << 20) == nil else {
            throw NodeError.homeExists(path: path)
        }
        let (authority, rootKey) = try FederationAuthority.create(
            federation: federation, server: Name("coordinator"), clock: clock)
        try authority.store(in: storage, folder: authorityFolder)
        try storage.write(rootKey.file, to: "\(authorityFolder)/root.key.pem")
        try storage.write(accord, to: FederationFiles.accordPath)
        let roster = FederationRoster(
            federation: federation, version: 1, accordHash: Digest(of: accord),
            coordinator: authority.server.identity.publicKey, members: [])
        try FederationFiles.write(roster, to: storage)
        _ = try NodeHome.create(at: path, settings: settings, charter: accord)
        return try CoordinatorHome(opening: path)
    }

    /// The federation's roster as it is now.
    package func roster() throws -> FederationRoster {
        guard let roster = try FederationFiles.roster(in: base.storage) else {
            throw NodeError.damaged(path: "\(base.path)/federation/roster")
        }
        return roster
    }

    /// The accord's text.
    package func accord() throws -> [UInt8] {
        let path = FederationFiles.accordPath
        guard let text = try base.storage.read(path, byteCountMax: 1 << 20) else {
            throw NodeError.damaged(path: "\(base.path)/\(path)")
        }
        return text
    }

    /// The book of one-time tokens.
    package func tokens(clock: any WallClock) -> TokenBook {
        TokenBook(
            storage: base.storage, path: "\(Self.authorityFolder)/tokens.json",
            authority: authority.fingerprint, clock: clock)
    }

    /// Makes a one-time token for a member, and notes its economy for the roster.
    package func invite(
        _ member: Name, economy: String, clock: any WallClock,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> EnrolmentToken {
        try base.storage.locked("authority/lock") {
            var invited = try invited()
            invited[member.text] = .string(economy)
            try base.storage.write(
                JSONValue.object(invited).canonicalBytes, to: Self.invitedPath)
        }
        return try tokens(clock: clock).issue(for: member, using: &generator)
    }

    /// Whether a request names the economy for which the federation invited the member; one that
    /// names none is taken for right.
    func isInvited(_ request: EnrolmentRequest) throws -> Bool {
        guard let asked = request.economy, let known = try invited()[request.member.text]?.text
        else { return true }
        return asked == known
    }

    private func invited() throws -> [String: JSONValue] {
        let limit = Self.invitedByteCountMax
        guard let bytes = try base.storage.read(Self.invitedPath, byteCountMax: limit) else {
            return [:]
        }
        return try JSONValue(parsing: bytes, byteCountMax: limit).members ?? [:]
    }

    /// The entry on the roster for an enrolled member, once the ledger has it.
    func enrolled(_ certificate: PeerCertificate, log: LedgerLog) throws -> RosterMember {
        let economy = try invited()[certificate.name.text]?.text ?? "XX"
        try log.record(
            "federation.member.enrolled", object: certificate.fingerprint,
            details: [
                "member": .string(certificate.name.text), "economy": .string(economy),
            ])
        return RosterMember(
            name: certificate.name, economy: economy, key: certificate.publicKey)
    }

    /// The change of the roster for which members are asked; nil for none.
    package func pendingChange() throws -> RosterStep? {
        try FederationFiles.step(at: CoordinatorMachine.pendingPath, in: base.storage)
    }

    /// Leaves word for the coordinator, running or not, to ask the members to let one go.
    ///
    /// - Throws: ``NodeError/noSuchMember(_:members:)``.
    package func askRemoval(of member: Name) throws {
        let known =
            try roster().members.map(\.name)
            + (pendingChange()?.roster.members.map(\.name) ?? [])
        guard known.contains(member) else {
            throw NodeError.noSuchMember(member, members: Array(Set(known)).sorted())
        }
        try base.storage.write([], to: "\(Self.removalsFolder)/\(member.text)")
    }

    /// Takes every such word out.
    func takeRemovals() throws -> [Name] {
        var names: [Name] = []
        for file in try base.storage.list(Self.removalsFolder) {
            // A temporary file of a write that is under way has no member's name.
            guard let name = try? Name(file) else { continue }
            names.append(name)
        }
        return names
    }

    /// Forgets such a word: the members have been asked.
    func forgetRemoval(of member: Name) throws {
        try base.storage.remove("\(Self.removalsFolder)/\(member.text)")
    }
}
