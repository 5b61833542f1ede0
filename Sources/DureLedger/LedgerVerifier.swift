package import DureCore

/// What an offline check of a ledger found.
package struct LedgerAudit: Sendable, Hashable {
    /// How many entries the head vouches for; 0 where the head itself cannot be trusted.
    package let size: Int
    /// The root that the head vouches for.
    package let root: Digest?
    /// The first thing that is wrong; nil where all is well.
    package let fault: LedgerFault?
    /// What witnesses say of it; nil where no witness has signed a head of it.
    package let witnessed: Witnessed?

    /// A head that others have signed too.
    package struct Witnessed: Sendable, Hashable {
        /// Up to which entry they vouch.
        package let size: Int
        /// Who has signed, and when: only those whose keys the check was given.
        package let signers: [Signer]
        /// Whether they are enough for the policy; nil where there was none.
        package let isEnough: Bool?
    }

    /// One of them.
    package struct Signer: Sendable, Hashable {
        /// The witness's name.
        package let name: String
        /// When it signed, by its own clock.
        package let time: Timestamp
    }

    /// The outcome of a check that has not begun.
    package static let empty = LedgerAudit(size: 0, root: nil, fault: nil, witnessed: nil)

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
    /// The head that witnesses have signed is not the ledger's own, or not of its first entries:
    /// the history was written anew.
    case witnessed(size: Int)
    /// Fewer witnesses have signed than the policy asks for.
    case quorum
    /// A file could not be read.
    case storage(StorageError)
}

/// Checks a ledger, or a copy of its folder, with nothing but the public key.
package enum LedgerVerifier {
    /// Reads everything, down to the last byte.
    ///
    /// - Complexity: Two hashes for each entry; memory for a few tiles.
    package static func verify(
        _ storage: any Storage, key: VerifierKey, policy: WitnessPolicy? = nil,
        witnesses: [VerifierKey] = [], folder: String = LedgerReader.folder
    ) -> LedgerAudit {
        let reader = LedgerReader(storage, key: key, folder: folder)
        let keys = witnesses + (policy?.witnesses ?? []).filter { !witnesses.contains($0) }
        var audit = audit(reader, keys: keys, policy: policy)
        // A node that is writing meanwhile may have replaced tiles: then the head has moved on.
        for _ in 1..<attemptCountMax where !audit.isSound {
            let again = self.audit(reader, keys: keys, policy: policy)
            guard again != audit else { break }
            audit = again
        }
        return audit
    }

    private static let attemptCountMax = 4

    private static func audit(
        _ reader: LedgerReader, keys: [VerifierKey], policy: WitnessPolicy?
    ) -> LedgerAudit {
        var head: Checkpoint?
        var witnessed: LedgerAudit.Witnessed?
        var fault: LedgerFault?
        do {
            if let policy, !policy.ledgers.isEmpty, !policy.ledgers.contains(reader.key) {
                throw FoundFault(fault: .verifierFile)
            }
            let checkpoint = try reader.checkpoint()
            head = checkpoint
            let seen = try Self.witnessed(in: reader, upTo: checkpoint)
            var walk = LedgerWalk(reader: reader, checkpoint: checkpoint, witnessed: seen)
            try walk.run()
            if let seen { witnessed = Self.witnessed(seen, by: keys, policy) }
            if let policy, !(witnessed?.isEnough ?? policy.isMet(by: [])) { fault = .quorum }
        } catch {
            fault =
                switch error {
                case let found as FoundFault: found.fault
                case let error as StorageError: .storage(error)
                case let error as LedgerError: .checkpoint(error)
                default: .checkpoint(.checkpointUnreadable)
                }
        }
        return LedgerAudit(
            size: head?.size ?? 0, root: head?.root, fault: fault, witnessed: witnessed)
    }

    /// The newest head with other signatures than the ledger's own: the one in `witnessed`, or the
    /// newest of all.
    private static func witnessed(
        in reader: LedgerReader, upTo head: Checkpoint
    ) throws -> Checkpoint? {
        let kept: Checkpoint?
        do {
            kept = try reader.witnessed()
        } catch is LedgerError {
            throw FoundFault(fault: .witnessed(size: 0))
        }
        guard let kept else { return head.cosignatures.isEmpty ? nil : head }
        guard kept.size <= head.size else { throw FoundFault(fault: .witnessed(size: kept.size)) }
        return kept.size < head.size ? kept : head.adding(kept.cosignatures)
    }

    private static func witnessed(
        _ head: Checkpoint, by keys: [VerifierKey], _ policy: WitnessPolicy?
    ) -> LedgerAudit.Witnessed {
        let signers = head.witnesses(among: keys)
        return LedgerAudit.Witnessed(
            size: head.size,
            signers: signers.map { LedgerAudit.Signer(name: $0.key.name, time: $0.time) },
            isEnough: policy?.isMet(by: signers.map(\.key)))
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
    /// An older head that must be of the same tree.
    let witnessed: Checkpoint?
    var edge = TreeEdge()

    mutating func run() throws {
        if let file = try reader.read("verifier", byteCountMax: SignedNote.byteCountMax),
            file != Array((reader.key.description + "\n").utf8)
        {
            throw FoundFault(fault: .verifierFile)
        }
        if let witnessed, witnessed.size == 0 || witnessed.size == checkpoint.size {
            let root = witnessed.size == 0 ? TreeEdge().root : checkpoint.root
            guard witnessed.root == root else { throw otherHistory(witnessed) }
        }
        for start in stride(from: 0, to: checkpoint.size, by: Tile.width) {
            try check(tileFrom: start)
        }
        try checkEdge()
        guard edge.root == checkpoint.root else { throw FoundFault(fault: .root) }
    }

    private func otherHistory(_ witnessed: Checkpoint) -> FoundFault {
        FoundFault(fault: .witnessed(size: witnessed.size))
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
        for entry in entries {
            edge.append(entry)
            if let witnessed, witnessed.size == edge.size, witnessed.root != edge.root {
                throw otherHistory(witnessed)
            }
        }
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
