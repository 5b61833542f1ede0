package import DureCore

/// Reads a ledger without its private key: entries, proofs and receipts.
package struct LedgerReader: Sendable {
    /// The folder in which a node's ledger lies.
    package static let folder = "ledger"

    /// The key that signs the ledger.
    package let key: VerifierKey
    let storage: any Storage
    let folder: String

    /// Reads the ledger in a folder of the storage.
    package init(_ storage: any Storage, key: VerifierKey, folder: String = LedgerReader.folder) {
        self.storage = storage
        self.key = key
        self.folder = folder
    }

    /// The newest signed head.
    ///
    /// - Throws: ``LedgerError`` or ``StorageError``.
    package func checkpoint() throws -> Checkpoint {
        guard let bytes = try read("checkpoint", byteCountMax: SignedNote.byteCountMax) else {
            throw LedgerError.checkpointMissing
        }
        return try Checkpoint(parsing: bytes, key: key)
    }

    /// The bytes of so many entries, up to ``entryCountMax`` of them.
    ///
    /// Not checked against the tree: ``LedgerVerifier`` and receipts do that.
    package func entries(
        _ range: Range<Int>, under checkpoint: Checkpoint
    ) throws -> [[UInt8]] {
        guard range.lowerBound >= 0, range.upperBound <= checkpoint.size else {
            throw LedgerError.outside(index: range.upperBound, size: checkpoint.size)
        }
        guard range.count <= Self.entryCountMax else {
            throw LedgerError.batchTooLarge(limit: Self.entryCountMax)
        }
        var entries: [[UInt8]] = []
        var next = range.lowerBound
        while next < range.upperBound {
            let start = next / Tile.width * Tile.width
            let bundle = try bundle(at: start / Tile.width, treeSize: checkpoint.size)
            let end = min(range.upperBound, start + Tile.width)
            entries += bundle[next - start..<end - start]
            next = end
        }
        return entries
    }

    /// The most entries that one call reads.
    package static let entryCountMax = 10_000

    // MARK: Tiles

    func read(_ path: String, byteCountMax: Int) throws(StorageError) -> [UInt8]? {
        try storage.read("\(folder)/\(path)", byteCountMax: byteCountMax)
    }

    /// The hashes of a tile in the tree of that size.
    func hashes(level: Int, index: Int, treeSize: Int) throws -> [Digest] {
        let count = min(Tile.width, (treeSize >> (Tile.height * level)) - index * Tile.width)
        let tile = Tile(kind: .hashes(level: level), index: index, count: count)
        let bytes = try content(of: tile)
        guard let hashes = tile.hashes(Array(bytes.prefix(count * Digest.byteCount))) else {
            throw LedgerError.tileDamaged(path: tile.path)
        }
        return hashes
    }

    func bundle(at index: Int, treeSize: Int) throws -> [[UInt8]] {
        let count = min(Tile.width, treeSize - index * Tile.width)
        let tile = Tile(kind: .entries, index: index, count: count)
        let (entries, _) = Tile.entries(try content(of: tile), countMax: count)
        guard entries.count == count else { throw LedgerError.tileDamaged(path: tile.path) }
        return entries
    }

    /// A partial tile, or a wider one that came after it and begins alike.
    func content(of tile: Tile) throws -> [UInt8] {
        if let bytes = try read(tile.path, byteCountMax: tile.byteCountMax) { return bytes }
        let partials = try storage.list("\(folder)/\(tile.partialFolder)").compactMap { Int($0) }
            .filter { $0 > tile.count && $0 < Tile.width }.sorted()
        for wider in ([Tile.width] + partials).map(tile.with(count:)) {
            if let bytes = try read(wider.path, byteCountMax: wider.byteCountMax) { return bytes }
        }
        throw LedgerError.tileMissing(path: tile.path)
    }

    /// The right edge of the tree, checked against the head's root.
    func edge(of checkpoint: Checkpoint) throws -> TreeEdge {
        let size = checkpoint.size
        var levels: [[Digest]] = []
        var bundle: [UInt8] = []
        while size >> (Tile.height * levels.count) > 0 {
            let level = levels.count
            let count = (size >> (Tile.height * level)) % Tile.width
            let index = size >> (Tile.height * (level + 1))
            levels.append(
                count == 0 ? [] : try hashes(level: level, index: index, treeSize: size))
        }
        if size % Tile.width > 0 {
            for entry in try self.bundle(at: size / Tile.width, treeSize: size) {
                bundle.append(UInt8(entry.count >> 8))
                bundle.append(UInt8(entry.count & 255))
                bundle.append(contentsOf: entry)
            }
        }
        let edge = TreeEdge(size: size, levels: levels, bundle: bundle)
        guard edge.root == checkpoint.root else {
            throw LedgerError.tileDamaged(path: "tile")
        }
        return edge
    }
}
