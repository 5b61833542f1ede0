import DureCore
import DureTensor
import Foundation
import Testing

@testable import DureLearning

/// One epoch against PyTorch, from `Benchmarks/Oracles/networks.py`.
@Suite struct NetworkEpochTests {
    private struct Epoch: CustomStringConvertible, Sendable {
        var head = ""
        var activation = Activation.relu
        var optimizer = ""
        var hidden: [Int] = []
        var lists: [String: [Double]] = [:]
        var description: String { "\(head) \(activation) \(optimizer)" }
    }

    private static func epochs() throws -> [Epoch] {
        let path = (Bundle.module.resourcePath ?? "") + "/Vectors/network-epoch.tsv"
        var epochs: [Epoch] = []
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            guard let name = fields.first, !name.hasPrefix("#") else { continue }
            if name == "case" {
                var epoch = Epoch(head: fields[1], optimizer: fields[3])
                epoch.activation = try #require(Activation(rawValue: fields[2]))
                epoch.hidden = fields[4...].compactMap { Int($0) }
                epochs.append(epoch)
            } else {
                epochs[epochs.count - 1].lists[name] = fields.dropFirst().compactMap { Double($0) }
            }
        }
        return epochs
    }

    private static func rows(of epoch: Epoch) throws -> (StudyColumns, NetworkRows) {
        func feature(_ name: String) throws -> FeatureSpecification {
            try FeatureSpecification(
                column: name, unit: "", lower: -2, upper: 2, center: 0, scale: 1)
        }
        let target: StudyColumns.Target =
            switch epoch.head {
            case "binary": .binary(column: "t")
            case "classes":
                .classes(try CategorySpecification(column: "t", levels: ["0", "1", "2"]))
            default: .number(try feature("t"))
            }
        let columns = try StudyColumns(
            inputs: [
                .number(feature("a")), .number(feature("b")), .number(feature("c")),
                .category(try CategorySpecification(column: "d", levels: ["0", "1", "2", "3"])),
            ], target: target)
        let numbers = try #require(epoch.lists["numbers"])
        let targets = try #require(epoch.lists["targets"])
        let count = targets.count
        var values: [String: RecordBatch.Column] = [:]
        for (index, name) in ["a", "b", "c"].enumerated() {
            values[name] = .numbers((0..<count).map { numbers[$0 * 3 + index] })
        }
        values["d"] = .numbers(try #require(epoch.lists["codes"]))
        values["t"] = .numbers(targets)
        let table = try StudyTable(columns, batch: RecordBatch(rowCount: count, columns: values))
        return (columns, NetworkRows(table))
    }

    /// With no level named, the products are a BLAS's where the package was built with one.
    @Test(arguments: [nil] + KernelLevel.allCases)
    func `one epoch ends where PyTorch's does`(level: KernelLevel?) throws {
        let epochs = try Self.epochs()
        #expect(epochs.count == 3)
        for epoch in epochs {
            let (columns, rows) = try Self.rows(of: epoch)
            #expect(rows.count == 60)
            let architecture = try NetworkArchitecture(
                columns: columns, hiddenWidths: epoch.hidden, activation: epoch.activation,
                embeddingWidths: ["d": 2])
            let engine = NetworkEngine(architecture, pool: WorkerPool(), level: level)
            let first = try #require(epoch.lists["first"])
            let last = try #require(epoch.lists["last"])
            engine.load(first)
            let training =
                epoch.optimizer == "adam"
                ? try LocalTraining(optimizer: .adam, rate: 0.01, decay: 0.1, batchRowCount: 16)
                : try LocalTraining(
                    optimizer: .descent(momentum: 0.9), rate: 0.1, decay: 0.01, batchRowCount: 16)
            var number = 0
            for start in stride(from: 0, to: 60, by: 16) {
                number += 1
                let batch = Array(start..<min(start + 16, 60))
                _ = engine.step(on: rows, batch[...], training, number: number)
            }
            let found = engine.currentParameters.map { Double($0) }
            #expect(relativeDistance(found, last) < 1e-5, "\(epoch)")
            // The whole way, too: what was learnt, not what was there before.
            let moved = zip(found, first).map { $0 - $1 }
            let right = zip(last, first).map { $0 - $1 }
            #expect(relativeDistance(moved, right) < 1e-4, "\(epoch)")
        }
    }
}
