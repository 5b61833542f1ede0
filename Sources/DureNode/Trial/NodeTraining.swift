package import DureAssessment
internal import DureCharter
package import DureCore
package import DureFederation
package import DureLearning
internal import DureVault

/// A study with one member: this institution's own model, of its own rows, under its own rules.
package struct NodeTraining: Sendable {
    /// What came of it.
    package struct Result: Sendable {
        /// The model, which the home keeps under the study's name.
        package let model: ModelFile
        /// How it fares on the rows that test; nil where the rules do not let it be judged.
        package let measures: ModelMeasures?
        /// What it is judged by; nil for a model that foretells nothing.
        package let score: Score?
        /// How many rows trained.
        package let trainRowCount: Int
        /// How many rows judged.
        package let testRowCount: Int
        /// How many rounds it took.
        package let roundCount: Int
        /// Why it stopped.
        package let reason: StopReason
    }

    private let door: NodeDoor
    private let study: StudyManifest
    private let hash: Digest

    /// A training on an open home.
    ///
    /// - Throws: ``NodeError/trainsWithoutNoise(_:)`` for a study with noise: what stays in the
    ///   house needs none, and what leaves it is a study of several.
    package init(_ study: StudyManifest, hash: Digest, in home: MemberHome) throws {
        guard study.privacy == nil else { throw NodeError.trainsWithoutNoise(study.study) }
        door = home.door
        self.study = study
        self.hash = hash
    }

    /// Trains, judges and keeps the model.
    ///
    /// - Parameter progress: Told after each round how many are done, of at most how many.
    /// - Throws: `VaultError/refused` with the rules' reasons, `LearningError`, ``NodeError``.
    package func run(progress: (_ round: Int, _ roundMax: Int) -> Void) throws -> Result {
        let algorithm = study.ownAlgorithm
        let (found, usedCount, readTest) = try learn(algorithm, progress: progress)
        let model = try ModelFile(
            algorithm, at: found.state,
            origin: ["study": hash, "charter": door.home.charter().hash])
        try door.record(
            "model.train", object: model.hash,
            details: [
                "study": .string(study.study.text), "dataset": .string(study.dataset.text),
                "rows": .count(usedCount),
            ])
        try door.home.save(model, as: study.study)
        let test = try readTest ?? testTable()
        let outcome = try test.map { test in
            try MemberOutcome(
                member: door.home.settings.name, trainRowCount: usedCount, own: model.model,
                joint: model.model, test: test)
        }
        return Result(
            model: model, measures: outcome?.joint, score: outcome?.score,
            trainRowCount: usedCount, testRowCount: outcome?.testRowCount ?? 0,
            roundCount: found.roundCount, reason: found.reason)
    }

    /// Trains; the rows that train are out of memory when this returns.
    ///
    /// Of a large dataset the rows that test are read first, so that training does not end with some
    /// that cannot be held.
    private func learn(
        _ algorithm: any SumAlgorithm, progress: (_ round: Int, _ roundMax: Int) -> Void
    ) throws -> (result: LearningResult, usedRowCount: Int, test: StudyTable?) {
        let test = try door.mayNotFit(study) ? testTable() : nil
        let rows = try rows(.train, action: .train)
        let usedCount = algorithm.usedRowCount(of: rows)
        guard case .streamed(let stream) = rows else {
            return (try runAlone(algorithm, on: rows, progress: progress), usedCount, test)
        }
        do {
            return (try runAlone(algorithm, on: rows, progress: progress), usedCount, test)
        } catch {
            guard case .rowsUnreadable = error else { throw error }
            throw stream.failure ?? error
        }
    }

    /// The rows that test; nil where the rules let the model be trained and not judged.
    private func testTable() throws -> StudyTable? {
        do {
            switch try rows(.test, action: .assess) {
            case .held(let table): return table
            case .streamed(let stream): throw stream.doesNotFit(stream.heldByteCount)
            }
        } catch {
            guard case VaultError.refused = error else { throw error }
            return nil
        }
    }

    /// The rows of one side of the split, under a grant decided now.
    private func rows(_ side: StudySplit.Side, action: Action) throws -> StudyRows {
        let card = try door.vault.card(of: study.dataset)
        var request = CharterRequest(
            action: action, purpose: study.purpose, sensitivity: .open,
            requester: door.home.settings.name.text, date: Timestamp(now: door.clock).date)
        request.role = "member"
        let grant = try door.gate().grant(
            request, to: card, columns: study.columnNames, study: study.study)
        return try door.learningRows(of: study, side, under: grant)
    }
}
