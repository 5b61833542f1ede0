import DureAssessment
import DureCore
import DureNode

/// The table at the end of a demonstration.
enum DemoTable {
    static func lines(of outcome: DemoOutcome, language: Language) -> [String] {
        var table = TextTable(
            [
                DemoPhrases.member, DemoPhrases.rows, DemoPhrases.own, DemoPhrases.joint,
                DemoPhrases.noisy, DemoPhrases.difference, DemoPhrases.spent, DemoPhrases.left,
                DemoPhrases.ledger,
            ].map { $0.text(language) })
        let score = outcome.studies.compactMap(\.score).first ?? .areaUnderCurve
        for row in outcome.rows { table.add(cells(row, score, language)) }
        let phrase = score == .areaUnderCurve ? DemoPhrases.areaCaption : DemoPhrases.caption
        let caption = phrase.text(language, ["score": score.phrase.text(language)])
        var lines = ["", caption, ""] + table.lines + [""]
        for study in outcome.studies {
            lines.append(promise(study, language))
            lines += study.sentences(language).map { "  " + $0 }
        }
        for failure in outcome.failures {
            lines.append(
                DemoPhrases.failed.text(
                    language,
                    [
                        "study": failure.study.text,
                        "reason": FederationCodes.failure(failure.reason).text(language),
                    ]))
        }
        lines.append("")
        lines.append(
            DemoPhrases.seconds.text(
                language, ["seconds": Decimals.text(outcome.seconds, places: 1)]))
        return lines
    }

    private static func cells(
        _ row: DemoOutcome.Row, _ score: Score, _ language: Language
    ) -> [String] {
        let outcome = row.exact ?? row.noisy
        let rows = outcome.map { outcome in
            [outcome.trainRowCount, outcome.testRowCount].map { $0.map(String.init) ?? "?" }
                .joined(separator: "+")
        }
        return [
            row.member.text, rows ?? "-", measures(outcome?.own, score),
            measures(row.exact?.joint, score), measures(row.noisy?.joint, score),
            difference(row.exact),
            Decimals.text(row.epsilonSpent.roundedUp(places: 2), places: 2), "\(row.sentByteCount)",
            ledger(row).text(
                language,
                ["count": "\(row.ledgerEntryCount)", "witnesses": "\(row.ledgerWitnessCount)"]),
        ]
    }

    private static func ledger(_ row: DemoOutcome.Row) -> Phrase {
        switch row.ledger {
        case .verified: DemoPhrases.verified
        case .unwitnessed: DemoPhrases.unwitnessed
        case .broken: DemoPhrases.broken
        }
    }

    private static func measures(_ measures: ModelMeasures?, _ score: Score) -> String {
        guard let estimate = measures?.estimate(of: score) else { return "-" }
        let value = Decimals.text(estimate.value, places: 3)
        guard score == .areaUnderCurve else { return value }
        let accuracy = measures?.accuracy.map { Decimals.text($0.value, places: 3) } ?? "-"
        return "\(value) (\(accuracy))"
    }

    private static func difference(_ outcome: MemberOutcome?) -> String {
        guard let difference = outcome?.difference else { return "-" }
        let parts = [difference.value, difference.lower, difference.upper].map {
            ($0 >= 0 ? "+" : "") + Decimals.text($0, places: 3)
        }
        return "\(parts[0]) (\(parts[1]) ~ \(parts[2]))"
    }

    private static func promise(_ study: StudyOutcome, _ language: Language) -> String {
        guard let privacy = study.privacy else {
            return DemoPhrases.noPromise.text(
                language, ["study": study.study.text, "rounds": "\(study.roundCount)"])
        }
        return DemoPhrases.promise.text(
            language,
            [
                "study": study.study.text, "mode": privacy.mode,
                "epsilon": Decimals.text(privacy.epsilon.roundedUp(places: 3), places: 3),
                "delta": Figures.plain(privacy.delta),
                "rounds": "\(study.roundCount)",
            ])
    }
}
