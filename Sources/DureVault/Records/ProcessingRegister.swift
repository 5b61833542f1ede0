package import DureCore
package import DureLedger

/// The register of processing: what the ledger says was done with each dataset (control V13).
///
/// It is read from the entries and nothing else, so nobody can write it by hand; what people said
/// of a dataset is in its card.
package struct ProcessingRegister: Sendable {
    /// A kind of use: what was asked, and what for.
    package struct Use: Sendable, Hashable, Comparable {
        /// The charter's word for it, as in `federate`.
        package let action: String
        /// The purpose that the asker named.
        package let purpose: String

        /// A kind of use.
        package init(action: String, purpose: String) {
            self.action = action
            self.purpose = purpose
        }

        package static func < (left: Use, right: Use) -> Bool {
            (left.action, left.purpose) < (right.action, right.purpose)
        }
    }

    /// How often a use was asked for, and how it was answered.
    package struct Tally: Sendable, Hashable {
        /// Permitted.
        package fileprivate(set) var permittedCount = 0
        /// Waiting for somebody's approval when it was asked.
        package fileprivate(set) var waitingCount = 0
        /// Forbidden or not permitted.
        package fileprivate(set) var refusedCount = 0
        /// The first time.
        package let first: Timestamp
        /// The last time.
        package fileprivate(set) var last: Timestamp
    }

    /// How a dataset ended.
    package enum End: String, Sendable {
        /// Erased by somebody.
        case erased
        /// Its last day was over.
        case expired
    }

    /// What was done with one dataset.
    package struct Dataset: Sendable {
        /// When it was taken in; nil while it never was.
        package fileprivate(set) var takenIn: Timestamp?
        /// How and when it ended; nil while it is held.
        package fileprivate(set) var end: (how: End, at: Timestamp)?
        /// The uses asked for.
        package fileprivate(set) var uses: [Use: Tally] = [:]
        /// The charters that answered, by hash.
        package fileprivate(set) var charters: Set<Digest> = []
        /// The studies that were permitted to read it.
        package fileprivate(set) var studies: Set<String> = []
        /// Requests of persons, by what they asked, as in `search` or `erase`.
        package fileprivate(set) var requests: [String: Int] = [:]
        /// How often its key was changed on demand.
        package fileprivate(set) var keyChangeCount = 0
        /// Rounds with noise that were charged to its budget, however often each was tried.
        package var chargedRoundCount: Int { chargedRounds.count }
        /// Rounds without noise.
        package var unboundedRoundCount: Int { unboundedRounds.count }
        fileprivate var chargedRounds: Set<String> = []
        fileprivate var unboundedRounds: Set<String> = []
        /// What held before the last import, for one that is undone.
        fileprivate var beforeImport: (takenIn: Timestamp?, end: (how: End, at: Timestamp)?)?
    }

    /// By the dataset's name.
    package private(set) var datasets: [String: Dataset] = [:]
    /// How many entries were read.
    package private(set) var entryCount = 0

    /// A register of nothing.
    package init() {}

    /// Reads the next entry of the ledger.
    package mutating func add(_ entry: LedgerEntry) {
        entryCount += 1
        guard let name = entry.details["dataset"]?.text else { return }
        datasets[name, default: Dataset()].add(entry)
    }
}

extension ProcessingRegister.Dataset {
    private static let uses = "dataset."
    private static let requests = "vault.subject."

    fileprivate mutating func add(_ entry: LedgerEntry) {
        if entry.action.hasPrefix(Self.uses) {
            addUse(entry)
        } else if entry.action.hasPrefix(Self.requests) {
            requests[String(entry.action.dropFirst(Self.requests.count)), default: 0] += 1
        } else {
            addAct(entry)
        }
    }

    private mutating func addAct(_ entry: LedgerEntry) {
        let round = entry.details["key"]?.text ?? ""
        switch entry.action {
        case "vault.import", "vault.connect":
            beforeImport = (takenIn, end)
            (takenIn, end) = (entry.time, nil)
        case "vault.undo-import":
            // One that was cut short before it was entered changed nothing.
            if let before = beforeImport { (takenIn, end) = before }
            beforeImport = nil
        case "vault.erase": (end, beforeImport) = ((.erased, entry.time), nil)
        case "vault.expire": (end, beforeImport) = ((.expired, entry.time), nil)
        case "vault.rotate-key": keyChangeCount += 1
        case "privacy.charge": chargedRounds.insert(round)
        case "privacy.refund": chargedRounds.remove(round)
        case "privacy.unbounded": unboundedRounds.insert(round)
        default: break
        }
    }

    private mutating func addUse(_ entry: LedgerEntry) {
        let use = ProcessingRegister.Use(
            action: String(entry.action.dropFirst(Self.uses.count)),
            purpose: entry.details["purpose"]?.text ?? "")
        var tally = uses[use] ?? ProcessingRegister.Tally(first: entry.time, last: entry.time)
        tally.last = max(tally.last, entry.time)
        switch entry.verdict {
        case "permitted":
            tally.permittedCount += 1
            if let study = entry.details["study"]?.text { studies.insert(study) }
        case "needs-approval": tally.waitingCount += 1
        default: tally.refusedCount += 1
        }
        uses[use] = tally
        if let charter = entry.charter { charters.insert(charter) }
    }
}
