import DureCore

/// What the commands say.
enum CommandPhrases {
    static let dure = Phrase(
        en: "The AI system that an institution owns: learn together, and only sums leave.",
        ko: "기관이 소유하는 인공지능 시스템: 함께 배우고, 합계만 밖으로 나갑니다.")
    static let dureDiscussion = Phrase(
        en: """
            Examples:
              dure demo                                    a study between four hospitals

              On the coordinator's machine:
              dure federation create --home fed --name clinics --accord accord.toml
              dure federation token --home fed --member clinic --economy KR
              dure coordinate --home fed --host 0.0.0.0 --port 7374

              On each member's machine:
              dure init --home clinic --name clinic --economy KR
              dure data import patients.csv --home clinic --name heart --card card.toml
              dure federation join --home clinic --coordinator HOST:7374 --token TOKEN \
                --accord accord.toml
              dure up --home clinic

              A study, from any member:
              dure study check study.toml
              dure study propose study.toml --home clinic
              dure study review heart-2026 --home clinic
              dure study approve heart-2026 --home clinic --as officer-7 --role privacy-officer
              dure study watch heart-2026 --home clinic
              dure study result heart-2026 --home clinic

            All of it, step by step: Docs/Guides/first-federation.md
            """,
        ko: """
            예:
              dure demo                                    네 병원의 공동 연구

              조정자의 기계에서:
              dure federation create --home fed --name clinics --accord accord.toml
              dure federation token --home fed --member clinic --economy KR
              dure coordinate --home fed --host 0.0.0.0 --port 7374

              참여 기관마다:
              dure init --home clinic --name clinic --economy KR
              dure data import patients.csv --home clinic --name heart --card card.toml
              dure federation join --home clinic --coordinator HOST:7374 --token TOKEN \
                --accord accord.toml
              dure up --home clinic

              연구, 어느 참여 기관에서나:
              dure study check study.toml
              dure study propose study.toml --home clinic
              dure study review heart-2026 --home clinic
              dure study approve heart-2026 --home clinic --as officer-7 --role privacy-officer
              dure study watch heart-2026 --home clinic
              dure study result heart-2026 --home clinic

            전체 과정: Docs/Guides/first-federation.md
            """)
    static let stopped = Phrase(en: "Stopped.", ko: "멈추었습니다.")
    static let unexpected = Phrase(
        en: "Something unexpected went wrong ({kind}). Nothing was left half-written.",
        ko: "예상하지 못한 오류가 났습니다({kind}). 반쯤 쓰인 것은 남지 않았습니다.")

    static let initialize = Phrase(
        en: "Make a node's home: keys, charter, vault and ledger.",
        ko: "노드의 홈을 만듭니다: 열쇠, 헌장, 보관소, 원장.")
    static let initialized = Phrase(
        en: "The node {name} is at {path}. Its rules are in {path}/charter.toml: read them before "
            + "the first study. Next: `dure data import`, then `dure federation join`.",
        ko: "노드 {name}이(가) {path}에 있습니다. 규칙은 {path}/charter.toml에 있으니 첫 연구 전에 "
            + "읽으십시오. 다음 단계: `dure data import`, 그다음 `dure federation join`.")
    static let badEconomy = Phrase(
        en: "--economy wants two capital letters, as in KR.",
        ko: "--economy에는 KR처럼 대문자 두 글자가 필요합니다.")
    static let fromPack = Phrase(
        en: "They start from the pack of {economy}. Nothing leaves the node before they also name "
            + "who answers for it: `dure charter check` says who is missing.",
        ko: "이 규칙은 {economy} 팩에서 시작합니다. 책임질 사람을 적기 전에는 노드에서 아무것도 나가지 않으며, "
            + "누가 빠졌는지 `dure charter check`가 알려 줍니다.")
    static let fromGenericPack = Phrase(
        en: "There is no pack for {economy}: they start from the generic one, which knows nothing "
            + "of its law. Nothing leaves the node before they also name who answers for it: "
            + "`dure charter check` says who is missing.",
        ko: "{economy} 팩이 없어 그 법을 모르는 공통 팩에서 시작합니다. 책임질 사람을 적기 전에는 노드에서 아무것도 "
            + "나가지 않으며, 누가 빠졌는지 `dure charter check`가 알려 줍니다.")
    static let up = Phrase(
        en: "Run the node: keep its stream to the federation open and take part in studies.",
        ko: "노드를 실행합니다: 연합과의 연결을 유지하고 연구에 참여합니다.")
    static let upDiscussion = Phrase(
        en: "Once there is a user (`dure user add`), the management API is served on this machine "
            + "alone, at port 7373 or that of --api-port.",
        ko: "사용자가 있으면(`dure user add`) 관리 API를 이 기계에서만, 포트 7373 또는 --api-port의 "
            + "포트로 제공합니다.")
    static let badPort = Phrase(
        en: "--api-port wants a number from 0 to 65535.",
        ko: "--api-port에는 0부터 65535까지의 수가 필요합니다.")
    static let connected = Phrase(
        en: "{name}: connected to {host}:{port}", ko: "{name}: {host}:{port}에 연결되었습니다")
    static let coordinate = Phrase(
        en:
            "Run a federation's coordinator. It listens on this machine alone unless --host is given.",
        ko: "연합의 조정자를 실행합니다. --host가 없으면 이 기계에서만 듣습니다.")
    static let listening = Phrase(
        en: "The federation {name} listens on {host}:{port}.",
        ko: "{name} 연합이 {host}:{port}에서 듣고 있습니다.")

    static let federation = Phrase(
        en: "Found a federation, invite, list and change its members, join one.",
        ko: "연합을 세우고, 참여 기관을 초대하고 나열하고 바꾸고, 가입합니다.")
    static let federationCreate = Phrase(
        en: "Found a federation with its own authority and accord.",
        ko: "자체 인증 기관과 협약이 있는 연합을 세웁니다.")
    static let federationCreated = Phrase(
        en: "The federation {name} is at {path}. Take {path}/authority/root.key.pem offline now: "
            + "it is needed only to renew the authority.",
        ko: "{name} 연합이 {path}에 있습니다. {path}/authority/root.key.pem을 지금 오프라인으로 "
            + "옮기십시오. 인증 기관을 갱신할 때만 필요합니다.")
    static let federationToken = Phrase(
        en: "Make a one-time token (72 hours) with which a member joins.",
        ko: "참여 기관이 가입할 때 쓰는 일회용 토큰(72시간)을 만듭니다.")
    static let federationJoin = Phrase(
        en: "Join a federation with a one-time token.", ko: "일회용 토큰으로 연합에 가입합니다.")
    static let federationJoined = Phrase(
        en: "{name} has joined the federation {federation}. Start the node with `dure up`.",
        ko: "{name}이(가) {federation} 연합에 가입했습니다. `dure up`으로 노드를 시작하십시오.")
    static let federationReview = Phrase(
        en: "Show the change of the roster for which the members are asked.",
        ko: "참여 기관에 요청된 명부 변경을 보여 줍니다.")
    static let federationApprove = Phrase(
        en: "Approve that change: this node signs it. A quorum of members must.",
        ko: "그 변경을 승인합니다. 이 노드가 서명하며, 정족수의 참여 기관이 서명해야 합니다.")
    static let federationRemove = Phrase(
        en: "Ask the members to let one go, or take back a change that waits.",
        ko: "한 곳의 탈퇴를 참여 기관에 요청하거나, 기다리는 변경을 거둡니다.")
    static let noChange = Phrase(
        en: "No change of the roster waits.", ko: "기다리는 명부 변경이 없습니다.")
    static let change = Phrase(
        en: "change {change}, to version {version} of the roster",
        ko: "변경 {change}, 명부 {version}판으로")
    static let joins = Phrase(
        en: "  joins: {name} ({economy}), key {key}", ko: "  가입: {name} ({economy}), 키 {key}")
    static let leaves = Phrase(en: "  leaves: {name}", ko: "  탈퇴: {name}")
    static let rekeyed = Phrase(
        en: "  gets a new key: {name} ({economy}), key {key}",
        ko: "  새 키: {name} ({economy}), 키 {key}")
    static let signatures = Phrase(
        en: "  signed by {count} of the {quorum} members that it takes: {names}",
        ko: "  필요한 참여 기관 {quorum}곳 중 {count}곳이 서명함: {names}")
    static let howToApprove = Phrase(
        en: "Compare the keys with what each institution says of its own (`dure federation "
            + "members` there), outside this system. To sign: dure federation approve {change} "
            + "--home {home} --as PERSON",
        ko: "키가 각 기관이 스스로 말하는 것(그곳의 `dure federation members`)과 같은지 이 시스템 밖에서 "
            + "확인하십시오. 서명하려면: dure federation approve {change} --home {home} --as 사람")
    static let changeApproved = Phrase(
        en: "{person} has approved change {change}. The node signs it while `dure up` runs.",
        ko: "{person}이(가) {change} 변경을 승인했습니다. `dure up`이 실행되는 동안 노드가 서명합니다.")
    static let removalAsked = Phrase(
        en: "The coordinator will ask the members to let {member} go, once `dure coordinate` "
            + "runs.",
        ko: "`dure coordinate`가 실행되면 조정자가 참여 기관들에 {member}의 탈퇴를 요청합니다.")
    static let federationMembers = Phrase(
        en: "List the members of the federation.", ko: "연합의 참여 기관을 나열합니다.")

    static let study = Phrase(
        en: "Check, propose, approve, watch and read studies.",
        ko: "연구를 점검, 제안, 승인, 관찰하고 결과를 읽습니다.")
    static let studyCheck = Phrase(
        en: "Check a study manifest and say what it asks, and what it costs in privacy.",
        ko: "연구 명세를 점검하고 무엇을 요구하며 프라이버시를 얼마나 쓰는지 말합니다.")
    static let studyPropose = Phrase(
        en: "Propose a study to the federation, signed by this node.",
        ko: "이 노드의 서명으로 연구를 연합에 제안합니다.")
    static let studyProposed = Phrase(
        en: "The study {study} is proposed. Each member's charter now decides.",
        ko: "{study} 연구를 제안했습니다. 이제 각 참여 기관의 헌장이 판단합니다.")
    static let studyWaits = Phrase(
        en: "The study {study} was proposed before, with the same manifest; it still waits for "
            + "answers. `dure study list` shows them.",
        ko: "{study} 연구는 같은 명세로 이미 제안되어 답을 기다리고 있습니다. `dure study list`가 답을 보여 "
            + "줍니다.")
    static let studyReview = Phrase(
        en: "Show a study and what this node's charter says about it.",
        ko: "연구와 이 노드의 헌장이 그에 대해 말하는 바를 보여 줍니다.")
    static let studyApprove = Phrase(
        en: "Approve a study as a person whom the charter asks.",
        ko: "헌장이 묻는 사람으로서 연구를 승인합니다.")
    static let studyApproved = Phrase(
        en: "{person} ({role}) has approved {study}. The node considers it anew.",
        ko: "{person}({role})이(가) {study}을(를) 승인했습니다. 노드가 다시 판단합니다.")
    static let studyWatch = Phrase(
        en: "Follow a study until it ends.", ko: "연구가 끝날 때까지 따라갑니다.")
    static let studyList = Phrase(
        en: "List the studies of the federation.", ko: "연합의 연구를 나열합니다.")
    static let studyResult = Phrase(
        en: "Show the outcome of a study.", ko: "연구의 결과를 보여 줍니다.")
    static let studyState = Phrase(
        en: "{study}: {phase}, {rounds} rounds released", ko: "{study}: {phase}, {rounds}개 라운드 공개")

    static let ownRecord = Phrase(
        en: "The coordinator cannot be reached; this is what the node's own record says.",
        ko: "조정자에 연결할 수 없어 이 노드의 기록에 있는 내용을 보여 줍니다.")
    static let noMembers = Phrase(
        en: "The federation has no members yet. Invite one with `dure federation token`.",
        ko: "연합에 아직 참여 기관이 없습니다. `dure federation token`으로 초대하십시오.")
    static let member = Phrase(en: "member", ko: "참여 기관")
    static let economy = Phrase(en: "economy", ko: "경제체")
    static let isConnected = Phrase(en: "connected", ko: "연결됨")
    static let key = Phrase(en: "key", ko: "키")
    static let yes = Phrase(en: "yes", ko: "예")
    static let no = Phrase(en: "no", ko: "아니요")
}
