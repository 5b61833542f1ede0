package import DureCharter
package import DureCore
package import DureLedger
internal import Crypto
internal import DureFederation
internal import FoundationEssentials

/// A node's home directory: settings, keys, rules, ledger (design.md, section 5).
package struct NodeHome: Sendable {
    /// The version of the layout that this program writes.
    package static let version = 1
    private static let settingsByteCountMax = 1 << 20

    /// Whether the home is a member's node or a federation's coordinator.
    package enum Kind: String, Sendable {
        /// A member's node.
        case node
        /// A federation's coordinator.
        case coordinator
    }

    /// The folder.
    package let path: String
    /// The files in it.
    package let storage: FileStorage
    /// What the settings say.
    package let settings: NodeSettings

    /// Opens a home.
    ///
    /// - Throws: ``NodeError/noHome(path:)``, ``NodeError/newerHome(path:found:supported:)``,
    ///   ``NodeError/otherKind(path:expected:)`` or ``NodeError/settings(path:_:)``.
    package init(opening path: String, kind: Kind) throws {
        let storage = FileStorage(root: path)
        guard let text = try storage.read("node.toml", byteCountMax: Self.settingsByteCountMax)
        else { throw NodeError.noHome(path: path) }
        let settings = try NodeSettings(parsing: text, path: "\(path)/node.toml")
        guard settings.version <= Self.version else {
            throw NodeError.newerHome(
                path: path, found: settings.version, supported: Self.version)
        }
        guard settings.kind == kind else {
            throw NodeError.otherKind(path: path, expected: kind.rawValue)
        }
        self.path = path
        self.storage = storage
        self.settings = settings
    }

    /// What kind of home is at a path.
    ///
    /// - Throws: ``NodeError/noHome(path:)``, ``NodeError/newerHome(path:found:supported:)`` or
    ///   ``NodeError/settings(path:_:)``.
    package static func kind(at path: String) throws -> Kind {
        let text = try FileStorage(root: path).read(
            "node.toml", byteCountMax: settingsByteCountMax)
        guard let text else { throw NodeError.noHome(path: path) }
        return try NodeSettings(parsing: text, path: "\(path)/node.toml").kind
    }

    /// The file whose lock the process that runs on the home holds.
    package static let lockPath = "running.lock"

    /// Takes the home for the one process that may run on it, and clears away what writes left
    /// that a crash cut short.
    ///
    /// Commands beside it need no lock: what they change is locked file by file.
    ///
    /// - Throws: ``NodeError/alreadyRunning(path:process:)``.
    package func hold() throws -> HeldLock {
        guard let lock = try storage.hold(Self.lockPath) else {
            throw NodeError.alreadyRunning(
                path: path, process: try storage.holder(of: Self.lockPath))
        }
        try storage.removeLeftovers()
        return lock
    }

    /// Makes a home with fresh keys and an empty ledger.
    ///
    /// - Throws: ``NodeError/homeExists(path:)`` where there is one.
    package static func create(
        at path: String, settings: NodeSettings, charter: [UInt8]
    ) throws -> NodeHome {
        let storage = FileStorage(root: path)
        guard try storage.read("node.toml", byteCountMax: settingsByteCountMax) == nil else {
            throw NodeError.homeExists(path: path)
        }
        _ = try Self.charter(parsing: charter, path: "charter.toml")
        let ledgerKey = Curve25519.Signing.PrivateKey()
        try storage.write(
            Array(Hex.encode(ledgerKey.rawRepresentation).utf8), to: "keys/ledger.key")
        try storage.write(charter, to: "charter.toml")
        // The settings come last: a home without them was never completed and can be made again.
        try storage.write(settings.text, to: "node.toml")
        let home = try NodeHome(opening: path, kind: settings.kind)
        _ = try home.ledger()
        return home
    }

    /// Changes the settings and writes them.
    package func update(_ change: (inout NodeSettings) -> Void) throws {
        var changed = settings
        change(&changed)
        try storage.write(changed.text, to: "node.toml")
    }

    /// The node's rules, as they decide at that time.
    ///
    /// Once signing is set up, rules that two people have not signed are not loaded, and a signed
    /// version decides from its first day on (``CharterVersions``).
    ///
    /// - Throws: `CharterError`, ``NodeError``.
    package func charter(
        at time: Timestamp = Timestamp(now: SystemWallClock())
    ) throws -> Charter {
        guard let text = try storage.read("charter.toml", byteCountMax: Charter.byteCountMax)
        else { throw NodeError.damaged(path: "\(path)/charter.toml") }
        let file = "\(path)/charter.toml"
        let current = try Self.charter(parsing: text, path: file)
        guard settings.kind == .node else { return current }
        return try CharterVersions(storage: storage).charter(
            deciding: current, on: time.date, path: file)
    }

    /// Reads rules, with the file in the error.
    ///
    /// - Parameter kind: Whose rules they must be; nil takes both.
    /// - Throws: ``NodeError/settings(path:_:)``, ``NodeError/otherRules(path:expected:)``.
    package static func charter(
        parsing text: [UInt8], path: String, as kind: Charter.Kind? = nil
    ) throws -> Charter {
        let charter: Charter
        do {
            charter = try Charter(parsing: text)
        } catch {
            throw NodeError.settings(path: path, error)
        }
        guard kind == nil || charter.kind == kind else {
            throw NodeError.otherRules(path: path, expected: kind ?? .charter)
        }
        return charter
    }

    /// The accord that the node's federation has signed; nil for a node without one.
    ///
    /// Once the node has pinned a roster, the accord is the one that the roster names, byte for
    /// byte, and is never missing.
    ///
    /// - Throws: ``NodeError/accordChanged(path:)``, ``NodeError/settings(path:_:)``.
    package func accord() throws -> Charter? {
        let file = "\(path)/\(FederationFiles.accordPath)"
        let text = try storage.read(
            FederationFiles.accordPath, byteCountMax: Charter.byteCountMax)
        if let roster = try FederationFiles.roster(in: storage) {
            guard let text, Digest(of: text) == roster.accordHash else {
                throw NodeError.accordChanged(path: file)
            }
        }
        return try text.map { try Self.charter(parsing: $0, path: file, as: .accord) }
    }

    /// The ledger's name: what its checkpoints are signed as.
    package var ledgerOrigin: String { "dure.invalid/\(settings.name.text)" }

    /// The key with which the node signs the heads of others' ledgers; made when it is first
    /// needed.
    package func cosigner() throws -> Cosigner {
        let file = "keys/witness.key"
        let text = try storage.locked("keys/witness.lock") {
            if let text = try storage.read(file, byteCountMax: 64) { return text }
            let made = Array(Hex.encode(Curve25519.Signing.PrivateKey().rawRepresentation).utf8)
            try storage.write(made, to: file)
            return made
        }
        guard
            let key = try? Curve25519.Signing.PrivateKey(
                rawRepresentation: Hex.decode(String(decoding: text, as: UTF8.self)))
        else { throw NodeError.damaged(path: "\(path)/\(file)") }
        let cosigner = try Cosigner(name: "\(ledgerOrigin)/witness", privateKey: key)
        // For whoever wants to hold this node to its signatures.
        let shown = Array("\(cosigner.key)\n".utf8)
        let place = "\(LedgerReader.folder)/cosigner"
        if try storage.read(place, byteCountMax: 1_024) != shown {
            try storage.write(shown, to: place)
        }
        return cosigner
    }

    /// Opens the ledger for writing.
    package func ledger() throws -> Ledger {
        guard let text = try storage.read("keys/ledger.key", byteCountMax: 64),
            let key = try? Curve25519.Signing.PrivateKey(
                rawRepresentation: Hex.decode(String(decoding: text, as: UTF8.self)))
        else { throw NodeError.damaged(path: "\(path)/keys/ledger.key") }
        return try Ledger(opening: storage, origin: ledgerOrigin, privateKey: key)
    }
}

/// `node.toml`: what a node is called and to which federation it belongs.
package struct NodeSettings: Sendable, Hashable {
    /// The version of the home's layout.
    package var version: Int
    /// A member's node or a coordinator.
    package var kind: NodeHome.Kind
    /// The node's name, and the member's.
    package var name: Name
    /// The economy whose rules bind it, ISO 3166-1 alpha-2.
    package var economy: String
    /// The language in which it gives reasons.
    package var language: Language
    /// The coordinator's address, once enrolled.
    package var coordinator: Address?
    /// How much memory learning may take, in megabytes of 1,000,000 bytes; nil for half of what
    /// there is.
    package var learningMegabytesMax: Int?

    /// Where a coordinator listens.
    package struct Address: Sendable, Hashable {
        /// A name or an address.
        package let host: String
        /// The port.
        package let port: Int

        /// An address.
        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Reads `HOST:PORT`.
        package init?(text: String) {
            guard let colon = text.lastIndex(of: ":"),
                let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port),
                colon > text.startIndex
            else { return nil }
            self.init(host: String(text[..<colon]), port: port)
        }
    }

    /// Settings of a new home.
    package init(kind: NodeHome.Kind, name: Name, economy: String, language: Language) {
        version = NodeHome.version
        self.kind = kind
        self.name = name
        self.economy = economy
        self.language = language
    }

    init(parsing text: [UInt8], path: String) throws {
        do {
            let file = try TOMLReader(parsing: text, byteCountMax: text.count)
            version = try file.integer("version", in: 1...1_000_000)
            guard version <= NodeHome.version else {
                throw NodeError.newerHome(
                    path: path, found: version, supported: NodeHome.version)
            }
            try file.refuseUnknownKeys(
                allowed: [
                    "version", "kind", "name", "economy", "language", "coordinator", "learning",
                ])
            guard let kind = NodeHome.Kind(rawValue: try file.string("kind")) else {
                throw file.error("kind", .unknownValue)
            }
            self.kind = kind
            guard let name = try? Name(file.string("name")) else {
                throw file.error("name", .unknownValue)  // The reader's own error says no more.
            }
            self.name = name
            economy = try file.string("economy")
            language = Language(locale: try file.string("language"))
            if let table = try file.optionalTable("coordinator") {
                coordinator = Address(
                    host: try table.string("host"), port: try table.integer("port", in: 1...65_535))
            }
            if let table = try file.optionalTable("learning") {
                try table.refuseUnknownKeys(allowed: ["memory_megabytes"])
                learningMegabytesMax = try table.integer("memory_megabytes", in: 1...1_000_000_000)
            }
        } catch let error as TOMLError {
            throw NodeError.settings(path: path, error)
        }
    }

    var text: [UInt8] {
        var text = """
            # Settings of this node. Paths and keys are beside it; rules are in charter.toml.
            version = \(version)
            kind = "\(kind.rawValue)"
            name = "\(name.text)"
            economy = "\(economy)"
            language = "\(language.rawValue)"

            """
        if let coordinator {
            text += """

                [coordinator]
                host = "\(coordinator.host)"
                port = \(coordinator.port)

                """
        }
        if let learningMegabytesMax {
            text += """

                [learning]
                memory_megabytes = \(learningMegabytesMax)

                """
        }
        return Array(text.utf8)
    }
}
