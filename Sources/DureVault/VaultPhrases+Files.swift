internal import DureCore

/// Sentences about packed files, databases and the libraries that read them.
extension VaultPhrases {
    static let libraryMissing = Phrase(
        en: "Reading this file takes the library {library}, which this system lacks. On Debian "
            + "and Ubuntu: apt-get install {package}",
        ko: "이 파일을 읽으려면 라이브러리 {library}이(가) 필요한데 이 시스템에 없습니다. 데비안·우분투에서는: "
            + "apt-get install {package}")
    static let libraryTooOld = Phrase(
        en: "The library {library} of this system is too old. Update the system, or give the file "
            + "as plain CSV.",
        ko: "이 시스템의 라이브러리 {library}이(가) 너무 오래되었습니다. 시스템을 업데이트하거나 파일을 CSV로 "
            + "바꿔 주세요.")
    static let gzipDamaged = Phrase(
        en: "The gzip file is damaged near byte {offset}, and nothing of it was taken in. Copy or "
            + "make it again; `gzip -t FILE` checks it.",
        ko: "gzip 파일이 {offset}번째 바이트 부근에서 손상되어 아무것도 가져오지 않았습니다. 다시 복사하거나 다시 "
            + "만드세요. `gzip -t FILE`로 검사할 수 있습니다.")
    static let gzipTruncated = Phrase(
        en: "The gzip file ends too early: its end is missing, and nothing of it was taken in. "
            + "Copy it again.",
        ko: "gzip 파일이 중간에 끝났습니다. 끝부분이 없어 아무것도 가져오지 않았습니다. 다시 복사하세요.")
    static let gzipTrailing = Phrase(
        en: "From byte {offset} on, the gzip file holds something that is no gzip, and nothing of "
            + "it was taken in. Make it again.",
        ko: "gzip 파일의 {offset}번째 바이트부터 gzip이 아닌 내용이 있어 아무것도 가져오지 않았습니다. 다시 "
            + "만드세요.")
    static let gzipTooDense = Phrase(
        en: "The gzip file unpacks to more than {ratio} times its size (up to byte {offset} of "
            + "it). No table does that, so it was not read on. If you made it yourself, unpack it "
            + "first: gunzip FILE",
        ko: "gzip 파일이 풀면 {ratio}배가 넘게 커집니다({offset}번째 바이트까지). 표라면 그럴 수 없어 더 읽지 "
            + "않았습니다. 직접 만든 파일이라면 먼저 푸세요: gunzip FILE")
    static let tableNotNamed = Phrase(
        en: "The database has several tables. Say which with --table: {tables}",
        ko: "데이터베이스에 표가 여러 개 있습니다. --table로 고르세요: {tables}")
    static let unknownTable = Phrase(
        en: "The database has no table of that name. It has: {tables}",
        ko: "데이터베이스에 그런 이름의 표가 없습니다. 있는 표: {tables}")
    static let notATable = Phrase(
        en: "{table} is a view or a virtual table: its rows are made by rules in the file and are "
            + "not stored. Store them as a table first: CREATE TABLE copy AS SELECT * FROM …",
        ko: "{table}은(는) 뷰나 가상 표라서 행이 저장되어 있지 않고 파일 속 규칙으로 만들어집니다. 먼저 표로 "
            + "저장하세요: CREATE TABLE copy AS SELECT * FROM …")
    static let noTables = Phrase(
        en: "The database has no table, so there is nothing to import.",
        ko: "데이터베이스에 표가 없어 가져올 것이 없습니다.")
    static let notADatabase = Phrase(
        en: "--table is for SQLite databases, and the file is none. Leave it out.",
        ko: "--table은 SQLite 데이터베이스에만 쓰는데 이 파일은 아닙니다. 빼고 다시 실행하세요.")
    static let databaseStreamed = Phrase(
        en: "A SQLite database cannot be read from standard input or out of gzip, because its "
            + "pages are read in any order. Unpack it to a file and name that file.",
        ko: "SQLite 데이터베이스는 페이지를 순서 없이 읽으므로 표준 입력이나 gzip 안에서 읽을 수 없습니다. 파일로 "
            + "풀어 그 파일을 지정하세요.")
    static let databaseDamaged = Phrase(
        en: "The database is damaged or encrypted. Check it with `sqlite3 FILE 'PRAGMA "
            + "integrity_check'`, or restore it from a backup.",
        ko: "데이터베이스가 손상되었거나 암호화되어 있습니다. `sqlite3 FILE 'PRAGMA integrity_check'`로 "
            + "검사하거나 백업에서 복원하세요.")
    static let databaseLocked = Phrase(
        en: "Another program is writing to the database. Try again when it is done.",
        ko: "다른 프로그램이 데이터베이스에 쓰고 있습니다. 끝난 뒤 다시 시도하세요.")
    static let databaseUnfinished = Phrase(
        en: "A journal lies beside the database (-wal or -journal): another program has it open, "
            + "or ended in the middle of a change. End that program, or read a copy: `sqlite3 FILE "
            + "'VACUUM INTO \"copy.sqlite\"'`",
        ko: "데이터베이스 옆에 저널(-wal 또는 -journal)이 있습니다. 다른 프로그램이 열어 두었거나 변경 도중에 "
            + "끝났습니다. 그 프로그램을 끝내거나 사본을 읽으세요: `sqlite3 FILE 'VACUUM INTO "
            + "\"copy.sqlite\"'`")
    static let databaseChanged = Phrase(
        en: "The database was changed while it was read, and nothing was imported. Try again when "
            + "nobody writes to it.",
        ko: "읽는 동안 데이터베이스가 바뀌어 아무것도 가져오지 않았습니다. 아무도 쓰지 않을 때 다시 시도하세요.")
    static let databaseRowTooLarge = Phrase(
        en:
            "A row of the database is larger than 16 MiB. Take in only the columns that are needed.",
        ko: "데이터베이스의 한 행이 16 MiB보다 큽니다. 필요한 열만 가져오세요.")
    static let databaseComputed = Phrase(
        en: "Rows or columns of the table are computed by what the database says, and such are not "
            + "read. Write them into a plain table: CREATE TABLE plain AS SELECT * FROM …",
        ko: "데이터베이스에 적힌 대로 계산되는 행이나 열은 읽지 않습니다. 일반 표에 써 넣으십시오: "
            + "CREATE TABLE plain AS SELECT * FROM …")
    static let databaseFailed = Phrase(
        en: "SQLite could not read the database (code {code}). Check the file and its rights.",
        ko: "SQLite가 데이터베이스를 읽지 못했습니다(코드 {code}). 파일과 권한을 확인하세요.")
    static let blobValue = Phrase(
        en: "Row {row}, column {column}: a blob of bytes stands there, and a table takes numbers "
            + "and texts. Leave the column out of the table, or store it as text.",
        ko: "{row}행 {column}열에 바이트 덩어리(BLOB)가 있습니다. 표에는 숫자와 글자만 넣을 수 있습니다. 열을 "
            + "빼거나 글자로 저장하세요.")
}

extension VaultError {
    /// So many tables are named in a sentence.
    private static let toldTableCountMax = 20

    func fileSentence(_ language: Language) -> String? {
        switch self {
        case .libraryMissing(let library):
            VaultPhrases.libraryMissing.text(
                language, ["library": library, "package": Self.package(of: library)])
        case .libraryTooOld(let library):
            VaultPhrases.libraryTooOld.text(language, ["library": library])
        case .gzipDamaged(let offset):
            VaultPhrases.gzipDamaged.text(language, ["offset": "\(offset)"])
        case .gzipTruncated: VaultPhrases.gzipTruncated.text(language)
        case .gzipTrailing(let offset):
            VaultPhrases.gzipTrailing.text(language, ["offset": "\(offset)"])
        case .gzipTooDense(let offset, let ratio):
            VaultPhrases.gzipTooDense.text(
                language, ["offset": "\(offset)", "ratio": "\(ratio)"])
        default: databaseSentence(language)
        }
    }

    private func databaseSentence(_ language: Language) -> String? {
        switch self {
        case .tableNotNamed(let tables):
            VaultPhrases.tableNotNamed.text(language, ["tables": Self.list(tables)])
        case .unknownTable(let tables):
            VaultPhrases.unknownTable.text(language, ["tables": Self.list(tables)])
        case .notATable(let name):
            VaultPhrases.notATable.text(language, ["table": Self.list([name])])
        case .noTables: VaultPhrases.noTables.text(language)
        case .notADatabase: VaultPhrases.notADatabase.text(language)
        case .databaseStreamed: VaultPhrases.databaseStreamed.text(language)
        case .databaseDamaged: VaultPhrases.databaseDamaged.text(language)
        case .databaseLocked: VaultPhrases.databaseLocked.text(language)
        case .databaseUnfinished: VaultPhrases.databaseUnfinished.text(language)
        case .databaseChanged: VaultPhrases.databaseChanged.text(language)
        case .databaseRowTooLarge: VaultPhrases.databaseRowTooLarge.text(language)
        case .databaseComputed: VaultPhrases.databaseComputed.text(language)
        case .databaseFailed(let code):
            VaultPhrases.databaseFailed.text(language, ["code": "\(code)"])
        case .blobValue(let row, let column):
            VaultPhrases.blobValue.text(language, ["row": "\(row)", "column": column])
        default: nil
        }
    }

    /// The names, without what a terminal would take for a command.
    static func list(_ names: [String]) -> String {
        let told = names.prefix(toldTableCountMax).map { name in
            String(
                String.UnicodeScalarView(
                    name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : $0 }))
        }
        return told.joined(separator: ", ") + (names.count > told.count ? ", …" : "")
    }

    /// What Debian and Ubuntu call the package.
    private static func package(of library: String) -> String {
        switch library {
        case "zlib": "zlib1g"
        case "SQLite": "libsqlite3-0"
        default: library
        }
    }
}
