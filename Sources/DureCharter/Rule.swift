/// One rule of a charter.
package struct Rule: Sendable, Hashable {
    /// The rule's name, unique in its charter.
    package let id: String
    /// What it does when it matches.
    package let effect: Effect
    /// The sentence that people read, by language code.
    package let text: [String: String]
    /// The controls and laws behind it.
    package let source: [String]
    /// Words that the request must fit; a field left out fits every request.
    package let lists: [ListField: Set<String>]
    /// Bounds that the request must keep; never in a forbid.
    package let bounds: [BoundField: Double]
    /// Whether updates must be summed in secret: always true in a permit or a require; in a
    /// forbid, the setting that is forbidden.
    package let secureAggregation: Bool?
    /// The first day on which the rule holds, as in `2026-12-01`.
    package let from: String?
    /// The last day on which the rule holds.
    package let until: String?
    /// How many people must approve; only in a require.
    package let approvals: Int
    /// Whether the asker's own approval is left out of the count; true unless the rule says no.
    package let separation: Bool
    /// What must be done beside the action; only in a require.
    package let duties: [Duty]
    /// The line where the rule begins, counted from 1.
    package let line: Int

    /// The rule's sentence: in the language asked for, else in the charter's languages in their
    /// order, else in any.
    package func sentence(_ language: String, fallback: [String]) -> String {
        Self.sentence(of: text, language, fallback: fallback) ?? id
    }

    static func sentence(
        of texts: [String: String], _ language: String, fallback: [String]
    ) -> String? {
        for candidate in [language] + fallback {
            if let sentence = texts[candidate] { return sentence }
        }
        return texts.sorted { $0.key < $1.key }.first?.value
    }
}
