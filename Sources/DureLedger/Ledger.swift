package import enum Crypto.Curve25519
package import DureCore
internal import Synchronization

/// The node's own ledger: append-only, signed, and the same for all processes on one home.
///
/// A batch is durable after one sync, that of its record in the journal; tiles follow, the head
/// last, and are synced together later. Every batch takes the lock; what is remembered between
/// batches is used only while the folder is as this process left it. A crash at any point leaves
/// the old head or the new one, and opening the ledger makes anew whatever the disk had not got.
package struct Ledger: Sendable {
    /// The most entries in one batch.
    package static let batchCountMax = 256
    /// The journal is settled once it has so many bytes or so many entries.
    private static let unsettledByteCountMax = 1 << 20
    private static let unsettledCountMax = 2_048

    /// Reads what this ledger writes.
    package let reader: LedgerReader
    private let privateKey: Curve25519.Signing.PrivateKey
    let memory = Memory()

    /// What this process knows of the folder between batches.
    struct Standing: Sendable {
        var head: Checkpoint
        var edge: TreeEdge
        /// The size up to which every tile is on the disk.
        var baseSize: Int
        var journalByteCount: Int
        /// Tiles that became full since then.
        var full: [Tile] = []

        func isAtLeast(_ other: Result<Standing, any Error>) -> Bool {
            guard case .success(let other) = other else { return true }
            return head.size >= other.head.size
        }
    }

    final class Memory: Sendable {
        let standing = Mutex<Standing?>(nil)
    }

    /// Opens the ledger of a home, or begins one; undoes what a crash left half done.
    ///
    /// - Throws: ``LedgerError/otherLedger`` where the folder belongs to another key,
    ///   ``LedgerError/checkpointMissing`` where tiles lie there without a head, or what reading
    ///   the head and the last tiles throws.
    /// - Complexity: A few tiles, whatever the size of the ledger.
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
            remember(try recover())
        }
    }

    /// The key that others check this ledger with; its text lies in the file `verifier`.
    package var verifierKey: VerifierKey { reader.key }

    /// Enters a batch; once this returns, it survives a crash.
    ///
    /// - Returns: The entries' places in the ledger; empty for an empty batch.
    /// - Throws: ``LedgerError/batchTooLarge(limit:)``, ``LedgerError/entryTooLarge(limit:)``,
    ///   ``LedgerError/full``: nothing is entered then. After a ``StorageError`` the batch may be
    ///   entered or not; the head says which.
    @discardableResult
    package func append(_ entries: [LedgerEntry]) throws -> Range<Int> {
        try append(leaves: entries.map { (entry) throws(LedgerError) in try entry.bytes() })
    }

    /// The newest signed head.
    package func checkpoint() throws -> Checkpoint { try reader.checkpoint() }

    /// Enters a batch of entries that are bytes already, each at most
    /// ``LedgerEntry/byteCountMax`` of them.
    func append(leaves: [[UInt8]]) throws -> Range<Int> {
        guard leaves.count <= Self.batchCountMax else {
            throw LedgerError.batchTooLarge(limit: Self.batchCountMax)
        }
        return try reader.storage.locked("\(reader.folder)/lock") {
            var standing = try standing()
            let first = standing.edge.size
            guard !leaves.isEmpty else { return first..<first }
            guard first + leaves.count <= Checkpoint.sizeMax else { throw LedgerError.full }
            for leaf in leaves { standing.edge.append(leaf) }
            standing.head = try Checkpoint(
                origin: standing.head.origin, size: standing.edge.size, root: standing.edge.root,
                key: reader.key, privateKey: privateKey)
            // Until all of it has gone well, nobody relies on what is remembered.
            remember(nil)
            let record = LedgerJournal.Record(note: standing.head.note, leaves: leaves).bytes
            try reader.storage.append(record, to: path(LedgerJournal.path))
            standing.journalByteCount += record.count
            publish(&standing)
            return first..<standing.edge.size
        }
    }

    /// Makes sure that every tile is on the disk, and begins the journal anew.
    ///
    /// It happens by itself from time to time; whoever hands the folder over may ask for it.
    package func settle() throws {
        try reader.storage.locked("\(reader.folder)/lock") {
            var standing = try standing()
            remember(nil)
            try settle(&standing)
            remember(standing)
        }
    }

    /// Writes what a batch that is durable already has changed.
    private func publish(_ standing: inout Standing) {
        do {
            try writeTiles(of: &standing)
            if standing.journalByteCount >= Self.unsettledByteCountMax
                || standing.edge.size - standing.baseSize >= Self.unsettledCountMax
            {
                try settle(&standing)
            }
            remember(standing)
        } catch {
            // The batch is in the journal. Nothing is remembered, so the next one makes anew what
            // could not be written now, or says that it still cannot.
        }
    }

    private func writeTiles(of standing: inout Standing) throws(StorageError) {
        for write in standing.edge.writes {
            try reader.storage.writeUnsynced(write.bytes, to: path(write.tile.path))
        }
        try reader.storage.writeUnsynced(standing.head.note, to: path("checkpoint"))
        standing.full += standing.edge.full.map(\.tile)
        standing.edge.forgetWrites()
    }

    /// Waits for the disk, and then forgets the journal's batches.
    private func settle(_ standing: inout Standing) throws {
        let tiles = (standing.full + standing.edge.partials).map { path($0.path) }
        try reader.storage.sync(tiles + [path("checkpoint")])
        for tile in standing.full { try removePartials(of: tile, keeping: 0..<0) }
        try removeHalfway(in: standing)
        let journal = LedgerJournal.begin(at: standing.head.note)
        try reader.storage.write(journal, to: path(LedgerJournal.path))
        standing.journalByteCount = journal.count
        standing.baseSize = standing.edge.size
        standing.full = []
    }

    // MARK: Memory

    func remember(_ standing: Standing?) {
        memory.standing.withLock { $0 = standing }
    }

    /// What is remembered, where the folder is still as it was; what recovery finds otherwise.
    func standing() throws -> Standing {
        if let known = memory.standing.withLock({ $0 }),
            try reader.storage.byteCount(of: path(LedgerJournal.path)) == known.journalByteCount,
            try reader.read("checkpoint", byteCountMax: SignedNote.byteCountMax) == known.head.note
        {
            return known
        }
        return try recover()
    }

    func path(_ file: String) -> String { "\(reader.folder)/\(file)" }

    // MARK: Beginning and mending

    /// Writes the verifier key and the head of the empty tree, where there is no ledger yet.
    private func begin() throws {
        let text = Array((reader.key.description + "\n").utf8)
        if let verifier = try reader.read("verifier", byteCountMax: SignedNote.byteCountMax) {
            guard verifier == text else { throw LedgerError.otherLedger }
        } else {
            try reader.storage.write(text, to: path("verifier"))
        }
        // The head of the empty tree is written before any tile: without it, tiles mean a loss.
        guard try reader.read("checkpoint", byteCountMax: SignedNote.byteCountMax) == nil,
            try reader.storage.list(path("tile")).isEmpty,
            try reader.storage.byteCount(of: path(LedgerJournal.path)) == nil
        else { return }
        let checkpoint = try Checkpoint(
            origin: reader.key.name, size: 0, root: TreeEdge().root, key: reader.key,
            privateKey: privateKey)
        try reader.storage.write(checkpoint.note, to: path("checkpoint"))
        try reader.storage.sync([path("verifier"), path("checkpoint")])
    }

    /// Finds the newest head that tiles or journal can make good, and settles it.
    ///
    /// The journal comes first: a loss of power may have taken full tiles, at which nobody looks
    /// for the sake of a head.
    private func recover() throws -> Standing {
        let bytes = try reader.read(
            LedgerJournal.path, byteCountMax: LedgerJournal.byteCountMax)
        let journal = bytes.flatMap { LedgerJournal(parsing: $0) }
        let replayed = journal.flatMap(replay)
        let onTiles = Result { try self.onTiles(journalByteCount: bytes?.count ?? 0) }
        // One that cannot be read tells nothing; one that can was written after its record. So a
        // larger one means that the journal has lost what was reported as entered.
        let signedSize = (try? reader.checkpoint())?.size ?? 0
        var standing: Standing
        if let replayed, replayed.head.size >= max(1, signedSize), replayed.isAtLeast(onTiles) {
            standing = replayed
            if case .success(let known) = onTiles, known.head.size == replayed.head.size {
                guard known.head.root == replayed.head.root else {
                    throw LedgerError.tileDamaged(path: "checkpoint")
                }
                standing.head = known.head  // It may bear the signatures of witnesses.
            }
        } else {
            standing = try onTiles.get()
        }
        let isSettled = journal.map {
            $0.batches.isEmpty && replayed?.head.size == standing.head.size
        }
        let isWhole = journal.map { LedgerJournal.begin(at: $0.base).count == bytes?.count }
        if isSettled == true, isWhole == true, case .success = onTiles {
            standing.journalByteCount = bytes?.count ?? 0
        } else {
            try writeTiles(of: &standing)
            try settle(&standing)
        }
        try removeLeftovers(beyond: standing.head.size)
        return standing
    }

    /// What head and tiles say.
    private func onTiles(journalByteCount: Int) throws -> Standing {
        let head = try reader.checkpoint()
        return Standing(
            head: head, edge: try reader.edge(of: head), baseSize: head.size,
            journalByteCount: journalByteCount)
    }

    /// What the journal says, from its base on; nil where the base's own tiles are not right.
    private func replay(_ journal: LedgerJournal) -> Standing? {
        // Whatever is wrong with the base, the tiles themselves must do then.
        guard let base = try? Checkpoint(parsing: journal.base, key: reader.key),
            let edge = try? reader.edge(of: base)
        else { return nil }
        var standing = Standing(
            head: base, edge: edge, baseSize: base.size, journalByteCount: 0)
        for batch in journal.batches {
            var next = standing.edge
            for leaf in batch.leaves { next.append(leaf) }
            // A record that is whole but not signed as what it says ends the journal.
            guard let head = try? Checkpoint(parsing: batch.note, key: reader.key),
                head.size == next.size, head.root == next.root
            else { break }
            standing.edge = next
            standing.head = head
        }
        return standing
    }
}
