import DureCore
import DureTesting
import Foundation
import Testing

@testable import DurePrivacy

@Suite struct NoiseSharesTests {
    @Test func `the honest shares alone carry the promised noise`() throws {
        for (survivors, colluding) in [(7, 3), (3, 0), (67, 33), (4, 1)] {
            let shares = try NoiseShares(
                noiseMultiplier: 1, clipSteps: 0x1p26, dimension: 1, survivorsMin: survivors,
                colluding: colluding)
            let sum = shares.share.sigmaSquared * Double(shares.honestShares)
            #expect(sum >= 0x1p52)
            #expect(sum < 0x1p52 * (1 + 1e-9))
            #expect(shares.share.denominator == 1)
        }
        let small = try NoiseShares(
            noiseMultiplier: 0.7, clipSteps: 3, dimension: 1, survivorsMin: 4, colluding: 1)
        #expect(small.share.sigmaSquared >= 1.47)
        #expect(small.share.sigmaSquared < 1.473)
    }

    @Test func `rounding is charged as sensitivity`() throws {
        let shares = try NoiseShares(
            noiseMultiplier: 2, clipSteps: 1e6, dimension: 1_000_000, survivorsMin: 7, colluding: 2)
        #expect(agree(shares.sigmaAgainstCoalition, 2 / (1 + 0.001 * 17 / 16), 1e-9))
    }

    @Test func `all survivors together give outsiders more noise than the coalition sees`() throws {
        // protocol.md, 4.2: n = 10, c = 3 is sqrt(10/4) = 1.58 times too much.
        let shares = try NoiseShares(
            noiseMultiplier: 4, clipSteps: 0x1p26, dimension: 1, survivorsMin: 7, colluding: 3)
        let outside = try shares.sigmaAgainstOutsiders(survivors: 10)
        #expect(agree(outside / shares.sigmaAgainstCoalition, 2.5.squareRoot(), 1e-12))
        let figures = try shares.figures(
            survivors: 10, steps: 50, delta: 1e-3, relation: .addRemove)
        #expect(figures.againstOutsiders.epsilon < figures.againstCoalition.epsilon)
        #expect(figures.againstCoalition.accountant == .rdp)
        // Row 189's RDP with integer orders, sensitivity all but the same.
        #expect(agree(figures.againstCoalition.epsilon, 7.186606387, 1e-6))
        #expect(throws: PrivacyError.invalid(.members)) {
            try shares.sigmaAgainstOutsiders(survivors: 6)
        }
    }

    @Test func `impossible plans are refused by name`() {
        func refusal(
            _ z: Double = 1, _ clip: Double = 1e6, _ dimension: Int = 10, _ m: Int = 5,
            _ c: Int = 1
        ) -> PrivacyError? {
            do throws(PrivacyError) {
                _ = try NoiseShares(
                    noiseMultiplier: z, clipSteps: clip, dimension: dimension, survivorsMin: m,
                    colluding: c)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal() == nil)
        for z in [0, -1, Double.nan, .infinity] { #expect(refusal(z) == .invalid(.sigma)) }
        for clip in [0, -1, Double.nan, .infinity] {
            #expect(refusal(1, clip) == .invalid(.clipSteps))
        }
        #expect(refusal(1, 1e6, 0) == .invalid(.dimension))
        #expect(refusal(1, 1e6, 10, 3, 3) == .invalid(.members))
        #expect(refusal(1, 1e6, 10, 3, -1) == .invalid(.members))
        #expect(refusal(1, 1e12) == .beyondLimit(.sigmaSquared, limit: 0x1p56))
        #expect(refusal(1e300, 1e300) == .beyondLimit(.sigmaSquared, limit: 0x1p56))
    }

    @Test func `the noise stream repeats for nobody, not even its own copy`() {
        var seed = SeededGenerator(seed: 4)
        var sameSeed = SeededGenerator(seed: 4)
        var stream = NoiseStream(seededFrom: &seed)
        var twin = NoiseStream(seededFrom: &sameSeed)
        let words = (0..<10_000).map { _ in stream.next() }
        #expect(words == (0..<10_000).map { _ in twin.next() })
        #expect(Set(words).count == words.count)
        var copy = stream
        #expect(copy.next() != stream.next())
        let ones = words.reduce(0) { $0 + $1.nonzeroBitCount }
        // 640,000 fair bits: five standard deviations are 2,000.
        #expect(abs(ones - 320_000) < 2_000)
    }
}
