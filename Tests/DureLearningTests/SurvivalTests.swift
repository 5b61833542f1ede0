import DureCharter
import DureCore
import DureLearning
import DureTesting
import Foundation
import Testing

/// Made-up patients of three members; see Benchmarks/Oracles/survival.py.
@Suite struct SurvivalTests {
    static let resources = Bundle.module.resourcePath ?? ""

    static func columns(
        _ inputs: [String] = ["age", "marker", "arm"], weight: Bool = false
    ) throws -> StudyColumns {
        let all: [String: InputColumn] = [
            "age": .number(
                try FeatureSpecification(
                    column: "age", unit: "years", lower: 20, upper: 100, center: 60, scale: 10)),
            "marker": .number(
                try FeatureSpecification(
                    column: "marker", unit: "", lower: -4, upper: 4, center: 0, scale: 1)),
            "arm": .category(try CategorySpecification(column: "arm", levels: ["a", "b", "c"])),
            "site": .category(
                try CategorySpecification(column: "site", levels: ["north", "south"])),
        ]
        return try StudyColumns(
            inputs: inputs.compactMap { all[$0] },
            target: .event(
                time: FeatureSpecification(column: "time", unit: "months", lower: 0, upper: 48),
                event: "event"),
            weight: weight
                ? FeatureSpecification(column: "weight", unit: "", lower: 0, upper: 2) : nil)
    }

    static func members(_ columns: StudyColumns) throws -> [StudyTable] {
        let rows = try VectorTable("survival-patients", in: resources).rows
        return try (0..<3).map { member in
            let own = rows.filter { $0["member"] == String(member) }
            func numbers(_ name: String) -> RecordBatch.Column {
                .numbers(own.map { Double($0[name] ?? "") ?? .nan })
            }
            func texts(_ name: String) -> RecordBatch.Column {
                .texts(own.map { $0[name] ?? "" })
            }
            return try StudyTable(
                columns,
                batch: RecordBatch(
                    rowCount: own.count,
                    columns: [
                        "age": numbers("age"), "marker": numbers("marker"), "arm": texts("arm"),
                        "site": texts("site"), "weight": numbers("weight"),
                        "time": numbers("time"), "event": numbers("event"),
                    ]))
        }
    }

    static func simulated<Algorithm: SumAlgorithm>(
        _ algorithm: Algorithm, _ tables: [StudyTable]
    ) throws -> (model: any Model, result: LearningResult) {
        let rows = try tables.map { try algorithm.rows(of: $0) }
        let result = try runSimulated(algorithm, members: rows)
        return (try algorithm.model(from: result.state), result)
    }

    static func answers(_ kind: String) throws -> [[String: String]] {
        try VectorTable("survival", in: resources).rows.filter { $0["kind"] == kind }
    }

    private func curves() throws -> SurvivalModel {
        let algorithm = try KaplanMeier(
            columns: Self.columns(["arm"]), grid: SurvivalGrid(step: 2, horizon: 48), group: "arm")
        let model = try Self.simulated(algorithm, Self.members(algorithm.columns)).model
        return try #require(model as? SurvivalModel)
    }

    @Test func `curves, intervals, medians and means are those of lifelines`() throws {
        let model = try curves()
        func curve(_ row: [String: String]) throws -> SurvivalCurve {
            let index = try #require(model.groupNames.firstIndex(of: row["name"] ?? ""))
            return try #require(model.curves[index])
        }
        for row in try Self.answers("survival") {
            let place = try #require(Int(row["place"] ?? ""))
            let value = try #require(Double(row["value"] ?? ""))
            #expect(abs(try curve(row).survival[place] - value) < 1e-14)
        }
        var intervalCount = 0
        for row in try Self.answers("interval") {
            let place = try #require(Int(row["place"] ?? ""))
            guard let found = try curve(row).interval(place),
                let low = Double(row["value"] ?? ""), let high = Double(row["other"] ?? "")
            else { continue }
            #expect(abs(found.lowerBound - low) < 1e-9 && abs(found.upperBound - high) < 1e-9)
            intervalCount += 1
        }
        #expect(intervalCount > 50)
        for row in try Self.answers("median") {
            #expect(try curve(row).median == Double(row["value"] ?? ""))
        }
        for row in try Self.answers("restricted-mean") {
            let value = try #require(Double(row["value"] ?? ""))
            #expect(abs(try curve(row).restrictedMean - value) < 1e-9)
        }
    }

    @Test func `the log-rank test is that of lifelines`() throws {
        let three = try #require(curves().logRank)
        let page = try curves().markdown(.en)
        #expect(page.contains("| a |") && page.contains("chi-square 4.34521, "))
        let lines = try curves().csv.split(separator: "\r\n")
        #expect(lines.count == 1 + 3 * 24)
        #expect(lines[1].hasPrefix("a,2,"))
        let expected = try #require(Self.answers("log-rank").first)
        #expect(abs(three.statistic - (Double(expected["value"] ?? "") ?? 0)) < 1e-6)
        #expect(abs(three.pValue - (Double(expected["other"] ?? "") ?? 0)) < 1e-6)
        #expect(three.degrees == 2)
        let columns = try StudyColumns(
            inputs: [
                .category(CategorySpecification(column: "arm", levels: ["a", "b"]))
            ], target: Self.columns().target)
        let two = try KaplanMeier(
            columns: columns, grid: SurvivalGrid(step: 2, horizon: 48), group: "arm")
        let model = try Self.simulated(two, Self.members(columns)).model as? SurvivalModel
        let found = try #require(model?.logRank)
        let pair = try #require(Self.answers("log-rank-two").first)
        #expect(abs(found.statistic - (Double(pair["value"] ?? "") ?? 0)) < 1e-6)
        #expect(abs(found.pValue - (Double(pair["other"] ?? "") ?? 0)) < 1e-6)
        #expect((model?.withoutGroupCount ?? 0) > 50)
    }

    @Test(arguments: ["cox", "cox-strata", "cox-weights"])
    func `coefficients and errors are those of lifelines on the grid`(kind: String) throws {
        let isStrata = kind == "cox-strata"
        let algorithm = try CoxRegression(
            columns: Self.columns(
                ["age", "marker", "arm"] + (isStrata ? ["site"] : []),
                weight: kind == "cox-weights"),
            grid: SurvivalGrid(step: 2, horizon: 48), strata: isStrata ? "site" : nil,
            times: [12, 24, 48])
        let (model, result) = try Self.simulated(algorithm, Self.members(algorithm.columns))
        let cox = try #require(model as? CoxModel)
        #expect(result.reason == .converged)
        #expect(result.roundCount < 9)
        let expected = try Self.answers(kind)
        #expect(expected.count == 4 && cox.terms.count == 4)
        for (index, row) in expected.enumerated() {
            let value = try #require(Double(row["value"] ?? ""))
            #expect(cox.terms[index].name == row["name"])
            #expect(abs(cox.coefficients[index] - value) < 1e-6)
            // lifelines' errors of weighted fits are the plain ones as well.
            let error = try #require(Double(row["other"] ?? ""))
            #expect(abs(try #require(cox.statistics).standardErrors[index] - error) < 1e-6)
        }
        let likelihood = try #require(Self.answers("\(kind)-likelihood").first?["value"])
        #expect(abs((cox.statistics?.logLikelihood ?? 0) - (Double(likelihood) ?? 0)) < 1e-6)
        #expect(cox.csv.split(separator: "\r\n").count == 5)
        #expect(cox.markdown(.ko).contains("위험비"))
        // Ten years of age are one scaled step.
        #expect(abs(cox.terms[0].coefficient * 10 - cox.coefficients[0]) < 1e-15)
    }

    @Test func `survival is foretold from the baseline`() throws {
        let algorithm = try CoxRegression(
            columns: Self.columns(), grid: SurvivalGrid(step: 2, horizon: 48), times: [12, 24, 48])
        let model = try Self.simulated(algorithm, Self.members(algorithm.columns)).model
        let zero = try StudyTable(
            algorithm.columns,
            batch: RecordBatch(
                rowCount: 2,
                columns: [
                    "age": .numbers([60, .nan]), "marker": .numbers([0, 0]),
                    "arm": .texts(["a", "a"]), "time": .numbers([1, 1]), "event": .numbers([0, 0]),
                ]))
        let found = model.predictions(of: zero)
        #expect(
            model.outputNames == ["hazard-ratio", "survival@12", "survival@24", "survival@48"])
        #expect(found[0] == 1)
        #expect(found[4...].allSatisfy { $0.isNaN })
        for (index, row) in try Self.answers("baseline").enumerated() {
            let value = try #require(Double(row["value"] ?? ""))
            #expect(abs(found[1 + index] - value) < 1e-6)
        }
    }

    @Test func `split over members is pooled, and models are read again bit for bit`() throws {
        let grid = try SurvivalGrid(step: 2, horizon: 48)
        let meier = try KaplanMeier(columns: Self.columns(["arm"]), grid: grid, group: "arm")
        let tables = try Self.members(meier.columns)
        let split = try Self.simulated(meier, tables)
        let pooled = try Self.simulated(meier, [#require(StudyTable.joined(tables))])
        #expect(split.result == pooled.result)
        let curves = try SurvivalModel(
            columns: meier.columns, description: split.model.description,
            tensors: split.model.tensors)
        #expect(curves.tensors == split.model.tensors)
        #expect(curves.logRank == (split.model as? SurvivalModel)?.logRank)

        let cox = try CoxRegression(columns: Self.columns(), grid: grid)
        let rows = try Self.members(cox.columns)
        let one = try Self.simulated(cox, [#require(StudyTable.joined(rows))])
        let three = try Self.simulated(cox, rows)
        for (a, b) in zip(one.result.state.coefficients, three.result.state.coefficients) {
            #expect(abs(a - b) < 1e-9)
        }
        let copy = try CoxModel(
            columns: cox.columns, description: three.model.description,
            tensors: three.model.tensors)
        #expect(copy.tensors == three.model.tensors)
        #expect(copy.terms == (three.model as? CoxModel)?.terms)
        #expect(copy.predictions(of: rows[0]) == three.model.predictions(of: rows[0]))
    }

    @Test(arguments: Seed.batch(10))
    func `no record gives more than its bound`(seed: Seed) throws {
        var generator = seed.generator
        let algorithm = try CoxRegression(
            columns: Self.columns(["age", "marker", "arm", "site"], weight: true),
            grid: SurvivalGrid(step: 12, horizon: 48), strata: "site")
        let point = (0..<4).map { _ in Double.random(in: -2...2, using: &generator) }
        let state = ModelState(algorithm: CoxRegression.name, round: 0, coefficients: point)
        let bounds = algorithm.boundsPerRecord(at: state)
        #expect(bounds.count == algorithm.sumLength(at: state))
        let table = try #require(StudyTable.joined(Self.members(algorithm.columns)))
        for _ in 0..<20 {
            let row = Int.random(in: 0..<table.rowCount, using: &generator)
            let one = try algorithm.contribution(to: state, from: table.rows(at: [row]))
            #expect(zip(one, bounds).allSatisfy { abs($0) <= $1 })
        }
        let meier = try KaplanMeier(
            columns: Self.columns(["arm"]), grid: SurvivalGrid(step: 12, horizon: 48))
        let rows = try #require(StudyTable.joined(Self.members(meier.columns)))
        let one = try meier.contribution(to: meier.start(), from: rows.rows(at: [3]))
        #expect(one.reduce(0, +) == 1)
    }
}
