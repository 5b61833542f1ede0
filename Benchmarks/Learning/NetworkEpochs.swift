import DureCore
import DureLearning
import DureTensor
import Foundation

/// One epoch of small networks beside PyTorch's, as `Benchmarks/Oracles/networks.py` wrote it.
///
/// Each line of the output names a case and how far the parameters end from PyTorch's, as a part of
/// their length.
enum NetworkEpochs {
    private static let batchRowCount = 16

    static func compare(with file: URL) throws {
        var fields: [String] = []
        var lists: [String: [Double]] = [:]
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: "\t").map(String.init)
            switch words[0] {
            case "case": (fields, lists) = (words, [:])
            case let name where !name.hasPrefix("#"):
                lists[name] = words.dropFirst().compactMap { Double($0) }
                guard name == "last" else { continue }
                print("\(fields[1]) \(fields[2]) \(fields[3])\t\(try distance(fields, lists))")
            default: continue
            }
        }
    }

    private static func distance(
        _ fields: [String], _ lists: [String: [Double]]
    ) throws -> Double {
        let columns = try columns(head: fields[1])
        let numbers = lists["numbers"] ?? []
        let count = numbers.count / 3
        var batch: [String: RecordBatch.Column] = [:]
        for (index, name) in ["a", "b", "c"].enumerated() {
            batch[name] = .numbers((0..<count).map { numbers[$0 * 3 + index] })
        }
        batch["d"] = .numbers(lists["codes"] ?? [])
        batch["t"] = .numbers(lists["targets"] ?? [])
        let rows = NetworkRows(
            try StudyTable(columns, batch: RecordBatch(rowCount: count, columns: batch)))
        let architecture = try NetworkArchitecture(
            columns: columns, hiddenWidths: fields[4...].compactMap { Int($0) },
            activation: Activation(rawValue: fields[2]) ?? .identity, embeddingWidths: ["d": 2])
        let engine = NetworkEngine(architecture, pool: WorkerPool())
        engine.load(lists["first"] ?? [])
        let training =
            fields[3] == "adam"
            ? try LocalTraining(optimizer: .adam, rate: 0.01, decay: 0.1)
            : try LocalTraining(optimizer: .descent(momentum: 0.9), rate: 0.1, decay: 0.01)
        for (number, start) in stride(from: 0, to: count, by: batchRowCount).enumerated() {
            let part = Array(start..<min(start + batchRowCount, count))
            _ = engine.step(on: rows, part[...], training, number: number + 1)
        }
        let last = lists["last"] ?? []
        func length(_ list: some Sequence<Double>) -> Double {
            list.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let apart = zip(engine.currentParameters, last).map { Double($0) - $1 }
        return length(apart) / length(last)
    }

    private static func columns(head: String) throws -> StudyColumns {
        func feature(_ name: String) throws -> FeatureSpecification {
            try FeatureSpecification(
                column: name, unit: "", lower: -2, upper: 2, center: 0, scale: 1)
        }
        func levels(_ name: String, _ levels: [String]) throws -> CategorySpecification {
            try CategorySpecification(column: name, levels: levels)
        }
        let target: StudyColumns.Target =
            switch head {
            case "binary": .binary(column: "t")
            case "classes": .classes(try levels("t", ["0", "1", "2"]))
            default: .number(try feature("t"))
            }
        return try StudyColumns(
            inputs: [
                .number(feature("a")), .number(feature("b")), .number(feature("c")),
                .category(levels("d", ["0", "1", "2", "3"])),
            ], target: target)
    }
}
