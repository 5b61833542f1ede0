import DureCore

/// What the commands about users and the management API say.
enum UserCommandPhrases {
    static let user = Phrase(
        en: "Add, list and take away the people who may ask the management API.",
        ko: "관리 API를 쓸 사람을 추가하고, 보고, 삭제합니다.")
    static let discussion = Phrase(
        en: "Roles: steward (answers for the data), privacy-officer (for the people in it), "
            + "analyst (proposes studies), auditor (reads the ledger, changes nothing), operator "
            + "(runs the machine, sees no data). Stewards and privacy officers must be named in "
            + "the charter. `dure up` serves the API on this machine once there is a user.",
        ko: "역할: steward(데이터 관리자), privacy-officer(개인정보 보호책임자), analyst(연구 제안), "
            + "auditor(원장을 읽고 아무것도 바꾸지 않음), operator(기계를 운영하고 데이터는 보지 않음). "
            + "steward와 privacy-officer는 헌장에 이름이 있어야 합니다. 사용자가 있으면 `dure up`이 이 "
            + "기계에서 API를 제공합니다.")
    static let add = Phrase(
        en: "Add a user with one role or more; the token is shown once.",
        ko: "역할을 하나 이상 가진 사용자를 추가합니다. 토큰은 한 번만 보입니다.")
    static let list = Phrase(
        en: "List the users, their roles and until when their tokens are good.",
        ko: "사용자와 역할, 토큰 유효 기간을 보여 줍니다.")
    static let renew = Phrase(
        en: "Give a user a new token; the old one is worth nothing from then on.",
        ko: "사용자에게 새 토큰을 줍니다. 이전 토큰은 바로 무효가 됩니다.")
    static let remove = Phrase(en: "Take a user away.", ko: "사용자를 삭제합니다.")
    static let api = Phrase(
        en: "Print the description of the management API (OpenAPI 3.1).",
        ko: "관리 API의 설명(OpenAPI 3.1)을 출력합니다.")
    static let name = Phrase(en: "name", ko: "이름")
    static let roles = Phrase(en: "roles", ko: "역할")
    static let until = Phrase(en: "token good until", ko: "토큰 유효 기한")
    static let isOver = Phrase(en: "(over)", ko: "(만료)")
    static let nobody = Phrase(
        en: "Nobody yet. `dure user add` adds somebody.",
        ko: "아직 아무도 없습니다. `dure user add`로 추가하세요.")
    static let removed = Phrase(
        en: "{name} may not ask any more.", ko: "{name}은(는) 더 이상 요청할 수 없습니다.")
    static let issued = Phrase(
        en: "{name} ({roles}) may ask until {until} with this token:",
        ko: "{name}({roles})은(는) {until}까지 이 토큰으로 요청할 수 있습니다:")
    static let once = Phrase(
        en: "It is kept nowhere: hand it over now, to that person alone.",
        ko: "토큰은 어디에도 저장되지 않습니다. 지금 그 사람에게만 전하세요.")
    static let listening = Phrase(
        en: "Management API: http://127.0.0.1:{port}/api/v1",
        ko: "관리 API: http://127.0.0.1:{port}/api/v1")
}
