package import DureCharter
package import DureCore
internal import DureLedger

/// Leave to do one act with one dataset: what a permit becomes.
///
/// There is no way to make one but the gate's, and the gate makes one only of a permit that is
/// entered in the ledger. It holds for this content of the dataset, these columns, and one day.
package struct Grant: Sendable, Hashable {
    /// How long a grant is good for: a charter that changes is felt within a day.
    package static let lifetimeMilliseconds: Int64 = 24 * 60 * 60 * 1_000

    /// The dataset.
    package let dataset: Name
    /// What may be done.
    package let action: Action
    /// What for.
    package let purpose: String
    /// The columns that may be read; empty for an act that reads none.
    package let columns: Set<String>
    /// Who asked: a key id.
    package let requester: String
    /// The answer that this grant was made of, with its duties.
    package let decision: JointDecision
    /// Below which age a row wants a guardian's consent, in years; nil where nothing is learnt
    /// under the grant or the card tells no ages (control V07).
    package let childAge: Int?
    /// When the decision was entered.
    package let grantedAt: Timestamp
    /// Where the decision stands in the ledger.
    package let ledgerIndex: Int
    /// The card that was decided on.
    let subject: Digest

    /// What must be done beside the act.
    package var duties: [Duty] { decision.duties }

    fileprivate init?(
        decision: JointDecision, request: CharterRequest, subject: Gate.Subject,
        childAge: Int?, grantedAt: Timestamp, ledgerIndex: Int
    ) {
        guard decision.verdict == .permitted else { return nil }
        dataset = subject.name
        action = request.action
        purpose = request.purpose
        columns = subject.columns
        requester = request.requester
        self.decision = decision
        self.childAge = childAge
        self.grantedAt = grantedAt
        self.ledgerIndex = ledgerIndex
        self.subject = subject.digest
    }
}

/// What is done with rows that are read under a grant.
package enum RowUse: Sendable {
    /// What the grant's action says.
    case asGranted
    /// A model is made of them, as of the rows that an assessment fits its own model to.
    case learning
}

/// The one place where rules are asked before data is touched.
///
/// Every answer, yes or no, is in the ledger before it is given.
package struct Gate: Sendable {
    /// Who is a child where no law that the node knows says: the age of the United Nations'
    /// Convention on the Rights of the Child (1989), article 1.
    package static let defaultChildAge = 18

    private let charter: Charter
    private let accord: Charter?
    private let journal: any Journal
    private let clock: any WallClock

    /// Asks the institution's charter, and the federation's accord where there is one.
    package init(
        charter: Charter, accord: Charter? = nil, journal: any Journal, clock: any WallClock
    ) {
        self.charter = charter
        self.accord = accord
        self.journal = journal
        self.clock = clock
    }

    /// Decides about an act with a dataset that is in the vault.
    ///
    /// Sensitivity and contents are the card's, or the request's where those are stricter; the day
    /// is the clock's. A requester can thus not make the data look more harmless than it is.
    ///
    /// - Parameters:
    ///   - columns: The columns that will be read; nothing else will be handed over.
    ///   - study: The study that it is for, where it is for one; the ledger names it.
    /// - Throws: ``VaultError/unknownColumn(name:)``, or what the journal throws.
    package func admission(
        of request: CharterRequest, to card: DatasetCard, columns: [String], study: Name? = nil
    ) throws -> Admission {
        for column in columns where card.schema.column(column) == nil {
            throw VaultError.unknownColumn(name: column)
        }
        var subject = Subject(
            draft: card.draft, columns: Set(columns), digest: card.digest, study: study)
        subject.sensitivity = card.sensitivity
        subject.nationalColumns = columns.filter { card.scan?.keepsNational($0) == true }.sorted()
        return try admission(of: request, to: subject)
    }

    /// Decides about taking in a dataset; the request's action becomes `ingest`.
    ///
    /// - Throws: What ``CardDraft/check()`` and the journal throw.
    package func admission(
        of request: CharterRequest, toImport draft: CardDraft
    ) throws -> Admission {
        try draft.check()
        var request = request
        request.action = .ingest
        let subject = Subject(draft: draft, columns: [], digest: draft.digest)
        return try admission(of: request, to: subject)
    }

    /// The grant for an act with a dataset in the vault.
    ///
    /// - Throws: ``VaultError/refused(_:)``, and what ``admission(of:to:columns:study:)`` throws.
    package func grant(
        _ request: CharterRequest, to card: DatasetCard, columns: [String], study: Name? = nil
    ) throws -> Grant {
        try admission(of: request, to: card, columns: columns, study: study).grant()
    }

    /// The grant for taking in a dataset.
    ///
    /// - Throws: ``VaultError/refused(_:)``, and what ``admission(of:toImport:)`` throws.
    package func grant(
        _ request: CharterRequest, toImport draft: CardDraft
    ) throws -> Grant {
        try admission(of: request, toImport: draft).grant()
    }

    fileprivate struct Subject {
        let name: Name
        let columns: Set<String>
        let digest: Digest
        let purposes: Set<String>
        var sensitivity: Sensitivity
        let contains: Set<Content>
        /// Columns that will be read and hold national numbers as they are.
        var nationalColumns: [String] = []
        let retainedUntil: String?
        let residency: Set<String>
        let children: CardDraft.Children?
        let study: Name?

        init(draft: CardDraft, columns: Set<String>, digest: Digest, study: Name? = nil) {
            self.study = study
            name = draft.name
            self.columns = columns
            self.digest = digest
            purposes = draft.purposes
            sensitivity = draft.sensitivity
            contains = draft.contains
            retainedUntil = draft.retainedUntil
            residency = draft.residency
            children = draft.children
        }
    }

    private func admission(
        of asked: CharterRequest, to subject: Subject
    ) throws -> Admission {
        let now = Timestamp(now: clock)
        var request = asked
        request.sensitivity = max(asked.sensitivity, subject.sensitivity)
        request.contains.formUnion(subject.contains)
        request.date = now.date
        let decision = charter.decide(request, beside: accord)
        let reason = reasonToRefuse(request, subject, decision)
        let verdict =
            switch reason {
            case nil, .rules: decision.verdict
            default: max(decision.verdict, .notPermitted)
            }
        let index = try journal.enter(
            entry(of: request, subject, decision, verdict: verdict, at: now))
        if let reason {
            return .refused(Refusal(reason: reason, dataset: subject.name, ledgerIndex: index))
        }
        guard
            let grant = Grant(
                decision: decision, request: request, subject: subject,
                childAge: subject.children != nil && request.action.mayLearn ? childAge : nil,
                grantedAt: now, ledgerIndex: index)
        else { preconditionFailure("what is not permitted has a reason to be refused") }
        return .granted(grant)
    }

    /// The stricter of the rules' ages.
    private var childAge: Int {
        [charter, accord].compactMap { $0?.fact(.childAge) }.filter { $0.unit == .years }
            .compactMap(\.value).max() ?? Self.defaultChildAge
    }

    /// Erasing serves none of the data's purposes and is asked of the charter alone.
    private func reasonToRefuse(
        _ request: CharterRequest, _ subject: Subject, _ decision: JointDecision
    ) -> Refusal.Reason? {
        for rules in [charter, accord].compactMap({ $0 }) where !rules.isInForce(on: request.date) {
            return .notInForce(charter: rules.id, from: rules.inForce)
        }
        if let last = subject.retainedUntil, request.action != .erase, request.date > last {
            return .expired(on: last)
        }
        let outside = request.economies.subtracting(subject.residency)
        // Who does not say where it goes may mean anywhere.
        let isInside = !request.economies.isEmpty && outside.isEmpty
        if !subject.residency.isEmpty, !isInside, request.action.isRelease {
            return .residency(outside: outside.sorted(), allowed: subject.residency.sorted())
        }
        if request.action.learns, request.contains.contains(.child), subject.children == nil {
            return .children
        }
        if request.action != .erase, !subject.purposes.contains(request.purpose) {
            return .purpose(asked: request.purpose, listed: subject.purposes.sorted())
        }
        if !subject.nationalColumns.isEmpty, request.action.makesModels {
            return .nationalNumbers(columns: subject.nationalColumns)
        }
        let vacant = charter.vacantOffices
        if request.action.isRelease, decision.verdict < .notPermitted, !vacant.isEmpty {
            return .nobodyAnswers(vacant: vacant)
        }
        return decision.verdict == .permitted ? nil : .rules(decision)
    }

    private func entry(
        of request: CharterRequest, _ subject: Subject, _ decision: JointDecision,
        verdict: Verdict, at time: Timestamp
    ) -> LedgerEntry {
        let object: JSONValue = [
            "dataset": .string(subject.name.text), "decision": decision.json,
            "columns": .array(subject.columns.sorted().map { .string($0) }),
            "subject": .string(subject.digest.hex),
        ]
        var details: [String: JSONValue] = [
            "dataset": .string(subject.name.text), "purpose": .string(request.purpose),
            "columns": .integer(Int64(subject.columns.count)),
        ]
        details["study"] = subject.study.map { .string($0.text) }
        return LedgerEntry(
            time: time, actor: request.requester, action: "dataset.\(request.action.rawValue)",
            object: Digest(of: object.canonicalBytes),
            verdict: verdict.rawValue, charter: charter.hash, rules: decision.ruleIDs,
            details: details)
    }
}

extension Action {
    /// Whether a model is made of the rows.
    var learns: Bool { self == .train || self == .federate }

    /// The same, or a model may be made of some: an assessment fits one to compare with.
    fileprivate var mayLearn: Bool { learns || self == .assess }

    /// Whether what is read may come back out of a model or a publication (control V06).
    fileprivate var makesModels: Bool {
        switch self {
        case .train, .federate, .assess, .serve, .publish: true
        case .ingest, .query, .export, .erase, .changeCharter: false
        }
    }
}

extension Admission {
    fileprivate func grant() throws(VaultError) -> Grant {
        switch self {
        case .granted(let grant): return grant
        case .refused(let refusal): throw .refused(refusal)
        }
    }
}
