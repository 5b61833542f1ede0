import DureCore

/// What the commands about tables in place say.
enum ConnectPhrases {
    static let connect = Phrase(
        en: "Register a table or query of a PostgreSQL database as a dataset; its rows stay there.",
        ko: "PostgreSQL 데이터베이스의 테이블이나 쿼리를 데이터셋으로 등록합니다. 행은 그곳에 남습니다.")
    static let connectDiscussion = Phrase(
        en: """
            Example: dure data connect heart --host db.clinic.example --database records \\
              --user dure --password-file pw --table public.visits --columns id,age,sex,set \\
              --card card.toml --home clinic
            Look first: add --dry-run
            On this machine, without a password: --host /var/run/postgresql
            The server's user should be able to read these columns and nothing else:
              GRANT USAGE ON SCHEMA public TO dure;
              GRANT SELECT (id, age, sex, set) ON public.visits TO dure;
            All rows are read once, through the search for personal numbers; each later reading
            asks for the granted columns alone. The card is that of `dure data import --help`.
            """,
        ko: """
            예: dure data connect heart --host db.clinic.example --database records \\
              --user dure --password-file pw --table public.visits --columns id,age,sex,set \\
              --card card.toml --home clinic
            먼저 보기: --dry-run을 더하십시오
            이 컴퓨터에서 암호 없이: --host /var/run/postgresql
            서버의 사용자는 이 열만 읽을 수 있어야 합니다:
              GRANT USAGE ON SCHEMA public TO dure;
              GRANT SELECT (id, age, sex, set) ON public.visits TO dure;
            모든 행을 한 번 읽어 개인 식별번호를 찾고, 그다음에는 허가된 열만 요청합니다. 카드는
            `dure data import --help`와 같습니다.
            """)
    static let connection = Phrase(
        en: "Check a dataset's connection to its database, or change its password.",
        ko: "데이터셋의 데이터베이스 연결을 확인하거나 암호를 바꿉니다.")
    static let check = Phrase(
        en: "Connect, and compare the columns with what was registered; no row is read.",
        ko: "연결하여 열이 등록할 때와 같은지 비교합니다. 행은 읽지 않습니다.")
    static let password = Phrase(
        en: "Seal another password in the place of the one that is kept.",
        ko: "보관 중인 암호를 다른 암호로 바꾸어 봉인합니다.")

    static let weak = Phrase(
        en: "WARNING: with --sslmode {mode} somebody on the way to {server} can read along or "
            + "answer in its place. verify-full shuts them out.",
        ko: "경고: --sslmode {mode}에서는 {server}까지의 중간에서 누군가 엿보거나 서버인 척할 수 있습니다. "
            + "verify-full이 이를 막습니다.")
    static let connected = Phrase(
        en:
            "The dataset {name} is registered: {rows} rows now, {columns} columns. The rows stay in "
            + "the database.",
        ko: "데이터셋 {name}을(를) 등록했습니다: 현재 행 {rows}개, 열 {columns}개. 행은 데이터베이스에 남습니다.")
    static let dryRun = Phrase(
        en: "{rows} rows, {columns} columns. Nothing was registered.",
        ko: "행 {rows}개, 열 {columns}개. 아무것도 등록하지 않았습니다.")
    static let place = Phrase(
        en:
            "in place: PostgreSQL {server}, database {database}, {table}, as {user}, sslmode {mode}",
        ko: "원래 자리: PostgreSQL {server}, 데이터베이스 {database}, {table}, 사용자 {user}, sslmode {mode}")
    static let query = Phrase(en: "a query", ko: "쿼리")
    static let reading = Phrase(en: "{count} rows read", ko: "행 {count}개 읽음")
    static let checked = Phrase(
        en: "The database answers, and the {columns} columns of {dataset} are there as registered.",
        ko: "데이터베이스가 응답하며, {dataset}의 열 {columns}개가 등록한 그대로 있습니다.")
    static let newPassword = Phrase(
        en: "The password of {dataset} was replaced. `dure data connection check` tries it.",
        ko: "{dataset}의 암호를 바꿨습니다. `dure data connection check`로 시험할 수 있습니다.")
    static let ended = Phrase(
        en: "{dataset} is no longer registered; its card, connection and password are gone here. "
            + "The rows stay in their database as they are.",
        ko: "{dataset}의 등록을 없앴습니다. 카드, 연결, 암호가 여기에서 사라졌습니다. 행은 원래 데이터베이스에 그대로 "
            + "있습니다.")
    static let noPassword = Phrase(
        en: "No password is kept for {dataset} any more.",
        ko: "{dataset}의 암호를 더는 보관하지 않습니다.")
}
