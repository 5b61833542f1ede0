internal import DureAssessment
internal import DureCharter
package import DureCore
internal import DureLearning
internal import DureLedger
internal import DurePrivacy
internal import DureVault

/// The one place that finds the sentence for an error of any room.
package enum ErrorSentence {
    /// What is wrong and what to do; nil for an error that no room explains.
    package static func text(of error: any Error, _ language: Language) -> String? {
        switch error {
        case let error as NodeError: error.text(language)
        case let error as UserError: error.text(language)
        case let error as StorageError: error.text(language)
        case let error as TransportError: error.text(language)
        case let error as AuthorityError: error.text(language)
        case let error as VaultError: error.sentence(language)
        case let error as PostgresError: error.sentence(language)
        case let error as LearningError: error.text(language)
        case let error as PrivacyError: error.explanation(language)
        case let error as SecureAggregationError: error.text(language)
        case let error as LedgerError: error.sentence(language)
        case let error as AssessmentError: error.text(language)
        case let error as CharterError: error.text(language)
        case let error as TOMLError: error.sentence(language)
        default: nil
        }
    }
}
