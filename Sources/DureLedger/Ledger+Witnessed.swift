internal import DureCore

extension LedgerReader {
    /// The newest head under which witnesses have signed, with their signatures; nil for none.
    ///
    /// - Throws: ``LedgerError``, ``StorageError``.
    package func witnessed() throws -> Checkpoint? {
        try read("witnessed", byteCountMax: SignedNote.byteCountMax)
            .map { (bytes) throws(LedgerError) in try Checkpoint(parsing: bytes, key: key) }
    }
}

extension Ledger {
    /// Keeps a head with the signatures of witnesses: in the file `witnessed`, and in `checkpoint`
    /// while it is the newest.
    ///
    /// A newer head with fewer signatures replaces an older one only where they are enough for the
    /// policy.
    ///
    /// - Returns: The head that stands in `witnessed` now.
    @discardableResult
    package func keep(witnessed head: Checkpoint, policy: WitnessPolicy) throws -> Checkpoint {
        try reader.storage.locked(path("lock")) {
            var head = head
            let known = try reader.witnessed()
            if let known, known.size == head.size, known.root == head.root {
                head = known.adding(head.cosignatures)
            } else if let known, known.size > head.size {
                return known
            }
            let isEnough = policy.isMet(by: head.witnesses(among: policy.witnesses).map(\.key))
            if let known, known.size < head.size, !isEnough,
                known.cosignatures.count > head.cosignatures.count
            {
                return known
            }
            if known?.note != head.note {
                try reader.storage.write(head.note, to: path("witnessed"))
            }
            try keepInCheckpoint(head)
            return head
        }
    }

    private func keepInCheckpoint(_ head: Checkpoint) throws {
        var standing = try standing()
        guard standing.head.size == head.size, standing.head.root == head.root,
            standing.head.note != head.note
        else { return }
        remember(nil)
        try reader.storage.write(head.note, to: path("checkpoint"))
        standing.head = head
        remember(standing)
    }

    /// Writes the policy by which the ledger is to be checked beside it.
    package func keep(policy: WitnessPolicy) throws {
        let bytes = Array(policy.text.utf8)
        guard try reader.read("policy", byteCountMax: WitnessPolicy.byteCountMax) != bytes else {
            return
        }
        try reader.storage.write(bytes, to: path("policy"))
    }

    /// Keeps evidence against another's ledger, once, and no more than ``LedgerFork/countMax`` of
    /// a kind.
    ///
    /// - Returns: Whether it is new.
    @discardableResult
    package func keep(_ fork: LedgerFork, key: VerifierKey) throws -> Bool {
        let folder = path(LedgerFork.folder)
        let name = fork.fileName(key: key)
        let known = try reader.storage.list(folder)
        guard !known.contains(name), known.count < LedgerReader.evidenceCountMax else {
            return false
        }
        // Whoever made up one piece after the other would leave no room for what others did.
        let prefix = LedgerFork.prefix(of: key)
        let alike = try reader.evidence(in: known.filter { $0.hasPrefix(prefix) })
            .count { $0.found?.fork.isProven == fork.isProven }
        guard alike < LedgerFork.countMax else { return false }
        try reader.storage.write(fork.bytes(key: key), to: "\(folder)/\(name)")
        return true
    }
}
