package import DureCore

/// What the charter room says of changes and signatures.
extension CharterPhrases {
    // MARK: Differences

    static let noDifference = Phrase(
        en: "The two charters say the same.", ko: "두 헌장의 내용이 같습니다.")
    static let noShift = Phrase(
        en: "Nothing becomes permitted or refused that was not before; bounds and demands may "
            + "differ.",
        ko: "새로 허용되거나 거절되는 것은 없습니다. 한도와 요구 사항은 다를 수 있습니다.")
    static let ruleAdded = Phrase(
        en: "New rule {rule} ({effect}): {sentence}", ko: "새 규칙 {rule}({effect}): {sentence}")
    static let ruleRemoved = Phrase(
        en: "Rule gone: {rule} ({effect}): {sentence}",
        ko: "없어진 규칙 {rule}({effect}): {sentence}")
    static let ruleChanged = Phrase(
        en: "Rule changed: {rule} ({effect}): {sentence}",
        ko: "바뀐 규칙 {rule}({effect}): {sentence}")
    static let fieldAdded = Phrase(en: "{field}: now {new}", ko: "{field}: 새로 {new}")
    static let fieldRemoved = Phrase(
        en: "{field}: no longer said (was {old})", ko: "{field}: 없어짐(이전 값 {old})")
    static let fieldChanged = Phrase(
        en: "{field}: from {old} to {new}", ko: "{field}: {old}에서 {new}(으)로")
    static let came = Phrase(en: "now also {words}", ko: "추가: {words}")
    static let went = Phrase(en: "no longer {words}", ko: "빠짐: {words}")
    static let otherPurposes = Phrase(en: "any other purpose", ko: "그 밖의 모든 목적")
    static let withContent = Phrase(en: " that holds {content}", ko: "({content} 포함)")

    static func shift(isLooser: Bool) -> Phrase {
        isLooser
            ? Phrase(
                en: "LOOSER: {action}, for {purposes}, with data classed {classes}{content}: "
                    + "{old} before, {new} now.",
                ko: "완화: {action} — 목적 {purposes}, 등급 {classes} 데이터{content}: "
                    + "이전 {old}, 이제 {new}.")
            : Phrase(
                en: "STRICTER: {action}, for {purposes}, with data classed {classes}{content}: "
                    + "{old} before, {new} now.",
                ko: "강화: {action} — 목적 {purposes}, 등급 {classes} 데이터{content}: "
                    + "이전 {old}, 이제 {new}.")
    }

    static func short(_ verdict: Verdict) -> Phrase {
        switch verdict {
        case .permitted: Phrase(en: "permitted", ko: "허용")
        case .needsApproval: Phrase(en: "permitted once approved", ko: "승인 후 허용")
        case .notPermitted: Phrase(en: "not permitted", ko: "허용되지 않음")
        case .forbidden: Phrase(en: "forbidden", ko: "금지")
        }
    }

    static func effect(_ effect: Effect) -> Phrase {
        switch effect {
        case .permit: Phrase(en: "permits", ko: "허용")
        case .forbid: Phrase(en: "forbids", ko: "금지")
        case .require: Phrase(en: "demands", ko: "요구")
        }
    }

    // MARK: Signatures

    static let notACharter = Phrase(
        en: "This is a federation's accord. Its members sign it by the roster that names it.",
        ko: "이 파일은 연합의 협약입니다. 참여 기관은 협약이 적힌 명부에 서명합니다.")
    static let noSigners = Phrase(
        en: "The charter names nobody who signs it. Add at least two [[signer]] tables, of two "
            + "people in two roles; `dure charter key NAME --role ROLE` makes a key and prints one.",
        ko: "헌장에 서명할 사람이 없습니다. 역할이 다른 두 사람 이상의 [[signer]] 표를 추가하십시오. "
            + "`dure charter key 이름 --role 역할`이 키를 만들고 표를 보여 줍니다.")
    static let otherCharter = Phrase(
        en: "The last signed version is of the charter {last}; a change keeps its id.",
        ko: "마지막으로 서명된 판은 {last} 헌장의 것입니다. 변경할 때 id를 그대로 두십시오.")
    static let wrongVersion = Phrase(
        en: "The charter says version {found}; the next one is version {expected}.",
        ko: "헌장의 판이 {found}(으)로 되어 있는데, 다음은 {expected}판입니다.")
    static let wrongPrevious = Phrase(
        en: "A change names the version before it. Write previous = \"{expected}\" into [charter].",
        ko: "변경에는 이전 판이 적혀 있어야 합니다. [charter]에 previous = \"{expected}\"라고 적으십시오.")
    static let beforeLast = Phrase(
        en: "The charter is in force from {found}, before the last version ({last}).",
        ko: "헌장의 시행일 {found}이(가) 지난 판의 시행일({last})보다 빠릅니다.")
    static let inThePast = Phrase(
        en: "A change holds from today ({today}) or later, and in_force says {found}.",
        ko: "변경은 오늘({today}) 또는 그 이후부터 시행되는데 in_force는 {found}입니다.")
    static let lintErrors = Phrase(
        en: "Nothing can be signed that has errors; there are {count}. `dure charter check` shows "
            + "them.",
        ko: "오류가 있으면 서명할 수 없습니다. 오류는 {count}개이며 `dure charter check`가 보여 줍니다.")
    static let testsMissing = Phrase(
        en: "There are no tests at {path}. Write down what the charter must answer, and what it "
            + "must refuse.",
        ko: "{path}에 시험이 없습니다. 헌장이 무엇을 허용하고 무엇을 거절해야 하는지 적으십시오.")
    static let noTests = Phrase(
        en: "The file of tests holds none. Write down at least one [[test]].",
        ko: "시험 파일이 비어 있습니다. [[test]]를 하나 이상 적으십시오.")
    static let testsFailed = Phrase(
        en: "Nothing can be signed before its tests pass; {count} failed. `dure charter test` "
            + "shows them.",
        ko: "시험을 통과해야 서명할 수 있습니다. 실패한 시험은 {count}개이며 `dure charter test`가 "
            + "보여 줍니다.")
    static let notASigner = Phrase(
        en: "This key belongs to none of those who may sign: a change is signed by people whom "
            + "the version before names.",
        ko: "이 키는 서명할 수 있는 사람의 것이 아닙니다. 변경에는 이전 판에 적힌 사람이 서명합니다.")
    static let signedAlready = Phrase(
        en: "{person} has signed this version already; another person in another role must.",
        ko: "{person}은(는) 이 판에 이미 서명했습니다. 역할이 다른 사람이 서명해야 합니다.")
    static let badSignatures = Phrase(
        en: "The signatures of version {version} are missing or not of those who may sign it. "
            + "Restore charter/versions from a backup and find out who changed it.",
        ko: "{version}판의 서명이 없거나 서명할 수 있는 사람의 것이 아닙니다. charter/versions를 백업에서 "
            + "복원하고 누가 바꾸었는지 확인하십시오.")
    static let versionsGone = Phrase(
        en: "The ledger says that versions were signed that are gone from charter/versions: "
            + "{hashes}. Restore them from a backup and find out who removed them.",
        ko: "원장에는 서명된 것으로 있으나 charter/versions에 없는 판이 있습니다: {hashes}. 백업에서 복원하고 "
            + "누가 지웠는지 확인하십시오.")
    static let changeRefused = Phrase(
        en: "The charter in force does not permit the change: {reasons}",
        ko: "시행 중인 헌장이 이 변경을 허용하지 않습니다: {reasons}")
    static let unsigned = Phrase(
        en: "The rules in {path} were changed and not signed, so nothing is decided by them. Have "
            + "two people sign them with `dure charter sign`, or put a version from "
            + "charter/versions back.",
        ko: "{path}의 규칙이 서명 없이 바뀌어 판단에 쓰지 않습니다. 두 사람이 `dure charter sign`으로 "
            + "서명하거나 charter/versions의 판으로 되돌리십시오.")
    static let noneInForce = Phrase(
        en: "No signed version of the charter is in force before {from}.",
        ko: "{from} 전에는 시행 중인 서명된 헌장이 없습니다.")
    static let badKey = Phrase(
        en: "The key {path} is no person's key, or others can read it. Make it readable by its "
            + "owner alone (chmod 600).",
        ko: "{path}은(는) 개인 키가 아니거나 다른 사람이 읽을 수 있습니다. 소유자만 읽을 수 있게 "
            + "하십시오(chmod 600).")
    static let keyInHome = Phrase(
        en: "{path} lies in a node's home. A person's key belongs to the person: keep it on "
            + "another machine or a card.",
        ko: "{path}은(는) 노드의 홈 안에 있습니다. 개인 키는 본인이 다른 기계나 저장 장치에 보관하십시오.")
    static let badRequest = Phrase(
        en: "The request cannot be read: {field} is missing, unknown or of the wrong type.",
        ko: "요청을 읽을 수 없습니다. {field} 항목이 없거나, 알 수 없거나, 형식이 맞지 않습니다.")
    static let unknownPack = Phrase(
        en: "There is no pack {name}. `dure charter packs` lists them.",
        ko: "{name} 팩이 없습니다. `dure charter packs`가 목록을 보여 줍니다.")
}

extension CharterError {
    /// What is wrong and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .notACharter: CharterPhrases.notACharter.text(language)
        case .noSigners: CharterPhrases.noSigners.text(language)
        case .otherCharter(let last): CharterPhrases.otherCharter.text(language, ["last": last])
        case .wrongVersion(let found, let expected):
            CharterPhrases.wrongVersion.text(
                language, ["found": "\(found)", "expected": "\(expected)"])
        case .wrongPrevious(let expected):
            CharterPhrases.wrongPrevious.text(language, ["expected": expected.hex])
        case .beforeLast(let found, let last):
            CharterPhrases.beforeLast.text(language, ["found": found, "last": last])
        case .inThePast(let found, let today):
            CharterPhrases.inThePast.text(language, ["found": found, "today": today])
        case .lint(let count): CharterPhrases.lintErrors.text(language, ["count": "\(count)"])
        case .testsMissing(let path): CharterPhrases.testsMissing.text(language, ["path": path])
        case .noTests: CharterPhrases.noTests.text(language)
        case .testsFailed(let count):
            CharterPhrases.testsFailed.text(language, ["count": "\(count)"])
        case .notASigner: CharterPhrases.notASigner.text(language)
        case .signedAlready(let person):
            CharterPhrases.signedAlready.text(language, ["person": person.text])
        case .badSignatures(let version):
            CharterPhrases.badSignatures.text(language, ["version": "\(version)"])
        case .versionsGone(let hashes):
            CharterPhrases.versionsGone.text(
                language,
                ["hashes": hashes.map { String($0.hex.prefix(16)) }.joined(separator: ", ")])
        case .changeRefused(let reasons):
            CharterPhrases.changeRefused.text(
                language, ["reasons": reasons.joined(separator: " ")])
        case .unsigned(let path): CharterPhrases.unsigned.text(language, ["path": path])
        case .noneInForce(let from): CharterPhrases.noneInForce.text(language, ["from": from])
        case .badKey(let path): CharterPhrases.badKey.text(language, ["path": path])
        case .keyInHome(let path): CharterPhrases.keyInHome.text(language, ["path": path])
        case .badRequest(let field): CharterPhrases.badRequest.text(language, ["field": field])
        case .unknownPack(let name): CharterPhrases.unknownPack.text(language, ["name": name])
        }
    }
}
