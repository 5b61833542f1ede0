import DureCore
import DureLearning
import DureNode
import DureTensor
import FoundationEssentials

/// How many rows of a file a forest of a hundred trees answers in a second, from the first byte
/// read to the last one written.
enum PredictionSpeed {
    private static let (rowCount, columnCount) = (2_000_000, 10)
    private static let trainedRowCount = 100_000
    private static let repeatCount = 3
    /// So many rows are written to the file at once.
    private static let chunkRowCount = 20_000

    static func measure(_ pool: WorkerPool) throws -> LearningFigures {
        var figures = LearningFigures(dataByteCount: rowCount * columnCount * 8)
        let model = try model(pool)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-speed-\(UUID().uuidString)").path()
        defer {
            // A folder that stays behind is the system's to clear.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let storage = FileStorage(root: folder)
        for form in ["csv", "jsonl"] {
            try write(as: form, to: storage)
            for _ in 0..<repeatCount {
                var prediction = TablePrediction(model, column: nil, format: nil, pool: pool)
                let meter = Meter()
                try prediction.run(on: "\(folder)/rows.\(form)") {
                    try storage.appendVolatile($0, to: "answers")
                }
                let (wall, cpu) = (meter.wall, meter.cpu)
                guard prediction.rowCount == rowCount, prediction.missingCount == 0 else {
                    throw SpeedError.wrongSum
                }
                figures.keepMost(form, Double(rowCount) / wall)
                figures.keepLeast("\(form)-cpu", cpu / Double(rowCount))
                try storage.remove("answers")
            }
            try storage.remove("rows.\(form)")
        }
        return figures
    }

    /// Numbers from 0 to 100 with one decimal, as measurements have them.
    private static func number(_ row: Int, _ column: Int) -> Double {
        (MadeUpNumbers.unit(row * columnCount + column) * 1_000).rounded(.down) / 10
    }

    private static func model(_ pool: WorkerPool) throws -> any Model {
        let columns = (0..<columnCount).map { column in
            (0..<trainedRowCount).map { number($0, column) }
        }
        let table = try MadeUpNumbers.table(columns, ranges: columns.map { _ in 0...100 }) { row in
            let z = (columns[0][row] * columns[1][row] / 50 + columns[2][row] - 100) / 50
            return 0.5 + z / (2 * (1 + abs(z)))
        }
        var settings = TreeSettings()
        settings.treeCount = 100
        settings.growth = .leafWise
        settings.leavesMax = 31
        settings.depthMax = 64
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: settings, pool: pool)
        return try algorithm.model(from: runAlone(algorithm, on: table).state)
    }

    private static func write(as form: String, to storage: FileStorage) throws {
        let names = (0..<columnCount).map { "x\($0)" }
        var text = form == "csv" ? names.joined(separator: ",") + "\n" : ""
        for row in 0..<rowCount {
            let numbers = (0..<columnCount).map { number(row, $0) }
            let fields =
                form == "csv"
                ? numbers.map { "\($0)" } : zip(names, numbers).map { "\"\($0)\":\($1)" }
            let line = fields.joined(separator: ",")
            text += form == "csv" ? "\(line)\n" : "{\(line)}\n"
            guard (row + 1) % chunkRowCount == 0 else { continue }
            try storage.appendVolatile(Array(text.utf8), to: "rows.\(form)")
            text = ""
        }
    }
}
