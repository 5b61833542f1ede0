internal import DureCore

/// `keys/slots.json`: how the root key may be opened.
struct SlotFile: Sendable {
    static let byteCountMax = 1 << 16
    static let slotCountMax = 16
    static let version = 1

    struct Passphrase: Sendable {
        let scrypt: ScryptParameters
        let wrapped: [UInt8]
    }

    /// The root key's id, so that slots of two keys are never mixed.
    let rootKey: String
    var passphrases: [Passphrase] = []
    var hasPlainFile = false

    init(rootKey: String) {
        self.rootKey = rootKey
    }

    var kinds: [String] {
        passphrases.map { _ in RootKeySlots.Slot.passphrase("").kind }
            + (hasPlainFile ? [RootKeySlots.Slot.plainFile.kind] : [])
    }

    init(_ bytes: [UInt8], path: String) throws(VaultError) {
        let damaged = VaultError.keyFileDamaged(path: path)
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
        guard let rootKey = json["root_key"]?.text, let slots = json["slots"]?.elements,
            slots.count <= Self.slotCountMax + 1
        else { throw damaged }
        self.rootKey = rootKey
        for slot in slots {
            switch slot["kind"]?.text {
            case RootKeySlots.Slot.plainFile.kind: hasPlainFile = true
            case RootKeySlots.Slot.passphrase("").kind:
                guard let passphrase = Passphrase(slot) else { throw damaged }
                passphrases.append(passphrase)
            default: throw damaged
            }
        }
    }

    var bytes: [UInt8] {
        let slots = passphrases.map(\.json) + (hasPlainFile ? [["kind": "plain-file"]] : [])
        let json: JSONValue = [
            "version": .integer(Int64(Self.version)), "root_key": .string(rootKey),
            "slots": .array(slots),
        ]
        return Array((json.prettyText + "\n").utf8)
    }
}

extension SlotFile.Passphrase {
    fileprivate init?(_ json: JSONValue) {
        guard let rounds = json["scrypt_n"]?.int, let blockSize = json["scrypt_r"]?.int,
            let parallelism = json["scrypt_p"]?.int, let salt = json.bytes("salt"),
            let wrapped = json.bytes("wrapped"), wrapped.count == KeyWrapping.wrappedByteCount
        else { return nil }
        let scrypt = ScryptParameters(
            rounds: Int(rounds), blockSize: Int(blockSize), parallelism: Int(parallelism),
            salt: salt)
        // A file must not be able to make this machine work for hours, or take its memory.
        guard scrypt.isSane else { return nil }
        self.init(scrypt: scrypt, wrapped: wrapped)
    }

    fileprivate var json: JSONValue {
        [
            "kind": "passphrase", "scrypt_n": .integer(Int64(scrypt.rounds)),
            "scrypt_r": .integer(Int64(scrypt.blockSize)),
            "scrypt_p": .integer(Int64(scrypt.parallelism)),
            "salt": .string(Hex.encode(scrypt.salt)), "wrapped": .string(Hex.encode(wrapped)),
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
