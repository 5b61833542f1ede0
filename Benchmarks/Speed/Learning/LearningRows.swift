import DureCore

/// Learning beside the libraries that people use today, each kind in a process of its own.
enum LearningRows {
    /// How many threads everybody has.
    private static let threadCount = 2

    static func run(_ options: SpeedOptions) async throws -> [SpeedRow] {
        var rows: [SpeedRow] = []
        func add(
            _ job: LearningJob, _ keys: [String], threads: Int = threadCount,
            _ made: (LearningFigures) -> [SpeedRow]
        ) async throws {
            guard keys.contains(where: options.wants) else { return }
            StandardStreams.error("\(keys[0]) …")
            let lines = try await Child.lines(
                Child.ownPath, ["learn", job.rawValue, String(threads)])
            guard let line = lines.last else { throw SpeedError.processFailed(job.rawValue) }
            rows += made(try LearningFigures(parsing: line))
        }
        try await add(
            .trees, ["trees-2", "trees-binning", "trees-memory", "forest"], trees)
        try await add(.trees, ["trees-1"], threads: 1) { [tree($0, threads: 1)] }
        try await add(.regression, ["regression", "regression-memory"], regression)
        try await add(.network, ["network", "network-private", "product"], networks)
        try await add(.simulation, ["simulated-study"]) { [simulation($0)] }
        try await add(.prediction, ["predict-csv", "predict-jsonl"], predictions)
        return rows
    }

    private static func tree(_ said: LearningFigures, threads: Int) -> SpeedRow {
        SpeedRow(
            key: "trees-\(threads)",
            title: "a boosted tree of 31 leaves, 1e6 rows, 28 columns, 255 bins, "
                + (threads == 1 ? "1 thread" : "\(threads) threads"),
            value: said["tree"], unit: .seconds, goal: .timesFastestPeer(0.75),
            cpu: said["tree-cpu"])
    }

    private static func trees(_ said: LearningFigures) -> [SpeedRow] {
        [
            tree(said, threads: threadCount),
            SpeedRow(
                key: "trees-binning", title: "the same rows sorted into bins",
                value: said["binning"], unit: .seconds, goal: 0.9),
            memory("trees-memory", said),
            SpeedRow(
                key: "forest", title: "rows that a forest of 100 such trees foretells",
                value: said["predictions"], unit: .perSecond, goal: .none),
        ]
    }

    private static func regression(_ said: LearningFigures) -> [SpeedRow] {
        [
            SpeedRow(
                key: "regression",
                title: "logistic regression to convergence, 1e6 rows, 50 columns",
                value: said["fit"], unit: .seconds, goal: .timesFastestPeer(0.5),
                cpu: said["fit-cpu"],
                note: "\(Int(said["rounds"])) sums over all rows, which are scaled for each"),
            memory("regression-memory", said),
        ]
    }

    private static func memory(_ key: String, _ said: LearningFigures) -> SpeedRow {
        SpeedRow(
            key: key, title: "the most memory of that process, by the dataset's bytes",
            value: said["memory"], unit: .times, goal: 2)
    }

    private static func networks(_ said: LearningFigures) -> [SpeedRow] {
        [
            SpeedRow(
                key: "network",
                title: "rows that train a network of 784-256-128-10, batches of 128",
                value: said["rows"], unit: .perSecond, goal: .timesFastestPeer(1.5),
                cpu: said["row-cpu"]),
            SpeedRow(
                key: "network-private",
                title: "the same by DP-SGD: Poisson sampling, each row's gradient clipped, noise",
                value: said["private-rows"], unit: .perSecond, goal: .timesFastestPeer(2),
                cpu: said["private-row-cpu"]),
            SpeedRow(
                key: "product",
                title: "products of 1,024 x 1,024 floats, billions of operations, 1 thread",
                value: said["product"], unit: .perSecond, goal: .none,
                note: "rounded to bf16: \(Figure.text(said["product-bf16"])) by the float kernel, "
                    + "\(Figure.text(said["product-pairs"])) by pairs where the processor has them"),
        ]
    }

    private static func predictions(_ said: LearningFigures) -> [SpeedRow] {
        [("csv", "CSV"), ("jsonl", "JSON Lines")].map { form, name in
            SpeedRow(
                key: "predict-\(form)",
                title: "rows of \(name), 10 columns, read, answered by 100 trees and written",
                value: said[form], unit: .perSecond, goal: 1_000_000, cpu: said["\(form)-cpu"])
        }
    }

    private static func simulation(_ said: LearningFigures) -> SpeedRow {
        SpeedRow(
            key: "simulated-study",
            title: "members' rounds of a simulated study: 1,000 members, 100 rounds, a network of "
                + "1e4 parameters",
            value: said["member-rounds"], unit: .perSecond, goal: 20_000,
            cpu: said["member-round-cpu"])
    }
}
