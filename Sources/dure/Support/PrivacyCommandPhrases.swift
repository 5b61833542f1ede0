import DureCore

/// What the commands about privacy say.
enum PrivacyCommandPhrases {
    static let privacy = Phrase(
        en: "Compute privacy loss and noise, and show what the datasets have spent.",
        ko: "프라이버시 손실과 잡음을 계산하고, 데이터셋이 쓴 예산을 보여 줍니다.")
    static let epsilon = Phrase(
        en: "The privacy loss of so many noisy steps, by every accountant that applies.",
        ko: "잡음이 든 단계들의 프라이버시 손실을 적용되는 모든 계산법으로 구합니다.")
    static let sigma = Phrase(
        en: "The smallest noise that keeps a privacy loss over so many steps.",
        ko: "정해진 단계 수 동안 프라이버시 손실을 지키는 가장 작은 잡음을 구합니다.")
    static let budget = Phrase(
        en: "What each dataset may spend, has spent, and on which study.",
        ko: "각 데이터셋이 쓸 수 있는 예산, 쓴 예산, 어느 연구에 썼는지를 보여 줍니다.")

    static let best = Phrase(
        en: "epsilon {epsilon} at delta {delta} ({accountant})",
        ko: "델타 {delta}에서 엡실론 {epsilon}({accountant})")
    static let holdsIf = Phrase(
        en: "{epsilon}: {accountant}. It holds if:", ko: "{epsilon}: {accountant}. 다음 조건에서 성립합니다:")
    static let sigmaFound = Phrase(
        en: "sigma {sigma}: epsilon {epsilon} at delta {delta} over {steps} steps ({accountant})",
        ko: "시그마 {sigma}: {steps}단계, 델타 {delta}에서 엡실론 {epsilon}({accountant})")

    static let badSigma = Phrase(
        en: "--sigma wants a number above zero.", ko: "--sigma에는 0보다 큰 수가 필요합니다.")
    static let badEpsilon = Phrase(
        en: "--epsilon wants a number above zero.", ko: "--epsilon에는 0보다 큰 수가 필요합니다.")
    static let badSampling = Phrase(
        en: "--q wants a number above 0 and at most 1.",
        ko: "--q에는 0보다 크고 1 이하인 수가 필요합니다.")
    static let badSteps = Phrase(
        en: "--steps wants a whole number from 1 on.", ko: "--steps에는 1 이상의 정수가 필요합니다.")
    static let badDelta = Phrase(
        en: "--delta wants a number above 0 and below 1, as in 1e-5.",
        ko: "--delta에는 1e-5처럼 0보다 크고 1보다 작은 수가 필요합니다.")

    static let dataset = Phrase(en: "dataset", ko: "데이터셋")
    static let limit = Phrase(en: "limit", ko: "한도")
    static let spent = Phrase(en: "spent", ko: "사용")
    static let left = Phrase(en: "left", ko: "남음")
    static let delta = Phrase(en: "delta", ko: "델타")
    static let study = Phrase(en: "study", ko: "연구")
    static let charges = Phrase(en: "charges", ko: "차감")
    static let asker = Phrase(en: "asker", ko: "신청자")
    static let askerLimit = Phrase(en: "limit each", ko: "신청자별 한도")
    static let refunds = Phrase(en: "given back", ko: "반환")
    static let unbounded = Phrase(en: "without noise", ko: "잡음 없음")
    static let alone = Phrase(en: "epsilon alone", ko: "단독 엡실론")
    static let accountant = Phrase(en: "by", ko: "계산법")
    static let together = Phrase(
        en: "Studies add up to less than the sum of their own figures; what is spent is computed "
            + "over all charges together.",
        ko: "연구들을 합치면 각각의 값을 더한 것보다 작습니다. 사용한 값은 모든 차감을 함께 계산한 것입니다.")
    static let unboundedNote = Phrase(
        en: "{count} releases of {dataset} carried no noise: no epsilon bounds them.",
        ko: "{dataset}의 공개 {count}건에는 잡음이 없어 엡실론으로 한정할 수 없습니다.")
    static let noBudgets = Phrase(
        en: "No dataset of this node has a budget yet.", ko: "이 노드에는 아직 예산이 있는 데이터셋이 없습니다.")
}
