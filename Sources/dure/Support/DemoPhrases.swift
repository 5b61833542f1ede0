import DureCore

/// What the demonstration says.
enum DemoPhrases {
    static let abstract = Phrase(
        en: "Run a federated study between several members on this machine, and write a report.",
        ko: "이 기계에서 여러 기관의 연합 연구를 실행하고 보고서를 씁니다.")
    static let epsilonRange = Phrase(
        en: "--epsilon wants a number more than 0 and at most 10; the charters here allow 3.",
        ko: "--epsilon은 0보다 크고 10 이하여야 합니다. 이곳의 헌장은 3까지 허용합니다.")
    static let homes = Phrase(
        en: "Homes: each member has its own keys, charter, vault, ledger and rows",
        ko: "홈: 참여 기관마다 저마다의 열쇠, 헌장, 보관소, 원장, 자료")
    static let coordinator = Phrase(
        en: "The coordinator listens on port {port} (TLS 1.3, mutual)",
        ko: "조정자가 {port} 포트에서 듣습니다(TLS 1.3, 상호 인증)")
    static let enrolled = Phrase(
        en: "{member} is enrolled with a one-time token", ko: "{member}이(가) 일회용 토큰으로 가입함")
    static let members = Phrase(
        en: "The members start, each a process of its own", ko: "참여 기관들이 각각의 프로세스로 시작함")
    static let proposed = Phrase(en: "The study {study} is proposed", ko: "{study} 연구를 제안함")
    static let approving = Phrase(
        en: "{member}'s charter asks for a person; this demonstration plays the privacy officer "
            + "and approves",
        ko: "{member}의 헌장이 사람의 승인을 요구함. 이 시연이 개인정보 책임자를 대신해 승인함")
    static let vanished = Phrase(
        en: "{member} vanishes in mid-round (its process is killed)",
        ko: "{member}이(가) 라운드 도중 사라짐(프로세스를 강제 종료)")
    static let report = Phrase(en: "The report is at {path}", ko: "보고서: {path}")
    static let answer = Phrase(
        en: "{member} on {study}: {answer}", ko: "{member}, {study}: {answer}")
    static let member = Phrase(en: "member", ko: "참여 기관")
    static let rows = Phrase(en: "rows", ko: "행")
    static let own = Phrase(en: "own model", ko: "자체 모델")
    static let joint = Phrase(en: "joint", ko: "공동")
    static let noisy = Phrase(en: "joint, private", ko: "공동, 사생활 보호")
    static let difference = Phrase(en: "joint - own (95 %)", ko: "공동 - 자체 (95 %)")
    static let spent = Phrase(en: "ε spent", ko: "쓴 ε")
    static let left = Phrase(en: "bytes left", ko: "나간 바이트")
    static let ledger = Phrase(en: "ledger", ko: "원장")
    static let verified = Phrase(
        en: "verified, {count} by {witnesses}", ko: "검증됨, {count}, 서명 {witnesses}")
    static let unwitnessed = Phrase(
        en: "whole, {count}, signed by {witnesses} only",
        ko: "온전함, {count}, 서명 {witnesses}뿐")
    static let broken = Phrase(en: "BROKEN", ko: "손상됨")
    static let caption = Phrase(
        en: "On each member's own test rows, {score}:", ko: "각 참여 기관의 시험 자료에서 {score}:")
    static let areaCaption = Phrase(
        en: "Area under the ROC curve on each member's own test rows (accuracy in brackets):",
        ko: "각 참여 기관의 시험 자료에서 ROC 곡선 아래 넓이(괄호는 정확도):")
    static let promise = Phrase(
        en: "{study}: {mode}, ε = {epsilon} at δ = {delta}, {rounds} rounds.",
        ko: "{study}: {mode}, ε = {epsilon}(δ = {delta}), {rounds}개 라운드.")
    static let noPromise = Phrase(
        en: "{study}: exact sums, {rounds} rounds; no guarantee about what the sums say.",
        ko: "{study}: 정확한 합계, {rounds}개 라운드. 합계가 드러내는 것에 대한 보장은 없음.")
    static let failed = Phrase(
        en: "The study {study} did not finish. {reason}",
        ko: "{study} 연구가 끝나지 못했습니다. {reason}")
    static let seconds = Phrase(en: "Done in {seconds} s.", ko: "{seconds}초 걸렸습니다.")
}
