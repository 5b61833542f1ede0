internal import DureCore

/// The words of members for a study's model, passed on to those who missed the sum.
extension CoordinatorMachine {
    func isVouchable(_ voucher: ModelVoucher, for study: CoordinatedStudy) -> Bool {
        voucher.round == study.rounds.last?.round && voucher.modelHash == study.model?.digest
    }

    mutating func receive(_ voucher: ModelVoucher, key: PublicIdentity) -> [Action] {
        guard let study = studies[voucher.study], voucher.member == key,
            isVouchable(voucher, for: study), let member = roster.member(with: key),
            study.members.contains(member.name), vouchers[study.name]?[key] == nil,
            voucher.isSigned
        else { return [] }
        vouchers[study.name, default: [:]][key] = voucher
        // Who was in the sum computes the model itself; should it fail to, it is told later.
        let survivors = study.rounds.last?.survivors ?? []
        return study.members.filter { !survivors.contains($0) }.compactMap { name in
            roster.member(named: name).flatMap { streams[$0.key] }
                .map { .send(.voucher(voucher), to: $0) }
        }
    }

    /// What others said of the model of a study in which this member takes part.
    func words(on study: CoordinatedStudy, for key: PublicIdentity) -> [WireMessage] {
        guard let member = roster.member(with: key), study.members.contains(member.name) else {
            return []
        }
        return (vouchers[study.name] ?? [:]).values.filter { $0.member != key }
            .sorted { $0.member.fingerprint < $1.member.fingerprint }.map { .voucher($0) }
    }
}
