import DureTesting
import Foundation
import Testing

@testable import DurePrivacy

@Suite struct AccountantTests {
    @Test func `the closed form gives every exact epsilon`() throws {
        let rows = try AccountingVectors.accounting().filter { $0.exact != nil }
        #expect(rows.count > 60)
        for row in rows {
            let sigma = row.sigma / Double(row.steps).squareRoot()
            let epsilon = GaussianAccountant.epsilon(sigma: sigma, delta: row.delta)
            #expect(agree(epsilon, row.exact ?? .nan, 1e-9), "\(row)")
        }
    }

    @Test func `integer orders give every RDP epsilon`() throws {
        let rows = try AccountingVectors.accounting().filter { $0.integerRDP != nil }
        #expect(rows.count == 200)
        for row in rows {
            let divergences = RenyiAccountant.orders.map {
                Double(row.steps)
                    * RenyiAccountant.divergence(
                        order: $0, sigma: row.sigma, samplingProbability: row.samplingProbability)
            }
            let figure = RenyiAccountant.epsilon(divergences: divergences, delta: row.delta)
            #expect(agree(figure.epsilon, row.integerRDP ?? .nan, 1e-8), "\(row)")
        }
    }

    @Test func `each integer order has the divergence of direct integration`() throws {
        var count = 0
        for row in try AccountingVectors.table("dp-rdp-orders") {
            let number = { (name: String) in Double(row[name] ?? "") ?? .nan }
            let order = number("alpha")
            guard order >= 2, order == order.rounded() else { continue }
            let divergence = RenyiAccountant.divergence(
                order: Int(order), sigma: number("sigma"), samplingProbability: number("q"))
            #expect(agree(divergence, number("rdp_quadrature"), 1e-9), "\(row)")
            count += 1
        }
        #expect(count > 150)
    }

    @Test func `figures are ordered as theory says and name their assumptions`() throws {
        let sampled = try PrivacyAccountant.figures(
            sigma: 1, samplingProbability: 0.02, steps: 20, delta: 1e-5, relation: .addRemove)
        #expect(Set(sampled.map(\.accountant)) == [.pld, .rdp])
        #expect(sampled.best?.accountant == .pld)
        #expect(
            sampled.best?.assumptions == [
                .clipped, .poissonSampling, .gaussianNoise, .addRemove,
            ])
        let plain = try PrivacyAccountant.best(
            sigma: 2, samplingProbability: 1, steps: 10, delta: 1e-5, relation: .replace)
        #expect(plain.accountant == .closedForm)
        // Replacing doubles the sensitivity: row 175 is row 32 with half the sigma.
        #expect(agree(plain.epsilon, 17.85658683, 1e-9))
    }

    @Test func `discrete noise gets the figure that is proved for it, and no other`() throws {
        func figures(
            _ q: Double, _ noise: NoiseLaw, _ relation: NeighbourRelation
        ) throws -> [PrivacyFigure] {
            let part = try GaussianSteps(
                sigma: 2, samplingProbability: q, steps: 10, noise: noise, relation: relation)
            return try PrivacyAccountant.figures(of: [part], delta: 1e-5, effort: .full)
        }
        // Sampled, with one record more or less: the Rényi figure of noise over the reals.
        let sampled = try figures(0.01, .discreteGaussian, .addRemove)
        #expect(sampled.map(\.accountant) == [.rdp])
        #expect(
            sampled.best?.assumptions == [
                .clipped, .poissonSampling, .discreteGaussianNoise, .addRemove,
            ])
        let real = try figures(0.01, .gaussian, .addRemove).first { $0.accountant == .rdp }
        #expect(sampled.best?.epsilon == real?.epsilon)
        // With one record changed sampling counts for nothing.
        let replaced = try figures(0.01, .discreteGaussian, .replace)
        #expect(
            replaced.best?.assumptions == [
                .clipped, .noAmplification, .discreteGaussianNoise, .replace,
            ])
        #expect(
            replaced.best?.epsilon == (try figures(1, .discreteGaussian, .replace)).best?.epsilon)
    }

    /// What `Docs/Guides/privacy.md` says of the modes' price.
    @Test(arguments: [
        (1.2, 0.05, 600, 5e-5, 5.984, 5.389), (2.4, 0.05, 600, 5e-5, 2.192, 1.983),
        (0.8, 0.0256, 781, 1e-5, 8.312, 7.389), (1.2, 0.0256, 781, 1e-5, 3.553, 3.227),
        (2.4, 0.0256, 781, 1e-5, 1.333, 1.215), (4, 1, 50, 1e-3, 7.188, 6.453),
        (8, 1, 50, 1e-3, 3.056, 2.696), (16, 1, 50, 1e-3, 1.338, 1.168),
    ])
    func `the guide's table is what accountants say`(
        sigma: Double, q: Double, steps: Int, delta: Double, discrete: Double, real: Double
    ) throws {
        for (noise, expected) in [(NoiseLaw.discreteGaussian, discrete), (.gaussian, real)] {
            let part = try GaussianSteps(
                sigma: sigma, samplingProbability: q, steps: steps, noise: noise,
                relation: .addRemove)
            let best = try #require(
                try PrivacyAccountant.figures(of: [part], delta: delta, effort: .full).best)
            #expect(best.epsilon <= expected && best.epsilon > expected - 0.002)
        }
    }

    /// The moments by which discrete noise is accounted like noise over the reals: sums over the
    /// lattice itself, of the ratio of a law and the same law moved by a.
    @Test func `a moved discrete Gaussian has the moments of the real one`() {
        func log2moment(order k: Double, move a: Double, sigma: Double) -> Double {
            var (sum, total) = (0.0, 0.0)
            for x in -400...400 {
                let x = Double(x)
                total += exp(-x * x / (2 * sigma * sigma))
                sum += exp((-x * x + k * (2 * x * a - a * a)) / (2 * sigma * sigma))
            }
            return log(sum / total)
        }
        for (k, a, sigma) in [(2.0, 3.0, 0.9), (3, 1, 0.4), (5, 4, 3), (2, 30, 10)] {
            let expected = k * (k - 1) * a * a / (2 * sigma * sigma)
            let found = log2moment(order: k, move: a, sigma: sigma)
            #expect(abs(found - expected) < 1e-9 * expected)
        }
    }

    @Test(arguments: [(0.05, 600, 5e-5), (0.0256, 780, 1e-5), (0.5, 40, 1e-5), (1, 12, 1e-5)])
    func `calibrated noise of sampled steps is enough, and hardly more`(
        q: Double, steps: Int, delta: Double
    ) throws {
        for epsilon in [0.5, 2, 8] {
            let sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: epsilon, delta: delta, samplingProbability: q, steps: steps)
            func figure(_ sigma: Double) throws -> Double {
                let part = try GaussianSteps(
                    sigma: sigma, samplingProbability: q, steps: steps,
                    noise: .discreteGaussian, relation: .addRemove)
                return try PrivacyAccountant.figures(of: [part], delta: delta, effort: .quick)
                    .best?.epsilon ?? .infinity
            }
            #expect(try figure(sigma) <= epsilon)
            #expect(try figure(sigma * (1 - 1e-5)) > epsilon)
            // No finer than what libraries of mathematics agree on.
            #expect((sigma / sigma.ulp).truncatingRemainder(dividingBy: 0x1p32) == 0)
        }
        #expect(throws: PrivacyError.self) {
            try PrivacyAccountant.calibratedSigma(
                epsilon: 1, delta: -1, samplingProbability: q, steps: steps)
        }
    }

    @Test func `impossible inputs are refused by name`() {
        func refusal(
            _ sigma: Double = 1, _ q: Double = 1, _ steps: Int = 1, _ delta: Double = 1e-5
        ) -> PrivacyError? {
            do throws(PrivacyError) {
                _ = try PrivacyAccountant.figures(
                    sigma: sigma, samplingProbability: q, steps: steps, delta: delta,
                    relation: .addRemove)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal() == nil)
        for sigma in [0, -1, Double.nan, .infinity] {
            #expect(refusal(sigma) == .invalid(.sigma))
        }
        #expect(refusal(1e7) == .beyondLimit(.sigma, limit: 1e6))
        #expect(refusal(1e-4) == .beyondLimit(.sigma, limit: 1e-3))
        for q in [0, -0.1, 1.0000001, Double.nan] {
            #expect(refusal(1, q) == .invalid(.samplingProbability))
        }
        #expect(refusal(1, 1, 0) == .invalid(.steps))
        #expect(refusal(1, 1, -3) == .invalid(.steps))
        #expect(refusal(1, 1, 10_000_001) == .beyondLimit(.steps, limit: 1e7))
        for delta in [0, -1e-5, 1, 2, Double.nan] {
            #expect(refusal(1, 1, 1, delta) == .invalid(.delta))
        }
        #expect(throws: PrivacyError.invalid(.parts)) {
            try PrivacyAccountant.figures(of: [], delta: 1e-5, effort: .quick)
        }
    }

    @Test func `the closed form stands in the far tails`() {
        // From above: epsilon never exceeds the RDP bound. From below: delta at epsilon is met.
        for sigma in [0.01, 0.1, 1, 10, 1000] {
            for delta in [1e-300, 1e-100, 1e-20, 1e-3, 0.5] {
                let epsilon = GaussianAccountant.epsilon(sigma: sigma, delta: delta)
                #expect(epsilon.isFinite)
                let reached = GaussianAccountant.logDelta(epsilon: epsilon, sigma: sigma)
                #expect(reached <= log(delta))
                if epsilon > 0 {
                    let less = GaussianAccountant.logDelta(
                        epsilon: epsilon * (1 - 1e-6), sigma: sigma)
                    #expect(less > log(delta))
                }
            }
        }
    }

    @Test(arguments: NoiseLaw.allCases, NeighbourRelation.allCases)
    func `a calibrated sigma keeps its promise, and a little less does not`(
        noise: NoiseLaw, relation: NeighbourRelation
    ) throws {
        for (epsilon, delta, steps) in [(8.0, 1e-3, 50), (0.5, 1e-6, 1), (2, 1e-5, 300)] {
            let sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: epsilon, delta: delta, steps: steps, noise: noise, relation: relation)
            let best = { (sigma: Double) throws -> Double in
                let part = try GaussianSteps(
                    sigma: sigma, samplingProbability: 1, steps: steps, noise: noise,
                    relation: relation)
                return try PrivacyAccountant.figures(of: [part], delta: delta, effort: .quick)
                    .best?.epsilon ?? .infinity
            }
            #expect(try best(sigma) <= epsilon)
            #expect(try best(sigma * (1 - 2e-6)) > epsilon)
            #expect((sigma / sigma.ulp).truncatingRemainder(dividingBy: 0x1p32) == 0)
        }
        // protocol.md, 4.4: epsilon 8 over 50 rounds needs sigma 3.39.
        if noise == .gaussian, relation == .addRemove {
            let sigma = try PrivacyAccountant.calibratedSigma(
                epsilon: 8, delta: 1e-3, steps: 50, noise: noise, relation: relation)
            #expect(abs(sigma - 3.39) < 0.005)
        }
    }

    @Test func `a target that no noise reaches is said to be unreachable`() {
        #expect(throws: PrivacyError.unreachable(epsilon: 1e-9, delta: 1e-12)) {
            try PrivacyAccountant.calibratedSigma(
                epsilon: 1e-9, delta: 1e-12, steps: 1_000_000, noise: .gaussian,
                relation: .addRemove)
        }
        #expect(throws: PrivacyError.invalid(.epsilon)) {
            try PrivacyAccountant.calibratedSigma(
                epsilon: -1, delta: 1e-5, steps: 1, noise: .gaussian, relation: .addRemove)
        }
    }

    @Test func `Gaussians of different noise compose as their precisions add`() throws {
        let part = { (sigma: Double, steps: Int) throws in
            try GaussianSteps(
                sigma: sigma, samplingProbability: 1, steps: steps, noise: .gaussian,
                relation: .addRemove)
        }
        // 10 steps at 2 and 30 at 4 are as 10/4 + 30/16 = 4.375 steps at 1.
        let mixed = try PrivacyAccountant.figures(
            of: [part(2, 10), part(4, 30)], delta: 1e-5, effort: .full
        ).best
        let joined = GaussianAccountant.epsilon(sigma: 1 / 4.375.squareRoot(), delta: 1e-5)
        #expect(agree(mixed?.epsilon ?? .nan, joined, 1e-12))
        let split = try PrivacyAccountant.figures(
            of: [part(2, 4), part(4, 30), part(2, 6)], delta: 1e-5, effort: .full
        ).best
        #expect(split == mixed)
    }
}
