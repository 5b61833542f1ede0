import DureTesting
import Foundation
import Testing

@testable import DurePrivacy

@Suite struct PrivacyLossTests {
    /// Rows that a debug build computes quickly, with the rows worth a look among them.
    private static let quickRows: Set<Int> = [
        31, 52, 56, 64, 76, 77, 80, 84, 88, 92, 96, 100, 101, 104, 108, 112, 113, 116, 120, 156,
        165, 170, 171, 172, 173, 174,
    ]

    private static func rows() throws -> [AccountingRow] {
        let all = try AccountingVectors.accounting()
        return AccountingVectors.takesAllRows ? all : all.filter { quickRows.contains($0.id) }
    }

    /// PLD as the table has it: step by step, also where one Gaussian would do.
    private static func epsilon(_ row: AccountingRow) -> Double? {
        let directions = PrivacyLoss.directions(
            sigma: row.sigma, samplingProbability: row.samplingProbability,
            relation: row.relation, tail: row.delta * 1e-11 / Double(row.steps))
        return directions.flatMap {
            PrivacyLossComposition.epsilon(
                [LossPart(directions: $0, steps: row.steps)], delta: row.delta)
        }
    }

    @Test func `the privacy loss distribution gives the table's upper bounds`() throws {
        for row in try Self.rows() {
            let start = ContinuousClock.now
            guard let epsilon = Self.epsilon(row) else {
                Issue.record("\(row): no figure")
                continue
            }
            if AccountingVectors.takesAllRows {
                print(row.id, epsilon, epsilon / row.upper - 1, ContinuousClock.now - start)
            }
            // The table's delta carries some 2e-17 a step of rounding and truncation, which shows
            // where delta is smallest; ours is then the smaller of two upper bounds.
            let slack = 0.05 * 2e-17 * Double(row.steps) / row.delta
            #expect(epsilon <= row.upper * (1 + 1e-6), "\(row): \(epsilon) \(row.upper)")
            #expect(epsilon >= row.upper * (1 - 1e-6 - slack), "\(row): \(epsilon) \(row.upper)")
            #expect(epsilon >= (row.lower ?? 0) * (1 - 1e-9), "\(row)")
            if let exact = row.exact { #expect(epsilon >= exact * (1 - 1e-9), "\(row)") }
        }
    }

    @Test func `a composition does not depend on how it is cut into parts`() throws {
        let losses = try #require(
            PrivacyLoss.directions(
                sigma: 2, samplingProbability: 0.01, relation: .addRemove, tail: 1e-20))
        let whole = PrivacyLossComposition.epsilon(
            [LossPart(directions: losses, steps: 100)], delta: 1e-5)
        let cut = PrivacyLossComposition.epsilon(
            [LossPart(directions: losses, steps: 37), LossPart(directions: losses, steps: 63)],
            delta: 1e-5)
        // Row 101's neighbour: sigma 2, q 0.01, 100 steps.
        #expect(agree(whole ?? .nan, 0.1897990616, 1e-6))
        #expect(agree(cut ?? .nan, whole ?? .nan, 1e-9))
    }

    @Test func `sampled and plain steps compose below RDP and above either alone`() throws {
        let part = { (sigma: Double, q: Double, steps: Int) throws in
            try GaussianSteps(
                sigma: sigma, samplingProbability: q, steps: steps, noise: .gaussian,
                relation: .addRemove)
        }
        let mixed = try [part(2, 0.01, 100), part(20, 1, 3), part(30, 1, 2)]
        let figures = try PrivacyAccountant.figures(of: mixed, delta: 1e-5, effort: .full)
        #expect(figures.map(\.accountant) == [.rdp, .pld])
        #expect(figures[1].epsilon < figures[0].epsilon)
        for alone in [[mixed[0]], [mixed[1]], [mixed[2]]] {
            let figure = try PrivacyAccountant.figures(of: alone, delta: 1e-5, effort: .full)
            #expect(figure.best?.epsilon ?? .nan < figures[1].epsilon)
        }
    }

    @Test func `the transform and its inverse agree with the plain sum`() {
        let count = 64
        let transform = FourierTransform(count: count)
        var generator = Seed(1).generator
        var real = (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) }
        var imaginary = (0..<count).map { _ in Double.random(in: 0..<1, using: &generator) }
        let before = (real, imaginary)
        transform.forward(&real, &imaginary)
        for position in 0..<count {
            let reversed = (0..<6).reduce(0) { $0 | (position >> $1 & 1) << (5 - $1) }
            var sum = (0.0, 0.0)
            for index in 0..<count {
                let angle = -2 * Double.pi * Double(index * reversed % count) / Double(count)
                sum.0 += before.0[index] * cos(angle) - before.1[index] * sin(angle)
                sum.1 += before.0[index] * sin(angle) + before.1[index] * cos(angle)
            }
            #expect(abs(sum.0 - real[position]) < 1e-12)
            #expect(abs(sum.1 - imaginary[position]) < 1e-12)
            let opposite = FourierTransform.opposite(position)
            let reversedOpposite = (0..<6).reduce(0) { $0 | (opposite >> $1 & 1) << (5 - $1) }
            #expect((reversed + reversedOpposite) % count == 0)
        }
        transform.inverse(&real, &imaginary)
        for index in 0..<count {
            #expect(abs(real[index] - before.0[index]) < 1e-14)
            #expect(abs(imaginary[index] - before.1[index]) < 1e-14)
        }
    }
}
