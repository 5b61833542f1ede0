internal import DureCore

/// Many writers' way into one ledger: what arrives while a batch is being written goes into the
/// next one, so that they share its sync and its signature.
///
/// Nobody waits for company: a lone writer's entries are written at once, and a batch under way is
/// all that another one ever waits for.
package actor LedgerQueue {
    private let ledger: Ledger
    private var waiting: [Waiter] = []
    private var isWriting = false

    private struct Waiter {
        let leaves: [[UInt8]]
        let turn: CheckedContinuation<Turn, Never>
    }

    /// What a waiter hears.
    private enum Turn: Sendable {
        /// Its entries are in the ledger, or could not be entered.
        case done(Result<Range<Int>, any Error>)
        /// Its entries wait still, and it is the one to write the next batch.
        case next
    }

    /// The way into that ledger.
    package init(_ ledger: Ledger) {
        self.ledger = ledger
    }

    /// Enters a batch; once this returns, it survives a crash.
    ///
    /// - Returns: The entries' places in the ledger, one after the other.
    /// - Throws: As ``Ledger/append(_:)``. A failure of the storage is told to everybody whose
    ///   entries were in the same batch.
    @discardableResult
    package func append(_ entries: [LedgerEntry]) async throws -> Range<Int> {
        guard entries.count <= Ledger.batchCountMax else {
            throw LedgerError.batchTooLarge(limit: Ledger.batchCountMax)
        }
        let leaves = try entries.map { (entry) throws(LedgerError) in try entry.bytes() }
        if isWriting {
            let turn = await withCheckedContinuation {
                waiting.append(Waiter(leaves: leaves, turn: $0))
            }
            if case .done(let result) = turn { return try result.get() }
        }
        isWriting = true
        // Whoever is at the door comes in; alone, that is a matter of microseconds.
        await Task.yield()
        let company = takeWaiting(beside: leaves.count)
        let outcome = await Self.write(leaves + company.flatMap(\.leaves), to: ledger)
        var first = leaves.count
        for waiter in company {
            let (offset, count) = (first, waiter.leaves.count)
            waiter.turn.resume(
                returning: .done(
                    outcome.map { $0.lowerBound + offset..<$0.lowerBound + offset + count }))
            first += count
        }
        if waiting.isEmpty {
            isWriting = false
        } else {
            waiting.removeFirst().turn.resume(returning: .next)
        }
        return try outcome.map { $0.lowerBound..<$0.lowerBound + leaves.count }.get()
    }

    /// Those who wait, from the first on, as long as their entries fit into one batch.
    private func takeWaiting(beside count: Int) -> [Waiter] {
        var total = count
        let taken = waiting.prefix { waiter in
            total += waiter.leaves.count
            return total <= Ledger.batchCountMax
        }
        waiting.removeFirst(taken.count)
        return Array(taken)
    }

    /// Away from the actor, so that others can line up meanwhile.
    @concurrent
    private static func write(
        _ leaves: [[UInt8]], to ledger: Ledger
    ) async -> Result<Range<Int>, any Error> {
        Result { try ledger.append(leaves: leaves) }
    }
}
