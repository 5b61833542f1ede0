import DureCore

/// What the incident record says.
enum IncidentPhrases {
    static let incident = Phrase(
        en: "Record what went wrong with people's data, watch the law's clocks, write the notices.",
        ko: "개인정보 사고를 기록하고, 법정 시한을 살피고, 통지문을 씁니다.")
    static let open = Phrase(
        en: "Open the record of an incident; the clocks of the charter's economy run from --known.",
        ko: "사고 기록을 엽니다. 헌장에 적힌 경제체의 시한이 --known부터 흐릅니다.")
    static let list = Phrase(en: "List all incidents.", ko: "모든 사고를 나열합니다.")
    static let show = Phrase(
        en: "Show one incident and who must be told by when.",
        ko: "사고 하나와 누구에게 언제까지 알려야 하는지 보여 줍니다.")
    static let people = Phrase(
        en: "Write the list of people touched to a file.", ko: "관련된 사람의 명단을 파일로 씁니다.")
    static let notice = Phrase(
        en: "Print the text of the notice to the authority or to the people; what no machine can "
            + "know is left to be filled in.",
        ko: "감독기관이나 정보주체에게 보낼 통지문을 출력합니다. 기계가 알 수 없는 것은 빈칸으로 둡니다.")
    static let told = Phrase(
        en: "Write down that the authority or the people were told, now.",
        ko: "감독기관이나 정보주체에게 지금 알렸음을 기록합니다.")
    static let close = Phrase(
        en: "Close an incident; it stays as it is then.",
        ko: "사고를 종결합니다. 그 뒤에는 바뀌지 않습니다.")
    static let none = Phrase(en: "There are no incidents.", ko: "사고가 없습니다.")
    static let openHead = Phrase(
        en: "Incident {number}, open, known since {known}; datasets: {datasets}",
        ko: "사고 {number}번, 진행 중, 인지 {known}, 데이터셋: {datasets}")
    static let closedHead = Phrase(
        en: "Incident {number}, closed, known since {known}; datasets: {datasets}",
        ko: "사고 {number}번, 종결, 인지 {known}, 데이터셋: {datasets}")
    static let outcome = Phrase(en: "outcome: {text}", ko: "결과: {text}")
    static let authority = Phrase(en: "the authority", ko: "감독기관")
    static let peopleWord = Phrase(en: "the people", ko: "정보주체")
    static let until = Phrase(
        en: "{whom}: to be told until {time}, {hours} hours left ({law})",
        ko: "{whom}: {time}까지 알려야 함, {hours}시간 남음 ({law})")
    static let overdue = Phrase(
        en: "{whom}: OVERDUE since {time}, by {hours} hours ({law})",
        ko: "{whom}: 시한 {time}이 {hours}시간 지남 ({law})")
    static let inWords = Phrase(en: "{whom}: {text} ({law})", ko: "{whom}: {text} ({law})")
    static let notEstablished = Phrase(
        en: "{whom}: the charter does not know the law's clock; ask a lawyer. {why}",
        ko: "{whom}: 헌장에 법정 시한이 없으니 법률 전문가에게 물어보세요. {why}")
    static let toldAt = Phrase(en: "{whom}: told at {time}{late}", ko: "{whom}: {time}에 알림{late}")
    static let late = Phrase(en: "(late: it was due until {time})", ko: "(늦음: 시한 {time})")
    static let noPersons = Phrase(
        en: "The dataset {dataset} names no subject column, or is gone: its people cannot be "
            + "listed.",
        ko: "데이터셋 {dataset}에 정보주체 열이 없거나 데이터셋이 없어 명단을 만들 수 없습니다.")
    static let listed = Phrase(
        en: "{count} lines are in {path}.", ko: "{path}에 {count}줄을 썼습니다.")

    static let titlePeople = Phrase(
        en: "Notice about your personal data", ko: "개인정보 유출 등에 관한 통지")
    static let titleAuthority = Phrase(
        en: "Notification of a personal data incident", ko: "개인정보 사고 신고")
    static let institution = Phrase(en: "Institution", ko: "기관")
    static let happened = Phrase(en: "What happened", ko: "사고 경위")
    static let knownSince = Phrase(en: "Known since", ko: "인지한 때")
    static let data = Phrase(en: "Data", ko: "관련 정보")
    static let items = Phrase(en: "Items", ko: "항목")
    static let peopleCount = Phrase(en: "People", ko: "관련 정보주체 수")
    static let atLeast = Phrase(
        en: "at least {count}; not all datasets tell persons", ko: "최소 {count}명, 일부 데이터셋은 알 수 없음")
    static let measures = Phrase(en: "What we have done", ko: "대응 조치")
    static let whatYouCanDo = Phrase(en: "What you can do", ko: "정보주체가 할 수 있는 일")
    static let consequences = Phrase(en: "Likely consequences", ko: "예상되는 피해")
    static let contact = Phrase(en: "Contact", ko: "문의처")
    static let blank = Phrase(en: "[to be filled in]", ko: "[직접 적을 것]")
}
