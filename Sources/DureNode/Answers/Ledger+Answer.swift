package import DureCore
package import DureLedger

extension LedgerEntry {
    /// The entry with its place in the ledger.
    package func answer(at index: Int) -> JSONValue {
        var members = json.members ?? [:]
        members["index"] = .count(index)
        return .object(members)
    }
}

extension LedgerAudit {
    /// What the check found, as commands and the management API tell it.
    package func answer(_ language: Language) -> JSONValue {
        var json: [String: JSONValue] = [
            "sound": .bool(isSound), "size": .count(size),
            "root": root.map { .string($0.hex) } ?? .null,
        ]
        if let fault {
            json["fault"] = .string(fault.sentence(language))
            switch fault {
            case .entry(let index): json["index"] = .count(index)
            case .tile(let path), .tileMissing(let path): json["path"] = .string(path)
            default: break
            }
        }
        if let witnessed {
            var members: [String: JSONValue] = [
                "size": .count(witnessed.size),
                "witnesses": .array(witnessed.signers.map { $0.answer }),
            ]
            members["enough"] = witnessed.isEnough.map { .bool($0) }
            json["witnessed"] = .object(members)
        }
        return .object(json)
    }
}

extension LedgerAudit.Signer {
    /// Who has signed, and when.
    package var answer: JSONValue {
        ["name": .string(name), "time": .string(time.description)]
    }
}
