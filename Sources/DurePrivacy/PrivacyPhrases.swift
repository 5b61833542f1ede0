package import DureCore

extension Accountant {
    /// The accountant's name in a sentence for people.
    package var phrase: Phrase {
        switch self {
        case .closedForm:
            Phrase(
                en: "exact formula for Gaussian noise",
                ko: "가우스 잡음에 대한 정확한 공식")
        case .pld:
            Phrase(
                en: "privacy loss distribution (upper bound)",
                ko: "프라이버시 손실 분포(상한값)")
        case .rdp:
            Phrase(
                en: "Rényi divergence (upper bound)",
                ko: "레니 발산(상한값)")
        }
    }
}

extension PrivacyAssumption {
    /// What must be true, as a sentence.
    package var phrase: Phrase {
        switch self {
        case .clipped:
            Phrase(
                en: "Each contribution is clipped before noise is added.",
                ko: "잡음을 더하기 전에 각 기여분의 크기를 제한합니다.")
        case .poissonSampling:
            Phrase(
                en: "Each record enters each step by its own independent coin, not by shuffling.",
                ko: "각 레코드는 섞기가 아니라 독립적인 추첨으로 매 단계에 포함됩니다.")
        case .noAmplification:
            Phrase(
                en: "Sampling is not counted in favour of privacy.",
                ko: "표본 추출로 인한 보호 효과는 계산에 넣지 않았습니다.")
        case .gaussianNoise:
            Phrase(
                en: "The noise is Gaussian over the real numbers.",
                ko: "잡음은 실수 위의 가우스 분포를 따릅니다.")
        case .discreteGaussianNoise:
            Phrase(
                en: "The noise is a sum of discrete Gaussian shares.",
                ko: "잡음은 이산 가우스 분포를 따르는 몫들의 합입니다.")
        case .addRemove:
            Phrase(
                en: "Compared are datasets with and without one record (or member).",
                ko: "레코드(또는 참여 기관) 하나가 있을 때와 없을 때의 데이터를 비교합니다.")
        case .replace:
            Phrase(
                en: "Compared are datasets in which one record (or member) is changed.",
                ko: "레코드(또는 참여 기관) 하나가 바뀐 두 데이터를 비교합니다.")
        }
    }
}

extension PrivacyMode {
    /// Who is protected, and against whom.
    package var phrase: Phrase {
        switch self {
        case .recordLocal:
            Phrase(
                en: "protects each record, against everybody",
                ko: "각 레코드를 모든 상대로부터 보호합니다")
        case .recordJoint:
            Phrase(
                en: "protects each record, against the coordinator and a few colluding members",
                ko: "각 레코드를 조정자 및 공모하는 소수 참여 기관으로부터 보호합니다")
        case .memberJoint:
            Phrase(
                en:
                    "protects each institution, against the coordinator and a few colluding members",
                ko: "각 기관을 조정자 및 공모하는 소수 참여 기관으로부터 보호합니다")
        case .central:
            Phrase(
                en: "protects against outsiders only; the coordinator sees the raw sum",
                ko: "외부인으로부터만 보호합니다. 조정자는 잡음 없는 합계를 봅니다")
        }
    }
}

extension PrivacyQuantity {
    /// The quantity's name.
    package var phrase: Phrase {
        switch self {
        case .sigma: Phrase(en: "noise multiplier", ko: "잡음 배수")
        case .samplingProbability: Phrase(en: "sampling probability", ko: "표본 추출 확률")
        case .steps: Phrase(en: "number of steps", ko: "단계 수")
        case .parts: Phrase(en: "number of different mechanisms", ko: "서로 다른 메커니즘의 수")
        case .delta: Phrase(en: "delta", ko: "델타")
        case .epsilon: Phrase(en: "epsilon", ko: "엡실론")
        case .sigmaSquared: Phrase(en: "noise variance", ko: "잡음 분산")
        case .clipSteps: Phrase(en: "clipping bound", ko: "크기 제한값")
        case .members: Phrase(en: "number of members", ko: "참여 기관 수")
        case .dimension: Phrase(en: "vector length", ko: "벡터 길이")
        case .text: Phrase(en: "name of the charge or study", ko: "차감 또는 연구의 이름")
        }
    }
}

/// The sentence beside a release that carries no noise.
package enum PrivacyPhrases {
    /// Shown wherever an unbounded release is listed.
    package static let noGuarantee = Phrase(
        en: "No guarantee: this result was released without noise.",
        ko: "보장 없음: 이 결과는 잡음 없이 공개되었습니다.")
    /// Shown with a spent budget; `{spent}` and `{limit}` in nats.
    package static let spent = Phrase(
        en: "{spent} of {limit} spent (epsilon)",
        ko: "{limit} 중 {spent} 사용(엡실론)")
}
