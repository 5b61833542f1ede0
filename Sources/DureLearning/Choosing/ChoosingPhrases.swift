package import DureCore

/// What choosing says to people.
enum ChoosingPhrases {
    static let tooFewInFold = Phrase(
        en: "A fold has fewer records than the study demands of a sum. Fewer folds help, or a "
            + "smaller records_min.",
        ko: "한 폴드의 기록 수가 연구가 합계에 요구하는 수보다 적습니다. 폴드 수를 줄이거나 records_min을 낮추십시오.")
    static let tried = Phrase(
        en: "Chosen by cross-validation over {folds} folds, on rows that a candidate had not "
            + "learnt from:",
        ko: "{folds}개 폴드의 교차 검증으로, 각 후보가 학습하지 않은 행에서 평가하여 골랐습니다:")
    static let settings = Phrase(en: "settings", ko: "설정")
    static let chosen = Phrase(en: "chosen", ko: "선택")
    static let asGiven = Phrase(en: "as given", ko: "주어진 그대로")
    static let standardError = Phrase(en: "standard error", ko: "표준오차")
    static let loss = Phrase(en: "mean loss", ko: "평균 손실")
    static let poissonDeviance = Phrase(en: "mean Poisson deviance", ko: "평균 푸아송 이탈도")
    static let gammaDeviance = Phrase(en: "mean gamma deviance", ko: "평균 감마 이탈도")
}

extension HeldOutScore {
    /// The score's mean, in words.
    fileprivate var phrase: Phrase {
        switch self {
        case .loss: ChoosingPhrases.loss
        case .poissonDeviance: ChoosingPhrases.poissonDeviance
        case .gammaDeviance: ChoosingPhrases.gammaDeviance
        }
    }
}

extension Choice {
    /// What was tried and how it did, as a sentence and a Markdown table.
    package func markdown(_ language: Language) -> String {
        let head = [
            ChoosingPhrases.settings, score.phrase, ChoosingPhrases.standardError,
            ChoosingPhrases.chosen,
        ].map { $0.text(language) }
        let rows = trials.enumerated().map { place, trial in
            [
                trial.label ?? ChoosingPhrases.asGiven.text(language),
                trial.loss.map(Self.figure) ?? trial.failure?.phrase.text(language) ?? "",
                trial.standardError.map(Self.figure) ?? "", place == chosen ? "*" : "",
            ]
        }
        let lines = ([head, head.map { _ in "---" }] + rows).map {
            "| " + $0.joined(separator: " | ") + " |"
        }
        let sentence = ChoosingPhrases.tried.text(language, ["folds": String(foldCount)])
        return ([sentence, ""] + lines).joined(separator: "\n")
    }

    /// Four figures behind the first that is not 0.
    private static func figure(_ number: Double) -> String {
        var scale = 1e4
        while abs(number) * scale < 1e4, scale < 1e12, number != 0 { scale *= 10 }
        guard abs(number) < 1e9 else { return "\(number)" }
        return "\((number * scale).rounded() / scale)"
    }
}

extension Choice.Trial {
    /// The settings as the manifest writes them, in the order of their keys; nil without any.
    package var label: String? {
        guard !values.isEmpty else { return nil }
        return values.sorted { $0.key < $1.key }.map { key, value in
            "\(key) = \(String(decoding: value.canonicalBytes, as: UTF8.self))"
        }.joined(separator: ", ")
    }
}
