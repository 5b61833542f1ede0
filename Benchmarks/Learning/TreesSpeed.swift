import DureCore
import DureLearning
import DureTensor
import Foundation
import Glibc

/// How long binning, a tree and predictions take, on columns that another program wrote.
///
/// The folder holds `x.f32` (shape [columns, rows]) and `y.u8` (shape [rows], 0 or 1).
struct TreesSpeed {
    let folder: URL
    var columnCount = 28
    var threadCount = 2
    var treeCount = 20
    var leavesMax = 31
    var repeatCount = 3
    var growth = TreeSettings.Growth.leafWise
    var rowsMin = 1
    var edges = TreeSettings.Edges.quantile

    init(_ arguments: [String]) throws {
        folder = URL(filePath: arguments[1])
        for argument in arguments.dropFirst(2) {
            let parts = argument.split(separator: "=").map(String.init)
            guard parts.count == 2 else { continue }
            let number = Int(parts[1]) ?? 0
            switch parts[0] {
            case "columns": columnCount = number
            case "threads": threadCount = number
            case "trees": treeCount = number
            case "leaves": leavesMax = number
            case "repeats": repeatCount = number
            case "rows_min": rowsMin = number
            case "growth": growth = .init(rawValue: parts[1]) ?? growth
            case "edges": edges = .init(rawValue: parts[1]) ?? edges
            default: break
            }
        }
    }

    func run() throws {
        let table = try table()
        let pool = WorkerPool(count: threadCount)
        var settings = TreeSettings()
        settings.treeCount = treeCount
        settings.growth = growth
        settings.leavesMax = leavesMax
        if growth == .leafWise { settings.depthMax = 64 }
        settings.rowsMin = rowsMin
        settings.edges = edges
        let algorithm = try GradientBoostedTrees(
            columns: table.columns, settings: settings, pool: pool)
        let clock = ContinuousClock()
        var figures: [String: [Double]] = [:]
        var last: LearningResult?
        for _ in 0..<repeatCount {
            let rows = try algorithm.rows(of: table)
            var state = algorithm.start()
            let opening = try clock.measure {
                let sum = try algorithm.contribution(to: state, from: rows)
                if case .next(let next) = algorithm.advance(state, with: sum, survivors: 1) {
                    state = next
                }
                try rows.prepare(for: state, algorithm)
            }
            figures["bin_s", default: []].append(opening.seconds)
            let before = Self.processorSeconds
            let all = try clock.measure { last = try runAlone(algorithm, on: rows) }
            let between = Self.processorSeconds
            // The opening sum is formed again, so its time comes off by measuring it alone.
            let again = try clock.measure {
                _ = try algorithm.contribution(to: algorithm.start(), from: rows)
            }
            let after = Self.processorSeconds
            figures["tree_ms", default: []].append(
                (all - again).seconds * 1_000 / Double(treeCount))
            figures["tree_cpu_ms", default: []].append(
                (2 * between - before - after) * 1_000 / Double(treeCount))
        }
        guard let last else { return }
        guard let model = try algorithm.model(from: last.state) as? TreeModel else { return }
        var answers: [Double] = []
        let time = clock.measure { answers = model.predictions(of: table, pool: pool) }
        figures["predict_rows_per_s"] = [Double(table.rowCount) / time.seconds]
        figures["log_loss"] = [Self.logLoss(answers, table.target)]
        for (name, values) in figures.sorted(by: { $0.key < $1.key }) {
            print("\(name) \(values.sorted()[values.count / 2])")
        }
    }

    /// What all threads of this process have worked, in seconds.
    private static var processorSeconds: Double { Double(Glibc.clock()) / 1e6 }

    static func logLoss(_ answers: [Double], _ target: [Double]) -> Double {
        zip(answers, target).reduce(0) {
            $0 - Foundation.log($1.1 == 1 ? $1.0 : 1 - $1.0)
        } / Double(answers.count)
    }

    private func table() throws -> StudyTable {
        let numbers = try Data(contentsOf: folder.appending(path: "x.f32"))
        let labels = try Data(contentsOf: folder.appending(path: "y.u8"))
        let rowCount = labels.count
        var columns: [String: RecordBatch.Column] = ["y": .numbers(labels.map(Double.init))]
        var inputs: [InputColumn] = []
        let bytes = [UInt8](numbers)
        for column in 0..<columnCount {
            var values: [Double] = []
            values.reserveCapacity(rowCount)
            for row in 0..<rowCount {
                let start = (column * rowCount + row) * 4
                var bits: UInt32 = 0
                for byte in 0..<4 { bits |= UInt32(bytes[start + byte]) << UInt32(8 * byte) }
                values.append(Double(Float(bitPattern: bits)))
            }
            columns["x\(column)"] = .numbers(values)
            inputs.append(
                .number(
                    try FeatureSpecification(
                        column: "x\(column)", unit: "", lower: values.min() ?? 0,
                        upper: (values.max() ?? 0) + 1)))
        }
        return try StudyTable(
            StudyColumns(inputs: inputs, target: .binary(column: "y")),
            batch: RecordBatch(rowCount: rowCount, columns: columns))
    }
}

extension Duration {
    /// In seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
