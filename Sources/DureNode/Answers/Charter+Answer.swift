package import DureCharter
package import DureCore

extension Charter {
    /// What a charter or an accord is; its rules are asked one request at a time.
    package var answer: JSONValue {
        [
            "kind": .string(kind.rawValue), "id": .string(id), "version": .count(version),
            "in_force": .string(inForce), "hash": .string(hash.hex),
            "economy": economy.map { .string($0) } ?? .null,
            "text": .object(text.mapValues { .string($0) }), "rules": .count(rules.count),
            "signers": .array(
                signers.map { ["person": .string($0.person.text), "role": .string($0.role)] }),
            "responsible": .array(
                responsible.map {
                    ["person": .string($0.person.text), "role": .string($0.office.rawValue)]
                }),
        ]
    }
}

extension SignedCharter {
    /// One signed version.
    package var answer: JSONValue {
        [
            "version": .count(charter.version), "in_force": .string(charter.inForce),
            "hash": .string(charter.hash.hex), "signatures": .array(signatures.map(\.json)),
        ]
    }
}
