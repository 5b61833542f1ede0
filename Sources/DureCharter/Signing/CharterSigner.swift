package import DureCore

/// One of the people whose signatures change a charter: a `[[signer]]` table.
package struct CharterSigner: Sendable, Hashable {
    /// How many a charter may name.
    package static let countMax = 20
    /// How many must sign a change: different people, in different roles, with different keys.
    package static let signatureCountMin = 2

    /// Who: a key id or a short name, as people use it in the house.
    package let person: Name
    /// In which role they sign; one word of the charter's vocabulary.
    package let role: String
    /// Their public key.
    package let key: PublicIdentity

    /// A signer.
    package init(person: Name, role: String, key: PublicIdentity) {
        self.person = person
        self.role = role
        self.key = key
    }

    /// How a public key stands in a charter: the kind of key, a colon, X9.63 in hexadecimal.
    package static func text(of key: PublicIdentity) -> String {
        keyPrefix + Hex.encode(key.x963)
    }

    /// The table to put into a charter.
    package var toml: String {
        """
        [[signer]]
        person = "\(person.text)"
        role = "\(role)"
        key = "\(Self.text(of: key))"

        """
    }

    private static let keyPrefix = "p256:"

    static func list(
        in file: TOMLReader, words: RuleWords
    ) throws(TOMLError) -> [CharterSigner] {
        let tables = try file.tables("signer")
        guard !tables.isEmpty else { return [] }
        guard (signatureCountMin...countMax).contains(tables.count) else {
            throw file.error(
                "signer", .outOfRange(min: Double(signatureCountMin), max: Double(countMax)))
        }
        var signers: [CharterSigner] = []
        for table in tables {
            let signer = try CharterSigner(reading: table, words: words)
            if let twin = signers.firstIndex(where: { $0.person == signer.person }) {
                throw table.error("person", .sameAs("signer[\(twin + 1)].person"))
            }
            if let twin = signers.firstIndex(where: { $0.key == signer.key }) {
                throw table.error("key", .sameAs("signer[\(twin + 1)].key"))
            }
            signers.append(signer)
        }
        // With one role alone nobody could ever sign.
        guard Set(signers.map(\.role)).count > 1 else {
            throw tables[1].error("role", .sameAs("signer[1].role"))
        }
        return signers
    }

    private init(reading table: TOMLReader, words: RuleWords) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: ["person", "role", "key"])
        // The name's own error has no line; ours has.
        guard let person = try? Name(table.string("person")) else {
            _ = try table.string("person")
            throw table.error("person", .unknownValue)
        }
        let role = try table.string("role")
        guard words.roles.contains(role) else { throw table.error("role", .unknownValue) }
        let text = try table.string("key")
        guard text.hasPrefix(Self.keyPrefix),
            // Whatever is wrong with the key, it is not one.
            let bytes = try? Hex.decode(String(text.dropFirst(Self.keyPrefix.count))),
            let key = try? PublicIdentity(x963: bytes)
        else { throw table.error("key", .unknownValue) }
        self.init(person: person, role: role, key: key)
    }
}
