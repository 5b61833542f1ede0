import DureCore
import DureTensor
import DureTesting
import Synchronization
import Testing

@testable import DureLearning

/// Rows that are cut into parts, as a vault hands them out.
private struct CutRows: TableParts {
    let columns: StudyColumns
    private let ends: [Int]
    private let rows: @Sendable (Range<Int>) throws -> StudyTable

    var partCount: Int { ends.count }

    func table(_ part: Int) throws -> StudyTable {
        try rows((part == 0 ? 0 : ends[part - 1])..<ends[part])
    }

    init(_ columns: StudyColumns, _ batch: RecordBatch, using generator: inout SeededGenerator) {
        self.columns = columns
        ends = Self.ends(batch.rowCount, using: &generator)
        rows = { try StudyTable(columns, batch: batch.rows(at: Array($0))) }
    }

    init(_ table: StudyTable, using generator: inout SeededGenerator) {
        columns = table.columns
        ends = Self.ends(table.rowCount, using: &generator)
        rows = { table.rows(at: Array($0)) }
    }

    /// Parts of all sizes, some of them empty.
    private static func ends(_ rowCount: Int, using generator: inout SeededGenerator) -> [Int] {
        var ends: [Int] = []
        var end = 0
        while end < rowCount {
            end = min(
                end + ([0, 1, 31, 32, 33, 64, 200].randomElement(using: &generator) ?? 1), rowCount)
            ends.append(end)
        }
        return ends
    }
}

/// Rows that are others at the second reading.
private struct ChangingRows: TableParts {
    let first: StudyTable
    let later: StudyTable
    let readings = Counter()

    var columns: StudyColumns { first.columns }
    var partCount: Int { 1 }
    func table(_ part: Int) throws -> StudyTable { readings.next() == 0 ? first : later }
}

private struct BrokenPlace: Error {}

/// Rows whose place is gone after the first reading.
private struct VanishingRows: TableParts {
    let first: StudyTable
    let readings = Counter()

    var columns: StudyColumns { first.columns }
    var partCount: Int { 1 }
    func table(_ part: Int) throws -> StudyTable {
        guard readings.next() == 0 else { throw BrokenPlace() }
        return first
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}

@Suite struct StreamedRowsTests {
    /// The rows of the oracle, over and over: enough for several parts of a sum.
    private static func manyRows() throws -> RecordBatch {
        let rows = try RegressionRows().batch
        return rows.rows(at: (0..<2_600).map { $0 * 7 % rows.rowCount })
    }

    /// Runs an algorithm on rows in memory and on the same rows in parts.
    private func expectSameBits(
        _ algorithm: some SumAlgorithm, _ table: StudyTable, _ parts: CutRows, _ seed: Seed
    ) throws {
        let stream = try StudyStream(parts, byteCountMax: 1 << 20)
        #expect(stream.rowCount == table.rowCount && stream.counts.count > 1)
        #expect(
            algorithm.usedRowCount(of: .streamed(stream)) == algorithm.usedRowCount(of: table))
        let held = try runAlone(algorithm, on: .held(table))
        let streamed = try runAlone(algorithm, on: .streamed(stream))
        #expect(streamed == held, "\(seed)")
        func bits(_ state: ModelState) -> [UInt64] {
            (state.coefficients + state.memory).map(\.bitPattern)
        }
        #expect(bits(streamed.state) == bits(held.state), "\(seed)")
    }

    private func expectSameBits(
        _ algorithm: some SumAlgorithm, _ batch: RecordBatch, _ seed: Seed
    ) throws {
        var generator = seed.generator
        try expectSameBits(
            algorithm, StudyTable(algorithm.columns, batch: batch),
            CutRows(algorithm.columns, batch, using: &generator), seed)
    }

    @Test(arguments: ["gaussian", "bernoulli", "poisson", "gamma", "negative-binomial"], [1, 3])
    func `regression in parts is regression in memory, bit for bit`(
        family: String, workers: Int
    ) throws {
        let family = RegressionRows.family(family)
        let algorithm = try GeneralizedLinear(
            columns: RegressionRows.columns(
                RegressionRows.target(family), isWeighted: true, hasOffset: true),
            family: family, ridge: 0.5, roundCountMax: 6, pool: WorkerPool(count: workers))
        for seed in Seed.batch(1) { try expectSameBits(algorithm, Self.manyRows(), seed) }
    }

    @Test func `softmax, and counts with a dispersion of their own, bit for bit`() throws {
        let batch = try Self.manyRows()
        let levels = Set(batch.texts("kind") ?? []).filter { !$0.isEmpty }.sorted()
        let kinds = try CategorySpecification(column: "kind", levels: levels)
        let spread = try RegressionRows.target(.negativeBinomial(dispersion: 0.7))
        for seed in Seed.batch(2) {
            try expectSameBits(
                Multinomial(
                    columns: RegressionRows.columns(.classes(kinds), isWeighted: true),
                    ridge: 0.5, roundCountMax: 4), batch, seed)
            try expectSameBits(
                NegativeBinomial(
                    columns: RegressionRows.columns(spread, hasOffset: true), ridge: 0.5,
                    roundCountMax: 6), batch, seed)
        }
    }

    @Test(arguments: TreeCases.Kind.allCases, TreesTests.variants)
    func `trees in parts are trees in memory, bit for bit`(
        kind: TreeCases.Kind, settings: TreeSettings
    ) throws {
        for seed in Seed.batch(2) {
            var generator = seed.generator
            let table = try TreeCases.table(kind, rows: 1_300, isWeighted: true, using: &generator)
            try expectSameBits(
                GradientBoostedTrees(
                    columns: table.columns, settings: settings, pool: WorkerPool(count: 2)),
                table, CutRows(table, using: &generator), seed)
        }
    }

    @Test func `statistics and survival curves too`() throws {
        let columns = try StatisticsTests.columns()
        let table = try #require(StudyTable.joined(StatisticsTests.members(columns)))
        let survival = try SurvivalTests.columns(["arm"])
        let patients = try #require(StudyTable.joined(SurvivalTests.members(survival)))
        for seed in Seed.batch(2) {
            var generator = seed.generator
            try expectSameBits(
                Statistics(columns: columns, plan: StatisticsTests.plan(), cellMin: 1),
                table, CutRows(table, using: &generator), seed)
            try expectSameBits(
                KaplanMeier(
                    columns: survival, grid: SurvivalGrid(step: 2, horizon: 48), group: "arm"),
                patients, CutRows(patients, using: &generator), seed)
        }
    }

    @Test func `rows that fit are held, with the counts of the whole`() throws {
        let batch = try Self.manyRows()
        let columns = try RegressionRows.columns(RegressionRows.target(.poisson))
        for seed in Seed.batch(2) {
            var generator = seed.generator
            let table = try StudyTable(columns, batch: batch)
            let parts = CutRows(columns, batch, using: &generator)
            guard case .held(let held) = try StudyRows(reading: parts, within: 1 << 30) else {
                Issue.record("they fit")
                return
            }
            // Missing numbers are no numbers, and equal to none: texts tell them apart.
            #expect("\(held)" == "\(table)", "\(seed)")
            guard case .streamed = try StudyRows(reading: parts, within: table.byteCount) else {
                Issue.record("the rows fit, and what is made of them does not")
                return
            }
        }
    }

    @Test func `what has to hold its rows says how much memory it lacks`() throws {
        let columns = try SurvivalTests.columns()
        let table = try #require(StudyTable.joined(SurvivalTests.members(columns)))
        var generator = Seed.batch(1)[0].generator
        let stream = try StudyStream(CutRows(table, using: &generator), byteCountMax: 100)
        let cox = try CoxRegression(columns: columns, grid: SurvivalGrid(step: 2, horizon: 48))
        // Eight bytes for each of the intercept and the inputs' terms.
        let scaled = 8 * DesignTerms(columns.inputs).names.count * table.rowCount
        #expect(scaled > table.byteCount)
        let error = LearningError.doesNotFit(
            neededByteCount: table.byteCount + scaled, limitByteCount: 100)
        #expect(throws: error) { try runAlone(cox, on: .streamed(stream)) }
        let trees = try TreeCases.table(.binary, rows: 60, using: &generator)
        let few = try StudyStream(CutRows(trees, using: &generator), byteCountMax: 60)
        #expect(throws: LearningError.self) {
            try runAlone(GradientBoostedTrees(columns: trees.columns), on: .streamed(few))
        }
        for language in Language.allCases {
            #expect(error.text(language).contains("memory_megabytes"))
        }
    }

    @Test func `an infinite number is told by its row among all`() throws {
        var generator = Seed.batch(1)[0].generator
        var a = [Double](repeating: 1, count: 700)
        a[611] = .infinity
        let batch = RecordBatch(
            rowCount: 700,
            columns: ["a": .numbers(a), "y": .numbers(a.map { $0.isFinite ? 1 : 0 })])
        let parts = try CutRows(binaryColumns(1), batch, using: &generator)
        #expect(throws: LearningError.notFinite(row: 612, column: "a")) {
            try StudyRows(reading: parts, within: 1)
        }
    }

    @Test func `rows that are others at the second reading end the run`() throws {
        let columns = try RegressionRows.columns(RegressionRows.target(.bernoulli))
        let table = try StudyTable(columns, batch: RegressionRows().batch)
        let algorithm = try GeneralizedLinear(columns: columns, family: .bernoulli)
        let changing = try StudyStream(
            ChangingRows(first: table, later: table.rows(at: Array(1..<table.rowCount))),
            byteCountMax: 1)
        #expect(throws: LearningError.rowsUnreadable) {
            try runAlone(algorithm, on: .streamed(changing))
        }
        #expect(changing.failure == nil)
        let vanishing = try StudyStream(VanishingRows(first: table), byteCountMax: 1)
        #expect(throws: LearningError.rowsUnreadable) {
            try runAlone(algorithm, on: .streamed(vanishing))
        }
        #expect(vanishing.failure is BrokenPlace)
    }

    @Test func `rows are visited by as many at once as memory has room for`() throws {
        var generator = Seed.batch(1)[0].generator
        let table = try TreeCases.table(.binary, rows: 640, using: &generator)
        let parts = CutRows(table, using: &generator)
        let terms = DesignTerms(table.columns.inputs)
        let small = try StudyStream(parts, byteCountMax: 1)
        #expect(DesignStream(small, terms: terms).visitorCountMax == 1)
        let large = try StudyStream(parts, byteCountMax: 7 * small.partByteCountMax)
        #expect(DesignStream(large, terms: terms).visitorCountMax == 7)
        let sums = try [small, large].map { stream in
            try DesignStream(stream, terms: terms).sum(
                dimension: 2, count: 1, pool: WorkerPool(count: 3)
            ) { rows in
                [Double(rows.lowerBound) * 1e-3 + Double(rows.count)]
            }
        }
        #expect(sums[0] == sums[1])
    }
}
