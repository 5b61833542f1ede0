internal import DureCore
internal import DureLedger

/// What a member remembers as a witness of others, and of its own witnesses.
struct WitnessPart: Sendable {
    /// The least time between two rounds of requests, in milliseconds; a study's end does not wait.
    static let intervalMilliseconds: Int64 = 2_000
    /// After so long a witness that has not answered is asked again.
    static let repeatMilliseconds: Int64 = 30_000
    /// How many requests of one member are answered in a second.
    static let answerCountMax = 8
    /// How often a witness may answer one request with another size.
    static let conflictCountMax = 2
    /// How many heads of another's ledger are remembered of those that others signed.
    static let seenCountMax = 16
    /// How many of its own heads may wait for signatures.
    static let collectingCountMax = 4

    /// What this member asked of a witness.
    struct Asked: Sendable {
        /// The size that it has signed last, or says that it knows.
        var knownSize = 0
        /// The size of the head that it was asked for.
        var size = -1
        var time = Timestamp(milliseconds: .min / 2)
        var conflictCount = 0
    }

    /// How many requests of a member were answered since a moment.
    struct Answered: Sendable {
        var since: Timestamp
        var count = 0
    }

    /// The keys of the others, as they were first announced; a member's keys never change.
    var announcements: [PublicIdentity: LedgerAnnouncement] = [:]
    /// The newest head of each other's ledger that this member has signed.
    var heads: [PublicIdentity: Checkpoint] = [:]
    /// Heads of others' ledgers that others have signed, the newest last.
    var seen: [PublicIdentity: [Checkpoint]] = [:]
    var asked: [PublicIdentity: Asked] = [:]
    var answered: [PublicIdentity: Answered] = [:]
    /// Own heads with the signatures that have come so far, by size.
    var collecting: [Int: Checkpoint] = [:]
    var lastExchange = Timestamp(milliseconds: .min / 2)
    /// Members whose second keys were told of already, so that it is said once.
    var isTold: Set<PublicIdentity> = []
    /// The largest size that a witness claims to know beyond the own head.
    var claimedSize = 0

    /// Counts one request; false where that is too many.
    mutating func admits(_ member: PublicIdentity, at now: Timestamp) -> Bool {
        var answered = answered[member] ?? Answered(since: now)
        if !(0..<1_000).contains(now.milliseconds - answered.since.milliseconds) {
            answered = Answered(since: now)
        }
        answered.count += 1
        self.answered[member] = answered
        return answered.count <= Self.answerCountMax
    }

    /// Remembers a head that others signed.
    mutating func see(_ head: Checkpoint, of member: PublicIdentity) {
        var heads = seen[member] ?? []
        guard !heads.contains(where: { $0.size == head.size }) else { return }
        heads.append(head)
        seen[member] = Array(heads.suffix(Self.seenCountMax))
    }

    /// The head with what others had signed under it before.
    mutating func collect(_ cosignature: Cosignature, under head: Checkpoint) -> Checkpoint {
        let head = (collecting[head.size] ?? head).adding([cosignature])
        collecting[head.size] = head
        while collecting.count > Self.collectingCountMax, let oldest = collecting.keys.min() {
            collecting[oldest] = nil
        }
        return head
    }
}
