package import DureCore

/// What learning says to people.
enum LearningPhrases {
    static let unknownColumn = Phrase(
        en: "The data has no column {column}.",
        ko: "데이터에 {column} 열이 없습니다.")
    static let notNumbers = Phrase(
        en: "Column {column} holds text; learning needs numbers.",
        ko: "{column} 열에 글자가 들어 있습니다. 학습에는 숫자가 필요합니다.")
    static let notTexts = Phrase(
        en: "Column {column} holds numbers; a text is needed.",
        ko: "{column} 열에 숫자가 들어 있습니다. 글이 필요합니다.")
    static let notFinite = Phrase(
        en: "Row {row} of column {column} holds an infinite number.",
        ko: "{column} 열의 {row}번째 행에 무한대 값이 있습니다.")
    static let labelNotBinary = Phrase(
        en: "Row {row} of column {column} is neither 0 nor 1.",
        ko: "{column} 열의 {row}번째 행이 0도 1도 아닙니다.")
    static let badSpecification = Phrase(
        en: "The setting “{field}” of column {column} cannot be used.",
        ko: "{column} 열의 ‘{field}’ 설정을 사용할 수 없습니다.")
    static let duplicateColumn = Phrase(
        en: "Column {column} is named twice.",
        ko: "{column} 열이 두 번 지정되었습니다.")
    static let featureCount = Phrase(
        en: "A model needs between 1 and {limit} columns.",
        ko: "모델에는 열이 1개 이상 {limit}개 이하로 필요합니다.")
    static let badSetting = Phrase(
        en: "The setting “{name}” is outside what the method can use.",
        ko: "‘{name}’ 설정이 이 방법에서 쓸 수 있는 범위를 벗어났습니다.")
    static let stateMismatch = Phrase(
        en: "The model that was sent belongs to another method or to other columns.",
        ko: "받은 모델이 다른 방법이나 다른 열에 속합니다.")
    static let contributionNotFinite = Phrase(
        en: "The contribution came out as no finite number, so nothing was sent.",
        ko: "기여분이 유한한 수로 계산되지 않아 아무것도 보내지 않았습니다.")
    static let malformedModel = Phrase(
        en: "The model's part “{field}” cannot be read.",
        ko: "모델의 ‘{field}’ 부분을 읽을 수 없습니다.")
    static let modelHashMismatch = Phrase(
        en: "The model is not the one that its hash names: it was altered.",
        ko: "모델이 해시와 일치하지 않습니다. 내용이 바뀌었습니다.")
    static let rowsUnreadable = Phrase(
        en: "The rows could not be read again as they were when learning began.",
        ko: "학습을 시작할 때와 같은 행을 다시 읽을 수 없습니다.")
    static let doesNotFit = Phrase(
        en: "This method has to hold its rows in memory: it needs about {needed} MB and may take "
            + "{limit} MB. Set memory_megabytes under [learning] in node.toml, or use fewer rows or "
            + "columns.",
        ko: "이 방법은 행을 메모리에 두어야 합니다. 약 {needed} MB가 필요하지만 {limit} MB까지만 쓸 수 "
            + "있습니다. node.toml의 [learning]에서 memory_megabytes를 늘리거나 행이나 열을 줄이십시오.")
    static let notExportable = Phrase(
        en: "A model of the kind “{kind}” cannot be written as {format}.",
        ko: "‘{kind}’ 종류의 모델은 {format} 형식으로 쓸 수 없습니다.")

    static let sumLength = Phrase(
        en: "The sum has another length than this method's.",
        ko: "합계의 길이가 이 방법의 길이와 다릅니다.")
    static let sumNotFinite = Phrase(
        en: "The sum holds something other than finite numbers.",
        ko: "합계에 유한하지 않은 값이 있습니다.")
    static let sumImpossible = Phrase(
        en: "The sum holds counts that no rows can have: at least one contribution was wrong.",
        ko: "합계에 어떤 행에서도 나올 수 없는 개수가 있습니다. 적어도 하나의 기여분이 잘못되었습니다.")
    static let stateNotFinite = Phrase(
        en: "The sum led to a model whose numbers are not finite. Set a ridge, or a smaller step.",
        ko: "합계에서 유한하지 않은 값을 가진 모델이 나왔습니다. 릿지를 정하거나 더 작은 보폭을 쓰십시오.")
    static let stateTooLarge = Phrase(
        en: "The model has grown larger than a node may send.",
        ko: "모델이 노드가 보낼 수 있는 크기보다 커졌습니다.")
    static let noRecords = Phrase(
        en: "No member has a record that can be used.",
        ko: "사용할 수 있는 기록을 가진 참여 기관이 없습니다.")
    static let tooFewIntercepts = Phrase(
        en: "Fewer than three members have rows of both kinds, so that sums over their intercepts "
            + "would tell a member's own. Use the shared intercept.",
        ko: "두 결과값의 행을 모두 가진 참여 기관이 셋보다 적어 절편의 합계가 개별 기관의 절편을 드러냅니다. 공유 "
            + "절편을 사용하십시오.")
    static let tooFewRecords = Phrase(
        en: "All members together have fewer records than the study demands.",
        ko: "모든 참여 기관의 기록을 합해도 연구가 요구하는 수보다 적습니다.")
    static let oneClass = Phrase(
        en: "All records of all members carry the same label, so there is nothing to tell apart.",
        ko: "모든 참여 기관의 모든 기록이 같은 결과값을 가지므로 구별할 것이 없습니다.")
    static let singular = Phrase(
        en:
            "Some columns say the same as others, so there is no single answer. Set a ridge above 0.",
        ko: "서로 같은 내용을 담은 열이 있어 답이 하나로 정해지지 않습니다. 릿지 값을 0보다 크게 정하십시오.")
    static let separated = Phrase(
        en:
            "Some columns foretell the target without error in these rows, so their coefficients grow without end. Set a ridge above 0, such as 1.",
        ko: "이 행들에서 결과를 오차 없이 맞히는 열이 있어 그 계수가 끝없이 커집니다. 릿지 값을 1처럼 0보다 크게 정하십시오.")
    static let columnsAtFault = Phrase(
        en: "{reason} Columns: {columns}.",
        ko: "{reason} 해당 열: {columns}.")

    static let converged = Phrase(
        en: "Finished: another round would change nothing that matters.",
        ko: "완료: 라운드를 더 진행해도 의미 있는 변화가 없습니다.")
    static let roundMax = Phrase(
        en: "Finished: the agreed number of rounds is done.",
        ko: "완료: 합의한 라운드 수를 모두 마쳤습니다.")
    static let stoppedEarly = Phrase(
        en: "More rounds would have made it worse on the rows that were held out.",
        ko: "더 진행하면 떼어 둔 행에서 더 나빠지므로 멈췄습니다.")
    static let stalled = Phrase(
        en: "Finished: the sums are too coarse for a better answer.",
        ko: "완료: 합계의 정밀도로는 더 나은 답을 얻을 수 없습니다.")
}

extension LearningError {
    /// The error as a sentence.
    package func text(_ language: Language) -> String {
        switch self {
        case .unknownColumn(let column):
            LearningPhrases.unknownColumn.text(language, ["column": column])
        case .notNumbers(let column):
            LearningPhrases.notNumbers.text(language, ["column": column])
        case .notTexts(let column):
            LearningPhrases.notTexts.text(language, ["column": column])
        case .notFinite(let row, let column):
            LearningPhrases.notFinite.text(language, ["row": String(row), "column": column])
        case .labelNotBinary(let row, let column):
            LearningPhrases.labelNotBinary.text(language, ["row": String(row), "column": column])
        case .badSpecification(let column, let field):
            LearningPhrases.badSpecification.text(language, ["column": column, "field": field])
        case .duplicateColumn(let column):
            LearningPhrases.duplicateColumn.text(language, ["column": column])
        case .featureCount(let limit):
            LearningPhrases.featureCount.text(language, ["limit": String(limit)])
        case .badSetting(let name): LearningPhrases.badSetting.text(language, ["name": name])
        case .stateMismatch: LearningPhrases.stateMismatch.text(language)
        case .contributionNotFinite: LearningPhrases.contributionNotFinite.text(language)
        case .failed(let reason): reason.phrase.text(language)
        case .columnsAtFault(let reason, let columns):
            FailureReason.sentence(reason.phrase.text(language), columns: columns, language)
        case .malformedModel(let field):
            LearningPhrases.malformedModel.text(language, ["field": field])
        case .modelHashMismatch: LearningPhrases.modelHashMismatch.text(language)
        case .rowsUnreadable: LearningPhrases.rowsUnreadable.text(language)
        case .doesNotFit(let needed, let limit):
            LearningPhrases.doesNotFit.text(
                language,
                [
                    "needed": String(needed / 1_000_000 + 1), "limit": String(limit / 1_000_000),
                ])
        case .notExportable(let kind, let format):
            LearningPhrases.notExportable.text(language, ["kind": kind, "format": format])
        }
    }
}

extension FailureReason {
    /// A reason's sentence with the columns that it is for.
    package static func sentence(
        _ reason: String, columns: [String], _ language: Language
    ) -> String {
        LearningPhrases.columnsAtFault.text(
            language, ["reason": reason, "columns": columns.joined(separator: ", ")])
    }

    /// The reason as a sentence.
    package var phrase: Phrase {
        switch self {
        case .sumLength: LearningPhrases.sumLength
        case .sumNotFinite: LearningPhrases.sumNotFinite
        case .sumImpossible: LearningPhrases.sumImpossible
        case .stateMismatch: LearningPhrases.stateMismatch
        case .stateNotFinite: LearningPhrases.stateNotFinite
        case .stateTooLarge: LearningPhrases.stateTooLarge
        case .noRecords: LearningPhrases.noRecords
        case .tooFewRecords: LearningPhrases.tooFewRecords
        case .tooFewInFold: ChoosingPhrases.tooFewInFold
        case .tooFewIntercepts: LearningPhrases.tooFewIntercepts
        case .oneClass: LearningPhrases.oneClass
        case .noEvents: SurvivalPhrases.noEvents
        case .singular: LearningPhrases.singular
        case .separated: LearningPhrases.separated
        }
    }
}

extension StopReason {
    /// The reason as a sentence.
    package var phrase: Phrase {
        switch self {
        case .converged: LearningPhrases.converged
        case .roundMax: LearningPhrases.roundMax
        case .stalled: LearningPhrases.stalled
        case .stoppedEarly: LearningPhrases.stoppedEarly
        }
    }
}
