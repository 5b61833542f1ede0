package import DureCore

extension PrivacyError {
    /// What happened and what to do about it, for people.
    package func explanation(_ language: Language) -> String {
        switch self {
        case .invalid(let quantity):
            Self.invalid.text(language, ["quantity": quantity.phrase.text(language)])
        case .beyondLimit(let quantity, let limit):
            Self.beyondLimit.text(
                language,
                ["quantity": quantity.phrase.text(language), "limit": Self.short(limit)])
        case .noFigure: Self.noFigureSentence.text(language)
        case .unreachable(let epsilon, let delta):
            Self.unreachable.text(
                language, ["epsilon": Self.short(epsilon), "delta": Self.short(delta)])
        case .budgetExhausted(let spent, let asked, let limit):
            Self.exhausted.text(
                language,
                [
                    "spent": Self.up(spent), "asked": Self.up(asked),
                    "limit": Self.short(limit),
                ])
        case .askerExhausted(let asker, let spent, let asked, let limit):
            Self.askerExhausted.text(
                language,
                [
                    "asker": asker, "spent": Self.up(spent), "asked": Self.up(asked),
                    "limit": Self.short(limit),
                ])
        case .chargeKeyReused(let key): Self.keyReused.text(language, ["key": key])
        case .bookMissing(let path): Self.missing.text(language, ["path": path])
        case .bookExists(let path): Self.exists.text(language, ["path": path])
        case .bookDamaged(let path): Self.damaged.text(language, ["path": path])
        case .bookFull(let limit): Self.full.text(language, ["limit": String(limit)])
        case .noiseDrowns(let ratio, let members, let dimension):
            Self.noiseDrowns.text(
                language,
                [
                    "ratio": Self.up(ratio), "members": String(members),
                    "dimension": String(dimension),
                ])
        case .storage(let error): Self.storage.text(language, ["path": error.path])
        }
    }

    /// At most four digits, never rounded to look smaller than a thousandth.
    private static func short(_ number: Double) -> String {
        if number == 0 { return "0" }
        guard number.isFinite, abs(number) >= 0.001, abs(number) < 1e6 else {
            return String(number)
        }
        let rounded = (number * 10_000).rounded() / 10_000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// A privacy loss: rounded up, so that it never looks smaller than it is.
    private static func up(_ number: Double) -> String {
        short(number < 0.001 ? number : number.roundedUp(places: 4))
    }

    private static let invalid = Phrase(
        en: "The {quantity} is not valid. Correct it in the plan and submit the plan again.",
        ko: "{quantity} 값이 올바르지 않습니다. 계획에서 값을 고친 뒤 다시 제출하십시오.")
    private static let beyondLimit = Phrase(
        en: "The {quantity} is beyond the limit of {limit}. Choose a value within it.",
        ko: "{quantity} 값이 한도({limit})를 벗어났습니다. 한도 안의 값을 선택하십시오.")
    private static let noFigureSentence = Phrase(
        en: "No finite epsilon can be stated for this plan. Add more noise or use fewer steps.",
        ko: "이 계획에 대해서는 유한한 엡실론을 제시할 수 없습니다. 잡음을 늘리거나 단계 수를 줄이십시오.")
    private static let unreachable = Phrase(
        en: "No noise within the limits reaches epsilon {epsilon} at delta {delta}. "
            + "Use fewer steps or accept a larger epsilon.",
        ko: "허용된 잡음으로는 델타 {delta}에서 엡실론 {epsilon}에 도달할 수 없습니다. "
            + "단계 수를 줄이거나 더 큰 엡실론을 받아들이십시오.")
    private static let exhausted = Phrase(
        en: "The privacy budget of this dataset does not allow it: epsilon {spent} of {limit} is "
            + "spent, and this charge would bring it to {asked}. Nothing was charged. Use more "
            + "noise, fewer steps, or another dataset; a budget is not refilled.",
        ko: "이 데이터의 프라이버시 예산으로는 허용되지 않습니다. 엡실론 {limit} 중 {spent}을(를) 이미 "
            + "사용했고, 이번 차감 후에는 {asked}이(가) 됩니다. 차감된 것은 없습니다. 잡음을 늘리거나, "
            + "단계 수를 줄이거나, 다른 데이터를 사용하십시오. 예산은 다시 채워지지 않습니다.")
    private static let askerExhausted = Phrase(
        en:
            "What this dataset allows one asker does not allow it: {asker} has used epsilon {spent} "
            + "of {limit}, and this charge would bring it to {asked}. Nothing was charged. Use more "
            + "noise or fewer steps; no budget is refilled.",
        ko: "이 데이터가 신청자 한 곳에 허용하는 예산을 넘습니다. {asker}은(는) 엡실론 {limit} 중 {spent}을(를) "
            + "이미 사용했고, 이번 차감 후에는 {asked}이(가) 됩니다. 차감된 것은 없습니다. 잡음을 늘리거나 "
            + "단계 수를 줄이십시오. 예산은 다시 채워지지 않습니다.")
    private static let keyReused = Phrase(
        en: "The charge {key} stands in the book with other values or was given back. "
            + "Start a new attempt, which has a new key.",
        ko: "차감 {key}은(는) 다른 값으로 이미 기록되어 있거나 반환되었습니다. "
            + "새 키를 갖는 새 시도를 시작하십시오.")
    private static let missing = Phrase(
        en: "There is no budget book at {path}. If there was one, restore it from the backup; "
            + "do not begin a new one.",
        ko: "{path}에 예산 장부가 없습니다. 이전에 있었다면 백업에서 복원하고, 새로 만들지 마십시오.")
    private static let exists = Phrase(
        en: "There is a budget book at {path} already. Use it; a book is never begun anew.",
        ko: "{path}에 이미 예산 장부가 있습니다. 그 장부를 사용하십시오. 장부는 새로 시작할 수 없습니다.")
    private static let damaged = Phrase(
        en: "The budget book at {path} is damaged. Nothing is released from this dataset until "
            + "the book is restored from the backup and compared with the ledger.",
        ko: "{path}의 예산 장부가 손상되었습니다. 백업에서 복원하고 원장과 대조할 때까지 "
            + "이 데이터에서는 아무것도 공개되지 않습니다.")
    private static let full = Phrase(
        en: "The budget book has reached its limit of {limit} entries. Use another dataset.",
        ko: "예산 장부가 항목 한도({limit}개)에 도달했습니다. 다른 데이터를 사용하십시오.")
    private static let noiseDrowns = Phrase(
        en:
            "The noise on the mean of {members} members over {dimension} numbers would be {ratio} "
            + "times as long as the longest possible mean, so nothing would be learnt. Use more "
            + "members, fewer numbers or rounds, a larger epsilon, or the mode record/joint; "
            + "accept_noise = true runs the study all the same.",
        ko:
            "참여 기관 {members}곳이 수 {dimension}개에 대해 낸 평균에 더해지는 잡음이 가능한 가장 큰 평균의 "
            + "{ratio}배가 되어 아무것도 배우지 못합니다. 참여 기관을 늘리거나, 수나 라운드를 줄이거나, 엡실론을 "
            + "키우거나, record/joint 모드를 쓰십시오. accept_noise = true로 하면 그대로 실행합니다.")
    private static let storage = Phrase(
        en: "The file {path} could not be read or written. Check space and permissions of the "
            + "disk, then try again.",
        ko: "파일 {path}을(를) 읽거나 쓸 수 없습니다. 디스크의 여유 공간과 권한을 확인한 뒤 다시 시도하십시오.")
}

extension StorageError {
    fileprivate var path: String {
        switch self {
        case .full(let path), .denied(let path), .tooLarge(let path, _), .failed(let path, _): path
        }
    }
}
