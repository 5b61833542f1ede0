internal import DureCore

/// What is said again to members who owe an answer: a message that was lost or came too early
/// would otherwise never be repeated on a stream that lives on.
extension CoordinatorMachine {
    /// When a member is asked again, and what it owed when it was asked last.
    struct Repeat: Sendable {
        var debts: [Debt]
        var count = 0
        var nextMilliseconds: Int64
    }

    /// What a member has not answered yet.
    enum Debt: Sendable, Hashable {
        case decision(Name)
        case step(Digest, phase: String, chunkCount: Int)
        case outcome(Name)
    }

    /// Asks every connected member for what it owes, where nothing has moved for a while.
    mutating func askAgain(at now: Timestamp) -> [Action] {
        let open = studies.values
            .filter { $0.phase == .proposed || lastFinished.contains($0.name) }
            .sorted { $0.name < $1.name }
        var actions: [Action] = []
        for (key, connection) in streams.sorted(by: { $0.value < $1.value }) {
            let debts = debts(of: key, in: open)
            guard var entry = repeats[key], entry.debts == debts else {
                let next = now.milliseconds + patience.repeatMilliseconds
                repeats[key] = Repeat(debts: debts, nextMilliseconds: next)
                continue
            }
            guard now.milliseconds >= entry.nextMilliseconds,
                entry.count < patience.repeatCountMax
            else { continue }
            entry.count += 1
            entry.nextMilliseconds = now.milliseconds + patience.repeatMilliseconds << entry.count
            repeats[key] = entry
            actions += debts.flatMap { reminder($0, of: key) }.map { .send($0, to: connection) }
        }
        return actions
    }

    /// Closes streams whose greeting never came: their members open new ones.
    mutating func closeSilent(at now: Timestamp) -> [Action] {
        let silent = peers.filter { _, peer in
            peer.role == nil
                && now.milliseconds - peer.opened.milliseconds >= patience.helloMilliseconds
        }
        for connection in silent.keys { peers[connection] = nil }
        return silent.keys.sorted().map { .close($0) }
    }

    private func debts(of key: PublicIdentity, in open: [CoordinatedStudy]) -> [Debt] {
        guard let member = roster.member(with: key) else { return [] }
        var debts: [Debt] = []
        for study in open {
            if study.phase == .proposed {
                if answer(of: key, to: study) == nil { debts.append(.decision(study.name)) }
            } else if study.members.contains(member.name), study.measures[key] == nil {
                debts.append(.outcome(study.name))
            }
        }
        if let running, let number = running.roster.number(of: key),
            running.machine.awaited.contains(number)
        {
            debts.append(
                .step(
                    running.machine.context.sctx, phase: running.machine.phaseName,
                    chunkCount: running.sum.chunkCount(of: number)))
        }
        return debts
    }

    private func reminder(_ debt: Debt, of key: PublicIdentity) -> [WireMessage] {
        switch debt {
        case .decision(let name):
            return studies[name].map { [.roster(newestStep), .proposal($0.proposal)] } ?? []
        case .outcome(let name):
            guard let study = studies[name] else { return [] }
            return [.proposal(study.proposal)] + words(on: study, for: key)
                + [stateMessage(of: study)]
        case .step:
            guard let running, let study = studies[running.study],
                let number = running.roster.number(of: key)
            else { return [] }
            return [.roster(newestStep), .proposal(study.proposal)]
                + approvals(of: study, for: key) + [stateMessage(of: study)]
                + words(on: study, for: key) + (running.lastSent[number] ?? [])
        }
    }
}
