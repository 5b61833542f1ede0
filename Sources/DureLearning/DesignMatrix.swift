package import DureCore

/// Scaled rows with an intercept, and their labels: all that learning reads of a batch.
///
/// Every number is finite, and every scaled value lies within its feature's public range. No rows
/// at all, or rows of one class only, are a matrix like any other: its contribution is a sum.
package struct DesignMatrix: Sendable, Equatable {
    /// How many rows are used.
    package let rowCount: Int
    /// How many numbers a row has: the intercept's 1, then one for each feature.
    package let width: Int
    /// Shape [rowCount, width], row-major.
    package let values: [Double]
    /// Shape [rowCount]; 0 or 1.
    package let labels: [Double]
    /// How many rows of the batch were left out because a value was missing.
    package let droppedRowCount: Int

    /// Takes the columns out of a batch.
    ///
    /// Rows that miss the label or a feature are left out and counted.
    ///
    /// - Throws: ``LearningError`` naming column and row: a column that is not there or holds
    ///   texts, an infinite number, a label other than 0 and 1.
    package init(
        features: [FeatureSpecification], label: String, batch: RecordBatch
    ) throws(LearningError) {
        let features = try features.checked()
        guard !features.contains(where: { $0.column == label }) else {
            throw .duplicateColumn(column: label)
        }
        var columns: [[Double]] = []
        for feature in features {
            columns.append(try Self.numbers(feature.column, of: batch))
        }
        let answers = try Self.numbers(label, of: batch)
        width = features.count + 1
        var values: [Double] = []
        var labels: [Double] = []
        values.reserveCapacity(batch.rowCount * width)
        for row in 0..<batch.rowCount {
            let answer = answers[row]
            if answer.isNaN || columns.contains(where: { $0[row].isNaN }) { continue }
            guard answer == 0 || answer == 1 else {
                throw .labelNotBinary(row: row + 1, column: label)
            }
            values.append(1)
            for (feature, column) in zip(features, columns) {
                guard column[row].isFinite else {
                    throw .notFinite(row: row + 1, column: feature.column)
                }
                values.append(feature.scaled(column[row]))
            }
            labels.append(answer)
        }
        self.values = values
        self.labels = labels
        rowCount = labels.count
        droppedRowCount = batch.rowCount - labels.count
    }

    private init(width: Int, values: [Double], labels: [Double]) {
        self.width = width
        self.values = values
        self.labels = labels
        rowCount = labels.count
        droppedRowCount = 0
    }

    /// How many rows carry the label 1.
    package var positiveCount: Int { labels.count { $0 == 1 } }

    /// The rows at those positions, in that order.
    package func rows(at positions: [Int]) -> DesignMatrix {
        var chosen: [Double] = []
        chosen.reserveCapacity(positions.count * width)
        for row in positions {
            chosen.append(contentsOf: values[row * width..<(row + 1) * width])
        }
        return DesignMatrix(
            width: width, values: chosen, labels: positions.map { labels[$0] })
    }

    /// The rows of several matrices of one width, one after the other.
    ///
    /// For reference computations where all rows are in one place; a federation never does this.
    package static func joined(_ parts: [DesignMatrix]) -> DesignMatrix {
        let width = parts.first?.width ?? 1
        precondition(parts.allSatisfy { $0.width == width }, "matrices of one width")
        return DesignMatrix(
            width: width, values: parts.flatMap(\.values), labels: parts.flatMap(\.labels))
    }

    /// The sum of a row's values times the coefficients, from left to right.
    package func margin(row: Int, coefficients: [Double]) -> Double {
        let start = row * width
        var sum = 0.0
        for index in 0..<width { sum += values[start + index] * coefficients[index] }
        return sum
    }

    private static func numbers(
        _ column: String, of batch: RecordBatch
    ) throws(LearningError) -> [Double] {
        guard batch.columns[column] != nil else { throw .unknownColumn(column: column) }
        guard let numbers = batch.numbers(column) else { throw .notNumbers(column: column) }
        return numbers
    }
}
