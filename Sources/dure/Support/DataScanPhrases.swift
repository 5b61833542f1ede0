import DureCore

/// What `dure data scan` says.
enum DataScanPhrases {
    static let scan = Phrase(
        en: "Look for personal numbers, contacts and names in any file; no vault is needed.",
        ko: "아무 파일에서나 개인 식별번호, 연락처, 이름을 찾습니다. 보관소가 필요 없습니다.")
    static let discussion = Phrase(
        en: """
            Example: dure data scan patients.csv
            Packed with gzip: dure data scan letters.txt.gz --json
            A database: dure data scan ward.sqlite --table visits

            Numbers of the 21 economies are known by form, check digits and the words nearby. Values
            are never shown, only their form. A file of any size takes the same memory. The exit
            code is 0 whether something is found or not; --json says how much.
            Without a trained model, names are found by honorifics, labels and surnames only, and
            most bare names are missed. The guide is Docs/Guides/personal-numbers.md.
            """,
        ko: """
            예: dure data scan patients.csv
            gzip으로 묶인 파일: dure data scan letters.txt.gz --json
            데이터베이스: dure data scan ward.sqlite --table visits

            21개 회원국의 번호를 형식, 검증 숫자, 주변 낱말로 알아봅니다. 값은 절대 보여 주지 않고 형식만
            보여 줍니다. 파일 크기와 관계없이 메모리 사용량이 같습니다. 발견 여부와 관계없이 종료 코드는 0이며
            --json이 개수를 알려 줍니다. 학습된 모델 없이 존칭, 항목 이름, 성씨로만 이름을 찾으므로 홀로 쓰인
            이름은 대부분 놓칩니다. 안내서: Docs/Guides/personal-numbers.md
            """)
    static let nothing = Phrase(
        en: "Nothing was found. That is no proof that nothing is there.",
        ko: "찾은 것이 없습니다. 그렇다고 아무것도 없다는 증명은 아닙니다.")
    static let more = Phrase(
        en: "… and {count} more places; --places shows more.",
        ko: "… 그 밖에 {count}곳. --places로 더 볼 수 있습니다.")
    static let total = Phrase(
        en: "{count} places, {personal} of them about persons.",
        ko: "모두 {count}곳, 그중 사람에 관한 것 {personal}곳.")
    static let what = Phrase(en: "what", ko: "무엇")
    static let count = Phrase(en: "places", ko: "곳")
    static let passed = Phrase(en: "check passed", ko: "검증 맞음")
    static let certain = Phrase(en: "certain", ko: "확실")
    static let action = Phrase(en: "done", ko: "처리")
    static let line = Phrase(en: "line", ko: "줄")
    static let row = Phrase(en: "row", ko: "행")
    static let form = Phrase(en: "form", ko: "형식")
    static let check = Phrase(en: "check", ko: "검증")
    static let sure = Phrase(en: "how sure", ko: "확실성")
    static let context = Phrase(en: "word nearby", ko: "주변 낱말")
}
