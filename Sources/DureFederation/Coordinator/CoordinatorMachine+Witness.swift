internal import DureCore

/// Heads of ledgers on their way between members; the coordinator only passes them on.
///
/// It can hold them back, and then signatures are missing; it cannot make any.
extension CoordinatorMachine {
    /// How many of these messages of one member are passed on in a second, for each member of the
    /// roster and beside.
    private static let relayCountMax = 4
    /// How many members beside the ledger's owner hear of a signature.
    private static let listenerCountMax = 15

    /// How many messages about ledgers a member has sent since a moment.
    struct Relayed: Sendable {
        var since: Timestamp
        var count = 0
    }

    mutating func receive(
        _ announcement: LedgerAnnouncement, key: PublicIdentity, at now: Timestamp
    ) -> [Action] {
        guard announcement.member == key, roster.member(with: key) != nil, mayRelay(key, at: now),
            announcement.isSigned
        else { return [] }
        // The first one is what newcomers hear; another one goes out as well, to be noticed.
        let known = announcements[key]
        if known == nil { announcements[key] = announcement }
        guard known.map({ !$0.hasKeys(of: announcement) }) ?? true else { return [] }
        return streams.filter { $0.key != key }.values.sorted()
            .map { .send(.ledgerKeys(announcement), to: $0) }
    }

    /// The keys of all others' ledgers, for a member that has just come.
    func announcements(for key: PublicIdentity) -> [WireMessage] {
        roster.members.filter { $0.key != key }.compactMap { announcements[$0.key] }
            .map { .ledgerKeys($0) }
    }

    mutating func relay(
        _ submission: LedgerSubmission, key: PublicIdentity, at now: Timestamp
    ) -> [Action] {
        guard submission.member == key, submission.witness != key, mayRelay(key, at: now),
            let stream = streams[submission.witness]
        else { return [] }
        return [.send(.submission(submission), to: stream)]
    }

    mutating func relay(_ vouch: LedgerVouch, key: PublicIdentity, at now: Timestamp) -> [Action] {
        guard vouch.witness == key, vouch.member != key, mayRelay(key, at: now) else { return [] }
        // Those who come after the witness on the roster, so that every pair is heard of.
        let keys = roster.members.map(\.key)
        let start = keys.firstIndex(of: key).map { $0 + 1 } ?? 0
        let listeners = (0..<keys.count).map { keys[(start + $0) % keys.count] }
            .filter { $0 != key && $0 != vouch.member }.prefix(Self.listenerCountMax)
        return ([vouch.member] + listeners).compactMap { streams[$0] }
            .map { .send(.vouch(vouch), to: $0) }
    }

    mutating func relay(
        _ conflict: LedgerConflict, key: PublicIdentity, at now: Timestamp
    ) -> [Action] {
        guard conflict.witness == key, mayRelay(key, at: now), let stream = streams[conflict.member]
        else { return [] }
        return [.send(.conflict(conflict), to: stream)]
    }

    private mutating func mayRelay(_ key: PublicIdentity, at now: Timestamp) -> Bool {
        var relayed = relayed[key] ?? Relayed(since: now)
        if !(0..<1_000).contains(now.milliseconds - relayed.since.milliseconds) {
            relayed = Relayed(since: now)
        }
        relayed.count += 1
        self.relayed[key] = relayed
        return relayed.count <= Self.relayCountMax * (roster.members.count + 8)
    }
}
