internal import DureCore
internal import DureLearning
internal import DurePrivacy

/// What a member knows of a model that the coordinator names.
enum ModelStanding: Sendable {
    /// It follows from an audited sum, or more members vouch for it than may collude.
    case checked
    /// This node has missed a sum on the way to it, and too few have vouched so far.
    case unknown
    /// Another model follows from the sums that this node saw.
    case wrong
}

/// Models that this node cannot compute itself, since it missed a sum, and its word for those that
/// it can.
extension MemberMachine {
    /// Where a model stands that a round is to begin with.
    ///
    /// A round that was skipped leaves the model as it was, so the newest checked one will do.
    func standing(
        of model: Digest, before round: UInt32, in study: MemberStudy, plan: StudyPlan
    ) -> ModelStanding {
        if model == study.checkedModel ?? plan.algorithm.start().digest { return .checked }
        if round == study.checkedRound + 1 { return .wrong }
        return isVouched(model, since: study.checkedRound, in: study) ? .checked : .unknown
    }

    /// Where a model stands that is said to follow from the last round of a study.
    func standing(
        of model: Digest, after round: UInt32, in study: MemberStudy
    ) -> ModelStanding {
        if round > 0, round == study.checkedRound {
            return study.checkedModel == model ? .checked : .wrong
        }
        return isVouched(model, since: study.checkedRound, in: study) ? .checked : .unknown
    }

    /// Whether one honest member at least vouches for the model: more do than may collude.
    private func isVouched(_ model: Digest, since round: UInt32, in study: MemberStudy) -> Bool {
        guard let roster else { return false }
        let members = study.studyRoster(in: roster)
        let colluding = StudyPlan.colludingCount(
            of: study.manifest, memberCount: members.count,
            federationCount: roster.members.count)
        let words = (vouchers[study.name] ?? [:]).values.filter {
            $0.modelHash == model && $0.round > round && $0.rosterHash == members.hash
        }
        return words.count > colluding
    }

    /// Takes another member's word.
    mutating func receive(
        _ voucher: ModelVoucher, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [Action] {
        guard let study = studies[voucher.study], let roster,
            voucher.member != identity.publicKey,
            voucher.manifestHash == study.proposal.manifestHash,
            voucher.round > study.checkedRound,
            study.studyRoster(in: roster).number(of: voucher.member) != nil,
            voucher.round > vouchers[voucher.study]?[voucher.member]?.round ?? 0,
            voucher.isSigned
        else { return [] }
        vouchers[voucher.study, default: [:]][voucher.member] = voucher
        if study.isAssessed { return try shareMeasures(of: voucher.study) }
        return try contribute(using: &generator)
    }

    /// This node's word for the model that it has computed.
    func vouch(for study: MemberStudy) throws -> [Action] {
        guard study.canVouch, let model = study.checkedModel, let roster else { return [] }
        let voucher = try ModelVoucher(
            study: study.name, manifestHash: study.proposal.manifestHash,
            rosterHash: study.studyRoster(in: roster).hash, round: study.checkedRound,
            modelHash: model, by: identity)
        return [.send(.voucher(voucher))]
    }

    /// A coordinator that was restarted has forgotten who vouched.
    func vouchAgain() throws -> [Action] {
        try studies.values.sorted { $0.name < $1.name }.flatMap { try vouch(for: $0) }
    }

    /// Sends the measures of an outcome, once that outcome is checked.
    mutating func shareMeasures(of name: Name) throws -> [Action] {
        guard var study = studies[name], let measures = study.measures else { return [] }
        if let outcome = study.uncheckedOutcome {
            guard study.distrust == nil,
                isVouched(outcome, since: study.checkedRound, in: study)
            else { return [] }
            study.uncheckedOutcome = nil
            try study.saveJournal(to: storage)
            studies[name] = study
        }
        return [.send(.measures(measures))]
    }
}
