import DureAssessment
import DureCore

/// What joining brought, as tables.
enum OutcomeText {
    /// Each member's score with its own model and with the joint one; where there are any, with the
    /// joint one trained further on its own rows.
    static func table(_ outcome: StudyOutcome) -> [String] {
        let score = outcome.score.map { " (\(Speech.say($0.phrase)))" } ?? ""
        let isTuned = outcome.members.contains { $0.tuned != nil }
        var table = TextTable(
            [
                Speech.say(StudyPhrases.member), Speech.say(StudyPhrases.rows),
                Speech.say(StudyPhrases.ownModel) + score,
                Speech.say(StudyPhrases.jointModel) + score,
                Speech.say(StudyPhrases.difference),
            ] + (isTuned ? [Speech.say(StudyPhrases.tunedModel) + score] : []))
        for member in outcome.members {
            func figure(_ measures: ModelMeasures?) -> String {
                text(member.score.flatMap { measures?.estimate(of: $0) })
            }
            table.add(
                [
                    member.member.text, rows(member), figure(member.own), figure(member.joint),
                    text(member.difference),
                ] + (isTuned ? [figure(member.tuned)] : []))
        }
        return table.lines
    }

    /// The measures that are defined of one or two models, side by side.
    static func measures(_ models: [ModelMeasures?], head: [String]) -> TextTable {
        var table = TextTable([Speech.say(StudyPhrases.measure)] + head)
        for (phrase, estimate) in estimates {
            let values = models.map { $0.flatMap(estimate) }
            guard values.contains(where: { $0 != nil }) else { continue }
            table.add([Speech.say(phrase)] + values.map(text))
        }
        let errors = models.map { $0?.rootMeanSquaredError }
        if errors.contains(where: { $0 != nil }) {
            table.add(
                [Speech.say(StudyPhrases.rootMeanSquaredError)]
                    + errors.map { $0.map(Figures.short) ?? "-" })
        }
        return table
    }

    private static var estimates: [(Phrase, (ModelMeasures) -> Estimate?)] {
        [
            (StudyPhrases.area, \.areaUnderCurve), (StudyPhrases.accuracy, \.accuracy),
            (StudyPhrases.explainedShare, \.explainedShare),
        ]
    }

    private static func rows(_ member: MemberOutcome) -> String {
        guard let train = member.trainRowCount, let test = member.testRowCount else { return "-" }
        return "\(train)+\(test)"
    }

    /// A value with its interval.
    static func text(_ estimate: Estimate?) -> String {
        guard let estimate else { return "-" }
        let (value, lower, upper) = (
            Figures.fixed(estimate.value), Figures.fixed(estimate.lower),
            Figures.fixed(estimate.upper)
        )
        return "\(value) [\(lower), \(upper)]"
    }
}
