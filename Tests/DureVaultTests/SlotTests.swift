import DureCore
import DureTesting
import Synchronization
import Testing

@testable import DureVault

private let day = "2026-12-01"

/// A machine with credentials and one helper, which can do wrong.
private final class FakeWorld: SlotWorld {
    enum Helper { case good, silent, liar, echo, oversized }

    let credentials = Mutex<[String: [UInt8]]>([:])
    let helper = Mutex(Helper.good)

    func credential(_ name: String) throws -> [UInt8] {
        guard let bytes = credentials.withLock({ $0[name] }) else {
            throw VaultError.credentialMissing(name: name)
        }
        return bytes
    }

    /// Wraps by adding the slot's id and turning every bit around.
    func ask(_ program: HelperProgram, _ line: [UInt8]) throws -> [UInt8] {
        let question = try JSONValue(parsing: line, byteCountMax: 4_096)
        let slot = try Hex.decode(question["slot"]?.text ?? "")
        let data = try Hex.decode(question["data"]?.text ?? "")
        let answer: [UInt8]
        switch helper.withLock({ $0 }) {
        case .silent: return []
        case .echo: answer = data
        case .oversized: answer = [UInt8](repeating: 1, count: 1_025)
        case .liar:
            answer =
                question["request"]?.text == "wrap"
                ? (slot + data).map { ~$0 } : [UInt8](repeating: 7, count: 32)
        case .good:
            if question["request"]?.text == "wrap" {
                answer = (slot + data).map { ~$0 }
            } else {
                #expect(data.prefix(4).map { ~$0 } == slot)
                answer = data.dropFirst(4).map { ~$0 }
            }
        }
        let json: JSONValue = ["dure_slot_helper": 1, "data": .string(Hex.encode(answer))]
        return Array((json.canonicalText + "\n").utf8)
    }
}

/// A home with a plain file, and its root key.
private struct Home: ~Copyable {
    let storage = MemoryHome()
    let world = FakeWorld()
    let key: RootKey
    var generator = SeededGenerator(seed: 5)

    var slots: RootKeySlots { RootKeySlots(home: storage, world: world) }

    init() throws {
        let slots = RootKeySlots(home: storage, world: world)
        key = try slots.create(.plainFile, day: day, using: &generator)
    }

    mutating func add(
        _ slot: NewSlot, deliver: (SlotToken) throws -> Void = { _ in }
    ) throws -> SlotSummary {
        try slots.add(slot, for: key, day: day, using: &generator, deliver: deliver)
    }

    mutating func cards() throws -> [RecoveryCard] {
        var all: [RecoveryCard] = []
        _ = try add(.cards) { if case .cards(let cards) = $0 { all = cards } }
        return all
    }
}

// MARK: Credentials

@Test func `a credential opens its slot and no other text does`() throws {
    var home = try Home()
    var secret = ""
    let added = try home.add(.credential(name: "dure-clinic")) { token in
        if case .credential(_, let text) = token { secret = text }
    }
    #expect(added.detail == "dure-clinic")
    #expect(throws: VaultError.credentialMissing(name: "dure-clinic")) {
        _ = try home.slots.open(.credential)
    }
    func put(_ text: String) {
        home.world.credentials.withLock { $0["dure-clinic"] = Array(text.utf8) }
    }
    put(secret)
    #expect(try home.slots.open(.credential).id == home.key.id)
    put(String(repeating: "a", count: 64))
    #expect(throws: VaultError.credentialWrong(name: "dure-clinic")) {
        _ = try home.slots.open(.credential)
    }
    for short in ["", "abc", String(secret.prefix(62)), secret + "00", secret.uppercased() + "g"] {
        put(short)
        #expect(throws: VaultError.credentialUnusable(name: "dure-clinic")) {
            _ = try home.slots.open(.credential)
        }
    }
}

@Test(arguments: ["", "clinic", "dure/../x", "dure..", "/dure", "dure x", "dure\u{0}", "두레"])
func `a credential's name is a name and no path`(name: String) throws {
    var home = try Home()
    #expect(throws: VaultError.badCredentialName) { _ = try home.add(.credential(name: name)) }
    #expect(try home.slots.list().count == 1)
}

@Test func `a secret that could not be kept makes no slot`() throws {
    var home = try Home()
    for slot in [NewSlot.cards, .credential(name: "dure-a")] {
        #expect(throws: StorageError.full(path: "usb")) {
            _ = try home.add(slot) { _ in throw StorageError.full(path: "usb") }
        }
    }
    #expect(try home.slots.list().count == 1)
}

// MARK: Helpers

@Test func `a helper opens the slot that names it, and no program named elsewhere runs`() throws {
    var home = try Home()
    _ = try home.add(.helper(HelperProgram(path: "/usr/lib/dure/token", arguments: ["key-7"])))
    #expect(try home.slots.open(.helper(path: "/usr/lib/dure/token")).id == home.key.id)
    #expect(throws: VaultError.helperNotNamed(path: "/bin/sh")) {
        _ = try home.slots.open(.helper(path: "/bin/sh"))
    }
    home.world.helper.withLock { $0 = .liar }
    #expect(throws: VaultError.helperWrongKey(path: "/usr/lib/dure/token")) {
        _ = try home.slots.open(.helper(path: "/usr/lib/dure/token"))
    }
}

@Test(arguments: [FakeWorldFault.silent, .liar, .echo, .oversized])
func `a helper that cannot give back what it took gets no slot`(fault: FakeWorldFault) throws {
    var home = try Home()
    home.world.helper.withLock { $0 = fault.helper }
    #expect(throws: VaultError.self) {
        _ = try home.add(.helper(HelperProgram(path: "/usr/lib/dure/token")))
    }
    #expect(throws: VaultError.helperUnsafe(path: "token", part: "token")) {
        _ = try home.add(.helper(HelperProgram(path: "token")))
    }
    #expect(try home.slots.list().count == 1)
}

enum FakeWorldFault {
    case silent, liar, echo, oversized

    fileprivate var helper: FakeWorld.Helper {
        switch self {
        case .silent: .silent
        case .liar: .liar
        case .echo: .echo
        case .oversized: .oversized
        }
    }
}

// MARK: Cards

@Test func `any two of three cards open, and no card alone`() throws {
    var home = try Home()
    let cards = try home.cards()
    #expect(cards.map(\.number) == [1, 2, 3])
    for pair in [(0, 1), (1, 0), (0, 2), (1, 2)] {
        let opened = try home.slots.open(.cards([cards[pair.0], cards[pair.1]]))
        #expect(opened.id == home.key.id)
    }
    for card in cards {
        #expect(throws: VaultError.cardsNotTwo(found: 1)) {
            _ = try home.slots.open(.cards([card]))
        }
        #expect(throws: VaultError.cardTwice(number: card.number)) {
            _ = try home.slots.open(.cards([card, card]))
        }
    }
    let others = try home.cards()
    #expect(throws: VaultError.cardsOfTwoSets) {
        _ = try home.slots.open(.cards([cards[0], others[1]]))
    }
    // One card says nothing: with a share of another secret in the other's place nothing opens.
    var stranger = try Home()
    let strange = try stranger.cards()
    #expect(throws: VaultError.unknownSlot(id: strange[0].slot)) {
        var far = try Home()
        far.generator = SeededGenerator(seed: 99)
        _ = try far.cards()
        _ = try far.slots.open(.cards([strange[0], strange[1]]))
    }
}

@Test func `a card is read as it is printed and as people type it`() throws {
    var home = try Home()
    for card in try home.cards() {
        let text = "# Dure recovery card\n\n" + card.lines.joined(separator: "\n") + "\n# foot\n"
        #expect(try RecoveryCard(text) == card)
        let typed = card.lines.joined(separator: "-").lowercased()
            .replacing("0", with: "o").replacing("1", with: "l")
        #expect(try RecoveryCard(typed) == card)
    }
}

@Test func `every single wrong character is told by its group`() throws {
    var home = try Home()
    let card = try home.cards()[1]
    let good = Array(card.lines.joined(separator: " ").filter { $0 != " " })
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*")
    var tried = 0
    for place in good.indices {
        for wrong in alphabet where wrong != good[place] {
            var typed = good
            typed[place] = wrong
            #expect(throws: VaultError.cardMistyped(group: place / 5 + 1)) {
                _ = try RecoveryCard(String(typed))
            }
            tried += 1
        }
    }
    #expect(tried == 95 * 32)
}

@Test func `neighbours, groups and whole parts that are wrong are found`() throws {
    var home = try Home()
    let card = try home.cards()[0]
    let groups = card.lines.joined(separator: " ").split(separator: " ").map(String.init)
    for (index, group) in groups.enumerated() {
        for place in 0..<3 {
            var letters = Array(group)
            guard letters[place] != letters[place + 1] else { continue }
            letters.swapAt(place, place + 1)
            var typed = groups
            typed[index] = String(letters)
            #expect(throws: VaultError.cardMistyped(group: index + 1)) {
                _ = try RecoveryCard(typed.joined(separator: " "))
            }
        }
    }
    var swapped = groups
    swapped.swapAt(3, 11)
    #expect(throws: VaultError.cardMistyped(group: 4)) {
        _ = try RecoveryCard(swapped.joined(separator: " "))
    }
    #expect(throws: VaultError.cardUnreadable(groups: 18)) {
        _ = try RecoveryCard(groups.dropLast().joined(separator: " "))
    }
    #expect(throws: VaultError.cardUnreadable(groups: 0)) { _ = try RecoveryCard("") }
    #expect(throws: VaultError.self) { _ = try RecoveryCard(String(repeating: "A", count: 9_000)) }
}

// MARK: A stranger who can write

@Test func `nobody puts a key of their own into another's slots`() throws {
    var home = try Home()
    var secret = ""
    _ = try home.add(.credential(name: "dure-clinic")) { token in
        if case .credential(_, let text) = token { secret = text }
    }
    home.world.credentials.withLock { $0["dure-clinic"] = Array(secret.utf8) }
    // Another home with a slot of the same name, whose root key the stranger knows.
    var other = try Home()
    other.generator = SeededGenerator(seed: 77)
    _ = try other.add(.credential(name: "dure-clinic"))
    home.storage.files = other.storage.files
    #expect(throws: VaultError.credentialWrong(name: "dure-clinic")) {
        _ = try home.slots.open(.credential)
    }
    // Nor by a plain file: the way in is said outside the home.
    let lone = try Home()
    home.storage.files = lone.storage.files
    #expect(throws: VaultError.noSuchSlot(kind: "systemd")) { _ = try home.slots.open(.credential) }
}

@Test func `a public key alone puts no root key into a slot`() throws {
    var generator = SeededGenerator(seed: 3)
    let root = RootKey(using: &generator)
    let mine = RootKey(using: &generator)
    let secret = SecretBytes(count: 32, using: &generator)
    let slot = SlotContext(
        kind: .credential, id: "0123abcd", made: day, parameters: ["name": "dure-x"])
    let good = try SlotLock(root, slot: slot, secret: secret, using: &generator)
    // A stranger makes a lock for a root key of their own, with the victim's public key in it.
    var forged = try #require(SlotLock(good.json))
    let isTaken = try forged.replace(mine, with: mine, slot: slot)
    #expect(!isTaken)
    var own = try SlotLock(
        mine, slot: slot, secret: SecretBytes(count: 32, using: &generator), using: &generator)
    let isOwn = try own.replace(mine, with: mine, slot: slot)
    #expect(isOwn)
    for name in ["public_key", "seed", "pen", "encapsulated", "root"] {
        var json = try #require(good.json.members)
        json[name] = own.json[name]
        guard name != "pen", let mixed = SlotLock(.object(json)) else { continue }
        let isShut = mixed.open(slot, secret: secret) == nil
        #expect(isShut, "\(name)")
    }
    let opened = good.open(slot, secret: secret)?.id
    #expect(opened == root.id)
}
