package import DureCore
package import DureFederation

/// What a node keeps of its federation: roster, credential, accord.
package enum FederationFiles {
    private static let rosterPath = "federation/roster"
    private static let chainPath = "keys/federation.pem"
    private static let keyPath = "keys/federation.key.pem"
    /// Where the accord lies.
    package static let accordPath = "federation/accord.toml"

    /// The roster that the node has pinned; nil before it met the coordinator.
    package static func roster(in storage: any Storage) throws -> FederationRoster? {
        guard let bytes = try storage.read(rosterPath, byteCountMax: RosterStep.byteCountMax) else {
            return nil
        }
        return try FederationRoster(parsing: bytes)
    }

    /// Writes a roster: the coordinator's own, or the one a node pins.
    package static func write(_ roster: FederationRoster, to storage: any Storage) throws {
        try storage.write(roster.bytes, to: rosterPath)
    }

    /// A change of the roster that waits for signatures; nil for none.
    static func step(at path: String, in storage: any Storage) throws -> RosterStep? {
        guard let bytes = try storage.read(path, byteCountMax: RosterStep.byteCountMax) else {
            return nil
        }
        return try RosterStep(parsing: bytes)
    }

    /// The node's certificate and key; nil where it belongs to no federation.
    package static func credential(in storage: any Storage) throws -> Credential? {
        let limit = Credential.fileByteCountMax
        guard let chain = try storage.read(chainPath, byteCountMax: limit),
            let key = try storage.read(keyPath, byteCountMax: limit)
        else { return nil }
        return try Credential(chainFile: chain, keyFile: key)
    }

    /// Keeps a credential.
    ///
    /// The key goes first: a chain without its key is of no use.
    package static func write(_ credential: Credential, to storage: any Storage) throws {
        try storage.write(credential.keyFile, to: keyPath)
        try storage.write(credential.chainFile, to: chainPath)
    }
}
