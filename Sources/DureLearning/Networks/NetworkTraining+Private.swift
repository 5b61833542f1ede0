package import DureCore
package import DurePrivacy
internal import DureTensor

extension NetworkTraining {
    package var ownNoise: GaussianSteps? {
        guard case .privateUpdates(let training) = method else { return nil }
        return training.steps
    }

    package func noiseSlack(epsilon: Double) -> Double {
        guard case .privateUpdates(let training) = method else { return 0 }
        return PrivateTraining.deltaOfNoise(
            rounds: roundCountMax, steps: training.stepCount, parameters: width, epsilon: epsilon)
    }

    /// A member's part of the sum; with the method of private updates by DP-SGD, as its update with
    /// noise in it, and the weight 1.
    ///
    /// Each step takes each record with the same probability, clips each record's gradient, adds
    /// noise to the sum and divides by the public number of records that a step expects. A member
    /// without rows runs the same steps, so that noise does not tell who has any. Charge
    /// ``ownNoise`` before this is called.
    ///
    /// The noise is a ``TabledGaussian`` on a grid, added to the sum rounded to that grid: one
    /// discrete Gaussian for an accountant, but for what ``PrivateTraining`` adds to δ for the
    /// table. Its standard deviation is raised by what rounding to floats and to the grid adds to the
    /// sensitivity.
    ///
    /// - Throws: ``LearningError/stateMismatch``, ``LearningError/contributionNotFinite``, or
    ///   ``LearningError/badSetting(name:)`` with `records-max` for more rows than were declared.
    package func contribution(
        to state: ModelState, from rows: NetworkRows,
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> [Double] {
        guard case .privateUpdates(let training) = method else {
            return try contribution(to: state, from: rows)
        }
        guard isOwn(state) else { throw .stateMismatch }
        guard rows.count <= training.recordsMax else { throw .badSetting(name: "records-max") }
        let engine = NetworkEngine(
            architecture, rowCount: rows.count, pool: pool, level: FloatArena.levelBest)
        engine.load(state.coefficients)
        for _ in 0..<training.stepCount {
            try engine.privateStep(on: rows, training, using: &generator)
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
        using generator: inout some SecureRandomNumberGenerator
    ) throws(LearningError) -> Int {
        let chosen = Self.poissonSample(
            rows.count, training.samplingProbability, using: &generator)
        // So large a batch comes less often than one in 10^20 times; δ holds as much.
        guard chosen.count <= training.batchMax else { throw .contributionNotFinite }
        let sum = clippedSum(of: rows, chosen: chosen[...], normMax: training.normMax, .zeroed)
        guard addNoise(to: sum, training, using: &generator) else { throw .contributionNotFinite }
        pool.run { worker in
            let mine = parameterRange(of: worker)
            arena.add(
                -Float(training.rate), times: gradient + mine.lowerBound,
                to: parameters + mine.lowerBound, count: mine.count)
        }
        return chosen.count
    }

    /// Each number below `count` with the same probability, by itself.
    private static func poissonSample(
        _ count: Int, _ probability: Double,
        using generator: inout some SecureRandomNumberGenerator
    ) -> [Int] {
        guard probability < 1 else { return Array(0..<count) }
        let key = SecretBytes(count: 32, using: &generator)
        var words = KeyedWords(MaskStream(key: key), count: count)
        let bound = UInt64(probability * 0x1p64)
        var chosen: [Int] = []
        for row in 0..<count where words.next() < bound { chosen.append(row) }
        return chosen
    }

    /// How many parts the noise is drawn in, each from a stream of its own.
    private static let noisePartCount = 16

    /// Writes the sum with noise, divided by the expected batch, in the gradient's place.
    ///
    /// - Returns: Whether the sum is finite; otherwise the gradient means nothing.
    private func addNoise(
        to sum: [Double], _ training: PrivateTraining,
        using generator: inout some SecureRandomNumberGenerator
    ) -> Bool {
        let sigma = training.noiseMultiplier
        // Rounding moves a sum by at most half a step of the grid in each direction, so two
        // neighbouring sums by a step each: (C / unit + √d) σ is the table's deviation.
        let normMax = training.normMax * (1 + FloatSums.rounding(recordsMax: training.batchMax))
        let unit =
            sigma * normMax
            / (TabledGaussian.sigma - sigma * Double(layout.count).squareRoot())
        // One key for each part, drawn here, so that the noise does not depend on who draws it.
        var streams: [MaskStream] = []
        for _ in 0..<Self.noisePartCount {
            streams.append(MaskStream(key: SecretBytes(count: 32, using: &generator)))
        }
        let keyed = streams
        let factor = unit / training.batchExpected
        let parts = pool.mapped(Self.noisePartCount) { part -> [Float]? in
            let from = sum.count * part / Self.noisePartCount
            let to = sum.count * (part + 1) / Self.noisePartCount
            let law = TabledGaussian.table
            var words = KeyedWords(keyed[part], count: to - from)
            var result: [Float] = []
            result.reserveCapacity(to - from)
            for number in sum[from..<to] {
                let scaled = number / unit
                guard abs(scaled) < 0x1p62 else { return nil }  // NaN too.
                let whole = Self.nearest(scaled) + law.sample(using: &words)
                result.append(Float(Double(whole) * factor))
            }
            return result
        }
        var place = gradient
        for part in parts {
            guard let part else { return false }
            arena.write(part, at: place)
            place += part.count
        }
        return true
    }

    /// The nearest whole number, without a call: what is cut off is exact, and says which it is.
    @inline(__always)
    private static func nearest(_ number: Double) -> Int64 {
        let whole = Int64(number)
        let rest = number - Double(whole)
        return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0)
    }
}

/// The words of a key's stream: secure, as the key is drawn from a secure generator.
private struct KeyedWords: SecureRandomNumberGenerator {
    /// The fewest words that are made at a time.
    private static let countMin = 256

    private let stream: MaskStream
    private var chunk = 0
    private var foreseen: Int
    private var words: [UInt64] = []
    private var position = 0

    /// - Parameter count: About how many words will be asked for.
    init(_ stream: MaskStream, count: Int) {
        self.stream = stream
        foreseen = count
    }

    mutating func next() -> UInt64 {
        if position == words.count { refill() }
        let word = words[position]
        position += 1
        return word
    }

    private mutating func refill() {
        let count = min(max(foreseen, Self.countMin), RingVector.chunkByteCount / 8)
        do {
            let bytes = try stream.bytes(ofChunk: chunk, count: count * 8)
            words = try RingVector(bytes: bytes, wordSize: .w64).words64
        } catch {
            // A generator cannot fail by its protocol, and noise must not be left out.
            preconditionFailure("the cipher of the noise failed")
        }
        foreseen -= count
        chunk += 1
        position = 0
    }
}
