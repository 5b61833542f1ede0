package import DureCharter
package import DureCore

/// What is wrong in a settings, rules or study file.
enum TOMLPhrases {
    static let place = Phrase(en: "line {line}: {key}: {problem}", ko: "{line}행: {key}: {problem}")
    static let tooLarge = Phrase(en: "larger than {limit}", ko: "{limit}보다 큽니다")
    static let syntax = Phrase(en: "not valid TOML", ko: "올바른 TOML이 아닙니다")
    static let duplicateKey = Phrase(en: "stands there twice", ko: "두 번 나옵니다")
    static let missing = Phrase(en: "must be there and is not", ko: "있어야 하는데 없습니다")
    static let wrongType = Phrase(en: "must be a {kind}", ko: "{kind}이어야 합니다")
    static let unknownKey = Phrase(en: "is no known key", ko: "알려진 키가 아닙니다")
    static let unknownValue = Phrase(
        en: "is none of the known values", ko: "알려진 값이 아닙니다")
    static let outOfRange = Phrase(
        en: "must be from {min} to {max}", ko: "{min} 이상 {max} 이하여야 합니다")
    static let notTogether = Phrase(
        en: "has no meaning beside {other}", ko: "{other}와(과) 함께 쓸 수 없습니다")
}

extension TOMLError {
    /// The line, the key and what is wrong; never the value.
    package func text(_ language: Language) -> String {
        TOMLPhrases.place.text(
            language,
            ["line": "\(line)", "key": key.isEmpty ? "-" : key, "problem": problemText(language)])
    }

    /// What is wrong, without the place.
    package func problemText(_ language: Language) -> String {
        switch problem {
        case .tooLarge(let limit): TOMLPhrases.tooLarge.text(language, ["limit": "\(limit)"])
        case .syntax: TOMLPhrases.syntax.text(language)
        case .duplicateKey: TOMLPhrases.duplicateKey.text(language)
        case .missing: TOMLPhrases.missing.text(language)
        case .wrongType(let kind):
            TOMLPhrases.wrongType.text(language, ["kind": kind.rawValue])
        case .unknownKey: TOMLPhrases.unknownKey.text(language)
        case .unknownValue: TOMLPhrases.unknownValue.text(language)
        case .outOfRange(let min, let max):
            TOMLPhrases.outOfRange.text(language, ["min": "\(min)", "max": "\(max)"])
        case .notTogether(let other):
            TOMLPhrases.notTogether.text(language, ["other": other])
        }
    }
}
