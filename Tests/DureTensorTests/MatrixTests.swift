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

    /// A number as bf16, from the definition: of the two neighbours with eight bits of mantissa the
    /// nearer one, of two that are equally near the even one; the plain twin.
    private static func rounded(_ x: Float) -> Float {
        guard x.isFinite, x.isNormal else { return x.isFinite ? 0 : x }
        let inner = Float(bitPattern: x.bitPattern & 0xffff_0000)
        let outer = inner + (x < 0 ? -inner.ulp : inner.ulp) * 0x1p16
        let (toInner, toOuter) = (
            abs(Double(x) - Double(inner)), Double(inner.ulp) * 0x1p16 - abs(Double(x - inner))
        )
        if toInner == toOuter { return (inner.bitPattern >> 16).isMultiple(of: 2) ? inner : outer }
        return toInner < toOuter ? inner : outer
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
        _ aShape: (Int, Int), _ bShape: (Int, Int), rows: Int, columns: Int, level: KernelLevel?,
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
    func `bf16 rounds to the nearest, ties to even, and small numbers to zero`(
        level: KernelLevel
    ) {
        var generator = Seed(7).generator
        // Ties on both sides of an even neighbour, the ends of the range, and what is no number.
        let special: [UInt32] = [
            0x3f80_8000, 0x3f81_8000, 0x3f80_7fff, 0x3f80_8001, 0xbf81_8000, 0x7f7f_7fff,
            0x7f7f_8000, 0x7f7f_ffff, 0xff7f_ffff, 0x0080_0000, 0x007f_ffff, 0x8000_0001, 1, 0,
            0x8000_0000, 0x7f80_0000, 0xff80_0000, 0x7f80_0001, 0x7fff_ffff, 0xffff_ffff,
        ]
        let numbers =
            special.map { Float(bitPattern: $0) }
            + (0..<300).map { _ in Float(bitPattern: .random(in: 0...(.max), using: &generator)) }
        var plan = ArenaPlan()
        let list = plan.block(rows: numbers.count, columns: 1)
        let one = plan.block(rows: 1, columns: 1)
        let product = plan.block(rows: numbers.count, columns: 1)
        let workspace = plan.place(FloatArena.workspaceCount)
        let arena = FloatArena(count: plan.count, level: level)
        arena.write(numbers, at: list.offset)
        arena[one.offset] = 1
        let row = FloatBlock(offset: product.offset, rows: 1, columns: numbers.count)
        for isLeft in [true, false] {
            arena.multiply(
                isLeft ? list : one, .plain, isLeft ? one : list, isLeft ? .plain : .transposed,
                into: isLeft ? product : row, precision: .bfloat16, workspace: workspace)
            for (place, number) in numbers.enumerated() {
                let (found, right) = (arena[product.offset + place], Self.rounded(number))
                #expect(found == right || (found.isNaN && right.isNaN), "at \(place)")
            }
        }
    }

    @Test(arguments: Seed.batch(6), KernelLevel.allCases)
    func `bf16 products are within their bound, whatever the shape`(
        seed: Seed, level: KernelLevel
    ) {
        var generator = seed.generator
        let rows = Int.random(in: 1...30, using: &generator)
        let columns = Int.random(in: 1...40, using: &generator)
        let depth = Int.random(in: 1...300, using: &generator)
        for (aSide, bSide) in [
            (FloatArena.Side.plain, FloatArena.Side.plain), (.transposed, .plain),
            (.plain, .transposed),
        ] {
            let test = Self.makeCase(
                aSide == .plain ? (rows, depth) : (depth, rows),
                bSide == .plain ? (depth, columns) : (columns, depth), rows: rows,
                columns: columns, level: level, using: &generator)
            test.arena.multiply(
                test.a, aSide, test.b, bSide, into: test.c, isAdding: true, precision: .bfloat16,
                workspace: test.workspace)
            let (a, b) = (test.aNumbers.map(Self.rounded), test.bNumbers.map(Self.rounded))
            let right = Self.product(
                a, aSide, b, bSide, rows: rows, columns: columns, depth: depth)
            let sizes = Self.product(
                a.map(\.magnitude), aSide, b.map(\.magnitude), bSide, rows: rows,
                columns: columns, depth: depth)
            let found = test.arena.numbers(test.c.offset, test.c.count)
            for place in right.indices {
                let before = Double(test.cNumbers[place])
                let bound =
                    Double(depth + 1) * 0x1p-23 * (sizes[place] + abs(before))
                    + Double(depth) * 0x1p-126
                #expect(abs(Double(found[place]) - right[place] - before) <= bound)
            }
        }
    }

    @Test(arguments: KernelLevel.allCases, ProductPrecision.allCases)
    func `a product in parts has the same bits`(level: KernelLevel, precision: ProductPrecision) {
        var generator = Seed(5).generator
        let test = Self.makeCase(
            (41, 300), (300, 67), rows: 41, columns: 67, level: level, using: &generator)
        test.arena.multiply(
            test.a, .plain, test.b, .plain, into: test.c, precision: precision,
            workspace: test.workspace)
        let whole = test.arena.numbers(test.c.offset, test.c.count)
        for cut in [1, 7, 12, 40] {
            test.arena.fill(test.c.offset, test.c.count, with: .nan)
            for range in [0..<cut, cut..<41] {
                test.arena.multiply(
                    test.a[rows: range], .plain, test.b, .plain, into: test.c[rows: range],
                    precision: precision, workspace: test.workspace)
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

    #if OpenBLAS || Accelerate
        @Test(arguments: Seed.batch(12), KernelLevel.allCases)
        func `the library's products are those of our kernels`(
            seed: Seed, level: KernelLevel
        ) throws {
            _ = try #require(FloatArena.library, "the trait is on, and the library may be used")
            let rows = [1, 12, 41, 130][Int(seed.value % 4)]
            for (columns, depth) in [(1, 784), (67, 300), (10, 1)] {
                for (aSide, bSide) in [
                    (FloatArena.Side.plain, FloatArena.Side.plain), (.transposed, .plain),
                    (.plain, .transposed),
                ] {
                    var products: [Case] = []
                    for choice in [level, nil] {
                        var generator = seed.generator
                        let test = Self.makeCase(
                            aSide == .plain ? (rows, depth) : (depth, rows),
                            bSide == .plain ? (depth, columns) : (columns, depth), rows: rows,
                            columns: columns, level: choice, using: &generator)
                        #expect(test.arena.usesLibrary == (choice == nil))
                        for isAdding in [false, true] {
                            test.arena.multiply(
                                test.a, aSide, test.b, bSide, into: test.c, isAdding: isAdding,
                                workspace: test.workspace)
                        }
                        products.append(test)
                    }
                    let (own, other) = (products[0], products[1])
                    let apart = zip(
                        own.arena.numbers(own.c.offset, own.c.count),
                        other.arena.numbers(other.c.offset, other.c.count)
                    ).map { abs(Double($0) - Double($1)) }
                    // Both are within (terms + 1) · 2^-23 of the terms' magnitudes from the truth;
                    // two products and what was there, each of no more than 1.
                    let terms = Double(2 * depth + 1)
                    let bound = (terms + 1) * 0x1p-22 * terms
                    #expect((apart.max() ?? .nan) <= bound)
                }
            }
        }

        /// Debian's OpenBLAS without threads gives wrong products here.
        @Test func `the library gives two threads at once what it gives one`() {
            let results = WorkerPool(count: 2).mapped(16) { _ in
                var generator = Seed(11).generator
                let test = Self.makeCase(
                    (130, 300), (300, 67), rows: 130, columns: 67, level: nil, using: &generator)
                test.arena.multiply(
                    test.a, .plain, test.b, .plain, into: test.c, workspace: test.workspace)
                return test.arena.numbers(test.c.offset, test.c.count)
            }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    #endif
}
