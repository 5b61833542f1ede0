internal import DureCore

/// Files that no head needs any more, or not yet.
extension Ledger {
    /// The full tiles at the end whose partial ones may have been left: one more than a journal
    /// fills before it is settled.
    private static let tidiedCount = 10

    /// Removes the partial tiles between what was settled and the head.
    ///
    /// They were never synced; whoever asks for one is served from a wider one.
    func removeHalfway(in standing: Standing) throws {
        for tile in standing.edge.partials {
            let level = if case .hashes(let level) = tile.kind { level } else { 0 }
            let settled = (standing.baseSize >> (Tile.height * level)) - tile.index * Tile.width
            let folder = path(tile.partialFolder)
            for name in try reader.storage.list(folder) {
                guard let count = Int(name), count > max(0, settled), count < tile.count else {
                    continue
                }
                try reader.storage.remove("\(folder)/\(name)")
            }
        }
    }

    /// Removes tiles that no signed head vouches for, and partial tiles that a full one replaced.
    ///
    /// A batch touches two tiles of a level at most, so only those can be left over.
    func removeLeftovers(beyond size: Int) throws {
        var level = 0
        repeat {
            let count = size >> (Tile.height * level)
            let kinds: [Tile.Kind] = level == 0 ? [.entries] : []
            for kind in kinds + [.hashes(level: level)] {
                let index = count / Tile.width
                for done in max(0, index - Self.tidiedCount)..<index {
                    try removePartials(
                        of: Tile(kind: kind, index: done, count: Tile.width), keeping: 0..<0)
                }
                for (step, kept) in [(0, count % Tile.width), (1, 0)] {
                    let tile = Tile(kind: kind, index: index + step, count: Tile.width)
                    try removePartials(of: tile, keeping: 1..<kept + 1)
                    try reader.storage.remove(path(tile.path))
                }
            }
            level += 1
        } while level == 1 || size >> (Tile.height * (level - 1)) > 0
    }

    func removePartials(of tile: Tile, keeping kept: Range<Int>) throws {
        let folder = path(tile.partialFolder)
        for name in try reader.storage.list(folder) where !(Int(name).map(kept.contains) ?? false) {
            try reader.storage.remove("\(folder)/\(name)")
        }
    }
}
