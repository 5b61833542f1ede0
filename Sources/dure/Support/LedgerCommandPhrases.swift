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
}
