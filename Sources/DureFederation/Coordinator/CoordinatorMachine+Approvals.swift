internal import DureCore

/// Signed answers: which count, and who is shown them.
extension CoordinatorMachine {
    /// A member's answer, where it counts: an approval under another roster does not.
    func answer(of key: PublicIdentity, to study: CoordinatedStudy) -> StudyDecision.Answer? {
        guard let decision = study.decisions[key],
            decision.answer != .approved || decision.rosterHash == roster.hash
        else { return nil }
        return decision.answer
    }

    /// The signed approvals of a running study's members, which each of them checks before it
    /// joins; none for others.
    func approvals(of study: CoordinatedStudy, for key: PublicIdentity) -> [WireMessage] {
        guard study.phase == .running, let member = roster.member(with: key),
            study.members.contains(member.name)
        else { return [] }
        return study.members.compactMap { name in
            roster.member(named: name).flatMap { study.decisions[$0.key] }
                .map { .decision($0) }
        }
    }

    /// Tells whoever asks of a study: the proposal, all signed answers and, last, the state.
    func tell(of name: Name, to connection: Connection) -> [Action] {
        guard let study = studies[name] else {
            return [.send(.refused(code: "unknown-study", detail: name.text), to: connection)]
        }
        let decisions = study.decisions.values
            .sorted { $0.member.fingerprint < $1.member.fingerprint }
        return [.send(.proposal(study.proposal), to: connection)]
            + decisions.map { .send(.decision($0), to: connection) }
            + [.send(stateMessage(of: study), to: connection)]
    }
}
