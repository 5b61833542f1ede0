import DureCore
import DureTesting
import Testing

@testable import DureLearning

/// The rows of `Benchmarks/Oracles/regression.py`, with the columns that its answers stand on.
struct RegressionRows {
    let batch: RecordBatch
    static func inputs() throws -> [InputColumn] {
        [
            .number(
                try FeatureSpecification(
                    column: "a", unit: "m", lower: -4, upper: 4, center: 0, scale: 2),
                knots: [-3, -1, 1, 3]),
            .number(
                try FeatureSpecification(
                    column: "b", unit: "kg", lower: 20, upper: 80, center: 50, scale: 15)),
            .category(try CategorySpecification(column: "c", levels: ["x", "y", "z"])),
        ]
    }

    init() throws {
        let table = try VectorTable("regression-rows", in: resources)
        func numbers(_ name: String) -> RecordBatch.Column {
            .numbers(table.rows.map { Double($0[name] ?? "") ?? .nan })
        }
        func texts(_ name: String) -> RecordBatch.Column {
            .texts(table.rows.map { $0[name] ?? "" })
        }
        var columns = ["c": texts("c"), "kind": texts("kind")]
        for name in ["a", "b", "w", "o", "real", "binary", "count", "spread", "positive"] {
            columns[name] = numbers(name)
        }
        batch = RecordBatch(rowCount: table.rows.count, columns: columns)
    }

    static func family(_ name: String) -> Family {
        switch name {
        case "gaussian": .gaussian
        case "bernoulli": .bernoulli
        case "poisson": .poisson
        case "gamma": .gamma
        default: .negativeBinomial(dispersion: 0.7)
        }
    }

    static func target(_ family: Family) throws -> StudyColumns.Target {
        func number(_ name: String, _ lower: Double, _ upper: Double) throws -> StudyColumns.Target
        {
            .number(
                try FeatureSpecification(column: name, unit: "", lower: lower, upper: upper))
        }
        return switch family {
        case .gaussian: try number("real", -20, 20)
        case .bernoulli: .binary(column: "binary")
        case .poisson: try number("count", 0, 100)
        case .gamma: try number("positive", 0.001, 200)
        case .negativeBinomial: try number("spread", 0, 400)
        }
    }

    static func columns(
        _ target: StudyColumns.Target, isWeighted: Bool = false, hasOffset: Bool = false
    ) throws -> StudyColumns {
        try StudyColumns(
            inputs: inputs(), target: target,
            weight: isWeighted
                ? FeatureSpecification(column: "w", unit: "", lower: 0, upper: 4) : nil,
            offset: hasOffset
                ? FeatureSpecification(column: "o", unit: "", lower: -1, upper: 2) : nil)
    }

    /// The rows dealt out to so many members.
    func members(_ columns: StudyColumns, count: Int) throws -> [DesignMatrix] {
        let table = try StudyTable(columns, batch: batch)
        return (0..<count).map { member in
            DesignMatrix(
                table.rows(at: (0..<table.rowCount).filter { $0 % count == member }))
        }
    }
}

/// Whether two numbers agree to a tolerance relative to 1 or the wanted number, if that is larger.
func isNear(_ found: Double?, _ wanted: Double?, _ tolerance: Double) -> Bool {
    guard let found, let wanted else { return false }
    return abs(found - wanted) <= tolerance * max(1, abs(wanted))
}
