import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// Sums that a member poisoned, and studies that would outgrow what nodes can send or wait for.
@Suite struct HostileSumTests {
    private static let odd: [Double] = [
        0, -1, 0.5, -0.5, 1e300, -1e300, 1e150, 1e-300, .leastNonzeroMagnitude, 0x1p53, 1e9, 3, 7,
        .ulpOfOne,
    ]

    private static func algorithms() throws -> [any SumAlgorithm] {
        let binary = try binaryColumns(3)
        let plain = try SurvivalTests.columns(["age", "marker", "site"])
        let grid = try SurvivalGrid(step: 8, horizon: 48)
        let count = try FeatureSpecification(column: "n", unit: "", lower: 0, upper: 40)
        let counts = try StudyColumns(inputs: binary.inputs, target: .number(count))
        let kinds = try StudyColumns(
            inputs: binary.inputs,
            target: .classes(CategorySpecification(column: "k", levels: ["k", "l", "m"])))
        var leafWise = TreeSettings()
        (leafWise.growth, leafWise.treeCount, leafWise.leavesMax) = (.leafWise, 3, 5)
        (leafWise.hessianMin, leafWise.ridge, leafWise.stopping) = (0, 0, .init())
        let network = try NetworkArchitecture(columns: binary, hiddenWidths: [2])
        return try [
            GeneralizedLinear(columns: binary, family: .bernoulli),
            GeneralizedLinear(columns: counts, family: .gaussian, lasso: 1, intercept: .personal),
            GeneralizedLinear(columns: counts, family: .poisson), Multinomial(columns: kinds),
            NegativeBinomial(columns: counts),
            NoisyGradient(columns: binary, recordsExpected: 1),
            NoisySoftmax(columns: kinds, recordsExpected: 1),
            CoxRegression(columns: plain, grid: grid, strata: "site"),
            KaplanMeier(columns: plain, grid: grid, group: "site"),
            Statistics(columns: StudyColumns(inputs: plain.inputs, target: nil), cellMin: 2),
            GradientBoostedTrees(columns: binary), GradientBoostedTrees(columns: kinds),
            GradientBoostedTrees(columns: counts, settings: leafWise),
            NetworkTraining(
                network, method: .updates(LocalTraining(), .controlled),
                server: .adaptive(.init(.adam)), roundCountMax: 4),
            NetworkTraining(network, method: .gradients(normMax: 1), roundCountMax: 4),
        ]
    }

    @Test(arguments: Seed.batch(16))
    func `poisoned sums lead to states that every node can read, or to a reason`(
        seed: Seed
    ) throws {
        var generator = seed.generator
        for algorithm in try Self.algorithms() { try feed(algorithm, using: &generator) }
    }

    private func feed(
        _ algorithm: some SumAlgorithm, using generator: inout SeededGenerator
    ) throws {
        var state = algorithm.start()
        let share = Int.random(in: 0...6, using: &generator)
        for _ in 0..<min(algorithm.roundCountMax, 12) {
            let sum = (0..<algorithm.sumLength(at: state)).map { _ in
                Int.random(in: 0..<12, using: &generator) < share
                    ? Self.odd.randomElement(using: &generator) ?? 0
                    : Double(Int.random(in: 0...40, using: &generator))
            }
            let advance = algorithm.checkedAdvance(state, with: sum, survivors: 3)
            switch advance {
            case .next(let next), .finished(let next, _):
                let read = try ModelState(canonicalBytes: next.canonicalBytes)
                #expect(read == next)
                state = next
            case .failed: return
            }
            guard case .next = advance else { return }
        }
    }

    @Test func `what is not finite ends with a reason, whatever the algorithm made of it`() throws {
        let columns = try binaryColumns(1)
        let noisy = try NoisyGradient(columns: columns, recordsExpected: 1, stepLength: 1e9)
        let start = noisy.start()
        func failure(_ sum: [Double], at state: ModelState? = nil) -> FailureReason? {
            guard
                case .failed(let reason) = noisy.checkedAdvance(
                    state ?? start, with: sum, survivors: 3)
            else { return nil }
            return reason
        }
        #expect(failure([1e300, 0]) == .stateNotFinite)
        #expect(failure([.nan, 0]) == .sumNotFinite)
        #expect(failure([0]) == .sumLength)
        #expect(failure([0, 0]) == nil)
        // A round that the study does not have.
        let late = ModelState(
            algorithm: NoisyGradient.name, round: .max, coefficients: [0, 0], memory: [0, 0])
        #expect(failure([0, 0], at: late) == .stateMismatch)
        let large = ModelState(
            algorithm: "x", round: 0,
            coefficients: [Double](repeating: 0, count: ModelState.numberCountMax),
            memory: [Double](repeating: 0, count: 40_000))
        #expect(large.flaw == .stateTooLarge)
        #expect(throws: WireError.self) { try ModelState(canonicalBytes: large.canonicalBytes) }
        for reason in [FailureReason.sumImpossible, .stateNotFinite, .stateTooLarge] {
            for language in Language.allCases { #expect(reason.phrase.text(language).count > 10) }
        }
    }

    @Test func `trees refuse shares that no rows have, and take the smallest`() throws {
        let trees = try GradientBoostedTrees(columns: binaryColumns(1))
        func advance(_ positives: Double) -> Advance {
            trees.checkedAdvance(trees.start(), with: [30, 1, positives], survivors: 3)
        }
        for positives in [31, -1, 1e300] {
            #expect(advance(positives) == .failed(.sumImpossible))
        }
        guard case .next(let state) = advance(.leastNonzeroMagnitude) else {
            Issue.record("no state")
            return
        }
        let width = trees.sumLength(at: state)
        let negative = [Double](repeating: -1, count: width)
        #expect(
            trees.checkedAdvance(state, with: negative, survivors: 3) == .failed(.sumImpossible))
        let large = [Double](repeating: 1e13, count: width)
        #expect(trees.checkedAdvance(state, with: large, survivors: 3) == .failed(.sumImpossible))
    }

    @Test func `Cox refuses counts that no rows have, and takes many ties in little time`() throws {
        let columns = try SurvivalTests.columns(["age", "marker"])
        let cox = try CoxRegression(columns: columns, grid: SurvivalGrid(step: 24, horizon: 48))
        func advance(events: Double, records: Double) -> Advance {
            var sum = [Double](repeating: 0, count: cox.layout.count)
            let width = cox.layout.width
            let start = cox.layout.block(0, 0)
            (sum[start], sum[start + 1]) = (events, events)
            for moments in [0, cox.layout.momentCount] {
                let at = start + 2 + width + moments
                sum[at] = moments == 0 ? records : events
                // x is -1 and 1 equally often, and the two columns are independent.
                (sum[at + 3], sum[at + 5]) = (sum[at], sum[at])
            }
            sum[cox.layout.count - 1] = records
            return cox.checkedAdvance(cox.start(), with: sum, survivors: 3)
        }
        let impossible = Advance.failed(.sumImpossible)
        for events in [-3, 0.5, 11, 1e18, 1e300] {
            #expect(advance(events: events, records: 10) == impossible)
        }
        for records in [-5, 10.5, 1e12] {
            #expect(advance(events: 1, records: records) == impossible)
        }
        // Were the matrix touched for each event, this would take minutes.
        guard case .finished(let last, .converged) = advance(events: 300_000, records: 1_000_000)
        else {
            Issue.record("no end")
            return
        }
        let model = try #require(try cox.model(from: last) as? CoxModel)
        #expect(model.statistics?.eventCount == 300_000)
        // Each event says as much as the mean square of x, which is 1.
        let error = try #require(model.statistics?.standardErrors.first)
        #expect(abs(error - 1 / 300_000.0.squareRoot()) < 1e-6 * error)
    }

    private func table(_ lines: String) throws -> TOMLReader {
        try TOMLReader(parsing: Array(("[algorithm]\n" + lines).utf8), byteCountMax: 10_000)
            .table("algorithm")
    }

    private func error(_ lines: String, _ columns: StudyColumns) -> TOMLError? {
        do {
            _ = try AlgorithmKind.algorithm(
                reading: table(lines),
                in: .init(columns: columns, recordsMin: 20, recordsMax: 1_000_000))
            return nil
        } catch {
            return error as? TOMLError
        }
    }

    @Test func `studies that outgrow states, sums or patience are refused by the line`() throws {
        let binary = try binaryColumns(2)
        let wide = try StudyColumns(
            inputs: (0..<501).map {
                try .number(FeatureSpecification(column: "x\($0)", unit: "", lower: 0, upper: 1))
            }, target: SurvivalTests.columns().target)
        let sites = try StudyColumns(
            inputs: [
                .category(
                    CategorySpecification(column: "site", levels: (0..<257).map { "s\($0)" }))
            ], target: wide.target)
        let groups = CategorySpecification.levelCountMax
        let many = try StudyColumns(
            inputs: (0..<48).map {
                try .number(FeatureSpecification(column: "n\($0)", unit: "", lower: 0, upper: 1))
            } + [
                .category(CategorySpecification(column: "g", levels: (0..<groups).map(String.init)))
            ],
            target: nil)
        let five = try CategorySpecification(column: "k", levels: (0..<5).map(String.init))
        let kinds = try StudyColumns(inputs: binary.inputs, target: .classes(five))
        let table = try StudyColumns(
            inputs: (0..<82).map {
                try .number(FeatureSpecification(column: "x\($0)", unit: "", lower: 0, upper: 1))
            }, target: binary.target)
        let adaptive = "\n[algorithm.server]\nstep = \"adam\""
        let cases: [(String, StudyColumns, line: Int, key: String, limit: Int)] = [
            ("kind = \"cox\"\ngrid = 48", wide, 2, "kind", CoxRegression.termCountMax),
            (
                "kind = \"kaplan-meier\"\ngrid = 48\ngroup = \"site\"", sites, 4, "group",
                KaplanMeier.groupCountMax
            ),
            (
                "kind = \"trees\"\ngrowth = \"leaf-wise\"\ntrees = 2\nleaves_max = 4096", kinds, 5,
                "leaves_max", ModelState.numberCountMax
            ),
            ("kind = \"trees\"\nbins = 255", table, 3, "bins", GradientBoostedTrees.sumCountMax),
            ("kind = \"trees\"\ntrees = 9000", binary, 3, "trees", ModelState.numberCountMax),
            (
                "kind = \"statistics\"\ngroup = \"g\"\nbins = 0\nquantiles = []\ncorrelate = []",
                many, 2, "kind",
                Statistics.figureCountMax
            ),
            ("kind = \"network\"\nhidden = [600, 600]" + adaptive, binary, 3, "hidden", 0),
            (
                "kind = \"network\"\nrounds_max = 1000\n[algorithm.local]\nepochs = 101", binary, 5,
                "local.epochs", 100
            ),
        ]
        for (lines, columns, line, key, limit) in cases {
            let found = try #require(error(lines, columns), "\(key) was not refused")
            #expect(found.key == "algorithm.\(key)" && found.line == line, "\(found)")
            if limit > 0 { #expect(found.problem == .tooLarge(limit: limit)) }
        }
        // A network whose state fits without the server's memory does not fit with it.
        #expect(error("kind = \"network\"\nhidden = [600, 600]", binary) == nil)
    }

    @Test func `what is refused is what no state would hold`() throws {
        #expect(ModelState.holds(coefficientCount: 750_000, memoryCount: 0))
        #expect(!ModelState.holds(coefficientCount: 750_001, memoryCount: 0))
        #expect(!ModelState.holds(coefficientCount: .max, memoryCount: .max))
        #expect(!ModelState.holds(coefficientCount: 400_000, memoryCount: 400_000))
        let (count, memory) = (700_000, 86_000)
        #expect(ModelState.holds(coefficientCount: count, memoryCount: memory))
        let state = ModelState(
            algorithm: String(repeating: "x", count: 40), round: 0,
            coefficients: [Double](repeating: 0, count: count),
            memory: [Double](repeating: 0, count: memory))
        #expect(state.canonicalBytes.count <= ModelState.byteCountMax)
    }

    @Test func `knots that scaling makes one are refused`() throws {
        let far = try FeatureSpecification(
            column: "a", unit: "", lower: 0, upper: 1, center: 1e30, scale: 1)
        #expect(throws: LearningError.badSpecification(column: "a", field: "knots")) {
            try InputColumn.number(far, knots: [0.1, 0.2, 0.3]).checked()
        }
    }

    @Test func `a leaf has five rows unless the study says otherwise`() throws {
        let columns = try binaryColumns(1)
        let usual = try TreeSettings(reading: table("kind = \"trees\""), columns: columns)
        #expect(usual.rowsMin == 5)
        let written = try TreeSettings(
            reading: table("kind = \"trees\"\nrows_min = 1"), columns: columns)
        #expect(written.rowsMin == 1)
    }

    @Test func `a center without a scale is refused by the line, and the other way round`() throws {
        for (line, key) in [("center = 5", "scale"), ("scale = 2", "center")] {
            let text = "[data]\n[[column]]\nname = \"a\"\nrange = [0, 10]\n" + line
            do {
                _ = try StudyColumns(
                    reading: TOMLReader(parsing: Array(text.utf8), byteCountMax: 1_000))
                Issue.record("\(line) was not refused")
            } catch {
                #expect(error.key == "column[1].\(key)" && error.problem == .missing)
                #expect(error.line == 2)
            }
        }
    }
}
