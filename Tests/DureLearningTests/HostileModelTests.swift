import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// Model files that nobody honest would write: they are refused, or read, shown and used, and never
/// stop the program.
@Suite struct HostileModelTests {
    private struct Sample: Sendable {
        let model: any Model
        let batch: RecordBatch
    }

    private static let samples = Result { try regressions() + trained() + counted() }

    private static func sample(
        _ algorithm: some SumAlgorithm, _ batch: RecordBatch
    ) throws -> Sample {
        let table = try StudyTable(algorithm.columns, batch: batch)
        return Sample(
            model: try algorithm.model(from: runAlone(algorithm, on: table).state), batch: batch)
    }

    private static func regressions() throws -> [Sample] {
        let batch = try RegressionRows().batch
        let kinds = try CategorySpecification(column: "kind", levels: ["k", "l", "m"])
        let gamma = try RegressionRows.columns(
            RegressionRows.target(.gamma), isWeighted: true, hasOffset: true)
        let spread = try RegressionRows.columns(
            RegressionRows.target(.negativeBinomial(dispersion: 1)))
        let real = try RegressionRows.columns(RegressionRows.target(.gaussian))
        return try [
            sample(GeneralizedLinear(columns: gamma, family: .gamma, ridge: 1), batch),
            sample(GeneralizedLinear(columns: real, family: .gaussian), batch),
            sample(NegativeBinomial(columns: spread, ridge: 1), batch),
            sample(Multinomial(columns: RegressionRows.columns(.classes(kinds)), ridge: 1), batch),
        ]
    }

    private static func trained() throws -> [Sample] {
        let batch = try RegressionRows().batch
        var settings = TreeSettings()
        (settings.treeCount, settings.depthMax, settings.rowsMin) = (3, 3, 5)
        let kinds = try CategorySpecification(column: "kind", levels: ["k", "l", "m"])
        let targets: [StudyColumns.Target] = [
            .binary(column: "binary"), .classes(kinds), try RegressionRows.target(.gaussian),
        ]
        return try targets.flatMap { target in
            let columns = try RegressionRows.columns(target)
            let architecture = try NetworkArchitecture(columns: columns, hiddenWidths: [3])
            let network = try NetworkTraining(
                architecture, method: .updates(LocalTraining(), .free), roundCountMax: 1)
            return [
                try sample(GradientBoostedTrees(columns: columns, settings: settings), batch),
                try sample(network, batch),
            ]
        }
    }

    private static func counted() throws -> [Sample] {
        let columns = try SurvivalTests.columns(["age", "marker", "site"])
        let rows = try #require(StudyTable.joined(SurvivalTests.members(columns)))
        let grid = try SurvivalGrid(step: 8, horizon: 48)
        let counts = try Statistics(
            columns: StudyColumns(inputs: columns.inputs, target: nil),
            plan: Statistics.Plan(group: "site", binCount: 3, quantileRoundCount: 2))
        let all = RecordBatch(
            rowCount: rows.rowCount,
            columns: [
                "age": .numbers(rows.numbers(0)), "marker": .numbers(rows.numbers(1)),
                "site": .texts(rows.codes(2).map { $0 == 0 ? "north" : "south" }),
                "time": .numbers(rows.target), "event": .numbers(rows.events),
            ])
        return try [
            sample(counts, all),
            sample(KaplanMeier(columns: columns, grid: grid, group: "site"), all),
            sample(CoxRegression(columns: columns, grid: grid, strata: "site"), all),
        ]
    }

    @Test(arguments: Seed.batch(10))
    func `altered models are refused or used, and never crash`(seed: Seed) throws {
        var generator = seed.generator
        var (readCount, refusedCount) = (0, 0)
        for sample in try Self.samples.get() {
            for _ in 0..<16 {
                var forger = Forger(generator: generator)
                let (columns, description, tensors) = forger.forged(sample.model)
                generator = forger.generator
                do {
                    let model = try type(of: sample.model).init(
                        columns: StudyColumns(json: columns), description: description,
                        tensors: tensors)
                    use(model, sample.batch)
                    readCount += 1
                } catch {
                    refusedCount += 1
                }
            }
        }
        #expect(readCount > 10 && refusedCount > 10, "\(readCount) read, \(refusedCount) refused")
    }

    @Test func `chances at the ends of Student's t are chances`() {
        for degrees in [.leastNonzeroMagnitude, 1e-300, 1e-3, 0.5, 1, 2, 1e6, 1e17, 1e308] {
            for t in [0, 1e-300, 1, 1e10, 1e154, 1e200, 1e308, -1e308, .infinity] {
                let chance = Distributions.studentTwoSided(t, degrees: degrees)
                #expect((0...1).contains(chance), "\(t) \(degrees)")
            }
        }
        // Cauchy's: 1 - 2/π atan t, which is 2 / (π t) far out.
        let far = Distributions.studentTwoSided(1e100, degrees: 1)
        #expect(abs(far / (2 / (Double.pi * 1e100)) - 1) < 1e-9)
        #expect(ClosedRange(around: 1, reach: .infinity) == nil)
        #expect(ClosedRange(around: 1e308, reach: 1e308) == nil)
        #expect(ClosedRange(around: 1, reach: .nan) == nil)
        #expect(ClosedRange(around: 1, reach: -1) == nil)
        #expect(ClosedRange(around: 1, reach: 2) == -1...3)
    }

    @Test func `the largest sums that a file can hold outgrow nothing`() throws {
        for sample in try Self.samples.get() {
            guard let model = sample.model as? StatisticsModel else { continue }
            let tensors = model.tensors.map { tensor in
                guard case .doubles(let values) = tensor.values else { return tensor }
                switch tensor.name {
                case "counts": return NamedTensor("counts", values.map { $0 > 0 ? 0x1p40 : $0 })
                case "sums": return NamedTensor("sums", values.map { _ in 0x1p53 })
                default: return tensor
                }
            }
            let forged = try StatisticsModel(
                columns: model.columns, description: model.description, tensors: tensors)
            use(forged, sample.batch)
            #expect(forged.figures(.present, column: "age").first?.value == 0x1p40)
        }
    }

    @Test func `a leaf of more rows than there are is no leaf`() {
        let bins = TreeBins([.number(edges: [0])])
        func isRead(_ change: (inout TreeNode) -> Void) -> Bool {
            var leaf = TreeNode()
            change(&leaf)
            var place = 0
            return Tree(packed: Tree(nodes: [leaf], sets: []).packed, at: &place, bins: bins) != nil
        }
        #expect(isRead { $0.rowCount = 0x1p53 })
        #expect(!isRead { $0.rowCount = 1e300 } && !isRead { $0.rowCount = -1 })
        #expect(isRead { $0.value = 1e38 } && !isRead { $0.value = 1e39 })
        #expect(isRead { $0.gain = 1e39 } && !isRead { $0.gain = .infinity })
    }

    @Test func `a regression wider than any study makes is refused`() throws {
        let levels = (0...GeneralizedLinear.termCountMax).map(String.init)
        let columns = try StudyColumns(
            inputs: [.category(CategorySpecification(column: "c", levels: levels))],
            target: .binary(column: "y"))
        let tensor = NamedTensor("coefficients", [Double](repeating: 1, count: levels.count))
        #expect(throws: LearningError.malformedModel(field: "columns")) {
            try LinearModel(
                columns: columns, description: ["family": "bernoulli"], tensors: [tensor])
        }
        let classes = try StudyColumns(
            inputs: columns.inputs,
            target: .classes(CategorySpecification(column: "y", levels: ["a", "b"])))
        #expect(throws: LearningError.malformedModel(field: "coefficients")) {
            try MultinomialModel(
                columns: classes, description: ["classes": ["a", "b"]], tensors: [tensor])
        }
    }

    @Test func `counts that are not exact as a whole are no curves`() throws {
        for sample in try Self.samples.get() {
            guard let model = sample.model as? SurvivalModel else { continue }
            let counts = try model.tensors.doubles("counts").map { _ in 0x1p51 }
            #expect(throws: LearningError.malformedModel(field: "counts")) {
                try SurvivalModel(
                    columns: model.columns, description: model.description,
                    tensors: [NamedTensor("counts", counts)])
            }
        }
    }

    private func use(_ model: any Model, _ batch: RecordBatch) {
        var texts: [String] = []
        switch model {
        case let linear as LinearModel: texts = [linear.table.csv, linear.table.markdown]
        case let classes as MultinomialModel:
            texts = classes.tables.flatMap { [$0.table.csv, $0.table.markdown] }
        case let trees as TreeModel:
            texts = [trees.xgboostJSON(), trees.lightgbmText(), "\(trees.importance)"]
        case let statistics as StatisticsModel:
            texts = [statistics.csv, statistics.markdown(.en), statistics.markdown(.ko)]
        case let curves as SurvivalModel:
            texts = [curves.csv, curves.markdown(.en), curves.markdown(.ko)]
        case let cox as CoxModel: texts = [cox.csv, cox.markdown(.en), cox.markdown(.ko)]
        default: break
        }
        #expect(texts.allSatisfy { !$0.isEmpty })
        // Columns that were altered too may not be in these rows.
        if let table = try? StudyTable(model.columns, batch: batch) {
            let answers = model.predictions(of: table)
            #expect(answers.count == table.rowCount * model.outputNames.count)
        }
        #expect(ModelFile(model).json["kind"]?.text == type(of: model).kind)
    }
}

/// Changes a model's parts at random places.
private struct Forger {
    var generator: SeededGenerator

    private static let numbers: [Double] = [
        -1e300, 1e300, -1e20, 1e20, 1e-300, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0, -1,
        -0.5, 0.5, 1, 2, 3, 254, 255,
        256, 0x1p24, 0x1p31, 0x1p53, 1e15, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    private static let strange: [Double] = [.nan, .infinity, -.infinity]

    mutating func forged(
        _ model: any Model
    ) -> (columns: JSONValue, description: JSONValue, tensors: [NamedTensor]) {
        var (columns, description) = (model.columns.json, model.description)
        var tensors = model.tensors
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: columns = forged(columns)
        case 1: description = forged(description)
        case 2:
            columns = forged(columns)
            tensors = tensors.map { forged($0) }
        default: tensors = tensors.map { forged($0) }
        }
        if Int.random(in: 0..<12, using: &generator) == 0 { _ = tensors.popLast() }
        return (columns, description, tensors)
    }

    private mutating func forged(_ json: JSONValue) -> JSONValue {
        switch json {
        case .null, .bool: .integer(1)
        case .integer, .number:
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: .string("x")
            case 1: .integer(Int64.random(in: -3...3, using: &generator))
            case 2: .integer([.min, .max, 1 << 53, 1 << 31].randomElement(using: &generator) ?? 0)
            default: .number(number)
            }
        case .string: .string(["", "x", "a", "b", "0"].randomElement(using: &generator) ?? "")
        case .array(let elements): forged(elements)
        case .object(let members): forged(members)
        }
    }

    private mutating func forged(_ elements: [JSONValue]) -> JSONValue {
        var elements = elements
        guard let place = elements.indices.randomElement(using: &generator) else {
            return .array([.integer(0)])
        }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: elements.remove(at: place)
        case 1: elements.append(elements[place])
        default: elements[place] = forged(elements[place])
        }
        return .array(elements)
    }

    private mutating func forged(_ members: [String: JSONValue]) -> JSONValue {
        var members = members
        guard let name = members.keys.sorted().randomElement(using: &generator),
            let member = members[name]
        else { return .object(["x": .integer(0)]) }
        members[name] = Int.random(in: 0..<8, using: &generator) == 0 ? nil : forged(member)
        return .object(members)
    }

    private var number: Double {
        mutating get { Self.numbers.randomElement(using: &generator) ?? 0 }
    }

    private mutating func forged(_ tensor: NamedTensor) -> NamedTensor {
        switch tensor.values {
        case .doubles(var values):
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !values.isEmpty {
                let place = Int.random(in: 0..<values.count, using: &generator)
                values[place] = number
            }
            switch Int.random(in: 0..<16, using: &generator) {
            case 0: _ = values.popLast()
            case 1: values += values
            case 2: values = values.map { $0 * 1e200 }
            case 3: values = values.map { $0 * 1e-200 }
            case 4: values.append(Self.strange.randomElement(using: &generator) ?? 0)
            case 5:
                return NamedTensor(
                    tensor.name, shape: [values.count], .floats(values.map { Float($0) }))
            default: break
            }
            return NamedTensor(tensor.name, values)
        case .floats(var values):
            for _ in 0..<Int.random(in: 0...4, using: &generator) where !values.isEmpty {
                values[Int.random(in: 0..<values.count, using: &generator)] = Float(number)
            }
            if Int.random(in: 0..<8, using: &generator) == 0 {
                return NamedTensor(tensor.name, shape: [values.count, 1], .floats(values))
            }
            return NamedTensor(tensor.name, shape: tensor.shape, .floats(values))
        case .integers: return tensor
        }
    }
}
