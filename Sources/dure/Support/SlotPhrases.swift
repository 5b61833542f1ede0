import DureCore

/// What the commands about slots and keys say.
enum SlotPhrases {
    static let slot = Phrase(
        en: "The ways in which this node's root key can be opened.",
        ko: "이 노드의 루트 키를 여는 방법들입니다.")
    static let discussion = Phrase(
        en: """
            Which way a command takes is said outside the home, in this order:
              DURE_PASSPHRASE          a passphrase
              DURE_HELPER              a helper, by its whole path
              CREDENTIALS_DIRECTORY    set by systemd, with a credential named dure...
              nothing                  the plain file
            Two recovery cards open with --card FILE --card FILE.
            """,
        ko: """
            명령이 어떤 방법을 쓸지는 홈 밖에서 이 순서로 정합니다:
              DURE_PASSPHRASE          비밀 문구
              DURE_HELPER              보조 프로그램의 전체 경로
              CREDENTIALS_DIRECTORY    systemd가 설정하며, dure로 시작하는 크리덴셜이 있을 때
              없음                      평문 파일
            복구 카드 두 장은 --card 파일 --card 파일로 엽니다.
            """)
    static let list = Phrase(en: "List the slots.", ko: "슬롯을 나열합니다.")
    static let remove = Phrase(
        en: "Take a slot away; the last one stays.", ko: "슬롯을 없앱니다. 마지막 하나는 남습니다.")
    static let removed = Phrase(
        en:
            "The slot {id} is gone. Whoever has an old copy of keys/slots.json and the slot's secret "
            + "still has the root key: if that may be, change it (`dure key rotate`).",
        ko: "{id} 슬롯을 없앴습니다. keys/slots.json의 옛 사본과 슬롯의 비밀을 가진 사람은 아직 루트 키를 알 수 "
            + "있습니다. 그럴 수 있다면 키를 바꾸십시오(`dure key rotate`).")
    static let open = Phrase(
        en: "Try whether the root key opens, and change nothing.",
        ko: "아무것도 바꾸지 않고 루트 키가 열리는지 봅니다.")
    static let opened = Phrase(
        en: "The root key opens by: {kind}.", ko: "루트 키가 열렸습니다. 방법: {kind}.")
    static let add = Phrase(
        en: "Add a way to open the root key; the others stay.",
        ko: "루트 키를 여는 방법을 더합니다. 다른 방법은 그대로입니다.")
    static let addDiscussion = Phrase(
        en: """
            Examples:
              DURE_NEW_PASSPHRASE='four quiet words here' dure slot add --passphrase --home clinic
              dure slot add --systemd dure-clinic --sealed-out /etc/dure/clinic.cred --home clinic
              dure slot add --helper /usr/local/lib/dure/token --helper-arg key-7 --home clinic
              dure slot add --cards --out /media/usb --home clinic
              dure slot add --passphrase --card first.txt --card third.txt --home clinic

            Docs/Guides/keys.md says which to choose, and what each protects against.
            """,
        ko: """
            예:
              DURE_NEW_PASSPHRASE='조용한 낱말 네 개 여기에' dure slot add --passphrase --home clinic
              dure slot add --systemd dure-clinic --sealed-out /etc/dure/clinic.cred --home clinic
              dure slot add --helper /usr/local/lib/dure/token --helper-arg key-7 --home clinic
              dure slot add --cards --out /media/usb --home clinic
              dure slot add --passphrase --card first.txt --card third.txt --home clinic

            무엇을 고를지, 무엇을 막아 주는지는 Docs/Guides/keys.md에 있습니다.
            """)
    static let oneKind = Phrase(
        en: "Say one of --passphrase, --plain-file, --systemd, --helper and --cards.",
        ko: "--passphrase, --plain-file, --systemd, --helper, --cards 중 하나를 쓰십시오.")
    static let oneOut = Phrase(
        en: "--systemd wants --sealed-out FILE (sealed by systemd-creds), or --secret-out FILE.",
        ko: "--systemd에는 --sealed-out 파일(systemd-creds가 봉인) 또는 --secret-out 파일이 필요합니다.")
    static let noPassphrase = Phrase(
        en: "Set DURE_NEW_PASSPHRASE to the new passphrase.",
        ko: "DURE_NEW_PASSPHRASE에 새 비밀 문구를 설정하십시오.")
    static let added = Phrase(
        en: "The slot {id} ({kind}) is added.", ko: "{id} 슬롯({kind})을 추가했습니다.")
    static let nextPassphrase = Phrase(
        en: "It opens with DURE_PASSPHRASE set.", ko: "DURE_PASSPHRASE를 설정하면 열립니다.")
    static let nextPlainFile = Phrase(
        en: "It opens without anything.", ko: "아무것도 없이 열립니다.")
    static let nextCredential = Phrase(
        en: "It opens for the service whose unit loads the credential; the guide shows the unit.",
        ko: "이 크리덴셜을 불러오는 서비스에서 열립니다. 유닛의 예는 안내서에 있습니다.")
    static let nextHelper = Phrase(
        en: "It opens with DURE_HELPER set to the program's path.",
        ko: "DURE_HELPER에 프로그램 경로를 설정하면 열립니다.")
    static let nextCards = Phrase(
        en: "Try two of the cards now: dure slot open --card FILE --card FILE. Then give them to "
            + "three people, and keep no copy.",
        ko: "지금 두 장을 시험하십시오: dure slot open --card 파일 --card 파일. 그다음 세 사람에게 나누어 주고 "
            + "사본을 남기지 마십시오.")
    static let cardHead = Phrase(
        en: """
            Dure recovery card {number} of {count}. Any two of them open the root key.
            node {node}, slot {slot}, made {date}
            """,
        ko: """
            두레 복구 카드 {number}/{count}. 두 장이 있으면 루트 키가 열립니다.
            노드 {node}, 슬롯 {slot}, 만든 날 {date}
            """)
    static let cardFoot = Phrase(
        en: """
            Lines with # are for people; the groups may be typed in small letters, O as 0, I as 1.
            Keep it apart from the other two and from the machine. One alone opens nothing.
            """,
        ko: """
            #로 시작하는 줄은 사람을 위한 것입니다. 소문자로 쳐도 되고, O는 0, I는 1로 읽습니다.
            다른 두 장이나 기계와 따로 보관하십시오. 한 장으로는 열리지 않습니다.
            """)
    static let key = Phrase(
        en: "The root key and the keys that hang from it.", ko: "루트 키와 그에 딸린 키들입니다.")
    static let rotate = Phrase(
        en: "Replace the root key and all keys below it, or seal the data anew.",
        ko: "루트 키와 그 아래의 모든 키를 바꾸거나, 데이터를 다시 봉인합니다.")
    static let rotateDiscussion = Phrase(
        en: """
            Without --data: a new root key; every dataset gets a new key; every slot opens the new
            one with the same passphrase, credential, token and cards. The node must not run. With
            --data: every partition is sealed anew; after a stop the next run goes on.

            Examples:
              dure key rotate --home clinic
              dure key rotate --data --dataset heart --home clinic
            """,
        ko: """
            --data 없이: 새 루트 키를 만들고 데이터셋마다 새 키를 줍니다. 모든 슬롯은 같은 비밀 문구, 크리덴셜,
            토큰, 카드로 새 키를 엽니다. 노드가 실행 중이면 안 됩니다. --data: 모든 조각을 다시 봉인하며, 중단되면
            다음 실행이 이어 갑니다.

            예:
              dure key rotate --home clinic
              dure key rotate --data --dataset heart --home clinic
            """)
    static let datasetNeedsData = Phrase(
        en: "--dataset goes with --data. A dataset's key alone: `dure data rotate`.",
        ko: "--dataset은 --data와 함께 씁니다. 데이터셋의 키만 바꾸려면 `dure data rotate`.")
    static let rotated = Phrase(
        en:
            "The root key is {key} now, and {count} slots open it. The old one opens none of the key "
            + "files here, but with old copies of keys/ and vault/catalogue.json it still opens the "
            + "data: destroy those copies within 30 days, and run `dure key rotate --data` if others "
            + "may have both.",
        ko: "이제 루트 키는 {key}이고 슬롯 {count}개로 열 수 있습니다. 이 홈의 키 파일은 옛 키로 열리지 않습니다. 다만 "
            + "옛 키와 keys/·vault/catalogue.json의 옛 사본이 있으면 데이터가 열리니 그 사본을 30일 안에 "
            + "파기하고, 둘 다 가진 사람이 있을 수 있다면 `dure key rotate --data`를 실행하십시오.")
    static let resealing = Phrase(
        en: "{dataset}: {done} of {count} partitions", ko: "{dataset}: 조각 {count}개 중 {done}개")
    static let resealed = Phrase(
        en: "{dataset} is sealed anew; copies of its old keys open nothing here.",
        ko: "{dataset}을(를) 다시 봉인했습니다. 옛 키의 사본으로는 이 홈에서 아무것도 열리지 않습니다.")
}
