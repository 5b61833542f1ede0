internal import Crypto

/// Merkle trees over SHA-256 as in RFC 9162, section 2.1: roots, inclusion and consistency proofs.
///
/// A leaf is hashed behind the byte 0, an inner node behind the byte 1. The tree of no leaves has
/// the hash of no bytes as its root.
package enum MerkleTree {
    /// The hash of one leaf.
    package static func leafHash(_ leaf: [UInt8]) -> Digest {
        var hasher = SHA256()
        hasher.update(data: [0] as [UInt8])
        hasher.update(data: leaf)
        return Digest(finishing: hasher)
    }

    /// The hash of an inner node.
    package static func nodeHash(left: Digest, right: Digest) -> Digest {
        var hasher = SHA256()
        hasher.update(data: [1] as [UInt8])
        hasher.update(data: left.bytes)
        hasher.update(data: right.bytes)
        return Digest(finishing: hasher)
    }

    /// The root of the tree over all leaves, in their order.
    package static func root(leafHashes: [Digest]) -> Digest {
        root(of: leafHashes[...])
    }

    /// The audit path of a leaf, from the leaf's sibling up to the root's child.
    ///
    /// - Parameter index: Of the leaf, from 0; must exist.
    /// - Complexity: One hash for every other leaf.
    package static func inclusionProof(leafHashes: [Digest], index: Int) -> [Digest] {
        precondition(leafHashes.indices.contains(index), "the leaf must be in the tree")
        var proof: [Digest] = []
        var rest = leafHashes[...]
        while rest.count > 1 {
            let middle = rest.startIndex + split(rest.count)
            if index < middle {
                proof.append(root(of: rest[middle...]))
                rest = rest[..<middle]
            } else {
                proof.append(root(of: rest[..<middle]))
                rest = rest[middle...]
            }
        }
        return proof.reversed()
    }

    /// Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2).
    ///
    /// - Parameters:
    ///   - index: Of the leaf, from 0; one outside the tree is refused.
    ///   - treeSize: Leaves in the tree that has this root.
    package static func verifyInclusion(
        leafHash: Digest, index: Int, treeSize: Int, proof: [Digest], root: Digest
    ) -> Bool {
        guard index >= 0, index < treeSize else { return false }
        var walk = Walk(node: index, last: treeSize - 1)
        var hash = leafHash
        for sibling in proof {
            guard walk.last > 0 else { return false }
            if walk.step() == .siblingIsLeft {
                hash = nodeHash(left: sibling, right: hash)
            } else {
                hash = nodeHash(left: hash, right: sibling)
            }
        }
        return walk.last == 0 && hash == root
    }

    /// The proof that the tree of all leaves begins with the first ones (RFC 9162, 2.1.4.1).
    ///
    /// - Parameter first: Leaves of the older tree, `1...leafHashes.count`.
    /// - Returns: Empty where both trees are the same.
    package static func consistencyProof(leafHashes: [Digest], first: Int) -> [Digest] {
        precondition(first > 0 && first <= leafHashes.count, "the older tree is part of the newer")
        var proof: [Digest] = []
        var rest = leafHashes[...]
        var isWholeOlderTree = true
        while first < rest.endIndex {
            let middle = rest.startIndex + split(rest.count)
            if first <= middle {
                proof.append(root(of: rest[middle...]))
                rest = rest[..<middle]
            } else {
                proof.append(root(of: rest[..<middle]))
                rest = rest[middle...]
                isWholeOlderTree = false
            }
        }
        // The verifier knows the older root; where that is the subtree reached, it is left out.
        if !isWholeOlderTree { proof.append(root(of: rest)) }
        return proof.reversed()
    }

    /// Whether the tree of `second` leaves begins with that of `first` (RFC 9162, 2.1.4.2).
    ///
    /// Defined for `0 < first <= second`; all else is refused.
    package static func verifyConsistency(
        first: Int, firstRoot: Digest, second: Int, secondRoot: Digest, proof: [Digest]
    ) -> Bool {
        guard first > 0, first <= second else { return false }
        if first == second { return proof.isEmpty && firstRoot == secondRoot }
        var path = proof[...]
        if first.nonzeroBitCount == 1 { path.insert(firstRoot, at: path.startIndex) }
        guard let start = path.popFirst() else { return false }
        var walk = Walk(node: first - 1, last: second - 1)
        walk.climbWhileRight()
        var older = start
        var newer = start
        for sibling in path {
            guard walk.last > 0 else { return false }
            if walk.step() == .siblingIsLeft {
                older = nodeHash(left: sibling, right: older)
                newer = nodeHash(left: sibling, right: newer)
            } else {
                newer = nodeHash(left: newer, right: sibling)
            }
        }
        return walk.last == 0 && older == firstRoot && newer == secondRoot
    }

    private static func root(of leafHashes: ArraySlice<Digest>) -> Digest {
        var accumulator = MerkleAccumulator()
        for leaf in leafHashes { accumulator.append(leafHash: leaf) }
        return accumulator.root
    }

    /// The largest power of two below the count, which is at least two.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}

/// A Merkle tree that only grows: its root in the memory of one path.
package struct MerkleAccumulator: Sendable {
    /// Leaves so far.
    package private(set) var count = 0
    /// Roots of the complete subtrees, the largest first: one for each bit set in `count`.
    private var peaks: [Digest] = []

    /// The tree of no leaves.
    package init() {}

    /// Adds a leaf at the end.
    ///
    /// - Complexity: One hash on average, one for each level at most.
    package mutating func append(leafHash: Digest) {
        var node = leafHash
        for _ in 0..<count.trailingOneBitCount {
            node = MerkleTree.nodeHash(left: peaks.removeLast(), right: node)
        }
        peaks.append(node)
        count += 1
    }

    /// The root over all leaves so far.
    ///
    /// - Complexity: One hash for each level at most.
    package var root: Digest {
        guard var root = peaks.last else { return Digest(of: [] as [UInt8]) }
        for peak in peaks.dropLast().reversed() {
            root = MerkleTree.nodeHash(left: peak, right: root)
        }
        return root
    }
}

/// The way up from a node, beside the way up from the last node of the same level.
private struct Walk {
    enum Side { case siblingIsLeft, siblingIsRight }

    var node: Int
    var last: Int

    /// Goes up past one sibling, and past the levels on which the node has none.
    mutating func step() -> Side {
        var side = Side.siblingIsRight
        if node & 1 == 1 || node == last {
            side = .siblingIsLeft
            while node & 1 == 0 && node != 0 { climb() }
        }
        climb()
        return side
    }

    mutating func climbWhileRight() {
        while node & 1 == 1 { climb() }
    }

    private mutating func climb() {
        node >>= 1
        last >>= 1
    }
}

extension Int {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}
