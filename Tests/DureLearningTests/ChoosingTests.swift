import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// Manifests of choosing, read as a study reads them.
enum ChoosingManifest {
    static func reader(_ text: String) throws -> TOMLReader {
        try TOMLReader(parsing: Array(text.utf8), byteCountMax: 65_536)
    }

    /// The choosing of a text with `[algorithm]` and `[choose]`.
    static func choosing(
        _ text: String, _ columns: StudyColumns, records: Int = 1, clip: Double? = nil,
        isOwn: Bool = false
    ) throws -> Choosing {
        let file = try reader(text)
        let context =
            isOwn
            ? AlgorithmKind.Context(ownOf: columns)
            : AlgorithmKind.Context(
                columns: columns, recordsMin: records, recordsMax: 1_000,
                privacy: clip.map {
                    StudyPrivacy(mode: .recordJoint, epsilon: 1, delta: 1e-5, clip: $0)
                })
        return try #require(
            try AlgorithmKind.algorithm(
                reading: file.table("algorithm"), choosing: file.optionalTable("choose"),
                in: context) as? Choosing)
    }

    /// Five penalties of a logistic regression on heart disease.
    static func penalties(records: Int = 1, clip: Double? = nil) throws -> Choosing {
        try choosing(
            """
            [algorithm]
            kind = "regression"
            tolerance = 1e-10
            [choose]
            penalty = [0.01, 0.1, 1.0, 10.0, 100.0]
            """, HeartDisease.studyColumns(), records: records, clip: clip)
    }
}

/// What scikit-learn's cross-validation says on the same folds (Benchmarks/Oracles/choosing.py).
private struct Oracle {
    private let losses: [String: Double]

    init() throws {
        let table = try VectorTable("choosing", in: resources)
        losses = Dictionary(
            uniqueKeysWithValues: table.rows.map { row in
                (
                    "\(row["kind"] ?? "") \(row["value"] ?? "") \(row["fold"] ?? "")",
                    Double(row["loss"] ?? "") ?? .nan
                )
            })
    }

    func check(_ choice: Choice, _ kind: String, _ values: [String], tolerance: Double) {
        #expect(choice.trials.count == values.count)
        for (trial, value) in zip(choice.trials, values) {
            #expect(trial.failure == nil)
            for (fold, loss) in trial.foldLosses.enumerated() {
                #expect(isNear(loss, losses["\(kind) \(value) \(fold)"], tolerance))
            }
            #expect(isNear(trial.loss, losses["\(kind) \(value) mean"], tolerance))
            #expect(isNear(trial.standardError, losses["\(kind) \(value) error"], tolerance))
        }
    }
}

private func choice(
    of choosing: Choosing, _ tables: [StudyTable]
) throws -> (choice: Choice, result: LearningResult) {
    var members: [ChoosingRows] = []
    for table in tables { members.append(try choosing.rows(of: table)) }
    let result = try runThroughRing(choosing, members: members)
    return (try #require(try choosing.choice(from: result.state)), result)
}

@Suite struct ChoosingTests {
    @Test func `four hospitals' penalties do as in scikit-learn's cross-validation`() throws {
        let choosing = try ChoosingManifest.penalties()
        let tables = try HeartDisease().trainTables()
        let (found, result) = try choice(of: choosing, tables)
        try Oracle().check(
            found, "logistic", ["0.01", "0.1", "1", "10", "100"], tolerance: 1e-6)
        #expect(found.chosen == 3)
        #expect(result.roundCount <= choosing.roundCountMax)
        // The model is that of the chosen penalty on all rows.
        let wanted = try runSimulated(
            GeneralizedLinear(
                columns: choosing.columns, family: .bernoulli, ridge: 10, tolerance: 1e-10),
            tables: tables)
        let model = try #require(try choosing.model(from: result.state) as? LinearModel)
        for (one, other) in zip(model.coefficients, wanted.state.coefficients) {
            #expect(abs(one - other) < 1e-7)
        }
        #expect(model.statistics != nil)
    }

    @Test func `what members choose together is what the pooled rows choose`() throws {
        let choosing = try ChoosingManifest.penalties()
        let tables = try HeartDisease().trainTables()
        let (joint, _) = try choice(of: choosing, tables)
        let pooled = try runAlone(choosing, on: #require(StudyTable.joined(tables)))
        let alone = try #require(try choosing.choice(from: pooled.state))
        #expect(alone.chosen == joint.chosen)
        for (one, other) in zip(alone.trials, joint.trials) {
            #expect(isNear(one.loss, other.loss, 1e-7))
        }
    }

    @Test func `trees of three depths do as XGBoost's under scikit-learn, wherever rows lie`()
        throws
    {
        let edges = HeartDisease.columns.map { column in
            let (lower, upper) = column.range
            let inner = (1..<16).map { lower + (upper - lower) * (Double($0) / 16) }
            return "\(column.name) = \(inner)"
        }
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "trees"
            trees = 8
            learning_rate = 0.3
            bins = 16
            [algorithm.bin_edges]
            \(edges.joined(separator: "\n"))
            [choose]
            depth_max = [1, 2, 3]
            """, HeartDisease.studyColumns())
        let tables = try HeartDisease().trainTables()
        let (found, result) = try choice(of: choosing, tables)
        // XGBoost adds up in binary32, and Dure's gradients are whole steps.
        try Oracle().check(found, "trees", ["1", "2", "3"], tolerance: 1e-4)
        #expect(found.chosen == 1)
        let pooled = try runAlone(choosing, on: #require(StudyTable.joined(tables)))
        let alone = try choosing.model(from: pooled.state)
        let joint = try choosing.model(from: result.state)
        #expect(alone.tensors == joint.tensors)
    }

    @Test(arguments: [
        ("squared", "gaussian", "loss", [0.0, 10, 1000], ["0", "10", "1000"]),
        ("poisson", "poisson", "poisson-deviance", [1.0, 100], ["1", "100"]),
    ])
    func `weighted errors of numbers and deviances of counts are scikit-learn's`(
        kind: String, family: String, score: String, penalties: [Double], values: [String]
    ) throws {
        let rows = try RegressionRows()
        let columns = try StudyColumns(
            inputs: [
                .number(
                    FeatureSpecification(
                        column: "a", unit: "m", lower: -4, upper: 4, center: 0, scale: 2)),
                .number(
                    FeatureSpecification(
                        column: "b", unit: "kg", lower: 20, upper: 80, center: 50, scale: 15)),
            ],
            target: RegressionRows.target(RegressionRows.family(family)),
            weight: FeatureSpecification(column: "w", unit: "", lower: 0, upper: 4))
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "regression"
            family = "\(family)"
            tolerance = 1e-10
            [choose]
            penalty = \(penalties)
            score = "\(score)"
            """, columns)
        let table = try StudyTable(columns, batch: rows.batch)
        let tables = (0..<3).map { member in
            table.rows(at: (0..<table.rowCount).filter { $0 % 3 == member })
        }
        let (found, _) = try choice(of: choosing, tables)
        try Oracle().check(found, kind, values, tolerance: 1e-6)
    }

    @Test func `a candidate that fails is out with its reason, and the study goes on`() throws {
        // The first column foretells the label without error.
        var generator = SeededGenerator(seed: 5)
        let columns = try binaryColumns(2)
        let first = (0..<60).map { _ in Double.random(in: -2...2, using: &generator) }
        let second = (0..<60).map { _ in Double.random(in: -2...2, using: &generator) }
        let table = try StudyTable(
            columns,
            batch: RecordBatch(
                rowCount: 60,
                columns: [
                    "a": .numbers(first), "b": .numbers(second),
                    "y": .numbers(first.map { $0 > 0 ? 1 : 0 }),
                ]))
        func choosing(_ penalties: String) throws -> Choosing {
            try ChoosingManifest.choosing(
                "[algorithm]\nkind = \"regression\"\n[choose]\npenalty = \(penalties)", columns)
        }
        let mixed = try choosing("[0.0, 1.0]")
        let (found, result) = try choice(of: mixed, [table, table.rows(at: [])])
        #expect(found.trials[0].failure == .separated && found.trials[0].loss == nil)
        #expect(found.trials[1].failure == nil && found.chosen == 1)
        // It is kept, hashed and shown.
        let file = try ModelFile(mixed, at: result.state)
        let read = try ModelFile(json: file.json, tensorBytes: file.tensorBytes)
        #expect(read.choice == found && read.hash == file.hash)
        let plain = ModelFile(file.model)
        #expect(file.hash != plain.hash)
        for language in [Language.en, .ko] {
            let text = found.markdown(language)
            #expect(text.contains("penalty = 0"))
            #expect(text.contains(FailureReason.separated.phrase.text(language)))
        }
        let none = try choosing("[0.0, 0.0]")
        #expect(throws: LearningError.columnsAtFault(.separated, columns: ["a"])) {
            try runAlone(none, on: table)
        }
    }

    /// Rows that find no room among what is kept are made anew, round by round.
    @Test func `what is kept of rows between rounds changes no sum`() throws {
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "trees"
            trees = 2
            [choose]
            folds = 2
            depth_max = [1, 2]
            """, HeartDisease.studyColumns())
        let table = try HeartDisease().trainTables()[0]
        // A row is counted as 64 bytes and one for each input.
        let one = table.rowCount * (64 + table.columns.inputs.count)
        let kept = [Int.max, one, 0].map {
            ChoosingRows(table, foldCount: 2, keptByteCountMax: $0)
        }
        var state = choosing.start()
        for _ in 0..<4 {
            let sums = try kept.map { try choosing.contribution(to: state, from: $0) }
            #expect(sums[0] == sums[1] && sums[0] == sums[2])
            guard
                case .next(let next) = choosing.checkedAdvance(
                    state, with: sums[0], survivors: 1)
            else { break }
            state = next
        }
        #expect(state.round == 4)
        #expect(kept.map(\.keptCount) == [4, 1, 0])
    }

    @Test func `one standard error takes the first that is as good`() throws {
        func trial(_ losses: [Double]) -> Choice.Trial {
            Choice.Trial(values: [:], foldLosses: losses, failure: nil)
        }
        let trials = [trial([9, 9]), trial([2.5, 2.5]), trial([1, 3]), trial([2, 2])]
        let lowest = try #require(Choice(score: .loss, rule: .lowest, trials: trials))
        #expect(lowest.chosen == 2)
        let near = try #require(Choice(score: .loss, rule: .oneStandardError, trials: trials))
        #expect(near.chosen == 1 && near.trials[2].standardError == 1)
    }

    @Test func `a member with two rows and one without any take part`() throws {
        let choosing = try ChoosingManifest.penalties()
        let tables = try HeartDisease().trainTables()
        let few = tables[1].rows(at: [0, 1])
        let (found, _) = try choice(of: choosing, [tables[0], few, tables[2].rows(at: [])])
        #expect(found.trials.allSatisfy { $0.failure == nil })
    }

    @Test func `nine rows alone get a model of their own`() throws {
        let choosing = try ChoosingManifest.choosing(
            "[algorithm]\nkind = \"regression\"\n[choose]\npenalty = [1, 10]\nfolds = 10",
            HeartDisease.studyColumns(), isOwn: true)
        let table = try HeartDisease().trainTables()[0]
        for count in [0, 1, 2, 9] {
            let own = try choosing.ownModel(from: table.rows(at: Array(0..<count)))
            #expect(own.predictions(of: table).allSatisfy { $0 > 0 && $0 < 1 })
        }
    }

    @Test func `every fold must hold as many records as a sum must`() throws {
        let tables = try HeartDisease().trainTables()
        func end(_ records: Int) throws -> FailureReason? {
            do {
                _ = try runSimulated(ChoosingManifest.penalties(records: records), tables: tables)
                return nil
            } catch let error as LearningError {
                guard case .failed(let reason) = error else { throw error }
                return reason
            }
        }
        let ends = try [60, 120, 500].map(end)
        #expect(ends == [nil, .tooFewInFold, .tooFewRecords])
    }

    @Test func `folds follow from a record alone`() throws {
        let table = try HeartDisease().trainTables()[0]
        let folds = RecordFolds.folds(of: table, count: 5)
        let order = Array((0..<table.rowCount).reversed())
        #expect(RecordFolds.folds(of: table.rows(at: order), count: 5) == order.map { folds[$0] })
        for fold in 0..<5 { #expect(folds.count { $0 == fold } > table.rowCount / 10) }
    }

    @Test func `a network that learns too fast at one member is out`() throws {
        let columns = try binaryColumns(2)
        var generator = SeededGenerator(seed: 9)
        let batch = randomBatch(rows: 80, features: try features(2), using: &generator)
        let table = try StudyTable(columns, batch: batch)
        let choosing = try ChoosingManifest.choosing(
            """
            [algorithm]
            kind = "network"
            hidden = [4]
            rounds_max = 3
            update_max = 1e6
            [choose]
            folds = 2
            local.rate = [100.0, 0.05]
            local.epochs = [40]
            local.decay = [100.0, 0.0]
            """, columns)
        #expect(choosing.candidates.count == 4)
        let (found, _) = try choice(of: choosing, [table])
        #expect(found.trials[0].failure != nil)
        #expect(found.trials[3].failure == nil)
    }
}
