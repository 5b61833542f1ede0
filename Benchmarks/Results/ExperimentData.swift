internal import DureCore
internal import DureFederation
internal import DureLearning

/// An experiment's rows by member, its plans, and how the rows are divided.
struct ExperimentData {
    /// For each member, its rows that train and that test.
    struct Split {
        let train: [[Int]]
        let test: [[Int]]
    }

    let experiment: Experiment
    let exact: StudyManifest
    let exactPlan: StudyPlan
    let names: [String]
    let rowCounts: [Int]
    let splits: [Split]
    /// Whether predictions of all splits are scored together.
    let isTogether: Bool
    private let tables: [StudyTable]
    private let privateText: String

    init(_ experiment: Experiment) throws {
        self.experiment = experiment
        var table = try experiment.load(experiment.file)
        experiment.derive(&table)
        let owners = table.texts(experiment.memberColumn)
        let groups = Dictionary(grouping: owners.indices) { owners[$0] }
            .filter { $1.count >= experiment.rowsMin }
            .filter { experiment.members?.contains($0.key) ?? true }
            .sorted { $0.key < $1.key }
        names = groups.map(\.key)
        let text = try SampleTable.bytes(of: experiment.manifest)
        let exact = try StudyManifest(parsing: text)
        self.exact = exact
        exactPlan = try StudyPlan(
            manifest: exact, manifestHash: Digest(of: text), memberCount: groups.count)
        privateText = String(
            decoding: try SampleTable.bytes(of: experiment.privateManifest), as: UTF8.self)
        // Rows that miss the target fall away in the table, and so in every split.
        let known = groups.map { group in
            group.value.filter { row in
                exact.columns.targetNames.allSatisfy { !table.texts($0)[row].isEmpty }
            }
        }
        tables = try known.map { try StudyTable(exact.columns, batch: table.batch($0)) }
        rowCounts = tables.map(\.rowCount)
        (splits, isTogether) = Self.splits(experiment.splits, known, table, tables)
    }

    private static func splits(
        _ splits: Experiment.Splits, _ known: [[Int]], _ table: SampleTable, _ tables: [StudyTable]
    ) -> ([Split], Bool) {
        func split(_ isTest: (_ member: Int, _ place: Int) -> Bool) -> Split {
            let places = known.map { Array($0.indices) }
            return Split(
                train: places.enumerated().map { member, rows in
                    rows.filter { !isTest(member, $0) }
                },
                test: places.enumerated().map { member, rows in
                    rows.filter { isTest(member, $0) }
                })
        }
        switch splits {
        case .column(let column):
            let sets = table.texts(column)
            return ([split { sets[known[$0][$1]] == "test" }], false)
        case .folds(let column):
            let folds = table.texts(column)
            return ((0..<5).map { fold in split { folds[known[$0][$1]] == "\(fold)" } }, true)
        case .random(let count):
            let lists = (0..<count).map { seed in
                // Every member draws for itself, or members of as many rows would test by the same
                // places of their lists.
                tables.enumerated().map { member, table in
                    stratified(table, seed: UInt64(seed + 1) << 32 | UInt64(member))
                }
            }
            return (lists.map { tests in split { tests[$0].contains($1) } }, false)
        }
    }

    /// 30 of 100 rows of each answer.
    private static func stratified(_ table: StudyTable, seed: UInt64) -> Set<Int> {
        var generator = ShuffleGenerator(seed: seed)
        var chosen: Set<Int> = []
        for answer in Set(table.target).sorted() {
            let rows = table.target.indices.filter { table.target[$0] == answer }
                .shuffled(using: &generator)
            chosen.formUnion(rows.prefix(Int((0.3 * Double(rows.count)).rounded())))
        }
        return chosen
    }

    func train(_ split: Split) -> [StudyTable] {
        zip(tables, split.train).map { $0.rows(at: $1) }
    }

    func test(_ split: Split) -> [StudyTable] {
        zip(tables, split.test).map { $0.rows(at: $1) }
    }

    /// The study with noise at another epsilon.
    func privatePlan(epsilon: Double) throws -> StudyPlan {
        var text = privateText.replacing("epsilon = 1.0", with: "epsilon = \(epsilon)")
        for (key, value) in experiment.noisySettings {
            text = text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("\(key) = ") ? "\(key) = \(value)" : String($0) }
                .joined(separator: "\n")
        }
        let bytes = Array(text.utf8)
        return try StudyPlan(
            manifest: StudyManifest(parsing: bytes), manifestHash: Digest(of: bytes),
            memberCount: names.count)
    }
}

/// SplitMix64, for splits that can be repeated.
private struct ShuffleGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
