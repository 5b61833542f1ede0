internal import DureAssessment
internal import DureCharter
package import DureCore
package import DureFederation
internal import DureLearning
package import DureLedger
internal import DurePrivacy
package import DureVault

/// A member's own node behind the federation: its charter decides, its vault hands rows out, its
/// budget book is charged, its ledger keeps all of it.
package struct NodeDoor: MemberDoor {
    let home: NodeHome
    let ledger: Ledger
    let vault: Vault
    let clock: any WallClock
    /// The language of reasons; the node's own, or a reader's.
    package var language: Language
    /// Whether reasons stay in this house; those of an answer go to the whole federation.
    var isForOwnReader = false

    /// A door over an open home.
    package init(home: NodeHome, ledger: Ledger, vault: Vault, clock: any WallClock) {
        self.home = home
        self.ledger = ledger
        self.vault = vault
        self.clock = clock
        language = home.settings.language
    }

    package func record(
        _ action: String, object: Digest?, details: [String: JSONValue]
    ) throws {
        try LedgerLog(ledger: ledger, actor: home.settings.name.text, clock: clock)
            .record(action, object: object, details: details)
    }

    package func decide(
        on study: StudyManifest, proposal: StudyProposal, author: RosterMember?
    ) throws -> MemberAnswer {
        let card: DatasetCard
        do {
            card = try vault.card(of: study.dataset)
        } catch is VaultError {
            return refused(
                Obstacle(NodePhrases.noDataset.text(language, ["dataset": study.dataset.text])))
        }
        if let obstacle = obstacle(to: study, with: card) { return refused(obstacle) }
        let request = try request(for: study, action: .federate, proposal: proposal)
        switch try gate().admission(
            of: request, to: card, columns: columns(of: study), study: study.study)
        {
        case .granted(let grant):
            if let tooLarge = try memoryObstacle(to: study) {
                return refused(rowObstacle(tooLarge.text(language), study))
            }
            let rows: RecordBatch
            do {
                rows = try self.rows(of: study, side: .train, under: grant)
            } catch {
                guard let answer = waiting(for: study, after: error) else { throw error }
                return answer
            }
            let obstacle =
                try budgetObstacle(to: study, of: proposal)
                ?? obstacle(to: study, in: rows)
            if let obstacle { return refused(obstacle) }
            return MemberAnswer(
                answer: .approved,
                reasons: grant.decision.sentences(language)
                    + [note(on: study, rows)].compactMap { $0 })
        case .refused(let refusal):
            guard case .rules(let decision) = refusal.reason, decision.verdict == .needsApproval
            else { return MemberAnswer(answer: .refused, reasons: refusal.sentences(language)) }
            // Nobody need be asked about what cannot be.
            if let obstacle = try budgetObstacle(to: study, of: proposal) {
                return refused(obstacle)
            }
            return MemberAnswer(answer: .pending, reasons: refusal.sentences(language))
        }
    }

    /// The answer while rows that stay in a database cannot be read; nil for rows in the vault.
    ///
    /// The database may be back soon, and a node does not stop for it.
    private func waiting(for study: StudyManifest, after error: any Error) -> MemberAnswer? {
        // A place that cannot be told is no place: the first error is the one to tell.
        guard (try? vault.place(of: study.dataset)) != nil else { return nil }
        let own =
            switch error {
            case let error as PostgresError: error.sentence(language)
            case let error as VaultError: error.sentence(language)
            case let error as NodeError: error.text(language)
            default: String?.none
            }
        guard let own else { return nil }
        let shared = NodePhrases.rowsUnreadable.text(language, ["study": study.study.text])
        return MemberAnswer(answer: .pending, reasons: [isForOwnReader ? own : shared])
    }

    private func refused(_ obstacle: Obstacle) -> MemberAnswer {
        MemberAnswer(
            answer: .refused, reasons: [isForOwnReader ? obstacle.own : obstacle.shared])
    }

    package func trainingRows(for study: StudyManifest) throws -> RecordBatch {
        let rows = try rows(of: study, side: .train, action: .federate)
        // Rows come and go between a decision and its rounds (control Q01).
        guard obstacle(to: study, in: rows) == nil else {
            throw NodeError.rowsNoLongerFit(study.study)
        }
        return rows
    }

    /// The rows of one side of the study's split, under a grant decided now.
    func rows(
        of study: StudyManifest, side: StudySplit.Side, action: Action, use: RowUse = .asGranted
    ) throws -> RecordBatch {
        let card = try vault.card(of: study.dataset)
        let proposal = try self.proposal(of: study.study)
        let request = try request(for: study, action: action, proposal: proposal)
        let grant = try gate().grant(
            request, to: card, columns: columns(of: study), study: study.study)
        return try rows(of: study, side: side, under: grant, use: use)
    }

    private func rows(
        of study: StudyManifest, side: StudySplit.Side, under grant: Grant, use: RowUse = .asGranted
    ) throws -> RecordBatch {
        let batch = try vault.batches(under: grant, columns: columns(of: study), use: use)
        guard let rows = study.rows(side, of: batch) else {
            throw VaultError.unknownColumn(name: study.split.column ?? "")
        }
        return rows
    }

    func columns(of study: StudyManifest) -> [String] { study.columnNames }

    func gate() throws -> Gate {
        Gate(
            charter: try home.charter(), accord: try home.accord(), journal: ledger, clock: clock)
    }

    /// The study as this node received it.
    ///
    /// - Throws: ``NodeError/unknownStudy(_:)`` where it did not.
    package func proposal(of study: Name) throws -> StudyProposal {
        let path = "studies/\(study.text)/proposal"
        guard
            let bytes = try home.storage.read(path, byteCountMax: 2 * StudyManifest.byteCountMax)
        else { throw NodeError.unknownStudy(study) }
        return try StudyProposal(parsing: bytes)
    }

    /// What the study asks of this node's rules.
    func request(
        for study: StudyManifest, action: Action, proposal: StudyProposal
    ) throws -> CharterRequest {
        var request = CharterRequest(
            action: action, purpose: study.purpose, sensitivity: .open,
            requester: String(proposal.author.fingerprint.hex.prefix(16)),
            date: Timestamp(now: clock).date)
        request.role = "member"
        request.secureAggregation = true
        request.cohort = study.recordCountMin
        do {
            request.epsilon = try study.recordEpsilon()
        } catch {
            // Where no noise reaches the promise there is nothing to compare, and so nothing that a
            // bound could allow; `budgetObstacle` says why.
            request.epsilon = nil
        }
        request.delta = study.privacy?.delta
        if let roster = try FederationFiles.roster(in: home.storage) {
            request.economies = Set(roster.members.map(\.economy))
            request.members = Set(roster.members.map(\.name.text))
        }
        request.approvals = try StudyApprovals(storage: home.storage, study: study.study).all()
        return request
    }
}
