package import DureCore

/// What the scanner of personal numbers says to people.
package enum ScanPhrases {
    /// What a number of a type is, such as `KR personal number (kr_rrn)`.
    package static func name(of type: String, economy: String, _ language: Language) -> String {
        guard let kind = IdentifierTypes.kind(of: type) else { return type }
        let text = name(of: kind).text(language)
        return economy == Economies.none ? "\(text) (\(type))" : "\(economy) \(text) (\(type))"
    }

    /// What a number is about.
    package static func name(of kind: IdentifierKind) -> Phrase {
        switch kind {
        case .person: Phrase(en: "personal number", ko: "개인 식별번호")
        case .health: Phrase(en: "health number", ko: "건강보험·의료 번호")
        case .tax: Phrase(en: "tax number", ko: "납세자 번호")
        case .licence: Phrase(en: "driving licence", ko: "운전면허 번호")
        case .passport: Phrase(en: "passport", ko: "여권 번호")
        case .contact: Phrase(en: "way to reach somebody", ko: "연락처")
        case .account: Phrase(en: "account or card", ko: "계좌·카드 번호")
        case .device: Phrase(en: "device number", ko: "기기 번호")
        case .business: Phrase(en: "business number", ko: "사업자·법인 번호")
        case .name: Phrase(en: "name", ko: "이름")
        }
    }

    /// What a number's own check says.
    package static func name(of check: Finding.Check) -> Phrase {
        switch check {
        case .passed: Phrase(en: "passed", ko: "맞음")
        case .failed: Phrase(en: "failed", ko: "틀림")
        case .none: Phrase(en: "none", ko: "없음")
        }
    }

    /// How sure the scanner is.
    package static func name(of confidence: Finding.Confidence) -> Phrase {
        switch confidence {
        case .possible: Phrase(en: "possible", ko: "가능")
        case .likely: Phrase(en: "likely", ko: "유력")
        case .certain: Phrase(en: "certain", ko: "확실")
        }
    }

    /// What is done with a column's numbers.
    package static func name(of action: NumberAction) -> Phrase {
        switch action {
        case .drop: Phrase(en: "column dropped", ko: "열 제외")
        case .mask: Phrase(en: "masked", ko: "가림")
        case .pseudonymise: Phrase(en: "pseudonymised", ko: "가명처리")
        case .keep: Phrase(en: "kept sealed", ko: "봉인 보관")
        }
    }

    static let numbersFound = Phrase(
        en: "Nothing was imported: these columns hold personal numbers or names, and the card does "
            + "not say what to do with them.",
        ko: "아무것도 가져오지 않았습니다. 다음 열에 개인 식별번호나 이름이 있는데, 카드에 처리 방법이 없습니다.")
    static let foundIn = Phrase(en: "  {column}: {types}", ko: "  {column}: {types}")
    static let whatToDo = Phrase(
        en: "Say for each --drop, --mask, --pseudonymise or --keep with its name, or numbers = "
            + "\"mask\" and the like in the card. `dure data scan FILE` shows the places.",
        ko: "열마다 --drop, --mask, --pseudonymise, --keep 중 하나를 열 이름과 함께 지정하거나 카드에 numbers = "
            + "\"mask\"처럼 적으십시오. `dure data scan 파일`로 위치를 볼 수 있습니다.")
    static let cardUnderstates = Phrase(
        en: "The column {column} goes on holding what points to persons, and the card does not say "
            + "so: set sensitivity to personal or sensitive and, where national numbers are kept, "
            + "add national-id to contains.",
        ko: "{column} 열에 사람을 가리키는 값이 남는데 카드에 그렇게 적혀 있지 않습니다. sensitivity를 personal이나 "
            + "sensitive로 하고, 고유식별번호를 보관한다면 contains에 national-id를 넣으십시오.")
    static let noPseudonymKey = Phrase(
        en:
            "The column {column} is to be pseudonymised: name a key with --pseudonym-key FILE. It is "
            + "made where it is not there, and is kept outside of the node's home.",
        ko: "{column} 열을 가명처리하려면 --pseudonym-key 파일로 키를 지정하십시오. 없으면 새로 만들며, 노드의 홈 "
            + "밖에 보관합니다.")
    static let numberInHeader = Phrase(
        en: "The name of column {position} is a personal number, so the file seems to have no "
            + "header. Put a line with the columns' names before the rows.",
        ko: "{position}번째 열의 이름이 개인 식별번호입니다. 머리글 행이 없는 파일로 보입니다. 첫 줄에 열 이름을 "
            + "넣으세요.")
    static let pseudonymised = Phrase(
        en: "The column {column} holds pseudonyms. Give the pseudonym as it stands in the table: "
            + "p_ and 32 hexadecimal digits.",
        ko: "{column} 열에는 가명이 들어 있습니다. 표에 있는 가명을 그대로 적으세요. 가명은 p_와 16진수 32자리"
            + "입니다.")
    static let subjectMasked = Phrase(
        en: "The column {column} says whom a row is about and cannot be masked: nobody's rows "
            + "could be found again. Pseudonymise or keep it, or name another subject.",
        ko: "{column} 열은 정보주체를 나타내므로 가릴 수 없습니다. 가리면 누구의 행인지 찾을 수 없습니다. 가명처리나 "
            + "보관을 고르거나 subject에 다른 열을 적으세요.")
    static let notScreened = Phrase(
        en: "The card says what to do with the numbers of the column {column}, and this way of "
            + "import does not look at them. Leave --no-scan out.",
        ko: "카드에 {column} 열의 번호 처리 방법이 있으나 이 방식으로는 열을 검사하지 않습니다. --no-scan을 빼십시오.")
}

extension VaultError {
    func scanSentence(_ language: Language) -> String? {
        switch self {
        case .numbersFound(let columns):
            ([ScanPhrases.numbersFound.text(language)]
                + columns.map { found in
                    ScanPhrases.foundIn.text(
                        language,
                        ["column": found.column, "types": found.types.joined(separator: ", ")])
                } + [ScanPhrases.whatToDo.text(language)])
                .joined(separator: "\n")
        case .cardUnderstates(let column):
            ScanPhrases.cardUnderstates.text(language, ["column": column])
        case .noPseudonymKey(let column):
            ScanPhrases.noPseudonymKey.text(language, ["column": column])
        case .numberInHeader(let position):
            ScanPhrases.numberInHeader.text(language, ["position": "\(position)"])
        case .pseudonymised(let column):
            ScanPhrases.pseudonymised.text(language, ["column": column])
        case .subjectMasked(let column):
            ScanPhrases.subjectMasked.text(language, ["column": column])
        case .notScreened(let column):
            ScanPhrases.notScreened.text(language, ["column": column])
        default: nil
        }
    }
}
