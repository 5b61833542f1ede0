internal import DureCore

/// Sentences about slots and what opens them.
extension VaultPhrases {
    static let unknownSlot = Phrase(
        en: "There is no slot {id}. `dure slot list` shows all.",
        ko: "{id} 슬롯이 없습니다. `dure slot list`로 확인하세요.")
    static let plainFileExists = Phrase(
        en: "The root key lies in a plain file already.",
        ko: "루트 키가 이미 평문 파일에 있습니다.")
    static let badCredentialName = Phrase(
        en: "A credential's name begins with `dure` and has at most 64 letters, digits, points, "
            + "hyphens and underscores, without a path.",
        ko: "크리덴셜 이름은 `dure`로 시작하고, 경로 없이 영문자, 숫자, 점, 붙임표, 밑줄로 64자까지입니다.")
    static let credentialMissing = Phrase(
        en: "The service has no credential {name}. Its unit needs "
            + "`LoadCredentialEncrypted={name}:FILE`; only the service itself sees it.",
        ko: "서비스에 {name} 크리덴셜이 없습니다. 유닛에 `LoadCredentialEncrypted={name}:파일`이 필요하며, "
            + "서비스만 볼 수 있습니다.")
    static let credentialExposed = Phrase(
        en: "Other users may read or change the credential {name}, or its folder, so it was not "
            + "used. systemd makes it readable by the service alone.",
        ko: "다른 사용자가 {name} 크리덴셜이나 그 폴더를 읽거나 바꿀 수 있어 쓰지 않았습니다. systemd는 서비스만 "
            + "읽을 수 있게 만듭니다.")
    static let credentialUnusable = Phrase(
        en: "The credential {name} is not the 64 digits that `dure slot add` made.",
        ko: "{name} 크리덴셜이 `dure slot add`가 만든 64자리가 아닙니다.")
    static let credentialWrong = Phrase(
        en: "The credential {name} opens no slot of this home. Is it another node's?",
        ko: "{name} 크리덴셜로는 이 홈의 슬롯이 열리지 않습니다. 다른 노드의 것인지 확인하세요.")
    static let helperUnsafe = Phrase(
        en: "The helper {path} was not started: {part} must be there, be no link, belong to you or "
            + "to root, and be writable by nobody else. Name it by its whole path.",
        ko: "보조 프로그램 {path}을(를) 시작하지 않았습니다. {part}이(가) 있어야 하고, 링크가 아니며, 본인이나 "
            + "root의 소유이고, 다른 사람이 쓸 수 없어야 합니다. 전체 경로로 지정하세요.")
    static let helperNotNamed = Phrase(
        en: "No slot names {path} as its helper. `dure slot list` shows what they name.",
        ko: "{path}을(를) 보조 프로그램으로 쓰는 슬롯이 없습니다. `dure slot list`로 확인하세요.")
    static let helperNotStarted = Phrase(
        en: "The helper {path} could not be started. Is it a program that you may run?",
        ko: "보조 프로그램 {path}을(를) 시작할 수 없습니다. 실행할 수 있는 프로그램인지 확인하세요.")
    static let helperTooSlow = Phrase(
        en: "The helper {path} gave no answer in time and was stopped.",
        ko: "보조 프로그램 {path}이(가) 제시간에 답하지 않아 멈추었습니다.")
    static let helperTooMuch = Phrase(
        en: "The helper {path} said far too much and was stopped.",
        ko: "보조 프로그램 {path}의 출력이 너무 많아 멈추었습니다.")
    static let helperEnded = Phrase(
        en: "The helper {path} failed (code {status}). What it said stands above.",
        ko: "보조 프로그램 {path}이(가) 실패했습니다(코드 {status}). 프로그램이 한 말은 위에 있습니다.")
    static let helperNoAnswer = Phrase(
        en: "What the helper {path} said is no answer. Docs/Protocol/keys.md has the form.",
        ko: "보조 프로그램 {path}의 말은 답의 형식이 아닙니다. 형식은 Docs/Protocol/keys.md에 있습니다.")
    static let helperWrongKey = Phrase(
        en: "The helper {path} answered with another key. Is the right token in place?",
        ko: "보조 프로그램 {path}이(가) 다른 키로 답했습니다. 올바른 토큰이 연결되어 있는지 확인하세요.")
    static let cardMistyped = Phrase(
        en: "Group {group} of the card has a wrong character (five groups a line: line {line}, "
            + "place {place}). Compare it with the paper.",
        ko: "카드의 {group}번째 묶음에 틀린 글자가 있습니다(한 줄에 다섯 묶음: {line}째 줄 {place}번째). 종이와 "
            + "비교하세요.")
    static let cardUnreadable = Phrase(
        en: "This is no whole recovery card: it has 19 groups of five characters, and {groups} "
            + "were found that fit.",
        ko: "온전한 복구 카드가 아닙니다. 다섯 글자 묶음 19개가 있어야 하는데 맞는 것이 {groups}개입니다.")
    static let cardsNotTwo = Phrase(
        en: "Two of the three cards open the slot; {found} were given.",
        ko: "세 장 중 두 장이 슬롯을 엽니다. 주어진 카드는 {found}장입니다.")
    static let cardsOfTwoSets = Phrase(
        en: "These cards belong to different slots. Take two whose slot is the same.",
        ko: "서로 다른 슬롯의 카드입니다. 슬롯이 같은 두 장을 쓰세요.")
    static let cardTwice = Phrase(
        en: "Card {number} was given twice. Two different ones are needed.",
        ko: "{number}번 카드가 두 번 주어졌습니다. 서로 다른 두 장이 필요합니다.")
    static let cardsOpenNothing = Phrase(
        en: "The cards are sound, but do not open the slot {slot}. Are they this node's?",
        ko: "카드는 온전하지만 {slot} 슬롯이 열리지 않습니다. 이 노드의 카드인지 확인하세요.")
    static let rotationDamaged = Phrase(
        en:
            "A change of the root key was cut short, and what it left below keys/next does not fit. "
            + "Restore the home from a backup.",
        ko: "루트 키 교체가 중단되었고 keys/next 아래에 남은 것이 맞지 않습니다. 홈을 백업에서 복원하세요.")
}

extension VaultError {
    func slotSentence(_ language: Language) -> String? {
        switch self {
        case .unknownSlot(let id): VaultPhrases.unknownSlot.text(language, ["id": id])
        case .plainFileExists: VaultPhrases.plainFileExists.text(language)
        case .badCredentialName: VaultPhrases.badCredentialName.text(language)
        case .credentialMissing(let name):
            VaultPhrases.credentialMissing.text(language, ["name": name])
        case .credentialExposed(let name):
            VaultPhrases.credentialExposed.text(language, ["name": name])
        case .credentialUnusable(let name):
            VaultPhrases.credentialUnusable.text(language, ["name": name])
        case .credentialWrong(let name):
            VaultPhrases.credentialWrong.text(language, ["name": name])
        case .helperUnsafe(let path, let part):
            VaultPhrases.helperUnsafe.text(language, ["path": path, "part": part])
        case .helperNotNamed(let path):
            VaultPhrases.helperNotNamed.text(language, ["path": path])
        case .helperFailed(let path, let fault): fault.sentence(path, language)
        case .helperWrongKey(let path):
            VaultPhrases.helperWrongKey.text(language, ["path": path])
        case .rotationDamaged: VaultPhrases.rotationDamaged.text(language)
        default: paperSentence(language)
        }
    }

    private func paperSentence(_ language: Language) -> String? {
        switch self {
        case .cardMistyped(let group):
            VaultPhrases.cardMistyped.text(
                language,
                [
                    "group": "\(group)", "line": "\((group - 1) / 5 + 1)",
                    "place": "\((group - 1) % 5 + 1)",
                ])
        case .cardUnreadable(let groups):
            VaultPhrases.cardUnreadable.text(language, ["groups": "\(groups)"])
        case .cardsNotTwo(let found):
            VaultPhrases.cardsNotTwo.text(language, ["found": "\(found)"])
        case .cardsOfTwoSets: VaultPhrases.cardsOfTwoSets.text(language)
        case .cardTwice(let number):
            VaultPhrases.cardTwice.text(language, ["number": "\(number)"])
        case .cardsOpenNothing(let slot):
            VaultPhrases.cardsOpenNothing.text(language, ["slot": slot])
        default: nil
        }
    }
}

extension HelperFault {
    fileprivate func sentence(_ path: String, _ language: Language) -> String {
        switch self {
        case .notStarted: VaultPhrases.helperNotStarted.text(language, ["path": path])
        case .tooSlow: VaultPhrases.helperTooSlow.text(language, ["path": path])
        case .tooMuchOutput: VaultPhrases.helperTooMuch.text(language, ["path": path])
        case .ended(let status):
            VaultPhrases.helperEnded.text(language, ["path": path, "status": "\(status)"])
        case .noAnswer: VaultPhrases.helperNoAnswer.text(language, ["path": path])
        }
    }
}
