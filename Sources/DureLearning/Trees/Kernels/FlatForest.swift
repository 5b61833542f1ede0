import CDureKernels
import DureTensor

/// Trees in the form that follows rows fastest: 8 bytes a node, one list for all trees.
final class FlatForest: Sendable {
    private struct Part: Sendable {
        let first: Int
        let depth: Int
        let score: Int
        /// Whether a node asks for a category, which only the plain way can follow.
        let hasSets: Bool
    }

    private let trees: [Tree]
    private let parts: [Part]
    private let nodes: [UInt64]
    private let leaves: [Double]
    private let scoreCount: Int

    /// How many rows follow a tree together.
    private static let blockCount = 64
    /// The code of missing values, above every bin.
    private static let missing: UInt8 = 255

    init(trees: [Tree], bins: TreeBins, scoreCount: Int) {
        var parts: [Part] = []
        var nodes: [UInt64] = []
        var leaves: [Double] = []
        for (place, tree) in trees.enumerated() {
            let hasSets = tree.nodes.contains { $0.feature != nil && $0.isCategory }
            parts.append(
                Part(
                    first: nodes.count, depth: tree.depth, score: place % scoreCount,
                    hasSets: hasSets))
            nodes += tree.nodes.enumerated().map { Self.packed($1, at: $0) }
            leaves += tree.nodes.map(\.value)
        }
        self.trees = trees
        self.parts = parts
        self.nodes = nodes
        self.leaves = leaves
        self.scoreCount = scoreCount
    }

    /// A missing value's code plus 1 is 0, which lies below every bin: so it goes left.
    private static func packed(_ node: TreeNode, at place: Int) -> UInt64 {
        guard let feature = node.feature else { return UInt64(place) << 32 | 255 << 16 }
        let add: UInt64 = node.isMissingLeft ? 1 : 0
        let bin = node.isCategory ? 0 : UInt64(node.bin)
        return UInt64(node.left) << 32 | add << 24 | (bin + add) << 16 | UInt64(feature)
    }

    /// Adds the leaves' values to scores of shape [rows, scores].
    func add(to scores: inout [Double], table: StudyTable, bins: TreeBins, pool: WorkerPool) {
        let rowCount = table.rowCount
        precondition(scores.count == rowCount * scoreCount, "scores for each row")
        let coders = bins.columns.map { BinCoder($0, missing: Self.missing) }
        let blocks = (rowCount + Self.blockCount - 1) / Self.blockCount
        let workers = pool.count
        // SAFETY: each block of rows belongs to one worker, which alone writes their scores.
        unsafe scores.withUnsafeMutableBufferPointer { scores in
            guard let scores = scores.baseAddress else { return }
            pool.run { worker in
                var block = Block(columnCount: bins.columns.count)
                for index in (blocks * worker / workers)..<(blocks * (worker + 1) / workers) {
                    let start = index * Self.blockCount
                    let count = min(Self.blockCount, rowCount - start)
                    block.fill(table, coders, rows: start..<start + count)
                    for score in 0..<scoreCount {
                        follow(&block, score: score, count: count)
                        for row in 0..<count {
                            unsafe scores[(start + row) * scoreCount + score] += block.sums[row]
                        }
                    }
                }
            }
        }
    }

    private func follow(_ block: inout Block, score: Int, count: Int) {
        for row in 0..<count { block.sums[row] = 0 }
        for (tree, part) in parts.enumerated() where part.score == score {
            guard !part.hasSets else {
                followPlainly(trees[tree], &block, count: count)
                continue
            }
            // SAFETY: the tree's nodes begin at `part.first`, every child lies within the tree
            // (`Tree.init(packed:at:bins:)`), features are columns of the block, and the block
            // has 64 rows.
            unsafe nodes.withUnsafeBufferPointer { nodes in
                unsafe leaves.withUnsafeBufferPointer { leaves in
                    guard let nodes = nodes.baseAddress,
                        let leaves = leaves.baseAddress
                    else { return }
                    unsafe dure_tree_follow(
                        nodes + part.first, leaves + part.first, part.depth, block.codes,
                        block.stride, count, &block.sums)
                }
            }
        }
    }

    private func followPlainly(_ tree: Tree, _ block: inout Block, count: Int) {
        for row in 0..<count {
            var place = 0
            while let feature = tree.nodes[place].feature {
                let node = tree.nodes[place]
                let code = block.codes[row * block.stride + feature]
                let isLeft =
                    if code == Self.missing {
                        node.isMissingLeft
                    } else if node.isCategory {
                        tree.sets[node.bin].contains(Int(code))
                    } else {
                        Int(code) <= node.bin
                    }
                place = node.left + (isLeft ? 0 : 1)
            }
            block.sums[row] += tree.nodes[place].value
        }
    }

    /// Some rows' codes and sums.
    private struct Block {
        let stride: Int
        var codes: [UInt8]
        var sums = [Double](repeating: 0, count: FlatForest.blockCount)

        init(columnCount: Int) {
            stride = TreeCodes.stride(columnCount)
            codes = [UInt8](repeating: 0, count: stride * FlatForest.blockCount)
        }

        mutating func fill(_ table: StudyTable, _ coders: [BinCoder], rows: Range<Int>) {
            for (column, coder) in coders.enumerated() {
                switch table.inputs[column] {
                case .numbers(let values):
                    var place = column
                    for row in rows {
                        codes[place] = coder.bin(values[row])
                        place += stride
                    }
                case .codes(let levels):
                    var place = column
                    for row in rows {
                        let level = levels[row]
                        codes[place] = level < 0 ? FlatForest.missing : UInt8(level)
                        place += stride
                    }
                }
            }
        }
    }
}

/// The logistic function over many numbers.
enum Sigmoid {
    /// Replaces each score by its probability.
    static func apply(to scores: inout [Double], pool: WorkerPool) {
        let count = scores.count
        let workers = pool.count
        // SAFETY: each worker writes its own part.
        unsafe scores.withUnsafeMutableBufferPointer { scores in
            guard let scores = scores.baseAddress else { return }
            pool.run { worker in
                for place in (count * worker / workers)..<(count * (worker + 1) / workers) {
                    unsafe scores[place] = Elementary.sigmoid(scores[place])
                }
            }
        }
    }
}
