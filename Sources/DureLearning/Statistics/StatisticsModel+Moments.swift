/// A mean and a variance with what is known of their error.
struct NumberMoments: Sendable, Hashable {
    /// How many values.
    let count: Double
    let mean: Double
    /// Over n - 1; nil for fewer than two values.
    let variance: Double?
    /// The standard deviation that noise gives the mean.
    let meanNoise: Double
    /// The standard deviation that noise gives the variance, to first order.
    let varianceNoise: Double
    /// 95 % for the mean, by the normal distribution, sampling and noise together.
    var interval: ClosedRange<Double>? {
        guard let variance, variance >= 0 else { return nil }
        let error = (variance / count + meanNoise * meanNoise).squareRoot()
        return ClosedRange(around: mean, reach: StatisticsModel.normal95 * error)
    }
}

/// What two columns do together, over rows that have both.
struct PairMoments: Sendable, Hashable {
    let count: Double
    /// Over n - 1.
    let covariance: Double
    /// The standard deviation that noise gives the covariance, to first order.
    let covarianceNoise: Double
    /// Pearson's; nil where a column does not vary.
    let correlation: Double?
}

extension StatisticsModel {
    /// The normal distribution's quantile at 0.975.
    static let normal95 = 1.959963984540054

    /// A count; nil where it is hidden.
    func count(_ place: Int, block: Int) -> Double? {
        let count = counts[block * algorithm.layout.width + place]
        return algorithm.isNoisy || count >= 0 ? count : nil
    }

    /// The moments of a number in a block; nil where hidden, empty, or drowned in noise.
    func moments(_ number: Int, block: Int) -> NumberMoments? {
        guard let count = count(algorithm.layout.present(number), block: block), count > 0.5 else {
            return nil
        }
        let steps = algorithm.steps[number]
        if algorithm.isNoisy { return noisyMoments(number, block: block, count: count) }
        guard let sums = numberSums(number, block: block) else { return nil }
        let mean = steps.lower + Double(sums.sum) / count * steps.step
        let spread = Self.spread(count, sums.squares, sums.sum, sums.sum)
        let variance = count < 1.5 ? nil : spread.map { $0 / (count * (count - 1)) }
        // A file that was altered may hold sums that no values have.
        let isPossible = variance.map { $0 >= 0 } ?? false
        return NumberMoments(
            count: count, mean: mean,
            variance: isPossible ? variance.map { $0 * steps.step * steps.step } : nil,
            meanNoise: 0, varianceNoise: 0)
    }

    /// The moments of a pair in a block.
    func moments(pair index: Int, block: Int) -> PairMoments? {
        let layout = algorithm.layout
        guard let count = count(layout.both(index), block: block), count > 1.5 else { return nil }
        if algorithm.isNoisy { return noisyMoments(pair: index, block: block, count: count) }
        guard let sums = pairSums(index, block: block) else { return nil }
        let pair = layout.pairs[index]
        let (first, second) = (sums.first, sums.second)
        guard let joint = Self.spread(count, sums.products, first.sum, second.sum),
            let a = Self.spread(count, first.squares, first.sum, first.sum),
            let b = Self.spread(count, second.squares, second.sum, second.sum)
        else { return nil }
        let unit = algorithm.steps[pair.first].step * algorithm.steps[pair.second].step
        return PairMoments(
            count: count, covariance: joint / (count * (count - 1)) * unit, covarianceNoise: 0,
            correlation: a > 0 && b > 0
                ? min(max(joint / (a.squareRoot() * b.squareRoot()), -1), 1) : nil)
    }

    /// n Σuv - Σu Σv; nil where the numbers of an altered file outgrow 128 bits.
    private static func spread(
        _ count: Double, _ products: Int128, _ first: Int128, _ second: Int128
    ) -> Double? {
        let (whole, isOver) = Int128(count).multipliedReportingOverflow(by: products)
        let (part, isPartOver) = first.multipliedReportingOverflow(by: second)
        let (spread, isSpreadOver) = whole.subtractingReportingOverflow(part)
        return isOver || isPartOver || isSpreadOver ? nil : Double(spread)
    }

    private func numberSums(_ number: Int, block: Int) -> NumberSums? {
        func own(_ block: Int) -> NumberSums? {
            openings.ownStart(number, isPair: false, block: block).map {
                NumberSums(sums[$0..<$0 + NumberSums.count], steps: algorithm.steps[number])
            }
        }
        guard block == algorithm.layout.overall else { return own(block) }
        let parts = (0...algorithm.layout.blockCount).compactMap(own)
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first, +)
    }

    private func pairSums(_ index: Int, block: Int) -> PairSums? {
        let pair = algorithm.layout.pairs[index]
        func own(_ block: Int) -> PairSums? {
            openings.ownStart(index, isPair: true, block: block).map {
                PairSums(
                    sums[$0..<$0 + PairSums.count], algorithm.steps[pair.first],
                    algorithm.steps[pair.second])
            }
        }
        guard block == algorithm.layout.overall else { return own(block) }
        let parts = (0...algorithm.layout.blockCount).compactMap(own)
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first, +)
    }
}

extension StatisticsModel {
    /// Sums with noise, of one block or of all.
    private func noisySums(_ count: Int, block: Int, at place: (Int) -> Int) -> [Double] {
        let layout = algorithm.layout
        let blocks = block == layout.overall ? Array(0..<layout.blockCount) : [block]
        let offset = layout.blockCount * layout.width
        return (0..<count).map { index in
            blocks.reduce(0) { $0 + sums[place($1) - offset + index] }
        }
    }

    /// How much a figure moves when each of the sums behind it moves by one count's share.
    private static func slopeNorm(_ slopes: [Double]) -> Double {
        slopes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    private func noisyMoments(_ number: Int, block: Int, count: Double) -> NumberMoments? {
        let noise = noise(block)
        guard count > 2 * noise, count > 1 else { return nil }
        let sums = noisySums(NoisyLayout.numberCount, block: block) {
            algorithm.noisyLayout.number(number, block: $0)
        }
        let steps = algorithm.steps[number]
        let half = Double(steps.count) * steps.step / 2
        let mean = sums[0] / count
        let spread = (sums[1] / count - mean * mean) * count / (count - 1)
        return NumberMoments(
            count: count, mean: steps.lower + (mean + 1) * half,
            variance: spread > 0 ? spread * half * half : nil,
            meanNoise: noise * (1 + mean * mean).squareRoot() / count * half,
            varianceNoise: noise
                * Self.slopeNorm([1, 2 * mean, 2 * mean * mean - sums[1] / count])
                / count * half * half)
    }

    private func noisyMoments(pair index: Int, block: Int, count: Double) -> PairMoments? {
        guard count > 2 * noise(block), count > 1 else { return nil }
        let sums = noisySums(NoisyLayout.pairCount, block: block) {
            algorithm.noisyLayout.pair(index, block: $0)
        }.map { $0 / count }
        let pair = algorithm.layout.pairs[index]
        let joint = (sums[4] - sums[0] * sums[1]) * count / (count - 1)
        let (a, b) = (sums[2] - sums[0] * sums[0], sums[3] - sums[1] * sums[1])
        func half(_ number: Int) -> Double {
            Double(algorithm.steps[number].count) * algorithm.steps[number].step / 2
        }
        let scale = (count - 1) / count
        return PairMoments(
            count: count, covariance: joint * half(pair.first) * half(pair.second),
            covarianceNoise: noise(block)
                * Self.slopeNorm([1, sums[0], sums[1], 2 * sums[0] * sums[1] - sums[4]])
                / count * half(pair.first) * half(pair.second),
            correlation: a > 0 && b > 0
                ? min(max(joint * scale / (a.squareRoot() * b.squareRoot()), -1), 1) : nil)
    }
}
