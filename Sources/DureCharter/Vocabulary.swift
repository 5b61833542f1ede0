package import DureCore

/// What a rule does when it matches.
package enum Effect: String, Sendable, CaseIterable {
    /// Allows; nothing is allowed that no rule permits.
    case permit
    /// Refuses, whatever any rule permits.
    case forbid
    /// Adds what must be met; all that match add up.
    case require
}

/// What is asked to be done.
package enum Action: String, Sendable, CaseIterable {
    case ingest, query, train, federate, assess, serve, export, publish, erase
    case changeCharter = "change-charter"
}

/// How carefully data must be handled; data that nobody scanned is ``sensitive``.
package enum Sensitivity: String, Sendable, CaseIterable, Comparable {
    case open, `internal`, personal, sensitive

    package static func < (left: Sensitivity, right: Sensitivity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .open: 0
        case .internal: 1
        case .personal: 2
        case .sensitive: 3
        }
    }
}

/// What kinds of facts are in the data.
package enum Content: String, Sendable, CaseIterable {
    case nationalID = "national-id"
    case health, child, biometric, genetic, financial, location, belief, criminal, contact, name
    case address
}

/// How much hangs on an answer for the person it is about.
package enum Impact: String, Sendable, CaseIterable {
    case ordinary, high
}

/// What must be done beside the action.
package enum Duty: String, Sendable, CaseIterable {
    case labelGenerated = "label-generated"
    case noticeAI = "notice-ai"
    case explain
    case humanReview = "human-review"
    case notify
}

/// Words that a charter may use for purposes and roles, beside those it declares itself.
package enum Vocabulary {
    /// A word of the vocabulary for people; a word that is not in it stays as it is.
    package static func text(_ word: String, _ language: Language) -> String {
        CharterPhrases.word(word, language)
    }

    /// The purposes that every charter knows.
    package static let purposes: Set<String> = [
        "care", "research", "statistics", "education", "public-information", "public-service",
        "operations", "safety", "evaluation", "advertising",
    ]

    /// The roles that every charter knows.
    package static let roles: Set<String> = [
        "analyst", "steward", "privacy-officer", "overseer", "staff", "member", "auditor", "public",
    ]

    /// Whether a text has the form of an economy's code: two capital letters, as ISO 3166-1 alpha-2
    /// has them.
    ///
    /// Partners from outside APEC are named in the same way.
    package static func isEconomyCode(_ text: String) -> Bool {
        text.utf8.count == 2
            && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// The 21 economies of APEC, by their ISO 3166 codes.
    package static let economies: Set<String> = [
        "AU", "BN", "CA", "CL", "CN", "HK", "ID", "JP", "KR", "MX", "MY", "NZ", "PE", "PG", "PH",
        "RU", "SG", "TH", "TW", "US", "VN",
    ]
}

/// The fields of a rule that hold a list of words.
package enum ListField: String, Sendable, CaseIterable {
    case action, purpose, sensitivity, contains, role, economy, member, impact

    /// Whether a request can carry several words of this field.
    var isMany: Bool { self == .contains || self == .economy || self == .member }
}

/// The fields of a rule that hold a bound.
package enum BoundField: String, Sendable, CaseIterable {
    case minCohort = "min_cohort"
    case maxEpsilon = "max_epsilon"
    case maxDelta = "max_delta"
    case retentionDays = "retention_days"
}
