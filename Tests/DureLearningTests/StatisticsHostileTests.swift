import DureCore
import DureLearning
import DureTesting
import Testing

/// Models and sums that nobody honest would send.
@Suite struct StatisticsHostileTests {
    private static let odd: [Double] = [
        -1e300, 1e300, -0.5, 0.5, -1, -2, 0x1p53, 0x1p41, 1e15, 3, 5, .ulpOfOne,
    ]

    private func altered(
        _ tensors: [NamedTensor], using generator: inout SeededGenerator
    ) -> [NamedTensor] {
        tensors.map { tensor in
            guard case .doubles(var values) = tensor.values, !values.isEmpty else { return tensor }
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let place = Int.random(in: 0..<values.count, using: &generator)
                values[place] = Self.odd.randomElement(using: &generator) ?? 0
            }
            if Int.random(in: 0..<8, using: &generator) == 0 { values.removeLast() }
            return NamedTensor(tensor.name, values)
        }
    }

    @Test(arguments: Seed.batch(12))
    func `altered files are refused or read, and never crash`(seed: Seed) throws {
        var generator = seed.generator
        let grid = try SurvivalGrid(step: 8, horizon: 48)
        let plan = Statistics.Plan(group: "site", binCount: 3)
        let plain = try SurvivalTests.columns(["age", "marker", "site"])
        let columns = try StudyColumns(inputs: plain.inputs, target: nil)
        let meier = try KaplanMeier(columns: plain, grid: grid, group: "site")
        let cox = try CoxRegression(columns: plain, grid: grid, strata: "site")
        let rows = try SurvivalTests.members(plain)
        let models: [any Model] = try [
            SurvivalTests.simulated(
                Statistics(columns: columns, plan: plan), SurvivalTests.members(columns)
            ).model,
            SurvivalTests.simulated(
                Statistics(columns: columns, plan: plan, noisePerMember: 1),
                SurvivalTests.members(columns)
            ).model,
            SurvivalTests.simulated(meier, rows).model, SurvivalTests.simulated(cox, rows).model,
        ]
        var refusedCount = 0
        for model in models {
            for _ in 0..<12 {
                let tensors = altered(model.tensors, using: &generator)
                do {
                    let copy = try type(of: model).init(
                        columns: model.columns, description: model.description, tensors: tensors)
                    read(copy, rows[0])
                } catch {
                    #expect(isRefusal(error))
                    refusedCount += 1
                }
            }
        }
        #expect(refusedCount > 5)
    }

    private func isRefusal(_ error: any Error) -> Bool {
        guard case .malformedModel? = error as? LearningError else { return false }
        return true
    }

    private func read(_ model: any Model, _ table: StudyTable) {
        switch model {
        case let statistics as StatisticsModel:
            #expect(statistics.csv.count > 100 && statistics.markdown(.ko).count > 100)
        case let curves as SurvivalModel:
            #expect(curves.notes(.en).count >= 1)
            #expect(curves.csv.count > 20 && curves.markdown(.ko).count > 20)
            for curve in curves.curves {
                let intervals = (0..<(curve?.times.count ?? 0)).map { curve?.interval($0) }
                #expect(intervals.count == curve?.times.count ?? 0)
            }
        case let cox as CoxModel:
            #expect(cox.csv.count > 20 && cox.markdown(.ko).count > 20)
            #expect(cox.terms.count == 2 && cox.notes(.ko).count <= 1)
            #expect(cox.predictions(of: table).count == table.rowCount * cox.outputNames.count)
        default: Issue.record("another model")
        }
    }

    @Test(arguments: Seed.batch(12))
    func `sums of garbage end in a reason or a model, and never crash`(seed: Seed) throws {
        var generator = seed.generator
        let grid = try SurvivalGrid(step: 8, horizon: 48)
        let plain = try SurvivalTests.columns(["age", "marker", "site"])
        let columns = try StudyColumns(inputs: plain.inputs, target: nil)
        try feed(Statistics(columns: columns, cellMin: 2), using: &generator)
        try feed(KaplanMeier(columns: plain, grid: grid, group: "site"), using: &generator)
        try feed(CoxRegression(columns: plain, grid: grid), using: &generator)
    }

    private func feed(
        _ algorithm: some SumAlgorithm, using generator: inout SeededGenerator
    ) throws {
        var state = algorithm.start()
        for _ in 0..<algorithm.roundCountMax {
            let sum = (0..<algorithm.sumLength(at: state)).map { _ in
                Int.random(in: 0..<4, using: &generator) == 0
                    ? Self.odd.randomElement(using: &generator) ?? 0
                    : Double.random(in: -100...100, using: &generator)
            }
            switch algorithm.advance(state, with: sum, survivors: 3) {
            case .next(let next):
                state = next
                #expect(state.memory.allSatisfy { $0.isFinite })
            case .finished(let last, _):
                do {
                    let model = try algorithm.model(from: last)
                    #expect(model.columns == algorithm.columns)
                } catch {
                    // Refused, which is as good.
                    #expect(isRefusal(error))
                }
                return
            case .failed: return
            }
        }
    }
}
