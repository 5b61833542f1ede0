import DureCharter
import DureCore
import DureLearning
import DureTesting
import Foundation
import Testing

@Suite struct StatisticsTests {
    static let ranges: [(String, Double, Double)] = [
        ("age", 20, 90), ("trestbps", 80, 220), ("chol", 0, 600), ("thalach", 60, 220),
    ]

    static func columns(declared: Bool = true) throws -> StudyColumns {
        var inputs: [InputColumn] = []
        for (name, lower, upper) in ranges {
            inputs.append(
                .number(
                    try FeatureSpecification(column: name, unit: "", lower: lower, upper: upper)))
        }
        for name in ["sex", "exang", "disease"] {
            inputs.append(.category(try CategorySpecification(column: name, levels: ["0", "1"])))
        }
        return try StudyColumns(inputs: inputs, target: nil)
    }

    static func members(_ columns: StudyColumns) throws -> [StudyTable] {
        try HeartDisease().train.map { batch in
            var all = batch.columns
            if let chol = batch.numbers("chol") {
                all["chol"] = .numbers(chol.map { $0 > 0 ? $0 : .nan })
            }
            return try StudyTable(
                columns, batch: RecordBatch(rowCount: batch.rowCount, columns: all))
        }
    }

    static func plan(group: String? = "sex") -> Statistics.Plan {
        Statistics.Plan(
            group: group, crosses: [["exang", "disease"]], binCount: 8, quantileRoundCount: 24)
    }

    static func simulated(
        _ algorithm: Statistics, _ tables: [StudyTable]
    ) throws -> (StatisticsModel, LearningResult) {
        let rows = try tables.map { try algorithm.rows(of: $0) }
        let result = try runSimulated(algorithm, members: rows)
        let model = try algorithm.model(from: result.state)
        return (try #require(model as? StatisticsModel), result)
    }

    private func figure(
        _ figures: [StatisticsFigure], _ row: [String: String]
    ) -> StatisticsFigure? {
        let group: StatisticsFigure.Group = row["group"] == "" ? .all : .level(row["group"] ?? "")
        guard let kind = StatisticsFigure.Kind(rawValue: row["statistic"] ?? "") else { return nil }
        let all = figures.filter {
            $0.kind == kind && $0.group == group && $0.columns.first == row["column"]
                && $0.columns.second == row["column2"]
        }
        let place = row["place"] ?? ""
        switch kind {
        case .bin: return Int(place).map { all[$0] }
        case .level: return all.first { $0.level == place }
        case .cell: return all.first { ($0.level ?? "") + ($0.otherLevel ?? "") == place }
        case .quantile: return all.first { $0.quantile == Double(place) }
        default: return all.first
        }
    }

    @Test func `a federation's figures are those of pandas over the pooled rows`() throws {
        let algorithm = try Statistics(
            columns: Self.columns(), plan: Self.plan(), cellMin: 1)
        let (model, _) = try Self.simulated(algorithm, Self.members(algorithm.columns))
        let table = try VectorTable(
            "statistics-heart-disease", in: Bundle.module.resourcePath ?? "")
        #expect(table.rows.count > 150)
        let figures = model.figures
        for row in table.rows {
            let expected = try #require(Double(row["value"] ?? ""))
            let found = try #require(figure(figures, row)?.value, "\(row)")
            switch row["statistic"] {
            case "records", "present", "bin", "level", "cell": #expect(found == expected, "\(row)")
            default:
                #expect(abs(found - expected) <= 1e-11 * max(1, abs(expected)), "\(row)")
            }
        }
    }

    @Test(arguments: [1, 10])
    func `rows in one place or split over members give the same bits`(cellMin: Int) throws {
        let algorithm = try Statistics(
            columns: Self.columns(), plan: Self.plan(), cellMin: cellMin)
        let tables = try Self.members(algorithm.columns)
        let (_, split) = try Self.simulated(algorithm, tables)
        let pooled = try Self.simulated(algorithm, [#require(StudyTable.joined(tables))]).1
        #expect(split == pooled)
        #expect(split.state.round > 2)
    }

    @Test func `a model is read again bit for bit`() throws {
        for noise in [nil, 0.5] {
            let algorithm = try Statistics(
                columns: Self.columns(), plan: Self.plan(), noisePerMember: noise)
            let (model, _) = try Self.simulated(algorithm, Self.members(algorithm.columns))
            let copy = try StatisticsModel(
                columns: model.columns, description: model.description, tensors: model.tensors)
            #expect(copy.figures == model.figures)
            #expect(copy.tensors == model.tensors)
            #expect(copy.description.canonicalText == model.description.canonicalText)
        }
    }

    @Test func `no count below the minimum is shown, and every quantile spans as many`() throws {
        let algorithm = try Statistics(columns: Self.columns(), plan: Self.plan())
        let tables = try Self.members(algorithm.columns)
        let (model, _) = try Self.simulated(algorithm, tables)
        let open = try Self.simulated(
            Statistics(columns: Self.columns(), plan: Self.plan(), cellMin: 1), tables
        ).0
        let counts: Set<StatisticsFigure.Kind> = [.records, .present, .bin, .level, .cell]
        var hiddenCount = 0
        for (shown, whole) in zip(model.figures, open.figures)
        where counts.contains(shown.kind) {
            let exact = try #require(whole.value)
            if exact > 0, exact < 10 { #expect(shown.isHidden && shown.value == nil) }
            if let value = shown.value { #expect(value == exact) }
            hiddenCount += shown.isHidden ? 1 : 0
        }
        #expect(hiddenCount > 0)
        let rows = try #require(StudyTable.joined(tables))
        for quantile in model.figures(.quantile, column: "age") {
            let (from, to) = try (#require(quantile.from), #require(quantile.to))
            let inside = rows.numbers(0).filter { $0 >= from && $0 <= to }.count
            #expect(inside >= 10)
        }
        #expect(model.markdown(.en).contains("hidden"))
        #expect(model.markdown(.ko).contains("비공개"))
    }

    @Test(arguments: Seed.batch(8))
    func `no record gives more than its bound, in any round`(seed: Seed) throws {
        var generator = seed.generator
        for noise in [nil, 1.0] {
            let algorithm = try Statistics(
                columns: Self.columns(), plan: Self.plan(), cellMin: 1, noisePerMember: noise)
            let all = try #require(StudyTable.joined(Self.members(algorithm.columns)))
            let some = (0..<12).map { _ in Int.random(in: 0..<all.rowCount, using: &generator) }
            let singles = try some.map { try algorithm.rows(of: all.rows(at: [$0])) }
            var state = algorithm.start()
            for _ in 0..<algorithm.roundCountMax {
                let bounds = algorithm.boundsPerRecord(at: state)
                #expect(bounds.count == algorithm.sumLength(at: state))
                var sum = [Double](repeating: 0, count: bounds.count)
                for single in singles {
                    let one = try algorithm.contribution(to: state, from: single)
                    #expect(zip(one, bounds).allSatisfy { abs($0) <= $1 })
                    if let clip = algorithm.clippingBound {
                        #expect(one.reduce(0) { $0 + $1 * $1 }.squareRoot() <= clip)
                    }
                    for index in sum.indices { sum[index] += one[index] }
                }
                guard case .next(let next) = algorithm.advance(state, with: sum, survivors: 1)
                else { break }
                state = next
            }
        }
    }

    @Test(arguments: Seed.batch(5))
    func `with noise, figures miss the exact ones by what the noise explains`(seed: Seed) throws {
        var generator = seed.generator
        let algorithm = try Statistics(
            columns: Self.columns(), plan: Self.plan(group: nil), noisePerMember: 0
        ).knowing(noisePerMember: 2.5)
        let rows = try Self.members(algorithm.columns).map { try algorithm.rows(of: $0) }
        let result = try runSimulated(algorithm, members: rows) { contribution, _, _ in
            contribution.map { value in
                // Twelve uniform numbers: variance 1, and never beyond six.
                let normal = (0..<12).reduce(-6.0) { sum, _ in
                    sum + Double.random(in: 0..<1, using: &generator)
                }
                return value + 2.5 * normal
            }
        }
        let model = try #require(try algorithm.model(from: result.state) as? StatisticsModel)
        #expect(model.noiseDeviation == 2.5 * Double(rows.count).squareRoot())
        let exact = try Self.simulated(
            Statistics(columns: Self.columns(), plan: Self.plan(group: nil), cellMin: 1),
            Self.members(algorithm.columns)
        ).0
        var kinds: Set<StatisticsFigure.Kind> = []
        for (noisy, truth) in zip(model.figures, exact.figures) {
            guard let a = noisy.value, let b = truth.value, let noise = noisy.noise else {
                continue
            }
            // Six deviations, and a quarter more for the second order of divisions.
            let isCount = [.records, .present, .missing, .bin, .level, .cell].contains(noisy.kind)
            #expect(abs(a - b) <= (isCount ? 6 : 7.5) * noise, "\(noisy.kind)")
            kinds.insert(noisy.kind)
            #expect(noise > 0)
        }
        #expect(kinds.isSuperset(of: [.mean, .variance, .deviation, .covariance, .bin, .cell]))
        let variance = try #require(model.figures(.variance, column: "age").first?.value)
        let pooled = try #require(exact.figures(.variance, column: "age").first?.value)
        #expect(abs(variance / pooled - 1) < 0.6)
        #expect(result.roundCount == 1)
    }
}
