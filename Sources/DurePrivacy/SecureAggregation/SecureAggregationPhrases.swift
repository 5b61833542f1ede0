package import DureCore

/// What a person reads of secure aggregation.
package enum SecureAggregationPhrases {
    /// For ``SecureAggregationError/notFinite(coordinate:)``.
    package static let notFinite = Phrase(
        en: "Value {coordinate} of the update is not a finite number. Nothing was uploaded.",
        ko: "업데이트의 {coordinate}번째 값이 유한한 수가 아닙니다. 아무것도 업로드하지 않았습니다.")
    /// For ``SecureAggregationError/outOfRange(coordinate:)``.
    package static let outOfRange = Phrase(
        en: "Value {coordinate} is larger than the agreed encoding allows. Nothing was uploaded.",
        ko: "{coordinate}번째 값이 합의된 인코딩의 허용 범위를 넘습니다. 아무것도 업로드하지 않았습니다.")
    /// For ``SecureAggregationError/unusableEncoding(field:)``.
    package static let unusableEncoding = Phrase(
        en: "The encoding of updates cannot work with this setting: {field}.",
        ko: "이 설정으로는 업데이트를 인코딩할 수 없습니다: {field}.")
    /// For ``SecureAggregationError/wrongLength(field:expected:found:)``.
    package static let wrongLength = Phrase(
        en: "{field} has length {found} instead of {expected}.",
        ko: "{field} 항목의 길이가 {expected}이어야 하는데 {found}입니다.")
    /// For ``SecureAggregationError/wordSizesDiffer``.
    package static let wordSizesDiffer = Phrase(
        en: "Vectors of different word sizes cannot be added.",
        ko: "워드 크기가 다른 벡터는 더할 수 없습니다.")
    /// For ``SecureAggregationError/noThreshold(members:colluding:)``.
    package static let noThreshold = Phrase(
        en: "A secure sum of {members} members cannot withstand {colluding} that collude with the "
            + "coordinator. It needs three members at least, and more the more may collude.",
        ko: "참여 기관 {members}곳의 안전한 합계는 조정자와 공모하는 {colluding}곳을 견딜 수 없습니다. 적어도 "
            + "3곳이 필요하고, 공모할 수 있는 곳이 많을수록 더 필요합니다.")
    /// For ``SecureAggregationError/tooManyMembers(found:limit:)``.
    package static let tooManyMembers = Phrase(
        en: "The group has {found} members; at most {limit} are possible.",
        ko: "그룹의 구성원이 {found}명입니다. 최대 {limit}명까지 가능합니다.")
    /// For ``SecureAggregationError/unusableHolders(count:)``.
    package static let unusableHolders = Phrase(
        en: "These {count} holders cannot share or rebuild the secret.",
        ko: "이 {count}명의 보유자로는 비밀을 나누거나 복원할 수 없습니다.")
    /// For ``SecureAggregationError/malformedShare(holder:)``.
    package static let malformedShare = Phrase(
        en: "The share of member {holder} is malformed.",
        ko: "{holder}번 구성원의 비밀 조각이 올바른 형식이 아닙니다.")
    /// For ``SecureAggregationError/sharesDisagree``.
    package static let sharesDisagree = Phrase(
        en: "The shares do not belong to one secret.",
        ko: "비밀 조각들이 하나의 비밀에서 나온 것이 아닙니다.")
    /// For ``SecureAggregationError/badPublicKey``.
    package static let badPublicKey = Phrase(
        en: "A member's public key cannot be used.",
        ko: "구성원의 공개 키를 사용할 수 없습니다.")
    /// For ``SecureAggregationError/boxRefused``.
    package static let boxRefused = Phrase(
        en: "A sealed message is not meant for this place, or was changed on the way.",
        ko: "봉인된 메시지가 이곳으로 온 것이 아니거나 전송 중에 변경되었습니다.")
    /// For ``SecureAggregationError/cryptographyFailed(operation:)``.
    package static let cryptographyFailed = Phrase(
        en: "The cryptographic library failed at: {operation}.",
        ko: "암호 라이브러리가 다음 작업에서 실패했습니다: {operation}.")
}

extension SecureAggregationError {
    /// The error as a sentence.
    package func text(_ language: Language) -> String {
        typealias Phrases = SecureAggregationPhrases
        return switch self {
        case .notFinite(let coordinate):
            Phrases.notFinite.text(language, ["coordinate": "\(coordinate + 1)"])
        case .outOfRange(let coordinate):
            Phrases.outOfRange.text(language, ["coordinate": "\(coordinate + 1)"])
        case .unusableEncoding(let field):
            Phrases.unusableEncoding.text(language, ["field": field])
        case .wrongLength(let field, let expected, let found):
            Phrases.wrongLength.text(
                language, ["field": field, "expected": "\(expected)", "found": "\(found)"])
        case .wordSizesDiffer:
            Phrases.wordSizesDiffer.text(language)
        case .noThreshold(let members, let colluding):
            Phrases.noThreshold.text(
                language, ["members": "\(members)", "colluding": "\(colluding)"])
        case .tooManyMembers(let found, let limit):
            Phrases.tooManyMembers.text(language, ["found": "\(found)", "limit": "\(limit)"])
        case .unusableHolders(let count):
            Phrases.unusableHolders.text(language, ["count": "\(count)"])
        case .malformedShare(let holder):
            Phrases.malformedShare.text(language, ["holder": "\(holder)"])
        case .sharesDisagree: Phrases.sharesDisagree.text(language)
        case .badPublicKey: Phrases.badPublicKey.text(language)
        case .boxRefused: Phrases.boxRefused.text(language)
        case .cryptographyFailed(let operation):
            Phrases.cryptographyFailed.text(language, ["operation": operation])
        }
    }
}
