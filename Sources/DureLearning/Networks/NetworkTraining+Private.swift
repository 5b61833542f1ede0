package import DureCore
package import DurePrivacy
internal import DureTensor

extension NetworkTraining {
    /// A member's part of the sum by DP-SGD: its update with noise in it, and the weight 1.
    ///
    /// Each step takes each record with the same probability, clips each record's gradient, adds
    /// noise to the sum and divides by the public number of records that a step expects. A member
    /// without rows runs the same steps, so that noise does not tell who has any. Charge
    /// ``PrivateTraining/steps(rounds:)`` before this is called.
    ///
    /// The noise is a ``TabledGaussian`` on a grid, added to the sum rounded to that grid, with the
    /// standard deviation raised by what the rounding adds to the sensitivity; it is charged as a
    /// Gaussian, plus ``PrivateTraining/deltaOfNoise(rounds:parameters:)``. Gradients are floats:
    /// that a record changes their sum by no more than the bound holds up to float rounding, for
    /// which each is clipped 2^-13 shorter.
    ///
    /// - Throws: ``LearningError/stateMismatch``, ``LearningError/contributionNotFinite``, or
    ///   ``LearningError/badSetting(name:)`` with `method` where the method has no noise of its own.
    package func privateContribution(
        to state: ModelState, from rows: NetworkRows,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double] {
        guard case .privateUpdates(let training) = method else { throw .badSetting(name: "method") }
        guard isOwn(state) else { throw .stateMismatch }
        let engine = NetworkEngine(architecture, pool: pool)
        engine.load(state.coefficients)
        var sampling = NoiseStream(seededFrom: &generator)
        for _ in 0..<training.stepCount {
            try engine.privateStep(on: rows, training, sampling: &sampling, noise: &generator)
        }
        let moved = zip(engine.currentParameters, state.coefficients).map {
            Double($0) - Double(Float($1))
        }
        let vector = cut(moved) + [1]
        guard vector.allSatisfy(\.isFinite) else { throw .contributionNotFinite }
        return vector
    }
}

extension NetworkEngine {
    /// One step of DP-SGD on the parameters that are in the engine.
    ///
    /// - Returns: How many records took part; secret.
    @discardableResult
    package func privateStep(
        on rows: NetworkRows, _ training: PrivateTraining,
        sampling: inout NoiseStream, noise: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> Int {
        let chosen = Self.poissonSample(rows.count, training.samplingProbability, &sampling)
        computeGradient(
            of: rows, chosen: chosen[...], .clipped(normMax: Float(training.normMax)))
        guard let noisy = noisySum(currentGradient, training, using: &noise) else {
            throw .contributionNotFinite
        }
        descend(along: noisy, rate: training.rate)
        return chosen.count
    }

    /// Each number below `count` with the same probability, by itself.
    private static func poissonSample(
        _ count: Int, _ probability: Double, _ stream: inout NoiseStream
    ) -> [Int] {
        guard probability < 1 else { return Array(0..<count) }
        let bound = UInt64(probability * 0x1p64)
        var chosen: [Int] = []
        for row in 0..<count where stream.next() < bound { chosen.append(row) }
        return chosen
    }

    /// How many parts the noise is drawn in, each from a stream of its own.
    private static let noisePartCount = 16
    /// The sum with noise, divided by the expected batch; nil where it is not finite.
    private func noisySum(
        _ sum: [Float], _ training: PrivateTraining,
        using generator: inout some SecureRandomNumberGenerator
    ) -> [Float]? {
        let sigma = training.noiseMultiplier
        // Rounding moves a sum by at most half a step of the grid in each direction, so two
        // neighbouring sums by a step each.
        let rounding = 1 + sigma * Double(layout.count).squareRoot() / TabledGaussian.sigma
        let unit = sigma * training.normMax * rounding / TabledGaussian.sigma
        let law = TabledGaussian()
        let keys = (0..<Self.noisePartCount).map { _ in RelayedWords(from: &generator) }
        let factor = unit / training.batchExpected
        let parts = pool.mapped(Self.noisePartCount) { part -> [Float]? in
            var key = keys[part]
            var stream = NoiseStream(seededFrom: &key)
            let from = sum.count * part / Self.noisePartCount
            let to = sum.count * (part + 1) / Self.noisePartCount
            var result: [Float] = []
            result.reserveCapacity(to - from)
            for number in sum[from..<to] {
                let scaled = (Double(number) / unit).rounded()
                guard abs(scaled) < 0x1p62 else { return nil }  // NaN too.
                let whole = Int64(scaled) + law.sample(using: &stream)
                result.append(Float(Double(whole) * factor))
            }
            return result
        }
        var noisy: [Float] = []
        noisy.reserveCapacity(sum.count)
        for part in parts {
            guard let part else { return nil }
            noisy += part
        }
        return noisy
    }

    /// Moves the parameters against a direction.
    func descend(along direction: [Float], rate: Double) {
        precondition(direction.count == layout.count, "one number for each parameter")
        arena.write(direction, at: gradient)
        arena.add(-Float(rate), times: gradient, to: parameters, count: layout.count)
    }
}

/// A key's worth of words of a secure generator, on their way to another thread.
private struct RelayedWords: SecureRandomNumberGenerator, Sendable {
    private var words: [UInt64]

    init(from generator: inout some SecureRandomNumberGenerator) {
        words = (0..<4).map { _ in generator.next() }
    }

    mutating func next() -> UInt64 {
        guard let word = words.popLast() else {
            preconditionFailure("a stream's key has four words")
        }
        return word
    }
}
