import DureCore
import DureNode
import FoundationEssentials

/// The language of this run, and every error in it.
enum Speech {
    /// From `DURE_LANG`, else from the locale of the environment.
    static let language: Language = {
        let environment = ProcessInfo.processInfo.environment
        let names = ["DURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        return Language(
            locale: names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "")
    }()

    /// What is wrong and what to do, in the language of this run.
    static func explain(_ error: any Error) -> String {
        if error is CancellationError { return CommandPhrases.stopped.text(language) }
        return ErrorSentence.text(of: error, language)
            ?? CommandPhrases.unexpected.text(language, ["kind": "\(type(of: error))"])
    }

    /// Says a sentence on the error stream, in red where a person watches.
    static func warn(_ phrase: Phrase) {
        let text = say(phrase)
        StandardStreams.error(
            StandardStreams.isTerminal ? "\u{1b}[31m\(text)\u{1b}[0m" : text)
    }

    /// A sentence of the catalogue in the language of this run.
    static func say(_ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
        phrase.text(language, values)
    }
}
