import DureCore
import DureFederation
import DureLearning
import DurePrivacy
import DureTesting
import Foundation
import Testing

/// Which words a study's sums travel in, and that these hold whatever honest members bring.
struct WordSizeTests {
    private static func plan(
        _ file: String, replacing old: String = "", by new: String = ""
    ) throws -> StudyPlan {
        let place = URL(filePath: #filePath).deletingLastPathComponent()
        let root = place.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "Examples/heart-disease/\(file)"), encoding: .utf8)
        let changed = Array(text.replacingOccurrences(of: old, with: new).utf8)
        return try StudyPlan(
            manifest: StudyManifest(parsing: changed), manifestHash: Digest(of: changed),
            memberCount: 4)
    }

    @Test func `noised sums of some thousand records travel in 32 bits, as finely as they can`()
        throws
    {
        let plan = try Self.plan("heart-private.toml")
        let shares = try #require(plan.mechanism.shares)
        #expect(plan.wordSize == .w32)
        let finer = try NoiseShares(
            noiseMultiplier: shares.noiseMultiplier, clipSteps: 2 * shares.clipSteps,
            dimension: shares.dimension, survivorsMin: shares.survivorsMin,
            colluding: shares.colluding)
        let records = plan.manifest.recordCountMax
        #expect(NoiseMechanism.fits32(shares, memberCount: 4, clipsMax: records))
        #expect(!NoiseMechanism.fits32(finer, memberCount: 4, clipsMax: records))
    }

    @Test func `what does not fit 32 bits travels in 64, and so do exact sums`() throws {
        let many = try Self.plan(
            "heart-private.toml", replacing: "records_max = 1000", by: "records_max = 1000000")
        #expect(many.wordSize == .w64)
        #expect(many.mechanism.shares?.clipSteps == 1_048_576)
        #expect(try Self.plan("heart-joint.toml").wordSize == .w64)
        #expect(try many.hash != Self.plan("heart-private.toml").hash)
    }

    @Test func `the noise alone can be too much for 32 bits`() throws {
        // 2^31 over 12 deviations of four members' noise, a hair less and a hair more.
        let deviation = 0x1p31 / 12 / 2
        for (factor, fits) in [(0.99, true), (1.01, false)] {
            let shares = try NoiseShares(
                noiseMultiplier: deviation * factor / 65_536, clipSteps: 65_536, dimension: 10,
                survivorsMin: 1, colluding: 0)
            #expect(NoiseMechanism.fits32(shares, memberCount: 4, clipsMax: 1) == fits)
        }
    }

    @Test(arguments: Seed.batch(6))
    func `a sum in which all stand at the bound does not wrap`(seed: Seed) throws {
        var generator = seed.generator
        let plan = try Self.plan("heart-private.toml")
        let shares = try #require(plan.mechanism.shares)
        let (bound, length) = (plan.coordinateBound, 40)
        for sign in [1.0, -1.0] {
            var sum = SimulatedSum(length: length, bound: bound, mechanism: plan.mechanism)
            for _ in 0..<4 {
                try sum.add([Double](repeating: sign * bound, count: length), using: &generator)
            }
            let deviation =
                2 * shares.share.sigmaSquared.squareRoot() / plan.mechanism.encoding.scale
            for value in try sum.values() {
                #expect((value - sign * 4 * bound).magnitude < 8 * deviation)
            }
        }
    }

    @Test func `rounded sums hold all members at the bound and refuse what is beyond it`() throws {
        var generator = Seed(5).generator
        let mechanism = try NoiseMechanism(roundedWithin: 0.7, memberCount: 100)
        var sum = SimulatedSum(length: 9, bound: 0.7, mechanism: mechanism)
        for _ in 0..<100 {
            try sum.add([Double](repeating: -0.7, count: 9), using: &generator)
        }
        for value in try sum.values() { #expect((value + 70).magnitude < 1e-4) }
        #expect(throws: SecureAggregationError.outOfRange(coordinate: 8)) {
            try sum.add([0, 0, 0, 0, 0, 0, 0, 0, 0.71], using: &generator)
        }
        #expect(throws: SecureAggregationError.notFinite(coordinate: 1)) {
            try sum.add([0, .nan, 0, 0, 0, 0, 0, 0, 0], using: &generator)
        }
    }
}
