internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import DureCore

/// What is in the vault: `vault/catalogue.json`, replaced as a whole.
///
/// The file carries an HMAC under a key from the root key, because the cards in it decide who may
/// read. Putting an older copy back is not noticed here; the ledger shows it. One file is meant
/// for some hundreds of datasets; the catalogue moves to SQLite next.
struct Catalogue: Sendable {
    static let path = "vault/catalogue.json"
    static let byteCountMax = 1 << 26
    static let version = 1

    /// How far a dataset has come.
    ///
    /// What is not ready is undone or finished at the next opening.
    enum State: String, Sendable {
        case importing, ready, erasing
    }

    /// One sealed file of a dataset.
    struct Partition: Sendable {
        let rowCount: Int
        let keyVersion: UInt32
        /// The partition's key under the dataset's.
        var wrappedKey: [UInt8]
    }

    struct Dataset: Sendable {
        var state: State
        var card: DatasetCard
        /// The version of the dataset's key that wraps the partitions' keys.
        var datasetKeyVersion: Int
        var partitions: [Partition]
        /// Earlier contents, the oldest first (control V10).
        var versions: [DatasetVersion] = []
        /// Keyed hashes of the persons who took their choice back (control V08).
        var withdrawn: Set<Digest> = []
        /// The keys of ``withdrawn`` before the last changes of the root key, the oldest first,
        /// each under the catalogue's key.
        var choiceKeys: [[UInt8]] = []
        /// Sealed files that a change left behind, to be removed.
        var obsolete: [String] = []
        /// Where the rows stay; nil where they are in the partitions.
        ///
        /// The one partition of a table in place, if any, is its sealed password.
        var place: InPlaceTable?
        /// While all partitions are sealed anew: the first whose turn has not come.
        var resealFrom: Int?
    }

    var datasets: [Name: Dataset] = [:]
}

extension Catalogue {
    init(_ bytes: [UInt8], key: borrowing SecretBytes) throws(VaultError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax)
        } catch {
            throw .catalogueDamaged(field: "json")
        }
        // The version comes first: a newer format may be signed in another way.
        let version = try json.count("version")
        guard version == Self.version else {
            throw .newerVersion(found: version, supported: Self.version)
        }
        guard let body = json["catalogue"], let code = json.bytes("mac"),
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: Self.signed(body), using: key.key)
        else { throw .catalogueDamaged(field: "mac") }
        guard let list = body["datasets"]?.elements else {
            throw .catalogueDamaged(field: "datasets")
        }
        for element in list {
            let dataset = try Dataset(element)
            datasets[dataset.card.name] = dataset
        }
    }

    func bytes(key: borrowing SecretBytes) -> [UInt8] {
        let sorted = datasets.sorted { $0.key < $1.key }
        let body: JSONValue = ["datasets": .array(sorted.map(\.value.json))]
        let code = HMAC<SHA256>.authenticationCode(for: Self.signed(body), using: key.key)
        let json: JSONValue = [
            "version": .integer(Int64(Self.version)), "catalogue": body,
            "mac": .string(Hex.encode(Array(code))),
        ]
        return Array((json.prettyText + "\n").utf8)
    }

    private static func signed(_ body: JSONValue) -> [UInt8] {
        var fields = CanonicalBytes(label: "dure/catalogue")
        fields.append(body.canonicalBytes)
        return fields.bytes
    }
}

extension Catalogue.Dataset {
    fileprivate var json: JSONValue {
        var json = firstJSON
        if !versions.isEmpty { json["versions"] = .array(versions.map(\.json)) }
        if !withdrawn.isEmpty {
            json["withdrawn"] = .array(withdrawn.map(\.hex).sorted().map { .string($0) })
        }
        if !choiceKeys.isEmpty {
            json["choice_keys"] = .array(choiceKeys.map { .string(Hex.encode($0)) })
        }
        if let resealFrom { json["reseal_from"] = .integer(Int64(resealFrom)) }
        if let hash = card.fileHash { json["file_hash"] = .string(hash.hex) }
        if let scan = card.scan { json["scan"] = scan.json }
        if let place { json["place"] = place.json }
        if !obsolete.isEmpty { json["obsolete"] = .array(obsolete.map { .string($0) }) }
        return .object(json)
    }

    private var firstJSON: [String: JSONValue] {
        [
            "state": .string(state.rawValue), "card": card.draft.json,
            "schema": card.schema.json, "content_hash": .string(card.contentHash.hex),
            "imported_at": .integer(card.importedAt.milliseconds),
            "salt": .string(Hex.encode(card.salt)),
            "key_version": .integer(Int64(datasetKeyVersion)),
            "partitions": .array(
                partitions.map {
                    [
                        "rows": .integer(Int64($0.rowCount)),
                        "key_version": .integer(Int64($0.keyVersion)),
                        "wrapped_key": .string(Hex.encode($0.wrappedKey)),
                    ]
                }),
        ]
    }

    fileprivate init(_ json: JSONValue) throws(VaultError) {
        guard let card = json["card"], let schema = json["schema"],
            let list = json["partitions"]?.elements, let salt = json.bytes("salt"),
            let state = Catalogue.State(rawValue: try json.text("state"))
        else { throw .catalogueDamaged(field: "dataset") }
        var partitions: [Catalogue.Partition] = []
        for partition in list {
            guard let wrapped = partition.bytes("wrapped_key") else {
                throw .catalogueDamaged(field: "wrapped_key")
            }
            partitions.append(
                Catalogue.Partition(
                    rowCount: try partition.count("rows"),
                    keyVersion: UInt32(clamping: try partition.count("key_version")),
                    wrappedKey: wrapped))
        }
        self.init(
            state: state,
            card: DatasetCard(
                draft: try CardDraft(card), schema: try TableSchema(schema),
                contentHash: try json.digest("content_hash"),
                importedAt: Timestamp(milliseconds: Int64(try json.count("imported_at"))),
                scan: try Self.scan(in: json),
                fileHash: try json["file_hash"] == nil ? nil : json.digest("file_hash"),
                salt: salt),
            datasetKeyVersion: try json.count("key_version"), partitions: partitions)
        versions = try (json["versions"]?.elements ?? []).map(DatasetVersion.init)
        for text in json["withdrawn"]?.elements ?? [] {
            guard let digest = try? Digest(hex: text.text ?? "") else {
                throw .catalogueDamaged(field: "withdrawn")
            }
            withdrawn.insert(digest)
        }
        for text in json["choice_keys"]?.elements ?? [] {
            guard let wrapped = try? Hex.decode(text.text ?? "") else {
                throw .catalogueDamaged(field: "choice_keys")
            }
            choiceKeys.append(wrapped)
        }
        obsolete = (json["obsolete"]?.elements ?? []).compactMap(\.text)
        place = try json["place"].map(InPlaceTable.init)
        resealFrom = json["reseal_from"]?.int.map { Int(clamping: $0) }
    }

    private static func scan(in json: JSONValue) throws(VaultError) -> NumberScan? {
        guard let scan = json["scan"] else { return nil }
        return try NumberScan(scan)
    }
}

extension DatasetVersion {
    fileprivate var json: JSONValue {
        [
            "content_hash": .string(contentHash.hex), "ended_at": .integer(endedAt.milliseconds),
            "change": .string(change.rawValue),
        ]
    }

    fileprivate init(_ json: JSONValue) throws(VaultError) {
        guard let change = DatasetVersion.Change(rawValue: try json.text("change")) else {
            throw .catalogueDamaged(field: "change")
        }
        self.init(
            contentHash: try json.digest("content_hash"),
            endedAt: Timestamp(milliseconds: Int64(try json.count("ended_at"))), change: change)
    }
}
