package import DureCore

/// What a study of statistics found: tables, and nothing that foretells.
///
/// Every number is a ``StatisticsFigure``; ``figures`` lists them, ``csv`` and
/// ``markdown(_:)`` write them.
package struct StatisticsModel: Model {
    package static let kind = "statistics"
    /// The largest count that is not garbage.
    static let countMax = 0x1p40

    /// The study's settings.
    package let algorithm: Statistics
    /// Shape [blocks + 1, width]: the counts, -1 where hidden; the last block is of all rows.
    let counts: [Double]
    /// The sums behind moments, as the algorithm's openings order them.
    let sums: [Double]
    let intervals: [QuantileInterval]
    let openings: StatisticsOpenings
    /// The standard deviation of the noise in each number of the sum; 0 for exact sums.
    package let noiseDeviation: Double
    /// How many sums were formed.
    package let roundCount: Int

    package var columns: StudyColumns { algorithm.columns }
    package var outputNames: [String] { [] }
    package func predictions(of table: StudyTable) -> [Double] { [] }

    /// Takes a last state's memory.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    init(algorithm: Statistics, round: Int, memory: [Double]) throws(LearningError) {
        let layout = algorithm.layout
        let counted = algorithm.isNoisy ? layout.blockCount * layout.width : layout.releasedCount
        guard memory.count >= counted else { throw .malformedModel(field: "counts") }
        let counts = Array(memory[..<counted])
        var rest = Array(memory[counted...])
        var packed: [Double] = []
        let noise = algorithm.isNoisy ? rest.popLast() : 0
        if !algorithm.isNoisy, !layout.numbers.isEmpty {
            let openings = StatisticsOpenings(shown: counts, of: algorithm)
            guard rest.count >= openings.count else { throw .malformedModel(field: "sums") }
            packed = Array(rest[openings.count...])
            rest = Array(rest[..<openings.count])
        }
        try self.init(
            algorithm: algorithm, round: round,
            counts: algorithm.isNoisy ? algorithm.withOverall(counts) : counts, sums: rest,
            packed: packed, noise: noise)
    }

    private init(
        algorithm: Statistics, round: Int, counts: [Double], sums: [Double], packed: [Double],
        noise: Double?
    ) throws(LearningError) {
        let layout = algorithm.layout
        guard counts.count == layout.releasedCount else { throw .malformedModel(field: "counts") }
        // With noise nothing is asked for after the counts.
        let nothing = [Double](repeating: 0, count: layout.releasedCount)
        let openings = StatisticsOpenings(
            shown: algorithm.isNoisy ? nothing : counts, of: algorithm)
        let noisyCount = algorithm.noisyLayout.count - layout.blockCount * layout.width
        guard counts.allSatisfy({ abs($0) <= Self.countMax }) else {
            throw .malformedModel(field: "counts")
        }
        guard sums.allSatisfy({ abs($0) <= 0x1p53 }) else { throw .malformedModel(field: "sums") }
        let isWhole = algorithm.isNoisy || (counts + sums).allSatisfy { $0 == $0.rounded() }
        guard sums.count == (algorithm.isNoisy ? noisyCount : openings.count), isWhole else {
            throw .malformedModel(field: "sums")
        }
        guard let intervals = StatisticsMemory.intervals(packed[...]),
            intervals.count == (algorithm.isNoisy ? 0 : openings.quantileEntries.count)
        else { throw .malformedModel(field: "intervals") }
        guard let noise, (0...0x1p53).contains(noise) else {
            throw .malformedModel(field: "noise-deviation")
        }
        self.algorithm = algorithm
        noiseDeviation = noise
        self.counts = counts
        self.sums = sums
        self.intervals = intervals
        self.openings = openings
        roundCount = round
    }

    package var description: JSONValue {
        .object([
            "settings": algorithm.settings, "rounds": .count(roundCount),
            "noise-deviation": .number(noiseDeviation),
        ])
    }

    package var tensors: [NamedTensor] {
        let layout = algorithm.layout
        return [
            NamedTensor(
                "counts", shape: [layout.blockCount + 1, layout.width], .doubles(counts)),
            NamedTensor("sums", sums),
            NamedTensor(
                "intervals", shape: [intervals.count, QuantileInterval.packedCount],
                .doubles(intervals.flatMap(\.packed))),
            NamedTensor("deviations", (0...layout.blockCount).map(noise)),
        ]
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let settings = description["settings"], let round = description["rounds"]?.int,
            (1...1_000).contains(round)
        else { throw .malformedModel(field: "settings") }
        try self.init(
            algorithm: Statistics(columns: columns, settings: settings), round: Int(round),
            counts: tensors.doubles("counts"), sums: tensors.doubles("sums"),
            packed: tensors.doubles("intervals"), noise: description["noise-deviation"]?.double)
    }

    /// The standard deviation of the noise in each of a block's sums.
    func noise(_ block: Int) -> Double {
        let blocks = block == algorithm.layout.overall ? Double(algorithm.layout.blockCount) : 1
        return noiseDeviation * blocks.squareRoot()
    }
}
