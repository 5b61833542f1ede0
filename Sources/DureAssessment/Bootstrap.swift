/// A measure with the interval that resampling the test rows gives.
package struct Estimate: Sendable, Hashable {
    /// The measure on the rows themselves.
    package let value: Double
    /// The interval's lower end.
    package let lower: Double
    /// The interval's upper end.
    package let upper: Double

    /// Takes a measure and its interval.
    package init(value: Double, lower: Double, upper: Double) {
        self.value = value
        self.lower = lower
        self.upper = upper
    }
}

/// Percentile intervals from rows drawn with replacement (Efron 1979); the same on every machine.
///
/// AUCs and their difference come from draws within each class, so that both classes are always
/// there; accuracies from draws of all rows. Both models are judged on the same draws, so the
/// difference is paired. The numbers are drawn with ``ResamplingGenerator``.
package struct Bootstrap: Sendable {
    /// Where the sequence of draws begins.
    package let seed: UInt64
    /// How many draws; at least 100.
    package let replicateCount: Int
    /// How much of the distribution the interval covers; between 0 and 1.
    package let coverage: Double

    /// Settings for intervals; those left out give 95 %.
    package init(seed: UInt64 = 1, replicateCount: Int = 2_000, coverage: Double = 0.95) {
        precondition((100...1_000_000).contains(replicateCount), "100 to a million draws")
        precondition(coverage > 0 && coverage < 1, "a coverage between 0 and 1")
        self.seed = seed
        self.replicateCount = replicateCount
        self.coverage = coverage
    }

    /// Two models on the same rows.
    package struct Comparison: Sendable {
        /// The AUC of each, and the second less the first; nil where a class is missing.
        package let areas: (first: Estimate, second: Estimate, difference: Estimate)?
        /// The accuracy of each; nil where there are no rows.
        package let accuracies: (first: Estimate, second: Estimate)?
    }

    /// Compares two models' predictions for the same rows.
    ///
    /// - Throws: ``AssessmentError/rowsDiffer`` where the labels are not the same.
    /// - Complexity: O(replicates · rows).
    package func compare(
        _ first: Predictions, _ second: Predictions
    ) throws(AssessmentError) -> Comparison {
        guard first.labels == second.labels else { throw .rowsDiffer }
        var generator = ResamplingGenerator(seed: seed)
        let areas = areas(first, second, using: &generator)
        return Comparison(areas: areas, accuracies: accuracies(first, second, using: &generator))
    }

    private func areas(
        _ first: Predictions, _ second: Predictions, using generator: inout ResamplingGenerator
    ) -> (first: Estimate, second: Estimate, difference: Estimate)? {
        guard let one = first.areaUnderCurve, let two = second.areaUnderCurve else { return nil }
        let labels = first.labels
        let classes = [true, false].map { label in labels.indices.filter { labels[$0] == label } }
        let rankings = [Ranking(first.probabilities), Ranking(second.probabilities)]
        var draws: [[Double]] = [[], [], []]
        for _ in 0..<replicateCount {
            var weights = [Int](repeating: 0, count: labels.count)
            for rows in classes {
                for _ in rows { weights[rows[generator.index(below: rows.count)]] += 1 }
            }
            let values = rankings.compactMap {
                $0.areaUnderCurve(labels: labels, weights: weights)
            }
            draws[0].append(values[0])
            draws[1].append(values[1])
            draws[2].append(values[1] - values[0])
        }
        return (
            estimate(one, draws[0]), estimate(two, draws[1]), estimate(two - one, draws[2])
        )
    }

    private func accuracies(
        _ first: Predictions, _ second: Predictions, using generator: inout ResamplingGenerator
    ) -> (first: Estimate, second: Estimate)? {
        guard let one = first.accuracy, let two = second.accuracy else { return nil }
        let correct = zip(first.isCorrect, second.isCorrect).map { ($0 ? 1 : 0, $1 ? 1 : 0) }
        var draws: [[Double]] = [[], []]
        for _ in 0..<replicateCount {
            var found = (0, 0)
            for _ in correct {
                let row = correct[generator.index(below: correct.count)]
                found = (found.0 + row.0, found.1 + row.1)
            }
            draws[0].append(Double(found.0) / Double(correct.count))
            draws[1].append(Double(found.1) / Double(correct.count))
        }
        return (estimate(one, draws[0]), estimate(two, draws[1]))
    }

    /// One measure of two models on the same rows, over draws of all rows.
    ///
    /// - Parameters:
    ///   - rowCount: How many rows; more than 0.
    ///   - measures: The two models' measures, given how often each row was drawn; nil where they
    ///     are not defined, as where all targets drawn are the same.
    /// - Returns: Nil where a measure is not defined on the rows themselves.
    package func compare(
        rowCount: Int, measures: (_ weights: [Int]) -> (first: Double, second: Double)?
    ) -> (first: Estimate, second: Estimate, difference: Estimate)? {
        guard rowCount > 0, let (one, two) = measures([Int](repeating: 1, count: rowCount)) else {
            return nil
        }
        var generator = ResamplingGenerator(seed: seed)
        var draws: [[Double]] = [[], [], []]
        for _ in 0..<replicateCount {
            var weights = [Int](repeating: 0, count: rowCount)
            for _ in 0..<rowCount { weights[generator.index(below: rowCount)] += 1 }
            guard let (first, second) = measures(weights) else { continue }
            draws[0].append(first)
            draws[1].append(second)
            draws[2].append(second - first)
        }
        guard !draws[0].isEmpty else { return nil }
        return (
            estimate(one, draws[0]), estimate(two, draws[1]), estimate(two - one, draws[2])
        )
    }

    private func estimate(_ value: Double, _ draws: [Double]) -> Estimate {
        let sorted = draws.sorted()
        let tail = (1 - coverage) / 2
        return Estimate(
            value: value, lower: Self.quantile(sorted, tail), upper: Self.quantile(sorted, 1 - tail)
        )
    }

    /// The quantile between the two nearest order statistics (Hyndman and Fan 1996, type 7).
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}

/// The numbers of a ``Bootstrap``: SplitMix64 (Steele, Lea, Flood 2014), repeatable by design.
///
/// For resampling only: it is no source of noise, masks or keys, and its type cannot stand where
/// those are asked for.
package struct ResamplingGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the sequence of that number.
    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// A position below `count`: the high word of the next number times `count` (Lemire 2019,
    /// without the rejection, whose bias is below count / 2^64).
    mutating func index(below count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }
}
