import ArgumentParser
import DureAssessment
import DureCharter
import DureCore
import DureFederation
import DureLearning
import DureLedger
import DureNode
import DurePrivacy
import DureVault
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
        switch error {
        case let error as NodeError: error.text(language)
        case let error as StorageError: error.text(language)
        case let error as TransportError: error.text(language)
        case let error as AuthorityError: error.text(language)
        case let error as VaultError: error.sentence(language)
        case let error as LearningError: error.text(language)
        case let error as PrivacyError: error.explanation(language)
        case let error as SecureAggregationError: error.text(language)
        case let error as LedgerError: error.sentence(language)
        case let error as AssessmentError: error.text(language)
        case let error as CharterError: error.text(language)
        case let error as TOMLError: error.sentence(language)
        case is CancellationError: CommandPhrases.stopped.text(language)
        default: CommandPhrases.unexpected.text(language, ["kind": "\(type(of: error))"])
        }
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
