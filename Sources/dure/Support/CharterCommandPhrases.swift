import DureCharter
import DureCore

/// What the commands about charters say.
enum CharterCommandPhrases {
    static let charter = Phrase(
        en: "Check, test, explain, compare and sign the rules of an institution.",
        ko: "기관의 규칙을 점검하고, 시험하고, 설명하고, 비교하고, 서명합니다.")
    static let discussion = Phrase(
        en: """
            Example: dure charter explain --home clinic --action federate --purpose research

            A charter is a TOML file of rules that permit, forbid or require. Docs/Guides/charter.md
            shows the way from the first rules to a change that two people have signed.
            """,
        ko: """
            예: dure charter explain --home clinic --action federate --purpose research

            헌장은 허용, 금지, 요구 규칙을 적은 TOML 파일입니다. Docs/Guides/charter.md가 첫 규칙부터 두 사람이
            서명한 변경까지의 과정을 보여 줍니다.
            """)
    static let check = Phrase(
        en: "Read a charter and find its mistakes, with file and line.",
        ko: "헌장을 읽고 잘못을 파일과 줄 번호로 알려 줍니다.")
    static let checked = Phrase(
        en: "{id}, version {version}: {rules} rules, {errors} errors, {warnings} warnings.",
        ko: "{id} {version}판: 규칙 {rules}개, 오류 {errors}개, 경고 {warnings}개.")
    static let hash = Phrase(en: "Hash: {hash}", ko: "해시: {hash}")
    static let test = Phrase(
        en: "Run the charter's tests: requests and the answers they must get.",
        ko: "헌장의 시험을 실행합니다: 요청과 그에 대한 올바른 답.")
    static let testDiscussion = Phrase(
        en: """
            Example: dure charter test charter.toml

            A test in charter.tests.toml:
              [[test]]
              name = "nothing leaves"
              expect = "not-permitted"    # permitted, needs-approval, not-permitted, forbidden
              action = "export"
              purpose = "research"
              sensitivity = "personal"
            """,
        ko: """
            예: dure charter test charter.toml

            charter.tests.toml의 시험:
              [[test]]
              name = "nothing leaves"
              expect = "not-permitted"    # permitted, needs-approval, not-permitted, forbidden
              action = "export"
              purpose = "research"
              sensitivity = "personal"
            """)
    static let tested = Phrase(
        en: "{passed} of {count} tests passed.", ko: "시험 {count}개 중 {passed}개 통과.")
    static let testFailed = Phrase(
        en: "expected {expected}, answered {found}", ko: "기대한 답은 {expected}, 실제 답은 {found}")

    static let explain = Phrase(
        en: "Ask a charter about a request: the answer, why, and what would change it.",
        ko: "요청에 대해 헌장에 묻습니다: 답과 이유, 그리고 무엇이 답을 바꾸는지.")
    static let explainDiscussion = Phrase(
        en: """
            Example: dure charter explain charter.toml --action federate --purpose research \\
                       --sensitivity personal --secure-aggregation --cohort 400 --epsilon 1
            Ends with 0 where it is permitted now, else with 1. Nothing is done or recorded.
            A home that is in a federation has its accord asked too; the stricter answer holds.

            As JSON, for --request:
              {"action": "export", "purpose": "research", "sensitivity": "personal"}
            """,
        ko: """
            예: dure charter explain charter.toml --action federate --purpose research \\
                  --sensitivity personal --secure-aggregation --cohort 400 --epsilon 1
            지금 허용되면 0, 아니면 1로 끝납니다. 아무것도 실행하거나 기록하지 않습니다.
            연합에 가입한 홈이면 협약에도 묻고 더 엄격한 답을 따릅니다.

            --request에 줄 JSON:
              {"action": "export", "purpose": "research", "sensitivity": "personal"}
            """)
    static let requestWanted = Phrase(
        en: "A request wants --action and --purpose, or --request FILE.",
        ko: "요청에는 --action과 --purpose, 또는 --request 파일이 필요합니다.")
    static let ofCharter = Phrase(en: "charter", ko: "헌장")
    static let ofAccord = Phrase(en: "accord", ko: "협약")
    static let verdict = Phrase(en: "answer", ko: "답")
    static let permit = Phrase(en: "permitted by", ko: "허용 규칙")
    static let forbids = Phrase(en: "forbidden by", ko: "금지 규칙")
    static let requires = Phrase(en: "demands of", ko: "요구 규칙")
    static let approvals = Phrase(en: "approvals missing / needed", ko: "남은 승인 / 필요한 승인")
    static let duties = Phrase(en: "duties", ko: "의무")
    static let stricter = Phrase(
        en: "Together, the stricter one: {verdict}", ko: "함께 적용하면 더 엄격한 쪽: {verdict}")

    static let vacantOffice = Phrase(
        en: "Whatever the rules say, nothing leaves before the charter names, in a [[responsible]] "
            + "table each: {offices}.",
        ko: "규칙과 관계없이, 헌장의 [[responsible]] 표에 다음 사람을 각각 적기 전에는 아무것도 나가지 않습니다: "
            + "{offices}.")

    static func word(_ verdict: Verdict) -> Phrase {
        switch verdict {
        case .permitted: Phrase(en: "permitted", ko: "허용")
        case .needsApproval: Phrase(en: "needs approval", ko: "승인 필요")
        case .notPermitted: Phrase(en: "not permitted", ko: "허용되지 않음")
        case .forbidden: Phrase(en: "forbidden", ko: "금지")
        }
    }

    static let diff = Phrase(
        en: "Compare two charters in plain words: what becomes permitted, what refused.",
        ko: "두 헌장을 쉬운 말로 비교합니다: 새로 허용되는 것과 거절되는 것.")
    static let key = Phrase(
        en: "Make a person's key for signing changes of a charter.",
        ko: "헌장 변경에 서명할 개인 키를 만듭니다.")
    static let keyMade = Phrase(
        en: "The key is in {path}, for its owner's eyes alone. Keep it off the node. Put this "
            + "into the charter:",
        ko: "키는 {path}에 있으며 소유자만 읽을 수 있습니다. 노드가 아닌 곳에 보관하고, 다음을 헌장에 넣으십시오:")
    static let sign = Phrase(
        en: "Sign a version of the charter; two people in two roles must.",
        ko: "헌장의 판에 서명합니다. 역할이 다른 두 사람이 서명해야 합니다.")
    static let signDiscussion = Phrase(
        en: """
            Example: dure charter sign draft.toml --home clinic --key officer-7.key

            Shows what changes, in plain words, and signs it. A change counts version up by one,
            names the hash of the one before as previous, is in force today or later, and passes
            its tests. Until the second signature the old version decides.
            """,
        ko: """
            예: dure charter sign draft.toml --home clinic --key officer-7.key

            무엇이 바뀌는지 쉬운 말로 보여 주고 서명합니다. 변경은 version을 1 올리고, 이전 판의 해시를
            previous에 적고, 오늘이나 그 이후에 시행되며, 시험을 통과해야 합니다. 두 번째 서명 전에는 이전
            판이 적용됩니다.
            """)
    static let founding = Phrase(
        en: "This is the founding version: from it on, every change needs two signatures.",
        ko: "이것이 첫 서명판입니다. 이후의 모든 변경에는 두 사람의 서명이 필요합니다.")
    static let signedBy = Phrase(
        en: "Signed by {person} ({role}) at {time}.", ko: "{person}({role}) 서명, {time}.")
    static let nothingSigned = Phrase(
        en: "{id}, version {version}, in force from {date}: nothing was signed.",
        ko: "{id} {version}판, {date} 시행: 서명하지 않았습니다.")
    static let waits = Phrase(
        en: "{id}, version {version}, in force from {date}, waits for another person in another "
            + "role.",
        ko: "{id} {version}판({date} 시행)은 역할이 다른 사람의 서명을 기다립니다.")
    static let complete = Phrase(
        en: "{id}, version {version}, is signed and in force from {date}. It is in charter.toml; "
            + "every version stays in charter/versions.",
        ko: "{id} {version}판에 서명이 끝났으며 {date}부터 시행됩니다. charter.toml에 들어 있고, 모든 판은 "
            + "charter/versions에 남습니다.")
    static let versions = Phrase(
        en: "List the signed versions of a home's charter, checked, and those that are gone.",
        ko: "홈에 있는 헌장의 서명된 판을 확인해 나열하고, 사라진 판이 있으면 알립니다.")
    static let noVersions = Phrase(
        en: "No version is signed yet: charter.toml may be edited by whoever can write it. "
            + "`dure charter sign` changes that.",
        ko: "아직 서명된 판이 없어 charter.toml을 쓸 수 있는 사람은 누구나 고칠 수 있습니다. "
            + "`dure charter sign`을 쓰면 서명이 필요해집니다.")
    static let version = Phrase(en: "version", ko: "판")
    static let inForce = Phrase(en: "in force from", ko: "시행일")
    static let hashColumn = Phrase(en: "hash", ko: "해시")
    static let signers = Phrase(en: "signed by", ko: "서명자")

    static let packs = Phrase(
        en: "List the charters to start from, one for each economy, or print one.",
        ko: "경제체별 시작 헌장을 나열하거나 하나를 출력합니다.")
    static let pack = Phrase(en: "pack", ko: "팩")
    static let title = Phrase(en: "economy", ko: "경제체")
    static let childAge = Phrase(en: "child below", ko: "아동 기준")
    static let breach = Phrase(en: "breach told within", ko: "침해 신고 시한")
    static let open = Phrase(en: "not established", ko: "확인되지 않음")
    static let noAdvice = Phrase(
        en: "Laws with their years stand in each pack. It is no legal advice; a dash means that "
            + "the pack says in words why there is no number.",
        ko: "각 팩에 법과 연도가 적혀 있습니다. 법률 자문이 아니며, 줄표는 수치가 없는 이유를 팩이 말로 "
            + "설명한다는 뜻입니다.")

    static func unit(_ unit: FactUnit) -> Phrase {
        switch unit {
        case .years: Phrase(en: "{count} years", ko: "{count}세")
        case .hours: Phrase(en: "{count} hours", ko: "{count}시간")
        case .days: Phrase(en: "{count} days", ko: "{count}일")
        case .workingDays: Phrase(en: "{count} working days", ko: "근무일 {count}일")
        }
    }
}
