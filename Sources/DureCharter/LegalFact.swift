internal import DureCore

/// The facts of law that a charter can carry, each with its source and date.
package enum FactKey: String, Sendable, CaseIterable {
    /// Below which age a guardian must consent.
    case childAge = "child-age"
    /// How soon a breach is told to the authority.
    case breachAuthority = "breach-authority"
    /// How soon a breach is told to the people concerned.
    case breachPeople = "breach-people"
    /// What holds for national numbers.
    case nationalNumber = "national-number"
    /// What holds for data that goes abroad.
    case transferAbroad = "transfer-abroad"
}

/// In what a fact is counted.
package enum FactUnit: String, Sendable, CaseIterable {
    case years, hours, days
    case workingDays = "working-days"
}

/// What a law says about one question, as a pack's authors knew it: a number or a sentence with
/// source and year, or that it is not established.
package struct LegalFact: Sendable, Hashable {
    /// The question.
    package let key: FactKey
    /// The number and what it counts, where the law has one.
    package let value: Int?
    /// What the number counts.
    package let unit: FactUnit?
    /// The law and the place in it; nil where nothing is established.
    package let law: String?
    /// The year of that law, or of the change that brought the rule.
    package let year: Int?
    /// What it says in words, by language.
    package let text: [String: String]
    /// Why there is no answer, by language; empty where there is one.
    package let notEstablished: [String: String]
    /// The line where the fact begins.
    package let line: Int

    /// Whether there is an answer.
    package var isEstablished: Bool { notEstablished.isEmpty }

    /// The number in hours, where it counts hours or days of the calendar.
    package var hours: Int? {
        switch unit {
        case .hours: value
        case .days: value.map { $0 * 24 }
        default: nil
        }
    }

    /// The fact's sentence, or why there is none.
    package func sentence(_ language: String, fallback: [String]) -> String? {
        Rule.sentence(
            of: isEstablished ? text : notEstablished, language, fallback: fallback)
    }

    static func list(in file: TOMLReader) throws(TOMLError) -> [LegalFact] {
        guard let table = try file.optionalTable("facts") else { return [] }
        try table.refuseUnknownKeys(allowed: Set(FactKey.allCases.map(\.rawValue)))
        var facts: [LegalFact] = []
        for key in FactKey.allCases {
            guard let fact = try table.optionalTable(key.rawValue) else { continue }
            facts.append(try LegalFact(key, reading: fact))
        }
        return facts
    }

    private init(_ key: FactKey, reading table: TOMLReader) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: ["value", "unit", "law", "year", "text", "not_established"])
        self.key = key
        line = table.line
        notEstablished = try table.sentences("not_established", mayBeMissing: true)
        let isEstablished = notEstablished.isEmpty
        if !isEstablished {
            for other in ["value", "unit", "law", "year", "text"] where table.has(other) {
                throw table.error(other, .notTogether(with: "not_established"))
            }
        }
        value = try table.optionalInteger("value", in: 1...100_000)
        unit = try table.optionalChoice("unit")
        if (value == nil) != (unit == nil) {
            throw table.error(value == nil ? "value" : "unit", .missing)
        }
        law = isEstablished ? try table.string("law") : nil
        year = isEstablished ? try table.integer("year", in: 1_800...2_200) : nil
        text = try table.sentences("text", mayBeMissing: !isEstablished || value != nil)
    }
}

extension Charter {
    /// What the charter's law says about a question; nil where the charter does not say.
    package func fact(_ key: FactKey) -> LegalFact? { facts.first { $0.key == key } }
}
