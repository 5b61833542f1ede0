package import DureCore

/// All that the ledger room says to people.
enum LedgerPhrases {
    static let sound = Phrase(
        en: "The ledger is sound: {size} entries, every one of them checked.",
        ko: "원장에 이상이 없습니다. 기록 {size}건을 모두 확인했습니다.")
    static let fault = Phrase(
        en: "The ledger is NOT sound: {problem}", ko: "원장에 이상이 있습니다: {problem}")
    static let entry = Phrase(
        en: "the entry {index} is not what was signed.",
        ko: "{index}번 기록이 서명된 내용과 다릅니다.")
    static let tileMissing = Phrase(
        en: "the file {path} is missing.", ko: "파일 {path}이(가) 없습니다.")
    static let tile = Phrase(
        en: "the file {path} is not what was signed.",
        ko: "파일 {path}의 내용이 서명된 것과 다릅니다.")
    static let root = Phrase(
        en: "the entries do not add up to the signed root.",
        ko: "기록 전체가 서명된 루트와 일치하지 않습니다.")
    static let verifierFile = Phrase(
        en: "the file verifier names another key.", ko: "verifier 파일이 다른 키를 가리킵니다.")
    static let witnessed = Phrase(
        en: "the head that witnesses signed, of {size} entries, is not of this history: entries "
            + "before it were changed or left out, and the rest was signed anew.",
        ko: "증인들이 서명한 기록 {size}건의 체크포인트가 이 원장의 내용이 아닙니다. 그 앞의 기록이 바뀌거나 "
            + "빠지고 나머지에 다시 서명한 것입니다.")
    static let quorum = Phrase(
        en: "fewer witnesses have signed its head than the policy asks for.",
        ko: "정책이 요구하는 것보다 적은 수의 증인이 체크포인트에 서명했습니다.")
    static let storage = Phrase(
        en: "the file {path} could not be read.", ko: "파일 {path}을(를) 읽을 수 없습니다.")
    static let tooLarge = Phrase(
        en: "the file {path} is larger than {limit} bytes, the most that it can have.",
        ko: "파일 {path}이(가) 가질 수 있는 한도인 {limit}바이트보다 큽니다.")

    static func error(_ error: LedgerError) -> Phrase {
        switch error {
        case .originUnusable:
            Phrase(
                en: "the ledger's origin must have 1 to 200 bytes, no space and no plus.",
                ko: "원장의 이름은 1~200바이트여야 하며 공백과 더하기표를 쓸 수 없습니다.")
        case .otherLedger:
            Phrase(
                en: "the folder holds the ledger of another key.",
                ko: "이 폴더에는 다른 키의 원장이 있습니다.")
        case .checkpointMissing:
            Phrase(en: "the signed head is missing.", ko: "서명된 체크포인트가 없습니다.")
        case .checkpointUnreadable:
            Phrase(en: "the signed head cannot be read.", ko: "체크포인트를 읽을 수 없습니다.")
        case .signatureInvalid:
            Phrase(
                en: "the head has no valid signature of the ledger's key.",
                ko: "체크포인트에 원장 키의 올바른 서명이 없습니다.")
        case .tileMissing: Phrase(en: "a file is missing.", ko: "없는 파일이 있습니다.")
        case .tileDamaged:
            Phrase(
                en: "a file is not what was signed.", ko: "내용이 서명된 것과 다른 파일이 있습니다.")
        case .entryTooLarge:
            Phrase(en: "an entry is too long.", ko: "기록이 너무 깁니다.")
        case .entryUnreadable:
            Phrase(en: "an entry cannot be read.", ko: "읽을 수 없는 기록이 있습니다.")
        case .batchTooLarge:
            Phrase(en: "too many entries at once.", ko: "한 번에 너무 많은 기록입니다.")
        case .outside:
            Phrase(en: "there is no such entry.", ko: "해당하는 기록이 없습니다.")
        case .verifierKeyUnreadable:
            Phrase(en: "the verifier key cannot be read.", ko: "검증 키를 읽을 수 없습니다.")
        case .receiptUnreadable:
            Phrase(
                en: "the receipt does not prove that this entry is in the ledger.",
                ko: "이 영수증은 해당 기록이 원장에 있음을 증명하지 못합니다.")
        case .cosignatureUnreadable:
            Phrase(en: "a witness's signature cannot be read.", ko: "증인의 서명을 읽을 수 없습니다.")
        case .requestUnreadable:
            Phrase(
                en: "a request to a witness cannot be read.",
                ko: "증인에게 보낸 요청을 읽을 수 없습니다.")
        case .policyUnreadable:
            Phrase(
                en: "the policy of witnesses cannot be read (line {line}).",
                ko: "증인 정책을 읽을 수 없습니다({line}번째 줄).")
        case .evidenceUnreadable:
            Phrase(
                en: "the evidence cannot be read, or shows nothing.",
                ko: "증거를 읽을 수 없거나 아무것도 보여 주지 않습니다.")
        case .full: Phrase(en: "the ledger is full.", ko: "원장에 더 기록할 수 없습니다.")
        }
    }
}

extension LedgerAudit {
    /// The outcome for people.
    package func sentence(_ language: Language) -> String {
        guard let fault else {
            return LedgerPhrases.sound.text(language, ["size": String(size)])
        }
        return LedgerPhrases.fault.text(language, ["problem": fault.sentence(language)])
    }
}

extension LedgerFault {
    /// The fault for people.
    package func sentence(_ language: Language) -> String {
        switch self {
        case .checkpoint(let error): error.sentence(language)
        case .verifierFile: LedgerPhrases.verifierFile.text(language)
        case .entry(let index): LedgerPhrases.entry.text(language, ["index": String(index)])
        case .tileMissing(let path): LedgerPhrases.tileMissing.text(language, ["path": path])
        case .tile(let path): LedgerPhrases.tile.text(language, ["path": path])
        case .root: LedgerPhrases.root.text(language)
        case .witnessed(let size):
            LedgerPhrases.witnessed.text(language, ["size": String(size)])
        case .quorum: LedgerPhrases.quorum.text(language)
        case .storage(let error): Self.sentence(error, language)
        }
    }

    private static func sentence(_ error: StorageError, _ language: Language) -> String {
        switch error {
        case .tooLarge(let path, let limit):
            LedgerPhrases.tooLarge.text(language, ["path": path, "limit": "\(limit)"])
        case .full(let path), .denied(let path), .failed(let path, _):
            LedgerPhrases.storage.text(language, ["path": path])
        }
    }
}

extension LedgerError {
    /// The error for people.
    package func sentence(_ language: Language) -> String {
        guard case .policyUnreadable(let line) = self else {
            return LedgerPhrases.error(self).text(language)
        }
        return LedgerPhrases.error(self).text(language, ["line": String(line)])
    }
}
