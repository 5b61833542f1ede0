import DureCore
import DureNode
import DureVault

/// The register of processing for people and programs (control V13).
struct ProcessingText {
    private let records: NodeRecords

    init(_ records: NodeRecords) {
        self.records = records
    }

    var lines: [String] {
        var lines = [
            Speech.say(
                RecordsCommandPhrases.processingTitle,
                [
                    "node": records.node.name.text, "economy": records.node.economy,
                    "size": "\(records.head.size)", "root": records.head.root.hex,
                ])
        ]
        for (name, record) in records.datasets { lines += ["", name] + self.lines(name, record) }
        return lines
    }

    private func lines(_ name: String, _ record: ProcessingRegister.Dataset) -> [String] {
        var fields = records.cards[name].map(Self.fields) ?? []
        fields.append((RecordsCommandPhrases.takenIn, record.takenIn?.description ?? ""))
        if let end = record.end {
            let phrase =
                end.how == .erased
                ? RecordsCommandPhrases.erased : RecordsCommandPhrases.expired
            fields.append((phrase, end.at.description))
        }
        fields.append(
            (RecordsCommandPhrases.studies, record.studies.sorted().joined(separator: ", ")))
        let requests = record.requests.sorted { $0.key < $1.key }
        fields.append(
            (
                RecordsCommandPhrases.requests,
                requests.map { "\(RecordsCommandPhrases.request($0.key)): \($0.value)" }
                    .joined(separator: ", ")
            ))
        var lines = fields.filter { !$0.1.isEmpty }.map { "  \(Speech.say($0.0)): \($0.1)" }
        if record.chargedRoundCount + record.unboundedRoundCount > 0 {
            lines.append(
                "  "
                    + Speech.say(
                        RecordsCommandPhrases.rounds,
                        [
                            "charged": "\(record.chargedRoundCount)",
                            "unbounded": "\(record.unboundedRoundCount)",
                        ]))
        }
        return lines + Self.table(record.uses).map { "  " + $0 }
    }

    private static func fields(_ card: DatasetCard) -> [(Phrase, String)] {
        let draft = card.draft
        return [
            (DataPhrases.title, draft.title), (DataPhrases.legalBasis, draft.legalBasis),
            (DataPhrases.notice, draft.notice), (DataPhrases.source, draft.source),
            (DataPhrases.purposes, CardText.words(draft.purposes)),
            (DataPhrases.sensitivity, CardText.words([card.sensitivity.rawValue])),
            (DataPhrases.contains, CardText.words(draft.contains.map(\.rawValue))),
            (DataPhrases.retainedUntil, draft.retainedUntil ?? ""),
            (DataPhrases.residency, draft.residency.sorted().joined(separator: ", ")),
            (DataPhrases.rows, "\(card.rowCount)"),
        ]
    }

    private static func table(
        _ uses: [ProcessingRegister.Use: ProcessingRegister.Tally]
    ) -> [String] {
        guard !uses.isEmpty else { return [] }
        var table = TextTable(
            [
                RecordsCommandPhrases.use, RecordsCommandPhrases.purpose,
                RecordsCommandPhrases.permitted, RecordsCommandPhrases.waiting,
                RecordsCommandPhrases.refused, RecordsCommandPhrases.first,
                RecordsCommandPhrases.last,
            ].map { Speech.say($0) })
        for (use, tally) in uses.sorted(by: { $0.key < $1.key }) {
            table.add([
                CardText.words([use.action]), CardText.words([use.purpose]),
                "\(tally.permittedCount)", "\(tally.waitingCount)", "\(tally.refusedCount)",
                tally.first.date, tally.last.date,
            ])
        }
        return table.lines
    }
}
