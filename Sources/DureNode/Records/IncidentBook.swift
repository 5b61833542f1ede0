internal import Crypto
internal import DureCore
internal import DureVault

/// The incidents of a node, one sealed file each: what happened may be about people.
package struct IncidentBook: Sendable {
    /// The most incidents of a node.
    package static let countMax = 9_999
    private static let folder = "incidents"
    /// More than the longest texts and as many datasets as an entry of the ledger can name.
    private static let fileByteCountMax = 256 << 10

    private let storage: any Storage
    private let key: SymmetricKey

    /// The book of a home.
    ///
    /// - Parameter key: Seals the files; derived from the home's root key.
    init(storage: any Storage, key: borrowing SecretBytes) {
        self.storage = storage
        self.key = key.key
    }

    /// All incidents, the oldest first.
    ///
    /// - Throws: ``NodeError/damaged(path:)`` where a file cannot be opened; `StorageError`.
    package func incidents() throws -> [Incident] {
        try storage.list(Self.folder).filter { $0.hasSuffix(".seal") }.sorted()
            .prefix(Self.countMax).map { file in
                let path = "\(Self.folder)/\(file)"
                guard let incident = try read(path) else { throw NodeError.damaged(path: path) }
                return incident
            }
    }

    /// One incident.
    ///
    /// - Throws: ``NodeError/unknownIncident(number:)``, ``NodeError/damaged(path:)``.
    package func incident(_ number: Int) throws -> Incident {
        guard (1...Self.countMax).contains(number), let incident = try read(Self.path(number))
        else { throw NodeError.unknownIncident(number: number) }
        return incident
    }

    /// Runs while no other process changes the book.
    func locked<Result>(_ body: () throws -> Result) throws -> Result {
        try storage.locked("\(Self.folder)/lock", body)
    }

    func write(_ incident: Incident) throws {
        try storage.write(
            try Self.seal(incident, under: key), to: Self.path(incident.number))
    }

    /// All files as they are under another key.
    ///
    /// - Throws: ``NodeError/damaged(path:)`` where a file cannot be opened; `StorageError`.
    func resealed(under key: borrowing SecretBytes) throws -> [RootKeyRotation.File] {
        let key = key.key
        return try incidents().map {
            RootKeyRotation.File(
                path: Self.path($0.number), bytes: try Self.seal($0, under: key))
        }
    }

    private static func seal(_ incident: Incident, under key: SymmetricKey) throws -> [UInt8] {
        let sealed = try AES.GCM.seal(
            incident.json.canonicalBytes, using: key, authenticating: context(incident.number))
        guard let bytes = sealed.combined else { throw NodeError.damaged(path: folder) }
        return Array(bytes)
    }

    private func read(_ path: String) throws -> Incident? {
        guard let bytes = try storage.read(path, byteCountMax: Self.fileByteCountMax) else {
            return nil
        }
        let number = Int(path.dropFirst(Self.folder.count + 1).prefix(4)) ?? 0
        // Whatever is wrong with it, the file is not what was sealed.
        guard let box = try? AES.GCM.SealedBox(combined: bytes),
            let content = try? AES.GCM.open(
                box, using: key, authenticating: Self.context(number)),
            let json = try? JSONValue(
                parsing: Array(content), byteCountMax: Self.fileByteCountMax),
            let incident = Incident(json), incident.number == number
        else { throw NodeError.damaged(path: path) }
        return incident
    }

    private static func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(folder)/\(String(repeating: "0", count: 4 - digits.count))\(digits).seal"
    }

    private static func context(_ number: Int) -> [UInt8] {
        var canonical = CanonicalBytes(label: "dure/incident1")
        canonical.append(UInt64(number))
        return canonical.bytes
    }
}
