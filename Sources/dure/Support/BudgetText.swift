import DureCore
import DureNode
import DurePrivacy

/// Figures and budgets for people and as JSON.
enum BudgetText {
    /// A dataset's book with all that is computed of it.
    struct Report {
        let dataset: Name
        let book: BudgetBook
        let spent: PrivacyFigure?
        let studies: [StudyCharges]
        let askers: [AskerCharges]

        init(dataset: Name, book: BudgetBook) throws {
            self.dataset = dataset
            self.book = book
            spent = try book.spent(effort: .full)
            studies = try book.studies()
            askers = try book.askers()
        }

        var left: Double { max(0, book.epsilonLimit - (spent?.epsilon ?? 0)) }

        var json: JSONValue {
            var members = totals
            members["epsilon_limit_per_asker"] = book.askerLimit.map { .figure($0) }
            members["askers"] = .array(
                askers.map { asker in
                    [
                        "asker": asker.asker.map { .string($0) } ?? .null,
                        "charges": .count(asker.chargeCount),
                        "figure": asker.figure.map(BudgetText.json) ?? .null,
                    ]
                })
            return .object(members)
        }

        private var totals: [String: JSONValue] {
            [
                "dataset": .string(dataset.text), "epsilon_limit": .figure(book.epsilonLimit),
                "delta": .figure(book.delta), "epsilon_spent": .figure(spent?.epsilon ?? 0),
                "epsilon_left": .figure(left),
                "accountant": spent.map { .string($0.accountant.rawValue) } ?? .null,
                "releases_without_noise": .count(book.unboundedReleases.count),
                "studies": .array(
                    studies.map { study in
                        [
                            "study": .string(study.study), "charges": .count(study.chargeCount),
                            "given_back": .count(study.refundCount),
                            "releases_without_noise": .count(study.unboundedCount),
                            "figure": study.figure.map(BudgetText.json) ?? .null,
                        ]
                    }),
            ]
        }
    }

    static func lines(_ reports: [Report]) -> [String] {
        var totals = TextTable(
            [
                PrivacyCommandPhrases.dataset, PrivacyCommandPhrases.limit,
                PrivacyCommandPhrases.spent, PrivacyCommandPhrases.left,
                PrivacyCommandPhrases.delta, PrivacyCommandPhrases.accountant,
            ].map { Speech.say($0) })
        var studies = TextTable(
            [
                PrivacyCommandPhrases.dataset, PrivacyCommandPhrases.study,
                PrivacyCommandPhrases.charges, PrivacyCommandPhrases.refunds,
                PrivacyCommandPhrases.unbounded, PrivacyCommandPhrases.alone,
            ].map { Speech.say($0) })
        var notes: [String] = []
        for report in reports {
            totals.add([
                report.dataset.text, Figures.plain(report.book.epsilonLimit),
                Figures.up(report.spent?.epsilon ?? 0), Figures.down(report.left),
                Figures.plain(report.book.delta),
                report.spent.map { Speech.say($0.accountant.phrase) } ?? "",
            ])
            for study in report.studies {
                studies.add([
                    report.dataset.text, study.study, "\(study.chargeCount)",
                    "\(study.refundCount)", "\(study.unboundedCount)",
                    study.figure.map { Figures.up($0.epsilon) } ?? "",
                ])
            }
            if !report.book.unboundedReleases.isEmpty {
                notes.append(
                    Speech.say(
                        PrivacyCommandPhrases.unboundedNote,
                        [
                            "count": "\(report.book.unboundedReleases.count)",
                            "dataset": report.dataset.text,
                        ]))
            }
        }
        guard reports.contains(where: { !$0.studies.isEmpty }) else { return totals.lines }
        return totals.lines + [""] + studies.lines + [""] + askers(reports).lines
            + [Speech.say(PrivacyCommandPhrases.together)] + notes
    }

    private static func askers(_ reports: [Report]) -> TextTable {
        var table = TextTable(
            [
                PrivacyCommandPhrases.dataset, PrivacyCommandPhrases.asker,
                PrivacyCommandPhrases.charges, PrivacyCommandPhrases.alone,
                PrivacyCommandPhrases.askerLimit, PrivacyCommandPhrases.delta,
            ].map { Speech.say($0) })
        for report in reports {
            for asker in report.askers {
                table.add([
                    report.dataset.text, asker.asker ?? "?", "\(asker.chargeCount)",
                    asker.figure.map { Figures.up($0.epsilon) } ?? "",
                    report.book.askerLimit.map { Figures.plain($0) } ?? "-",
                    Figures.plain(report.book.delta),
                ])
            }
        }
        return table
    }

    static func line(_ figure: PrivacyFigure) -> String {
        Speech.say(
            PrivacyCommandPhrases.best,
            [
                "epsilon": Figures.up(figure.epsilon), "delta": Figures.plain(figure.delta),
                "accountant": Speech.say(figure.accountant.phrase),
            ])
    }

    static func assumptions(_ figure: PrivacyFigure) -> [String] {
        let head = Speech.say(
            PrivacyCommandPhrases.holdsIf,
            [
                "epsilon": Figures.up(figure.epsilon),
                "accountant": Speech.say(figure.accountant.phrase),
            ])
        return [head] + figure.assumptions.map { "  - \(Speech.say($0.phrase))" }
    }

    static func json(_ figure: PrivacyFigure) -> JSONValue {
        [
            "epsilon": .figure(figure.epsilon), "delta": .figure(figure.delta),
            "accountant": .string(figure.accountant.rawValue),
            "assumptions": .texts(figure.assumptions.map(\.rawValue)),
        ]
    }
}
