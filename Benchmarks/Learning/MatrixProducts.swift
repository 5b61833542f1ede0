import DureTensor
import Foundation

/// Products of random matrices at each level of the kernels, for another BLAS to check.
///
/// Each line of the output names level, rows, depth, columns, the sides, and a file of the folder
/// with the product as binary32.
enum MatrixProducts {
    private static let shapes = [(1, 1, 1), (3, 784, 10), (65, 33, 17), (128, 256, 130)]

    static func write(into folder: URL) throws {
        for level in KernelLevel.allCases where level.rawValue <= FloatArena.levelMax.rawValue {
            for (rows, depth, columns) in shapes {
                for (left, right) in [(false, false), (true, false), (false, true)] {
                    let product = product(
                        rows, depth, columns, isLeftTurned: left, isRightTurned: right, level)
                    let name =
                        "\(level) \(rows) \(depth) \(columns) \(left ? 1 : 0) \(right ? 1 : 0)"
                    let file = name.split(separator: " ").joined(separator: "-") + ".f32"
                    let bytes = product.flatMap { number in
                        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
                    }
                    try Data(bytes).write(to: folder.appending(path: file))
                    print(name, file)
                }
            }
        }
    }

    private static func product(
        _ rows: Int, _ depth: Int, _ columns: Int, isLeftTurned: Bool, isRightTurned: Bool,
        _ level: KernelLevel
    ) -> [Float] {
        var plan = ArenaPlan()
        let a = plan.block(
            rows: isLeftTurned ? depth : rows, columns: isLeftTurned ? rows : depth)
        let b = plan.block(
            rows: isRightTurned ? columns : depth, columns: isRightTurned ? depth : columns)
        let c = plan.block(rows: rows, columns: columns)
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count, level: level)
        for index in 0..<a.count { arena[a.offset + index] = number(index) }
        for index in 0..<b.count { arena[b.offset + index] = number(a.count + index) }
        arena.multiply(
            a, isLeftTurned ? .transposed : .plain, b, isRightTurned ? .transposed : .plain,
            into: c, workspace: workspace)
        return arena.numbers(c.offset, c.count)
    }

    /// The n-th number of SplitMix64, in -1..<1, in 24 bits.
    private static func number(_ index: Int) -> Float {
        var word = (UInt64(index) &+ 1) &* 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Float((word ^ (word >> 31)) >> 40) * 0x1p-23 - 1
    }
}
