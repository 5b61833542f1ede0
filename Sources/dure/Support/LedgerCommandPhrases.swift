import DureCore

/// What the commands about the ledger say.
enum LedgerCommandPhrases {
    static let ledger = Phrase(
        en: "Check and show the ledger of a home, or of a copy of it.",
        ko: "홈이나 그 사본의 원장을 확인하고 보여 줍니다.")
    static let verify = Phrase(
        en: "Check every entry of a ledger against its signed head. Works offline, on a copy.",
        ko: "원장의 모든 기록을 서명된 체크포인트와 대조합니다. 사본에서도 오프라인으로 됩니다.")
    static let show = Phrase(
        en: "Show the newest entries of a ledger.", ko: "원장의 최근 기록을 보여 줍니다.")
    static let ownKey = Phrase(
        en: "Checked with the key that lies beside the ledger. To notice that all of it was "
            + "replaced, keep a copy of ledger/verifier elsewhere and give it with --key.",
        ko: "원장 옆에 있는 키로 확인했습니다. 전체가 바꿔치기된 것까지 알아내려면 ledger/verifier의 "
            + "사본을 다른 곳에 두고 --key로 주십시오.")
    static let root = Phrase(en: "Root: {root}", ko: "루트: {root}")
    static let shown = Phrase(
        en: "{count} of {size} entries.", ko: "기록 {size}건 중 {count}건.")
    static let badLast = Phrase(
        en: "--last wants a number from 1 to {limit}.", ko: "--last에는 1부터 {limit}까지의 수가 필요합니다.")

    static let notShown = Phrase(
        en: "Nothing of it is shown. Keep {path} as it is, find out who can write there, and "
            + "restore the ledger from a backup.",
        ko: "아무것도 보여 주지 않습니다. {path}을(를) 그대로 두고, 누가 그곳에 쓸 수 있는지 확인한 뒤 백업에서 "
            + "원장을 복원하십시오.")
    static let index = Phrase(en: "no.", ko: "번호")
    static let time = Phrase(en: "time", ko: "시각")
    static let actor = Phrase(en: "by", ko: "행위자")
    static let action = Phrase(en: "action", ko: "행위")
    static let verdict = Phrase(en: "verdict", ko: "판단")
    static let object = Phrase(en: "object", ko: "대상")
    static let charter = Phrase(en: "charter", ko: "헌장")
    static let count = Phrase(en: "entries", ko: "기록 수")
    static let person = Phrase(en: "person", ko: "사람")
    static let id = Phrase(en: "id in the ledger", ko: "원장의 식별자")

    static let receipt = Phrase(
        en: "Write the proof that an entry is in the ledger, to be handed over with the entry.",
        ko: "기록이 원장에 있음을 증명하는 영수증을 기록과 함께 파일로 씁니다.")
    static let receiptWritten = Phrase(
        en: "The receipt of entry {index} is in {path}, and the entry in {entry}. Whoever has the "
            + "ledger's key checks it with: dure ledger verify --receipt {path} --key FILE",
        ko: "{index}번 기록의 영수증은 {path}에, 기록은 {entry}에 있습니다. 원장의 키가 있는 사람은 이렇게 "
            + "확인합니다: dure ledger verify --receipt {path} --key 파일")
    static let receiptHolds = Phrase(
        en: "Entry {index} is in the ledger of {origin}, which had {size} entries then.",
        ko: "{index}번 기록은 {origin}의 원장에 있습니다. 당시 기록은 {size}건이었습니다.")
    static let receiptWantsKey = Phrase(
        en: "A receipt is checked with the ledger's key: give it with --key, or a --policy.",
        ko: "영수증은 원장의 키로 확인합니다. --key나 --policy로 주십시오.")
    static let receiptWantsEntry = Phrase(
        en: "This receipt does not carry its entry: give it with --entry.",
        ko: "이 영수증에는 기록이 들어 있지 않습니다. --entry로 주십시오.")
    static let ledgerOrReceipt = Phrase(
        en: "Name a folder that holds ledger/, or a receipt with --receipt.",
        ko: "ledger/가 있는 폴더를 주거나 --receipt로 영수증을 주십시오.")
    static let keysOrPolicy = Phrase(
        en: "Give --witness-key or --policy, not both.",
        ko: "--witness-key와 --policy 가운데 하나만 주십시오.")
    static let tooFewWitnesses = Phrase(
        en: "NOT enough witnesses have signed it.", ko: "서명한 증인이 부족합니다.")
    static let noWitness = Phrase(
        en: "No witness vouches for it. The members of a federation sign each other's ledgers.",
        ko: "보증하는 증인이 없습니다. 연합의 참여 기관들은 서로의 원장에 서명합니다.")
    static let witnessed = Phrase(
        en: "Witnesses that vouch for the first {size} entries: {count}",
        ko: "처음 {size}건의 기록을 보증하는 증인: {count}곳")
    static let ownPolicy = Phrase(
        en: "The policy beside the ledger asks for {threshold} of {all}. To hold the ledger to it, "
            + "keep a copy of ledger/policy elsewhere and give it with --policy.",
        ko: "원장 옆의 정책은 {all}곳 중 {threshold}곳을 요구합니다. 이를 기준으로 확인하려면 "
            + "ledger/policy의 사본을 다른 곳에 두고 --policy로 주십시오.")
    static let fork = Phrase(
        en: "Evidence: {ledger} has signed two different ledgers of {known} entries: "
            + "ledger/evidence/{file}",
        ko: "증거: {ledger}이(가) 기록 {known}건의 서로 다른 두 원장에 서명했습니다: "
            + "ledger/evidence/{file}")
    static let unproven = Phrase(
        en: "Evidence: {ledger} could not prove that {offered} entries begin with the {known} "
            + "known before: ledger/evidence/{file}",
        ko: "증거: {ledger}이(가) 기록 {offered}건이 전에 알려진 {known}건으로 시작함을 증명하지 "
            + "못했습니다: ledger/evidence/{file}")
    static let badEvidence = Phrase(
        en: "ledger/evidence/{file} cannot be read, or shows nothing.",
        ko: "ledger/evidence/{file}을(를) 읽을 수 없거나 아무것도 보여 주지 않습니다.")
    static let audit = Phrase(
        en: "Ask a ledger what was done, by whom, when and with what answer; with totals.",
        ko: "무엇을 누가 언제 했고 답이 무엇이었는지 원장에 묻고 합계를 봅니다.")
    static let matching = Phrase(
        en: "{count} entries match.", ko: "해당하는 기록은 {count}건입니다.")
    static let badDay = Phrase(
        en: "\"{text}\" is no day. Write it as 2026-03-01, or as 2026-03-01T09:30:00.000Z.",
        ko: "\"{text}\"은(는) 날짜가 아닙니다. 2026-03-01이나 2026-03-01T09:30:00.000Z처럼 쓰십시오.")
    static let export = Phrase(
        en: "Copy a ledger with keys, policy and signatures, to be verified elsewhere.",
        ko: "다른 곳에서 확인할 수 있도록 원장을 키, 정책, 서명과 함께 복사합니다.")
    static let exported = Phrase(
        en: "{count} entries are in {path}. Check them there with: dure ledger verify {path}",
        ko: "기록 {count}건이 {path}에 있습니다. 그곳에서 이렇게 확인합니다: dure ledger verify {path}")
    static let notLedgerKey = Phrase(
        en: "The file {path} holds no key of a ledger. It should be a copy of the ledger's file "
            + "ledger/verifier.",
        ko: "{path} 파일에는 원장의 키가 없습니다. 원장의 ledger/verifier 파일을 복사한 것이어야 합니다.")
    static let notWitnessKey = Phrase(
        en: "The file {path} holds no key of a witness. It should be a copy of the witness's file "
            + "ledger/cosigner.",
        ko: "{path} 파일에는 증인의 키가 없습니다. 증인의 ledger/cosigner 파일을 복사한 것이어야 합니다.")
    static let people = Phrase(
        en: "Show whose ids the ledger's people are, or forget one for good.",
        ko: "원장에 적힌 사람의 식별자가 누구인지 보여 주거나 영구히 잊습니다.")
    static let noPeople = Phrase(
        en: "The ledger names nobody.", ko: "원장에 이름이 적힌 사람이 없습니다.")
    static let nobody = Phrase(
        en: "Nobody called {person} is known here.", ko: "여기에는 {person}(이)라는 사람이 없습니다.")
    static let forgotten = Phrase(
        en: "Forgotten: the id {id} does not tell any more that it was {person}. Backups may, "
            + "until the last of them is gone, and so may the names beside the approvals of "
            + "studies and rules in this home.",
        ko: "잊었습니다. 식별자 {id}만으로는 {person}임을 더는 알 수 없습니다. 다만 마지막 백업이 "
            + "사라지기 전에는 백업에, 그리고 이 홈에 보관된 연구와 규칙의 승인 기록에 이름이 "
            + "남아 있을 수 있습니다.")
}
