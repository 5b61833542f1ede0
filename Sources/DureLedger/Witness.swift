internal import DureCore

/// What a witness answers to the head of another's ledger (C2SP tlog-witness, `add-checkpoint`).
package enum WitnessAnswer: Sendable, Hashable {
    /// The head follows from what was known. It is to be kept first and signed then.
    case accepted(Checkpoint)
    /// The ledger reckons with another head than the newest that the witness knows, which has
    /// this size.
    case conflict(size: Int)
    /// The ledger has signed two histories.
    case fork(LedgerFork)
    /// The request is not signed by the ledger, or makes no sense; nothing follows from it.
    case refused(LedgerError)
}

/// Holds heads of other ledgers against what was seen of them before; never goes back.
///
/// It keeps nothing itself: whoever asks hands it the newest head that was accepted, and keeps the
/// next one before the signature leaves.
package enum Witness {
    /// Judges one request.
    ///
    /// - Parameters:
    ///   - key: The ledger's key; only its heads are accepted.
    ///   - known: The newest head of this ledger that was accepted; nil for none.
    package static func judge(
        _ request: WitnessRequest, key: VerifierKey, known: Checkpoint?
    ) -> WitnessAnswer {
        let head: Checkpoint
        do {
            head = try Checkpoint(parsing: request.checkpoint, key: key)
        } catch {
            return .refused(error)
        }
        // Two heads of one size and two roots are a fork, whatever else the request says.
        if let known, known.size == head.size, known.root != head.root {
            return .fork(LedgerFork(known: known, offered: head, proof: nil))
        }
        guard request.oldSize <= head.size else { return .refused(.requestUnreadable) }
        guard let known, known.size > 0 else {
            guard request.oldSize == 0 else { return .conflict(size: 0) }
            return request.proof.isEmpty ? .accepted(head) : .refused(.requestUnreadable)
        }
        guard request.oldSize == known.size else { return .conflict(size: known.size) }
        let isConsistent = MerkleTree.verifyConsistency(
            first: known.size, firstRoot: known.root, second: head.size, secondRoot: head.root,
            proof: request.proof)
        guard isConsistent else {
            return .fork(LedgerFork(known: known, offered: head, proof: request.proof))
        }
        return .accepted(head)
    }

    /// What two heads of one ledger, each signed by it, show by themselves.
    ///
    /// - Returns: The fork, where they have one size and two roots.
    package static func compare(_ known: Checkpoint, _ other: Checkpoint) -> LedgerFork? {
        guard known.size == other.size, known.root != other.root else { return nil }
        return LedgerFork(known: known, offered: other, proof: nil)
    }
}
