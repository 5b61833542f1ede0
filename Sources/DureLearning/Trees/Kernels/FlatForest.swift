import CDureKernels
import DureTensor

/// Trees in the form that rows pass fastest: splits and leaves apart.
final class FlatForest: Sendable {
    private let trees: [FlatTree]
    private let scoreCount: Int

    /// How many rows pass a tree together: a few times ``FlatTree/blockCount``, so that a tree is
    /// fetched once for all of them.
    private static let rowCountMax = 512

    init(trees: [Tree], scoreCount: Int) {
        self.trees = trees.map(FlatTree.init)
        self.scoreCount = scoreCount
    }

    /// Adds the leaves' values to scores of shape [rows, scores].
    func add(to scores: inout [Double], table: StudyTable, bins: TreeBins, pool: WorkerPool) {
        let rowCount = table.rowCount
        precondition(scores.count == rowCount * scoreCount, "scores for each row")
        let coders = bins.columns.map { BinCoder($0, missing: FlatTree.missing) }
        let parts = (rowCount + Self.rowCountMax - 1) / Self.rowCountMax
        let workers = pool.count
        // SAFETY: each part of the rows belongs to one worker, which alone writes their scores.
        unsafe scores.withUnsafeMutableBufferPointer { scores in
            guard let scores = scores.baseAddress else { return }
            pool.run { worker in
                var rows = FlatRows(columnCount: coders.count, countMax: Self.rowCountMax)
                for part in (parts * worker / workers)..<(parts * (worker + 1) / workers) {
                    let start = part * Self.rowCountMax
                    let count = min(Self.rowCountMax, rowCount - start)
                    rows.fill(table, coders, rows: start..<start + count)
                    for score in 0..<scoreCount {
                        rows.clear()
                        for index in stride(from: score, to: trees.count, by: scoreCount) {
                            trees[index].add(to: &rows)
                        }
                        for row in 0..<count {
                            unsafe scores[(start + row) * scoreCount + score] += rows.sums[row]
                        }
                    }
                }
            }
        }
    }
}

/// One tree as the kernel takes it.
private struct FlatTree: Sendable {
    /// How many rows the kernel takes at once.
    static let blockCount = 64
    /// The most nodes that all rows pass; in a larger tree, following each row is faster.
    static let nodeCountMax = 1_024
    /// The code of missing values, above every bin.
    static let missing: UInt8 = 255

    private let tree: Tree
    private let splits: [UInt64]
    private let leaves: [UInt16]
    private let values: [Double]
    /// Shape [tables, 256]: 255 for codes that go right.
    private let tables: [UInt8]

    init(_ tree: Tree) {
        var splits: [UInt64] = []
        var leaves: [UInt16] = []
        var tables: [UInt8] = []
        for (place, node) in tree.nodes.enumerated() where tree.nodes.count <= Self.nodeCountMax {
            guard let feature = node.feature else {
                leaves.append(UInt16(place))
                continue
            }
            let children = UInt64(place) << 48 | UInt64(node.left) << 32 | UInt64(feature)
            if node.isCategory {
                splits.append(children | UInt64(tables.count / 256) << 16 | 0x8000)
                tables += (0..<256).map { tree.sends(code: UInt8($0), from: node) ? 0 : 255 }
            } else {
                // A missing value's code plus 1 is 0, which lies below every bin.
                let add: UInt64 = node.isMissingLeft ? 1 : 0
                splits.append(children | add << 24 | (UInt64(node.bin) + add) << 16)
            }
        }
        self.tree = tree
        self.splits = splits
        self.leaves = leaves
        values = tree.nodes.map(\.value)
        self.tables = tables
    }

    /// Adds each row's leaf.
    @inline(__always)
    func add(to rows: inout FlatRows) {
        guard !leaves.isEmpty else { return follow(&rows) }
        // SAFETY: children are nodes of the tree after their parent, and every node but the root is
        // one node's child (`Tree.init(packed:at:bins:)`), so every mask is written before it is
        // read; features are columns of the rows, and there is a mask for `nodeCountMax` nodes.
        unsafe splits.withUnsafeBufferPointer { splits in
            unsafe leaves.withUnsafeBufferPointer { leaves in
                unsafe values.withUnsafeBufferPointer { values in
                    unsafe tables.withUnsafeBufferPointer { tables in
                        guard let leafPlaces = leaves.baseAddress,
                            let leafValues = values.baseAddress
                        else { return }
                        // SAFETY: without splits or tables nothing is read where they would be.
                        let tree = unsafe dure_tree(
                            splits: splits.baseAddress,
                            splitCount: splits.count, leaves: leafPlaces,
                            leafCount: leaves.count, values: leafValues,
                            tables: tables.baseAddress)
                        unsafe dure_tree_pass(
                            tree, rows.codes, rows.columnCount, rows.blockCount, &rows.masks,
                            &rows.sums)
                    }
                }
            }
        }
    }

    /// Row by row, node by node.
    private func follow(_ rows: inout FlatRows) {
        for row in 0..<rows.blockCount * Self.blockCount {
            var place = 0
            while let feature = tree.nodes[place].feature {
                let node = tree.nodes[place]
                let isLeft = tree.sends(code: rows.code(row, feature), from: node)
                place = node.left + (isLeft ? 0 : 1)
            }
            rows.sums[row] += tree.nodes[place].value
        }
    }
}

extension Tree {
    /// Whether a node sends a column's code left.
    fileprivate func sends(code: UInt8, from node: TreeNode) -> Bool {
        if code == FlatTree.missing { return node.isMissingLeft }
        return node.isCategory ? sets[node.bin].contains(Int(code)) : Int(code) <= node.bin
    }
}

/// Some rows' codes and sums, in blocks.
private struct FlatRows {
    let columnCount: Int
    /// How many blocks hold rows.
    private(set) var blockCount = 0
    /// Shape [blocks, columns, 64].
    var codes: [UInt8]
    /// Shape [blocks, 64].
    var sums: [Double]
    /// Shape [nodes, 64]: for the kernel.
    var masks = [UInt8](repeating: 0, count: FlatTree.nodeCountMax * FlatTree.blockCount)

    init(columnCount: Int, countMax: Int) {
        self.columnCount = columnCount
        codes = [UInt8](repeating: 0, count: countMax * columnCount)
        sums = [Double](repeating: 0, count: countMax)
    }

    mutating func clear() {
        for row in sums.indices { sums[row] = 0 }
    }

    func code(_ row: Int, _ column: Int) -> UInt8 {
        let (block, lane) = row.quotientAndRemainder(dividingBy: FlatTree.blockCount)
        return codes[(block * columnCount + column) * FlatTree.blockCount + lane]
    }

    /// Codes some rows; the lanes behind the last one keep codes of others.
    mutating func fill(_ table: StudyTable, _ coders: [BinCoder], rows: Range<Int>) {
        blockCount = (rows.count + FlatTree.blockCount - 1) / FlatTree.blockCount
        for (column, coder) in coders.enumerated() {
            for block in 0..<blockCount {
                let first = rows.lowerBound + block * FlatTree.blockCount
                let part = first..<min(first + FlatTree.blockCount, rows.upperBound)
                let place = (block * columnCount + column) * FlatTree.blockCount
                switch table.inputs[column] {
                case .numbers(let values):
                    coder.code(values.span, part) { codes[place + $0 - first] = $1 }
                case .codes(let levels):
                    for row in part {
                        codes[place + row - first] =
                            levels[row] < 0 ? FlatTree.missing : UInt8(levels[row])
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
