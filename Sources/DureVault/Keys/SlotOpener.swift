internal import DureCore

/// Opens slots of every kind but the plain file.
struct SlotOpener {
    /// What a helper is asked for.
    enum HelperRequest: String {
        case wrap, unwrap
    }

    static let helperProtocol = 1
    static let wrappedByteCountMax = 1_024
    private static let replyByteCountMax = 4_096
    private static let credentialByteCountMax = 256
    private static let nameLengthMax = 64

    let world: any SlotWorld

    /// Opens the first of the slots that the secret fits.
    func open(_ slots: [SlotFile.Slot], _ opening: SlotOpening) throws -> RootKey {
        switch opening {
        case .passphrase(let passphrase):
            for slot in slots {
                guard let scrypt = ScryptParameters(slot.parameters) else { throw damaged }
                if let key = unlock(slot, try scrypt.key(from: passphrase)) { return key }
            }
            throw VaultError.wrongPassphrase
        case .plainFile: throw damaged
        case .credential: return try openByCredential(slots)
        case .helper(let path): return try openByHelper(slots, path)
        case .cards(let cards):
            let secret = try RecoveryCard.join(cards)
            let id = cards[0].slot
            guard let slot = slots.first(where: { $0.id == id }) else {
                throw VaultError.unknownSlot(id: id)
            }
            guard let key = unlock(slot, secret) else {
                throw VaultError.cardsOpenNothing(slot: id)
            }
            return key
        }
    }

    private var damaged: VaultError { .keyFileDamaged(path: RootKeySlots.slotsPath) }

    private func unlock(_ slot: SlotFile.Slot, _ secret: borrowing SecretBytes) -> RootKey? {
        slot.lock?.open(slot.context, secret: secret)
    }

    // MARK: Credentials

    private func openByCredential(_ slots: [SlotFile.Slot]) throws -> RootKey {
        var reason: any Error = damaged
        for slot in slots {
            guard let name = slot.parameters["name"]?.text else { throw damaged }
            do {
                try Self.check(credential: name)
                let secret = try Self.secret(inCredential: try world.credential(name), name)
                if let key = unlock(slot, secret) { return key }
                reason = VaultError.credentialWrong(name: name)
            } catch {
                // Another slot's credential may be the one that this service has; but what is
                // wrong with one that is there is told rather than that another is missing.
                if (reason as? VaultError) == damaged { reason = error }
            }
        }
        throw reason
    }

    /// A name without path parts that begins with `dure`.
    static func check(credential name: String) throws(VaultError) {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
                || (0x61...0x7a).contains(byte) || [0x2d, 0x2e, 0x5f].contains(byte)
        }
        guard isPlain, name.hasPrefix("dure"), name.utf8.count <= nameLengthMax,
            !name.contains("..")
        else { throw .badCredentialName }
    }

    private static func secret(
        inCredential bytes: [UInt8], _ name: String
    ) throws(VaultError) -> SecretBytes {
        let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
        guard bytes.count <= credentialByteCountMax,
            // What is wrong with the digits must not be told: they are the secret.
            let secret = try? Hex.decode(text), secret.count == KeyWrapping.keyByteCount
        else { throw .credentialUnusable(name: name) }
        return SecretBytes(secret)
    }

    // MARK: Helpers

    private func openByHelper(_ slots: [SlotFile.Slot], _ path: String) throws -> RootKey {
        // The program is the one that the operator names: a file in the home starts nothing.
        let slots = slots.filter { $0.parameters["program"]?.text == path }
        guard !slots.isEmpty else { throw VaultError.helperNotNamed(path: path) }
        var reason: any Error = damaged
        for slot in slots {
            guard let arguments = slot.parameters["arguments"]?.elements?.compactMap(\.text),
                let wrapped = slot.parameters.bytes("wrapped"),
                (KeyWrapping.keyByteCount...Self.wrappedByteCountMax).contains(wrapped.count)
            else { throw damaged }
            let program = HelperProgram(path: path, arguments: arguments)
            do {
                try Self.check(program)
                let secret = SecretBytes(
                    try ask(program, .unwrap, slot: slot.id, data: wrapped))
                if let key = unlock(slot, secret) { return key }
                reason = VaultError.helperWrongKey(path: path)
            } catch {
                reason = error
            }
        }
        throw reason
    }

    static func check(_ program: HelperProgram) throws(VaultError) {
        let texts = [program.path] + program.arguments
        guard program.path.hasPrefix("/"),
            program.arguments.count <= HelperProgram.argumentCountMax,
            texts.allSatisfy({
                $0.utf8.count <= HelperProgram.textByteCountMax && !$0.utf8.contains(0)
            })
        else { throw .helperUnsafe(path: program.path, part: program.path) }
    }

    /// One question, one answer: a line of JSON each (Docs/Protocol/keys.md).
    func ask(
        _ program: HelperProgram, _ request: HelperRequest, slot: String, data: [UInt8]
    ) throws -> [UInt8] {
        let question: JSONValue = [
            "dure_slot_helper": .integer(Int64(Self.helperProtocol)),
            "request": .string(request.rawValue), "slot": .string(slot),
            "data": .string(Hex.encode(data)),
        ]
        let line = try world.ask(program, Array((question.canonicalText + "\n").utf8))
        let failed = { VaultError.helperFailed(path: program.path, fault: $0) }
        guard line.count <= Self.replyByteCountMax,
            // Whatever is wrong with it, it is no answer; what it holds may be a secret.
            let answer = try? JSONValue(parsing: line, byteCountMax: Self.replyByteCountMax),
            answer["dure_slot_helper"]?.int == Int64(Self.helperProtocol),
            let bytes = answer.bytes("data")
        else { throw failed(.noAnswer) }
        let isRight =
            switch request {
            case .wrap: (KeyWrapping.keyByteCount...Self.wrappedByteCountMax).contains(bytes.count)
            case .unwrap: bytes.count == KeyWrapping.keyByteCount
            }
        guard isRight, request == .unwrap || bytes != data else { throw failed(.noAnswer) }
        return bytes
    }
}
