package import DureCore
package import DurePrivacy
package import DureVault

extension DatasetCard {
    /// The card as commands and the management API tell it.
    ///
    /// - Parameters:
    ///   - budget: The owner's book of the dataset, where it is to be told.
    ///   - spent: What the book's charges add up to.
    package func answer(budget: BudgetBook? = nil, spent: PrivacyFigure? = nil) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name.text), "title": .string(draft.title),
            "source": .string(draft.source), "legal_basis": .string(draft.legalBasis),
            "notice": .string(draft.notice), "purposes": .texts(draft.purposes.sorted()),
            "sensitivity": .string(sensitivity.rawValue),
            "contains": .texts(draft.contains.map(\.rawValue).sorted()),
            "rows": .count(rowCount), "imported": .string(importedAt.description),
            "content_hash": .string(contentHash.hex),
            "columns": .array(schema.columns.map { $0.answer(draft.columns[$0.name]) }),
        ]
        members["file_hash"] = fileHash.map { .string($0.hex) }
        members["subject"] = draft.subject.map { .string($0) }
        members["scanned"] = .bool(scan != nil)
        members["numbers"] = scan.map { scan in
            .object(
                scan.found.mapValues { .object($0.mapValues { .count($0) }) })
        }
        members["actions"] = scan.map {
            .object($0.actions.mapValues { .string($0.rawValue) })
        }
        members["pseudonym_key"] = scan?.pseudonymKey.map { .string($0) }
        members["retained_until"] = draft.retainedUntil.map { .string($0) }
        if !draft.residency.isEmpty { members["residency"] = .texts(draft.residency.sorted()) }
        members["age"] = draft.children.map { .string($0.age) }
        members["guardian_consent"] = draft.children?.consent.map { .string($0) }
        if let budget {
            members["budget"] = [
                "epsilon_limit": .figure(budget.epsilonLimit), "delta": .figure(budget.delta),
                "epsilon_spent": .figure(spent?.epsilon ?? 0),
            ]
        }
        return .object(members)
    }
}

extension TableSchema.Column {
    /// The column as it is told, with what the card says of it.
    package func answer(_ card: CardDraft.Column?) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "type": .string(type.rawValue),
            "missing": .count(missingCount), "distinct": .count(distinctCount),
        ]
        members["unit"] = card?.unit.map { .string($0) }
        members["range"] = card?.range.map {
            [.figure($0.lowerBound), .figure($0.upperBound)]
        }
        return .object(members)
    }
}
