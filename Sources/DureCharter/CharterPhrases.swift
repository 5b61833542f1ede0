internal import DureCore

/// All that the charter room says to people.
enum CharterPhrases {
    // MARK: Answers

    static func verdict(_ verdict: Verdict, kind: Charter.Kind) -> Phrase {
        switch (verdict, kind) {
        case (.permitted, .charter):
            Phrase(
                en: "Permitted by the charter {charter}, version {version}.",
                ko: "헌장 {charter} {version}판에 따라 허용됩니다.")
        case (.permitted, .accord):
            Phrase(
                en: "Permitted by the accord {charter}, version {version}.",
                ko: "협약 {charter} {version}판에 따라 허용됩니다.")
        case (.needsApproval, .charter):
            Phrase(
                en: "The charter {charter}, version {version}, asks for approval first.",
                ko: "헌장 {charter} {version}판에 따라 먼저 승인을 받아야 합니다.")
        case (.needsApproval, .accord):
            Phrase(
                en: "The accord {charter}, version {version}, asks for approval first.",
                ko: "협약 {charter} {version}판에 따라 먼저 승인을 받아야 합니다.")
        case (.notPermitted, .charter):
            Phrase(
                en: "Not permitted: no rule of the charter {charter}, version {version}, allows "
                    + "this as it was asked.",
                ko: "허용되지 않습니다. 헌장 {charter} {version}판에 이 요청을 그대로 허용하는 규칙이 없습니다.")
        case (.notPermitted, .accord):
            Phrase(
                en: "Not permitted: no rule of the accord {charter}, version {version}, allows "
                    + "this as it was asked.",
                ko: "허용되지 않습니다. 협약 {charter} {version}판에 이 요청을 그대로 허용하는 규칙이 없습니다.")
        case (.forbidden, .charter):
            Phrase(
                en: "Forbidden by the charter {charter}, version {version}.",
                ko: "헌장 {charter} {version}판에 따라 금지됩니다.")
        case (.forbidden, .accord):
            Phrase(
                en: "Forbidden by the accord {charter}, version {version}.",
                ko: "협약 {charter} {version}판에 따라 금지됩니다.")
        }
    }

    static let forbidden = Phrase(
        en: "Forbidden by the rule {rule}: {sentence}", ko: "금지 규칙 {rule}: {sentence}")
    static let permitted = Phrase(
        en: "Permitted by the rule {rule}: {sentence}", ko: "허용 규칙 {rule}: {sentence}")
    static let required = Phrase(
        en: "Demanded by the rule {rule}: {sentence}", ko: "요구 규칙 {rule}: {sentence}")
    static let near = Phrase(
        en: "The rule {rule} would permit it if the following changed: {sentence}",
        ko: "다음 사항이 바뀌면 규칙 {rule}에 따라 허용될 수 있습니다: {sentence}")
    static let nothingNear = Phrase(
        en: "No rule permits anything of this kind.",
        ko: "이와 같은 일을 허용하는 규칙이 없습니다.")
    static let approvalsMissing = Phrase(
        en: "Approvals still needed: {missing} of {needed}.",
        ko: "더 필요한 승인: {needed}건 중 {missing}건.")

    static func duty(_ duty: Duty) -> Phrase {
        switch duty {
        case .labelGenerated:
            Phrase(
                en: "Duty: mark every answer as made by a machine.",
                ko: "의무: 모든 답변에 인공지능이 생성했음을 표시합니다.")
        case .noticeAI:
            Phrase(
                en: "Duty: tell people before first use that they are talking to a machine.",
                ko: "의무: 처음 이용하기 전에 인공지능과 대화한다는 사실을 알립니다.")
        case .explain:
            Phrase(
                en: "Duty: give the reasons to the person concerned.",
                ko: "의무: 당사자에게 이유를 설명합니다.")
        case .humanReview:
            Phrase(en: "Duty: a person reviews the result.", ko: "의무: 사람이 결과를 검토합니다.")
        case .notify:
            Phrase(en: "Duty: notify the people concerned.", ko: "의무: 당사자에게 통지합니다.")
        }
    }

    // MARK: What would change the answer

    static func unmet(_ field: String, wasAsked: Bool) -> Phrase {
        wasAsked ? unmetBecauseOther(field) : unmetBecauseMissing(field)
    }

    private static func unmetBecauseOther(_ field: String) -> Phrase {
        switch field {
        case "action":
            Phrase(
                en: "It is for {allowed}, and {asked} was asked for.",
                ko: "이 규칙은 {allowed}에 관한 것이며, 요청은 {asked}입니다.")
        case "purpose":
            Phrase(
                en: "The purpose was {asked}; allowed: {allowed}.",
                ko: "요청한 목적은 {asked}이며, 허용되는 목적은 {allowed}입니다.")
        case "sensitivity":
            Phrase(
                en: "The data is classed {asked}; allowed: {allowed}.",
                ko: "데이터 등급은 {asked}이며, 허용되는 등급은 {allowed}입니다.")
        case "contains":
            Phrase(
                en: "The data holds {asked}; allowed: {allowed}.",
                ko: "데이터에 포함된 항목은 {asked}이며, 허용되는 항목은 {allowed}입니다.")
        case "role":
            Phrase(
                en: "The role of the asker is {asked}; allowed: {allowed}.",
                ko: "요청자의 역할은 {asked}이며, 허용되는 역할은 {allowed}입니다.")
        case "economy":
            Phrase(
                en: "Economies that may not take part: {asked}; allowed: {allowed}.",
                ko: "참여할 수 없는 경제체: {asked}. 허용되는 경제체: {allowed}.")
        case "member":
            Phrase(
                en: "Members that may not take part: {asked}; allowed: {allowed}.",
                ko: "참여할 수 없는 참여 기관: {asked}. 허용되는 참여 기관: {allowed}.")
        case "impact":
            Phrase(
                en: "The impact is {asked}; allowed: {allowed}.",
                ko: "영향 수준은 {asked}이며, 허용되는 수준은 {allowed}입니다.")
        default: unmetBound(field)
        }
    }

    private static func unmetBound(_ field: String) -> Phrase {
        switch field {
        case "min_cohort":
            Phrase(
                en: "It covers {asked} people; at least {allowed} are needed.",
                ko: "대상 인원이 {asked}명이며, 최소 {allowed}명이 필요합니다.")
        case "max_epsilon":
            Phrase(
                en: "The loss of privacy asked for (epsilon) is {asked}; it must be more than 0 "
                    + "and at most {allowed}.",
                ko: "요청한 프라이버시 손실(엡실론)은 {asked}이며, 0보다 크고 {allowed} 이하여야 합니다.")
        case "max_delta":
            Phrase(
                en: "The delta asked for is {asked}; at most {allowed} is allowed.",
                ko: "요청한 델타는 {asked}이며, {allowed} 이하여야 합니다.")
        case "retention_days":
            Phrase(
                en: "It would be kept for {asked} days; at most {allowed} are allowed.",
                ko: "보관 기간이 {asked}일이며, 최대 {allowed}일까지 허용됩니다.")
        case "secure_aggregation":
            Phrase(
                en: "Secure aggregation is off; this rule needs it on.",
                ko: "안전한 합산이 꺼져 있으며, 이 규칙은 켤 것을 요구합니다.")
        case "from":
            Phrase(
                en: "The rule holds from {allowed} on; the request is of {asked}.",
                ko: "이 규칙은 {allowed}부터 적용되며, 요청일은 {asked}입니다.")
        case "until":
            Phrase(
                en: "The rule held until {allowed}; the request is of {asked}.",
                ko: "이 규칙은 {allowed}까지 적용되었으며, 요청일은 {asked}입니다.")
        default:
            Phrase(en: "Asked: {asked}; allowed: {allowed}.", ko: "요청: {asked}. 허용: {allowed}.")
        }
    }

    private static func unmetBecauseMissing(_ field: String) -> Phrase {
        switch field {
        case "max_epsilon":
            Phrase(
                en: "No privacy was asked for; this rule needs an epsilon of at most {allowed}.",
                ko: "프라이버시 보호가 요청되지 않았습니다. 이 규칙은 {allowed} 이하의 엡실론을 요구합니다.")
        case "max_delta":
            Phrase(
                en: "No privacy was asked for; this rule needs a delta of at most {allowed}.",
                ko: "프라이버시 보호가 요청되지 않았습니다. 이 규칙은 {allowed} 이하의 델타를 요구합니다.")
        case "min_cohort":
            Phrase(
                en: "It was not said how many people it covers; at least {allowed} are needed.",
                ko: "대상 인원이 명시되지 않았습니다. 최소 {allowed}명이 필요합니다.")
        case "retention_days":
            Phrase(
                en: "It was not said how long it is kept; at most {allowed} days are allowed.",
                ko: "보관 기간이 명시되지 않았습니다. 최대 {allowed}일까지 허용됩니다.")
        case "role":
            Phrase(
                en: "The role of the asker was not said; allowed: {allowed}.",
                ko: "요청자의 역할이 명시되지 않았습니다. 허용되는 역할: {allowed}.")
        case "economy":
            Phrase(
                en: "No economy was named; allowed: {allowed}.",
                ko: "경제체가 명시되지 않았습니다. 허용되는 경제체: {allowed}.")
        case "member":
            Phrase(
                en: "No member was named; allowed: {allowed}.",
                ko: "참여 기관이 명시되지 않았습니다. 허용되는 참여 기관: {allowed}.")
        case "impact":
            Phrase(
                en: "The impact was not judged yet; allowed: {allowed}.",
                ko: "영향 수준이 아직 평가되지 않았습니다. 허용되는 수준: {allowed}.")
        default:
            Phrase(en: "Nothing was said; allowed: {allowed}.", ko: "명시되지 않음. 허용: {allowed}.")
        }
    }

    // MARK: Words, for other rooms as Vocabulary.text

    /// A word of the vocabulary for people; a word that is not in it stays as it is.
    static func word(_ word: String, _ language: Language) -> String {
        words[word]?.text(language) ?? word
    }

    private static let words: [String: Phrase] = [
        "ingest": Phrase(en: "taking data in", ko: "수집"),
        "query": Phrase(en: "asking for figures", ko: "통계 조회"),
        "train": Phrase(en: "training", ko: "학습"),
        "federate": Phrase(en: "training with other members", ko: "연합 학습"),
        "assess": Phrase(en: "assessing a model", ko: "모델 평가"),
        "serve": Phrase(en: "answering people", ko: "서비스 제공"),
        "export": Phrase(en: "taking data out", ko: "반출"),
        "publish": Phrase(en: "publishing", ko: "공개"),
        "erase": Phrase(en: "erasing", ko: "삭제"),
        "change-charter": Phrase(en: "changing the charter", ko: "헌장 변경"),
        "care": Phrase(en: "care", ko: "진료"),
        "research": Phrase(en: "research", ko: "연구"),
        "statistics": Phrase(en: "statistics", ko: "통계"),
        "education": Phrase(en: "education", ko: "교육"),
        "public-information": Phrase(en: "public information", ko: "대민 안내"),
        "public-service": Phrase(en: "public service", ko: "공공 서비스"),
        "operations": Phrase(en: "operations", ko: "업무 운영"),
        "safety": Phrase(en: "safety", ko: "안전"),
        "evaluation": Phrase(en: "evaluation", ko: "평가"),
        "advertising": Phrase(en: "advertising", ko: "광고"),
        "open": Phrase(en: "open", ko: "공개"),
        "internal": Phrase(en: "internal", ko: "내부"),
        "personal": Phrase(en: "personal", ko: "개인정보"),
        "sensitive": Phrase(en: "sensitive", ko: "민감정보"),
        "national-id": Phrase(en: "national numbers", ko: "주민등록번호 등 고유식별번호"),
        "health": Phrase(en: "health", ko: "건강 정보"),
        "child": Phrase(en: "children", ko: "아동 정보"),
        "biometric": Phrase(en: "biometrics", ko: "생체 정보"),
        "genetic": Phrase(en: "genetics", ko: "유전 정보"),
        "financial": Phrase(en: "finances", ko: "금융 정보"),
        "location": Phrase(en: "whereabouts", ko: "위치 정보"),
        "belief": Phrase(en: "beliefs", ko: "사상·신념"),
        "criminal": Phrase(en: "criminal records", ko: "범죄 경력"),
        "contact": Phrase(en: "ways to reach people", ko: "연락처"),
        "name": Phrase(en: "names", ko: "이름"),
        "address": Phrase(en: "addresses", ko: "주소"),
        "analyst": Phrase(en: "analyst", ko: "분석가"),
        "steward": Phrase(en: "data steward", ko: "데이터 관리자"),
        "privacy-officer": Phrase(en: "privacy officer", ko: "개인정보 보호책임자"),
        "overseer": Phrase(en: "overseer", ko: "감독자"),
        "operator": Phrase(en: "operator", ko: "운영자"),
        "staff": Phrase(en: "staff", ko: "직원"),
        "member": Phrase(en: "member", ko: "참여 기관"),
        "auditor": Phrase(en: "auditor", ko: "감사인"),
        "public": Phrase(en: "the public", ko: "일반인"),
        "ordinary": Phrase(en: "ordinary", ko: "일반"),
        "high": Phrase(en: "high", ko: "고영향"),
    ]

    // MARK: Files

    static let place = Phrase(
        en: "Line {line}, {key}: {problem}", ko: "{line}번째 줄, {key}: {problem}")
    static let tooLarge = Phrase(
        en: "more than the {limit} that are allowed.", ko: "허용된 한도 {limit}을(를) 넘었습니다.")
    static let syntax = Phrase(
        en: "this is not readable as TOML.", ko: "TOML 형식으로 읽을 수 없습니다.")
    static let duplicateKey = Phrase(
        en: "this stands here a second time.", ko: "같은 항목이 두 번 나옵니다.")
    static let missing = Phrase(en: "this is missing.", ko: "필요한 항목이 없습니다.")
    static let wrongType = Phrase(en: "this must be {kind}.", ko: "값의 형식은 {kind}이어야 합니다.")
    static let unknownKey = Phrase(
        en: "no such field is known here.", ko: "여기에서 쓸 수 없는 항목입니다.")
    static let unknownValue = Phrase(
        en: "this value is none of the known ones.", ko: "알려진 값이 아닙니다.")
    static let outOfRange = Phrase(
        en: "this must lie between {min} and {max}.", ko: "{min} 이상 {max} 이하여야 합니다.")
    static let notTogether = Phrase(
        en: "this has no meaning beside the given {other}.",
        ko: "지정된 {other} 항목과 함께 쓸 수 없습니다.")

    static let sameAs = Phrase(
        en: "this is the same as {other}, and they must differ.",
        ko: "{other}과(와) 같은 값입니다. 서로 달라야 합니다.")

    static func kind(_ kind: TOMLKind) -> Phrase {
        switch kind {
        case .string: Phrase(en: "a text", ko: "문자열")
        case .integer: Phrase(en: "a whole number", ko: "정수 값")
        case .number: Phrase(en: "a finite number", ko: "유한한 숫자 값")
        case .bool: Phrase(en: "true or false", ko: "true 또는 false 값")
        case .date: Phrase(en: "a day such as 2026-12-01", ko: "2026-12-01과 같은 날짜 값")
        case .array: Phrase(en: "a list", ko: "목록")
        case .table: Phrase(en: "a table", ko: "표 형식")
        }
    }

    // MARK: Lint

    static let duplicateID = Phrase(
        en: "another rule has the same id.", ko: "같은 이름의 규칙이 또 있습니다.")
    static let unreachablePermit = Phrase(
        en: "no request can ever reach this permit.", ko: "어떤 요청도 이 허용 규칙에 닿을 수 없습니다.")
    static let shadowedPermit = Phrase(
        en: "the rule {forbid} forbids all that this one permits.",
        ko: "규칙 {forbid}이(가) 이 규칙이 허용하는 모든 것을 금지합니다.")
    static let missingLanguage = Phrase(
        en: "no sentence in the promised language {language}.",
        ko: "약속한 언어 {language}로 된 문장이 없습니다.")
    static let unusedPurpose = Phrase(
        en: "no rule names the declared purpose {purpose}.",
        ko: "선언된 목적 {purpose}을(를) 쓰는 규칙이 없습니다.")
    static let nothingPermitted = Phrase(
        en: "no rule permits anything.", ko: "아무것도 허용되지 않는 헌장입니다.")
    static let vacantOffice = Phrase(
        en: "no [[responsible]] table names the {office}; nothing leaves before one does.",
        ko: "[[responsible]] 표에 {office}이(가) 없습니다. 적기 전에는 아무것도 나가지 않습니다.")
}
