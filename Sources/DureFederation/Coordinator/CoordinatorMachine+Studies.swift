internal import DureCore
internal import DureLearning

/// From a proposal to an enrolled study, and from an outcome to its measures.
extension CoordinatorMachine {
    /// The most studies that one federation keeps.
    static let studyCountMax = 1_000

    mutating func receive(
        _ proposal: StudyProposal, from connection: Connection, at now: Timestamp
    ) throws -> [Action] {
        func refuse(_ code: String, _ detail: String = "") -> [Action] {
            [.send(.refused(code: code, detail: detail), to: connection)]
        }
        guard proposal.isSigned, let author = roster.member(with: proposal.author) else {
            return refuse("bad-signature")
        }
        if let known = studies[proposal.study] {
            guard known.proposal.manifestHash == proposal.manifestHash else {
                return refuse("study-exists", proposal.study.text)
            }
            return [.send(.proposal(known.proposal), to: connection)]
        }
        guard studies.count < Self.studyCountMax else { return refuse("too-many-studies") }
        guard let manifest = try? StudyManifest(parsing: proposal.manifest) else {
            // The author's own `study check` names the line; here it is enough that it is bad.
            return refuse("bad-manifest")
        }
        guard manifest.study == proposal.study, manifest.federation == roster.federation else {
            return refuse("other-federation", manifest.federation.text)
        }
        var study = CoordinatedStudy(proposal: proposal, manifest: manifest)
        try ledger.record(
            "study.proposed", object: proposal.manifestHash,
            details: ["study": .string(study.name.text), "author": .string(author.name.text)])
        study.proposedAt = now
        try study.saveProposal(to: storage)
        try study.save(to: storage)
        studies[study.name] = study
        return [
            .progress(.proposed(study: study.name, by: author.name)),
            .send(.proposal(proposal), to: connection),
        ] + broadcast(.proposal(proposal))
    }

    mutating func receive(
        _ decision: StudyDecision, from connection: Connection, at now: Timestamp
    ) throws -> [Action] {
        func refuse(_ code: String) -> [Action] {
            [.send(.refused(code: code, detail: decision.study.text), to: connection)]
        }
        guard var study = studies[decision.study] else { return refuse("unknown-study") }
        // Only the member itself brings its answer: an older one cannot be played again.
        guard decision.isSigned, decision.member == peers[connection]?.key,
            let member = roster.member(with: decision.member)
        else {
            return refuse("bad-signature")
        }
        guard decision.manifestHash == study.proposal.manifestHash else {
            return refuse("other-manifest")
        }
        guard study.phase == .proposed else {
            return [.send(stateMessage(of: study), to: connection)]
        }
        // An approval is given among the members of the day: of another day's it says nothing.
        guard decision.answer != .approved || decision.rosterHash == roster.hash else {
            return [.send(.roster(newestStep), to: connection)] + refuse("other-roster")
        }
        guard study.decisions[decision.member] != decision else {
            // A crash may have come between the last decision and the enrolment.
            return [.send(stateMessage(of: study), to: connection)]
                + (try enrolIfDecided(study, at: now))
        }
        try ledger.record(
            "study.decided", object: decision.manifestHash,
            details: [
                "study": .string(study.name.text), "member": .string(member.name.text),
                "answer": .string("\(decision.answer)"),
            ])
        study.decisions[decision.member] = decision
        try study.save(decision, to: storage)
        studies[study.name] = study
        var actions: [Action] = [
            .progress(.decided(study: study.name, by: member.name, answer: decision.answer)),
            .send(stateMessage(of: study), to: connection),
        ]
        actions += try enrolIfDecided(study, at: now)
        return actions
    }

    /// Rounds begin once every member of the roster has answered for good and enough approve.
    ///
    /// Who has not answered in time is left out, connected or not.
    mutating func enrolIfDecided(
        _ known: CoordinatedStudy, at now: Timestamp
    ) throws -> [Action] {
        var study = known
        let began = study.proposedAt ?? started ?? now
        let isOverdue = now.milliseconds - began.milliseconds >= patience.decisionMilliseconds
        // After a restart members need a moment to come back with what they have decided.
        let isSettled =
            now.milliseconds - (started ?? now).milliseconds >= patience.returnMilliseconds
        let isDecided = roster.members.allSatisfy { member in
            switch answer(of: member.key, to: study) {
            case .approved, .refused: true
            case .pending, nil:
                isOverdue
                    && (isConnected(member.key) ? isSettled : isAway(member.key, at: now))
            }
        }
        guard isDecided else { return [] }
        let approving = roster.members.filter { answer(of: $0.key, to: study) == .approved }
        guard approving.count >= study.manifest.memberCountMin else {
            return try fail(&study, "too-few-approvals")
        }
        study.phase = .running
        study.members = approving.map(\.name)
        do {
            study.model = try plan(for: study).algorithm.start()
        } catch {
            // The manifest is well formed but asks for what cannot be computed.
            return try fail(&study, "cannot-be-planned")
        }
        try ledger.record(
            "study.enrolled", object: study.proposal.manifestHash,
            details: [
                "study": .string(study.name.text),
                "members": .array(study.members.map { .string($0.text) }),
            ])
        try study.save(to: storage)
        studies[study.name] = study
        return [.progress(.enrolled(study: study.name, memberCount: approving.count))]
            + approving.flatMap { member in
                streams[member.key].map { connection in
                    approvals(of: study, for: member.key).map { .send($0, to: connection) }
                } ?? []
            } + broadcast(stateMessage(of: study))
    }

    mutating func receive(_ item: StudyMeasures, at now: Timestamp) throws -> [Action] {
        guard var study = studies[item.study], study.phase == .finished, item.isSigned,
            let member = roster.member(with: item.member), study.members.contains(member.name),
            study.measures[item.member] == nil
        else { return [] }
        try ledger.record(
            "study.measured", object: Digest(of: item.json),
            details: [
                "study": .string(study.name.text), "member": .string(member.name.text),
            ])
        study.measures[item.member] = item
        try study.save(item, to: storage)
        studies[study.name] = study
        return [.progress(.measured(study: study.name, by: member.name))]
            + broadcast(stateMessage(of: study))
    }

    mutating func fail(_ study: inout CoordinatedStudy, _ reason: String) throws -> [Action] {
        study.phase = .failed
        study.reason = reason
        try ledger.record(
            "study.failed", object: study.proposal.manifestHash,
            details: ["study": .string(study.name.text), "reason": .string(reason)])
        try study.save(to: storage)
        studies[study.name] = study
        return [.progress(.failed(study: study.name, reason: reason))]
            + broadcast(stateMessage(of: study))
    }

    func stateMessage(of study: CoordinatedStudy) -> WireMessage {
        .studyState(study: study.name, json: study.state(names: knownNames).canonicalBytes)
    }

    func plan(for study: CoordinatedStudy) throws -> StudyPlan {
        try StudyPlan(
            manifest: study.manifest, manifestHash: study.proposal.manifestHash,
            memberCount: study.members.count, federationCount: roster.members.count)
    }
}
