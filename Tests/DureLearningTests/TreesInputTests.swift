import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

@Suite struct TreesInputTests {
    private func columns(_ target: StudyColumns.Target) throws -> StudyColumns {
        try StudyColumns(
            inputs: ["a", "b"].map {
                try .number(FeatureSpecification(column: $0, unit: "", lower: -1, upper: 1))
            }, target: target)
    }

    private func model(
        _ a: [Double], _ b: [Double], _ y: [Double], _ settings: TreeSettings = TreeSettings()
    ) throws -> (model: TreeModel?, answers: [Double], reason: StopReason) {
        let columns = try columns(.binary(column: "y"))
        let table = try StudyTable(
            columns,
            batch: RecordBatch(
                rowCount: y.count,
                columns: ["a": .numbers(a), "b": .numbers(b), "y": .numbers(y)]))
        let algorithm = try GradientBoostedTrees(columns: columns, settings: settings)
        let result = try runAlone(algorithm, on: table)
        let model = try algorithm.model(from: result.state) as? TreeModel
        return (model, model?.predictions(of: table) ?? [], result.reason)
    }

    @Test func `columns that tell nothing give a constant model`() throws {
        let y = (0..<40).map { Double($0 % 4 == 0 ? 1 : 0) }
        let constant = [Double](repeating: 0.5, count: 40)
        let missing = [Double](repeating: .nan, count: 40)
        let found = try model(constant, missing, y)
        #expect(found.reason == .converged)
        #expect(found.model?.trees.isEmpty == true)
        #expect(found.answers.allSatisfy { abs($0 - 0.25) < 1e-12 })
    }

    @Test func `a missing value tells, where it alone differs`() throws {
        let y = (0..<40).map { Double($0 % 2) }
        let a = y.map { $0 == 1 ? Double.nan : 0.5 }
        let found = try model(a, [Double](repeating: 0, count: 40), y)
        #expect(zip(found.answers, y).allSatisfy { ($0 > 0.5) == ($1 == 1) })
    }

    @Test func `nobody's rows, one class and too few records end with a reason`() throws {
        #expect(throws: LearningError.failed(.noRecords)) { try model([], [], []) }
        #expect(throws: LearningError.failed(.oneClass)) {
            try model([0, 1], [0, 1], [1, 1])
        }
        var settings = TreeSettings()
        settings.recordsMin = 10
        #expect(throws: LearningError.failed(.tooFewRecords)) {
            try model([0, 1, 1], [0, 1, 0], [1, 0, 1], settings)
        }
    }

    @Test func `nine rows, and rows outside the ranges, do not break it`() throws {
        let found = try model(
            [-9, 1e300, 0.2, -1e300, 0.1, 0.3, -0.5, 0.9, .nan], [0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 1, 1, 0, 1, 1, 0, 1, 0])
        #expect(found.answers.count == 9)
        #expect(found.answers.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func `a member without rows, or with one class, does not disturb the others`() throws {
        var generator = Seed(3).generator
        let table = try TreeCases.table(.binary, rows: 90, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { _ in })
        let ones = table.rows(at: table.target.indices.filter { table.target[$0] == 1 })
        let zeros = table.rows(at: table.target.indices.filter { table.target[$0] == 0 })
        let none = table.rows(at: [])
        let parts = try [none, ones, zeros].map(algorithm.rows)
        #expect(try runSimulated(algorithm, members: parts) == runAlone(algorithm, on: table))
    }

    @Test func `zero weights count nothing`() throws {
        var generator = Seed(4).generator
        let table = try TreeCases.table(.regression, rows: 60, isWeighted: true, using: &generator)
        let heavy = table.weights.indices.filter { table.weights[$0] >= 2 }
        var weights = table.weights
        for row in weights.indices where weights[row] < 2 { weights[row] = 0 }
        let lighter = try StudyTable(
            table.columns,
            batch: RecordBatch(
                rowCount: 60,
                columns: [
                    "a": .numbers(table.numbers(0)), "b": .numbers(table.numbers(1)),
                    "c": .numbers(table.numbers(2)), "y": .numbers(table.target),
                    "w": .numbers(weights),
                    "color": .texts(table.codes(3).map { ["r", "g", "b", "w", "k"][Int($0)] }),
                ]))
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { $0.rowsMin = 4 })
        #expect(
            try runAlone(algorithm, on: lighter)
                == runAlone(algorithm, on: table.rows(at: heavy)))
    }

    static let absurd: [(String, @Sendable (inout TreeSettings) -> Void)] = [
        ("trees", { $0.treeCount = 0 }), ("trees", { $0.treeCount = 10_000 }),
        ("learning_rate", { $0.learningRate = 0 }), ("learning_rate", { $0.learningRate = .nan }),
        ("depth_max", { $0.depthMax = 0 }), ("depth_max", { $0.depthMax = 40 }),
        ("leaves_max", { $0.leavesMax = 1 }), ("rows_min", { $0.rowsMin = 0 }),
        ("hessian_min", { $0.hessianMin = -1 }), ("ridge", { $0.ridge = .infinity }),
        ("gain_min", { $0.gainMin = .nan }), ("bins", { $0.binsMax = 256 }),
        ("patience", { $0.stopping = .init(patience: 0) }),
        ("held_out_every", { $0.stopping = .init(heldOutEvery: 1) }),
        ("records_min", { $0.recordsMin = 0 }), ("monotone", { $0.monotone = ["z": .rising] }),
        ("bin_edges", { $0.declaredEdges = ["a": [0.5, 0.5]] }),
        ("bin_edges", { $0.declaredEdges = ["a": [2]] }),
    ]

    @Test(arguments: absurd)
    func `absurd settings are refused by name`(
        name: String, change: @Sendable (inout TreeSettings) -> Void
    ) throws {
        var settings = TreeSettings()
        change(&settings)
        let columns = try columns(.binary(column: "y"))
        #expect(throws: LearningError.badSetting(name: name)) {
            try GradientBoostedTrees(columns: columns, settings: settings)
        }
    }

    @Test func `targets and inputs that trees cannot use are refused`() throws {
        let time = try FeatureSpecification(column: "t", unit: "d", lower: 0, upper: 9)
        #expect(throws: LearningError.badSetting(name: "target")) {
            try GradientBoostedTrees(columns: columns(.event(time: time, event: "e")))
        }
        let many = try CategorySpecification(
            column: "c", levels: (0..<256).map { String($0) })
        #expect(throws: LearningError.badSpecification(column: "c", field: "levels")) {
            try GradientBoostedTrees(
                columns: StudyColumns(inputs: [.category(many)], target: .binary(column: "y")))
        }
        #expect(throws: LearningError.featureCount(limit: StudyColumns.inputCountMax)) {
            try GradientBoostedTrees(
                columns: StudyColumns(inputs: [], target: .binary(column: "y")))
        }
    }

    @Test func `states and sums of something else are refused`() throws {
        var generator = Seed(5).generator
        let table = try TreeCases.table(.binary, rows: 30, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { _ in })
        let rows = try algorithm.rows(of: table)
        let other = ModelState(algorithm: "other", round: 0, coefficients: [])
        #expect(throws: LearningError.stateMismatch) {
            try algorithm.contribution(to: other, from: rows)
        }
        #expect(algorithm.advance(other, with: [], survivors: 1) == .failed(.stateMismatch))
        let start = algorithm.start()
        #expect(algorithm.advance(start, with: [1], survivors: 1) == .failed(.sumLength))
        let bad = [Double](repeating: .nan, count: algorithm.sumLength(at: start))
        #expect(algorithm.advance(start, with: bad, survivors: 1) == .failed(.sumNotFinite))
        #expect(throws: LearningError.stateMismatch) { try algorithm.model(from: start) }
        let end = try runAlone(algorithm, on: rows).state
        #expect(throws: LearningError.stateMismatch) {
            try algorithm.contribution(to: end, from: rows)
        }
        #expect(throws: LearningError.stateMismatch) {
            try GradientBoostedTrees(columns: columns(.binary(column: "y"))).rows(of: table)
        }
    }

    @Test(arguments: Seed.batch(150))
    func `numbers that were altered are refused or read, and never crash`(seed: Seed) throws {
        var generator = seed.generator
        let table = try TreeCases.table(.binary, rows: 30, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { $0.treeCount = 2 })
        let rows = try algorithm.rows(of: table)
        var states: [ModelState] = []
        var state = algorithm.start()
        while case .next(let next) = algorithm.advance(
            state, with: try algorithm.contribution(to: state, from: rows), survivors: 1)
        {
            states.append(next)
            state = next
        }
        let chosen = states[Int.random(in: states.indices, using: &generator)]
        var (forest, memory) = (chosen.coefficients, chosen.memory)
        let numbers: [Double] = [-1, 0, 1, 2, 3, 7, 16, 255, 1e9, -1e300, 0.5]
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let number = numbers[Int.random(in: numbers.indices, using: &generator)]
            if Bool.random(using: &generator) {
                forest[Int.random(in: forest.indices, using: &generator)] = number
            } else {
                memory[Int.random(in: memory.indices, using: &generator)] = number
            }
        }
        let altered = ModelState(
            algorithm: GradientBoostedTrees.name, round: 1, coefficients: forest, memory: memory)
        let length = algorithm.sumLength(at: altered)
        do {
            let sum = try algorithm.contribution(to: altered, from: rows)
            #expect(sum.count == length)
            _ = algorithm.advance(altered, with: sum, survivors: 1)
            let model = try algorithm.model(from: altered)
            #expect(model.predictions(of: table).count == 30)
        } catch {
            let refusals: [LearningError] = [
                .stateMismatch, .malformedModel(field: "forest"),
            ]
            #expect(refusals.contains(error))
        }
    }

    // MARK: Settings as text

    private func read(_ text: String) throws -> TreeSettings {
        let table = try TOMLReader(parsing: Array(text.utf8), byteCountMax: 4_096)
        return try TreeSettings(reading: table, columns: columns(.binary(column: "y")))
    }

    @Test func `settings are read from a study's table`() throws {
        let settings = try read(
            """
            kind = "gradient-boosted-trees"
            trees = 30
            learning_rate = 0.2
            growth = "leaf-wise"
            leaves_max = 15
            rows_min = 20
            edges = "quantile"
            patience = 5
            [bin_edges]
            a = [-0.5, 0, 0.5]
            [monotone]
            b = "falling"
            """)
        #expect(settings.treeCount == 30 && settings.learningRate == 0.2)
        #expect(settings.growth == .leafWise && settings.leaves == 15 && settings.rowsMin == 20)
        #expect(settings.edges == .quantile)
        #expect(settings.stopping == .init(patience: 5, heldOutEvery: 5))
        #expect(settings.declaredEdges == ["a": [-0.5, 0, 0.5]])
        #expect(settings.monotone == ["b": .falling])
        #expect(try read("rows_min = 1") == TreeSettings())
    }

    @Test(arguments: [
        ("trees = 0", "trees", 1), ("\ndepth = 3", "depth", 2),
        ("growth = \"sideways\"", "growth", 1), ("[monotone]\nz = \"rising\"", "monotone.z", 2),
        ("[bin_edges]\na = [3]", "bin_edges.a", 2), ("bins = \"many\"", "bins", 1),
    ])
    func `a wrong setting is refused with its key and line`(
        text: String, key: String, line: Int
    ) throws {
        let error = #expect(throws: TOMLError.self) { try read(text) }
        #expect(error?.key == key && error?.line == line)
    }
}
