package import DureCore

/// What survival analyses say to people.
enum SurvivalPhrases {
    static let term = Phrase(en: "Term", ko: "항")
    static let ratio = Phrase(en: "Hazard ratio", ko: "위험비")
    static let pValue = Phrase(en: "p-value", ko: "p값")
    static let persons = Phrase(en: "Persons", ko: "사람 수")
    static let events = Phrase(en: "Events", ko: "사건 수")
    static let median = Phrase(en: "Median", ko: "중앙값")
    static let restrictedMean = Phrase(en: "Mean up to {horizon}", ko: "{horizon}까지의 평균")
    static let notReached = Phrase(en: "not reached", ko: "도달하지 않음")
    static let logRank = Phrase(
        en: "Log-rank test: chi-square {statistic}, degrees of freedom {degrees}, p-value {value}.",
        ko: "로그순위 검정: 카이제곱 {statistic}, 자유도 {degrees}, p값 {value}.")
    static let notConverged = Phrase(
        en:
            "The fit did not converge; its figures must not be used. Often a column foretells the "
            + "event without fail, or says the same as others. Set a penalty above 0.",
        ko:
            "적합이 수렴하지 않았으므로 이 수치를 사용해서는 안 됩니다. 어떤 열이 사건을 완전히 예측하거나 다른 "
            + "열과 같은 내용일 때 흔히 일어납니다. 벌점을 0보다 크게 정하십시오.")
    static let fewEvents = Phrase(
        en:
            "There are {events} events for {terms} terms; with fewer than ten events for each term "
            + "ratios and intervals are unreliable.",
        ko:
            "항 {terms}개에 사건이 {events}건입니다. 항 하나에 사건이 10건보다 적으면 위험비와 구간을 "
            + "신뢰하기 어렵습니다.")
    static let noEvents = Phrase(
        en: "Nobody had the event by the horizon, so there is nothing to explain.",
        ko: "관찰 기간 안에 사건이 한 건도 없어 설명할 것이 없습니다.")
    static let noCurve = Phrase(
        en: "No curve is shown for {group}: it has fewer than {count} persons.",
        ko: "{group}에 속한 사람이 {count}명보다 적어 곡선을 표시하지 않습니다.")
    static let noTest = Phrase(
        en: "The log-rank test needs at least two groups with curves, and events that can differ.",
        ko: "로그순위 검정에는 곡선이 있는 집단이 둘 이상이고 서로 다를 수 있는 사건이 필요합니다.")
    static let fewAtEnd = Phrase(
        en:
            "At the last grid time fewer than {count} persons of a group are still at risk: the end "
            + "of its curve tells of single persons. An earlier horizon would not.",
        ko:
            "마지막 격자 시점에 위험에 노출된 사람이 {count}명보다 적은 집단이 있어 곡선의 끝부분이 개인의 정보를 "
            + "드러냅니다. 관찰 기간을 더 짧게 정하면 드러나지 않습니다.")
    static let grid = Phrase(
        en:
            "Times count at the next of {count} grid times; an event in between counts as at its end.",
        ko: "시간은 {count}개 격자 시점 가운데 다음 시점으로 계산하며, 그 사이의 사건은 구간 끝에 일어난 것으로 봅니다.")
}

extension SurvivalModel {
    /// What a reader must know beside the curves.
    package func notes(_ language: Language) -> [String] {
        var notes = [
            SurvivalPhrases.grid.text(language, ["count": String(algorithm.grid.count)])
        ]
        for (name, curve) in zip(groupNames, curves) where curve == nil {
            let count = String(algorithm.groupMin)
            notes.append(
                SurvivalPhrases.noCurve.text(
                    language, ["group": "\(algorithm.group ?? "") = \(name)", "count": count]))
        }
        let leastAtEnd = curves.compactMap { $0?.atRisk.last }.min()
        if let leastAtEnd, leastAtEnd < Double(algorithm.groupMin) {
            notes.append(
                SurvivalPhrases.fewAtEnd.text(language, ["count": String(algorithm.groupMin)]))
        }
        if algorithm.group != nil, logRank == nil {
            notes.append(SurvivalPhrases.noTest.text(language))
        }
        return notes
    }
}
