import DureCore
import DureTesting
import Testing

@testable import DureLearning
@testable import DureTensor

/// The C kernels against plain Swift that says the same.
@Suite struct TreesKernelTests {
    private func codes(
        _ rows: Int, _ generator: inout SeededGenerator, pool: WorkerPool
    ) throws -> (codes: TreeCodes, bins: TreeBins) {
        let table = try TreeCases.table(.binary, rows: rows, using: &generator)
        let edges = (-5...5).map { Float($0) / 2 }
        let bins = TreeBins(
            [.number(edges: edges), .number(edges: [0]), .number(edges: [])]
                + [.category(levelCount: 5)])
        let coders = bins.columns.map { BinCoder($0, missing: UInt8($0.valueBinCount)) }
        let codes = TreeCodes(rowCount: rows, columnCount: coders.count)
        codes.fill(table, at: 0, coders, pool: pool)
        return (codes, bins)
    }

    @Test(arguments: [TreeStatistics.pair, .triple], [1, 3])
    func `histograms are the plain sums`(statistics: TreeStatistics, workers: Int) throws {
        var generator = Seed(UInt64(workers)).generator
        let pool = WorkerPool(count: workers)
        let rowCount = 20_000
        let (codes, bins) = try codes(rowCount, &generator, pool: pool)
        let steps = [0x1p-18, 0x1p-20]
        var values: [Int64] = []
        for _ in 0..<rowCount {
            // The largest magnitudes, so that packed sums come near their limits.
            let gradient = Int64(Bool.random(using: &generator) ? 1 << 18 : -(1 << 18))
            let isUsed = Int.random(in: 0..<9, using: &generator) > 0
            values.append(isUsed ? gradient << 32 + 1 << 18 : 0)
        }
        let order = (0..<rowCount).map { UInt32($0) }.shuffled(using: &generator)
        let space = HistogramSpace(
            bins: bins, statistics: statistics, hessianStep: steps[1], pool: pool)
        for (order, range) in [
            (nil, 0..<rowCount), (order, 0..<rowCount), (order, 5..<17_001), (order, 7..<7),
        ] {
            var plain = [Double](repeating: 0, count: bins.count * statistics.count)
            for place in range {
                let row = order.map { Int($0[place]) } ?? place
                let hessian = values[row] & 0xffff_ffff
                for (column, code) in codes.row(row).enumerated() {
                    let bin = Int(bins.offsets[column]) + Int(code)
                    plain[bin] += Double((values[row] - hessian) >> 32) * steps[0]
                    plain[bins.count + bin] += Double(hessian) * steps[1]
                    if statistics == .triple, values[row] != 0 { plain[2 * bins.count + bin] += 1 }
                }
            }
            let found = space.histogram(codes, order: order, range: range, values: values)
            #expect(found == plain)
        }
    }

    @Test(arguments: [1, 2, 3])
    func `rows are parted in their order`(workers: Int) throws {
        var generator = Seed(UInt64(workers)).generator
        let pool = WorkerPool(count: workers)
        let (codes, _) = try codes(30_000, &generator, pool: pool)
        var order = RowOrder(rowCount: 30_000)
        var plain = (0..<30_000).map { UInt32($0) }
        for (column, range) in [(0, 0..<30_000), (3, 100..<29_000), (1, 5..<5), (1, 200..<260)] {
            let goesLeft = (0..<256).map { _ in UInt8.random(in: 0...1, using: &generator) }
            let rows = plain[range]
            func isLeft(_ row: UInt32) -> Bool { goesLeft[Int(codes.row(Int(row))[column])] == 1 }
            let lefts = rows.filter(isLeft)
            plain.replaceSubrange(range, with: lefts + rows.filter { !isLeft($0) })
            let count = order.part(range, codes, column: column, goesLeft: goesLeft, pool: pool)
            #expect(count == lefts.count)
            #expect(order.rows == plain)
        }
        var scores = [Double](repeating: 1, count: 30_000)
        order.add([(10..<20_000, 2), (25_000..<25_001, -3)], to: &scores, pool: pool)
        let isRight = order.rows.enumerated().allSatisfy { place, row in
            let added = (10..<20_000).contains(place) ? 2.0 : place == 25_000 ? -3 : 0
            return scores[Int(row)] == 1 + added
        }
        #expect(isRight)
    }

    @Test(arguments: Seed.batch(4))
    func `logistic gradients are the plain ones within a step`(seed: Seed) {
        var generator = seed.generator
        let scores = (0..<999).map { _ in Double.random(in: -50...50, using: &generator) }
        let labels = scores.map { _ in UInt8.random(in: 0...1, using: &generator) }
        let some = scores.map { _ in Double.random(in: 0...1, using: &generator) }
        for factors in [[], some.map { $0 < 0.1 ? 0 : $0 }] {
            var values = [Int64](repeating: 0, count: 999)
            LogisticGradients.fill(
                &values, scores: scores, labels: labels, factors: factors,
                pool: WorkerPool(count: 2))
            for row in scores.indices {
                let factor = factors.isEmpty ? 1 : factors[row]
                let chance = Elementary.sigmoid(scores[row])
                let plain = TreeObjective.logistic.packed(
                    gradient: chance - Double(labels[row]), hessian: chance * (1 - chance),
                    factor: factor)
                let (one, other) = (values[row], plain)
                #expect(abs((one & 0xffff_ffff) - (other & 0xffff_ffff)) <= 1)
                #expect(abs((one >> 32) - (other >> 32)) <= 1)
                #expect((one == 0) == (factor == 0))
            }
        }
    }
}
