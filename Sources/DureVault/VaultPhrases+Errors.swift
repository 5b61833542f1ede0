internal import DureCore

/// Sentences about tables.
extension VaultPhrases {
    static let unknown = Phrase(
        en: "The vault failed in a way it has no words for. Please report this.",
        ko: "보관소에서 설명할 수 없는 오류가 발생했습니다. 개발자에게 알려 주세요.")
    static let emptyTable = Phrase(
        en: "The file has no rows. Check that it is the right file and has a header.",
        ko: "파일에 행이 없습니다. 올바른 파일인지, 머리글 행이 있는지 확인하세요.")
    static let noRows = Phrase(
        en: "The table has a header and no rows, so there is nothing to import. Check that the "
            + "file is complete.",
        ko: "표에 머리글만 있고 행이 없어 가져올 것이 없습니다. 파일이 온전한지 확인하세요.")
    static let raggedRow = Phrase(
        en: "Row {row} has {found} fields, but the header has {expected}. Check the separators and "
            + "put quotes around fields that contain one.",
        ko: "{row}행의 필드는 {found}개인데 머리글은 {expected}개입니다. 구분자를 확인하고, 구분자가 들어 있는 "
            + "필드는 따옴표로 묶으세요.")
    static let notUTF8 = Phrase(
        en: "Row {row}, column {column}: the text is not UTF-8. Save the file with the encoding "
            + "UTF-8 and try again.",
        ko: "{row}행 {column}열의 글자가 UTF-8이 아닙니다. 파일을 UTF-8 인코딩으로 저장한 뒤 다시 시도하세요.")
    static let otherColumns = Phrase(
        en: "The table's columns are not those of the schema: they differ from column {position} "
            + "on. `dure data import FILE --dry-run --json` prints the schema of a table.",
        ko: "표의 열이 스키마와 다릅니다. {position}번째 열부터 다릅니다. `dure data import FILE --dry-run --json`이 "
            + "표의 스키마를 출력합니다.")
    static let notAnObject = Phrase(
        en: "Line {row} is not a JSON object with each name once. JSON Lines wants one object a "
            + "line.",
        ko: "{row}번째 줄이 이름이 겹치지 않는 JSON 객체가 아닙니다. JSON Lines는 한 줄에 객체 하나입니다.")
    static let nestedValue = Phrase(
        en: "Line {row}, {column}: a list or an object stands there. A table has one value in a "
            + "place; write each part as a member of its own.",
        ko: "{row}번째 줄의 {column}: 목록이나 객체가 있습니다. 표의 한 칸에는 값 하나만 들어가니 부분마다 따로 적어 "
            + "주세요.")
    static let lateColumn = Phrase(
        en: "Line {row}: {column} is a member that none of the first lines has. Name it in the "
            + "first line, with null where it has no value.",
        ko: "{row}번째 줄: {column}이(가) 처음 줄들에 없습니다. 값이 없으면 null로라도 첫 줄에 적어 주세요.")
    static let unterminatedQuote = Phrase(
        en: "A quote opened in row {row} is never closed. Add the closing quotation mark.",
        ko: "{row}행에서 시작된 따옴표가 닫히지 않았습니다. 닫는 따옴표를 추가하세요.")
    static let strayQuote = Phrase(
        en: "Row {row}, column {column}: a quotation mark stands in the middle of a field. Put the "
            + "field in quotes and double the quotation marks inside.",
        ko: "{row}행 {column}열의 필드 중간에 따옴표가 있습니다. 필드를 따옴표로 묶고 안쪽 따옴표는 두 번 쓰세요.")
    static let notANumber = Phrase(
        en:
            "Row {row}, column {column}: this is not a finite number, but the column is declared as "
            + "numbers. Correct the field, leave it empty, or declare the column as text.",
        ko: "{row}행 {column}열은 숫자로 지정되었지만 유한한 수가 아닙니다. 값을 고치거나 비워 두거나, 열을 "
            + "텍스트로 지정하세요.")
    static let tooManyColumns = Phrase(
        en: "The header has more than {limit} columns. Take in only the columns that are needed.",
        ko: "머리글의 열이 {limit}개보다 많습니다. 필요한 열만 가져오세요.")
    static let tooManyRows = Phrase(
        en: "The table has more than {limit} rows. Divide it into several datasets.",
        ko: "표의 행이 {limit}개보다 많습니다. 여러 데이터셋으로 나누세요.")
    static let fieldTooLong = Phrase(
        en: "Row {row}, column {column}: the field is longer than {limit} bytes. A quotation mark "
            + "may be missing before it.",
        ko: "{row}행 {column}열의 필드가 {limit}바이트보다 깁니다. 앞쪽에 따옴표가 빠지지 않았는지 확인하세요.")
    static let rowTooLong = Phrase(
        en: "Row {row} is longer than {limit} bytes. Check that it is a table, and its line ends.",
        ko: "{row}행이 {limit}바이트보다 깁니다. 표 파일이 맞는지, 줄바꿈이 올바른지 확인하세요.")
    static let fileTooLarge = Phrase(
        en: "The file is larger than {limit} bytes. Divide it into several datasets.",
        ko: "파일이 {limit}바이트보다 큽니다. 여러 데이터셋으로 나누세요.")
    static let badColumnName = Phrase(
        en: "Column {position} of the header has no usable name. Give it a short name without "
            + "line breaks, or give the names separately if the file has no header.",
        ko: "머리글 {position}번째 열에 쓸 수 있는 이름이 없습니다. 줄바꿈 없는 짧은 이름을 붙이거나, 머리글이 "
            + "없는 파일이면 열 이름을 따로 지정하세요.")
    static let duplicateColumn = Phrase(
        en:
            "Column {position} has the name {column}, which another column has already. Rename one.",
        ko: "{position}번째 열의 이름 {column}을(를) 다른 열이 이미 쓰고 있습니다. 하나의 이름을 바꾸세요.")
    static let unknownColumn = Phrase(
        en: "There is no column {column}. Check the spelling against the dataset's card.",
        ko: "{column} 열이 없습니다. 데이터셋 카드와 철자를 비교해 보세요.")
}

/// Sentences about sealed files and keys.
extension VaultPhrases {
    static let sealMissing = Phrase(
        en: "{file} is missing. Restore it from a backup.",
        ko: "{file} 파일이 없습니다. 백업에서 복원하세요.")
    static let notSealed = Phrase(
        en: "{file} is not a sealed file. Restore it from a backup.",
        ko: "{file} 파일은 봉인된 파일이 아닙니다. 백업에서 복원하세요.")
    static let sealSuite = Phrase(
        en: "{file} was sealed by a newer Dure. Update this one.",
        ko: "{file} 파일은 더 새로운 두레가 봉인했습니다. 이 프로그램을 업데이트하세요.")
    static let sealChanged = Phrase(
        en: "{file} was changed after it was sealed, and nothing of it was used. Restore it from a "
            + "backup, and find out who can write there.",
        ko: "{file} 파일이 봉인된 뒤에 변경되어 사용하지 않았습니다. 백업에서 복원하고, 누가 이곳에 쓸 수 있는지 "
            + "확인하세요.")
    static let rootKeyExists = Phrase(
        en: "This home has a root key already. To add another way to open it, add a slot.",
        ko: "이 홈에는 이미 루트 키가 있습니다. 여는 방법을 더하려면 슬롯을 추가하세요.")
    static let noRootKey = Phrase(
        en: "This home has no root key. Set the node up first.",
        ko: "이 홈에는 루트 키가 없습니다. 먼저 노드를 설정하세요.")
    static let noSuchSlot = Phrase(
        en: "The root key has no slot of the kind {kind}. `dure slot list` shows what it has; "
            + "`dure slot --help` says how each is opened.",
        ko: "루트 키에 {kind} 종류의 슬롯이 없습니다. `dure slot list`로 있는 슬롯을, `dure slot --help`로 "
            + "여는 방법을 확인하세요.")
    static let lastSlot = Phrase(
        en: "This is the last slot; without it nobody could open the vault. Add another one first.",
        ko: "마지막 슬롯입니다. 없애면 아무도 보관소를 열 수 없습니다. 먼저 다른 슬롯을 추가하세요.")
    static let tooManySlots = Phrase(
        en: "The root key has {limit} slots already. Remove one first.",
        ko: "루트 키에 이미 슬롯이 {limit}개 있습니다. 먼저 하나를 제거하세요.")
    static let wrongPassphrase = Phrase(
        en: "This passphrase does not open the vault. Try again; mind capitals and the keyboard's "
            + "language.",
        ko: "이 비밀 문구로는 보관소가 열리지 않습니다. 대소문자와 한/영 상태를 확인하고 다시 입력하세요.")
    static let passphraseTooShort = Phrase(
        en:
            "The passphrase must have at least {minimum} characters. Several words make a good one.",
        ko: "비밀 문구는 {minimum}자 이상이어야 합니다. 여러 낱말을 이어 쓰면 좋습니다.")
    static let keyFileExposed = Phrase(
        en: "Other users of this machine may read {file}, so it was not opened. Run "
            + "`chmod 600 {file}` in the home folder, make sure that you own it, and think about "
            + "who may have copied it.",
        ko: "이 컴퓨터의 다른 사용자가 {file} 파일을 읽을 수 있어 열지 않았습니다. 홈 폴더에서 "
            + "`chmod 600 {file}`을 실행하고 소유자를 확인하세요. 누군가 복사했을 가능성도 살펴보세요.")
    static let keyFileDamaged = Phrase(
        en: "{file} cannot be used, or belongs to another root key. Restore it from a backup.",
        ko: "{file} 파일을 쓸 수 없거나 다른 루트 키의 파일입니다. 백업에서 복원하세요.")
    static let keyRefused = Phrase(
        en: "The key of the dataset {dataset}, partition {partition}, does not fit its place. "
            + "Restore the catalogue and the keyring from the same backup.",
        ko: "데이터셋 {dataset}의 {partition}번 조각 키가 제자리에 맞지 않습니다. 목록과 키링을 같은 백업에서 "
            + "복원하세요.")
    static let keyDropped = Phrase(
        en: "The key of the dataset {dataset} is gone, so nobody can read it. If it was not erased "
            + "on purpose, restore keys/keyring.json from a backup.",
        ko: "데이터셋 {dataset}의 키가 없어 아무도 읽을 수 없습니다. 일부러 지운 것이 아니라면 "
            + "keys/keyring.json을 백업에서 복원하세요.")
    static let olderVersion = Phrase(
        en:
            "An older Dure made this home (keys of format {found}, and this one reads {supported}). "
            + "Nothing was changed. Make the home anew, and import the data again.",
        ko: "이 홈은 이전 버전의 두레가 만들었습니다(키 형식 {found}, 이 버전은 {supported}만 읽음). 바뀐 것은 "
            + "없습니다. 홈을 새로 만들고 데이터를 다시 가져오십시오.")
    static let newerVersion = Phrase(
        en: "This home was written by a newer Dure (format {found}); this one knows format "
            + "{supported}. Update the program; nothing was changed.",
        ko: "이 홈은 더 새로운 두레(형식 {found})가 기록했고, 이 프로그램은 형식 {supported}까지 압니다. "
            + "프로그램을 업데이트하세요. 바뀐 것은 없습니다.")
    static let catalogueDamaged = Phrase(
        en: "vault/catalogue.json was damaged or changed by hand (at {field}). Restore it from a "
            + "backup.",
        ko: "vault/catalogue.json이 손상되었거나 누군가 고쳤습니다({field}). 백업에서 복원하세요.")
}

/// Sentences about datasets, cards and grants.
extension VaultPhrases {
    static let datasetExists = Phrase(
        en: "There is a dataset {dataset} already. Choose another name, or erase that one first.",
        ko: "데이터셋 {dataset}이(가) 이미 있습니다. 다른 이름을 고르거나 먼저 그것을 지우세요.")
    static let unknownDataset = Phrase(
        en: "There is no dataset {dataset}. List the datasets to see their names.",
        ko: "데이터셋 {dataset}이(가) 없습니다. 데이터셋 목록에서 이름을 확인하세요.")
    static let cardIncomplete = Phrase(
        en: "The card leaves out {field}, or it is too long. No card, no use: fill it in.",
        ko: "카드의 {field} 항목이 비어 있거나 너무 깁니다. 카드가 없으면 쓸 수 없으니 채워 주세요.")
    static let badRange = Phrase(
        en: "The range of the column {column} must have a finite lower end below its upper end.",
        ko: "{column} 열의 범위는 유한해야 하고 하한이 상한보다 작아야 합니다.")
    static let unknownEncoding = Phrase(
        en: "The file is neither UTF-8 nor CP949, Shift-JIS or UTF-16 with a mark. Save it as "
            + "UTF-8 and try again.",
        ko: "파일이 UTF-8도 CP949, Shift-JIS, 표식이 있는 UTF-16도 아닙니다. UTF-8로 저장해 다시 "
            + "시도하세요.")
    static let notACharacter = Phrase(
        en: "Byte {offset} of the file is no character of the encoding in which it begins. Save "
            + "it as UTF-8 and try again.",
        ko: "파일의 {offset}번째 바이트가 앞부분의 부호화에 맞는 글자가 아닙니다. UTF-8로 저장해 다시 "
            + "시도하세요.")
    static let typeChanged = Phrase(
        en: "Row {row}, column {column}: something other than a number, after many numbers. Say "
            + "type = \"text\" for the column in the card, or correct the row.",
        ko: "{row}행 {column} 열: 숫자가 이어지다 숫자가 아닌 값이 나왔습니다. 카드에서 이 열에 "
            + "type = \"text\"를 적거나 행을 고치세요.")
    static let noSubjectColumn = Phrase(
        en: "The card of the dataset {dataset} names no subject column, so nobody's rows can be "
            + "found in it. Import it anew with `subject = \"COLUMN\"` in the card.",
        ko: "데이터셋 {dataset}의 카드에 정보주체 열(subject)이 없어 누구의 행인지 찾을 수 없습니다. 카드에 "
            + "`subject = \"열 이름\"`을 적어 다시 가져오세요.")
    static let subjectNotText = Phrase(
        en: "The column {column} says whom a row is about and must be read as text. Take `type` "
            + "out of the card for it.",
        ko: "{column} 열은 정보주체를 나타내므로 글자로 읽어야 합니다. 카드에서 그 열의 `type`을 지우세요.")
    static let ageNotNumber = Phrase(
        en: "The column {column} is to hold ages in years and does not hold numbers. Name another "
            + "column as `age` in the card.",
        ko: "{column} 열은 나이(세)여야 하지만 숫자가 아닙니다. 카드의 `age`에 다른 열을 적어 주세요.")
    static let consentNotText = Phrase(
        en: "The column {column} says whether a guardian consented and must be read as text. Take "
            + "`type` out of the card for it.",
        ko: "{column} 열은 법정대리인의 동의 여부이므로 글자로 읽어야 합니다. 카드에서 그 열의 `type`을 지우세요.")
    static let unknownSubject = Phrase(
        en: "No row of the dataset {dataset} is about that person. Check the identifier; it must "
            + "be written as in the table.",
        ko: "데이터셋 {dataset}에 그 사람의 행이 없습니다. 표에 적힌 그대로인지 식별자를 확인하세요.")
    static let subjectFixed = Phrase(
        en: "The column {column} says whom a row is about and cannot be corrected. Erase the "
            + "person's rows and import the right ones.",
        ko: "{column} 열은 정보주체를 나타내므로 정정할 수 없습니다. 그 사람의 행을 지우고 올바른 행을 "
            + "가져오세요.")
    static let cardRetainedUntil = Phrase(
        en: "the last day (retained_until, as in 2031-12-31)",
        ko: "보유 기한(retained_until, 예: 2031-12-31)")
    static let cardResidency = Phrase(
        en: "the economies (residency, as in [\"KR\"])", ko: "이전 가능한 경제체(residency, 예: [\"KR\"])")
    static let contentChanged = Phrase(
        en: "The dataset {dataset} is not what was imported. Restore the vault from a backup.",
        ko: "데이터셋 {dataset}이(가) 가져온 내용과 다릅니다. 백업에서 보관소를 복원하세요.")
    static let grantForOtherDataset = Phrase(
        en: "The grant was made for another content or card than the dataset {dataset} has now. "
            + "Ask again.",
        ko: "이 허가는 지금의 데이터셋 {dataset}과(와) 다른 내용이나 카드에 대한 것입니다. 다시 요청하세요.")
    static let grantForOtherPurpose = Phrase(
        en: "The dataset may not be used for {purpose}. Ask for a purpose that its card lists.",
        ko: "이 데이터셋은 {purpose} 목적으로 쓸 수 없습니다. 카드에 적힌 목적으로 요청하세요.")
    static let grantForOtherAction = Phrase(
        en: "The grant is for {granted}, not for {asked}. Ask for the right one.",
        ko: "이 허가는 {granted}용이며 {asked}에는 쓸 수 없습니다. 맞는 허가를 요청하세요.")
    static let grantExpired = Phrase(
        en: "The grant for the dataset {dataset} is more than a day old. Ask again.",
        ko: "데이터셋 {dataset}에 대한 허가가 하루를 넘었습니다. 다시 요청하세요.")
    static let columnNotGranted = Phrase(
        en: "The grant does not name the column {column}. Ask for it, if it is needed.",
        ko: "이 허가에 {column} 열이 없습니다. 필요하다면 그 열을 포함해 다시 요청하세요.")
    static let cardTitle = Phrase(en: "the title", ko: "제목")
    static let cardSource = Phrase(en: "the source", ko: "출처")
    static let cardLegalBasis = Phrase(en: "the legal basis", ko: "법적 근거")
    static let cardNotice = Phrase(en: "how people were told", ko: "고지 방법")
    static let cardPurposes = Phrase(en: "the purposes", ko: "이용 목적")
}
