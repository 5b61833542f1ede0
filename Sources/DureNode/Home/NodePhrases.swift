internal import DureCharter
package import DureCore

/// What a node says to people.
package enum NodePhrases {
    static let noDataset = Phrase(
        en: "This node has no dataset called {dataset}. Import it, then review the study again.",
        ko: "이 노드에는 {dataset} 데이터셋이 없습니다. 가져온 다음 연구를 다시 검토하십시오.")
    static let noColumn = Phrase(
        en: "The dataset {dataset} has no column {column}, which the study needs.",
        ko: "{dataset} 데이터셋에 연구에 필요한 열 {column}이(가) 없습니다.")
    static let columnNotNumbers = Phrase(
        en:
            "The column {column} of the dataset {dataset} holds texts, and the study needs numbers. "
            + "Recode it and import the table as a new dataset.",
        ko: "{dataset} 데이터셋의 {column} 열에 글자가 있는데 연구에는 숫자가 필요합니다. 다시 부호화해 새 "
            + "데이터셋으로 가져오십시오.")
    static let columnNotText = Phrase(
        en: "The column {column} of the dataset {dataset} holds numbers, and the study "
            + "needs texts. Import the table with type = \"text\" for it in the card.",
        ko: "{dataset} 데이터셋의 {column} 열에 숫자가 있는데 연구에는 글자가 필요합니다. 카드에서 이 "
            + "열에 type = \"text\"를 적어 표를 가져오십시오.")
    static let portTaken = Phrase(
        en: "Something else listens on port {port}. Name another with --api-port, or end it.",
        ko: "포트 {port}을(를) 다른 프로그램이 사용 중입니다. --api-port로 다른 포트를 지정하거나 그 "
            + "프로그램을 끝내세요.")
    static let rowsDoNotFit = Phrase(
        en: "The node's own rows do not fit the study. `dure study review {study}` on that node "
            + "says why, and what would change it.",
        ko: "노드의 행이 연구와 맞지 않습니다. 그 노드에서 `dure study review {study}`를 실행하면 이유와 "
            + "바꿀 점을 알 수 있습니다.")
    static let rowsUnreadable = Phrase(
        en: "The node's own rows cannot be read at the moment. `dure study review {study}` on that "
            + "node says why; it decides anew when it connects again.",
        ko: "지금은 노드의 행을 읽을 수 없습니다. 그 노드에서 `dure study review {study}`를 실행하면 이유를 알 수 있고, "
            + "다시 연결되면 새로 결정합니다.")
    static let budgetTooSmall = Phrase(
        en: "The privacy budget of {dataset} does not allow the whole study: epsilon {spent} of "
            + "{limit} is spent at delta {delta}, and all its rounds would bring that to {asked}. "
            + "Ask the author for a smaller epsilon or fewer rounds; a budget is not refilled.",
        ko: "{dataset}의 프라이버시 예산으로는 연구 전체를 할 수 없습니다. 델타 {delta}에서 엡실론 {limit} 중 "
            + "{spent}을(를) 이미 썼고, 모든 라운드를 마치면 {asked}이(가) 됩니다. 작성자에게 더 작은 "
            + "엡실론이나 더 적은 라운드를 요청하십시오. 예산은 다시 채워지지 않습니다.")
    static let askerBudgetTooSmall = Phrase(
        en: "What {dataset} allows one asker does not allow the whole study: {asker} has used "
            + "epsilon {spent} of {limit} at delta {delta}, and all its rounds would bring that to "
            + "{asked}. Ask for a smaller epsilon or fewer rounds; a budget is not refilled.",
        ko: "{dataset}이(가) 신청자 한 곳에 허용하는 예산으로는 연구 전체를 할 수 없습니다. 델타 {delta}에서 "
            + "{asker}이(가) 엡실론 {limit} 중 {spent}을(를) 이미 썼고, 모든 라운드를 마치면 {asked}이(가) "
            + "됩니다. 더 작은 엡실론이나 더 적은 라운드를 요청하십시오. 예산은 다시 채워지지 않습니다.")
    static let budgetDoesNotFit = Phrase(
        en: "The owner's privacy budget does not allow the whole study. `dure study review "
            + "{study}` on that node says what is left.",
        ko: "소유자의 프라이버시 예산이 연구 전체를 허용하지 않습니다. 그 노드에서 `dure study review "
            + "{study}`를 실행하면 남은 예산을 알 수 있습니다.")
    static let labelNotBinary = Phrase(
        en: "The column {column}, which the study predicts, holds something other than 0 and 1. "
            + "Recode it and import the table as a new dataset, or ask the author for another "
            + "target.",
        ko: "연구가 예측하는 {column} 열에 0과 1이 아닌 값이 있습니다. 다시 부호화해 새 데이터셋으로 "
            + "가져오거나, 작성자에게 다른 목표 열을 요청하십시오.")
    static let oneClass = Phrase(
        en: "Note, for this house alone: all rows that train here have the same value in {column}, "
            + "which the study predicts. The node may take part, but a model of its own would "
            + "learn nothing to compare with. If that is not meant, import rows of both kinds as "
            + "a new dataset.",
        ko: "이 기관만을 위한 참고: 이곳의 모든 학습 행에서 연구가 예측하는 {column} 열의 값이 같습니다. "
            + "참여할 수는 있지만 비교할 자체 모델은 아무것도 배우지 못합니다. 의도한 것이 아니라면 두 가지 "
            + "값의 행을 모두 담아 새 데이터셋으로 가져오십시오.")
    static let tooFewRows = Phrase(
        en: "{count} rows here can train ({train}, no value missing), and a node gives no sum of "
            + "fewer than {least}. Import more rows as a new dataset, or fill the gaps.",
        ko: "이곳에서 학습할 수 있는 행({train}, 빠진 값 없음)은 {count}개이며, 노드는 {least}개보다 적은 행의 "
            + "합계를 내놓지 않습니다. 행을 더 모아 새 데이터셋으로 가져오거나 빠진 값을 채우십시오.")
    static let tooManyRows = Phrase(
        en: "{count} rows here can train, and the study takes {most} of one member at most "
            + "(records_max). Ask the author for a larger number.",
        ko: "이곳에서 학습할 수 있는 행은 {count}개인데 연구는 참여 기관마다 {most}개까지만 "
            + "받습니다(records_max). 작성자에게 더 큰 수를 요청하십시오.")
    static let deltaTooLargeHere = Phrase(
        en: "The study's delta is not below one in the number of records here. Ask the author "
            + "for a smaller delta.",
        ko: "연구의 델타가 이곳의 기록 수의 역수보다 작지 않습니다. 작성자에게 더 작은 델타를 요청하십시오.")
    static let deltaTooLarge = Phrase(
        en: "The study's delta is not below one in {count}, the number of records here. "
            + "Ask the author for a smaller delta.",
        ko: "연구의 델타가 이곳의 기록 수 {count}의 역수보다 작지 않습니다. "
            + "작성자에게 더 작은 델타를 요청하십시오.")
    static let budgetStands = Phrase(
        en: "The privacy budget of {dataset} is fixed already: epsilon {epsilon}, delta {delta}. "
            + "A budget outlives its dataset. Say the same in the card, or leave [budget] out.",
        ko: "{dataset}의 프라이버시 예산은 이미 정해져 있습니다: 엡실론 {epsilon}, 델타 {delta}. 예산은 "
            + "데이터셋보다 오래 남습니다. 카드에 같은 값을 적거나 [budget]을 빼십시오.")
    static let noHome = Phrase(
        en: "There is no Dure node at {path}. Make one with `dure init`.",
        ko: "{path}에 두레 노드가 없습니다. `dure init`으로 만드십시오.")
    static let homeExists = Phrase(
        en: "There is a Dure node at {path} already. Choose another folder.",
        ko: "{path}에 이미 두레 노드가 있습니다. 다른 폴더를 고르십시오.")
    static let newerHome = Phrase(
        en: "The home {path} has layout {found}, and this program reads up to {supported}. "
            + "Use the newer program; nothing was changed.",
        ko: "{path} 홈의 형식은 {found}인데 이 프로그램은 {supported}까지만 읽습니다. "
            + "더 새로운 프로그램을 쓰십시오. 바뀐 것은 없습니다.")
    static let damaged = Phrase(
        en: "The file {path} is missing or cannot be read. Restore it from a backup.",
        ko: "{path} 파일이 없거나 읽을 수 없습니다. 백업에서 되살리십시오.")
    static let exampleWantsData = Phrase(
        en: "The data of this example does not come with it: {folder}/README.md says where it "
            + "is. Give its file with --data.",
        ko: "이 예제에는 자료가 들어 있지 않습니다. 받는 곳은 {folder}/README.md에 있습니다. 파일을 --data로 "
            + "지정하세요.")
    static let notEnrolled = Phrase(
        en: "This node belongs to no federation yet. Join one with `dure federation join`.",
        ko: "이 노드는 아직 연합에 속하지 않습니다. `dure federation join`으로 가입하십시오.")
    static let alreadyEnrolled = Phrase(
        en: "This node belongs to the federation {federation} already.",
        ko: "이 노드는 이미 {federation} 연합에 속해 있습니다.")
    static let otherKind = Phrase(
        en: "The home {path} is not of the right kind: this command wants {expected}. Give its "
            + "path with --home.",
        ko: "{path} 홈은 이 명령에 맞지 않습니다. {expected}이(가) 필요하니 --home으로 경로를 주십시오.")
    static let memberHome = Phrase(en: "a member's node", ko: "참여 기관의 노드")
    static let coordinatorHome = Phrase(
        en: "a federation's coordinator (`dure federation create`)",
        ko: "연합의 조정자(`dure federation create`) 홈")
    static let otherAccord = Phrase(
        en: "The accord given is not the one that the federation's members signed. "
            + "Ask the coordinator for the right file.",
        ko: "주어진 협약은 연합 참여 기관들이 서명한 것이 아닙니다. 조정자에게 올바른 파일을 요청하십시오.")
    static let accordChanged = Phrase(
        en: "The accord {path} is gone or is not the one that the federation's members signed, so "
            + "nothing is decided. Put the right file back; its SHA-256 is in the roster.",
        ko: "협약 {path}이(가) 없거나 연합 참여 기관들이 서명한 것이 아니어서 아무것도 판단하지 않습니다. 올바른 "
            + "파일을 되돌려 놓으십시오. 그 SHA-256은 명부에 있습니다.")
    static let unknownStudy = Phrase(
        en: "There is no study {study} here. `dure study list` shows what there is.",
        ko: "이곳에 {study} 연구가 없습니다. `dure study list`가 있는 것을 보여 줍니다.")
    static let unknownModel = Phrase(
        en: "There is no model {model} here. `dure model list` shows what there is.",
        ko: "이곳에 {model} 모델이 없습니다. `dure model list`가 있는 것을 보여 줍니다.")
    static let unknownMemberColumn = Phrase(
        en: "The data has no column {column} that could tell members apart.",
        ko: "데이터에 참여 기관을 구분할 {column} 열이 없습니다.")
    static let memberNames = Phrase(
        en: "Members need names of their own, at least one letter or digit each, and there may be "
            + "at most {limit}.",
        ko: "참여 기관마다 글자나 숫자가 있는 서로 다른 이름이 필요하며 최대 {limit}곳까지 가능합니다.")
    static let trainsWithoutNoise = Phrase(
        en: "The study {study} asks for noise, which is for sums that leave the house. Train with "
            + "privacy mode none: the model stays here.",
        ko: "{study} 연구는 밖으로 나가는 합계를 위한 잡음을 요구합니다. 모델이 이곳에 남으므로 프라이버시 방식을 "
            + "none으로 하여 학습하십시오.")
    static let pseudonymKeyInHome = Phrase(
        en:
            "{path} lies in a node's home. The key of pseudonyms is kept apart from the data: name a "
            + "file elsewhere, best on a medium that is not in this machine.",
        ko: "{path} 파일이 노드의 홈 안에 있습니다. 가명 키는 데이터와 따로 보관합니다. 다른 곳, 가능하면 이 컴퓨터 "
            + "밖의 매체에 있는 파일을 지정하십시오.")
    static let badSchema = Phrase(
        en: "The file {path} is no schema of a table. `dure data import FILE --dry-run --json` "
            + "prints one.",
        ko: "{path} 파일은 표의 스키마가 아닙니다. `dure data import FILE --dry-run --json`으로 만들 수 있습니다.")
    static let badPasswordFile = Phrase(
        en: "{path} is not one line with a password, or others can read it. Set its mode to 600.",
        ko: "{path} 파일이 암호 한 줄이 아니거나 다른 사용자가 읽을 수 있습니다. 권한을 600으로 바꾸십시오.")
    static let badPseudonymKey = Phrase(
        en: "{path} is no key of pseudonyms, or others can read it. Set its mode to 600, or name "
            + "another file.",
        ko: "{path} 파일은 가명 키가 아니거나 다른 사용자가 읽을 수 있습니다. 권한을 600으로 바꾸거나 다른 파일을 "
            + "지정하십시오.")
    static let unreadable = Phrase(
        en: "The file {path} cannot be read. Check the path and your rights to it.",
        ko: "{path} 파일을 읽을 수 없습니다. 경로와 권한을 확인하십시오.")
    static let alreadyRunning = Phrase(
        en: "A Dure process is running on the home {path} already{process}. Use it, stop it, or "
            + "give another home with --home.",
        ko: "{path} 홈에서 이미 두레 프로세스가 실행 중입니다{process}. 그것을 쓰거나 멈추거나, --home으로 "
            + "다른 홈을 지정하십시오.")
    static let folderNotEmpty = Phrase(
        en: "The folder {path} holds other files, and a demonstration would remove them. Choose "
            + "another folder with --home.",
        ko: "{path} 폴더에 다른 파일이 있으며, 시연을 실행하면 지워집니다. --home으로 다른 폴더를 고르십시오.")
    static let fileExists = Phrase(
        en: "The file {path} is there already, and was left as it is. Choose another name, or "
            + "replace it with --force.",
        ko: "{path} 파일이 이미 있어 그대로 두었습니다. 다른 이름을 고르거나 --force로 바꾸어 쓰십시오.")
    static let charterWanted = Phrase(
        en: "{path} is a federation's accord; a node wants a charter of its own, a file with the "
            + "table [charter].",
        ko: "{path}은(는) 연합의 협약입니다. 노드에는 [charter] 표가 있는 자체 헌장 파일이 필요합니다.")
    static let accordWanted = Phrase(
        en: "{path} is one institution's charter; a federation wants an accord, a file with the "
            + "table [accord].",
        ko: "{path}은(는) 한 기관의 헌장입니다. 연합에는 [accord] 표가 있는 협약 파일이 필요합니다.")
    static let otherEconomy = Phrase(
        en: "The charter is for the economy {charter}, and the node for {node}. Give the same "
            + "with --economy, or the charter of {node}.",
        ko: "헌장의 경제체는 {charter}이고 노드의 경제체는 {node}입니다. --economy에 같은 값을 주거나 "
            + "{node}의 헌장을 주십시오.")
    static let otherAccordName = Phrase(
        en: "The accord is called {accord}, and the federation {federation}. Give --name {accord}, "
            + "or write id = \"{federation}\" in the accord.",
        ko: "협약의 이름은 {accord}이고 연합의 이름은 {federation}입니다. --name {accord}을(를) 주거나, "
            + "협약에 id = \"{federation}\"을(를) 적으십시오.")
    static let otherFederation = Phrase(
        en: "The study is written for the federation {asked}, and this node belongs to {own}. "
            + "Correct federation in the manifest's table [study].",
        ko: "이 연구는 {asked} 연합을 위한 것이고 이 노드는 {own} 연합에 속합니다. 명세의 [study] 표에서 "
            + "federation을 고치십시오.")
    static let studyRunning = Phrase(
        en: "The federation knows the study {study} already: it is running. Follow it with "
            + "`dure study watch {study}`.",
        ko: "연합이 {study} 연구를 이미 알고 있으며 진행 중입니다. `dure study watch {study}`로 따라가십시오.")
    static let studyFinished = Phrase(
        en: "The federation knows the study {study} already: it is finished. See it with "
            + "`dure study result {study}`; to run it again, give the manifest a new id.",
        ko: "연합이 {study} 연구를 이미 알고 있으며 끝났습니다. `dure study result {study}`로 결과를 보십시오. "
            + "다시 실행하려면 명세에 새 id를 주십시오.")
    static let studyFailed = Phrase(
        en: "The federation knows the study {study} already: it has failed. {reason} To try "
            + "again, give the manifest a new id and propose it.",
        ko: "연합이 {study} 연구를 이미 알고 있으며 실패했습니다. {reason} 다시 하려면 명세에 새 id를 주고 "
            + "제안하십시오.")
    static let processEnded = Phrase(
        en: "The process of {name} ended with status {status}. {said} Its log is in its home, "
            + "node.log.",
        ko: "{name}의 프로세스가 상태 {status}로 끝났습니다. {said} 기록은 그 홈의 node.log에 있습니다.")
    static let targetNotBinary = Phrase(
        en: "The column {column} holds something other than 0 and 1. Recode it, or name another "
            + "target.",
        ko: "{column} 열에 0과 1이 아닌 값이 있습니다. 다시 부호화하거나 다른 목표 열을 지정하십시오.")
    static let noFeatures = Phrase(
        en: "The table {path} has no column of numbers to learn from.",
        ko: "{path} 표에 학습할 숫자 열이 없습니다.")
    static let tooFewMembers = Phrase(
        en: "The table has rows of {found} members, and {wanted} are wanted; a secure sum needs "
            + "3 at least.",
        ko: "표에는 참여 기관 {found}곳의 행이 있는데 {wanted}곳이 필요합니다. 안전한 합계에는 적어도 "
            + "3곳이 있어야 합니다.")
    static let noSuchMember = Phrase(
        en: "There is no member {name}. There are: {members}.",
        ko: "{name} 참여 기관이 없습니다. 있는 참여 기관: {members}.")
    static let noSuchChange = Phrase(
        en: "No change of the roster that waits begins so. `dure federation review` shows the "
            + "one that this node is asked for; give at least 8 of its digits. A node hears of it "
            + "while `dure up` runs.",
        ko: "그렇게 시작하는 명부 변경이 없습니다. `dure federation review`가 이 노드에 요청된 변경을 보여 "
            + "줍니다. 그 값을 8자 이상 적으십시오. 노드는 `dure up`이 실행되는 동안 변경을 전해 받습니다.")
    static let timedOut = Phrase(
        en: "This took too long and was given up: {step}.",
        ko: "시간이 너무 오래 걸려 그만두었습니다: {step}.")
    static let diskFull = Phrase(
        en: "The disk is full: {path} could not be written. Free some space and try again; "
            + "nothing was left half-written.",
        ko: "디스크가 가득 차서 {path}을(를) 쓸 수 없습니다. 공간을 비우고 다시 하십시오. "
            + "반쯤 쓰인 것은 남지 않았습니다.")
    static let diskDenied = Phrase(
        en: "This user may not read or write {path}. Check its owner and mode.",
        ko: "이 사용자는 {path}을(를) 읽거나 쓸 수 없습니다. 소유자와 권한을 확인하십시오.")
    static let diskTooLarge = Phrase(
        en: "The file {path} is larger than {limit} bytes, the most that is read.",
        ko: "{path} 파일이 읽을 수 있는 한도인 {limit}바이트보다 큽니다.")
    static let diskFailed = Phrase(
        en: "The file {path} could not be read or written (system error {errno}).",
        ko: "{path} 파일을 읽거나 쓸 수 없었습니다(시스템 오류 {errno}).")
}

extension NodeError {
    private func importText(_ language: Language) -> String {
        switch self {
        case .pseudonymKeyInHome(let path):
            NodePhrases.pseudonymKeyInHome.text(language, ["path": path])
        case .badPseudonymKey(let path):
            NodePhrases.badPseudonymKey.text(language, ["path": path])
        case .unreadable(let path): NodePhrases.unreadable.text(language, ["path": path])
        case .rowsNoLongerFit(let study):
            NodePhrases.rowsDoNotFit.text(language, ["study": study.text])
        case .noFeatures(let path): NodePhrases.noFeatures.text(language, ["path": path])
        case .badPasswordFile(let path):
            NodePhrases.badPasswordFile.text(language, ["path": path])
        case .badSchema(let path): NodePhrases.badSchema.text(language, ["path": path])
        default: trialText(language)
        }
    }

    private func trialText(_ language: Language) -> String {
        switch self {
        case .unknownMemberColumn(let column):
            NodePhrases.unknownMemberColumn.text(language, ["column": column])
        case .memberNames(let limit):
            NodePhrases.memberNames.text(language, ["limit": "\(limit)"])
        case .exampleWantsData(let folder):
            NodePhrases.exampleWantsData.text(language, ["folder": folder])
        case .trainsWithoutNoise(let study):
            NodePhrases.trainsWithoutNoise.text(language, ["study": study.text])
        default: keyText(language)
        }
    }

    /// What is wrong and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .noHome(let path): NodePhrases.noHome.text(language, ["path": path])
        case .homeExists(let path): NodePhrases.homeExists.text(language, ["path": path])
        case .folderNotEmpty(let path):
            NodePhrases.folderNotEmpty.text(language, ["path": path])
        case .fileExists(let path): NodePhrases.fileExists.text(language, ["path": path])
        case .newerHome(let path, let found, let supported):
            NodePhrases.newerHome.text(
                language, ["path": path, "found": "\(found)", "supported": "\(supported)"])
        case .damaged(let path): NodePhrases.damaged.text(language, ["path": path])
        case .portTaken, .ledgerUnsound, .unknownIncident, .incidentClosed, .incidentText,
            .knownInFuture:
            recordsText(language)
        case .settings(let path, let error): "\(path): \(error.sentence(language))"
        case .otherKind(let path, let expected):
            NodePhrases.otherKind.text(
                language,
                [
                    "path": path,
                    "expected":
                        (expected == NodeHome.Kind.node.rawValue
                        ? NodePhrases.memberHome : NodePhrases.coordinatorHome).text(language),
                ])
        case .notEnrolled, .alreadyEnrolled, .otherRules, .otherEconomy, .otherAccordName,
            .otherFederation, .studyKnown, .refused:
            federationText(language)
        case .otherAccord: NodePhrases.otherAccord.text(language)
        case .accordChanged(let path): NodePhrases.accordChanged.text(language, ["path": path])
        case .unknownStudy(let name): NodePhrases.unknownStudy.text(language, ["study": name.text])
        case .unknownModel(let name): NodePhrases.unknownModel.text(language, ["model": name.text])
        case .unknownMemberColumn, .memberNames, .trainsWithoutNoise, .unreadable, .rowsNoLongerFit,
            .pseudonymKeyInHome, .badPseudonymKey, .badPasswordFile, .badSchema, .exampleWantsData,
            .noFeatures, .alreadyRunning, .homeInUse, .noCredentialSealer, .credentialNotSealed:
            importText(language)
        case .budgetStands(let dataset, let epsilonLimit, let delta):
            NodePhrases.budgetStands.text(
                language,
                [
                    "dataset": dataset.text,
                    "epsilon": JSONValue.number(epsilonLimit).canonicalText,
                    "delta": JSONValue.number(delta).canonicalText,
                ])
        case .processEnded(let name, let status, let said):
            NodePhrases.processEnded.text(
                language, ["name": name, "status": "\(status)", "said": said])
        case .targetNotBinary(let column):
            NodePhrases.targetNotBinary.text(language, ["column": column])
        case .tooFewMembers(let found, let wanted):
            NodePhrases.tooFewMembers.text(
                language, ["found": "\(found)", "wanted": "\(wanted)"])
        case .noSuchMember(let name, let members):
            NodePhrases.noSuchMember.text(
                language,
                ["name": name.text, "members": members.map(\.text).joined(separator: ", ")])
        case .noSuchChange: NodePhrases.noSuchChange.text(language)
        case .timedOut(let step): NodePhrases.timedOut.text(language, ["step": step])
        }
    }
}

extension NodeError {
    /// What is wrong between this node and its federation.
    private func federationText(_ language: Language) -> String {
        switch self {
        case .notEnrolled: NodePhrases.notEnrolled.text(language)
        case .alreadyEnrolled(let federation):
            NodePhrases.alreadyEnrolled.text(language, ["federation": federation.text])
        case .otherRules(let path, let expected):
            (expected == .accord ? NodePhrases.accordWanted : NodePhrases.charterWanted)
                .text(language, ["path": path])
        case .otherEconomy(let charter, let node):
            NodePhrases.otherEconomy.text(language, ["charter": charter, "node": node])
        case .otherAccordName(let accord, let federation):
            NodePhrases.otherAccordName.text(
                language, ["accord": accord, "federation": federation.text])
        case .otherFederation(let asked, let own):
            NodePhrases.otherFederation.text(
                language, ["asked": asked.text, "own": own.text])
        case .studyKnown(let study, let phase, let reason):
            Self.knownStudy(phase).text(
                language,
                [
                    "study": study.text,
                    "reason": FederationCodes.failure(reason).text(language),
                ])
        case .refused(let code, let detail):
            FederationCodes.refusal(code).text(language, ["detail": detail])
        default:
            preconditionFailure("the caller hands over these cases alone")
        }
    }

    private static func knownStudy(_ phase: String) -> Phrase {
        switch phase {
        case "failed": NodePhrases.studyFailed
        case "finished": NodePhrases.studyFinished
        default: NodePhrases.studyRunning
        }
    }
}

extension StorageError {
    /// What is wrong and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .full(let path): NodePhrases.diskFull.text(language, ["path": path])
        case .denied(let path): NodePhrases.diskDenied.text(language, ["path": path])
        case .tooLarge(let path, let limit):
            NodePhrases.diskTooLarge.text(language, ["path": path, "limit": "\(limit)"])
        case .failed(let path, let errno):
            NodePhrases.diskFailed.text(language, ["path": path, "errno": "\(errno)"])
        }
    }
}
