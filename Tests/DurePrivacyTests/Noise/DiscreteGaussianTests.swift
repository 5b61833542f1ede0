import DureCore
import DureTesting
import Foundation
import Testing

@testable import DurePrivacy

/// Every bound below is the 1e-6 quantile of its statistic, for a sampler that is right: with the
/// fixed seeds here the tests never flake, and over fresh seeds each would raise one false alarm
/// in a million.
@Suite struct DiscreteGaussianTests {
    private static let drawCount = 20_000
    private static let normalQuantile = 4.9

    private struct Distribution {
        let numerator: UInt64
        let denominator: UInt64
        /// Probabilities of some values that are not negative; the table leaves others out.
        let masses: [Int64: Double]
        let variance: Double
    }

    private static func distributions() throws -> [Distribution] {
        let rows = try AccountingVectors.table("discrete-gaussian")
        let parameters: [(String, UInt64, UInt64)] = [
            ("0.25", 1, 4), ("1", 1, 1), ("4", 4, 1), ("16", 16, 1), ("100", 100, 1),
        ]
        return try parameters.map { name, numerator, denominator in
            let own = rows.filter { $0["sigma2"] == name }
            let variance = try #require(own.first?["variance"].flatMap { Double($0) })
            return Distribution(
                numerator: numerator, denominator: denominator,
                masses: Dictionary(
                    uniqueKeysWithValues: try own.map {
                        let value = try #require(Int64($0["x"] ?? ""))
                        return (value, try #require(Double($0["pmf"] ?? "")))
                    }), variance: variance)
        }
    }

    /// Pearson's statistic over the table's values with at least five expected draws each, both
    /// signs, and one cell for the rest, as standard deviations above its mean (the cube root of
    /// Wilson and Hilferty).
    private static func chiSquareDeviation(_ draws: [Int64], _ masses: [Int64: Double]) -> Double {
        let total = Double(draws.count)
        var counts: [Int64: Int] = [:]
        for draw in draws { counts[draw, default: 0] += 1 }
        var statistic = 0.0
        var freedom = -1.0
        var rest = (mass: 1.0, count: total)
        func add(_ count: Double, mass: Double) {
            guard mass * total >= 5 else { return }
            statistic += (count - mass * total) * (count - mass * total) / (mass * total)
            freedom += 1
        }
        for (size, mass) in masses.sorted(by: { $0.key < $1.key }) where mass * total >= 5 {
            for value in Set([size, -size]) {
                let count = Double(counts[value] ?? 0)
                add(count, mass: mass)
                rest = (rest.mass - mass, rest.count - count)
            }
        }
        add(rest.count, mass: rest.mass)
        let spread = 2 / (9 * freedom)
        return (cbrt(statistic / freedom) - (1 - spread)) / spread.squareRoot()
    }

    private static func isAlarm(_ draws: [Int64], _ distribution: Distribution) -> Bool {
        if chiSquareDeviation(draws, distribution.masses) > normalQuantile { return true }
        let total = Double(draws.count)
        let mean = draws.reduce(0) { $0 + Double($1) } / total
        let variance = draws.reduce(0) { $0 + Double($1) * Double($1) } / total
        // The spread of a square: E[X^4] - E[X^2]^2 is at most 2 variances squared and a tenth.
        let squareSpread =
            ((2 * distribution.variance * distribution.variance + 0.1) / total).squareRoot()
        return abs(mean) > normalQuantile * (distribution.variance / total).squareRoot()
            || abs(variance - distribution.variance) > normalQuantile * squareSpread
    }

    @Test func `draws have the probabilities and moments of the table`() throws {
        for (index, distribution) in try Self.distributions().enumerated() {
            let gaussian = try DiscreteGaussian(
                sigmaSquared: distribution.numerator, denominator: distribution.denominator)
            var generator = SeededGenerator(seed: UInt64(index) + 11)
            let draws = (0..<Self.drawCount).map { _ in gaussian.sample(using: &generator) }
            let isAlarm = Self.isAlarm(draws, distribution)
            #expect(!isAlarm, "sigma² \(gaussian.sigmaSquared)")
        }
    }

    @Test func `broken samplers raise the alarm`() throws {
        let distribution = try Self.distributions()[1]
        var generator = SeededGenerator(seed: 5)
        func rounded(_ sigma: Double) -> Int64 {
            let size = (-2 * log(Double.random(in: 0x1p-53..<1, using: &generator))).squareRoot()
            let turn = 2 * Double.pi * Double.random(in: 0..<1, using: &generator)
            return Int64((sigma * size * cos(turn)).rounded())
        }
        let right = try DiscreteGaussian(sigmaSquared: 1, denominator: 1)
        let wrong = try DiscreteGaussian(sigmaSquared: 11, denominator: 10)
        var draws: [String: [Int64]] = [:]
        for _ in 0..<Self.drawCount {
            draws["right", default: []].append(right.sample(using: &generator))
            draws["wrong sigma", default: []].append(wrong.sample(using: &generator))
            // Rounding adds a twelfth to the variance.
            draws["rounded", default: []].append(rounded(1))
            draws["rounded, wrong sigma", default: []].append(rounded(0.9))
        }
        let honest = draws["right"] ?? []
        draws["never zero"] = honest.map { $0 == 0 ? 1 : $0 }
        draws["never negative"] = honest.map { abs($0) }
        draws["shifted"] = honest.enumerated().map { $0.element + ($0.offset % 20 == 0 ? 1 : 0) }
        for (name, sample) in draws.sorted(by: { $0.key < $1.key }) {
            let isAlarm = Self.isAlarm(sample, distribution)
            #expect(isAlarm == (name != "right"), "\(name)")
        }
    }

    @Test func `wide noise has the right spread and shape`() throws {
        let numerator: UInt64 = 1 << 52
        let gaussian = try DiscreteGaussian(sigmaSquared: numerator, denominator: 1)
        var generator = SeededGenerator(seed: 3)
        let count = 10_000
        let sigma = Double(numerator).squareRoot()
        let draws = (0..<count).map { _ in Double(gaussian.sample(using: &generator)) / sigma }
        let bound = Self.normalQuantile / Double(count).squareRoot()
        #expect(abs(draws.reduce(0, +)) / Double(count) < bound)
        let square = draws.reduce(0) { $0 + $1 * $1 } / Double(count)
        #expect(abs(square - 1) < bound * 2.0.squareRoot())
        let fourth = draws.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(count)
        #expect(abs(fourth - 3) < bound * 96.0.squareRoot())
        // Within one sigma: 0.6826895, spread sqrt(p (1 - p)).
        let inside = Double(draws.filter { abs($0) <= 1 }.count) / Double(count)
        #expect(abs(inside - 0.682_689_5) < bound * 0.4655)
    }

    @Test func `shares are added modulo the ring`() throws {
        let gaussian = try DiscreteGaussian(sigmaSquared: 100, denominator: 1)
        var first = SeededGenerator(seed: 9)
        var second = first
        var third = first
        var narrow = [UInt32](repeating: .max, count: 50)
        var wide = [UInt64](repeating: .max, count: 50)
        var zero = [UInt64](repeating: 0, count: 50)
        gaussian.addShares(to: &narrow, using: &first)
        gaussian.addShares(to: &wide, using: &second)
        gaussian.addShares(to: &zero, using: &third)
        for index in zero.indices {
            #expect(narrow[index] == UInt32(truncatingIfNeeded: zero[index]) &- 1)
            #expect(wide[index] == zero[index] &- 1)
        }
        #expect(zero.contains { Int64(bitPattern: $0) < 0 })
    }

    @Test func `parameters that do not fit are refused`() throws {
        #expect(throws: PrivacyError.invalid(.sigmaSquared)) {
            try DiscreteGaussian(sigmaSquared: 0, denominator: 1)
        }
        #expect(throws: PrivacyError.invalid(.sigmaSquared)) {
            try DiscreteGaussian(sigmaSquared: 1, denominator: 0)
        }
        let limit = PrivacyError.beyondLimit(.sigmaSquared, limit: 0x1p56)
        for (numerator, denominator) in [
            (UInt64.max, UInt64(1)), (1 << 57, 1), (1, .max), ((1 << 58) + 1, 1024),
        ] {
            #expect(throws: limit) {
                try DiscreteGaussian(sigmaSquared: numerator, denominator: denominator)
            }
        }
        var generator = SeededGenerator(seed: 1)
        let widest = try DiscreteGaussian(sigmaSquared: 1 << 56, denominator: 1)
        #expect((0..<200).allSatisfy { _ in widest.sample(using: &generator).magnitude < 1 << 34 })
    }

    @Test func `odds and uniform numbers are exact within the stated rate`() {
        var bits = RandomBits()
        var generator = SeededGenerator(seed: 2)
        let count = 20_000
        var hits = 0.0
        for _ in 0..<count where bits.odds(UInt128(3), in: 7, using: &generator) { hits += 1 }
        let spread = (3.0 / 7 * 4 / 7 * Double(count)).squareRoot()
        #expect(abs(hits - 3.0 / 7 * Double(count)) < Self.normalQuantile * spread)
        var counts = [Double](repeating: 0, count: 5)
        for _ in 0..<count { counts[Int(bits.uniform(below: 5, using: &generator))] += 1 }
        for seen in counts {
            let spread = (0.16 * Double(count)).squareRoot()
            #expect(abs(seen - Double(count) / 5) < Self.normalQuantile * spread)
        }
    }
}
