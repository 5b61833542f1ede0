internal import DureCore
internal import DureLearning

/// Proposals and answers, states and outcomes.
extension MemberMachine {
    static let studyCountMax = 1_000

    mutating func receive(_ proposal: StudyProposal) throws -> [Action] {
        guard proposal.isSigned, let author = roster?.member(with: proposal.author) else {
            return []
        }
        if let known = studies[proposal.study] {
            guard known.proposal.manifestHash == proposal.manifestHash else { return [] }
            guard let decision = known.decision, decision.answer != .pending else {
                return try decide(proposal.study)
            }
            return [.send(.decision(decision))]
        }
        guard studies.count < Self.studyCountMax else { return [] }
        let manifest: StudyManifest
        do {
            manifest = try StudyManifest(parsing: proposal.manifest)
        } catch {
            return []  // The coordinator should not have let it through; there is nothing to judge.
        }
        guard manifest.study == proposal.study else { return [] }
        try door.record(
            "study.received", object: proposal.manifestHash,
            details: [
                "study": .string(proposal.study.text), "author": .string(author.name.text),
            ])
        let study = MemberStudy(proposal: proposal, manifest: manifest)
        try study.saveProposal(to: storage)
        studies[proposal.study] = study
        return try decide(proposal.study)
    }

    /// Asks the charter and tells the coordinator.
    mutating func decide(_ name: Name) throws -> [Action] {
        guard var study = studies[name], let roster else { return [] }
        let answer = try door.decide(
            on: study.manifest, proposal: study.proposal,
            author: roster.member(with: study.proposal.author))
        let decision = try StudyDecision(
            study: name, manifestHash: study.proposal.manifestHash, rosterHash: roster.hash,
            answer: answer.answer, reasons: answer.reasons, by: identity)
        study.decision = decision
        try study.saveDecision(to: storage)
        studies[name] = study
        return [
            .send(.decision(decision)),
            .progress(
                .decided(study: name, answer: answer.answer, reasons: answer.reasons)),
        ]
    }

    mutating func receiveState(
        of name: Name, json: [UInt8],
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard var study = studies[name], study.decision?.answer == .approved else { return [] }
        let state = try JSONValue(parsing: json, byteCountMax: WireMessage.jsonByteCountMax)
        guard let phase = state["phase"]?.text else { return [] }
        if study.begun == nil {
            let names = try (state["members"]?.elements ?? []).map { try Name($0.text ?? "") }
            guard Set(names).count == names.count else { return [] }
            study.members = names
            studies[name] = study
        }
        switch phase {
        case "finished":
            if let held = try hold(outcome: json, of: name, using: &generator) { return held }
            return try receiveOutcome(&study, state: state)
        case "failed":
            return attempt?.study == name ? try leaveAttempt(reason: "study-failed") : []
        default: return []
        }
    }

    private mutating func receiveOutcome(
        _ study: inout MemberStudy, state: JSONValue
    ) throws -> [Action] {
        guard let own = roster?.member(with: identity.publicKey),
            study.members.contains(own.name)
        else { return [] }
        if study.isAssessed {
            guard state["measures"]?[own.name.text] == nil else { return [] }
            return try shareMeasures(of: study.name)
        }
        guard let text = state["model"]?.text
        else { return [] }
        let model = try ModelState(canonicalBytes: Hex.decode(text))
        let lastRound = state["rounds"]?.elements?.last?["round"]?.int ?? 0
        let round = UInt32(clamping: lastRound)
        let standing = standing(of: model.digest, after: round, in: study)
        if standing == .wrong {
            // The outcome does not follow from the sums that this node saw.
            try door.record(
                "study.outcome.refused", object: model.digest,
                details: ["study": .string(study.name.text)])
            return [.progress(.left(study: study.name, round: 0, reason: "models-differ"))]
        }
        try door.record(
            "study.outcome.received", object: model.digest,
            details: ["study": .string(study.name.text)])
        let measures = try door.assess(study.manifest, model: model)
        var actions: [Action] = [.progress(.finished(study: study.name))]
        if let measures {
            let json = measures.canonicalBytes
            // Before they can leave, and once: they may be sent again and again.
            try door.record(
                "study.measures", object: Digest(of: json),
                details: [
                    "study": .string(study.name.text), "bytes": .integer(Int64(json.count)),
                ])
            study.measures = try StudyMeasures(study: study.name, json: json, by: identity)
            try study.saveMeasures(to: storage)
        }
        // A model that this node has not checked is judged at home, and nobody is told how it
        // does until others have vouched for it.
        if standing != .checked || study.distrust != nil { study.uncheckedOutcome = model.digest }
        study.isAssessed = true
        try study.saveJournal(to: storage)
        studies[study.name] = study
        actions += try shareMeasures(of: study.name)
        actions += try exchange(isUrgent: true)
        return actions + [.progress(.assessed(study: study.name))]
    }
}
