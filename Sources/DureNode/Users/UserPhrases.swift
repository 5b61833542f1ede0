internal import DureCore

/// What is said about the users of a node.
enum UserPhrases {
    static let exists = Phrase(
        en: "There is a user {name} already. `dure user renew {name}` gives a new token.",
        ko: "사용자 {name}이(가) 이미 있습니다. 새 토큰은 `dure user renew {name}` 명령으로 받습니다.")
    static let unknown = Phrase(
        en: "There is no user {name}. `dure user list` shows all.",
        ko: "사용자 {name}이(가) 없습니다. `dure user list`로 전체를 볼 수 있습니다.")
    static let tooMany = Phrase(
        en: "A node has at most {limit} users. Remove those who have left.",
        ko: "노드의 사용자는 최대 {limit}명입니다. 떠난 사람을 삭제하세요.")
    static let noRole = Phrase(
        en: "A user has at least one role: {roles}.", ko: "사용자에게는 역할이 하나 이상 필요합니다: {roles}.")
    static let together = Phrase(
        en: "Nobody is {one} and {other} at once. Who checks does nothing else, who asks does not "
            + "allow, and who runs the machine does not speak for the people in the data. Give "
            + "the roles to two people.",
        ko: "한 사람이 {one}과(와) {other} 역할을 함께 맡을 수 없습니다. 감사하는 사람은 다른 일을 하지 "
            + "않고, 요청하는 사람은 허락하지 않으며, 기계를 운영하는 사람은 정보주체를 대신하지 "
            + "않습니다. 두 사람에게 나누어 주세요.")
    static let notResponsible = Phrase(
        en: "The charter does not name {name} as {role}. Name them in a [[responsible]] table of "
            + "the charter, which two people sign, and try again.",
        ko: "헌장이 {name}을(를) {role}(으)로 지정하지 않았습니다. 두 사람이 서명하는 헌장의 "
            + "[[responsible]] 표에 적은 다음 다시 시도하세요.")
    static let tooLong = Phrase(
        en: "A token lasts from 1 to {days} days.", ko: "토큰의 유효 기간은 1일에서 {days}일까지입니다.")
    static let oneself = Phrase(
        en: "Nobody may take themselves away. Another operator can, or `dure user remove` on the "
            + "machine itself.",
        ko: "자기 자신은 삭제할 수 없습니다. 다른 운영자가 하거나 해당 기계에서 `dure user remove`를 "
            + "실행하세요.")
    static let atTheMachine = Phrase(
        en:
            "Tokens of stewards, privacy officers and auditors are given out with `dure user` at the "
            + "machine itself: whoever sees a token can act as its owner.",
        ko: "데이터 관리자, 개인정보 보호책임자, 감사인의 토큰은 해당 기계에서 `dure user` 명령으로만 줍니다. "
            + "토큰을 본 사람은 그 주인처럼 행동할 수 있기 때문입니다.")
    static let holdsOffice = Phrase(
        en: "The charter gives {name} an office that does not go with {role}.",
        ko: "헌장이 {name}에게 맡긴 직책은 {role} 역할과 함께 맡을 수 없습니다.")
    static let ownStudy = Phrase(
        en: "Whoever proposed {study} is not one of those who approve it.",
        ko: "{study}을(를) 제안한 사람은 그 연구를 승인할 수 없습니다.")
    static let isUser = Phrase(
        en: "{name} is a user still, and would be entered anew. `dure user remove {name}` first.",
        ko: "{name}은(는) 아직 사용자여서 다시 기록됩니다. 먼저 `dure user remove {name}`을 실행하세요.")
}
