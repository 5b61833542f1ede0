package import DureCore

/// What assessment says to people.
///
/// Names of institutions stand where Korean needs no particle.
enum AssessmentPhrases {
    static let yes = Phrase(
        en: """
            Joining helped {member}: the {score} on its own test rows rose from {own} to {joint}, by \
            {difference} (95 % interval {lower} to {upper}).
            """,
        ko: """
            {member}: 참여가 도움이 되었습니다. 자체 시험 자료의 {score} 값이 {own}에서 {joint}(으)로 \
            {difference} 올랐습니다(95 % 구간 {lower} ~ {upper}).
            """)
    static let noDifferenceShown = Phrase(
        en: """
            It is not shown that joining helped {member}: {score} {own} with its own model, {joint} \
            with the joint one; the difference of {difference} (95 % interval {lower} to \
            {upper}) may be chance.
            """,
        ko: """
            {member}: 참여가 도움이 되었다고 볼 근거가 없습니다. {score} 값은 자체 모델 {own}, 공동 모델 \
            {joint}이며, 차이 {difference}(95 % 구간 {lower} ~ {upper})은(는) 우연일 수 있습니다.
            """)
    static let hurt = Phrase(
        en: """
            Joining did not help {member}; its own model is better: {score} {own}, against {joint} \
            with the joint one, a difference of {difference} (95 % interval {lower} to {upper}).
            """,
        ko: """
            {member}: 참여가 도움이 되지 않았습니다. 자체 모델이 더 낫습니다. {score} 값은 자체 모델 {own}, \
            공동 모델 {joint}이며, 차이는 {difference}입니다(95 % 구간 {lower} ~ {upper}).
            """)
    static let cannotBeJudged = Phrase(
        en: """
            Whether joining helped {member} cannot be judged: its test rows hold fewer than \
            {minimum} of one of the two classes.
            """,
        ko: """
            {member}: 참여가 도움이 되었는지 판단할 수 없습니다. 시험 자료에서 두 결과값 가운데 하나가 \
            {minimum}건보다 적습니다.
            """)
    static let notForetold = Phrase(
        en: """
            Whether joining helped {member} cannot be judged: it has fewer than {minimum} test \
            rows, or the study foretells nothing that could be scored.
            """,
        ko: """
            {member}: 참여가 도움이 되었는지 판단할 수 없습니다. 시험 자료가 {minimum}건보다 적거나, \
            점수를 매길 예측이 없는 연구입니다.
            """)
    static let scoreArea = Phrase(en: "AUC", ko: "AUC")
    static let scoreAccuracy = Phrase(en: "accuracy", ko: "정확도")
    static let scoreExplained = Phrase(en: "R²", ko: "R²")
    static let yesUnmeasured = Phrase(
        en: "Joining helped {member}. It does not share its measures.",
        ko: "{member}: 참여가 도움이 되었습니다. 측정값은 공유하지 않습니다.")
    static let noDifferenceUnmeasured = Phrase(
        en: "It is not shown that joining helped {member}. It does not share its measures.",
        ko: "{member}: 참여가 도움이 되었다고 볼 근거가 없습니다. 측정값은 공유하지 않습니다.")
    static let hurtUnmeasured = Phrase(
        en:
            "Joining did not help {member}; its own model is better. It does not share its measures.",
        ko: "{member}: 참여가 도움이 되지 않았고 자체 모델이 더 낫습니다. 측정값은 공유하지 않습니다.")
    static let summary = Phrase(
        en: """
            Of {members} members, joining helped {yes}; for {none} no difference is shown; {hurt} \
            did better alone; for {unjudged} it cannot be judged.
            """,
        ko: """
            참여 기관 {members}곳 가운데 도움이 된 곳 {yes}곳, 차이가 확인되지 않은 곳 {none}곳, 혼자일 때 \
            더 나은 곳 {hurt}곳, 판단할 수 없는 곳 {unjudged}곳입니다.
            """)
    static let means = Phrase(
        en: """
            Mean over the members who can judge: {score} {own} with their own models, {joint} with \
            the joint one.
            """,
        ko: "판단할 수 있는 참여 기관의 평균 {score}: 자체 모델 {own}, 공동 모델 {joint}.")
    static let together = Phrase(
        en: """
            Over these members the {score} differs by {difference} on average (95 % \
            interval {lower} to {upper}).
            """,
        ko: """
            이들 기관에서 {score} 차이는 평균 {difference}입니다(95 % 구간 \
            {lower} ~ {upper}).
            """)
    static let withNoise = Phrase(
        en: "Noise was added to every sum: ε = {epsilon}, δ = {delta}, mode {mode}.",
        ko: "모든 합계에 잡음을 더했습니다: ε = {epsilon}, δ = {delta}, 방식 {mode}.")
    static let withoutNoise = Phrase(
        en: "No noise was added: the sums are exact, and the model may tell something of a record.",
        ko: "잡음을 더하지 않았습니다. 합계가 정확하므로 모델이 개별 기록에 대해 무언가를 드러낼 수 있습니다.")

    static let rowsDiffer = Phrase(
        en: "The two models were not judged on the same rows.",
        ko: "두 모델을 같은 행으로 평가하지 않았습니다.")
    static let notAProbability = Phrase(
        en: "The prediction for row {row} is no number from 0 to 1.",
        ko: "{row}번째 행의 예측값이 0에서 1 사이의 수가 아닙니다.")
    static let malformed = Phrase(
        en: "The outcome's part “{field}” cannot be read.",
        ko: "결과의 ‘{field}’ 부분을 읽을 수 없습니다.")
    static let tooManyMembers = Phrase(
        en: "An outcome lists at most {limit} members.",
        ko: "결과에는 참여 기관을 {limit}곳까지만 담을 수 있습니다.")
}

extension MemberOutcome {
    /// Whether joining helped this member, in one plain sentence.
    ///
    /// - Parameter title: The member's name for people; left out, its name in the federation.
    package func sentence(_ language: Language, called title: String? = nil) -> String {
        let name = title ?? member.text
        if didJoiningHelp == .cannotBeJudged, score != .areaUnderCurve {
            return AssessmentPhrases.notForetold.text(
                language, ["member": name, "minimum": String(Self.rowCountMin)])
        }
        if didJoiningHelp == .cannotBeJudged {
            return AssessmentPhrases.cannotBeJudged.text(
                language, ["member": name, "minimum": String(Self.classCountMin)])
        }
        guard let score, let own = own?.estimate(of: score),
            let joint = joint?.estimate(of: score), let difference
        else { return unmeasured.text(language, ["member": name]) }
        return measured.text(
            language,
            [
                "member": name, "score": score.phrase.text(language),
                "own": Decimals.text(own.value),
                "joint": Decimals.text(joint.value),
                "difference": Decimals.text(difference.value),
                "lower": Decimals.text(difference.lower), "upper": Decimals.text(difference.upper),
            ])
    }

    private var measured: Phrase {
        switch didJoiningHelp {
        case .yes: AssessmentPhrases.yes
        case .noDifferenceShown: AssessmentPhrases.noDifferenceShown
        case .hurt: AssessmentPhrases.hurt
        case .cannotBeJudged: AssessmentPhrases.cannotBeJudged
        }
    }

    private var unmeasured: Phrase {
        switch didJoiningHelp {
        case .yes: AssessmentPhrases.yesUnmeasured
        case .noDifferenceShown: AssessmentPhrases.noDifferenceUnmeasured
        case .hurt: AssessmentPhrases.hurtUnmeasured
        case .cannotBeJudged: AssessmentPhrases.cannotBeJudged
        }
    }
}

extension StudyOutcome {
    /// The summary, the privacy, and a sentence for each member.
    package func sentences(_ language: Language) -> [String] {
        summary(language) + members.map { $0.sentence(language) }
    }

    /// The summary and the privacy, without the members one by one.
    package func summary(_ language: Language) -> [String] {
        var sentences = [
            AssessmentPhrases.summary.text(
                language,
                [
                    "members": String(members.count), "yes": String(count(of: .yes)),
                    "none": String(count(of: .noDifferenceShown)),
                    "hurt": String(count(of: .hurt)),
                    "unjudged": String(count(of: .cannotBeJudged)),
                ])
        ]
        if let score, let means = scoreMeans {
            sentences.append(
                AssessmentPhrases.means.text(
                    language,
                    [
                        "score": score.phrase.text(language), "own": Decimals.text(means.own),
                        "joint": Decimals.text(means.joint),
                    ]))
        }
        if let score, let difference = differenceMean {
            sentences.append(
                AssessmentPhrases.together.text(
                    language,
                    [
                        "score": score.phrase.text(language),
                        "difference": Decimals.text(difference.value),
                        "lower": Decimals.text(difference.lower),
                        "upper": Decimals.text(difference.upper),
                    ]))
        }
        if let privacy {
            sentences.append(
                AssessmentPhrases.withNoise.text(
                    language,
                    [
                        "epsilon": JSONValue.number(privacy.epsilon.roundedUp(places: 4))
                            .canonicalText,
                        "delta": JSONValue.number(privacy.delta).canonicalText,
                        "mode": privacy.mode,
                    ]))
        } else {
            sentences.append(AssessmentPhrases.withoutNoise.text(language))
        }
        return sentences
    }
}

extension Score {
    /// The score's short name.
    package var phrase: Phrase {
        switch self {
        case .areaUnderCurve: AssessmentPhrases.scoreArea
        case .accuracy: AssessmentPhrases.scoreAccuracy
        case .explainedShare: AssessmentPhrases.scoreExplained
        }
    }
}

extension AssessmentError {
    /// The error as a sentence.
    package func text(_ language: Language) -> String {
        switch self {
        case .rowsDiffer: AssessmentPhrases.rowsDiffer.text(language)
        case .notAProbability(let row):
            AssessmentPhrases.notAProbability.text(language, ["row": String(row)])
        case .malformed(let field):
            AssessmentPhrases.malformed.text(language, ["field": field])
        case .tooManyMembers(let limit):
            AssessmentPhrases.tooManyMembers.text(language, ["limit": String(limit)])
        }
    }
}

/// Numbers for people.
enum Decimals {
    /// Three digits after the point, as in `0.868` and `-0.012`; all digits of what is too large.
    static func text(_ value: Double) -> String {
        guard abs(value) < 1e12 else { return "\(value)" }
        let thousandths = Int((abs(value) * 1_000).rounded())
        let fraction = String(thousandths % 1_000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        let sign = value < 0 && thousandths > 0 ? "-" : ""
        return "\(sign)\(thousandths / 1_000).\(zeros)\(fraction)"
    }
}
