package import DureCharter
package import DureCore
package import DureFederation
internal import DureLedger

/// What people of a member do with studies.
extension MemberHome {
    /// Signs a manifest as this member's proposal; returns once the coordinator has it.
    ///
    /// - Parameter person: Who proposes it, as the ledger names them: they do not approve it then.
    /// - Returns: Whether it is new: false where it was proposed before and waits for answers.
    /// - Throws: ``NodeError/notEnrolled``, ``NodeError/otherFederation(asked:own:)``,
    ///   ``NodeError/studyKnown(_:phase:reason:)`` where it is past that,
    ///   ``NodeError/refused(code:detail:)``, `TransportError`.
    package func propose(
        _ study: StudyManifest, manifest: [UInt8], by person: String? = nil
    ) async throws -> Bool {
        let (_, credential) = try federation()
        let own = credential.certificate.federation
        guard study.federation == own else {
            throw NodeError.otherFederation(asked: study.federation, own: own)
        }
        let proposal = try StudyProposal(
            study: study.study, manifest: manifest, by: credential.identity)
        return try await FederationCommand.with(self) { command in
            let known = try await command.status()["studies"]?.elements?
                .first { $0["study"]?.text == study.study.text }
            if let known, known["manifestHash"]?.text == proposal.manifestHash.hex {
                let phase = known["phase"]?.text ?? ""
                guard phase == "proposed" else {
                    throw NodeError.studyKnown(
                        study.study, phase: phase, reason: known["reason"]?.text ?? "")
                }
                return false
            }
            try log(by: person).record(
                "study.propose", object: proposal.manifestHash,
                details: ["study": .string(study.study.text)])
            if let person {
                try StudyApprovals(storage: base.storage, study: study.study)
                    .setProposer(person)
            }
            try await command.propose(proposal)
            return true
        }
    }

    /// What this node's rules say about a study now, in a reader's language.
    ///
    /// The decision is entered in the ledger, as every one is.
    ///
    /// - Parameter received: The study as it was fetched, for a node that has not received it.
    /// - Throws: ``NodeError/unknownStudy(_:)`` where the node has not received the study.
    package func review(
        _ study: Name, _ language: Language, received: StudyProposal? = nil
    ) throws -> (manifest: StudyManifest, hash: Digest, answer: MemberAnswer) {
        var door = door
        door.language = language
        door.isForOwnReader = true
        let proposal = try received ?? door.proposal(of: study)
        let manifest = try StudyManifest(parsing: proposal.manifest)
        let author = try FederationFiles.roster(in: base.storage)?.member(with: proposal.author)
        let answer = try door.decide(on: manifest, proposal: proposal, author: author)
        return (manifest, proposal.manifestHash, answer)
    }

    /// Writes a person's approval down and has the running node consider the study anew.
    ///
    /// - Throws: ``NodeError/unknownStudy(_:)`` where the node has not received the study.
    package func approve(_ study: Name, as approval: Approval) throws {
        let proposal = try door.proposal(of: study)
        let person = try ledgerID(of: approval.person)
        let proposer = try StudyApprovals(storage: base.storage, study: study).proposer()
        guard proposer != person else { throw UserError.ownStudy(study) }
        try door.record(
            "study.approved", object: proposal.manifestHash,
            details: [
                "study": .string(study.text), "person": .string(person),
                "role": .string(approval.role),
            ])
        try StudyApprovals(storage: base.storage, study: study)
            .add(approval, at: Timestamp(now: clock))
        try NodeInbox(storage: base.storage).reconsider(study)
    }

    /// How the ledger names a person: by an id that the vault can forget.
    func ledgerID(of person: String) throws -> String {
        var generator = SystemSecureGenerator()
        return try people.id(of: Name(person), using: &generator)
    }

    /// Forgets whose a person's id in the ledger was, and enters that it was forgotten.
    ///
    /// - Returns: The id; nil where nobody of that name is known.
    /// - Throws: ``UserError/isUser(_:)``.
    package func forget(_ person: Name) throws -> String? {
        guard try !users.users().contains(where: { $0.name == person }) else {
            throw UserError.isUser(person)
        }
        guard let known = try people.people().first(where: { $0.name == person }) else {
            return nil
        }
        try door.record("person.forgotten", object: nil, details: ["person": .string(known.id)])
        return try people.forget(person)
    }
}
