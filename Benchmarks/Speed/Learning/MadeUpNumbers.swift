import DureCore
import DureLearning

/// Rows that are the same in every program that makes them: `Benchmarks/Peers/learning.py` makes
/// them too, to the bit.
enum MadeUpNumbers {
    /// The n-th number of SplitMix64, in 0..<1.
    static func unit(_ index: Int) -> Double {
        var word = (UInt64(index) &+ 1) &* 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((word ^ (word >> 31)) >> 11) * 0x1p-53
    }

    /// Columns `x0`, `x1` … and a target `y` of 0 and 1.
    ///
    /// - Parameters:
    ///   - columns: Each column's numbers.
    ///   - chance: The probability of a 1 in each row.
    static func table(
        _ columns: [[Double]], ranges: [ClosedRange<Double>], chance: (_ row: Int) -> Double
    ) throws -> StudyTable {
        let rowCount = columns.first?.count ?? 0
        var batch: [String: RecordBatch.Column] = [:]
        var inputs: [InputColumn] = []
        for (index, numbers) in columns.enumerated() {
            batch["x\(index)"] = .numbers(numbers)
            inputs.append(
                .number(
                    try FeatureSpecification(
                        column: "x\(index)", unit: "", lower: ranges[index].lowerBound,
                        upper: ranges[index].upperBound, center: 0, scale: 1)))
        }
        let first = 3 * columns.count * rowCount
        batch["y"] = .numbers((0..<rowCount).map { unit(first + $0) < chance($0) ? 1 : 0 })
        return try StudyTable(
            StudyColumns(inputs: inputs, target: .binary(column: "y")),
            batch: RecordBatch(rowCount: rowCount, columns: batch))
    }
}
