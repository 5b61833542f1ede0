package import DureCharter
package import DureCore

/// Why the gate gave no grant.
package struct Refusal: Sendable, Hashable {
    /// The reason.
    package enum Reason: Sendable, Hashable {
        /// The rules refused, or still wait for approvals; the decision says what would do.
        case rules(JointDecision)
        /// The card does not list the purpose (control V01).
        case purpose(asked: String, listed: [String])
        /// The dataset's last day is over (control V09).
        case expired(on: String)
        /// Something made of it would go where it must not, or, where `outside` is empty, nobody
        /// said where it goes (control V04).
        case residency(outside: [String], allowed: [String])
        /// It would learn from children, and nobody can tell which rows are about them (control
        /// V07).
        case children
        /// Nobody holds these offices, and something would leave (control A01).
        case nobodyAnswers(vacant: [Office])
        /// The columns hold national numbers as they are, of which nothing is made (control V06).
        case nationalNumbers(columns: [String])
        /// The charter's or the accord's first day has not come.
        case notInForce(charter: String, from: String)
    }

    /// The reason.
    package let reason: Reason
    /// The dataset.
    package let dataset: Name
    /// Where the refusal stands in the ledger.
    package let ledgerIndex: Int

    /// The refusal for people; never empty.
    package func sentences(_ language: Language) -> [String] {
        switch reason {
        case .rules(let decision):
            decision.sentences(language)
        case .purpose(let asked, let listed):
            [
                VaultPhrases.purposeNotListed.text(
                    language,
                    [
                        "dataset": dataset.text, "purpose": asked,
                        "listed": listed.joined(separator: ", "),
                    ])
            ]
        case .expired(let date):
            [VaultPhrases.expired.text(language, ["dataset": dataset.text, "date": date])]
        case .residency(let outside, let allowed):
            [
                (outside.isEmpty ? VaultPhrases.residencyUnsaid : VaultPhrases.residency).text(
                    language,
                    [
                        "dataset": dataset.text, "outside": outside.joined(separator: ", "),
                        "allowed": allowed.joined(separator: ", "),
                    ])
            ]
        case .children:
            [VaultPhrases.children.text(language, ["dataset": dataset.text])]
        case .nobodyAnswers(let vacant):
            [
                VaultPhrases.nobodyAnswers.text(
                    language,
                    [
                        "offices": vacant.map { Vocabulary.text($0.rawValue, language) }
                            .joined(separator: ", ")
                    ])
            ]
        case .nationalNumbers(let columns):
            [
                VaultPhrases.nationalNumbers.text(
                    language,
                    ["dataset": dataset.text, "columns": columns.joined(separator: ", ")])
            ]
        case .notInForce(let charter, let from):
            [VaultPhrases.notInForce.text(language, ["charter": charter, "date": from])]
        }
    }
}

/// What the gate answers.
package enum Admission: Sendable, Hashable {
    /// It may be done.
    case granted(Grant)
    /// It may not.
    case refused(Refusal)
}
