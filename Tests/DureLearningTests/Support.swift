import DureCore
import DureTesting
import Foundation

@testable import DureLearning

/// Where this target's known answers lie.
var resources: String { Bundle.module.resourcePath ?? "" }

extension HeartDisease {
    static func studyColumns() throws -> StudyColumns {
        try StudyColumns(
            inputs: columns.map {
                .number(
                    try FeatureSpecification(
                        column: $0.name, unit: $0.unit, lower: $0.range.lower,
                        upper: $0.range.upper, center: $0.scaling.center, scale: $0.scaling.scale))
            },
            target: .binary(column: label))
    }

    func trainTables() throws -> [StudyTable] {
        let columns = try Self.studyColumns()
        return try train.map { try StudyTable(columns, batch: $0) }
    }

    func members() throws -> [DesignMatrix] { try trainTables().map { DesignMatrix($0) } }
}

/// Columns `a`, `b`, … with the range -2...2, scaled by 1.
func features(_ count: Int) throws -> [FeatureSpecification] {
    try "abcdefghij".prefix(count).map {
        try FeatureSpecification(
            column: String($0), unit: "", lower: -2, upper: 2, center: 0, scale: 1)
    }
}

/// Those columns, and the label `y`.
func binaryColumns(_ count: Int) throws -> StudyColumns {
    try StudyColumns(
        inputs: features(count).map { .number($0) }, target: .binary(column: "y"))
}

/// A matrix of the columns `a`, `b`, … given, and the label `y`.
func binaryMatrix(_ values: [[Double]], _ y: [Double]) throws -> DesignMatrix {
    let names = "abcdefghij".prefix(values.count).map(String.init)
    var columns: [String: RecordBatch.Column] = ["y": .numbers(y)]
    for (name, list) in zip(names, values) { columns[name] = .numbers(list) }
    return DesignMatrix(
        try StudyTable(
            binaryColumns(values.count), batch: RecordBatch(rowCount: y.count, columns: columns)))
}

/// Rows of random numbers; the label leans on the first column.
func randomBatch(
    rows: Int, features: [FeatureSpecification], using generator: inout SeededGenerator
) -> RecordBatch {
    var columns: [String: RecordBatch.Column] = [:]
    for feature in features {
        columns[feature.column] = .numbers(
            (0..<rows).map { _ in Double.random(in: -2.5...2.5, using: &generator) })
    }
    let lead = features.first.flatMap { feature -> [Double]? in
        guard case .numbers(let values)? = columns[feature.column] else { return nil }
        return values
    }
    columns["y"] = .numbers(
        (0..<rows).map { row in
            let chance = Elementary.sigmoid(lead?[row] ?? 0)
            return Double.random(in: 0...1, using: &generator) < chance ? 1 : 0
        })
    return RecordBatch(rowCount: rows, columns: columns)
}

func randomMatrix(
    rows: Int, features: [FeatureSpecification], using generator: inout SeededGenerator
) throws -> DesignMatrix {
    let columns = try StudyColumns(
        inputs: features.map { .number($0) }, target: .binary(column: "y"))
    let batch = randomBatch(rows: rows, features: features, using: &generator)
    return DesignMatrix(try StudyTable(columns, batch: batch))
}

/// To a 64-bit ring and back, as the secure sum does it: each number is divided by the power of
/// two at or above its bound, then rounded to steps of 2^-40.
func throughRing(_ values: [Double], bounds: [Double]) -> [Double] {
    zip(values, bounds).map { value, bound in
        let exponent = bound.significand == 1 ? bound.exponent : bound.exponent + 1
        let scale = Double(sign: .plus, exponent: exponent, significand: 1)
        return Double(Int64((value / scale * 0x1p40).rounded())) / 0x1p40 * scale
    }
}

/// Runs an algorithm over members whose contributions pass the ring.
func runThroughRing<Algorithm: SumAlgorithm>(
    _ algorithm: Algorithm, members: [Algorithm.Rows]
) throws -> LearningResult {
    var state = algorithm.start()
    for round in 0..<algorithm.roundCountMax {
        let bounds = algorithm.boundsPerRecord(at: state)
        var sum = [Double](repeating: 0, count: algorithm.sumLength(at: state))
        for rows in members {
            let part = throughRing(
                try algorithm.contribution(to: state, from: rows), bounds: bounds)
            for index in sum.indices { sum[index] += part[index] }
        }
        switch algorithm.advance(state, with: sum, survivors: members.count) {
        case .next(let next): state = next
        case .finished(let last, let reason):
            return LearningResult(state: last, roundCount: round + 1, reason: reason)
        case .failed(let reason): throw LearningError.failed(reason)
        }
    }
    throw LearningError.badSetting(name: "rounds")
}
