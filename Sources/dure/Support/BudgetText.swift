import DureCore
import DureNode
import DurePrivacy

/// Figures and budgets for people and as JSON.
enum BudgetText {
    static func lines(_ reports: [BudgetReport]) -> [String] {
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

    private static func askers(_ reports: [BudgetReport]) -> TextTable {
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
}
