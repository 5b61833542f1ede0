/// A language in which the product speaks.
package enum Language: String, Sendable, CaseIterable {
    /// English
    case en
    /// Korean
    case ko

    /// The language of a locale name such as `ko_KR.UTF-8`; English where it is none of ours.
    package init(locale: String) {
        self = Language(rawValue: String(locale.prefix(2))) ?? .en
    }
}

/// One entry of the message catalogue: the same sentence in every language.
///
/// All that a person reads is a `Phrase`. A language left out does not compile. Values stand as
/// `{name}` in the text; HouseTests hold the names alike in all languages.
package struct Phrase: Sendable, Hashable {
    private let en: String
    private let ko: String

    /// The sentence in each language.
    package init(en: String, ko: String) {
        self.en = en
        self.ko = ko
    }

    /// The sentence, with each `{name}` replaced by its value.
    package func text(_ language: Language, _ values: KeyValuePairs<String, String> = [:]) -> String
    {
        text(language, values: values.map { ($0.key, $0.value) })
    }

    /// The sentence with values that are known only when it is said.
    package func text(_ language: Language, values: [(name: String, value: String)]) -> String {
        var text =
            switch language {
            case .en: en
            case .ko: ko
            }
        for (name, value) in values {
            text = text.split(separator: "{\(name)}", omittingEmptySubsequences: false)
                .joined(separator: value)
        }
        return language == .ko ? Particles.resolved(text) : text
    }
}
