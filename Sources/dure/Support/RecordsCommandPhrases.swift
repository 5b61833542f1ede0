import DureCore

/// What the registers of processing and of releases say.
enum RecordsCommandPhrases {
    static let records = Phrase(
        en: "Registers that the machine writes from the ledger, never a hand.",
        ko: "사람이 아니라 기계가 원장에서 작성하는 대장입니다.")
    static let processing = Phrase(
        en: "Print the register of processing: each dataset, on what basis it is held and what was "
            + "done with it.",
        ko: "개인정보 처리 대장을 보여 줍니다. 데이터셋마다 보유 근거와 처리 내역이 있습니다.")
    static let releases = Phrase(
        en: "Print what left this node: to whom, what, on what basis, by whom approved.",
        ko: "이 노드에서 나간 것을 보여 줍니다. 누구에게, 무엇을, 어떤 근거로, 누가 승인했는지가 있습니다.")
    static let releasesExit = Phrase(
        en: "The exit code is 1 where something left that had not been permitted before.",
        ko: "미리 허가되지 않은 것이 나갔으면 종료 코드가 1입니다.")

    static let processingTitle = Phrase(
        en:
            "Register of processing of {node} ({economy}), from {size} ledger entries with the root "
            + "{root}",
        ko: "{node}({economy})의 처리 대장. 원장 항목 {size}개, 루트 {root}")
    static let takenIn = Phrase(en: "taken in", ko: "들여온 때")
    static let erased = Phrase(en: "erased", ko: "파기한 때")
    static let expired = Phrase(en: "expired, key destroyed", ko: "보유 기한이 지나 키를 파기한 때")
    static let studies = Phrase(en: "read for studies", ko: "읽은 연구")
    static let requests = Phrase(en: "requests of persons", ko: "정보주체의 요구")
    static let rounds = Phrase(
        en: "rounds: {charged} with noise, charged to the budget; {unbounded} without noise",
        ko: "라운드: 잡음을 넣어 예산에서 차감한 것 {charged}회, 잡음 없는 것 {unbounded}회")
    static let use = Phrase(en: "use", ko: "처리")
    static let purpose = Phrase(en: "purpose", ko: "목적")
    static let permitted = Phrase(en: "permitted", ko: "허가")
    static let waiting = Phrase(en: "wanted approval", ko: "승인 필요")
    static let refused = Phrase(en: "refused", ko: "거부")
    static let first = Phrase(en: "first", ko: "처음")
    static let last = Phrase(en: "last", ko: "마지막")

    static let releasesTitle = Phrase(
        en: "What left {node}, from {size} ledger entries with the root {root}",
        ko: "{node}에서 나간 것. 원장 항목 {size}개, 루트 {root}")
    static let nothingLeft = Phrase(en: "Nothing has left.", ko: "나간 것이 없습니다.")
    static let toWhom = Phrase(en: "to", ko: "받는 곳")
    static let proposedBy = Phrase(en: "proposed by", ko: "제안자")
    static let what = Phrase(en: "what", ko: "내용")
    static let whatLeft = Phrase(
        en:
            "{count} masked vectors, {bytes} bytes, made of {columns} columns of {dataset}; no rows",
        ko: "{dataset}의 열 {columns}개로 만든 가려진 벡터 {count}개, {bytes}바이트. 행은 나가지 않음")
    static let measures = Phrase(en: "measures", ko: "평가 지표")
    static let measuresLeft = Phrase(
        en:
            "{bytes} bytes about the model on the test rows here, for the study's members; permits: "
            + "ledger entries {index}",
        ko: "이 노드의 시험용 행으로 모델을 평가한 결과 {bytes}바이트를 연구 참여 기관에 알림. "
            + "허가: 원장 항목 {index}")
    static let safeguards = Phrase(en: "safeguards", ko: "보호 조치")
    static let safeguard = Phrase(
        en: "secure aggregation; {charged} rounds with noise, charged; {unbounded} without noise",
        ko: "보안 집계. 잡음을 넣어 차감한 라운드 {charged}회, 잡음 없는 라운드 {unbounded}회")
    static let rules = Phrase(en: "rules", ko: "규칙")
    static let approvedBy = Phrase(en: "approved by", ko: "승인자")
    static let paper = Phrase(en: "permit", ko: "허가")
    static let covered = Phrase(
        en: "before each of them; ledger entries {index}", ko: "나가기 전마다 있음. 원장 항목 {index}")
    static let uncovered = Phrase(
        en: "MISSING: something left that no earlier entry permits",
        ko: "없음: 미리 허가한 항목이 없이 나간 것이 있음")

    /// A request of a person, in words.
    static func request(_ word: String) -> String {
        switch word {
        case "search": Speech.say(Phrase(en: "looked up", ko: "열람"))
        case "withdraw": Speech.say(Phrase(en: "taken back", ko: "철회"))
        case "restore": Speech.say(Phrase(en: "given again", ko: "철회 취소"))
        case "correct": Speech.say(Phrase(en: "corrected", ko: "정정"))
        case "erase": Speech.say(Phrase(en: "erased", ko: "삭제"))
        case "list": Speech.say(Phrase(en: "listed for an incident", ko: "사고 통지 명단"))
        default: word
        }
    }
}
