internal import Crypto
internal import DureCore
internal import FoundationEssentials

/// The cryptography of one slot: the root key under a key pair of the slot's own, whose private
/// half is wrapped under the slot's secret (Docs/Protocol/keys.md).
///
/// So a new root key can be put into every slot without anybody's passphrase, card or token: the
/// public half is enough. Two things keep strangers from doing the same. A second key of the slot,
/// the pen, takes part in the wrapping; it stands in the file under the old root key and, with the
/// private half, under the slot's secret. And the whole file carries a code under the root key.
struct SlotLock: Sendable {
    /// X-Wing: ML-KEM-768 and X25519.
    static let publicKeyByteCount = 1_216
    static let encapsulatedByteCount = 1_120

    /// The slot's seed under the slot's secret.
    let wrappedSeed: [UInt8]
    /// The public half of the slot's pair.
    let publicKey: [UInt8]
    /// The slot's pen under the root key.
    private(set) var wrappedPen: [UInt8]
    private(set) var encapsulated: [UInt8]
    /// The root key under what was encapsulated, and the pen.
    private(set) var wrappedRoot: [UInt8]

    /// Locks the root key.
    ///
    /// - Parameter secret: The key from passphrase, credential, device or cards, 32 bytes.
    init(
        _ root: borrowing RootKey, slot: SlotContext, secret: borrowing SecretBytes,
        using generator: inout some SecureRandomNumberGenerator
    ) throws {
        let seed = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
        wrappedSeed = try KeyWrapping.wrap(seed, slot.key("seed"), under: secret)
        publicKey = Array(try Self.pair(from: seed).publicKey.rawRepresentation)
        (wrappedPen, encapsulated, wrappedRoot) = ([], [], [])
        try put(root, slot: slot, pen: Self.pen(from: seed))
    }

    init?(_ json: JSONValue) {
        guard let seed = json.bytes("seed"), let publicKey = json.bytes("public_key"),
            let pen = json.bytes("pen"), let encapsulated = json.bytes("encapsulated"),
            let root = json.bytes("root"),
            [seed, pen, root].allSatisfy({ $0.count == KeyWrapping.wrappedByteCount }),
            publicKey.count == Self.publicKeyByteCount,
            encapsulated.count == Self.encapsulatedByteCount
        else { return nil }
        (wrappedSeed, wrappedPen, wrappedRoot) = (seed, pen, root)
        (self.publicKey, self.encapsulated) = (publicKey, encapsulated)
    }

    var json: JSONValue {
        [
            "seed": .string(Hex.encode(wrappedSeed)),
            "public_key": .string(Hex.encode(publicKey)), "pen": .string(Hex.encode(wrappedPen)),
            "encapsulated": .string(Hex.encode(encapsulated)),
            "root": .string(Hex.encode(wrappedRoot)),
        ]
    }

    /// The root key; nil where the secret is another, or the slot was changed.
    func open(_ slot: SlotContext, secret: borrowing SecretBytes) -> RootKey? {
        guard let seed = KeyWrapping.unwrap(wrappedSeed, slot.key("seed"), under: secret),
            // What the library refuses was not written by us; nil says that.
            let pair = try? Self.pair(from: seed),
            Array(pair.publicKey.rawRepresentation) == publicKey,
            let shared = try? pair.decapsulate(Data(encapsulated))
        else { return nil }
        let kek = wrappingKey(shared, Self.pen(from: seed), slot)
        guard let root = KeyWrapping.unwrap(wrappedRoot, slot.key("root"), under: kek) else {
            return nil
        }
        return RootKey(secret: root)
    }

    /// Puts another root key in the place of the one that the slot holds.
    ///
    /// - Returns: Whether the slot was one of the old key's.
    mutating func replace(
        _ old: borrowing RootKey, with new: borrowing RootKey, slot: SlotContext
    ) throws -> Bool {
        guard
            let pen = KeyWrapping.unwrap(
                wrappedPen, slot.key("pen"), under: old.key(for: .slots, version: 1))
        else { return false }
        try put(new, slot: slot, pen: pen)
        return true
    }

    private mutating func put(
        _ root: borrowing RootKey, slot: SlotContext, pen: borrowing SecretBytes
    ) throws {
        wrappedPen = try KeyWrapping.wrap(
            pen, slot.key("pen"), under: root.key(for: .slots, version: 1))
        let key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey)
        let result = try key.encapsulate()
        encapsulated = Array(result.encapsulated)
        wrappedRoot = try KeyWrapping.wrap(
            root.reveal(), slot.key("root"),
            under: wrappingKey(result.sharedSecret, pen, slot))
    }

    /// HKDF of both secrets, bound to the slot and to what was encapsulated.
    private func wrappingKey(
        _ shared: SymmetricKey, _ pen: borrowing SecretBytes, _ slot: SlotContext
    ) -> SecretBytes {
        var info = CanonicalBytes(label: "dure/slot/wrap")
        info.append(slot.digest)
        info.append(DureCore.Digest(of: publicKey))
        info.append(DureCore.Digest(of: encapsulated))
        let both = SymmetricKey(data: shared.revealedBytes + pen.reveal())
        return SecretBytes(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: both, info: info.bytes,
                outputByteCount: KeyWrapping.keyByteCount))
    }

    private static func pair(
        from seed: borrowing SecretBytes
    ) throws -> XWingMLKEM768X25519.PrivateKey {
        try XWingMLKEM768X25519.PrivateKey(
            seedRepresentation: part("pair", of: seed).reveal(), publicKey: nil)
    }

    private static func pen(from seed: borrowing SecretBytes) -> SecretBytes {
        part("pen", of: seed)
    }

    private static func part(_ name: String, of seed: borrowing SecretBytes) -> SecretBytes {
        let info = CanonicalBytes(label: "dure/slot/\(name)")
        return SecretBytes(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: seed.key, info: info.bytes,
                outputByteCount: KeyWrapping.keyByteCount))
    }
}

/// Which slot it is: kind, id, date and parameters, every bit of which takes part in its keys.
struct SlotContext: Sendable {
    let digest: DureCore.Digest

    init(kind: SlotKind, id: String, made: String, parameters: JSONValue) {
        var fields = CanonicalBytes(label: "dure/slot")
        fields.append(kind.rawValue)
        fields.append(id)
        fields.append(made)
        fields.append(parameters.canonicalBytes)
        digest = fields.digest
    }

    func key(_ part: String) -> KeyContext {
        var fields = CanonicalBytes(label: "dure/wrap/slot-\(part)")
        fields.append(digest)
        return KeyContext(digest: fields.digest)
    }
}
