internal import DureCore

/// The datasets' keys, each wrapped under the root key, in one small file: `keys/keyring.json`.
///
/// A dataset has one current key, and an older one only while its partitions are being re-wrapped.
/// Dropping a dataset's keys makes its partitions unreadable for good.
struct Keyring: Sendable {
    static let path = "keys/keyring.json"
    static let byteCountMax = 1 << 24
    static let version = 1
    /// The version of the derived key that wraps the datasets' keys.
    private static let rootVersion: UInt32 = 1

    private struct Entry: Sendable {
        let version: Int
        let wrapped: [UInt8]
    }

    private let rootKey: String
    /// By dataset, the oldest first.
    private var entries: [Name: [Entry]] = [:]

    init(rootKey: borrowing RootKey) {
        self.rootKey = rootKey.id
    }

    /// The datasets that have a key, sorted.
    var datasets: [Name] { entries.keys.sorted() }

    /// The version in use, where the dataset has a key.
    func currentVersion(of dataset: Name) -> Int? {
        entries[dataset]?.last?.version
    }

    /// Whether the dataset's key of that version is there.
    func has(_ version: Int, of dataset: Name) -> Bool {
        entries[dataset]?.contains { $0.version == version } ?? false
    }

    /// Makes the dataset's next key, which becomes the current one, and answers its version.
    mutating func makeKey(
        for dataset: Name, under rootKey: borrowing RootKey,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> Int {
        let version = (currentVersion(of: dataset) ?? 0) + 1
        let key = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
        let wrapped = try KeyWrapping.wrap(
            key, .datasetKey(dataset, version: version),
            under: rootKey.key(for: .datasets, version: Self.rootVersion))
        entries[dataset, default: []].append(Entry(version: version, wrapped: wrapped))
        return version
    }

    /// The versions of the dataset's key that are there, the oldest first.
    func versions(of dataset: Name) -> [Int] { (entries[dataset] ?? []).map(\.version) }

    /// Takes a key over from another keyring.
    mutating func take(
        _ key: borrowing SecretBytes, of dataset: Name, version: Int,
        under rootKey: borrowing RootKey
    ) throws {
        let wrapped = try KeyWrapping.wrap(
            key, .datasetKey(dataset, version: version),
            under: rootKey.key(for: .datasets, version: Self.rootVersion))
        entries[dataset, default: []].append(Entry(version: version, wrapped: wrapped))
        entries[dataset]?.sort { $0.version < $1.version }
    }

    /// Opens a dataset's key.
    func key(
        of dataset: Name, version: Int, under rootKey: borrowing RootKey
    ) throws(VaultError) -> SecretBytes {
        guard let entry = entries[dataset]?.first(where: { $0.version == version }) else {
            throw .keyDropped(dataset: dataset.text)
        }
        guard
            let key = KeyWrapping.unwrap(
                entry.wrapped, .datasetKey(dataset, version: version),
                under: rootKey.key(for: .datasets, version: Self.rootVersion))
        else { throw .keyFileDamaged(path: Self.path) }
        return key
    }

    /// Forgets the keys of a dataset but that version; all of them for nil.
    ///
    /// - Returns: Whether something was dropped.
    @discardableResult
    mutating func drop(_ dataset: Name, keeping version: Int?) -> Bool {
        guard let old = entries[dataset] else { return false }
        let kept = old.filter { $0.version == version }
        entries[dataset] = kept.isEmpty ? nil : kept
        return kept.count != old.count
    }
}

extension Keyring {
    init(_ bytes: [UInt8], rootKey: borrowing RootKey) throws(VaultError) {
        let damaged = VaultError.keyFileDamaged(path: Self.path)
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax)
        } catch {
            throw damaged
        }
        guard let version = json["version"]?.int else { throw damaged }
        guard version == Self.version else {
            throw .newerVersion(found: Int(clamping: version), supported: Self.version)
        }
        self.init(rootKey: rootKey)
        guard json["root_key"]?.text == self.rootKey, let datasets = json["datasets"]?.members
        else { throw damaged }
        for (text, list) in datasets {
            // A name or key that cannot be read makes the whole file suspect.
            guard let name = try? Name(text), let keys = list.elements else { throw damaged }
            for key in keys {
                guard let version = key["version"]?.int, let wrapped = key.bytes("wrapped") else {
                    throw damaged
                }
                entries[name, default: []].append(Entry(version: Int(version), wrapped: wrapped))
            }
            entries[name]?.sort { $0.version < $1.version }
        }
    }

    var bytes: [UInt8] {
        var datasets: [String: JSONValue] = [:]
        for (name, keys) in entries {
            datasets[name.text] = .array(
                keys.map { key in
                    [
                        "version": .integer(Int64(key.version)),
                        "wrapped": .string(Hex.encode(key.wrapped)),
                    ]
                })
        }
        let json: JSONValue = [
            "version": .integer(Int64(Self.version)), "root_key": .string(rootKey),
            "datasets": .object(datasets),
        ]
        return Array((json.prettyText + "\n").utf8)
    }
}
