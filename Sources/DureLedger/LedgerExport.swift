internal import DureCore

/// A ledger as others check it: the head, every tile that belongs to it, keys, policy, what
/// witnesses signed, and evidence against others.
///
/// No journal, no lock, and no private key: a copy that anybody may have.
package struct LedgerExport: Sendable {
    private let reader: LedgerReader
    private let head: Checkpoint

    /// The ledger as it stands now.
    package init(of reader: LedgerReader) throws {
        self.reader = reader
        head = try reader.checkpoint()
    }

    /// How many entries it has.
    package var entryCount: Int { head.size }

    /// Hands out every file, the head last, with its path below the folder that holds `ledger`.
    ///
    /// - Throws: What reading a tile throws, or the receiver.
    package func files(_ take: (_ path: String, _ bytes: [UInt8]) throws -> Void) throws {
        for file in ["verifier", "policy", "witnessed"] {
            let limit = WitnessPolicy.byteCountMax
            if let bytes = try reader.read(file, byteCountMax: limit), isOfThisHead(file, bytes) {
                try take("\(reader.folder)/\(file)", bytes)
            }
        }
        for (file, _) in try reader.evidence() {
            let path = "\(LedgerFork.folder)/\(file)"
            if let bytes = try reader.read(path, byteCountMax: LedgerFork.byteCountMax) {
                try take("\(reader.folder)/\(path)", bytes)
            }
        }
        for tile in tiles { try take("\(reader.folder)/\(tile.path)", try content(of: tile)) }
        try take("\(reader.folder)/checkpoint", head.note)
    }

    /// A running node may have gone on since.
    private func isOfThisHead(_ file: String, _ bytes: [UInt8]) -> Bool {
        guard file == "witnessed" else { return true }
        // One that cannot be read goes along: the check that follows will say so.
        guard let witnessed = try? Checkpoint(parsing: bytes, key: reader.key) else { return true }
        return witnessed.size <= head.size
    }

    private var tiles: [Tile] {
        var tiles: [Tile] = []
        var level = 0
        while head.size >> (Tile.height * level) > 0 {
            let count = head.size >> (Tile.height * level)
            let kinds: [Tile.Kind] = level == 0 ? [.entries] : []
            for kind in kinds + [.hashes(level: level)] {
                for start in stride(from: 0, to: count, by: Tile.width) {
                    tiles.append(
                        Tile(
                            kind: kind, index: start / Tile.width,
                            count: min(Tile.width, count - start)))
                }
            }
            level += 1
        }
        return tiles
    }

    /// Exactly what the tile of this head holds, though a wider one may have replaced it.
    private func content(of tile: Tile) throws -> [UInt8] {
        let bytes = try reader.content(of: tile)
        switch tile.kind {
        case .hashes:
            return Array(bytes.prefix(tile.count * Digest.byteCount))
        case .entries:
            let (entries, _) = Tile.entries(bytes, countMax: tile.count)
            return Array(bytes.prefix(entries.reduce(0) { $0 + $1.count + 2 }))
        }
    }
}
