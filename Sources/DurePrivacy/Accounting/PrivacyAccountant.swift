#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The one door to all accountants.
package enum PrivacyAccountant {
    /// Changes when a figure could change: written beside every epsilon.
    package static let version = "2"
    /// The smallest delta.
    package static let deltaMin = 1e-300
    /// The most different mechanisms in one composition.
    package static let partsMax = 4096
    /// The most different mechanisms that PLD composes; beyond it RDP answers.
    package static let pldPartsMax = 16

    /// Every valid figure for steps of one mechanism with Gaussian noise over the reals.
    ///
    /// - Parameters:
    ///   - sigma: Noise standard deviation divided by L2 sensitivity.
    ///   - samplingProbability: In (0, 1]; one means that all records take part.
    ///   - delta: In (0, 1).
    /// - Throws: As ``GaussianSteps`` and ``figures(of:delta:effort:)`` do.
    package static func figures(
        sigma: Double, samplingProbability: Double, steps: Int, delta: Double,
        relation: NeighbourRelation
    ) throws(PrivacyError) -> [PrivacyFigure] {
        let part = try GaussianSteps(
            sigma: sigma, samplingProbability: samplingProbability, steps: steps, noise: .gaussian,
            relation: relation)
        return try figures(of: [part], delta: delta, effort: .full)
    }

    /// The smallest valid figure for steps of one mechanism with Gaussian noise over the reals.
    ///
    /// - Throws: As ``figures(sigma:samplingProbability:steps:delta:relation:)`` does.
    package static func best(
        sigma: Double, samplingProbability: Double, steps: Int, delta: Double,
        relation: NeighbourRelation
    ) throws(PrivacyError) -> PrivacyFigure {
        let all = try figures(
            sigma: sigma, samplingProbability: samplingProbability, steps: steps, delta: delta,
            relation: relation)
        guard let best = all.best else { throw .noFigure }
        return best
    }

    /// Every valid figure for the composition of all parts, in no order of size.
    ///
    /// Neighbours are each part's own. The parts may have been chosen one after the other, but
    /// none because of what an earlier one showed.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` for delta outside (0, 1) or no parts,
    ///   ``PrivacyError/beyondLimit(_:limit:)``, ``PrivacyError/noFigure``.
    package static func figures(
        of parts: [GaussianSteps], delta: Double, effort: AccountingEffort
    ) throws(PrivacyError) -> [PrivacyFigure] {
        try check(delta: delta)
        let merged = try merge(parts)
        var figures: [PrivacyFigure] = []
        if let figure = closedForm(merged, delta: delta) { figures.append(figure) }
        let hasExact = !figures.isEmpty
        figures.append(rdp(merged, delta: delta))
        if effort == .full, !hasExact, let figure = pld(merged, delta: delta) {
            figures.append(figure)
        }
        figures.removeAll { !$0.epsilon.isFinite }
        guard !figures.isEmpty else { throw .noFigure }
        return figures
    }

    /// The smallest noise multiplier for so many Poisson-sampled steps with discrete Gaussian noise
    /// and add/remove neighbours, two millionths too large at most, never too small.
    ///
    /// Nodes that know the same study must agree on it: it has as many bits as their libraries of
    /// mathematics agree on.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` and ``PrivacyError/unreachable(epsilon:delta:)``.
    package static func calibratedSigma(
        epsilon: Double, delta: Double, samplingProbability: Double, steps: Int
    ) throws(PrivacyError) -> Double {
        guard epsilon.isFinite, epsilon > 0 else { throw .invalid(.epsilon) }
        try check(delta: delta)
        _ = try GaussianSteps(
            sigma: 1, samplingProbability: samplingProbability, steps: steps,
            noise: .discreteGaussian, relation: .addRemove)
        let sigma = GaussianAccountant.smallest(
            within: GaussianSteps.sigmaMin...GaussianSteps.sigmaMax, precision: 1e-6
        ) { sigma in
            let divergences = RenyiAccountant.orders.map {
                Double(steps)
                    * RenyiAccountant.divergence(
                        order: $0, sigma: sigma, samplingProbability: samplingProbability)
            }
            return RenyiAccountant.epsilon(divergences: divergences, delta: delta).epsilon
                <= epsilon
        }
        guard let sigma else { throw .unreachable(epsilon: epsilon, delta: delta) }
        return agreed(sigma)
    }

    /// The smallest noise multiplier for so many unsampled steps, a millionth too large at most,
    /// never too small.
    ///
    /// Nodes that know the same study must agree on it, as above.
    ///
    /// - Throws: ``PrivacyError/invalid(_:)`` and ``PrivacyError/unreachable(epsilon:delta:)``.
    package static func calibratedSigma(
        epsilon: Double, delta: Double, steps: Int, noise: NoiseLaw, relation: NeighbourRelation
    ) throws(PrivacyError) -> Double {
        guard epsilon.isFinite, epsilon > 0 else { throw .invalid(.epsilon) }
        try check(delta: delta)
        _ = try GaussianSteps(
            sigma: 1, samplingProbability: 1, steps: steps, noise: noise, relation: relation)
        let scale = (relation == .replace ? 2.0 : 1.0) * Double(steps).squareRoot()
        let limits = GaussianSteps.sigmaMin / scale...GaussianSteps.sigmaMax / scale
        let single =
            switch noise {
            case .gaussian:
                GaussianAccountant.sigma(epsilon: epsilon, delta: delta, within: limits)
            case .discreteGaussian:
                GaussianAccountant.smallest(within: limits) { sigma in
                    let divergences = RenyiAccountant.orders.map {
                        RenyiAccountant.divergence(order: $0, sigma: sigma, samplingProbability: 1)
                    }
                    let figure = RenyiAccountant.epsilon(divergences: divergences, delta: delta)
                    return figure.epsilon <= epsilon
                }
            }
        guard let single else { throw .unreachable(epsilon: epsilon, delta: delta) }
        // The last bits of the product may round down; this is far more than they.
        let sigma = agreed(single * scale * (1 + 1e-12))
        guard sigma <= GaussianSteps.sigmaMax else {
            throw .unreachable(epsilon: epsilon, delta: delta)
        }
        return max(sigma, GaussianSteps.sigmaMin)
    }

    /// Rounded up to 21 bits.
    ///
    /// What leads to a noise multiplier is logarithms and exponentials, whose last bits differ
    /// between libraries of mathematics; of 2^32 multipliers they would move one across a boundary
    /// between numbers of so few bits.
    private static func agreed(_ sigma: Double) -> Double {
        let step = sigma.binade * 0x1p-20
        return (sigma / step).rounded(.up) * step
    }

    static func check(delta: Double) throws(PrivacyError) {
        guard delta > 0, delta < 1 else { throw .invalid(.delta) }
        guard delta >= deltaMin else { throw .beyondLimit(.delta, limit: deltaMin) }
    }
}

extension [PrivacyFigure] {
    /// The smallest figure; of equals, the first.
    package var best: PrivacyFigure? {
        self.min { $0.epsilon < $1.epsilon }
    }
}

extension PrivacyAccountant {
    /// Joins parts that differ only in their steps, in a fixed order.
    private static func merge(_ parts: [GaussianSteps]) throws(PrivacyError) -> [GaussianSteps] {
        guard !parts.isEmpty else { throw .invalid(.parts) }
        var merged: [GaussianSteps] = []
        for part in parts.sorted(by: precedes) {
            guard let last = merged.last, !precedes(last, part) else {
                merged.append(part)
                continue
            }
            merged[merged.count - 1] = try GaussianSteps(
                sigma: last.sigma, samplingProbability: last.samplingProbability,
                steps: last.steps + part.steps, noise: last.noise, relation: last.relation)
        }
        guard merged.count <= partsMax else { throw .beyondLimit(.parts, limit: Double(partsMax)) }
        return merged
    }

    /// An order in which two parts are equal where only their steps differ.
    private static func precedes(_ a: GaussianSteps, _ b: GaussianSteps) -> Bool {
        if a.sigma != b.sigma { return a.sigma < b.sigma }
        if a.samplingProbability != b.samplingProbability {
            return a.samplingProbability < b.samplingProbability
        }
        if a.noise != b.noise { return a.noise.rawValue < b.noise.rawValue }
        return a.relation.rawValue < b.relation.rawValue
    }

    private static func closedForm(_ parts: [GaussianSteps], delta: Double) -> PrivacyFigure? {
        guard parts.allSatisfy({ $0.samplingProbability == 1 && $0.noise == .gaussian }) else {
            return nil
        }
        let epsilon = GaussianAccountant.epsilon(sigma: joinedSigma(parts), delta: delta)
        return PrivacyFigure(
            epsilon: epsilon, delta: delta, accountant: .closedForm,
            assumptions: assumptions(parts, countsSampling: true))
    }

    /// The one Gaussian that unsampled Gaussians compose to.
    private static func joinedSigma(_ parts: [GaussianSteps]) -> Double {
        let sum = parts.reduce(0) { $0 + Double($1.steps) / ($1.plainSigma * $1.plainSigma) }
        return 1 / sum.squareRoot()
    }

    private static func rdp(_ parts: [GaussianSteps], delta: Double) -> PrivacyFigure {
        let divergences = RenyiAccountant.orders.map { order in
            parts.reduce(0) { sum, part in
                let q = countsSampling(part) ? part.samplingProbability : 1
                let divergence = RenyiAccountant.divergence(
                    order: order, sigma: part.plainSigma, samplingProbability: q)
                return sum + Double(part.steps) * divergence
            }
        }
        let epsilon = RenyiAccountant.epsilon(divergences: divergences, delta: delta).epsilon
        return PrivacyFigure(
            epsilon: epsilon, delta: delta, accountant: .rdp,
            assumptions: assumptions(parts, countsSampling: parts.allSatisfy(countsSampling)))
    }

    /// Whether RDP knows amplification for the part: it is proved for add/remove.
    ///
    /// Noise over the reals: Mironov, Talwar, Zhang 2019, theorems 4 and 5. The same proof holds
    /// for one discrete Gaussian on a lattice and sums in that lattice, at integer orders: neighbours
    /// are a lattice vector a apart, so E[(p(x - a) / p(x))^k] is exp(k(k - 1)|a|² / 2σ²) to the
    /// letter (the sum over the lattice moved by ka is the same sum), and x -> a - x, which swaps
    /// the two laws, maps the lattice onto itself.
    private static func countsSampling(_ part: GaussianSteps) -> Bool {
        part.samplingProbability == 1 || part.relation == .addRemove
    }

    private static func pld(_ parts: [GaussianSteps], delta: Double) -> PrivacyFigure? {
        guard parts.allSatisfy({ $0.noise == .gaussian }) else { return nil }
        let plain = parts.filter { $0.samplingProbability == 1 }
        let sampled = parts.filter { $0.samplingProbability < 1 }
        guard sampled.count < pldPartsMax else { return nil }
        var requests = sampled.map { ($0.sigma, $0.samplingProbability, $0.relation, $0.steps) }
        if !plain.isEmpty { requests.append((joinedSigma(plain), 1, .addRemove, 1)) }
        let stepCount = requests.reduce(0) { $0 + $1.3 }
        var lossParts: [LossPart] = []
        for (sigma, q, relation, steps) in requests {
            let tail = max(1e-300, delta * 1e-11 / Double(stepCount))
            guard
                let directions = PrivacyLoss.directions(
                    sigma: sigma, samplingProbability: q, relation: relation, tail: tail)
            else { return nil }
            lossParts.append(LossPart(directions: directions, steps: steps))
        }
        guard let epsilon = PrivacyLossComposition.epsilon(lossParts, delta: delta) else {
            return nil
        }
        return PrivacyFigure(
            epsilon: epsilon, delta: delta, accountant: .pld,
            assumptions: assumptions(parts, countsSampling: true))
    }

    private static func assumptions(
        _ parts: [GaussianSteps], countsSampling: Bool
    ) -> [PrivacyAssumption] {
        let isSampled = parts.contains { $0.samplingProbability < 1 }
        var held: Set<PrivacyAssumption> = [.clipped]
        if isSampled,
            parts.contains(where: { $0.samplingProbability < 1 && Self.countsSampling($0) })
                || (isSampled && countsSampling)
        {
            held.insert(.poissonSampling)
        }
        if isSampled, !countsSampling { held.insert(.noAmplification) }
        for part in parts {
            held.insert(part.noise == .gaussian ? .gaussianNoise : .discreteGaussianNoise)
            held.insert(part.relation == .addRemove ? .addRemove : .replace)
        }
        return PrivacyAssumption.allCases.filter(held.contains)
    }
}
