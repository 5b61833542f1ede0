import DureLearning
import DureTensor

/// How long a logistic regression of many rows takes to converge.
enum RegressionSpeed {
    private static let (rowCount, width) = (1_000_000, 50)
    private static let repeatCount = 5

    static func measure(_ pool: WorkerPool) throws -> LearningFigures {
        var figures = LearningFigures(dataByteCount: rowCount * (width + 1) * 8)
        let table = try table()
        let algorithm = try GeneralizedLinear(
            columns: table.columns, family: .bernoulli, ridge: 1, pool: pool)
        for _ in 0..<repeatCount {
            let meter = Meter()
            let found = try runAlone(algorithm, on: table)
            figures.keepLeast("fit", meter.wall)
            figures.keepLeast("fit-cpu", meter.cpu)
            guard found.reason == .converged, isPlausible(found.state.coefficients) else {
                throw SpeedError.wrongSum
            }
            figures["rounds"] = Double(found.roundCount)
        }
        try figures.takeMemory()
        return figures
    }

    /// Within a twentieth of what the rows were made with.
    private static func isPlausible(_ coefficients: [Double]) -> Bool {
        coefficients.dropFirst().enumerated().allSatisfy { abs($1 - factor($0)) < 0.05 }
    }

    private static func factor(_ column: Int) -> Double { (Double(column % 7) - 3) / 5 }

    private static func table() throws -> StudyTable {
        let columns = (0..<width).map { column in
            (0..<rowCount).map { MadeUpNumbers.unit(column * rowCount + $0) * 3.4 - 1.7 }
        }
        var predictors = [Double](repeating: 0, count: rowCount)
        for (column, numbers) in columns.enumerated() {
            for row in predictors.indices { predictors[row] += factor(column) * numbers[row] }
        }
        return try MadeUpNumbers.table(columns, ranges: columns.map { _ in -2...2 }) { row in
            Elementary.sigmoid(predictors[row])
        }
    }
}
