package import DureCore

/// Where the vault enters what it is about to do. In a node this is the ledger.
///
/// An entry is durable when the call returns; if the call throws, the act does not happen.
package protocol Journal: Sendable {
    /// Enters one act and answers the entry's index.
    func enter(_ entry: JournalEntry) async throws -> UInt64
}

/// One act of the vault, in the fields of a ledger entry (controls.md, 3).
///
/// Nothing in it is about a person whose record is in the data; an actor is a key id, not a name.
package struct JournalEntry: Sendable, Hashable {
    /// When.
    package let time: Timestamp
    /// Who asked: a key id.
    package let actor: String
    /// What: `decide`, `import`, `undo-import`, `rotate-key`, `erase`.
    package let action: String
    /// The dataset.
    package let dataset: Name
    /// The hash of what it is about: a decision's canonical JSON, or a dataset's content.
    package let object: Digest
    /// The charter's answer, where one was asked for.
    package let verdict: String?
    /// The hash of the charter that answered.
    package let charter: Digest?
    /// The rules that took part.
    package let rules: [String]
    /// The loss of privacy asked for, where the request named one.
    package let epsilon: Double?

    /// An act that needs no decision, or comes after one.
    init(time: Timestamp, actor: String, action: String, dataset: Name, object: Digest) {
        self.init(
            time: time, actor: actor, action: action, dataset: dataset, object: object,
            verdict: nil, charter: nil, rules: [], epsilon: nil)
    }

    init(
        time: Timestamp, actor: String, action: String, dataset: Name, object: Digest,
        verdict: String?, charter: Digest?, rules: [String], epsilon: Double?
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.dataset = dataset
        self.object = object
        self.verdict = verdict
        self.charter = charter
        self.rules = rules
        self.epsilon = epsilon
    }
}
