package import DureCore

// Proofs from tiles (RFC 6962, section 2.1): a few tiles are read, whatever the size of the log.
extension LedgerReader {
    /// The audit path of an entry in the tree of the first `size` entries, for
    /// `MerkleTree.verifyInclusion`.
    ///
    /// - Throws: ``LedgerError/outside(index:size:)``, or where a tile cannot be read.
    package func inclusionProof(
        index: Int, size: Int, under checkpoint: Checkpoint
    ) throws -> [Digest] {
        guard index >= 0, index < size, size <= checkpoint.size else {
            throw LedgerError.outside(index: index, size: size)
        }
        var proof: [Digest] = []
        var range = 0..<size
        while range.count > 1 {
            let (left, right) = Self.split(range)
            let isLeft = left.contains(index)
            proof.append(try hash(of: isLeft ? right : left, checkpoint))
            range = isLeft ? left : right
        }
        return proof.reversed()
    }

    /// The proof that the tree of `second` entries begins with that of `first`, for
    /// `MerkleTree.verifyConsistency`.
    ///
    /// - Throws: ``LedgerError/outside(index:size:)`` unless `0 < first <= second` and both are
    ///   within the log, or where a tile cannot be read.
    package func consistencyProof(
        first: Int, second: Int, under checkpoint: Checkpoint
    ) throws -> [Digest] {
        guard first > 0, first <= second, second <= checkpoint.size else {
            throw LedgerError.outside(index: first, size: second)
        }
        var proof: [Digest] = []
        var range = 0..<second
        var isWholeOlderTree = true
        while first < range.upperBound {
            let (left, right) = Self.split(range)
            if first <= left.upperBound {
                proof.append(try hash(of: right, checkpoint))
                range = left
            } else {
                proof.append(try hash(of: left, checkpoint))
                range = right
                isWholeOlderTree = false
            }
        }
        if !isWholeOlderTree { proof.append(try hash(of: range, checkpoint)) }
        return proof.reversed()
    }

    /// The root of the tree of the first `size` entries.
    package func root(size: Int, under checkpoint: Checkpoint) throws -> Digest {
        guard size >= 0, size <= checkpoint.size else {
            throw LedgerError.outside(index: size, size: checkpoint.size)
        }
        return size == 0 ? MerkleTree.root(leafHashes: []) : try hash(of: 0..<size, checkpoint)
    }

    /// The hash of a subtree that a split gave.
    private func hash(of range: Range<Int>, _ checkpoint: Checkpoint) throws -> Digest {
        guard range.count.nonzeroBitCount == 1 else {
            let (left, right) = Self.split(range)
            return MerkleTree.nodeHash(
                left: try hash(of: left, checkpoint), right: try hash(of: right, checkpoint))
        }
        // A whole subtree: at most 128 neighbouring hashes of one tile are its leaves.
        let level = range.count.trailingZeroBitCount / Tile.height
        let start = range.lowerBound >> (Tile.height * level)
        let count = range.count >> (Tile.height * level)
        let tile = try hashes(
            level: level, index: start / Tile.width, treeSize: checkpoint.size)
        let offset = start % Tile.width
        return MerkleTree.root(leafHashes: Array(tile[offset..<offset + count]))
    }

    /// Left the largest power of two that leaves something for the right.
    private static func split(_ range: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
        let size = 1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount)
        let middle = range.lowerBound + size
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }
}
