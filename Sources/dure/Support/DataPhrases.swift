import DureCore

/// What the commands about datasets say.
enum DataPhrases {
    static let data = Phrase(
        en:
            "Bring in, list, show and end this node's datasets, and answer to those they are about.",
        ko: "이 노드의 데이터셋을 가져오고, 나열하고, 보여 주고, 끝냅니다. 정보주체의 요청에 답합니다.")
    static let importTable = Phrase(
        en: "Import a table (CSV, TSV, JSON Lines, SQLite) into the vault, with a card that says "
            + "what it is.",
        ko: "표(CSV, TSV, JSON Lines, SQLite)를 설명 카드와 함께 보관소로 가져옵니다.")
    static let importDiscussion = Phrase(
        en: """
            Example: dure data import patients.csv --home clinic --name heart --card card.toml
            Look first: dure data import patients.csv --dry-run
            Packed with gzip, from a file or a pipe: dure data import patients.csv.gz --dry-run
            A table of a SQLite database: dure data import ward.sqlite --table visits --dry-run
            With resident numbers: add --mask rrn, --drop rrn or --keep rrn, or
              --pseudonymise rrn --pseudonym-key /media/key/pseudonyms.key

            A card:
              title = "Heart clinic 2020-2025"
              source = "clinical records"
              legal_basis = "consent"
              notice = "information sheet, version 3"
              purposes = ["research"]
              sensitivity = "sensitive"            # open, internal, personal, sensitive
              contains = ["health"]
              subject = "patient"                  # the column that says whom a row is about
              retained_until = 2031-12-31          # the last day on which it may be read
              residency = ["KR", "JP"]             # where something made of it may go
              age = "age"                          # the column of ages, where children are in it
              guardian_consent = "guardian"        # the column that says yes where a guardian did
              [columns.age]
              unit = "years"
              range = [0, 120]
              [columns.rrn]
              numbers = "mask"                     # drop, mask, pseudonymise, keep
              [budget]
              epsilon = 3.0
              delta = 1e-5
            """,
        ko: """
            예: dure data import patients.csv --home clinic --name heart --card card.toml
            먼저 보기: dure data import patients.csv --dry-run
            gzip으로 묶인 파일이나 파이프: dure data import patients.csv.gz --dry-run
            SQLite 데이터베이스의 표: dure data import ward.sqlite --table visits --dry-run
            주민등록번호가 있으면: --mask rrn, --drop rrn, --keep rrn 중 하나, 또는
              --pseudonymise rrn --pseudonym-key /media/key/pseudonyms.key

            카드:
              title = "심장 클리닉 2020-2025"
              source = "진료 기록"
              legal_basis = "동의"
              notice = "안내문 3판"
              purposes = ["research"]
              sensitivity = "sensitive"            # open, internal, personal, sensitive
              contains = ["health"]
              subject = "patient"                  # 누구의 행인지 나타내는 열
              retained_until = 2031-12-31          # 읽을 수 있는 마지막 날
              residency = ["KR", "JP"]             # 이 데이터로 만든 것이 나갈 수 있는 곳
              age = "age"                          # 나이 열 (아동 정보가 있을 때)
              guardian_consent = "guardian"        # 법정대리인이 동의했으면 yes인 열
              [columns.age]
              unit = "years"
              range = [0, 120]
              [columns.rrn]
              numbers = "mask"                     # drop 제외, mask 가림, pseudonymise 가명처리, keep 보관
              [budget]
              epsilon = 3.0
              delta = 1e-5
            """)
    static let list = Phrase(en: "List this node's datasets.", ko: "이 노드의 데이터셋을 나열합니다.")
    static let show = Phrase(
        en: "Show a dataset's card, columns, hash and privacy budget.",
        ko: "데이터셋의 카드, 열, 해시, 프라이버시 예산을 보여 줍니다.")

    static let croissant = Phrase(
        en: "Describe a dataset in the Croissant format (1.1), for others to know of; it says "
            + "nothing of the values.",
        ko: "다른 이가 알 수 있게 데이터셋을 Croissant 형식(1.1)으로 설명합니다. 값은 드러나지 않습니다.")

    static let encoding = Phrase(
        en: "The file is not UTF-8 but {encoding}, and is read as that.",
        ko: "파일이 UTF-8이 아니라 {encoding}이므로 그 부호화로 읽습니다.")
    static let reading = Phrase(en: "{count} MB read", ko: "{count}MB 읽음")
    static let readingOf = Phrase(
        en: "{count} of {whole} MB read ({percent} %), {left} left",
        ko: "{whole}MB 중 {count}MB 읽음({percent} %), 남은 시간 {left}")
    static let imported = Phrase(
        en: "The dataset {name} is in the vault: {rows} rows, {columns} columns.",
        ko: "데이터셋 {name}이(가) 보관소에 있습니다: 행 {rows}개, 열 {columns}개.")
    static let contentHash = Phrase(en: "Content hash: {hash}", ko: "내용 해시: {hash}")
    static let dryRun = Phrase(
        en: "{rows} rows, {columns} columns. Nothing was imported.",
        ko: "행 {rows}개, 열 {columns}개. 아무것도 가져오지 않았습니다.")
    static let none = Phrase(
        en: "This node has no datasets. Bring one in with `dure data import`.",
        ko: "이 노드에는 데이터셋이 없습니다. `dure data import`로 가져오십시오.")

    static let numbers = Phrase(
        en: "Personal numbers in {column}: {types}; {action}.",
        ko: "{column} 열의 개인 식별번호: {types}. {action}.")
    static let nothingDone = Phrase(en: "nothing done", ko: "처리하지 않음")
    static let unscanned = Phrase(
        en: "Nobody looked for personal numbers in it, so it is treated as sensitive.",
        ko: "개인 식별번호를 검사하지 않았으므로 민감한 데이터로 다룹니다.")
    static let column = Phrase(en: "column", ko: "열")
    static let type = Phrase(en: "type", ko: "종류")
    static let missing = Phrase(en: "missing", ko: "빠진 값")
    static let distinct = Phrase(en: "distinct", ko: "서로 다른 값")
    static let unit = Phrase(en: "unit", ko: "단위")
    static let range = Phrase(en: "range", ko: "범위")
    static let number = Phrase(en: "number", ko: "숫자")
    static let text = Phrase(en: "text", ko: "글자")
    static let name = Phrase(en: "name", ko: "이름")
    static let title = Phrase(en: "title", ko: "제목")
    static let subject = Phrase(en: "subject", ko: "정보주체 열")
    static let retainedUntil = Phrase(en: "retained until", ko: "보유 기한")
    static let residency = Phrase(en: "residency", ko: "이전 가능한 곳")
    static let age = Phrase(en: "column of ages", ko: "나이 열")
    static let consent = Phrase(en: "guardian's consent", ko: "법정대리인 동의 열")
    static let rows = Phrase(en: "rows", ko: "행")
    static let columns = Phrase(en: "columns", ko: "열")
    static let importedAt = Phrase(en: "imported", ko: "가져온 때")
    static let purposes = Phrase(en: "purposes", ko: "목적")
    static let source = Phrase(en: "source", ko: "출처")
    static let legalBasis = Phrase(en: "legal basis", ko: "법적 근거")
    static let notice = Phrase(en: "notice", ko: "고지")
    static let sensitivity = Phrase(en: "sensitivity", ko: "민감도")
    static let contains = Phrase(en: "contains", ko: "담긴 것")
    static let hash = Phrase(en: "content hash", ko: "내용 해시")
    static let budget = Phrase(en: "privacy budget", ko: "프라이버시 예산")
    static let budgetState = Phrase(
        en: "epsilon {spent} of {limit} spent at delta {delta}",
        ko: "델타 {delta}에서 엡실론 {limit} 중 {spent} 사용")
    static let noBudget = Phrase(en: "not begun", ko: "시작되지 않음")
    static let lineage = Phrase(
        en: "Show a dataset's versions, what read each, and the models that came of it, each with "
            + "its place in the ledger.",
        ko: "데이터셋의 판과 각 판을 읽은 것, 거기서 나온 모델을 원장의 위치와 함께 보여 줍니다.")
    static let lineageFile = Phrase(
        en: "File (SHA-256): {hash}", ko: "파일(SHA-256): {hash}")
    static let lineageVersion = Phrase(
        en: "Version {number}: {hash}, since {from}", ko: "{number}판: {hash}, {from}부터")
    static let lineageReading = Phrase(
        en: "{action}, study {study}: {count} permits, entries {first} to {last}",
        ko: "{action}, 연구 {study}: 허가 {count}건, 기록 {first}~{last}")
    static let lineageErasure = Phrase(
        en: "until {time}: a person's rows were erased", ko: "{time}까지: 정보주체의 행을 지움")
    static let lineageCorrection = Phrase(
        en: "until {time}: a person's rows were corrected", ko: "{time}까지: 정보주체의 행을 정정함")
    static let lineageUnread = Phrase(
        en: "Nothing has read it yet.", ko: "아직 아무것도 읽지 않았습니다.")
    static let lineageModel = Phrase(
        en: "Model of {study}: {hash}, entry {index}", ko: "{study}의 모델: {hash}, 기록 {index}")
}
