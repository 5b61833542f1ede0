import DureCore
import DureTesting
import Testing

@testable import DureLearning
@testable import DureTensor

/// Columns and rows for trees: numbers with missing values, a category, weights, three targets.
enum TreeCases {
    enum Kind: CaseIterable { case regression, binary, multiclass }

    static func columns(_ kind: Kind, isWeighted: Bool = false) throws -> StudyColumns {
        let numbers = try ["a", "b", "c"].map {
            try InputColumn.number(
                FeatureSpecification(column: $0, unit: "", lower: -3, upper: 3))
        }
        let color = try CategorySpecification(column: "color", levels: ["r", "g", "b", "w", "k"])
        let target: StudyColumns.Target =
            switch kind {
            case .regression:
                try .number(FeatureSpecification(column: "y", unit: "", lower: -20, upper: 30))
            case .binary: .binary(column: "y")
            case .multiclass:
                try .classes(CategorySpecification(column: "y", levels: ["0", "1", "2"]))
            }
        let weight = try FeatureSpecification(column: "w", unit: "", lower: 0, upper: 4)
        return try StudyColumns(
            inputs: numbers + [.category(color)], target: target,
            weight: isWeighted ? weight : nil)
    }

    static func table(
        _ kind: Kind, rows: Int, isWeighted: Bool = false, using generator: inout SeededGenerator
    ) throws -> StudyTable {
        let levels = ["r", "g", "b", "w", "k"]
        func numbers() -> [Double] {
            (0..<rows).map { _ in
                let isMissing = Double.random(in: 0...1, using: &generator) < 0.1
                return isMissing ? .nan : Double.random(in: -3.2...3.2, using: &generator)
            }
        }
        let (a, b, c) = (numbers(), numbers(), numbers())
        let colors = (0..<rows).map { _ in Int.random(in: 0..<5, using: &generator) }
        let noise = (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) }
        let y = (0..<rows).map { row -> Double in
            let x = a[row].isNaN ? 2.0 : a[row]
            let lift = [3.0, -2, 0, 3, -2][colors[row]]
            let value = 3 * x + (b[row] > 0.5 ? 4 : 0) * lift / 3 + lift + noise[row]
            switch kind {
            case .regression: return value
            case .binary: return value > 0 ? 1 : 0
            case .multiclass: return value < -3 ? 0 : value < 3 ? 1 : 2
            }
        }
        let weights = (0..<rows).map { _ in Double.random(in: 0...4, using: &generator) }
        return try StudyTable(
            columns(kind, isWeighted: isWeighted),
            batch: RecordBatch(
                rowCount: rows,
                columns: [
                    "a": .numbers(a), "b": .numbers(b), "c": .numbers(c), "y": .numbers(y),
                    "w": .numbers(weights), "color": .texts(colors.map { levels[$0] }),
                ]))
    }

    static func settings(_ change: (inout TreeSettings) -> Void) -> TreeSettings {
        var settings = TreeSettings()
        settings.treeCount = 5
        settings.binsMax = 16
        settings.depthMax = 3
        change(&settings)
        return settings
    }

    /// To a 64-bit ring at the scale 2^32 and back, as the secure sum does it.
    static func throughRing(_ values: [Double]) -> [Double] {
        values.map { Double(Int64(($0 * 0x1p32).rounded())) / 0x1p32 }
    }

    /// The rows spread over members, one after the other.
    static func split(_ table: StudyTable, into count: Int) -> [StudyTable] {
        (0..<count).map { member in
            table.rows(at: (0..<table.rowCount).filter { $0 % count == member })
        }
    }
}

@Suite struct TreesTests {
    static let variants: [TreeSettings] = [
        TreeCases.settings { _ in },
        TreeCases.settings {
            $0.growth = .leafWise
            $0.depthMax = nil
            $0.leavesMax = 6
            $0.rowsMin = 3
        },
        TreeCases.settings {
            $0.edges = .quantile
            $0.stopping = .init(patience: 2, heldOutEvery: 4)
            $0.leavesMax = 5
            $0.monotone = ["a": .rising]
        },
    ]

    @Test(arguments: TreeCases.Kind.allCases, variants)
    func `the forest of a federation is the pooled one bit for bit, through the ring`(
        kind: TreeCases.Kind, settings: TreeSettings
    ) throws {
        for seed in Seed.batch(3) {
            var generator = seed.generator
            let isWeighted = Bool.random(using: &generator)
            let table = try TreeCases.table(
                kind, rows: 240, isWeighted: isWeighted, using: &generator)
            let algorithm = try GradientBoostedTrees(columns: table.columns, settings: settings)
            let pooled = try runAlone(algorithm, on: table)
            let members = try TreeCases.split(table, into: 5).map(algorithm.rows)
            let joint = try runSimulated(algorithm, members: members) { contribution, _, _ in
                TreeCases.throughRing(contribution)
            }
            #expect(joint == pooled, "\(seed)")
            let model = try algorithm.model(from: pooled.state)
            #expect((model as? TreeModel)?.trees.isEmpty == false)
            let threaded = try GradientBoostedTrees(
                columns: table.columns, settings: settings, pool: WorkerPool(count: 3))
            #expect(try runAlone(threaded, on: table) == pooled, "\(seed)")
        }
    }

    @Test(arguments: TreeCases.Kind.allCases)
    func `trees foretell better than the mean`(kind: TreeCases.Kind) throws {
        var generator = Seed(7).generator
        let table = try TreeCases.table(kind, rows: 400, using: &generator)
        let test = try TreeCases.table(kind, rows: 400, using: &generator)
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: TreeCases.settings { $0.treeCount = 30 })
        let model = try algorithm.model(from: runAlone(algorithm, on: table).state)
        let answers = model.predictions(of: test)
        let mean = test.target.reduce(0, +) / 400
        switch kind {
        case .regression:
            let error = zip(answers, test.target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let spread = test.target.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            #expect(error < 0.2 * spread)
        case .binary:
            let right = zip(answers, test.target).count { ($0 > 0.5) == ($1 == 1) }
            #expect(right > 350)
        case .multiclass:
            let right = (0..<400).count { row in
                let three = Array(answers[(row * 3)..<(row * 3 + 3)])
                return three.firstIndex(of: three.max() ?? 0) == Int(test.target[row])
            }
            #expect(right > 320)
        }
    }
}

@Suite struct TreesHeartTests {
    @Test func `four hospitals together grow the pooled trees, and foretell test rows`() throws {
        let heart = try HeartDisease()
        let inputs = try HeartDisease.columns.map {
            try InputColumn.number(
                FeatureSpecification(
                    column: $0.name, unit: $0.unit, lower: $0.range.lower, upper: $0.range.upper))
        }
        let columns = try StudyColumns(
            inputs: inputs, target: .binary(column: HeartDisease.label))
        let algorithm = try GradientBoostedTrees(
            columns: columns,
            settings: TreeCases.settings {
                $0.treeCount = 40
                $0.binsMax = 32
                $0.edges = .quantile
            })
        let train = try heart.train.map { try StudyTable(columns, batch: $0) }
        let joint = try runSimulated(algorithm, members: train.map(algorithm.rows))
        let pooled = try #require(StudyTable.joined(train))
        #expect(try runAlone(algorithm, on: pooled) == joint)
        let test = try #require(
            StudyTable.joined(heart.test.map { try StudyTable(columns, batch: $0) }))
        let answers = try algorithm.model(from: joint.state).predictions(of: test)
        let right = zip(answers, test.target).count { ($0 > 0.5) == ($1 == 1) }
        // The logistic regression of the same rows is right for about four in five.
        #expect(Double(right) > 0.75 * Double(test.rowCount))
    }
}
