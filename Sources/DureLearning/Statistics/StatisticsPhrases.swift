import DureCore

/// What the result page of statistics says.
enum StatisticsPhrases {
    static let allRows = Phrase(en: "All rows", ko: "전체 행")
    static let withoutLevel = Phrase(en: "Without {column}", ko: "{column} 값 없음")
    static let none = Phrase(en: "(none)", ko: "(없음)")
    static let hidden = Phrase(en: "hidden", ko: "비공개")
    static let unknown = Phrase(en: "unknown", ko: "알 수 없음")
    static let records = Phrase(en: "Records: {count}", ko: "기록 수: {count}")
    static let column = Phrase(en: "Column", ko: "열")
    static let present = Phrase(en: "Present", ko: "값 있음")
    static let missing = Phrase(en: "Missing", ko: "값 없음")
    static let mean = Phrase(en: "Mean", ko: "평균")
    static let interval = Phrase(en: "95 % interval", ko: "95% 구간")
    static let deviation = Phrase(en: "Standard deviation", ko: "표준편차")
    static let level = Phrase(en: "Level", ko: "범주")
    static let count = Phrase(en: "Count", ko: "개수")
    static let range = Phrase(en: "Range", ko: "범위")
    static let correlation = Phrase(en: "Correlation", ko: "상관계수")
    static let covariance = Phrase(en: "Covariance", ko: "공분산")

    static let hiding = Phrase(
        en:
            "Counts of fewer than {count} persons are hidden, and as many others as it takes that "
            + "no hidden one can be recomputed from these tables. The members' programs saw the "
            + "sum of all counts before anything was hidden; only noise protects from them.",
        ko:
            "{count}명보다 적은 개수와, 이 표들에서 그 수를 다시 계산할 수 없게 하는 데 필요한 다른 개수를 "
            + "비공개로 처리했습니다. 다만 참여 기관의 프로그램은 비공개 처리 전의 합계를 보았으며, 참여 "
            + "기관에 대한 보호는 노이즈만이 제공합니다.")
    static let extremes = Phrase(
        en:
            "Minimum and maximum are never released: each is the value of one person. A quantile's "
            + "range is as narrow as at least {count} persons allow.",
        ko:
            "최솟값과 최댓값은 한 사람의 값이므로 공개하지 않습니다. 분위수의 범위는 적어도 {count}명이 "
            + "들어가는 만큼만 좁혔습니다.")
    static let noise = Phrase(
        en:
            "Every count and sum carries noise of standard deviation {deviation}, which protects "
            + "each record. Counts are therefore not whole and may be negative; they are shown as "
            + "they are. Quantiles come from the histogram and are as coarse as its bins.",
        ko:
            "모든 개수와 합계에는 각 기록을 보호하기 위해 표준편차 {deviation}의 노이즈가 더해져 있습니다. "
            + "그래서 개수가 정수가 아니거나 음수일 수 있으며, 그대로 표시합니다. 분위수는 히스토그램에서 "
            + "구하며 그 구간만큼만 정밀합니다.")
    static let allHidden = Phrase(
        en: "There are too few records to show anything.",
        ko: "기록이 너무 적어 아무것도 표시할 수 없습니다.")
}
