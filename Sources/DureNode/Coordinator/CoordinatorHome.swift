package import DureCore
package import DureFederation

/// The home of a federation's coordinator: authority, tokens, accord, roster.
package struct CoordinatorHome: Sendable {
    private static let authorityFolder = "authority"
    private static let invitedPath = "authority/invited.json"
    private static let invitedByteCountMax = 1 << 20

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

    /// Puts an enrolled member on the roster, which rises by one version.
    func add(
        _ certificate: PeerCertificate, to roster: FederationRoster, log: LedgerLog
    ) throws -> FederationRoster {
        let economy = try invited()[certificate.name.text]?.text ?? "XX"
        let member = RosterMember(
            name: certificate.name, economy: economy, key: certificate.publicKey)
        if roster.members.contains(member) { return roster }
        // Nodes refuse a roster on which a member has another key than before: it must not come to be.
        guard roster.member(named: member.name) == nil else {
            throw AuthorityError.certificateForeign
        }
        let newer = FederationRoster(
            federation: roster.federation, version: roster.version + 1,
            accordHash: roster.accordHash, coordinator: roster.coordinator,
            members: roster.members + [member])
        try log.record(
            "federation.member.enrolled", object: newer.hash,
            details: [
                "member": .string(member.name.text), "economy": .string(economy),
                "version": .integer(Int64(newer.version)),
            ])
        try FederationFiles.write(newer, to: base.storage)
        return newer
    }
}
