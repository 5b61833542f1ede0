package import DureCore

/// What an offline check of a ledger found.
package struct LedgerAudit: Sendable, Hashable {
    /// How many entries the head vouches for; 0 where the head itself cannot be trusted.
    package let size: Int
    /// The root that the head vouches for.
    package let root: Digest?
    /// The first thing that is wrong; nil where all is well.
    package let fault: LedgerFault?

    /// Whether nothing is wrong.
    package var isSound: Bool { fault == nil }
}

/// The first thing that is wrong with a ledger.
@nonexhaustive
package enum LedgerFault: Sendable, Hashable {
    /// The head is missing, unreadable or not signed by the key.
    case checkpoint(LedgerError)
    /// The file `verifier` names another key than the one the check was asked for.
    case verifierFile
    /// The entry at this place does not have the hash that the tree holds for it, or cannot be
    /// read.
    case entry(index: Int)
    /// A tile is missing.
    case tileMissing(path: String)
    /// A tile does not hold the hashes of what lies below it.
    case tile(path: String)
    /// All tiles fit together, but not with the signed root.
    case root
    /// A file could not be read.
    case storage(StorageError)
}

/// Checks a ledger, or a copy of its folder, with nothing but the public key.
package enum LedgerVerifier {
    /// Reads everything, down to the last byte.
    ///
    /// - Complexity: Two hashes for each entry; memory for a few tiles.
    package static func verify(
        _ storage: any Storage, key: VerifierKey, folder: String = LedgerReader.folder
    ) -> LedgerAudit {
        var audit = audit(storage, key: key, folder: folder)
        // A node that is writing meanwhile may have replaced tiles: then the head has moved on.
        for _ in 1..<attemptCountMax where !audit.isSound {
            let again = self.audit(storage, key: key, folder: folder)
            guard again != audit else { break }
            audit = again
        }
        return audit
    }

    private static let attemptCountMax = 4

    private static func audit(
        _ storage: any Storage, key: VerifierKey, folder: String
    ) -> LedgerAudit {
        let reader = LedgerReader(storage, key: key, folder: folder)
        var head: Checkpoint?
        do {
            let checkpoint = try reader.checkpoint()
            head = checkpoint
            var walk = LedgerWalk(reader: reader, checkpoint: checkpoint)
            try walk.run()
            return LedgerAudit(size: checkpoint.size, root: checkpoint.root, fault: nil)
        } catch {
            let fault: LedgerFault =
                switch error {
                case let found as FoundFault: found.fault
                case let error as StorageError: .storage(error)
                case let error as LedgerError: .checkpoint(error)
                default: .checkpoint(.checkpointUnreadable)
                }
            return LedgerAudit(size: head?.size ?? 0, root: head?.root, fault: fault)
        }
    }

    /// The same, with the key in its text form.
    ///
    /// - Throws: ``LedgerError/verifierKeyUnreadable``.
    package static func verify(
        _ storage: any Storage, verifierKey text: String, folder: String = LedgerReader.folder
    ) throws(LedgerError) -> LedgerAudit {
        verify(storage, key: try VerifierKey(parsing: text), folder: folder)
    }
}

private struct FoundFault: Error {
    let fault: LedgerFault
}

/// One pass over all entries, which rebuilds every tile and compares.
private struct LedgerWalk {
    let reader: LedgerReader
    let checkpoint: Checkpoint
    var edge = TreeEdge()

    mutating func run() throws {
        if let file = try reader.read("verifier", byteCountMax: SignedNote.byteCountMax),
            file != Array((reader.key.description + "\n").utf8)
        {
            throw FoundFault(fault: .verifierFile)
        }
        for start in stride(from: 0, to: checkpoint.size, by: Tile.width) {
            try check(tileFrom: start)
        }
        try checkEdge()
        guard edge.root == checkpoint.root else { throw FoundFault(fault: .root) }
    }

    /// Compares a bundle of entries with the tile of their hashes.
    private mutating func check(tileFrom start: Int) throws {
        let count = min(Tile.width, checkpoint.size - start)
        let index = start / Tile.width
        let bundle = Tile(kind: .entries, index: index, count: count)
        let bytes = try required(bundle)
        let tile = Tile(kind: .hashes(level: 0), index: index, count: count)
        guard let hashes = tile.hashes(try required(tile)) else {
            throw FoundFault(fault: .tile(path: tile.path))
        }
        let (entries, isWhole) = Tile.entries(bytes, countMax: count)
        for (offset, entry) in entries.enumerated() {
            guard MerkleTree.leafHash(entry) == hashes[offset] else {
                throw FoundFault(fault: .entry(index: start + offset))
            }
        }
        guard isWhole else {
            throw FoundFault(fault: .entry(index: min(start + entries.count, start + count - 1)))
        }
        let doneBefore = edge.full.count
        for entry in entries { edge.append(entry) }
        for write in edge.full[doneBefore...] where write.tile.kind != bundle.kind {
            guard try required(write.tile) == write.bytes else {
                throw FoundFault(fault: .tile(path: write.tile.path))
            }
        }
        try checkPartials(of: bundle, content: bytes)
        try checkPartials(of: tile, content: hashes.flatMap(\.bytes))
        edge.forgetFull()
    }

    /// The tiles above the entries that are not full yet.
    private func checkEdge() throws {
        for write in edge.writes where write.tile.kind != .entries {
            guard try required(write.tile) == write.bytes else {
                throw FoundFault(fault: .tile(path: write.tile.path))
            }
            try checkPartials(of: write.tile, content: write.bytes)
        }
    }

    /// Partial tiles of earlier heads must be beginnings of what stands there now.
    ///
    /// Wider ones belong to a batch that a crash cut off: no head vouches for them.
    private func checkPartials(of tile: Tile, content: [UInt8]) throws {
        for name in try reader.storage.list("\(reader.folder)/\(tile.partialFolder)") {
            guard let count = Int(name), count > 0, count < tile.count else { continue }
            let partial = tile.with(count: count)
            let bytes = try required(partial)
            let isWhole =
                tile.kind == .entries
                ? Tile.entries(bytes, countMax: count).isWhole
                : bytes.count == count * Digest.byteCount
            guard isWhole, content.starts(with: bytes) else {
                throw FoundFault(fault: .tile(path: partial.path))
            }
        }
    }

    private func required(_ tile: Tile) throws -> [UInt8] {
        let bytes: [UInt8]?
        do throws(StorageError) {
            bytes = try reader.read(tile.path, byteCountMax: tile.byteCountMax)
        } catch .tooLarge {
            throw FoundFault(fault: .tile(path: tile.path))
        }
        guard let bytes else { throw FoundFault(fault: .tileMissing(path: tile.path)) }
        return bytes
    }
}
