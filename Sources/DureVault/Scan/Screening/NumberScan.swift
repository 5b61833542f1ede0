internal import DureCharter
internal import DureCore

/// What an import's scan found and what was done about it, as the card keeps it (control V05).
package struct NumberScan: Sendable, Hashable {
    /// For each column with something in it, how many of each type.
    package let found: [String: [String: Int]]
    /// What was done with these columns; one that is missing holds nothing personal.
    package let actions: [String: NumberAction]
    /// The key of the pseudonyms; nil where there are none.
    package let pseudonymKey: String?

    init(_ report: ScanReport, pseudonymKey: String?) {
        var found: [String: [String: Int]] = [:]
        var actions: [String: NumberAction] = [:]
        for column in report.columns {
            actions[column.name] = column.action
            guard !column.tallies.isEmpty else { continue }
            found[column.name] = Dictionary(
                uniqueKeysWithValues: column.tallies.map { ($0.type, $0.count) })
        }
        (self.found, self.actions, self.pseudonymKey) = (found, actions, pseudonymKey)
    }

    /// What a scan of a whole table found; nothing was done about it.
    init(_ table: Table) {
        var scanner = IdentifierScanner()
        var found: [String: [String: Int]] = [:]
        for column in table.schema.columns {
            let context = ColumnContext(name: column.name)
            for text in table.records.texts(column.name) ?? [] {
                for finding in scanner.findings(in: Array(text.utf8), column: context) {
                    found[column.name, default: [:]][finding.type, default: 0] += 1
                }
            }
            for number in table.records.numbers(column.name) ?? [] {
                guard let whole = Int64(exactly: number) else { continue }
                let cell = Array(String(whole.magnitude).utf8)
                for finding in scanner.findings(in: cell, column: context)
                where !finding.isByChance(in: cell.count) || finding.isStrong {
                    found[column.name, default: [:]][finding.type, default: 0] += 1
                }
            }
        }
        (self.found, actions, pseudonymKey) = (found, [:], nil)
    }

    private init(
        found: [String: [String: Int]], actions: [String: NumberAction], pseudonymKey: String?
    ) {
        (self.found, self.actions, self.pseudonymKey) = (found, actions, pseudonymKey)
    }

    /// The same with what the card says to keep, once it is sure that all of the card was done.
    ///
    /// - Throws: ``VaultError/numbersFound(_:)`` where the card says nothing of a column with
    ///   personal numbers, ``VaultError/notScreened(column:)``, ``VaultError/cardUnderstates(column:)``.
    func answered(by card: CardDraft) throws(VaultError) -> NumberScan {
        let said = card.columns.compactMapValues(\.numbers)
        for (column, action) in said.sorted(by: { $0.key < $1.key })
        where action != .keep && actions[column] != action {
            throw .notScreened(column: column)
        }
        var open: [FoundNumbers] = []
        for (column, types) in found.sorted(by: { $0.key < $1.key }) where said[column] == nil {
            let personal = types.keys.filter { IdentifierTypes.kind(of: $0)?.isPersonal == true }
            guard !personal.isEmpty else { continue }
            open.append(FoundNumbers(column: column, types: personal.sorted()))
        }
        guard open.isEmpty else { throw .numbersFound(open) }
        let answered = NumberScan(found: found, actions: said, pseudonymKey: pseudonymKey)
        let national = found.keys.sorted().first(where: answered.keepsNational)
        if let national, !card.contains.contains(.nationalID) {
            throw .cardUnderstates(column: national)
        }
        return answered
    }

    /// Whether the column's national numbers are in the vault as they were (control V06).
    func keepsNational(_ column: String) -> Bool {
        guard actions[column] == .keep, let types = found[column] else { return false }
        return types.keys.contains { IdentifierTypes.kind(of: $0)?.isNational == true }
    }

    /// For the ledger: how many columns, by what was done with them.
    var counts: [String: JSONValue] {
        var counts: [String: Int64] = ["scanned": 1]
        for (_, action) in actions { counts[action.rawValue, default: 0] += 1 }
        return counts.mapValues { .integer($0) }
    }
}

extension NumberScan {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "found": .object(
                found.mapValues { .object($0.mapValues { .integer(Int64($0)) }) }),
            "actions": .object(actions.mapValues { .string($0.rawValue) }),
        ]
        members["pseudonym_key"] = pseudonymKey.map { .string($0) }
        return .object(members)
    }

    init(_ json: JSONValue) throws(VaultError) {
        guard let columns = json["found"]?.members, let said = json["actions"]?.members else {
            throw .catalogueDamaged(field: "scan")
        }
        var found: [String: [String: Int]] = [:]
        for (column, types) in columns {
            for type in (types.members ?? [:]).keys {
                found[column, default: [:]][type] = try types.count(type)
            }
        }
        var actions: [String: NumberAction] = [:]
        for (column, action) in said {
            guard let action = NumberAction(rawValue: action.text ?? "") else {
                throw .catalogueDamaged(field: "scan")
            }
            actions[column] = action
        }
        (self.found, self.actions) = (found, actions)
        pseudonymKey = json["pseudonym_key"]?.text
    }
}
