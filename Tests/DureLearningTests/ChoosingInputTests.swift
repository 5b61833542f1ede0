import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

private let head = "[algorithm]\nkind = \"regression\"\n"

@Suite struct ChoosingInputTests {
    @Test(arguments: [
        (
            head + "[choose]\npenalty = [1.0,\n  -2.0]", 5, "choose.penalty",
            TOMLError.Problem.outOfRange(min: 0, max: 1e12)
        ),
        (head + "[choose]\nrigde = [1.0, 2.0]", 4, "choose.rigde", .unknownKey),
        (head + "[choose]\npenalty = [\"a\"]", 4, "choose.penalty", .wrongType(expected: .number)),
        (head + "[choose]\npenalty = 1.0", 4, "choose.penalty", .wrongType(expected: .array)),
        (head + "[choose]\npenalty = []", 4, "choose.penalty", .outOfRange(min: 1, max: 100_000)),
        (
            head + "penalty = 3\n[choose]\nfolds = 3\npenalty = [1, 2]", 6, "choose.penalty",
            .notTogether(with: "algorithm.penalty")
        ),
        (head + "[choose]\nfolds = 1", 4, "choose.folds", .outOfRange(min: 2, max: 10)),
        (head + "[choose]\nfolds = 11", 4, "choose.folds", .outOfRange(min: 2, max: 10)),
        // The area under the curve is no sum.
        (head + "[choose]\nscore = \"auc\"", 4, "choose.score", .unknownValue),
        (
            head + "[choose]\nscore = \"poisson-deviance\"", 4, "choose.score",
            .notTogether(with: "data.target")
        ),
        (head + "[choose]\nrule = \"best\"", 4, "choose.rule", .unknownValue),
        (
            head + "[choose]\npenalty = [1,2,3,4,5,6,7,8,9]\nlasso = [1,2,3,4,5,6,7,8]", 5,
            "choose.lasso", .tooLarge(limit: 64)
        ),
        (
            head + "[choose]\nkind = [\"trees\"]", 4, "choose.kind",
            .notTogether(with: "algorithm.kind")
        ),
        (
            "[algorithm]\nkind = \"trees\"\ntrees = 500\n[choose]\ndepth_max = [4, 6]", 4,
            "choose",
            .tooLarge(limit: ModelState.numberCountMax)
        ),
        // Ten runs of 1,000 rounds with 100 epochs each.
        (
            "[algorithm]\nkind = \"network\"\nrounds_max = 1000\nlocal = { epochs = 100 }\n"
                + "[choose]\nfolds = 10\nseed = [1, 2]", 5, "choose", .tooLarge(limit: 1_000_000)
        ),
        (
            "[algorithm]\nkind = \"network\"\n[choose.local]\nrate = [0.1,\n200.0]", 5,
            "choose.local.rate", .outOfRange(min: 1e-9, max: 100)
        ),
    ])
    func `mistakes are named by line and key`(
        text: String, line: Int, key: String, problem: TOMLError.Problem
    ) throws {
        #expect(throws: TOMLError(line: line, key: key, problem: problem)) {
            try ChoosingManifest.choosing(text, binaryColumns(2))
        }
    }

    @Test func `studies that foretell nothing cannot choose`() throws {
        let counted = try StudyColumns(inputs: features(2).map { .number($0) }, target: nil)
        #expect(
            throws: TOMLError(
                line: 2, key: "algorithm.kind", problem: .notTogether(with: "choose"))
        ) {
            try ChoosingManifest.choosing(
                "[algorithm]\nkind = \"statistics\"\n[choose]\nbins = [10, 20]", counted)
        }
        #expect(
            throws: TOMLError(
                line: 5, key: "choose.score", problem: .notTogether(with: "privacy.mode"))
        ) {
            try ChoosingManifest.choosing(
                head + "family = \"poisson\"\n[choose]\nscore = \"poisson-deviance\"",
                RegressionRows.columns(RegressionRows.target(.poisson)), clip: 1)
        }
    }

    @Test func `all combinations are tried, the last list fastest`() throws {
        let choosing = try ChoosingManifest.choosing(
            head + "[choose]\npenalty = [1, 2]\nlasso = [0.0, 0.5, 4.0]\nfolds = 2",
            binaryColumns(2))
        let found = choosing.candidates.compactMap { $0.onAll as? GeneralizedLinear }
        #expect(found.map(\.ridge) == [1, 1, 1, 2, 2, 2])
        #expect(found.map(\.lasso) == [0, 0.5, 4, 0, 0.5, 4])
        #expect(choosing.candidates[4].values == ["penalty": .integer(2), "lasso": .number(0.5)])
        #expect(choosing.candidates[0].values == ["penalty": .integer(1), "lasso": .number(0)])
        let alone = try ChoosingManifest.choosing(head + "[choose]", binaryColumns(2))
        #expect(alone.candidates.count == 1 && alone.foldCount == 5)
    }

    @Test(arguments: Seed.batch(30))
    func `no state or sum of whatever numbers traps or is taken for one's own`(seed: Seed) throws {
        var generator = seed.generator
        let columns = try binaryColumns(2)
        let choosing = try ChoosingManifest.choosing(
            head + "rounds_max = 3\n[choose]\nfolds = 2\npenalty = [0.0, 1.0]", columns)
        let batch = randomBatch(rows: 30, features: try features(2), using: &generator)
        let rows = try choosing.rows(of: StudyTable(columns, batch: batch))
        let wild: [Double] = [
            .nan, .infinity, -.infinity, 1e308, -1e308, 0, -1, 2, 3, 0.5, 1e18, 4_294_967_296,
        ]
        var state = choosing.start()
        for _ in 0..<choosing.roundCountMax {
            let sum = try choosing.contribution(to: state, from: rows)
            #expect(sum.count == choosing.sumLength(at: state))
            #expect(choosing.boundsPerRecord(at: state).count == sum.count)
            // Sums of any numbers, and of another length.
            for _ in 0..<20 {
                var other = sum
                let place = Int.random(in: 0..<sum.count, using: &generator)
                other[place] = wild.randomElement(using: &generator) ?? 0
                switch choosing.advance(state, with: other, survivors: 3) {
                case .next(let next), .finished(let next, _):
                    let isFinite = (next.coefficients + next.memory).allSatisfy { $0.isFinite }
                    #expect(isFinite)
                    #expect(choosing.sumLength(at: next) > 0)
                case .failed: break
                }
            }
            #expect(
                choosing.advance(state, with: sum + [0], survivors: 3) == .failed(.sumLength))
            // States of any numbers, cut short, or much later.
            for _ in 0..<20 {
                var memory = state.memory
                let place = Int.random(in: 0..<memory.count, using: &generator)
                memory[place] = wild.randomElement(using: &generator) ?? 0
                if Bool.random(using: &generator) { memory.removeLast() }
                let other = ModelState(
                    algorithm: Choosing.name,
                    round: Bool.random(using: &generator) ? state.round : .max,
                    coefficients: state.coefficients, memory: memory)
                let length = choosing.sumLength(at: other)
                // Whether these throw is all one.
                _ = try? choosing.contribution(to: other, from: rows)
                _ = choosing.advance(
                    other, with: [Double](repeating: 1, count: length), survivors: 3)
                _ = try? choosing.model(from: other)
            }
            switch choosing.advance(state, with: sum, survivors: 1) {
            case .next(let next): state = next
            case .finished, .failed: return
            }
        }
    }

    /// What a manifest is refused by must be what really comes.
    @Test(arguments: [
        "kind = \"regression\"\nrounds_max = 12\n[choose]\npenalty = [0.5, 2]",
        "kind = \"network\"\nhidden = [3]\nrounds_max = 2\n[choose]\nlocal.rate = [0.1, 0.2]",
        "kind = \"network\"\nhidden = [3]\nrounds_max = 2\nlocal.drift = \"controlled\"\n"
            + "server.step = \"adam\"\n[choose]\nserver.rate = [0.1, 0.2]",
        "kind = \"trees\"\ntrees = 3\nbins = 8\nhessian_min = 0.1\n[choose]\ndepth_max = [1, 3]",
        "kind = \"trees\"\ntrees = 3\nbins = 8\nhessian_min = 0.1\ngrowth = \"leaf-wise\"\n"
            + "edges = \"quantile\"\npatience = 2\n[choose]\nleaves_max = [2, 7]",
    ])
    func `no state and no sum is larger than was foretold`(text: String) throws {
        var generator = SeededGenerator(seed: 2)
        let levels = (0..<12).map { "l\($0)" }
        let inputs = try features(2).map { InputColumn.number($0) }
        let label = try CategorySpecification(column: "y", levels: ["0", "1"])
        for target in [StudyColumns.Target.binary(column: "y"), .classes(label)] {
            let columns = try StudyColumns(
                inputs: inputs
                    + [.category(try CategorySpecification(column: "c", levels: levels))],
                target: target)
            let batch = randomBatch(rows: 120, features: try features(2), using: &generator)
            var all = batch.columns
            all["c"] = .texts((0..<120).map { levels[$0 * 7 % 12] })
            let table = try StudyTable(
                columns, batch: RecordBatch(rowCount: 120, columns: all))
            let choosing = try ChoosingManifest.choosing("[algorithm]\n" + text, columns)
            let rows = try choosing.rows(of: table)
            var state = choosing.start()
            loop: for _ in 0..<choosing.roundCountMax {
                try check(state, of: choosing)
                let sum = try choosing.contribution(to: state, from: rows)
                switch choosing.advance(state, with: sum, survivors: 1) {
                case .next(let next): state = next
                case .finished: break loop
                case .failed(let reason): throw LearningError.failed(reason)
                }
            }
        }
    }

    private func check(_ state: ModelState, of choosing: Choosing) throws {
        let layout = try #require(choosing.layout(at: state))
        for part in layout.parts where part.fold != nil {
            #expect(part.count <= part.algorithm.sumLengthMax)
        }
        guard case .trying(let runs)? = ChoosingState(state, of: choosing) else { return }
        for (index, run) in runs.enumerated() {
            let algorithm = choosing.candidates[index / choosing.foldCount].inFold
            switch run {
            case .going(let own), .ended(let own):
                let length = own.coefficients.count + own.memory.count
                #expect(length <= algorithm.stateLengthMax)
            case .failed(let reason): Issue.record("\(reason)")
            }
        }
    }

    @Test func `a choice that was altered is not read`() throws {
        let trial = Choice.Trial(values: ["a": .integer(1)], foldLosses: [1, nil, 2], failure: nil)
        let out = Choice.Trial(values: ["a": .integer(2)], foldLosses: [], failure: .singular)
        let choice = try #require(Choice(score: .loss, rule: .lowest, trials: [out, trial]))
        let read = try Choice(json: choice.json)
        #expect(read == choice)
        for (name, value) in [
            ("chosen", JSONValue.integer(0)), ("folds", .integer(1)), ("folds", .integer(.max)),
            ("rule", .string("x")), ("tried", .array([])), ("score", .null),
        ] {
            var members = choice.json.members ?? [:]
            members[name] = value
            #expect(throws: LearningError.self) { try Choice(json: .object(members)) }
        }
    }
}
