package import DureCore

/// What the vault room says to people; errors are in `VaultPhrases+Errors.swift`.
package enum VaultPhrases {
    /// To be shown in red wherever the root key lies in a plain file.
    package static let plainFileWarning = Phrase(
        en: "WARNING: the root key lies unprotected in a plain file below keys/. Whoever can read "
            + "this disk, or a backup of it, can read all data in the vault. To guard it, add "
            + "another slot (`dure slot add --help`), remove the plain file's (`dure slot list`), "
            + "and change the key (`dure key rotate`).",
        ko: "경고: 루트 키가 keys/ 아래의 파일에 보호 없이 저장되어 있습니다. 이 디스크나 백업을 읽을 수 있는 "
            + "사람은 보관소의 모든 데이터를 볼 수 있습니다. 보호하려면 다른 슬롯을 추가하고(`dure slot add "
            + "--help`), 평문 파일 슬롯을 제거한 뒤(`dure slot list`), 키를 바꾸세요(`dure key rotate`).")

    static let purposeNotListed = Phrase(
        en: "Refused: the card of the dataset {dataset} does not list the purpose {purpose}. "
            + "It may be used for: {listed}.",
        ko: "거부되었습니다. 데이터셋 {dataset}의 카드에 목적 {purpose}이(가) 없습니다. 허용된 목적: {listed}.")

    static let expired = Phrase(
        en: "Refused: the dataset {dataset} could be read until {date} and no longer. "
            + "`dure data expire` destroys its key.",
        ko: "거부되었습니다. 데이터셋 {dataset}의 보유 기한은 {date}까지였습니다. `dure data expire`가 키를 "
            + "파기합니다.")
    static let children = Phrase(
        en: "Refused: the dataset {dataset} holds rows about children, and its card does not say "
            + "which. Nothing is trained on children without a guardian's consent: name the "
            + "columns in the card, `age` and `guardian_consent`.",
        ko: "거부되었습니다. 데이터셋 {dataset}에 아동 정보가 있으나 어느 행인지 카드에 없습니다. 법정대리인의 동의 "
            + "없이 아동 정보로 학습하지 않습니다. 카드에 `age`와 `guardian_consent` 열을 적어 주세요.")
    static let residency = Phrase(
        en: "Refused: what is made of the dataset {dataset} may go to {allowed}, and not to "
            + "{outside}.",
        ko: "거부되었습니다. 데이터셋 {dataset}에서 만든 것은 {allowed}(으)로만 나갈 수 있고 {outside}(으)로는 "
            + "나갈 수 없습니다.")
    static let residencyUnsaid = Phrase(
        en: "Refused: what is made of the dataset {dataset} may go to {allowed} alone, and the "
            + "request does not say where it goes.",
        ko: "거부되었습니다. 데이터셋 {dataset}에서 만든 것은 {allowed}(으)로만 나갈 수 있는데, 요청에 어디로 "
            + "나가는지가 없습니다.")
    static let nobodyAnswers = Phrase(
        en: "Refused: nothing leaves while nobody answers for it. The charter names no {offices}; "
            + "write down who it is, and with what qualification, in a [[responsible]] table.",
        ko: "거부되었습니다. 책임질 사람이 없으면 아무것도 나갈 수 없습니다. 헌장에 {offices}이(가) 없습니다. "
            + "[[responsible]] 표에 누구이며 어떤 자격이 있는지 적으십시오.")
    static let nationalNumbers = Phrase(
        en: "Refused: the columns {columns} of the dataset {dataset} hold national numbers as they "
            + "are; no model is made of them. Leave these columns out, or import the table anew "
            + "with them masked, pseudonymised or dropped.",
        ko: "거부되었습니다. 데이터셋 {dataset}의 열 {columns}에 고유식별번호가 그대로 있어 모델에 쓸 수 없습니다. "
            + "해당 열을 빼거나, 가리기·가명처리·제외로 표를 다시 가져오십시오.")
    static let notInForce = Phrase(
        en: "Refused: {charter} is not in force before {date}.",
        ko: "거부되었습니다. {charter}은(는) {date}부터 시행됩니다.")
}

extension VaultError {
    /// The error for people: where it is and what to do; never a value.
    package func sentence(_ language: Language) -> String {
        if case .refused(let refusal) = self {
            return refusal.sentences(language).joined(separator: "\n")
        }
        return
            (tableSentence(language) ?? keySentence(language) ?? slotSentence(language)
            ?? cardSentence(language))
            ?? scanSentence(language) ?? fileSentence(language) ?? inPlaceSentence(language)
            ?? VaultPhrases.unknown.text(language)
    }

    private func tableSentence(_ language: Language) -> String? {
        switch self {
        case .emptyTable: VaultPhrases.emptyTable.text(language)
        case .noRows: VaultPhrases.noRows.text(language)
        case .raggedRow(let row, let found, let expected):
            VaultPhrases.raggedRow.text(
                language,
                ["row": "\(row)", "found": "\(found)", "expected": "\(expected)"])
        case .notUTF8(let row, let column):
            VaultPhrases.notUTF8.text(language, ["row": "\(row)", "column": column])
        case .otherColumns(let position):
            VaultPhrases.otherColumns.text(language, ["position": "\(position)"])
        case .notAnObject(let row):
            VaultPhrases.notAnObject.text(language, ["row": "\(row)"])
        case .nestedValue(let row, let column):
            VaultPhrases.nestedValue.text(language, ["row": "\(row)", "column": column])
        case .lateColumn(let row, let column):
            VaultPhrases.lateColumn.text(language, ["row": "\(row)", "column": column])
        case .unterminatedQuote(let row):
            VaultPhrases.unterminatedQuote.text(language, ["row": "\(row)"])
        case .strayQuote(let row, let column):
            VaultPhrases.strayQuote.text(language, ["row": "\(row)", "column": column])
        case .notANumber(let row, let column):
            VaultPhrases.notANumber.text(language, ["row": "\(row)", "column": column])
        case .unknownEncoding: VaultPhrases.unknownEncoding.text(language)
        case .notACharacter(let offset):
            VaultPhrases.notACharacter.text(language, ["offset": "\(offset)"])
        case .typeChanged(let row, let column):
            VaultPhrases.typeChanged.text(language, ["row": "\(row)", "column": column])
        case .tooManyColumns(let limit):
            VaultPhrases.tooManyColumns.text(language, ["limit": "\(limit)"])
        case .tooManyRows(let limit):
            VaultPhrases.tooManyRows.text(language, ["limit": "\(limit)"])
        case .fieldTooLong(let row, let column, let limit):
            VaultPhrases.fieldTooLong.text(
                language, ["row": "\(row)", "column": column, "limit": "\(limit)"])
        case .rowTooLong(let row, let limit):
            VaultPhrases.rowTooLong.text(language, ["row": "\(row)", "limit": "\(limit)"])
        case .fileTooLarge(let limit):
            VaultPhrases.fileTooLarge.text(language, ["limit": "\(limit)"])
        case .badColumnName(let position):
            VaultPhrases.badColumnName.text(language, ["position": "\(position)"])
        case .duplicateColumn(let position, let name):
            VaultPhrases.duplicateColumn.text(
                language, ["position": "\(position)", "column": name])
        case .unknownColumn(let name):
            VaultPhrases.unknownColumn.text(language, ["column": name])
        default: nil
        }
    }

    private func keySentence(_ language: Language) -> String? {
        switch self {
        case .sealBroken(let file, let fault):
            fault.phrase.text(language, ["file": file])
        case .rootKeyExists: VaultPhrases.rootKeyExists.text(language)
        case .noRootKey: VaultPhrases.noRootKey.text(language)
        case .noSuchSlot(let kind): VaultPhrases.noSuchSlot.text(language, ["kind": kind])
        case .lastSlot: VaultPhrases.lastSlot.text(language)
        case .tooManySlots(let limit):
            VaultPhrases.tooManySlots.text(language, ["limit": "\(limit)"])
        case .wrongPassphrase: VaultPhrases.wrongPassphrase.text(language)
        case .passphraseTooShort(let minimum):
            VaultPhrases.passphraseTooShort.text(language, ["minimum": "\(minimum)"])
        case .keyFileExposed(let path):
            VaultPhrases.keyFileExposed.text(language, ["file": path])
        case .keyFileDamaged(let path):
            VaultPhrases.keyFileDamaged.text(language, ["file": path])
        case .keyRefused(let dataset, let partition):
            VaultPhrases.keyRefused.text(
                language, ["dataset": dataset, "partition": "\(partition)"])
        case .keyDropped(let dataset):
            VaultPhrases.keyDropped.text(language, ["dataset": dataset])
        case .olderVersion(let found, let supported):
            VaultPhrases.olderVersion.text(
                language, ["found": "\(found)", "supported": "\(supported)"])
        case .newerVersion(let found, let supported):
            VaultPhrases.newerVersion.text(
                language, ["found": "\(found)", "supported": "\(supported)"])
        case .catalogueDamaged(let field):
            VaultPhrases.catalogueDamaged.text(language, ["field": field])
        default: nil
        }
    }

    private func cardSentence(_ language: Language) -> String? {
        switch self {
        case .datasetExists(let name):
            VaultPhrases.datasetExists.text(language, ["dataset": name])
        case .unknownDataset(let name):
            VaultPhrases.unknownDataset.text(language, ["dataset": name])
        case .cardIncomplete(let field):
            VaultPhrases.cardIncomplete.text(language, ["field": field.phrase.text(language)])
        case .badRange(let column):
            VaultPhrases.badRange.text(language, ["column": column])
        case .noSubjectColumn(let dataset):
            VaultPhrases.noSubjectColumn.text(language, ["dataset": dataset])
        case .subjectNotText(let column):
            VaultPhrases.subjectNotText.text(language, ["column": column])
        case .ageNotNumber(let column):
            VaultPhrases.ageNotNumber.text(language, ["column": column])
        case .consentNotText(let column):
            VaultPhrases.consentNotText.text(language, ["column": column])
        case .unknownSubject(let dataset):
            VaultPhrases.unknownSubject.text(language, ["dataset": dataset])
        case .subjectFixed(let column):
            VaultPhrases.subjectFixed.text(language, ["column": column])
        case .contentChanged(let dataset):
            VaultPhrases.contentChanged.text(language, ["dataset": dataset])
        case .grantForOtherDataset(let name):
            VaultPhrases.grantForOtherDataset.text(language, ["dataset": name])
        case .grantForOtherPurpose(let purpose):
            VaultPhrases.grantForOtherPurpose.text(language, ["purpose": purpose])
        case .grantForOtherAction(let granted, let asked):
            VaultPhrases.grantForOtherAction.text(
                language, ["granted": granted, "asked": asked])
        case .grantExpired(let dataset):
            VaultPhrases.grantExpired.text(language, ["dataset": dataset])
        case .columnNotGranted(let column):
            VaultPhrases.columnNotGranted.text(language, ["column": column])
        default: nil
        }
    }
}

extension SealFault {
    fileprivate var phrase: Phrase {
        switch self {
        case .missing: VaultPhrases.sealMissing
        case .notSealed: VaultPhrases.notSealed
        case .suite: VaultPhrases.sealSuite
        case .header, .length, .chunk: VaultPhrases.sealChanged
        }
    }
}

extension CardField {
    fileprivate var phrase: Phrase {
        switch self {
        case .title: VaultPhrases.cardTitle
        case .source: VaultPhrases.cardSource
        case .legalBasis: VaultPhrases.cardLegalBasis
        case .notice: VaultPhrases.cardNotice
        case .purposes: VaultPhrases.cardPurposes
        case .retainedUntil: VaultPhrases.cardRetainedUntil
        case .residency: VaultPhrases.cardResidency
        }
    }
}
