package import DureCore

/// What reading tables in place says to people.
enum PostgresPhrases {
    static let copyBroken = Phrase(
        en: "What the server sent is not a whole copy in PostgreSQL's binary format (row {row}); "
            + "nothing of it was used. Try again; if it stays so, something on the way changes it.",
        ko: "서버가 보낸 내용이 온전한 PostgreSQL 바이너리 형식이 아닙니다({row}행). 아무것도 사용하지 않았습니다. 다시 "
            + "시도하고, 계속되면 중간에서 무엇이 바꾸는지 확인하십시오.")
    static let typeNotRead = Phrase(
        en: "The column {column} has the type {type}, which is not read. Cast it in --query, as in "
            + "SELECT {column}::text AS {column}, or leave it out of --columns.",
        ko: "{column} 열의 형식 {type}은(는) 읽지 않습니다. --query에서 SELECT {column}::text AS {column}처럼 "
            + "바꾸거나 --columns에서 빼십시오.")
    static let columnGone = Phrase(
        en: "The database has no column {column} there. There are: {there}. If it was renamed or "
            + "dropped, register the dataset anew.",
        ko: "데이터베이스의 그 자리에 {column} 열이 없습니다. 있는 열: {there}. 이름이 바뀌었거나 삭제되었으면 데이터셋을 "
            + "다시 등록하십시오.")
    static let columnRetyped = Phrase(
        en: "The column {column} has the type {now} now; it was registered with {was}. Nothing was "
            + "read. Register the dataset anew if this is right.",
        ko: "{column} 열의 형식이 지금은 {now}이고 등록할 때는 {was}였습니다. 아무것도 읽지 않았습니다. 맞다면 데이터셋을 "
            + "다시 등록하십시오.")
    static let staysInPlace = Phrase(
        en: "The rows of {dataset} stay in their database, where alone they can be erased or "
            + "corrected: have it done there. A withdrawal here holds from the next read on.",
        ko: "{dataset}의 행은 원래 데이터베이스에 있으므로 삭제나 정정은 그곳에서만 할 수 있습니다. 그곳에 요청하십시오. "
            + "여기서 한 철회는 다음 읽기부터 적용됩니다.")
    static let notInPlace = Phrase(
        en: "The rows of {dataset} are in the vault; it has no connection.",
        ko: "{dataset}의 행은 보관소 안에 있으며 연결이 없습니다.")
    static let otherPseudonymKey = Phrase(
        en: "The key of pseudonyms is not the one that {dataset} was registered with, so its "
            + "pseudonyms would be others. Put the right key in its place.",
        ko: "가명 키가 {dataset}을(를) 등록할 때의 키가 아니어서 가명이 달라집니다. 맞는 키를 제자리에 두십시오.")

    static let libraryMissing = Phrase(
        en: "This machine has no {library}, by which PostgreSQL is read. On Debian and Ubuntu: "
            + "apt-get install libpq5",
        ko: "이 컴퓨터에 PostgreSQL을 읽는 {library}이(가) 없습니다. Debian과 Ubuntu에서는 apt-get install "
            + "libpq5")
    static let libraryTooOld = Phrase(
        en: "The {library} of this machine is too old. Update the package libpq5.",
        ko: "이 컴퓨터의 {library}이(가) 너무 오래되었습니다. libpq5 패키지를 업데이트하십시오.")
    static let environment = Phrase(
        en: "The environment variable {variable} is set and would change the connection without "
            + "anybody having said so here. Unset it and try again.",
        ko: "환경 변수 {variable}이(가) 설정되어 있어 아무도 지정하지 않은 연결이 됩니다. 해제한 뒤 다시 시도하십시오.")
    static let unreachable = Phrase(
        en: "No PostgreSQL server answers at {server}. Check host and port, and that it runs and "
            + "listens there.",
        ko: "{server}에서 응답하는 PostgreSQL 서버가 없습니다. 호스트와 포트, 서버 실행 여부를 확인하십시오.")
    static let noTLS = Phrase(
        en: "The server at {server} offers no TLS, so nothing was sent. Have it set up there, or "
            + "name a weaker --sslmode if nobody else is on the way.",
        ko: "{server} 서버가 TLS를 제공하지 않아 아무것도 보내지 않았습니다. 서버에 TLS를 설정하거나, 중간에 아무도 "
            + "없다면 더 약한 --sslmode를 지정하십시오.")
    static let notTrusted = Phrase(
        en:
            "The certificate of the server at {server} is not trusted: another authority signed it, "
            + "it is made out to another host, or has run out. Nothing was sent. Name the "
            + "authority's certificate with --ca FILE.",
        ko: "{server} 서버의 인증서를 신뢰할 수 없습니다. 다른 기관이 서명했거나, 다른 호스트의 것이거나, 기한이 지났습니다. "
            + "아무것도 보내지 않았습니다. 기관 인증서를 --ca 파일로 지정하십시오.")
    static let wrongPassword = Phrase(
        en:
            "The server at {server} did not accept the password of {user}, or wants one and none is "
            + "kept. Give the right one with --password-file.",
        ko: "{server} 서버가 {user}의 암호를 받아들이지 않았거나, 암호가 필요한데 없습니다. --password-file로 맞는 암호를 "
            + "지정하십시오.")
    static let notAdmitted = Phrase(
        en: "The server at {server} lets {user} not in from here: its rules (pg_hba.conf) want "
            + "another user, host or protection of the way.",
        ko: "{server} 서버의 규칙(pg_hba.conf)이 {user}의 접속을 허용하지 않습니다. 사용자, 호스트, 통신 보호 방식을 "
            + "확인하십시오.")
    static let noDatabase = Phrase(
        en: "The server at {server} has no database {database}.",
        ko: "{server} 서버에 {database} 데이터베이스가 없습니다.")
    static let notReady = Phrase(
        en: "The server at {server} takes no connection now ({code}). Try again later.",
        ko: "{server} 서버가 지금은 연결을 받지 않습니다({code}). 나중에 다시 시도하십시오.")
    static let dropped = Phrase(
        en: "The connection to {server} ended in the middle; nothing of it was used. Try again.",
        ko: "{server} 연결이 도중에 끊겼습니다. 아무것도 사용하지 않았습니다. 다시 시도하십시오.")
    static let silent = Phrase(
        en: "The server at {server} said nothing for {seconds} seconds; the connection was closed.",
        ko: "{server} 서버가 {seconds}초 동안 응답하지 않아 연결을 닫았습니다.")
    static let timedOut = Phrase(
        en: "The server stopped the reading after {seconds} seconds. Allow more with --timeout, or "
            + "read less.",
        ko: "서버가 {seconds}초 뒤에 읽기를 멈췄습니다. --timeout으로 늘리거나 더 적게 읽으십시오.")
    static let denied = Phrase(
        en: "The user {user} may not read that. Have SELECT granted on these columns alone, and "
            + "USAGE on the schema.",
        ko: "{user} 사용자에게 읽기 권한이 없습니다. 해당 열에만 SELECT를, 스키마에 USAGE를 부여받으십시오.")
    static let noTable = Phrase(
        en: "The database has no such table or schema. Tables are named with their schema, as in "
            + "public.visits, in a query too.",
        ko: "데이터베이스에 그런 테이블이나 스키마가 없습니다. 쿼리에서도 public.visits처럼 스키마와 함께 적으십시오.")
    static let cancelled = Phrase(
        en: "The reading was stopped; nothing of it was used.",
        ko: "읽기를 중단했습니다. 아무것도 사용하지 않았습니다.")
    static let noColumn = Phrase(
        en: "The query names a column that is not there.",
        ko: "쿼리에 적힌 열이 없습니다.")
    static let badQuery = Phrase(
        en: "The server does not take the query ({code}, at character {place}). One SELECT is "
            + "wanted, without a semicolon.",
        ko: "서버가 쿼리를 받지 않습니다({code}, {place}번째 글자). 세미콜론 없는 SELECT 하나여야 합니다.")
    static let failed = Phrase(
        en: "The server stopped the reading with the code {code}; what it means stands in appendix "
            + "A of PostgreSQL's manual. Nothing of it was used.",
        ko: "서버가 코드 {code}(으)로 읽기를 멈췄습니다. 뜻은 PostgreSQL 설명서 부록 A에 있습니다. 아무것도 사용하지 "
            + "않았습니다.")
}

extension VaultError {
    /// As many columns are named at most where one is missed.
    private static let namedColumnCountMax = 20

    func inPlaceSentence(_ language: Language) -> String? {
        switch self {
        case .copyBroken(let row):
            PostgresPhrases.copyBroken.text(language, ["row": "\(row)"])
        case .typeNotRead(let column, let type):
            PostgresPhrases.typeNotRead.text(language, ["column": column, "type": type])
        case .columnGone(let column, let there):
            PostgresPhrases.columnGone.text(
                language,
                [
                    "column": column,
                    "there": there.prefix(Self.namedColumnCountMax).joined(separator: ", "),
                ])
        case .columnRetyped(let column, let was, let now):
            PostgresPhrases.columnRetyped.text(
                language, ["column": column, "was": was, "now": now])
        case .staysInPlace(let dataset):
            PostgresPhrases.staysInPlace.text(language, ["dataset": dataset])
        case .notInPlace(let dataset):
            PostgresPhrases.notInPlace.text(language, ["dataset": dataset])
        case .otherPseudonymKey(let dataset):
            PostgresPhrases.otherPseudonymKey.text(language, ["dataset": dataset])
        default: nil
        }
    }
}

extension PostgresError {
    /// What is wrong and what to do; never a password or a value.
    package func sentence(_ language: Language) -> String {
        switch self {
        case .library(.missing(let library)):
            PostgresPhrases.libraryMissing.text(language, ["library": library])
        case .library(.tooOld(let library)):
            PostgresPhrases.libraryTooOld.text(language, ["library": library])
        case .environment(let variable):
            PostgresPhrases.environment.text(language, ["variable": variable])
        case .timedOut(let seconds):
            PostgresPhrases.timedOut.text(language, ["seconds": "\(seconds)"])
        case .denied(let user): PostgresPhrases.denied.text(language, ["user": user])
        case .cancelled: PostgresPhrases.cancelled.text(language)
        case .noTable: PostgresPhrases.noTable.text(language)
        case .noColumn: PostgresPhrases.noColumn.text(language)
        case .badQuery(let code, let place):
            PostgresPhrases.badQuery.text(
                language, ["code": code, "place": place.map { "\($0)" } ?? "?"])
        case .failed(let code): PostgresPhrases.failed.text(language, ["code": code])
        default: connectingSentence(language)
        }
    }

    private func connectingSentence(_ language: Language) -> String {
        switch self {
        case .unreachable(let server):
            PostgresPhrases.unreachable.text(language, ["server": server])
        case .noTLS(let server): PostgresPhrases.noTLS.text(language, ["server": server])
        case .notTrusted(let server):
            PostgresPhrases.notTrusted.text(language, ["server": server])
        case .wrongPassword(let server, let user):
            PostgresPhrases.wrongPassword.text(language, ["server": server, "user": user])
        case .notAdmitted(let server, let user):
            PostgresPhrases.notAdmitted.text(language, ["server": server, "user": user])
        case .noDatabase(let server, let database):
            PostgresPhrases.noDatabase.text(
                language, ["server": server, "database": database])
        case .notReady(let server, let code):
            PostgresPhrases.notReady.text(language, ["server": server, "code": code])
        case .dropped(let server): PostgresPhrases.dropped.text(language, ["server": server])
        case .silent(let server, let seconds):
            PostgresPhrases.silent.text(language, ["server": server, "seconds": "\(seconds)"])
        default: VaultPhrases.unknown.text(language)
        }
    }
}
