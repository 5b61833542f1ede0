import DureLearning
import DureTensor

/// How long binning, a tree and predictions take.
enum TreeSpeed {
    private static let (rowCount, columnCount) = (1_000_000, 28)
    private static let treeCount = 20
    private static let forestTreeCount = 100
    private static let repeatCount = 3

    static func measure(_ pool: WorkerPool) throws -> LearningFigures {
        var figures = LearningFigures(dataByteCount: rowCount * (columnCount + 1) * 8)
        let table = try table()
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: settings(treeCount), pool: pool)
        for _ in 0..<repeatCount {
            let rows = try algorithm.rows(of: table)
            let binning = Meter()
            try bin(rows, algorithm)
            figures.keepLeast("binning", binning.wall)
            let all = Meter()
            _ = try runAlone(algorithm, on: rows)
            let (wall, cpu) = (all.wall, all.cpu)
            // The opening sum is formed again, so its time comes off.
            let opening = Meter()
            _ = try algorithm.contribution(to: algorithm.start(), from: rows)
            figures.keepLeast("tree", (wall - opening.wall) / Double(treeCount))
            figures.keepLeast("tree-cpu", (cpu - opening.cpu) / Double(treeCount))
        }
        try figures.takeMemory()
        try predict(table, pool, &figures)
        return figures
    }

    private static func settings(_ treeCount: Int) -> TreeSettings {
        var settings = TreeSettings()
        settings.treeCount = treeCount
        settings.growth = .leafWise
        settings.leavesMax = 31
        settings.depthMax = 64
        settings.rowsMin = 1
        settings.edges = .quantile
        return settings
    }

    /// The first sum, which sets the edges, and the rows in their bins.
    private static func bin(_ rows: TreeRows, _ algorithm: GradientBoostedTrees) throws {
        let start = algorithm.start()
        let sum = try algorithm.contribution(to: start, from: rows)
        guard case .next(let next) = algorithm.checkedAdvance(start, with: sum, survivors: 1) else {
            throw SpeedError.wrongSum
        }
        try rows.prepare(for: next, algorithm)
    }

    /// A forest of a hundred trees over all rows, in memory.
    private static func predict(
        _ table: StudyTable, _ pool: WorkerPool, _ figures: inout LearningFigures
    ) throws {
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: settings(forestTreeCount), pool: pool)
        let state = try runAlone(algorithm, on: table).state
        guard let model = try algorithm.model(from: state) as? TreeModel else {
            throw SpeedError.wrongSum
        }
        var answers: [Double] = []
        for _ in 0..<repeatCount {
            let meter = Meter()
            answers = model.predictions(of: table, pool: pool)
            figures.keepMost("predictions", Double(rowCount) / meter.wall)
        }
        // A forest that tells nothing would be no work.
        let right = zip(answers, table.target).count { ($0 > 0.5) == ($1 == 1) }
        guard right * 10 > rowCount * 6 else { throw SpeedError.wrongSum }
    }

    /// Bell-shaped numbers, some folded, squared or counted, as the Higgs data have them.
    private static func table() throws -> StudyTable {
        let columns = (0..<columnCount).map { column in
            (0..<rowCount).map { row in
                let place = 3 * (column * rowCount + row)
                return number(
                    column, MadeUpNumbers.unit(place), MadeUpNumbers.unit(place + 1),
                    MadeUpNumbers.unit(place + 2))
            }
        }
        return try MadeUpNumbers.table(
            columns, ranges: columns.map { _ in -10...10 }
        ) { row in
            let z =
                columns[0][row] + 0.7 * columns[1][row] * columns[2][row] - columns[5][row]
                + (columns[9][row] > 1 ? 0.6 : 0) * columns[3][row]
                + 0.3 * columns[20][row] * columns[20][row] - 0.1 * columns[13][row]
            return 0.5 + z / (2 * (1 + abs(z)))
        }
    }

    /// A float, as the peers take floats.
    private static func number(_ column: Int, _ a: Double, _ b: Double, _ c: Double) -> Double {
        let bell = (a + b + c) * 2 - 3
        let number =
            switch column {
            case 5: abs(bell)
            case 9: bell * bell
            case 13, 17: (a * 3).rounded(.down)
            default: bell
            }
        return Double(Float(number))
    }
}
