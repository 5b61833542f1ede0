package import DureAssessment
package import DureCore
package import DureFederation
package import DureLearning
internal import DurePrivacy
internal import DureVault

/// A study tried on rows that lie together: the same two functions, encoding and noise as in a
/// federation, neither masks nor network, and the same result.
///
/// It protects nobody: who tries a study holds all rows.
package struct StudyTrial: Sendable {
    /// The numbers of the study.
    package let plan: StudyPlan
    private let members: [Member]

    private struct Member: Sendable {
        let name: Name
        let train: StudyTable
        let test: StudyTable
    }

    /// What came of one run.
    package struct Result: Sendable {
        /// The joint model.
        package let model: ModelFile
        /// How each member fares with it.
        package let outcome: StudyOutcome
        /// Why it stopped.
        package let reason: StopReason
        /// For each round, the L2 norm of the change of the coefficients.
        package let changes: [Double]
    }

    /// A cell or a row that was not used as it stands.
    package struct Remark: Sendable, Hashable {
        /// The member.
        package let member: Name
        /// The column; nil for rows.
        package let column: String?
        /// What it is about.
        package let kind: Kind
        /// How many.
        package let count: Int

        /// What can be remarked.
        package enum Kind: String, Sendable, Hashable {
            /// Rows without target, weight or offset.
            case droppedRows = "dropped-rows"
            /// Values beyond the public range, which count as its end.
            case clampedValues = "clamped-values"
            /// Levels that were never declared, which count as missing.
            case undeclaredLevels = "undeclared-levels"
            /// A column without a single value; the count is that of the rows.
            case emptyColumn = "empty-column"
        }
    }

    /// Takes the members' rows apart into those that train and those that test.
    ///
    /// - Throws: `LearningError` naming column and row, or what the plan throws.
    package init(_ manifest: StudyManifest, hash: Digest, members: TrialMembers) throws {
        plan = try StudyPlan(
            manifest: manifest, manifestHash: hash, memberCount: members.members.count)
        self.members = try members.members.map { member in
            func table(_ side: StudySplit.Side) throws -> StudyTable {
                guard let rows = manifest.rows(side, of: member.rows) else {
                    throw VaultError.unknownColumn(name: manifest.split.column ?? "")
                }
                return try StudyTable(manifest.columns, batch: rows)
            }
            return Member(
                name: member.name, train: try table(.train),
                test: try table(.test))
        }
    }

    /// What of the rows that train was not used as it stands.
    package var remarks: [Remark] {
        members.flatMap { member in
            let table = member.train
            let dropped = table.droppedRowCount
            return
                (dropped > 0
                ? [Remark(member: member.name, column: nil, kind: .droppedRows, count: dropped)]
                : [])
                + Self.remarks(member.name, .clampedValues, table.clampedCounts)
                + Self.remarks(member.name, .undeclaredLevels, table.undeclaredCounts)
                + table.emptyInputs.map {
                    Remark(
                        member: member.name, column: $0, kind: .emptyColumn,
                        count: table.rowCount)
                }
        }
    }

    private static func remarks(
        _ member: Name, _ kind: Remark.Kind, _ counts: [String: Int]
    ) -> [Remark] {
        counts.sorted { $0.key < $1.key }.map { column, count in
            Remark(member: member, column: column, kind: kind, count: count)
        }
    }

    /// Runs the study once, and judges it at every member.
    ///
    /// - Parameters:
    ///   - seed: Where rounding and noise come from; the same seed gives the same result.
    ///   - progress: Told after each round how many are done, of at most how many; then, in the
    ///     same way, how many members were judged.
    /// - Throws: `LearningError`, as the algorithm does; what encoding throws.
    package func run(
        seed: UInt64, progress: (_ stage: Stage, _ done: Int, _ all: Int) -> Void = { _, _, _ in }
    ) throws -> Result {
        let found = try StudySimulation(plan).run(members: members.map(\.train), seed: seed) {
            progress(.rounds, $0, plan.algorithm.roundCountMax)
        }
        let joint = try ModelFile(
            plan.algorithm, at: found.state, origin: ["study": plan.manifestHash])
        var outcomes: [MemberOutcome] = []
        for (index, member) in members.enumerated() {
            progress(.judging, index, members.count)
            outcomes.append(try outcome(of: member, joint: joint.model, state: found.state))
        }
        return Result(
            model: joint,
            outcome: try StudyOutcome(
                study: plan.manifest.study, modelHash: joint.hash,
                algorithm: plan.algorithm.settings["algorithm"]?.text ?? "",
                roundCount: found.roundCount, privacy: try privacy(rounds: found.roundCount),
                members: outcomes),
            reason: found.reason, changes: found.changes)
    }

    /// What a run is busy with.
    package enum Stage: Sendable {
        /// The study's rounds.
        case rounds
        /// The members' own models and measures.
        case judging
    }

    private func outcome(
        of member: Member, joint: any Model, state: ModelState
    ) throws -> MemberOutcome {
        let usedCount = plan.manifest.ownAlgorithm.usedRowCount(of: member.train)
        let own: any Model
        do {
            own = try plan.manifest.ownAlgorithm.ownModel(from: member.train)
        } catch {
            // Nine rows may be too few for a model of their own; the joint one is no worse for it.
            return MemberOutcome(
                unjudged: member.name, trainRowCount: usedCount,
                testRowCount: member.test.rowCount)
        }
        return try MemberOutcome(
            member: member.name, trainRowCount: usedCount, own: own, joint: joint,
            tuned: plan.algorithm.tunedModel(from: state, on: member.train), test: member.test)
    }

    private func privacy(rounds: Int) throws -> StudyOutcome.Privacy? {
        guard let mode = plan.manifest.privacy?.mode, let figure = try plan.figure(rounds: rounds)
        else { return nil }
        return StudyOutcome.Privacy(
            mode: mode.rawValue, epsilon: figure.epsilon, delta: figure.delta)
    }
}
