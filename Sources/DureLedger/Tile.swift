internal import DureCore

/// One tile of a ledger, as it lies in the folder (C2SP tlog-tiles).
struct Tile: Hashable {
    /// Hashes, or entries, in a full tile.
    static let width = 256
    /// How many tree levels a tile stands for.
    static let height = 8

    enum Kind: Hashable {
        case entries
        case hashes(level: Int)
    }

    let kind: Kind
    let index: Int
    /// How many hashes or entries the tile holds, `1...256`.
    let count: Int

    /// The path below the ledger's folder.
    var path: String {
        count == Self.width ? fullPath : "\(partialFolder)/\(count)"
    }

    var fullPath: String {
        switch kind {
        case .entries: "tile/entries/\(Self.indexPath(index))"
        case .hashes(let level): "tile/\(level)/\(Self.indexPath(index))"
        }
    }

    /// Where partial tiles of this index lie, each named after its count.
    var partialFolder: String { fullPath + ".p" }

    /// The most bytes that the tile can have.
    var byteCountMax: Int {
        switch kind {
        case .entries: count * (2 + LedgerEntry.byteCountMax)
        case .hashes: count * Digest.byteCount
        }
    }

    func with(count: Int) -> Tile { Tile(kind: kind, index: index, count: count) }

    /// Groups of three digits, all but the last behind an x: 1234067 is `x001/x234/067`.
    private static func indexPath(_ index: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1_000)
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            groups.append(groups.isEmpty ? padded : "x\(padded)")
            rest /= 1_000
        } while rest > 0
        return groups.reversed().joined(separator: "/")
    }

    // MARK: Content

    /// The hashes that the bytes hold; nil where the length is wrong.
    func hashes(_ bytes: [UInt8]) -> [Digest]? {
        guard bytes.count == count * Digest.byteCount else { return nil }
        var hashes: [Digest] = []
        for start in stride(from: 0, to: bytes.count, by: Digest.byteCount) {
            let slice = Array(bytes[start..<start + Digest.byteCount])
            // The slice has a digest's length, so nothing can be lost here.
            guard let hash = try? Digest(bytes: slice) else { return nil }
            hashes.append(hash)
        }
        return hashes
    }

    /// The entries that the bytes hold, up to the first that is cut short.
    static func entries(_ bytes: [UInt8], countMax: Int) -> (entries: [[UInt8]], isWhole: Bool) {
        var entries: [[UInt8]] = []
        var position = 0
        while entries.count < countMax, bytes.count - position >= 2 {
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            guard bytes.count - position - 2 >= length else { return (entries, false) }
            entries.append(Array(bytes[position + 2..<position + 2 + length]))
            position += 2 + length
        }
        return (entries, position == bytes.count && entries.count == countMax)
    }
}
