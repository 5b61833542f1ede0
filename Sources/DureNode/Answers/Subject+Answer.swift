package import DureCore
package import DureVault

extension SubjectRows {
    /// The rows as they are handed out.
    package var answer: JSONValue {
        [
            "dataset": .string(card.name.text), "title": .string(card.draft.title),
            "withdrawn": .bool(isWithdrawn),
            "rows": .array(
                rows.indices.map { index in
                    .object(
                        Dictionary(
                            uniqueKeysWithValues: card.columnNames.map { name in
                                (name, value(name, index))
                            }))
                }),
        ]
    }

    /// A value of a row; null where it is missing.
    package func value(_ name: String, _ index: Int) -> JSONValue {
        switch records.columns[name] {
        case .numbers(let values)?: values[index].isNaN ? .null : .number(values[index])
        case .texts(let values)?: values[index].isEmpty ? .null : .string(values[index])
        case nil: .null
        }
    }
}

extension ErasureReceipt {
    /// The receipt, with the studies that had read the rows before.
    package func answer(studies: [Name]) -> JSONValue {
        [
            "dataset": .string(dataset.text), "subject": .string(subject.hex),
            "rows": .count(rowCount), "erased_at": .string(erasedAt.description),
            "complete_at": .string(completeAt.description),
            "content_before": .string(contentBefore.hex),
            "content_after": .string(contentAfter.hex),
            "ledger_index": .count(ledgerIndex),
            "studies_before": .texts(studies.map(\.text)),
        ]
    }
}
