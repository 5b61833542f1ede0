internal import DureCore

/// What the management API says of itself and of what goes wrong.
enum APIPhrases {
    static let title = Phrase(en: "Dure management API", ko: "두레 관리 API")
    static let about = Phrase(
        en: "What the people of an institution do with their node, but for what is done at the "
            + "machine itself: import, keys, signing. Every request bears a token; every change, "
            + "and what a role does not allow, is entered in the node's ledger under the person's "
            + "id.",
        ko: "기관의 사람들이 자기 노드로 하는 일입니다. 가져오기, 키, 서명처럼 해당 기계에서 하는 일은 "
            + "제외됩니다. 모든 요청에는 토큰이 필요하며, 모든 변경과 역할이 허락하지 않는 요청은 그 "
            + "사람의 id로 노드의 원장에 기록됩니다.")
    static let rolesOf = Phrase(en: "For: {roles}.", ko: "대상 역할: {roles}.")
    static let done = Phrase(en: "Done.", ko: "완료.")
    static let roleWanted = Phrase(
        en: "This is for: {roles}. The request was entered in the ledger.",
        ko: "이 일은 다음 역할의 몫입니다: {roles}. 요청은 원장에 기록되었습니다.")

    static let badRequest = Phrase(
        en: "The request does not have the shape that the document asks for; `place` says where.",
        ko: "요청이 문서가 정한 형식이 아닙니다. `place`가 위치를 알려 줍니다.")
    static let unauthorized = Phrase(
        en: "A token is wanted that is known here and has not run out.",
        ko: "이 노드가 아는, 만료되지 않은 토큰이 필요합니다.")
    static let forbidden = Phrase(
        en: "The charter, or this person's roles, do not allow it.",
        ko: "헌장이나 이 사람의 역할이 허락하지 않습니다.")
    static let notFound = Phrase(en: "There is nothing here.", ko: "여기에는 아무것도 없습니다.")
    static let methodNotAllowed = Phrase(
        en: "This cannot be asked with that method.", ko: "이 메서드로는 요청할 수 없습니다.")
    static let misdirected = Phrase(
        en: "This node answers to 127.0.0.1 and localhost alone.",
        ko: "이 노드는 127.0.0.1과 localhost로만 답합니다.")
    static let timeout = Phrase(
        en: "The body took too long to arrive.", ko: "본문이 제때 도착하지 않았습니다.")
    static let tooMany = Phrase(
        en: "Too many requests of late that these roles do not allow. Wait a minute.",
        ko: "역할이 허락하지 않는 요청이 너무 많았습니다. 1분 뒤에 다시 시도하세요.")
    static let unreachable = Phrase(
        en: "The federation's coordinator could not be reached, or did not answer.",
        ko: "연합의 조정자에 연결할 수 없거나 답이 없습니다.")
    static let conflict = Phrase(
        en: "It is there already, or closed.", ko: "이미 있거나 종결되었습니다.")
    static let tooLarge = Phrase(en: "The body is too large.", ko: "본문이 너무 큽니다.")
    static let unsupportedType = Phrase(
        en: "The body must be application/json.", ko: "본문은 application/json이어야 합니다.")
    static let unprocessable = Phrase(
        en: "It was understood, and cannot be done as asked.",
        ko: "요청은 이해했으나 그대로 할 수 없습니다.")
    static let failed = Phrase(
        en: "The node itself failed. What it failed at is told where `dure up` runs.",
        ko: "노드 자체에 문제가 있습니다. 자세한 내용은 `dure up`이 실행되는 곳에 표시됩니다.")
    static let full = Phrase(en: "The node's disk is full.", ko: "노드의 디스크가 가득 찼습니다.")

    static let datasetName = Phrase(en: "A dataset's name.", ko: "데이터셋 이름.")
    static let studyName = Phrase(en: "A study's name.", ko: "연구 이름.")
    static let userName = Phrase(en: "A user's name.", ko: "사용자 이름.")
    static let incidentNumber = Phrase(en: "An incident's number.", ko: "사고 번호.")
    static let entryIndex = Phrase(
        en: "An entry's place, counted from 0.", ko: "0부터 세는 기록의 위치.")
    static let fromIndex = Phrase(
        en: "The first entry's place; 0 without it.", ko: "첫 기록의 위치. 없으면 0.")
    static let entryCount = Phrase(
        en: "How many entries; 100 without it.", ko: "기록의 수. 없으면 100.")
}

/// What each operation does, in a line.
extension APIPhrases {
    static let getNode = Phrase(en: "What node this is.", ko: "이 노드의 정보.")
    static let getMe = Phrase(en: "Who asks, and their roles.", ko: "요청한 사람과 그 역할.")
    static let listDatasets = Phrase(en: "The datasets' cards.", ko: "데이터셋 카드 목록.")
    static let getDataset = Phrase(en: "A dataset's card.", ko: "데이터셋 카드.")
    static let getBudget = Phrase(
        en: "What a dataset may spend of privacy, and has spent.",
        ko: "데이터셋의 프라이버시 예산과 사용량.")
    static let getLineage = Phrase(
        en: "A dataset's versions, what read them, and the models that came of it.",
        ko: "데이터셋의 판, 그것을 읽은 것, 거기서 나온 모델.")
    static let eraseDataset = Phrase(
        en: "Erase a dataset and destroy its keys.", ko: "데이터셋을 지우고 키를 파기.")
    static let searchSubject = Phrase(
        en: "A person's rows in all datasets, to be handed out to that person.",
        ko: "정보주체에게 내줄, 모든 데이터셋에서 그 사람의 행.")
    static let withdrawSubject = Phrase(
        en: "Take a person's choice back: nothing reads the rows from then on.",
        ko: "정보주체의 동의 철회. 그 뒤로 아무것도 그 행을 읽지 않음.")
    static let restoreSubject = Phrase(
        en: "Give a choice again that was taken back.", ko: "철회한 동의를 다시 허용.")
    static let correctSubject = Phrase(
        en: "Correct a value in a person's rows.", ko: "정보주체의 행에서 값을 정정.")
    static let eraseSubject = Phrase(
        en: "Erase a person's rows and destroy the keys.", ko: "정보주체의 행을 지우고 키를 파기.")
    static let getCharter = Phrase(
        en: "The rules in force, and the offices that nobody holds.",
        ko: "시행 중인 규칙과 아무도 맡지 않은 직책.")
    static let listCharterVersions = Phrase(
        en: "The signed versions of the charter.", ko: "서명된 헌장 판 목록.")
    static let explainRequest = Phrase(
        en: "What charter and accord say of a request, and what would change it.",
        ko: "요청에 대한 헌장과 협약의 답, 그리고 답을 바꿀 조건.")
    static let getLedger = Phrase(en: "The ledger's signed head.", ko: "원장의 서명된 머리.")
    static let listEntries = Phrase(en: "Entries of the ledger.", ko: "원장의 기록.")
    static let getReceipt = Phrase(
        en: "The proof that an entry is in the ledger.", ko: "기록이 원장에 있다는 증명.")
    static let verifyLedger = Phrase(
        en: "Check every entry against the signed head.", ko: "모든 기록을 서명된 머리와 대조.")
    static let getProcessing = Phrase(en: "The register of processing.", ko: "처리 활동 기록부.")
    static let getReleases = Phrase(en: "The register of what left.", ko: "나간 것의 기록부.")
    static let listIncidents = Phrase(en: "All incidents.", ko: "모든 사고.")
    static let openIncident = Phrase(en: "Open an incident.", ko: "사고 기록 시작.")
    static let getIncident = Phrase(
        en: "One incident, and who must be told by when.", ko: "사고와 통지 기한.")
    static let tellIncident = Phrase(
        en: "Write down that somebody was told, now.", ko: "지금 통지했음을 기록.")
    static let closeIncident = Phrase(en: "Close an incident.", ko: "사고 종결.")
    static let listStudies = Phrase(
        en: "The studies that this node has received.", ko: "이 노드가 받은 연구.")
    static let proposeStudy = Phrase(
        en: "Propose a study to the federation, signed by this node.",
        ko: "이 노드의 서명으로 연합에 연구를 제안.")
    static let reviewStudy = Phrase(
        en: "A study as it was proposed, and this node's answer.", ko: "제안된 연구와 이 노드의 답.")
    static let approveStudy = Phrase(
        en: "Approve a study as the person who asks.", ko: "요청한 사람의 이름으로 연구를 승인.")
    static let listModels = Phrase(en: "The models that studies left.", ko: "연구가 남긴 모델.")
    static let getStudyResult = Phrase(
        en: "A study's outcome: own against joint model, privacy, budget.",
        ko: "연구의 결과: 자체 모델과 공동 모델의 비교, 프라이버시, 예산.")
    static let getModel = Phrase(
        en: "A model, with its coefficients where it has some.", ko: "모델. 계수가 있으면 함께 알려 줍니다.")
    static let predict = Phrase(
        en: "What a model foretells for rows of cells; `null` for a row that misses a value.",
        ko: "행마다 모델이 예측한 값. 값이 빠진 행은 `null`입니다.")
    static let foretellsNothing = Phrase(
        en: "This model describes data and foretells nothing.",
        ko: "이 모델은 데이터를 기술할 뿐 예측하지 않습니다.")
    static let listUsers = Phrase(en: "Who may ask this API.", ko: "이 API의 사용자.")
    static let addUser = Phrase(
        en: "Add a user; the token is shown this once.", ko: "사용자 추가. 토큰은 이번에만 보임.")
    static let renewUser = Phrase(
        en: "Give a user a new token in place of the old.", ko: "사용자에게 새 토큰을 줌.")
    static let removeUser = Phrase(en: "Take a user away.", ko: "사용자 삭제.")
}
