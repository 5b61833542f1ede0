import DureCore
import DureTesting
import Testing

@testable import DureLearning
@testable import DureTensor

@Suite struct TreesModelTests {
    private func model(
        _ kind: TreeCases.Kind, rows: Int = 200, seed: Seed,
        _ change: (inout TreeSettings) -> Void = { _ in }
    ) throws -> (model: TreeModel, table: StudyTable) {
        var generator = seed.generator
        let table = try TreeCases.table(kind, rows: rows, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings(change))
        let model = try algorithm.model(from: runAlone(algorithm, on: table).state)
        return (try #require(model as? TreeModel), table)
    }

    /// A row through the trees, node by node, by the thresholds that exports name.
    private func plainScores(_ model: TreeModel, _ table: StudyTable, row: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: model.base.count)
        for (index, tree) in model.trees.enumerated() {
            var node = tree.nodes[0]
            while let feature = node.feature {
                let isLeft: Bool
                switch table.inputs[feature] {
                case .numbers(let values) where values[row].isNaN: isLeft = node.isMissingLeft
                case .numbers(let values):
                    isLeft = Float(values[row]) < model.threshold(of: node) ?? 0
                case .codes(let codes) where codes[row] < 0: isLeft = node.isMissingLeft
                case .codes(let codes):
                    isLeft = tree.sets[node.bin].contains(Int(codes[row]))
                }
                node = tree.nodes[node.left + (isLeft ? 0 : 1)]
            }
            sums[index % sums.count] += node.value
        }
        return zip(model.base, sums).map { $0 + $1 }
    }

    @Test(arguments: TreeCases.Kind.allCases)
    func `fast scores are those of walking the trees, at any thread count`(
        kind: TreeCases.Kind
    ) throws {
        for seed in Seed.batch(4) {
            let (model, table) = try model(kind, seed: seed)
            let plain = (0..<table.rowCount).flatMap { plainScores(model, table, row: $0) }
            #expect(model.scores(of: table) == plain, "\(seed)")
            #expect(model.scores(of: table, pool: WorkerPool(count: 3)) == plain, "\(seed)")
        }
    }

    @Test func `rows follow a tree that is too large to pass as they pass a small one`() throws {
        let (model, table) = try model(.regression, rows: 800, seed: Seed(5)) {
            $0.treeCount = 1
            $0.growth = .leafWise
            $0.depthMax = 64
            $0.leavesMax = 520
            $0.binsMax = 64
            $0.ridge = 0
            $0.rowsMin = 1
            $0.hessianMin = 0
        }
        #expect(model.trees[0].nodes.count > 1_024)
        let plain = (0..<table.rowCount).flatMap { plainScores(model, table, row: $0) }
        #expect(model.scores(of: table) == plain)
    }

    @Test(arguments: TreeCases.Kind.allCases)
    func `a model reads back bit for bit from its parts`(kind: TreeCases.Kind) throws {
        let (model, table) = try model(kind, seed: Seed(8))
        let back = try TreeModel(
            columns: model.columns, description: model.description, tensors: model.tensors)
        #expect(back == model)
        #expect(back.predictions(of: table) == model.predictions(of: table))
        #expect(throws: LearningError.malformedModel(field: "forest")) {
            try TreeModel(columns: model.columns, description: model.description, tensors: [])
        }
        guard case .doubles(var numbers)? = model.tensors.first?.values else { return }
        numbers.removeLast()
        #expect(throws: LearningError.malformedModel(field: "forest")) {
            try TreeModel(
                columns: model.columns, description: model.description,
                tensors: [NamedTensor("forest", numbers)])
        }
    }

    @Test(arguments: Seed.batch(6))
    func `a monotone column moves the answer one way only`(seed: Seed) throws {
        let (model, table) = try model(.regression, seed: seed) {
            $0.monotone = ["a": .falling, "b": .rising]
            $0.treeCount = 10
        }
        for (column, sign) in [(0, -1.0), (1, 1.0)] {
            for row in 0..<10 {
                let names = ["a", "b", "c"]
                var columns: [String: RecordBatch.Column] = [
                    "color": .texts([String](repeating: "g", count: 60)),
                    "y": .numbers([Double](repeating: 0, count: 60)),
                ]
                for (place, name) in names.enumerated() {
                    let value = table.numbers(place)[row]
                    columns[name] = .numbers(
                        (0..<60).map { place == column ? Double($0) / 10 - 3 : value })
                }
                let answers = try model.predictions(
                    of: StudyTable(
                        table.columns, batch: RecordBatch(rowCount: 60, columns: columns)))
                let isOneWay = zip(answers, answers.dropFirst()).allSatisfy {
                    sign * ($1 - $0) >= -1e-12
                }
                #expect(isOneWay)
            }
        }
        let asked = model.importance.filter { $0.splitCount > 0 }
        #expect(!asked.isEmpty && asked.allSatisfy { $0.gain > 0 })
    }

    @Test func `trees stop early, and are cut back to the best`() throws {
        let stopping = TreeSettings.Stopping(patience: 3, heldOutEvery: 3)
        let (stopped, _) = try model(.binary, seed: Seed(2)) {
            $0.treeCount = 200
            $0.learningRate = 1
            $0.stopping = stopping
        }
        #expect(stopped.trees.count < 150 && !stopped.trees.isEmpty)
        // The same trees, had nobody asked for more.
        let (short, _) = try model(.binary, seed: Seed(2)) {
            $0.treeCount = stopped.trees.count
            $0.learningRate = 1
            $0.stopping = stopping
        }
        #expect(short.trees.prefix(stopped.trees.count) == stopped.trees[...])
    }

    @Test func `contributions do not depend on what the rows remember`() throws {
        var generator = Seed(6).generator
        let table = try TreeCases.table(.multiclass, rows: 150, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns,
            settings: TreeCases.settings {
                $0.treeCount = 3
                $0.stopping = .init(patience: 2, heldOutEvery: 4)
            })
        let rows = try algorithm.rows(of: table)
        var states = [algorithm.start()]
        var sums: [[Double]] = []
        while let state = states.last {
            sums.append(try algorithm.contribution(to: state, from: rows))
            guard
                case .next(let next) = algorithm.advance(
                    state, with: sums[sums.count - 1], survivors: 1)
            else { break }
            states.append(next)
        }
        for _ in 0..<20 {
            let place = Int.random(in: sums.indices, using: &generator)
            #expect(try algorithm.contribution(to: states[place], from: rows) == sums[place])
            #expect(try algorithm.contribution(to: states[place], from: table) == sums[place])
        }
    }

    @Test(arguments: TreeCases.Kind.allCases)
    func `no record gives more than its bound`(kind: TreeCases.Kind) throws {
        var generator = Seed(9).generator
        let table = try TreeCases.table(kind, rows: 25, isWeighted: true, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns,
            settings: TreeCases.settings {
                $0.treeCount = 2
                $0.rowsMin = 2
                $0.edges = .quantile
                $0.stopping = .init(patience: 2, heldOutEvery: 4)
            })
        let rows = try algorithm.rows(of: table)
        var state = algorithm.start()
        while true {
            let bounds = algorithm.boundsPerRecord(at: state)
            let sum = try algorithm.contribution(to: state, from: rows)
            #expect(bounds.count == sum.count && sum.count == algorithm.sumLength(at: state))
            var total = [Double](repeating: 0, count: sum.count)
            for row in 0..<table.rowCount {
                let one = try algorithm.contribution(to: state, from: table.rows(at: [row]))
                let isWithin = zip(one, bounds).allSatisfy { abs($0) <= $1 }
                #expect(isWithin)
                for index in one.indices { total[index] += one[index] }
            }
            #expect(total == sum)
            guard case .next(let next) = algorithm.advance(state, with: sum, survivors: 1) else {
                break
            }
            state = next
        }
    }

    @Test(arguments: Seed.batch(20))
    func `LightGBM's threshold parts numbers as binary32 does`(seed: Seed) {
        var generator = seed.generator
        let edge = Float.random(in: -100...100, using: &generator)
        let threshold = TreeModel.largest(below: edge)
        #expect(Float(threshold) < edge)
        #expect(Float(threshold.nextUp) >= edge)
    }

    @Test(arguments: Seed.batch(20))
    func `a number's bin is how many edges lie at or below it`(seed: Seed) {
        var generator = seed.generator
        let scale = Double.random(in: 0...2, using: &generator)
        let edges = Set(
            (0..<40).map { _ in
                Float(Double.random(in: -1...1, using: &generator) * (scale > 1 ? 1e-6 : 1e6))
            }
        ).sorted()
        let coder = BinCoder(.number(edges: edges), missing: 77)
        let near = edges.flatMap { [Double($0), Double($0.nextDown), Double($0.nextUp)] }
        for value in near + [0, -1e300, 1e300, 1e-300] {
            #expect(Int(coder.bin(value)) == edges.count { $0 <= Float(value) })
        }
        #expect(coder.bin(.nan) == 77)
        #expect(BinCoder(.number(edges: []), missing: 1).bin(5) == 0)
    }

    @Test func `exports hold every tree`() throws {
        let (model, _) = try model(.multiclass, seed: Seed(1))
        let bytes = Array(model.xgboostJSON().utf8)
        let json = try JSONValue(parsing: bytes, byteCountMax: 1 << 24)
        let booster = json["learner"]?["gradient_booster"]?["model"]
        #expect(booster?["trees"]?.elements?.count == model.trees.count)
        let lines = model.lightgbmText().split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("Tree=") } == model.trees.count)
    }
}
