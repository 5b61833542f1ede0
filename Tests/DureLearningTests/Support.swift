import DureCore
import DureLearning
import DureTesting
import Foundation

/// Where this target's known answers lie.
var resources: String { Bundle.module.resourcePath ?? "" }

extension HeartDisease {
    static func features() throws -> [FeatureSpecification] {
        try columns.map {
            try FeatureSpecification(
                column: $0.name, unit: $0.unit, lower: $0.range.lower, upper: $0.range.upper,
                center: $0.scaling.center, scale: $0.scaling.scale)
        }
    }

    func members() throws -> [DesignMatrix] {
        try train.map {
            try DesignMatrix(features: Self.features(), label: Self.label, batch: $0)
        }
    }
}

/// Columns `a`, `b`, … with the range -2...2, scaled by 1.
func features(_ count: Int) throws -> [FeatureSpecification] {
    try "abcdefghij".prefix(count).map {
        try FeatureSpecification(
            column: String($0), unit: "", lower: -2, upper: 2, center: 0, scale: 1)
    }
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
    try DesignMatrix(
        features: features, label: "y",
        batch: randomBatch(rows: rows, features: features, using: &generator))
}

/// To a 64-bit ring at the scale 2^32 and back, as the secure sum does it.
func throughRing(_ values: [Double]) -> [Double] {
    values.map { Double(Int64(($0 * 0x1p32).rounded())) / 0x1p32 }
}
