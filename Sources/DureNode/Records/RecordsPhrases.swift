internal import DureCore
internal import DureLedger

/// What the records of processing and incidents say when something is wrong with them.
enum RecordsPhrases {
    static let ledgerUnsound = Phrase(
        en:
            "The ledger is not sound, and nothing is read out of it. {fault} Look with `dure ledger "
            + "verify`.",
        ko: "원장이 온전하지 않아 아무것도 읽어 내지 않습니다. {fault} `dure ledger verify`로 확인하세요.")
    static let unknownIncident = Phrase(
        en: "There is no incident {number}. `dure incident list` shows all.",
        ko: "사고 {number}번이 없습니다. `dure incident list`로 전체를 볼 수 있습니다.")
    static let incidentClosed = Phrase(
        en: "The incident {number} is closed and stays as it is. Open another one for what came "
            + "after.",
        ko: "사고 {number}번은 종결되어 바꿀 수 없습니다. 그 뒤의 일은 새 사고로 기록하세요.")
    static let incidentText = Phrase(
        en: "An incident wants words: some, and at most {limit} bytes of them.",
        ko: "사고에는 설명이 필요합니다. 비어 있지 않고 {limit}바이트를 넘지 않아야 합니다.")
    static let knownInFuture = Phrase(
        en: "The moment given with --known lies in the future.",
        ko: "--known으로 준 시각이 미래입니다.")
}

extension NodeError {
    /// What is wrong with records and incidents.
    func recordsText(_ language: Language) -> String {
        switch self {
        case .portTaken(let port): NodePhrases.portTaken.text(language, ["port": "\(port)"])
        case .ledgerUnsound(let fault):
            RecordsPhrases.ledgerUnsound.text(language, ["fault": fault.sentence(language)])
        case .unknownIncident(let number):
            RecordsPhrases.unknownIncident.text(language, ["number": "\(number)"])
        case .incidentClosed(let number):
            RecordsPhrases.incidentClosed.text(language, ["number": "\(number)"])
        case .incidentText:
            RecordsPhrases.incidentText.text(language, ["limit": "\(Incident.textByteCountMax)"])
        case .knownInFuture: RecordsPhrases.knownInFuture.text(language)
        default: preconditionFailure("the caller hands over these cases alone")
        }
    }
}
