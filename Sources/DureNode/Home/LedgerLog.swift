package import DureCore
internal import DureFederation
package import DureLedger

/// A node's ledger as the machines of a federation see it.
package struct LedgerLog: EventLog {
    private let ledger: Ledger
    private let actor: String
    private let clock: any WallClock

    /// Writes as that actor: a key id, never a person's name.
    package init(ledger: Ledger, actor: String, clock: any WallClock) {
        self.ledger = ledger
        self.actor = actor
        self.clock = clock
    }

    package func record(
        _ action: String, object: Digest?, details: [String: JSONValue]
    ) throws {
        try record(action, object: object, verdict: nil, details: details)
    }

    /// Enters what was done or asked, with the answer where there was one.
    func record(
        _ action: String, object: Digest? = nil, verdict: String?, details: [String: JSONValue]
    ) throws {
        try ledger.append([
            LedgerEntry(
                time: Timestamp(now: clock), actor: actor, action: action, object: object,
                verdict: verdict, details: details)
        ])
    }
}
