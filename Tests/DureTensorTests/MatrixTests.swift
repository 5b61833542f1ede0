import DureTesting
import Testing

@testable import DureTensor

@Suite struct MatrixTests {
    /// The product from its definition, in doubles: the plain twin.
    private static func product(
        _ a: [Float], _ aSide: FloatArena.Side, _ b: [Float], _ bSide: FloatArena.Side,
        rows: Int, columns: Int, depth: Int
    ) -> [Double] {
        var c = [Double](repeating: 0, count: rows * columns)
        for i in 0..<rows {
            for j in 0..<columns {
                for p in 0..<depth {
                    let left = aSide == .plain ? a[i * depth + p] : a[p * rows + i]
                    let right = bSide == .plain ? b[p * columns + j] : b[j * depth + p]
                    c[i * columns + j] += Double(left) * Double(right)
                }
            }
        }
        return c
    }

    private struct Case {
        let arena: FloatArena
        let a: FloatBlock
        let b: FloatBlock
        let c: FloatBlock
        let workspace: Int
        let aNumbers: [Float]
        let bNumbers: [Float]
        let cNumbers: [Float]
    }

    private static func makeCase(
        _ aShape: (Int, Int), _ bShape: (Int, Int), rows: Int, columns: Int, level: KernelLevel,
        using generator: inout SeededGenerator
    ) -> Case {
        var plan = ArenaPlan()
        let a = plan.block(rows: aShape.0, columns: aShape.1)
        let b = plan.block(rows: bShape.0, columns: bShape.1)
        let c = plan.block(rows: rows, columns: columns)
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count, level: level)
        func random(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
        }
        let numbers = (random(a.count), random(b.count), random(c.count))
        arena.write(numbers.0, at: a.offset)
        arena.write(numbers.1, at: b.offset)
        arena.write(numbers.2, at: c.offset)
        return Case(
            arena: arena, a: a, b: b, c: c, workspace: workspace, aNumbers: numbers.0,
            bNumbers: numbers.1, cNumbers: numbers.2)
    }

    @Test(arguments: Seed.batch(12), KernelLevel.allCases)
    func `products are those of the definition, whatever the shape`(
        seed: Seed, level: KernelLevel
    ) {
        var generator = seed.generator
        let rows = Int.random(in: 1...40, using: &generator)
        let columns = Int.random(in: 1...70, using: &generator)
        let depth = Int.random(in: 1...300, using: &generator)
        for aSide in [FloatArena.Side.plain, .transposed] {
            for bSide in [FloatArena.Side.plain, .transposed] {
                for isAdding in [false, true] {
                    let test = Self.makeCase(
                        aSide == .plain ? (rows, depth) : (depth, rows),
                        bSide == .plain ? (depth, columns) : (columns, depth), rows: rows,
                        columns: columns, level: level, using: &generator)
                    test.arena.multiply(
                        test.a, aSide, test.b, bSide, into: test.c, isAdding: isAdding,
                        workspace: test.workspace)
                    let found = test.arena.numbers(test.c.offset, test.c.count)
                    let right = Self.product(
                        test.aNumbers, aSide, test.bNumbers, bSide, rows: rows, columns: columns,
                        depth: depth)
                    for place in right.indices {
                        let before = isAdding ? Double(test.cNumbers[place]) : 0
                        let error = abs(Double(found[place]) - right[place] - before)
                        #expect(error < 3e-7 * Double(depth + 1), "at \(place)")
                    }
                }
            }
        }
    }

    @Test(arguments: KernelLevel.allCases)
    func `a product in parts has the same bits`(level: KernelLevel) {
        var generator = Seed(5).generator
        let test = Self.makeCase(
            (41, 300), (300, 67), rows: 41, columns: 67, level: level, using: &generator)
        test.arena.multiply(test.a, .plain, test.b, .plain, into: test.c, workspace: test.workspace)
        let whole = test.arena.numbers(test.c.offset, test.c.count)
        for cut in [1, 7, 12, 40] {
            test.arena.fill(test.c.offset, test.c.count, with: .nan)
            for range in [0..<cut, cut..<41] {
                test.arena.multiply(
                    test.a[rows: range], .plain, test.b, .plain, into: test.c[rows: range],
                    workspace: test.workspace)
            }
            #expect(test.arena.numbers(test.c.offset, test.c.count) == whole)
        }
    }

    @Test func `rows with a stride and an inner dimension of none are handled`() {
        var plan = ArenaPlan()
        let wide = plan.block(rows: 3, columns: 10)
        let b = plan.block(rows: 2, columns: 2)
        let c = plan.block(rows: 3, columns: 2)
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count)
        arena.write((0..<30).map { Float($0) }, at: wide.offset)
        arena.write([1, 0, 0, 2], at: b.offset)
        let part = FloatBlock(offset: wide.offset + 4, rows: 3, columns: 2, stride: 10)
        arena.multiply(part, .plain, b, .plain, into: c, workspace: workspace)
        #expect(arena.numbers(c.offset, 6) == [4, 10, 14, 30, 24, 50])
        let none = FloatBlock(offset: 0, rows: 3, columns: 0)
        let nothing = FloatBlock(offset: 0, rows: 0, columns: 2)
        arena.multiply(none, .plain, nothing, .plain, into: c, workspace: workspace)
        #expect(arena.numbers(c.offset, 6) == [0, 0, 0, 0, 0, 0])
    }

    @Test func `a place beyond the arena stops the program`() async {
        await #expect(processExitsWith: .failure) {
            let arena = FloatArena(count: 16)
            arena[16] = 1
        }
        await #expect(processExitsWith: .failure) {
            let arena = FloatArena(count: 16)
            arena.scale(8, 9, by: 2)
        }
    }
}
