internal import DureCore
internal import DurePrivacy

/// Makes slots of every kind for one root key.
struct SlotMaker: ~Copyable {
    let key: RootKey
    let world: any SlotWorld
    let day: String
    let scrypt: ScryptParameters

    init(key: consuming RootKey, world: any SlotWorld, day: String, scrypt: ScryptParameters) {
        self.key = key
        self.world = world
        self.day = day
        self.scrypt = scrypt
    }

    /// Makes one; what a person must keep is delivered before it is handed out.
    func make(
        _ new: NewSlot, beside file: SlotFile,
        using generator: inout some SecureRandomNumberGenerator,
        deliver: (SlotToken) throws -> Void
    ) throws -> SlotFile.Slot {
        guard file.slots.count < SlotFile.slotCountMax else {
            throw VaultError.tooManySlots(limit: SlotFile.slotCountMax)
        }
        var id = Hex.encode(generator.bytes(count: SlotKind.idByteCount))
        while file.slots.contains(where: { $0.id == id }) {
            id = Hex.encode(generator.bytes(count: SlotKind.idByteCount))
        }
        switch new {
        case .passphrase(let passphrase):
            guard passphrase.count >= RootKeySlots.passphraseLengthMin else {
                throw VaultError.passphraseTooShort(minimum: RootKeySlots.passphraseLengthMin)
            }
            return try lock(
                new.kind, id, scrypt.json, try scrypt.key(from: passphrase), &generator)
        case .plainFile:
            guard file.slots(of: .plainFile).isEmpty else { throw VaultError.plainFileExists }
            return SlotFile.Slot(
                kind: new.kind, id: id, made: day, parameters: .object([:]), lock: nil)
        case .credential(let name):
            try SlotOpener.check(credential: name)
            let secret = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
            let slot = try lock(new.kind, id, ["name": .string(name)], secret, &generator)
            try deliver(.credential(name: name, text: Hex.encode(secret.reveal()) + "\n"))
            return slot
        case .helper(let program):
            return try lock(program, id, &generator)
        case .cards:
            let secret = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
            let cards = try RecoveryCard.split(secret, slot: id, using: &generator)
            let slot = try lock(new.kind, id, .object([:]), secret, &generator)
            try deliver(.cards(cards))
            return slot
        }
    }

    private func lock(
        _ program: HelperProgram, _ id: String,
        _ generator: inout some SecureRandomNumberGenerator
    ) throws -> SlotFile.Slot {
        try SlotOpener.check(program)
        let opener = SlotOpener(world: world)
        let secret = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
        let wrapped = try opener.ask(program, .wrap, slot: id, data: secret.reveal())
        // A helper that cannot give back what it took would be found out on the worst of days.
        let back = SecretBytes(try opener.ask(program, .unwrap, slot: id, data: wrapped))
        guard back.matches(secret) else { throw VaultError.helperWrongKey(path: program.path) }
        return try lock(
            .helper, id,
            [
                "program": .string(program.path),
                "arguments": .array(program.arguments.map { .string($0) }),
                "wrapped": .string(Hex.encode(wrapped)),
            ], secret, &generator)
    }

    private func lock(
        _ kind: SlotKind, _ id: String, _ parameters: JSONValue,
        _ secret: borrowing SecretBytes, _ generator: inout some SecureRandomNumberGenerator
    ) throws -> SlotFile.Slot {
        let context = SlotContext(kind: kind, id: id, made: day, parameters: parameters)
        return SlotFile.Slot(
            kind: kind, id: id, made: day, parameters: parameters,
            lock: try SlotLock(key, slot: context, secret: secret, using: &generator))
    }
}
