internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy
internal import DureVault

/// Why a node cannot take part in a study that its rules would let it join.
///
/// What others hear says nothing of the rows; the house itself is told what to change.
struct Obstacle: Sendable, Hashable {
    /// For the federation.
    let shared: String
    /// For the readers of this house.
    let own: String

    init(shared: String, own: String) {
        self.shared = shared
        self.own = own
    }

    /// One that gives nothing away.
    init(_ text: String) {
        self.init(shared: text, own: text)
    }
}

/// All that would stop this node in mid-round, found before it says yes.
extension NodeDoor {
    /// The fewest rows that train at one member: in a sum of fewer, one row weighs too much.
    package static let trainingRowCountMin = 10

    /// What the card already tells: columns, their kinds, the study's delta.
    func obstacle(to study: StudyManifest, with card: DatasetCard) -> Obstacle? {
        let dataset = study.dataset.text
        for name in columns(of: study) {
            guard let column = card.schema.column(name) else {
                return Obstacle(
                    NodePhrases.noColumn.text(language, ["column": name, "dataset": dataset]))
            }
            let texts = [study.split.column] + study.columns.texts.map(\.column)
            let wantsText = texts.contains(name)
            guard wantsText || study.columns.hasNumbers(name) else { continue }
            guard (column.type == .text) == wantsText else {
                let phrase = wantsText ? NodePhrases.columnNotText : NodePhrases.columnNotNumbers
                return Obstacle(phrase.text(language, ["column": name, "dataset": dataset]))
            }
        }
        if case .binary(let column, nil)? = study.columns.target,
            let target = card.schema.column(column), target.distinctCount > 2
        {
            return rowObstacle(NodePhrases.labelNotBinary, study, ["column": column])
        }
        if let privacy = study.privacy, privacy.delta * Double(card.rowCount) >= 1 {
            return Obstacle(
                shared: NodePhrases.deltaTooLargeHere.text(language),
                own: NodePhrases.deltaTooLarge.text(language, ["count": "\(card.rowCount)"]))
        }
        return nil
    }

    /// What the rows tell that would train, under a grant for this study.
    func obstacle(to study: StudyManifest, in rows: RecordBatch) -> Obstacle? {
        let data: StudyTable
        do {
            // One reading of the rows, and no computing: whoever proposes studies must not have nodes
            // train before anybody has agreed.
            data = try StudyTable(study.columns, batch: rows)
        } catch {
            guard case .labelNotBinary(_, let column) = error else {
                return rowObstacle(error.text(language), study)
            }
            return rowObstacle(NodePhrases.labelNotBinary, study, ["column": column])
        }
        let usedCount = study.algorithm.usedRowCount(of: data)
        let values: KeyValuePairs = [
            "column": study.target ?? "", "count": "\(usedCount)",
            "least": "\(Self.trainingRowCountMin)", "most": "\(study.recordCountMax)",
            "train": study.split.words(.train, language),
        ]
        if let privacy = study.privacy, privacy.delta * Double(rows.rowCount) >= 1 {
            return Obstacle(
                shared: NodePhrases.deltaTooLargeHere.text(language),
                own: NodePhrases.deltaTooLarge.text(language, ["count": "\(rows.rowCount)"]))
        }
        if usedCount < Self.trainingRowCountMin {
            return rowObstacle(NodePhrases.tooFewRows, study, values)
        }
        if data.rowCount > study.recordCountMax {
            return rowObstacle(NodePhrases.tooManyRows, study, values)
        }
        return nil
    }

    /// What a reader of this house should know of rows that fit.
    ///
    /// Rows of one class are no obstacle, as their sum is one like any other: the bundled example's
    /// Swiss rows are such.
    func note(on study: StudyManifest, _ rows: RecordBatch) -> String? {
        guard isForOwnReader, case .binary(let column, nil)? = study.columns.target else {
            return nil
        }
        let labels = (rows.numbers(column) ?? []).filter { !$0.isNaN }
        guard let first = labels.first, labels.allSatisfy({ $0 == first }) else { return nil }
        return NodePhrases.oneClass.text(language, ["column": column])
    }

    private func rowObstacle(
        _ phrase: Phrase, _ study: StudyManifest, _ values: KeyValuePairs<String, String>
    ) -> Obstacle {
        rowObstacle(phrase.text(language, values), study)
    }

    func rowObstacle(_ own: String, _ study: StudyManifest) -> Obstacle {
        Obstacle(
            shared: NodePhrases.rowsDoNotFit.text(language, ["study": study.study.text]), own: own)
    }

    /// Whether the owner's budget is enough for all rounds of the study.
    ///
    /// - Throws: `StorageError`.
    func budgetObstacle(to study: StudyManifest, of proposal: StudyProposal) throws -> Obstacle? {
        func obstacle(_ own: String) -> Obstacle {
            Obstacle(
                shared: NodePhrases.budgetDoesNotFit.text(
                    language, ["study": study.study.text]),
                own: own)
        }
        do {
            let book = try budget(of: study.dataset).book()
            guard let step = try wholeStudy(study, hash: proposal.manifestHash, after: book) else {
                return nil
            }
            let asker = try asker(of: proposal, in: book)
            let limits = [
                (book.charges, book.epsilonLimit, NodePhrases.budgetTooSmall),
                (
                    book.charges(of: asker), book.askerLimit ?? .infinity,
                    NodePhrases.askerBudgetTooSmall
                ),
            ]
            for (charges, limit, phrase) in limits {
                let parts = charges.map(\.mechanism)
                let asked = try Self.loss(of: parts + [step], at: book.delta, within: limit)
                guard asked > limit else { continue }
                let spent =
                    parts.isEmpty ? 0 : try Self.loss(of: parts, at: book.delta, within: 0)
                return obstacle(
                    phrase.text(
                        language,
                        [
                            "dataset": study.dataset.text, "spent": Self.figure(spent),
                            "limit": JSONValue.number(limit).canonicalText, "asker": asker,
                            "delta": JSONValue.number(book.delta).canonicalText,
                            "asked": Self.figure(asked),
                        ]))
            }
            return nil
        } catch let error as PrivacyError {
            if case .storage(let error) = error { throw error }
            return obstacle(error.explanation(language))
        }
    }

    /// The quick accountants first; the slow one only where theirs is above the limit.
    private static func loss(
        of parts: [GaussianSteps], at delta: Double, within limit: Double
    ) throws -> Double {
        for effort in [AccountingEffort.quick, .full] {
            let figure = try PrivacyAccountant.figures(of: parts, delta: delta, effort: effort).best
            if effort == .full || (figure?.epsilon ?? .infinity) <= limit {
                return figure?.epsilon ?? .infinity
            }
        }
        return .infinity
    }

    /// A privacy loss for people, which never looks smaller than it is.
    private static func figure(_ epsilon: Double) -> String {
        epsilon.isFinite
            ? JSONValue.number(epsilon.roundedUp(places: 4)).canonicalText : "\(epsilon)"
    }

    /// All rounds that the study may still charge, as one mechanism; nil where it charges nothing,
    /// or where these members cannot compute it, which the coordinator finds.
    private func wholeStudy(
        _ study: StudyManifest, hash: Digest, after book: BudgetBook
    ) throws -> GaussianSteps? {
        guard study.privacy != nil else { return nil }
        let count = try FederationFiles.roster(in: home.storage)?.members.count ?? 0
        let plan: StudyPlan
        do {
            plan = try StudyPlan(
                manifest: study, manifestHash: hash,
                memberCount: max(count, study.memberCountMin), federationCount: count)
        } catch is SecureAggregationError {
            return nil
        }
        let known = book.charges.count { $0.study == study.study.text }
        return try plan.charged(rounds: plan.algorithm.roundCountMax - known)
    }
}
