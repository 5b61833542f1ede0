package import enum Crypto.Curve25519
package import DureCore

/// The node's own ledger: append-only, signed, and the same for all processes on one home.
///
/// Nothing is kept in memory between calls: every batch takes the lock, reads the signed head anew
/// and writes tiles first, the head last. A crash at any point leaves the old head, whose tiles are
/// never touched, or the new one, whose tiles are all there.
package struct Ledger: Sendable {
    /// The most entries in one batch.
    package static let batchCountMax = 256

    /// Reads what this ledger writes.
    package let reader: LedgerReader
    private let privateKey: Curve25519.Signing.PrivateKey

    /// Opens the ledger of a home, or begins one; undoes what a crash left half done.
    ///
    /// - Throws: ``LedgerError/otherLedger`` where the folder belongs to another key,
    ///   ``LedgerError/checkpointMissing`` where tiles lie there without a head, or what reading
    ///   the head and the last tiles throws.
    package init(
        opening storage: any Storage, origin: String,
        privateKey: Curve25519.Signing.PrivateKey, folder: String = LedgerReader.folder
    ) throws {
        let publicKey = Array(privateKey.publicKey.rawRepresentation)
        let key = try VerifierKey(name: origin, publicKey: publicKey)
        reader = LedgerReader(storage, key: key, folder: folder)
        self.privateKey = privateKey
        try storage.locked("\(folder)/lock") { [self] in
            try begin()
            let checkpoint = try reader.checkpoint()
            _ = try reader.edge(of: checkpoint)
            try removeLeftovers(beyond: checkpoint.size)
        }
    }

    /// The key that others check this ledger with; its text lies in the file `verifier`.
    package var verifierKey: VerifierKey { reader.key }

    /// Enters a batch; once this returns, it survives a crash.
    ///
    /// - Returns: The entries' places in the ledger; empty for an empty batch.
    /// - Throws: ``LedgerError/batchTooLarge(limit:)``, ``LedgerError/entryTooLarge(limit:)``,
    ///   ``LedgerError/full``, ``StorageError``. Nothing is entered then; only after an error of the
    ///   storage while it replaced the head must the caller look at the head to know.
    @discardableResult
    package func append(_ entries: [LedgerEntry]) throws -> Range<Int> {
        try append(leaves: entries.map { (entry) throws(LedgerError) in try entry.bytes() })
    }

    /// The newest signed head.
    package func checkpoint() throws -> Checkpoint { try reader.checkpoint() }

    private func append(leaves: [[UInt8]]) throws -> Range<Int> {
        guard leaves.count <= Self.batchCountMax else {
            throw LedgerError.batchTooLarge(limit: Self.batchCountMax)
        }
        return try reader.storage.locked("\(reader.folder)/lock") {
            let head = try reader.checkpoint()
            let first = head.size
            guard !leaves.isEmpty else { return first..<first }
            guard first + leaves.count <= Checkpoint.sizeMax else { throw LedgerError.full }
            var edge = try reader.edge(of: head)
            for leaf in leaves { edge.append(leaf) }
            for write in edge.writes { try self.write(write.bytes, to: write.tile.path) }
            let checkpoint = try Checkpoint(
                origin: head.origin, size: edge.size, root: edge.root, key: reader.key,
                privateKey: privateKey)
            try self.write(checkpoint.note, to: "checkpoint")
            tidy(after: edge)
            return first..<edge.size
        }
    }

    // MARK: Beginning and mending

    /// Writes the verifier key and the head of the empty tree, where there is no ledger yet.
    private func begin() throws {
        let text = Array((reader.key.description + "\n").utf8)
        if let verifier = try reader.read("verifier", byteCountMax: SignedNote.byteCountMax) {
            guard verifier == text else { throw LedgerError.otherLedger }
        } else {
            try write(text, to: "verifier")
        }
        guard try reader.read("checkpoint", byteCountMax: SignedNote.byteCountMax) == nil else {
            return
        }
        // The head of the empty tree is written before any tile: without it, tiles mean a loss.
        guard try reader.storage.list("\(reader.folder)/tile").isEmpty else {
            throw LedgerError.checkpointMissing
        }
        let edge = TreeEdge()
        let checkpoint = try Checkpoint(
            origin: reader.key.name, size: 0, root: edge.root, key: reader.key,
            privateKey: privateKey)
        try write(checkpoint.note, to: "checkpoint")
    }

    /// Removes the partial tiles that full ones replaced.
    private func tidy(after edge: TreeEdge) {
        do {
            for write in edge.full { try removePartials(of: write.tile, over: 0) }
        } catch {
            // The batch is entered. What stays behind harms nobody and goes at the next opening.
        }
    }

    /// Removes tiles that no signed head vouches for, and partial tiles that a full one replaced.
    ///
    /// A batch touches two tiles of a level at most, so only those can be left over.
    private func removeLeftovers(beyond size: Int) throws {
        var level = 0
        repeat {
            let count = size >> (Tile.height * level)
            let kinds: [Tile.Kind] = level == 0 ? [.entries] : []
            for kind in kinds + [.hashes(level: level)] {
                let index = count / Tile.width
                if index > 0 {
                    let done = Tile(kind: kind, index: index - 1, count: Tile.width)
                    try removePartials(of: done, over: 0)
                }
                for (step, kept) in [(0, count % Tile.width), (1, 0)] {
                    let tile = Tile(kind: kind, index: index + step, count: Tile.width)
                    try removePartials(of: tile, over: kept)
                    try reader.storage.remove("\(reader.folder)/\(tile.path)")
                }
            }
            level += 1
        } while level == 1 || size >> (Tile.height * (level - 1)) > 0
    }

    private func removePartials(of tile: Tile, over count: Int) throws {
        let folder = "\(reader.folder)/\(tile.partialFolder)"
        for name in try reader.storage.list(folder) where (Int(name) ?? Int.max) > count {
            try reader.storage.remove("\(folder)/\(name)")
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws(StorageError) {
        try reader.storage.write(bytes, to: "\(reader.folder)/\(path)")
    }
}
