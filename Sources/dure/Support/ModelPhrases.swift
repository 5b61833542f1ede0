import DureCore

/// What the commands about models say.
enum ModelPhrases {
    static let model = Phrase(
        en: "List, show and use the models that studies left here.",
        ko: "연구가 남긴 모델을 나열하고, 보여 주고, 사용합니다.")
    static let list = Phrase(en: "List the models of this node.", ko: "이 노드의 모델을 나열합니다.")
    static let show = Phrase(
        en: "Show a model's columns, coefficients and hash.",
        ko: "모델의 열, 계수, 해시를 보여 줍니다.")
    static let predict = Phrase(
        en: "Add what a model foretells to each row of a table.",
        ko: "표의 각 행에 모델의 예측을 덧붙입니다.")
    static let export = Phrase(
        en: "Write a model in a form that other programs read.",
        ko: "모델을 다른 프로그램이 읽는 형식으로 씁니다.")
    static let notThisForm = Phrase(
        en: "A model of the kind “{kind}” has no form {form}. It has: {forms}.",
        ko: "‘{kind}’ 종류의 모델에는 {form} 형식이 없습니다. 가능한 형식: {forms}.")
    static let none = Phrase(
        en: "This node has no models yet. A finished study leaves one.",
        ko: "이 노드에는 아직 모델이 없습니다. 끝난 연구가 모델을 남깁니다.")
    static let hash = Phrase(en: "hash: {hash}", ko: "해시: {hash}")
    static let study = Phrase(en: "study: {study}", ko: "연구: {study}")
    static let answers = Phrase(
        en: "It gives the probability that {label} is 1.", ko: "{label}이(가) 1일 확률을 답합니다.")
    static let formula = Phrase(
        en: "Log-odds = intercept + the sum of coefficient × (value − center) / scale, each value "
            + "kept within its range.",
        ko: "로그 승산 = 절편 + (계수 × (값 − 중심) / 척도)의 합. 각 값은 범위 안으로 제한합니다.")
    static let answersMean = Phrase(
        en: "It gives the mean of {label}.", ko: "{label}의 평균을 답합니다.")
    static let foretells = Phrase(
        en: "A model of the kind “{kind}”, about {label}.", ko: "‘{kind}’ 종류의 모델. 대상: {label}.")
    static let describes = Phrase(
        en: "A model of the kind “{kind}”, which describes.", ko: "‘{kind}’ 종류의 기술 모델.")
    static let foretellsNothing = Phrase(
        en: "This model describes data and foretells nothing.",
        ko: "이 모델은 데이터를 기술할 뿐 예측하지 않습니다.")
    static let formulaMean = Phrase(
        en: "Predictor = intercept + the sum of coefficient × (value − center) / scale, each value "
            + "kept within its range; with a logarithmic link the mean is e to its power.",
        ko: "예측식 = 절편 + (계수 × (값 − 중심) / 척도)의 합. 각 값은 범위 안으로 제한합니다. 로그 연결이면 "
            + "평균은 e의 거듭제곱입니다.")
    static let predicted = Phrase(
        en: "Rows: {rows}. Without an answer, because a value is missing: {missing}.",
        ko: "행 {rows}개. 그중 {missing}개는 빠진 값이 있어 답이 없습니다.")
    static let clamped = Phrase(
        en: "Rows with a value beyond the range the model knows, counted as the range's end: "
            + "{count}.",
        ko: "행 {count}개에 모델이 아는 범위를 벗어난 값이 있어 범위의 끝값으로 계산했습니다.")

    static let name = Phrase(en: "name", ko: "이름")
    static let kind = Phrase(en: "kind", ko: "종류")
    static let standardError = Phrase(en: "standard error", ko: "표준오차")
    static let probability = Phrase(en: "p", ko: "p")
    static let perUnit = Phrase(en: "per unit", ko: "단위당")
    static let splits = Phrase(en: "splits", ko: "분할")
    static let gain = Phrase(en: "gain", ko: "이득")
    static let label = Phrase(en: "label", ko: "결과 열")
    static let columns = Phrase(en: "columns", ko: "열")
    static let column = Phrase(en: "column", ko: "열")
    static let coefficient = Phrase(en: "coefficient", ko: "계수")
    static let unit = Phrase(en: "unit", ko: "단위")
    static let range = Phrase(en: "range", ko: "범위")
    static let center = Phrase(en: "center", ko: "중심")
    static let scale = Phrase(en: "scale", ko: "척도")
    static let intercept = Phrase(en: "intercept", ko: "절편")
    static let shortHash = Phrase(en: "hash", ko: "해시")
}
