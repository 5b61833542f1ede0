package import DureAssessment
package import DureCore
internal import DureFederation
internal import DurePrivacy

/// The outcome of a study as this home and the coordinator know it.
package struct StudyResult: Sendable {
    private static let assessmentByteCountMax = 16 << 20

    /// The study.
    package let study: Name
    /// What joining brought to this member, with all its measures; nil where it did not assess.
    package let own: MemberOutcome?
    /// What the members share, and what it cost; nil until the study is finished.
    package let outcome: StudyOutcome?
    /// What this owner's budget was charged; nil where nothing was.
    package let charges: StudyCharges?

    /// Reads this home's assessment and the members' shared measures.
    ///
    /// - Parameter state: The study's state as the coordinator tells it.
    /// - Throws: ``NodeError``, `AssessmentError` for measures that cannot be read, `PrivacyError`.
    package init(of study: Name, in home: MemberHome, state: JSONValue) throws {
        self.study = study
        own = try Self.own(study, home)
        outcome = try Self.outcome(study, home, state)
        charges = try Self.charges(study, home)
    }

    /// The outcome as commands and the management API tell it.
    package func answer(phase: String) -> JSONValue {
        [
            "study": .string(study.text), "phase": .string(phase),
            "own": own?.json ?? .null, "outcome": outcome?.json ?? .null,
            "budget": charges.map {
                [
                    "charges": .count($0.chargeCount), "given_back": .count($0.refundCount),
                    "releases_without_noise": .count($0.unboundedCount),
                    "figure": $0.figure?.answer ?? .null,
                ]
            } ?? .null,
        ]
    }

    private static func own(_ study: Name, _ home: MemberHome) throws -> MemberOutcome? {
        let path = "studies/\(study.text)/assessment.json"
        guard
            let bytes = try home.base.storage.read(path, byteCountMax: assessmentByteCountMax)
        else { return nil }
        let json = try JSONValue(parsing: bytes, byteCountMax: assessmentByteCountMax)
        return try json["outcome"].map { try MemberOutcome(json: $0) }
    }

    private static func outcome(
        _ study: Name, _ home: MemberHome, _ state: JSONValue
    ) throws -> StudyOutcome? {
        guard state["phase"]?.text == "finished", let hash = state["modelHash"]?.text else {
            return nil
        }
        let rounds = state["rounds"]?.elements ?? []
        let measures = state["measures"]?.members ?? [:]
        let proposal = try home.door.proposal(of: study)
        let plan = try StudyPlan(
            manifest: StudyManifest(parsing: proposal.manifest),
            manifestHash: proposal.manifestHash,
            memberCount: state["members"]?.elements?.count ?? 0,
            federationCount: FederationFiles.roster(in: home.base.storage)?.members.count)
        return try StudyOutcome(
            study: study, modelHash: Digest(hex: hash),
            algorithm: plan.algorithm.settings["algorithm"]?.text ?? "",
            roundCount: rounds.count, privacy: privacy(plan, roundCount: rounds.count),
            members: measures.sorted { $0.key < $1.key }.map { try MemberOutcome(json: $0.value) })
    }

    /// What the released sums cost against the coordinator with the colluding members.
    private static func privacy(
        _ plan: StudyPlan, roundCount: Int
    ) throws -> StudyOutcome.Privacy? {
        guard let mode = plan.manifest.privacy?.mode,
            let figure = try plan.figure(rounds: roundCount)
        else { return nil }
        // Rounded up in the sixth digit: still an upper bound, and fit to be read.
        let epsilon = (figure.epsilon * 1e6).rounded(.up) / 1e6
        return StudyOutcome.Privacy(mode: mode.rawValue, epsilon: epsilon, delta: figure.delta)
    }

    private static func charges(_ study: Name, _ home: MemberHome) throws -> StudyCharges? {
        let proposal = try home.door.proposal(of: study)
        let dataset = try StudyManifest(parsing: proposal.manifest).dataset
        return try home.budgetBook(of: dataset)?.studies().first { $0.study == study.text }
    }
}

extension MemberHome {
    /// A study's state as the coordinator tells it; where it cannot be reached, what this node
    /// knows of one that it has assessed.
    ///
    /// - Throws: ``NodeError/unknownStudy(_:)``, or `TransportError` where the node knows too little.
    package func state(
        of study: Name
    ) async throws -> (state: JSONValue, isOwnRecord: Bool) {
        do {
            return (
                try await FederationCommand.with(self) { try await $0.state(of: study) }, false
            )
        } catch let error as TransportError where error.isUnreachable {
            let known = try knownStudies().first {
                $0["study"]?.text == study.text && $0["phase"]?.text == "finished"
            }
            guard let known else { throw error }
            return (known, true)
        }
    }
}
