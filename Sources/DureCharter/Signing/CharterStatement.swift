package import DureCore

/// What a signature of a charter's version says: this text, these tests, after that version, from
/// that day on.
package struct CharterStatement: Sendable, Hashable {
    /// The charter's name.
    package let id: String
    /// Its version.
    package let version: Int
    /// SHA-256 of the charter's file.
    package let hash: Digest
    /// SHA-256 of the version before; nil for the founding one.
    package let previous: Digest?
    /// SHA-256 of the file of its tests.
    package let tests: Digest
    /// Its first day.
    package let inForce: String

    /// What is to be signed of a charter and its tests.
    package init(of charter: Charter, tests: [UInt8]) {
        id = charter.id
        version = charter.version
        hash = charter.hash
        previous = charter.previous
        self.tests = Digest(of: tests)
        inForce = charter.inForce
    }

    /// The bytes that a person signs: canonical JSON.
    func message(person: Name, role: String, time: String) -> [UInt8] {
        var members: [String: JSONValue] = [
            "type": "dure/charter-signature1", "id": .string(id),
            "version": .integer(Int64(version)), "hash": .string(hash.hex),
            "tests": .string(tests.hex), "in_force": .string(inForce),
            "person": .string(person.text), "role": .string(role), "time": .string(time),
        ]
        members["previous"] = previous.map { .string($0.hex) }
        return JSONValue.object(members).canonicalBytes
    }
}

/// One person's signature of a version.
package struct CharterSignature: Sendable, Hashable {
    /// Who signed.
    package let person: Name
    /// In which role.
    package let role: String
    /// When, by the clock of the machine where it was signed (RFC 3339).
    package let time: String
    /// With which key.
    package let key: PublicIdentity
    /// 64 bytes: ECDSA over SHA-256.
    package let bytes: [UInt8]

    /// Signs a statement as one of the charter's signers.
    package init(
        of statement: CharterStatement, as signer: CharterSigner, with identity: NodeIdentity,
        at time: Timestamp
    ) throws {
        person = signer.person
        role = signer.role
        self.time = time.description
        key = identity.publicKey
        bytes = try identity.sign(
            statement.message(person: person, role: role, time: self.time))
    }

    /// Whether one of these signers made it, of this statement.
    func isValid(of statement: CharterStatement, by signers: [CharterSigner]) -> Bool {
        signers.contains { $0.person == person && $0.role == role && $0.key == key }
            && key.isValid(
                signature: bytes,
                for: statement.message(person: person, role: role, time: time))
    }

    /// Reads what ``json`` writes; nil where it is something else.
    init?(_ json: JSONValue) {
        // Whatever is wrong with a field, there is no signature.
        guard let person = json["person"]?.text.flatMap({ try? Name($0) }),
            let role = json["role"]?.text, let time = json["time"]?.text,
            let key = (json["key"]?.text).flatMap({ try? Hex.decode($0) })
                .flatMap({ try? PublicIdentity(x963: $0) }),
            let bytes = (json["signature"]?.text).flatMap({ try? Hex.decode($0) })
        else { return nil }
        self.person = person
        self.role = role
        self.time = time
        self.key = key
        self.bytes = bytes
    }

    /// The signature as JSON.
    package var json: JSONValue {
        [
            "person": .string(person.text), "role": .string(role), "time": .string(time),
            "key": .string(Hex.encode(key.x963)), "signature": .string(Hex.encode(bytes)),
        ]
    }
}
