package import DureCore
package import DureFederation

/// What running processes say about a federation's progress.
enum ProgressPhrases {
    static let memberConnected = Phrase(en: "{member} is connected", ko: "{member} 연결됨")
    static let rosterAsked = Phrase(
        en: "A change of the roster waits for its members: {count} of {quorum} signatures",
        ko: "명부 변경이 참여 기관을 기다립니다: 서명 {quorum}개 중 {count}개")
    static let rosterChanged = Phrase(
        en: "The roster is now version {version}, with {count} members",
        ko: "명부가 {version}판이 되었고 참여 기관은 {count}곳입니다")
    static let proposed = Phrase(
        en: "{study}: proposed by {member}", ko: "{study}: {member}이(가) 제안함")
    static let decided = Phrase(
        en: "{study}: {member} answers: {answer}", ko: "{study}: {member}의 답: {answer}")
    static let enrolled = Phrase(
        en: "{study}: {count} members take part", ko: "{study}: 참여 기관 {count}곳이 함께함")
    static let roundOpened = Phrase(
        en: "{study}: round {round}, attempt {attempt}",
        ko: "{study}: {round}번째 라운드, {attempt}번째 시도")
    static let absent = Phrase(
        en: "{study}: {member} is gone and left out of this round",
        ko: "{study}: {member}이(가) 사라져 이 라운드에서 빠짐")
    static let roundReleased = Phrase(
        en: "{study}: round {round} released, a sum of {count} of {all} members",
        ko: "{study}: {round}번째 라운드 공개, 참여 기관 {all}곳 중 {count}곳의 합")
    static let roundAbandoned = Phrase(
        en: "{study}: round {round} ended without a release. {reason}",
        ko: "{study}: {round}번째 라운드가 공개 없이 끝났습니다. {reason}")
    static let finished = Phrase(
        en: "{study}: finished after {count} rounds", ko: "{study}: {count}개 라운드 뒤 완료")
    static let failed = Phrase(
        en: "{study}: failed. {reason}", ko: "{study}: 실패했습니다. {reason}")
    static let measured = Phrase(
        en: "{study}: {member} has assessed the model", ko: "{study}: {member}이(가) 모델을 평가함")
    static let joined = Phrase(
        en: "{study}: takes part in round {round}, attempt {attempt}",
        ko: "{study}: {round}번째 라운드, {attempt}번째 시도에 참여")
    static let uploading = Phrase(
        en: "{study}: round {round}: {count} masked bytes leave",
        ko: "{study}: {round}번째 라운드: 가려진 {count}바이트가 나감")
    static let released = Phrase(
        en: "{study}: round {round} is released", ko: "{study}: {round}번째 라운드가 공개됨")
    static let audited = Phrase(
        en: "{study}: part {chunk} of round {round}'s sum was recomputed and is right",
        ko: "{study}: {round}번째 라운드 합계의 {chunk}번 부분을 다시 계산해 맞음을 확인함")
    static let auditFailed = Phrase(
        en: "{study}: part {chunk} of round {round}'s sum is WRONG. Keep the coordinator's answers "
            + "and tell the other members.",
        ko: "{study}: {round}번째 라운드 합계의 {chunk}번 부분이 틀렸습니다. 조정자의 답을 보관하고 "
            + "다른 참여 기관들에게 알리십시오.")
    static let left = Phrase(
        en: "{study}: left round {round}. {reason}",
        ko: "{study}: {round}번째 라운드를 떠났습니다. {reason}")
    static let ownDecision = Phrase(
        en: "{study}: this node answers: {answer}", ko: "{study}: 이 노드의 답: {answer}")
    static let over = Phrase(en: "{study}: the outcome is here", ko: "{study}: 결과가 도착함")
    static let assessed = Phrase(
        en: "{study}: the model is assessed on this node's test rows",
        ko: "{study}: 이 노드의 시험 자료로 모델을 평가함")
    static let rosterRefused = Phrase(
        en: "The coordinator offered a roster without the signatures that it needs. This node "
            + "keeps the one it has. Ask the other members.",
        ko: "조정자가 필요한 서명이 없는 명부를 내놓았습니다. 이 노드는 가지고 있던 명부를 그대로 씁니다. 다른 "
            + "참여 기관들에게 물어보십시오.")
    static let changeAsked = Phrase(
        en: "The federation asks for a change of its roster: {joining} to join, {leaving} to "
            + "leave, {replaced} with a new key. Look at it with `dure federation review`.",
        ko: "연합이 명부 변경을 요청합니다: 가입 {joining}곳, 탈퇴 {leaving}곳, 새 키 {replaced}곳. "
            + "`dure federation review`로 살펴보십시오.")
    static let changeSigned = Phrase(
        en: "This node has signed the change of the roster", ko: "이 노드가 명부 변경에 서명함")
    static let rosterPinned = Phrase(
        en: "This node keeps to version {version} of the roster, with {count} members",
        ko: "이 노드는 명부 {version}판을 따르며 참여 기관은 {count}곳입니다")
    static let ledgerForked = Phrase(
        en:
            "{member} has signed TWO HISTORIES of its ledger. The evidence lies in ledger/evidence. "
            + "Show it to the other members.",
        ko: "{member}이(가) 원장의 서로 다른 두 이력에 서명했습니다. 증거는 ledger/evidence에 있습니다. 다른 "
            + "참여 기관들에게 보이십시오.")
    static let ledgerUnproven = Phrase(
        en: "{member} could not prove that its ledger only grew. What it sent lies in "
            + "ledger/evidence. Ask its people.",
        ko: "{member}이(가) 원장이 늘어나기만 했음을 증명하지 못했습니다. 받은 내용은 ledger/evidence에 있습니다. "
            + "해당 기관에 물어보십시오.")
    static let ledgerKeysRefused = Phrase(
        en:
            "{member} announces other keys for its ledger than before. This node keeps to the first.",
        ko: "{member}이(가) 원장의 키를 전과 다르게 알립니다. 이 노드는 처음 키를 따릅니다.")
    static let ledgerBehind = Phrase(
        en: "{member} says that it has signed {known} entries of this node's ledger, and there are "
            + "{own}. Was the node restored from an old backup?",
        ko: "{member}이(가) 이 노드의 원장에서 기록 {known}건에 서명했다고 하는데 지금은 {own}건뿐입니다. 오래된 "
            + "백업에서 복원한 노드입니까?")
    static let notAccepted = Phrase(
        en: "The coordinator did not accept a message. {code}",
        ko: "조정자가 메시지를 받아들이지 않았습니다. {code}")
}

/// An event in words and as JSON: the JSON has the case's name as `event` and its fields.
private struct Told {
    let event: String
    let phrase: Phrase
    let fields: KeyValuePairs<String, String>

    init(_ event: String, _ phrase: Phrase, _ fields: KeyValuePairs<String, String> = [:]) {
        self.event = event
        self.phrase = phrase
        self.fields = fields
    }

    var json: JSONValue {
        var members: [String: JSONValue] = ["event": .string(event)]
        for (name, value) in fields {
            members[name] = Int64(value).map { .integer($0) } ?? .string(value)
        }
        return .object(members)
    }

    func text(_ language: Language) -> String {
        phrase.text(language, values: Self.shown(fields.map { ($0, $1) }, of: event, language))
    }

    /// The fields for people: codes as sentences, answers as words.
    static func shown(
        _ fields: [(name: String, value: String)], of event: String, _ language: Language
    ) -> [(name: String, value: String)] {
        fields.map { name, value in
            switch name {
            case "answer": (name, AnswerPhrases.text(value, language))
            case "reason" where event == "failed":
                (name, FederationCodes.failure(value).text(language))
            case "reason": (name, FederationCodes.departure(value).text(language))
            case "code":
                (
                    name,
                    FederationCodes.refusal(value)
                        .text(language, values: fields.filter { $0.name == "detail" })
                )
            default: (name, value)
            }
        }
    }
}

extension CoordinatorProgress {
    private var told: Told {
        switch self {
        case .connected(let member):
            Told("connected", ProgressPhrases.memberConnected, ["member": member.text])
        case .rosterAsked(let count, let quorum):
            Told(
                "rosterAsked", ProgressPhrases.rosterAsked,
                ["count": "\(count)", "quorum": "\(quorum)"])
        case .rosterChanged(let version, let count):
            Told(
                "rosterChanged", ProgressPhrases.rosterChanged,
                ["version": "\(version)", "count": "\(count)"])
        case .proposed(let study, let member):
            Told(
                "proposed", ProgressPhrases.proposed,
                ["study": study.text, "member": member.text])
        case .decided(let study, let member, let answer):
            Told(
                "decided", ProgressPhrases.decided,
                ["study": study.text, "member": member.text, "answer": "\(answer)"])
        case .enrolled(let study, let count):
            Told(
                "enrolled", ProgressPhrases.enrolled, ["study": study.text, "count": "\(count)"])
        case .roundOpened(let study, let round, let attempt):
            Told(
                "roundOpened", ProgressPhrases.roundOpened,
                ["study": study.text, "round": "\(round)", "attempt": "\(attempt)"])
        case .absent(let study, let member):
            Told("absent", ProgressPhrases.absent, ["study": study.text, "member": member.text])
        case .roundReleased(let study, let round, let count, let all):
            Told(
                "roundReleased", ProgressPhrases.roundReleased,
                [
                    "study": study.text, "round": "\(round)", "count": "\(count)",
                    "all": "\(all)",
                ])
        case .roundAbandoned(let study, let round, let reason):
            Told(
                "roundAbandoned", ProgressPhrases.roundAbandoned,
                ["study": study.text, "round": "\(round)", "reason": reason.rawValue])
        case .finished(let study, let count):
            Told(
                "finished", ProgressPhrases.finished, ["study": study.text, "count": "\(count)"])
        case .failed(let study, let reason):
            Told("failed", ProgressPhrases.failed, ["study": study.text, "reason": reason])
        case .measured(let study, let member):
            Told(
                "measured", ProgressPhrases.measured,
                ["study": study.text, "member": member.text])
        }
    }

    /// The event as JSON.
    package var json: JSONValue { told.json }

    /// The event in words.
    package func text(_ language: Language) -> String {
        told.text(language)
    }

    /// The words for an event that another process printed as JSON.
    package static func text(of line: JSONValue, _ language: Language) -> String? {
        let phrases: [String: Phrase] = [
            "connected": ProgressPhrases.memberConnected,
            "rosterAsked": ProgressPhrases.rosterAsked,
            "rosterChanged": ProgressPhrases.rosterChanged,
            "proposed": ProgressPhrases.proposed,
            "decided": ProgressPhrases.decided, "enrolled": ProgressPhrases.enrolled,
            "roundOpened": ProgressPhrases.roundOpened, "absent": ProgressPhrases.absent,
            "roundReleased": ProgressPhrases.roundReleased,
            "roundAbandoned": ProgressPhrases.roundAbandoned,
            "finished": ProgressPhrases.finished, "failed": ProgressPhrases.failed,
            "measured": ProgressPhrases.measured,
        ]
        guard let event = line["event"]?.text, let phrase = phrases[event] else { return nil }
        let fields = (line.members ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            (name: name, value: value.text ?? value.int.map(String.init) ?? "")
        }
        return phrase.text(language, values: Told.shown(fields, of: event, language))
    }
}

extension MemberProgress {
    private var told: Told {
        switch self {
        case .decided(let study, let answer, _):
            Told(
                "decided", ProgressPhrases.ownDecision,
                ["study": study.text, "member": "-", "answer": "\(answer)"])
        case .joined(let study, let round, let attempt):
            Told(
                "joined", ProgressPhrases.joined,
                ["study": study.text, "round": "\(round)", "attempt": "\(attempt)"])
        case .uploading(let study, let round, let count):
            Told(
                "uploading", ProgressPhrases.uploading,
                ["study": study.text, "round": "\(round)", "count": "\(count)"])
        case .released(let study, let round):
            Told(
                "released", ProgressPhrases.released,
                ["study": study.text, "round": "\(round)"])
        case .audited(let study, let round, let chunk, let passed):
            Told(
                passed ? "audited" : "auditFailed",
                passed ? ProgressPhrases.audited : ProgressPhrases.auditFailed,
                ["study": study.text, "round": "\(round)", "chunk": "\(chunk)"])
        case .left(let study, let round, let reason):
            Told(
                "left", ProgressPhrases.left,
                ["study": study.text, "round": "\(round)", "reason": reason])
        case .finished(let study):
            Told("finished", ProgressPhrases.over, ["study": study.text])
        case .assessed(let study):
            Told("assessed", ProgressPhrases.assessed, ["study": study.text])
        case .rosterRefused, .rosterAsked, .rosterSigned, .rosterPinned, .ledgerForked,
            .ledgerKeysRefused, .ledgerBehind:
            toldOfMembers
        case .refused(let code, let detail):
            Told("refused", ProgressPhrases.notAccepted, ["code": code, "detail": detail])
        }
    }

    /// What concerns the roster and the other members' ledgers.
    private var toldOfMembers: Told {
        switch self {
        case .rosterAsked(let joining, let leaving, let replaced):
            Told(
                "rosterAsked", ProgressPhrases.changeAsked,
                [
                    "joining": "\(joining)", "leaving": "\(leaving)",
                    "replaced": "\(replaced)",
                ])
        case .rosterSigned:
            Told("rosterSigned", ProgressPhrases.changeSigned)
        case .rosterPinned(let version, let count):
            Told(
                "rosterPinned", ProgressPhrases.rosterPinned,
                ["version": "\(version)", "count": "\(count)"])
        case .ledgerForked(let member, let isProven):
            Told(
                isProven ? "ledgerForked" : "ledgerUnproven",
                isProven ? ProgressPhrases.ledgerForked : ProgressPhrases.ledgerUnproven,
                ["member": member.text])
        case .ledgerKeysRefused(let member):
            Told(
                "ledgerKeysRefused", ProgressPhrases.ledgerKeysRefused, ["member": member.text])
        case .ledgerBehind(let member, let known, let own):
            Told(
                "ledgerBehind", ProgressPhrases.ledgerBehind,
                ["member": member.text, "known": "\(known)", "own": "\(own)"])
        default:
            Told("rosterRefused", ProgressPhrases.rosterRefused)
        }
    }

    /// The event as JSON.
    package var json: JSONValue { told.json }

    /// The event in words; the reasons of a decision follow on lines of their own.
    package func text(_ language: Language) -> String {
        let line = told.text(language)
        guard case .decided(_, _, let reasons) = self else { return line }
        return ([line] + reasons.map { "    " + $0 }).joined(separator: "\n")
    }
}
