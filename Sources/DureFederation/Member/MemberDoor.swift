package import DureCore
package import DureLearning

/// What a member's machine asks of its own node: the charter's word, the rows, the budget.
///
/// The node answers from its charter, vault and ledger; a simulation answers from memory. Every
/// call enters what it does in the ledger before it returns.
package protocol MemberDoor: Sendable {
    /// What the charter, and the people it names, say about a study.
    func decide(
        on study: StudyManifest, proposal: StudyProposal, author: RosterMember?
    ) throws -> MemberAnswer
    /// Whether this node's people have approved that change of the roster.
    func approves(_ change: RosterChange) throws -> Bool
    /// The rows that train, under a grant for this study.
    func trainingRows(for study: StudyManifest) throws -> RecordBatch
    /// Charges the owner's budget for one upload. The same key is charged once, and never given
    /// back.
    ///
    /// - Throws: `PrivacyError.budgetExhausted` where it would exceed what the owner allows.
    func charge(_ plan: StudyPlan, key: String) throws
    /// Judges the outcome on this member's own test rows.
    ///
    /// - Returns: The measures that the charter lets the member share, as JSON; nil for none.
    func assess(_ study: StudyManifest, model: ModelState) throws -> JSONValue?
    /// Enters an event.
    func record(_ action: String, object: Digest?, details: [String: JSONValue]) throws
}

/// A node's answer to a study, with its reasons as sentences.
package struct MemberAnswer: Sendable, Hashable {
    /// The answer.
    package let answer: StudyDecision.Answer
    /// Why; sentences in the node's own language.
    package let reasons: [String]

    /// An answer with its reasons.
    package init(answer: StudyDecision.Answer, reasons: [String]) {
        self.answer = answer
        self.reasons = reasons
    }
}
