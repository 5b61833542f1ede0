import DureCharter
import DureCore
import DurePrivacy
import DureVault

/// A dataset's card for people and as JSON.
enum CardText {
    static func lines(
        _ card: DatasetCard, budget: BudgetBook?, spent: PrivacyFigure?
    ) -> [String] {
        let draft = card.draft
        let budgetText =
            budget.map { book in
                Speech.say(
                    DataPhrases.budgetState,
                    [
                        "spent": Figures.up(spent?.epsilon ?? 0),
                        "limit": Figures.plain(book.epsilonLimit),
                        "delta": Figures.plain(book.delta),
                    ])
            } ?? Speech.say(DataPhrases.noBudget)
        let fields: [(Phrase, String)] = [
            (DataPhrases.name, card.name.text), (DataPhrases.title, draft.title),
            (DataPhrases.source, draft.source), (DataPhrases.legalBasis, draft.legalBasis),
            (DataPhrases.notice, draft.notice),
            (DataPhrases.purposes, words(draft.purposes)),
            (DataPhrases.sensitivity, words([card.sensitivity.rawValue])),
            (DataPhrases.contains, words(draft.contains.map(\.rawValue))),
            (DataPhrases.subject, draft.subject ?? ""),
            (DataPhrases.retainedUntil, draft.retainedUntil ?? ""),
            (DataPhrases.residency, draft.residency.sorted().joined(separator: ", ")),
            (DataPhrases.age, draft.children?.age ?? ""),
            (DataPhrases.consent, draft.children?.consent ?? ""),
            (DataPhrases.rows, "\(card.rowCount)"),
            (DataPhrases.importedAt, card.importedAt.description),
            (DataPhrases.hash, card.contentHash.hex), (DataPhrases.budget, budgetText),
        ]
        return fields.filter { !$0.1.isEmpty }.map { "\(Speech.say($0.0)): \($0.1)" } + [""]
            + table(card.schema, draft.columns) + numbers(card)
    }

    /// What the import's scan found and did, column by column.
    static func numbers(_ card: DatasetCard) -> [String] {
        guard let scan = card.scan else { return [Speech.say(DataPhrases.unscanned)] }
        let columns = Set(scan.found.keys).union(scan.actions.keys).sorted()
        return columns.map { column in
            let types = (scan.found[column] ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value)" }
            let action = scan.actions[column].map { Speech.say(ScanPhrases.name(of: $0)) }
            return Speech.say(
                DataPhrases.numbers,
                [
                    "column": column,
                    "types": types.isEmpty ? "0" : types.joined(separator: ", "),
                    "action": action ?? Speech.say(DataPhrases.nothingDone),
                ])
        }
    }

    /// Words of the charters' vocabulary, in the reader's language.
    static func words(_ words: some Sequence<String>) -> String {
        words.sorted().map { Vocabulary.text($0, Speech.language) }.joined(separator: ", ")
    }

    /// The columns: name, type, gaps, different values, and what the card says of them.
    static func table(_ schema: TableSchema, _ cards: [String: CardDraft.Column]) -> [String] {
        let isDescribed = !cards.isEmpty
        let header = [
            DataPhrases.column, DataPhrases.type, DataPhrases.missing, DataPhrases.distinct,
        ]
        let more = [DataPhrases.unit, DataPhrases.range]
        var table = TextTable((isDescribed ? header + more : header).map { Speech.say($0) })
        for column in schema.columns {
            let isMany = column.distinctCount >= TableSchema.distinctCountMax
            let type = column.type == .number ? DataPhrases.number : DataPhrases.text
            let card = cards[column.name]
            let range = card?.range.map {
                "\(Figures.plain($0.lowerBound)) ~ \(Figures.plain($0.upperBound))"
            }
            let row = [
                column.name, Speech.say(type), "\(column.missingCount)",
                "\(column.distinctCount)\(isMany ? "+" : "")",
            ]
            table.add(isDescribed ? row + [card?.unit ?? "", range ?? ""] : row)
        }
        return table.lines
    }
}
