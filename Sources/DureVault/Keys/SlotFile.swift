internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import DureCore

/// `keys/slots.json`: how the root key may be opened.
///
/// It carries a code under the root key, which is checked as soon as a slot has opened: nobody adds,
/// changes or takes away a slot without the key.
struct SlotFile: Sendable {
    static let byteCountMax = 1 << 17
    static let slotCountMax = 16
    static let version = 2

    /// One way in.
    struct Slot: Sendable {
        let kind: SlotKind
        /// Eight hexadecimal digits.
        let id: String
        /// The day on which it was made.
        let made: String
        /// What the kind needs to know: the cost of scrypt, a credential's name, a program.
        let parameters: JSONValue
        /// nil for a plain file, which locks nothing.
        var lock: SlotLock?

        var context: SlotContext {
            SlotContext(kind: kind, id: id, made: made, parameters: parameters)
        }
    }

    /// The root key's id, so that slots of two keys are never mixed.
    let rootKey: String
    var slots: [Slot] = []
    private var code: [UInt8] = []

    init(rootKey: String) {
        self.rootKey = rootKey
    }

    func slots(of kind: SlotKind) -> [Slot] { slots.filter { $0.kind == kind } }

    init(_ bytes: [UInt8], path: String) throws(VaultError) {
        let damaged = VaultError.keyFileDamaged(path: path)
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes, byteCountMax: Self.byteCountMax)
        } catch {
            throw damaged
        }
        guard let version = json["version"]?.int else { throw damaged }
        guard version <= Self.version else {
            throw .newerVersion(found: Int(clamping: version), supported: Self.version)
        }
        guard version >= Self.version else {
            throw .olderVersion(found: Int(clamping: version), supported: Self.version)
        }
        guard let body = json["keys"], let code = json.bytes("code"),
            let rootKey = body["root_key"]?.text, let list = body["slots"]?.elements,
            list.count <= Self.slotCountMax
        else { throw damaged }
        self.rootKey = rootKey
        self.code = code
        for element in list {
            guard let slot = Slot(element), !slots.contains(where: { $0.id == slot.id }) else {
                throw damaged
            }
            slots.append(slot)
        }
    }

    /// Whether the file was written by who has the root key.
    func isGenuine(under key: borrowing RootKey) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: signed, using: key.key(for: .slots, version: 2).key)
    }

    /// The file's bytes, with a fresh code.
    func bytes(under key: borrowing RootKey) -> [UInt8] {
        precondition(key.id == rootKey, "the key of these slots")
        let code = HMAC<SHA256>.authenticationCode(
            for: signed, using: key.key(for: .slots, version: 2).key)
        let json: JSONValue = [
            "version": .integer(Int64(Self.version)), "keys": body,
            "code": .string(Hex.encode(Array(code))),
        ]
        return Array((json.prettyText + "\n").utf8)
    }

    private var body: JSONValue {
        ["root_key": .string(rootKey), "slots": .array(slots.map(\.json))]
    }

    private var signed: [UInt8] {
        var fields = CanonicalBytes(label: "dure/slots")
        fields.append(UInt32(Self.version))
        fields.append(body.canonicalBytes)
        return fields.bytes
    }
}

extension SlotFile.Slot {
    fileprivate init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.text.flatMap(SlotKind.init(rawValue:)),
            let id = json["id"]?.text, id.utf8.count == 2 * SlotKind.idByteCount,
            id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let made = json["made"]?.text, let parameters = json["parameters"]
        else { return nil }
        var lock: SlotLock?
        if kind != .plainFile {
            guard let read = json["lock"].flatMap(SlotLock.init) else { return nil }
            lock = read
        }
        self.init(kind: kind, id: id, made: made, parameters: parameters, lock: lock)
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind.rawValue), "id": .string(id), "made": .string(made),
            "parameters": parameters,
        ]
        members["lock"] = lock?.json
        return .object(members)
    }
}

extension ScryptParameters {
    init?(_ json: JSONValue) {
        guard let rounds = json["scrypt_n"]?.int, let blockSize = json["scrypt_r"]?.int,
            let parallelism = json["scrypt_p"]?.int, let salt = json.bytes("salt")
        else { return nil }
        self.init(
            rounds: Int(rounds), blockSize: Int(blockSize), parallelism: Int(parallelism),
            salt: salt)
        // A file must not be able to make this machine work for hours, or take its memory.
        guard isSane else { return nil }
    }

    var json: JSONValue {
        [
            "scrypt_n": .integer(Int64(rounds)), "scrypt_r": .integer(Int64(blockSize)),
            "scrypt_p": .integer(Int64(parallelism)), "salt": .string(Hex.encode(salt)),
        ]
    }
}

extension JSONValue {
    /// The bytes behind a member of hexadecimal digits; nil where it is missing or no such text.
    func bytes(_ name: String) -> [UInt8]? {
        // The reason does not matter to the caller: the file cannot be used.
        self[name]?.text.flatMap { try? Hex.decode($0) }
    }
}
