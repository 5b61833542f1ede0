import DureTesting
import Testing

@testable import DureLearning

@Suite struct SumGridTests {
    @Test(arguments: Seed.batch(30))
    func `no rounded vector is longer than the bound, and all sums are exact`(seed: Seed) {
        var generator = seed.generator
        let dimension = Int.random(in: 1...50, using: &generator)
        let bound = 2.0.squareRoot() * Double.random(in: 1e-6...1e3, using: &generator)
        let grid = SumGrid(normMax: bound, dimension: dimension)
        let vectors = (0..<200).map { _ in
            let size = bound * Double.random(in: 0...3, using: &generator)
            let vector = (0..<dimension).map { _ in
                size * Double.random(in: -1...1, using: &generator)
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let factor = grid.factor(norm: norm)
            let rounded = vector.map { grid.rounded($0 * factor) }
            let length = rounded.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(length <= bound)
            // Rounding is far below what noise would show.
            let shortened = min(1, bound / norm)
            let moved = zip(vector, rounded).map { abs($0 * shortened - $1) }
            #expect(moved.allSatisfy { $0 < bound * 1e-6 })
            return rounded
        }
        for place in 0..<dimension {
            // As many records as there may be stand before the few.
            let many = Double(SumGrid.recordCountMax - 200) * vectors[0][place]
            let sum = vectors.reduce(many) { $0 + $1[place] }
            let back = vectors.reversed().reduce(many) { $0 + $1[place] }
            let less = vectors.dropLast().reduce(many) { $0 + $1[place] }
            #expect(sum == back && sum - less == vectors[199][place])
        }
        #expect(grid.factor(norm: .nan) == 0 && grid.factor(norm: .infinity) == 0)
    }

    /// Two sums that differ by a record differ by its vector and by no rounding.
    @Test(arguments: Seed.batch(8))
    func `a regression's sum without a record lacks that record and nothing else`(
        seed: Seed
    ) throws {
        var generator = seed.generator
        let algorithm = try NoisyGradient(
            columns: binaryColumns(4), recordsExpected: 10, gradientNormMax: 0.7)
        let data = try randomMatrix(rows: 60, features: features(4), using: &generator)
        let state = ModelState(
            algorithm: NoisyGradient.name, round: 0,
            coefficients: (0..<5).map { _ in Double.random(in: -2...2, using: &generator) },
            memory: algorithm.start().memory)
        let all = try algorithm.contribution(to: state, from: data)
        for row in stride(from: 0, to: 60, by: 7) {
            let one = try algorithm.contribution(to: state, from: data.rows(at: [row]))
            let rest = (0..<60).filter { $0 != row }
            let less = try algorithm.contribution(to: state, from: data.rows(at: rest))
            let change = zip(all, less).map { $0 - $1 }
            #expect(change == one)
        }
    }
}
