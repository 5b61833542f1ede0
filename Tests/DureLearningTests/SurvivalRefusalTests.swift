import DureCharter
import DureCore
import DureLearning
import DureTesting
import Testing

@Suite struct SurvivalRefusalTests {
    private func table(
        _ columns: StudyColumns, time: [Double], event: [Double], age: [Double]? = nil,
        arm: [String]? = nil, weight: [Double]? = nil
    ) throws -> StudyTable {
        let count = time.count
        return try StudyTable(
            columns,
            batch: RecordBatch(
                rowCount: count,
                columns: [
                    "time": .numbers(time), "event": .numbers(event),
                    "age": .numbers(age ?? (0..<count).map { 40 + Double($0 * 7 % 30) }),
                    "marker": .numbers((0..<count).map { Double($0 % 3) - 1 }),
                    "arm": .texts(arm ?? (0..<count).map { ["a", "b", "c"][$0 * 5 % 7 % 3] }),
                    "weight": .numbers(weight ?? Array(repeating: 1, count: count)),
                ]))
    }

    private func grid() throws -> SurvivalGrid { try SurvivalGrid(step: 4, horizon: 48) }

    private func alone(_ algorithm: some SumAlgorithm, _ table: StudyTable) throws -> any Model {
        try SurvivalTests.simulated(algorithm, [table]).model
    }

    @Test func `nobody, no events, and too few end with a reason in both languages`() throws {
        let columns = try SurvivalTests.columns()
        let cox = try CoxRegression(columns: columns, grid: grid())
        let none = try table(columns, time: [], event: [])
        #expect(throws: LearningError.failed(.noRecords)) { try alone(cox, none) }
        let calm = try table(
            columns, time: (1...12).map(Double.init), event: Array(repeating: 0, count: 12))
        #expect(throws: LearningError.failed(.noEvents)) { try alone(cox, calm) }
        for language in Language.allCases {
            #expect(LearningError.failed(.noEvents).text(language).count > 10)
        }
        let strict = try CoxRegression(columns: columns, grid: grid(), recordsMin: 13)
        #expect(throws: LearningError.failed(.tooFewRecords)) { try alone(strict, calm) }
        let empty = try table(
            columns, time: [3, 9], event: [1, 1], age: [.nan, .nan])
        #expect(throws: LearningError.failed(.noRecords)) { try alone(cox, empty) }
    }

    @Test func `curves without events, with one group, and of nine persons say so`() throws {
        let columns = try SurvivalTests.columns(["arm"])
        let meier = try KaplanMeier(columns: columns, grid: grid(), group: "arm")
        let calm = try table(
            columns, time: (1...30).map(Double.init), event: Array(repeating: 0, count: 30),
            arm: Array(repeating: "a", count: 30))
        let model = try #require(try alone(meier, calm) as? SurvivalModel)
        #expect(model.curves[0]?.survival.allSatisfy { $0 == 1 } == true)
        #expect(model.curves[0]?.median == nil)
        #expect(model.curves[0]?.restrictedMean == 48)
        #expect(model.curves[1] == nil && model.logRank == nil)
        // The grid, two groups without curves, two persons at risk at the end, and no test.
        #expect(model.notes(.en).count == 5 && model.notes(.ko).count == 5)
        #expect(model.notes(.en)[3].contains("fewer than 10 persons"))
        let nine = try table(
            columns, time: (1...9).map(Double.init), event: Array(repeating: 1, count: 9),
            arm: Array(repeating: "b", count: 9))
        let few = try #require(try alone(meier, nine) as? SurvivalModel)
        #expect(few.curves.allSatisfy { $0 == nil })
        // Nor does the file hold them.
        #expect(try few.tensors.doubles("counts").reduce(0, +) == 0)
    }

    @Test func `what happens beyond the horizon is censored there, and counted`() throws {
        let columns = try SurvivalTests.columns(["arm"])
        let meier = try KaplanMeier(columns: columns, grid: grid(), groupMin: 1)
        let late = try table(columns, time: [50, 48, 10, 0], event: [1, 1, 1, 1])
        #expect(late.clampedCounts == ["time": 1])
        let model = try #require(try alone(meier, late) as? SurvivalModel)
        let curve = try #require(model.curves[0])
        #expect(curve.eventCount == 3 && curve.recordCount == 4)
        #expect(curve.censored.last == 1 && curve.events.last == 1)
        #expect(curve.events[0] == 1 && curve.events[2] == 1)
    }

    @Test func `weights of zero count nothing, and separation is detected`() throws {
        let columns = try SurvivalTests.columns(["age", "marker"], weight: true)
        let cox = try CoxRegression(columns: columns, grid: grid())
        let some = try table(
            columns, time: (1...40).map { Double($0 * 7 % 45) + 1 },
            event: (1...40).map { $0 % 3 == 0 ? 0 : 1 })
        let more = try #require(
            StudyTable.joined([
                some,
                table(
                    columns, time: [5, 6, 7], event: [1, 1, 1], age: [90, 90, 20],
                    weight: [0, 0, 0]),
            ]))
        let (a, b) = try (
            SurvivalTests.simulated(cox, [some]).result.state,
            SurvivalTests.simulated(cox, [more]).result.state
        )
        #expect(a == b)
        let zero = try table(
            columns, time: [1, 2], event: [1, 1], weight: [0, 0])
        #expect(throws: LearningError.failed(.noRecords)) { try alone(cox, zero) }
        // Only the old have the event: their hazard ratio has no end.
        let apart = try table(
            columns, time: (1...40).map { Double($0 * 7 % 45) + 1 },
            event: (1...40).map { $0 % 2 == 0 ? 1 : 0 }, age: (1...40).map { $0 % 2 == 0 ? 90 : 30 }
        )
        let found = try SurvivalTests.simulated(cox, [apart])
        let model = try #require(found.model as? CoxModel)
        #expect(model.notes(.en).first?.contains("foretells") == true)
        #expect(model.notes(.ko).count == 1)
        let ridged = try CoxRegression(columns: columns, grid: grid(), ridge: 1)
        #expect(try SurvivalTests.simulated(ridged, [apart]).result.reason == .converged)
    }

    @Test func `columns that say the same are singular, and a ridge helps`() throws {
        let columns = try StudyColumns(
            inputs: [
                .number(FeatureSpecification(column: "age", unit: "", lower: 20, upper: 100)),
                .number(FeatureSpecification(column: "weight", unit: "", lower: 0, upper: 2)),
            ], target: SurvivalTests.columns().target)
        let rows = try table(
            columns, time: (1...20).map(Double.init), event: Array(repeating: 1, count: 20))
        let bare = try CoxRegression(columns: columns, grid: grid())
        #expect(throws: LearningError.failed(.singular)) { try alone(bare, rows) }
        let ridged = try CoxRegression(columns: columns, grid: grid(), ridge: 1)
        #expect(try SurvivalTests.simulated(ridged, [rows]).result.reason == .converged)
    }

    @Test func `settings that cannot be are refused by name`() throws {
        #expect(throws: LearningError.badSetting(name: "grid")) {
            try SurvivalGrid(step: 1e-9, horizon: 48)
        }
        #expect(throws: LearningError.badSetting(name: "grid")) {
            try SurvivalGrid(times: [1, 1, 48], horizon: 48)
        }
        let columns = try SurvivalTests.columns()
        #expect(throws: LearningError.badSetting(name: "grid")) {
            try CoxRegression(columns: columns, grid: SurvivalGrid(step: 1, horizon: 24))
        }
        #expect(throws: LearningError.badSetting(name: "target")) {
            try KaplanMeier(
                columns: StudyColumns(inputs: columns.inputs, target: nil), grid: grid())
        }
        #expect(throws: LearningError.unknownColumn(column: "age")) {
            try KaplanMeier(columns: columns, grid: grid(), group: "age")
        }
        #expect(throws: LearningError.badSetting(name: "times")) {
            try CoxRegression(columns: columns, grid: grid(), times: [5])
        }
        let wide = try StudyColumns(
            inputs: (0..<200).map {
                try .number(FeatureSpecification(column: "x\($0)", unit: "", lower: 0, upper: 1))
            }, target: columns.target)
        #expect(throws: LearningError.badSetting(name: "figures")) {
            try CoxRegression(columns: wide, grid: SurvivalGrid(step: 0.01, horizon: 48))
        }
        let cox = try CoxRegression(columns: columns, grid: grid())
        let rows = try cox.rows(of: table(columns, time: [1], event: [1]))
        let other = ModelState(algorithm: "other", round: 0, coefficients: [0, 0, 0, 0])
        #expect(throws: LearningError.stateMismatch) {
            try cox.contribution(to: other, from: rows)
        }
        #expect(cox.advance(cox.start(), with: [1], survivors: 2) == .failed(.sumLength))
    }

    @Test func `tables of studies say all of it, and mistakes are found by line`() throws {
        func table(_ text: String) throws -> TOMLReader {
            try TOMLReader(parsing: Array(text.utf8), byteCountMax: 10_000).table("algorithm")
        }
        let columns = try SurvivalTests.columns(["age", "arm"])
        let meier = try KaplanMeier(
            reading: table("[algorithm]\nkind = \"kaplan-meier\"\ngrid = 4\ngroup = \"arm\""),
            columns: columns)
        #expect(meier.grid == (try grid()) && meier.group == "arm" && meier.groupMin == 10)
        let cox = try CoxRegression(
            reading: table(
                """
                [algorithm]
                kind = "cox"
                grid_times = [12, 24, 48]
                strata = "arm"
                penalty = 0.5
                times = [24]
                """), columns: columns)
        #expect(cox.grid.times == [12, 24, 48] && cox.times == [24] && cox.ridge == 0.5)
        for (text, line, key) in [
            ("kind = \"cox\"\ngrid = 4\nstrata = \"age\"", 4, "algorithm.strata"),
            ("kind = \"cox\"\ngrid = 0.000001", 3, "algorithm.grid"),
            ("kind = \"cox\"\ngrid = 4\ngird = 4", 4, "algorithm.gird"),
            ("kind = \"cox\"\ngrid = 4\ntimes = [5]", 4, "algorithm.times"),
            ("kind = \"cox\"\ngrid = 4\ngrid_times = [48]", 4, "algorithm.grid_times"),
            ("kind = \"cos\"\ngrid = 4", 2, "algorithm.kind"),
        ] {
            do {
                _ = try CoxRegression(reading: table("[algorithm]\n" + text), columns: columns)
                Issue.record("\(key) was not refused")
            } catch let error as TOMLError {
                #expect(error.key == key && error.line == line)
            }
        }
    }
}
