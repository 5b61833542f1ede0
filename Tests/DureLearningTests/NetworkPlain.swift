import DureCore
import DureTensor
import DureTesting

@testable import DureLearning

/// A network in doubles, one row at a time, from its definition: the plain twin of
/// ``NetworkEngine``.
struct PlainNetwork {
    let architecture: NetworkArchitecture
    var parameters: [Double]

    private var layout: NetworkLayout { architecture.layout }

    func apply(_ z: Double) -> Double {
        switch architecture.activation {
        case .identity: z
        case .relu: max(z, 0)
        case .tanh: tanh(z)
        case .gelu: 0.5 * z * (1 + tanh(0.7978845608028654 * (z + 0.044715 * z * z * z)))
        }
    }

    private func tanh(_ x: Double) -> Double { 2 * Elementary.sigmoid(2 * x) - 1 }

    /// The head's sums for a row.
    func logits(_ rows: NetworkRows, _ row: Int) -> [Double] {
        let width = layout.numberCount
        var values = rows.numbers[row * width..<(row + 1) * width].map { Double($0) }
        for (index, table) in layout.embeddings.enumerated() {
            let start = table.offset + Int(rows.codes[index][row]) * table.width
            values += parameters[start..<start + table.width]
        }
        for (index, layer) in layout.layers.enumerated() {
            var next = [Double](repeating: 0, count: layer.outputs)
            for output in 0..<layer.outputs {
                var sum = parameters[layer.bias + output]
                for input in 0..<layer.inputs {
                    sum +=
                        values[input] * parameters[layer.weights + input * layer.outputs + output]
                }
                next[output] = index == layout.layers.count - 1 ? sum : apply(sum)
            }
            values = next
        }
        return values
    }

    /// Weight times loss of a row.
    func loss(_ rows: NetworkRows, _ row: Int) -> Double {
        let logits = logits(rows, row)
        let target = Double(rows.targets[row])
        let loss: Double
        switch layout.head {
        case .number: loss = (logits[0] - target) * (logits[0] - target) / 2
        case .binary: loss = Elementary.softplus(logits[0]) - target * logits[0]
        case .classes:
            let largest = logits.max() ?? 0
            let sum = logits.reduce(0) { $0 + Elementary.exp($1 - largest) }
            loss = largest + Elementary.log(sum) - logits[Int(target)]
        }
        return Double(rows.weight(row)) * loss
    }

    /// The gradient of a row's weighted loss, by central differences.
    func gradient(_ rows: NetworkRows, _ row: Int, step: Double = 1e-5) -> [Double] {
        parameters.indices.map { place in
            var moved = self
            moved.parameters[place] = parameters[place] + step
            let above = moved.loss(rows, row)
            moved.parameters[place] = parameters[place] - step
            return (above - moved.loss(rows, row)) / (2 * step)
        }
    }
}

/// Small random networks and rows for tests.
enum NetworkCases {
    /// Two numbers, and where asked a category of three and one of four levels.
    static func columns(
        _ head: NetworkArchitecture.Head, categories: Bool, weight: Bool = false
    ) throws -> StudyColumns {
        var inputs: [InputColumn] = []
        for name in ["a", "b"] {
            inputs.append(
                .number(
                    try FeatureSpecification(
                        column: name, unit: "", lower: -2, upper: 2, center: 0, scale: 1)))
        }
        if categories {
            inputs.insert(
                .category(try CategorySpecification(column: "c", levels: ["x", "y", "z"])), at: 1)
            inputs.append(
                .category(try CategorySpecification(column: "d", levels: ["p", "q", "r", "s"])))
        }
        let target: StudyColumns.Target =
            switch head {
            case .binary: .binary(column: "t")
            case .classes:
                .classes(try CategorySpecification(column: "t", levels: ["0", "1", "2"]))
            case .number:
                .number(
                    try FeatureSpecification(
                        column: "t", unit: "kg", lower: -20, upper: 40, center: 5, scale: 10))
            }
        return try StudyColumns(
            inputs: inputs, target: target,
            weight: weight
                ? FeatureSpecification(column: "w", unit: "", lower: 0, upper: 3) : nil)
    }

    static func table(
        _ columns: StudyColumns, rows: Int, using generator: inout SeededGenerator
    ) throws -> StudyTable {
        var values: [String: RecordBatch.Column] = [:]
        var lead = [Double](repeating: 0, count: rows)
        for input in columns.inputs {
            switch input {
            case .number(let feature, _):
                let numbers = (0..<rows).map { _ in Double.random(in: -2...2, using: &generator) }
                for row in 0..<rows { lead[row] += numbers[row] }
                values[feature.column] = .numbers(numbers)
            case .category(let category):
                let texts = (0..<rows).map { _ in
                    category.levels.randomElement(using: &generator) ?? ""
                }
                values[category.column] = .texts(texts)
            }
        }
        let noise = (0..<rows).map { _ in Double.random(in: -1...1, using: &generator) }
        values["t"] = .numbers(
            (0..<rows).map { row in
                let score = lead[row] + noise[row]
                switch columns.target {
                case .number: return 5 + 8 * score
                case .classes: return score < -0.8 ? 0 : score < 0.8 ? 1 : 2
                default: return score > 0 ? 1 : 0
                }
            })
        values["w"] = .numbers((0..<rows).map { _ in Double.random(in: 0...3, using: &generator) })
        return try StudyTable(columns, batch: RecordBatch(rowCount: rows, columns: values))
    }
}

/// The length of the difference as a part of the length of the right answer.
func relativeDistance(_ found: [Double], _ right: [Double]) -> Double {
    let distance = zip(found, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let size = right.reduce(0) { $0 + $1 * $1 }
    return (distance / max(size, 1e-30)).squareRoot()
}
