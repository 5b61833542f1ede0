internal import DureCore

/// What the other members of a study have signed.
extension MemberMachine {
    /// Keeps an approval that the coordinator shows, where its member signed it for this manifest.
    mutating func receive(_ decision: StudyDecision) {
        guard let study = studies[decision.study], study.begun == nil,
            approvals[decision.study]?[decision.member] != decision,
            decision.answer == .approved,
            decision.manifestHash == study.proposal.manifestHash,
            roster?.member(with: decision.member) != nil, decision.isSigned
        else { return }
        approvals[decision.study, default: [:]][decision.member] = decision
    }

    /// Whether everyone who is said to be in the study, this node included, has signed an approval
    /// of its manifest, and all of them among the same members.
    func isApproved(_ study: MemberStudy) -> Bool {
        guard let roster, let own = roster.member(with: identity.publicKey),
            study.members.contains(own.name)
        else { return false }
        let shown = study.members.compactMap { name in
            roster.member(named: name).flatMap { approvals[study.name]?[$0.key] }
        }
        return shown.count == study.members.count && Set(shown.map(\.rosterHash)).count == 1
    }
}
