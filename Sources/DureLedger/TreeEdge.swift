internal import DureCore

/// The right edge of the tree: the tiles that are not full yet.
///
/// All that is needed to add entries.
struct TreeEdge {
    struct Write {
        let tile: Tile
        let bytes: [UInt8]
    }

    /// How many entries the tree has.
    private(set) var size = 0
    /// By level, the hashes of the tile that is not full yet; fewer than 256 each.
    private(set) var levels: [[Digest]] = []
    /// The entries of the tile that is not full yet.
    private var bundle: [UInt8] = []
    private var hasChanged: Set<Int> = []
    /// Tiles that became full since the edge was read.
    private(set) var full: [Write] = []

    init() {}

    init(size: Int, levels: [[Digest]], bundle: [UInt8]) {
        self.size = size
        self.levels = levels
        self.bundle = bundle
    }

    /// Adds an entry, which has at most ``LedgerEntry/byteCountMax`` bytes.
    mutating func append(_ entry: [UInt8]) {
        assert(entry.count <= LedgerEntry.byteCountMax)
        bundle.append(UInt8(entry.count >> 8))
        bundle.append(UInt8(entry.count & 255))
        bundle.append(contentsOf: entry)
        if size % Tile.width == Tile.width - 1 {
            let tile = Tile(kind: .entries, index: size / Tile.width, count: Tile.width)
            full.append(Write(tile: tile, bytes: bundle))
            bundle = []
        }
        append(hash: MerkleTree.leafHash(entry), level: 0)
        size += 1
    }

    /// Forgets the full tiles, once they are written or checked.
    mutating func forgetFull() { full = [] }

    /// Forgets what there was to write, once it is written.
    mutating func forgetWrites() {
        full = []
        hasChanged = []
    }

    /// The tiles that are not full yet.
    var partials: [Tile] {
        var tiles: [Tile] = []
        for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
            let index = size >> (Tile.height * (level + 1))
            let kinds: [Tile.Kind] = level == 0 ? [.entries] : []
            tiles += (kinds + [.hashes(level: level)]).map {
                Tile(kind: $0, index: index, count: hashes.count)
            }
        }
        return tiles
    }

    private mutating func append(hash: Digest, level: Int) {
        if level == levels.count { levels.append([]) }
        levels[level].append(hash)
        hasChanged.insert(level)
        guard levels[level].count == Tile.width else { return }
        // With this entry the tree has size + 1 leaves: the tile that is full is the last but none.
        let index = ((size + 1) >> (Tile.height * (level + 1))) - 1
        let tile = Tile(kind: .hashes(level: level), index: index, count: Tile.width)
        full.append(Write(tile: tile, bytes: levels[level].flatMap(\.bytes)))
        let root = MerkleTree.root(leafHashes: levels[level])
        levels[level] = []
        append(hash: root, level: level + 1)
    }

    /// The tiles to write so that a checkpoint of this size can be signed.
    var writes: [Write] {
        var writes = full
        for level in hasChanged.sorted() where !levels[level].isEmpty {
            let hashes = levels[level]
            let index = size >> (Tile.height * (level + 1))
            if level == 0 {
                let tile = Tile(kind: .entries, index: index, count: hashes.count)
                writes.append(Write(tile: tile, bytes: bundle))
            }
            let tile = Tile(kind: .hashes(level: level), index: index, count: hashes.count)
            writes.append(Write(tile: tile, bytes: hashes.flatMap(\.bytes)))
        }
        return writes
    }

    /// The root over all entries.
    ///
    /// What lies right of the last whole subtree of a level is one more, smaller subtree: RFC 6962
    /// splits at the largest power of two, so the tree above treats it as one more leaf.
    var root: Digest {
        var right: [Digest] = []
        for hashes in levels {
            let row = hashes + right
            right = row.isEmpty ? [] : [MerkleTree.root(leafHashes: row)]
        }
        return right.first ?? MerkleTree.root(leafHashes: [])
    }
}
