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
    static let notEnrolled = Phrase(
        en: "This node belongs to no federation yet. Join one with `dure federation join`.",
        ko: "이 노드는 아직 연합에 속하지 않습니다. `dure federation join`으로 가입하십시오.")
    static let alreadyEnrolled = Phrase(
        en: "This node belongs to the federation {federation} already.",
        ko: "이 노드는 이미 {federation} 연합에 속해 있습니다.")
    static let otherKind = Phrase(
        en: "The home {path} is not a {expected}'s. Give the path of a {expected}'s home.",
        ko: "{path} 홈은 {expected}의 것이 아닙니다. {expected} 홈의 경로를 주십시오.")
    static let otherAccord = Phrase(
        en: "The accord given is not the one that the federation's members signed. "
            + "Ask the coordinator for the right file.",
        ko: "주어진 협약은 연합 회원들이 서명한 것이 아닙니다. 조정자에게 올바른 파일을 요청하십시오.")
    static let unknownStudy = Phrase(
        en: "There is no study {study} here. `dure study list` shows what there is.",
        ko: "이곳에 {study} 연구가 없습니다. `dure study list`가 있는 것을 보여 줍니다.")
    static let unknownModel = Phrase(
        en: "There is no model {model} here. `dure model list` shows what there is.",
        ko: "이곳에 {model} 모델이 없습니다. `dure model list`가 있는 것을 보여 줍니다.")
    static let unreadable = Phrase(
        en: "The file {path} cannot be read. Check the path and your rights to it.",
        ko: "{path} 파일을 읽을 수 없습니다. 경로와 권한을 확인하십시오.")
    static let refused = Phrase(
        en: "The coordinator did not accept this: {code} {detail}",
        ko: "조정자가 받아들이지 않았습니다: {code} {detail}")
    static let processEnded = Phrase(
        en: "The process of {name} ended with status {status}. Its log is in its home, node.log.",
        ko: "{name}의 프로세스가 상태 {status}로 끝났습니다. 기록은 그 홈의 node.log에 있습니다.")
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
        ko: "표에는 회원 {found}곳의 행이 있는데 {wanted}곳이 필요합니다. 안전한 합계에는 적어도 "
            + "3곳이 있어야 합니다.")
    static let noSuchMember = Phrase(
        en: "There is no member {name}. There are: {members}.",
        ko: "{name} 회원이 없습니다. 있는 회원: {members}.")
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
    /// What is wrong and what to do.
    package func text(_ language: Language) -> String {
        switch self {
        case .noHome(let path): NodePhrases.noHome.text(language, ["path": path])
        case .homeExists(let path): NodePhrases.homeExists.text(language, ["path": path])
        case .newerHome(let path, let found, let supported):
            NodePhrases.newerHome.text(
                language, ["path": path, "found": "\(found)", "supported": "\(supported)"])
        case .damaged(let path): NodePhrases.damaged.text(language, ["path": path])
        case .settings(let path, let error):
            "\(path): \(error.sentence(language))"
        case .notEnrolled: NodePhrases.notEnrolled.text(language)
        case .alreadyEnrolled(let federation):
            NodePhrases.alreadyEnrolled.text(language, ["federation": federation.text])
        case .otherKind(let path, let expected):
            NodePhrases.otherKind.text(language, ["path": path, "expected": expected])
        case .otherAccord: NodePhrases.otherAccord.text(language)
        case .unknownStudy(let name):
            NodePhrases.unknownStudy.text(language, ["study": name.text])
        case .unknownModel(let name):
            NodePhrases.unknownModel.text(language, ["model": name.text])
        case .unreadable(let path): NodePhrases.unreadable.text(language, ["path": path])
        case .refused(let code, let detail):
            NodePhrases.refused.text(language, ["code": code, "detail": detail])
        case .budgetStands(let dataset, let epsilonLimit, let delta):
            NodePhrases.budgetStands.text(
                language,
                ["dataset": dataset.text, "epsilon": "\(epsilonLimit)", "delta": "\(delta)"])
        case .processEnded(let name, let status):
            NodePhrases.processEnded.text(language, ["name": name, "status": "\(status)"])
        case .targetNotBinary(let column):
            NodePhrases.targetNotBinary.text(language, ["column": column])
        case .noFeatures(let path): NodePhrases.noFeatures.text(language, ["path": path])
        case .tooFewMembers(let found, let wanted):
            NodePhrases.tooFewMembers.text(
                language, ["found": "\(found)", "wanted": "\(wanted)"])
        case .noSuchMember(let name, let members):
            NodePhrases.noSuchMember.text(
                language,
                ["name": name.text, "members": members.map(\.text).joined(separator: ", ")])
        case .timedOut(let step): NodePhrases.timedOut.text(language, ["step": step])
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
