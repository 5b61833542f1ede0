// How long a logistic regression of many rows takes to converge; beside it runs
// Benchmarks/Peers/regression.py, which makes the same rows.
//
//     regression-speed [rows] [columns] [workers] [repeats]

import DureCore
import DureLearning
import DureTensor

@main
struct RegressionSpeed {
    static func main() throws {
        let given = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
        func argument(_ index: Int, _ usual: Int) -> Int {
            given.count > index && given[index] > 0 ? given[index] : usual
        }
        let rowCount = argument(0, 1_000_000)
        let width = argument(1, 50)
        let pool = WorkerPool(count: argument(2, 2))
        let columns = try studyColumns(width)
        let clock = ContinuousClock()
        let table = try StudyTable(columns, batch: batch(rows: rowCount, width: width))
        let begun = clock.now
        let data = DesignMatrix(table)
        print("matrix \(seconds(clock.now - begun)) s")
        let algorithm = try GeneralizedLinear(
            columns: columns, family: .bernoulli, ridge: 1, pool: pool)
        var result: LearningResult?
        for _ in 0..<argument(3, 5) {
            let begun = clock.now
            let found = try runAlone(algorithm, on: data)
            let spent = seconds(clock.now - begun)
            print("fit \(spent) s, \(found.roundCount) rounds, \(found.reason.rawValue)")
            result = found
        }
        print(result?.state.coefficients.prefix(4).map { "\($0)" }.joined(separator: " ") ?? "")
    }

    private static func seconds(_ duration: Duration) -> Double {
        let parts = duration.components
        return (Double(parts.seconds) + Double(parts.attoseconds) * 1e-18).rounded(places: 4)
    }

    private static func studyColumns(_ width: Int) throws -> StudyColumns {
        try StudyColumns(
            inputs: (0..<width).map {
                .number(
                    try FeatureSpecification(
                        column: "x\($0)", unit: "", lower: -2, upper: 2, center: 0, scale: 1))
            },
            target: .binary(column: "y"))
    }

    /// Uniform numbers in ±1.7, and labels by the coefficients ((j mod 7) - 3) / 5.
    private static func batch(rows: Int, width: Int) -> RecordBatch {
        var columns: [String: RecordBatch.Column] = [:]
        var predictors = [Double](repeating: 0, count: rows)
        for column in 0..<width {
            let first = UInt64(column * rows)
            let factor = (Double(column % 7) - 3) / 5
            var values = [Double](repeating: 0, count: rows)
            for row in 0..<rows {
                values[row] = unit(first + UInt64(row)) * 3.4 - 1.7
                predictors[row] += factor * values[row]
            }
            columns["x\(column)"] = .numbers(values)
        }
        let first = UInt64(width * rows)
        columns["y"] = .numbers(
            (0..<rows).map {
                unit(first + UInt64($0)) < Elementary.sigmoid(predictors[$0]) ? 1 : 0
            })
        return RecordBatch(rowCount: rows, columns: columns)
    }

    /// The n-th number of SplitMix64, in 0..<1.
    private static func unit(_ index: UInt64) -> Double {
        var word = (index &+ 1) &* 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((word ^ (word >> 31)) >> 11) * 0x1p-53
    }
}

extension Double {
    fileprivate func rounded(places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        return (self * factor).rounded() / factor
    }
}
