import DureCore
import DureTesting
import Testing

@testable import DureVault

/// A cost that tests can pay many times.
private func quick(_ seed: UInt64) -> ScryptParameters {
    var generator = SeededGenerator(seed: seed)
    return ScryptParameters(
        rounds: 16, salt: generator.bytes(count: ScryptParameters.saltByteCount))
}

/// Bytes to compare; only a test may look at a key so.
private func bytes(_ secret: borrowing SecretBytes) -> [UInt8] { secret.reveal() }

private let day = "2026-12-01"

private let passphrase = "밭은 각자 품은 함께 나눈다"

@Test func `every slot opens the same root key`() throws {
    let slots = RootKeySlots(home: MemoryHome())
    var generator = SeededGenerator(seed: 1)
    let key = try slots.create(
        .passphrase(passphrase), day: day, scrypt: quick(1), using: &generator)
    try slots.add(.plainFile, for: key, day: day, using: &generator)
    try slots.add(
        .passphrase("another long one"), for: key, day: day, scrypt: quick(2), using: &generator)
    #expect(try slots.list().map(\.kind) == [.passphrase, .plainFile, .passphrase])
    for slot in [
        SlotOpening.passphrase(passphrase), .passphrase("another long one"), .plainFile,
    ] {
        let opened = try slots.open(slot)
        #expect(opened.id == key.id)
        let isSame = opened.reveal().matches(key.reveal())
        #expect(isSame)
    }
    #expect(throws: VaultError.wrongPassphrase) {
        _ = try slots.open(.passphrase(passphrase + "!"))
    }
    #expect(throws: VaultError.rootKeyExists) {
        _ = try slots.create(.plainFile, day: day, using: &generator)
    }
}

@Test func `the product's cost opens what it closed`() throws {
    let slots = RootKeySlots(home: MemoryHome())
    var generator = SystemSecureGenerator()
    let key = try slots.create(.passphrase(passphrase), day: day, using: &generator)
    #expect(try slots.open(.passphrase(passphrase)).id == key.id)
}

@Test func `scrypt is that of RFC 7914`() throws {
    // RFC 7914, section 12, second vector: N = 1024, r = 8, p = 16, first 32 of 64 bytes. A
    // shorter output of scrypt is a prefix of a longer one.
    let parameters = ScryptParameters(
        rounds: 1_024, parallelism: 16, salt: Array("NaCl".utf8))
    let key = try parameters.key(from: "password")
    #expect(
        Hex.encode(key.reveal())
            == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
}

@Test func `no key and no short passphrase are errors with their own names`() throws {
    let slots = RootKeySlots(home: MemoryHome())
    var generator = SeededGenerator(seed: 1)
    #expect(throws: VaultError.noRootKey) { _ = try slots.open(.plainFile) }
    #expect(throws: VaultError.passphraseTooShort(minimum: 12)) {
        _ = try slots.create(
            .passphrase("elevenchars"), day: day, scrypt: quick(1), using: &generator)
    }
    #expect(try !slots.exist())
    _ = try slots.create(.plainFile, day: day, using: &generator)
    #expect(throws: VaultError.noSuchSlot(kind: "passphrase")) {
        _ = try slots.open(.passphrase(passphrase))
    }
}

@Test func `a key file that others may read opens nothing`() throws {
    let home = MemoryHome()
    let slots = RootKeySlots(home: home)
    var generator = SeededGenerator(seed: 1)
    let key = try slots.create(.plainFile, day: day, using: &generator)
    let path = RootKeySlots.plainPath(of: key.id)
    home.expose(path)
    #expect(throws: VaultError.keyFileExposed(path: path)) {
        _ = try slots.open(.plainFile)
    }
}

@Test func `the last slot stays and a removed one opens nothing`() throws {
    let home = MemoryHome()
    let slots = RootKeySlots(home: home)
    var generator = SeededGenerator(seed: 1)
    let key = try slots.create(.plainFile, day: day, using: &generator)
    let plain = try #require(try slots.list().first).id
    #expect(throws: VaultError.lastSlot) { try slots.remove(id: plain, for: key) }
    try slots.add(
        .passphrase(passphrase), for: key, day: day, scrypt: quick(1), using: &generator)
    #expect(throws: VaultError.unknownSlot(id: "00000000")) {
        try slots.remove(id: "00000000", for: key)
    }
    try slots.remove(id: plain, for: key)
    #expect(home.files[RootKeySlots.plainPath(of: key.id)] == nil)
    #expect(throws: VaultError.noSuchSlot(kind: "plain-file")) { _ = try slots.open(.plainFile) }
    #expect(try slots.open(.passphrase(passphrase)).id == key.id)
}

@Test func `a slot file that was changed is refused`() throws {
    let home = MemoryHome()
    let slots = RootKeySlots(home: home)
    var generator = SeededGenerator(seed: 1)
    let key = try slots.create(
        .passphrase(passphrase), day: day, scrypt: quick(1), using: &generator)
    try slots.add(.plainFile, for: key, day: day, using: &generator)
    let good = String(decoding: try #require(home.files["keys/slots.json"]), as: UTF8.self)
    func error(_ old: String, _ new: String) -> VaultError? {
        home.files["keys/slots.json"] = Array(
            good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
                .joined(separator: new).utf8)
        return #expect(throws: VaultError.self) { _ = try slots.open(.passphrase(passphrase)) }
    }
    let damaged = VaultError.keyFileDamaged(path: "keys/slots.json")
    #expect(error("\"version\": 2", "\"version\": 3") == .newerVersion(found: 3, supported: 2))
    #expect(error("\"version\": 2", "\"version\": 1") == .olderVersion(found: 1, supported: 2))
    #expect(error("\"scrypt_n\": 16", "\"scrypt_n\": 1099511627776") == damaged)
    #expect(error("\"scrypt_n\": 16", "\"scrypt_n\": 15") == damaged)
    #expect(error("\"scrypt_n\": 16", "\"scrypt_n\": 32") == .wrongPassphrase)
    #expect(error("\"made\": \"2026-12-01\"", "\"made\": \"2026-12-02\"") == .wrongPassphrase)
    #expect(error("\"root_key\": \"", "\"root_key\": \"0") == damaged)
    #expect(error("\"kind\": \"plain-file\"", "\"kind\": \"cards\"") == damaged)
    #expect(error("{", "") == damaged)
    home.files["keys/slots.json"] = Array(good.utf8)
    let plain = RootKeySlots.plainPath(of: key.id)
    home.files[plain] = Array(String(repeating: "0", count: 64).utf8)
    #expect(throws: VaultError.keyFileDamaged(path: plain)) { _ = try slots.open(.plainFile) }
}

@Test func `keys differ by purpose and by version`() throws {
    var generator = SeededGenerator(seed: 1)
    let key = RootKey(using: &generator)
    var seen: Set<[UInt8]> = [bytes(key.reveal())]
    for purpose in KeyPurpose.allCases {
        for version in UInt32(1)...3 {
            let derived = bytes(key.key(for: purpose, version: version))
            let isNew = seen.insert(derived).inserted
            #expect(isNew)
        }
    }
}

@Test func `a wrapped key opens only in its own place`() throws {
    var generator = SeededGenerator(seed: 1)
    let kek = SecretBytes(count: 32, using: &generator)
    let other = SecretBytes(count: 32, using: &generator)
    let key = SecretBytes(count: 32, using: &generator)
    let a = try Name("a")
    let b = try Name("b")
    let context = KeyContext.dataKey(a, partition: 1, version: 1)
    let wrapped = try KeyWrapping.wrap(key, context, under: kek)
    guard let opened = KeyWrapping.unwrap(wrapped, context, under: kek) else {
        Issue.record("its own place refuses the key")
        return
    }
    let same = bytes(opened) == bytes(key)
    #expect(same)
    let stranger = KeyWrapping.unwrap(wrapped, context, under: other) == nil
    #expect(stranger)
    for elsewhere in [
        KeyContext.dataKey(b, partition: 1, version: 1),
        .dataKey(a, partition: 2, version: 1), .dataKey(a, partition: 1, version: 2),
        .datasetKey(a, version: 1),
    ] {
        let refused = KeyWrapping.unwrap(wrapped, elsewhere, under: kek) == nil
        #expect(refused)
    }
    for position in wrapped.indices {
        var changed = wrapped
        changed[position] ^= 0x40
        let refused = KeyWrapping.unwrap(changed, context, under: kek) == nil
        #expect(refused)
    }
}

@Test func `the keyring keeps versions apart and forgets what it drops`() throws {
    var generator = SeededGenerator(seed: 1)
    let root = RootKey(using: &generator)
    let visits = try Name("visits")
    var keyring = Keyring(rootKey: root)
    let first = try keyring.makeKey(for: visits, under: root, using: &generator)
    let second = try keyring.makeKey(for: visits, under: root, using: &generator)
    #expect([first, second] == [1, 2])
    let old = bytes(try keyring.key(of: visits, version: 1, under: root))
    keyring = try Keyring(keyring.bytes, rootKey: root)
    let reread = bytes(try keyring.key(of: visits, version: 1, under: root))
    #expect(reread == old)
    let newer = bytes(try keyring.key(of: visits, version: 2, under: root))
    #expect(newer != old)
    let drops = (0..<2).map { _ in keyring.drop(visits, keeping: 2) }
    #expect(drops == [true, false])
    #expect(throws: VaultError.keyDropped(dataset: "visits")) {
        _ = try keyring.key(of: visits, version: 1, under: root)
    }
    keyring.drop(visits, keeping: nil)
    #expect(keyring.datasets.isEmpty)
    let stranger = RootKey(using: &generator)
    #expect(throws: VaultError.keyFileDamaged(path: "keys/keyring.json")) {
        _ = try Keyring(keyring.bytes, rootKey: stranger)
    }
}
