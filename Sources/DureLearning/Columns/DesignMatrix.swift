/// Scaled rows with an intercept, and what is to be explained: all that a linear predictor reads.
///
/// Every number is finite, and every term lies within its public magnitude. No rows at all, or
/// rows of one class only, are a matrix like any other: its contribution is a sum.
package struct DesignMatrix: Sendable, Equatable {
    /// How many rows are used.
    package let rowCount: Int
    /// How many numbers a row has: the intercept's 1, then one for each term.
    package let width: Int
    /// Shape [rowCount, width], row-major.
    package let values: [Double]
    /// Shape [rowCount]; the target, or the time where it is an event.
    package let target: [Double]
    /// Shape [rowCount]; empty where the target is no event.
    package let events: [Double]
    /// Shape [rowCount]; empty where all rows count 1.
    package let weights: [Double]
    /// Shape [rowCount]; empty without an offset.
    package let offsets: [Double]
    /// How many rows of the batch were left out: by the table, or because an input was missing.
    package let droppedRowCount: Int

    /// Scales a table's complete rows; those that miss an input are left out and counted.
    ///
    /// - Parameter strata: The place of an input that gives no terms; a row that misses it is left
    ///   out all the same.
    package init(_ table: StudyTable, without strata: Int? = nil) {
        let chosenInputs = table.columns.inputs.indices.filter { $0 != strata }
        let terms = DesignTerms(chosenInputs.map { table.columns.inputs[$0] })
        let isComplete = table.isComplete
        let kept = (0..<table.rowCount).filter { isComplete[$0] }
        rowCount = kept.count
        width = terms.width
        droppedRowCount = table.droppedRowCount + table.rowCount - kept.count
        var values = [Double](repeating: 0, count: kept.count * terms.width)
        // Block by block, so that a row's numbers are written while they are in the cache.
        for first in stride(from: 0, to: kept.count, by: Self.blockRowCount) {
            let rows = first..<min(first + Self.blockRowCount, kept.count)
            Self.fill(
                &values, width: terms.width, table, inputs: chosenInputs, kept: kept, rows: rows)
        }
        self.values = values
        func chosen(_ list: [Double]) -> [Double] {
            list.isEmpty || kept.count == table.rowCount ? list : kept.map { list[$0] }
        }
        target = chosen(table.target)
        events = chosen(table.events)
        weights = chosen(table.weights)
        offsets = chosen(table.offsets)
    }

    private static let blockRowCount = 256

    /// Writes a block of rows, term by term.
    private static func fill(
        _ values: inout [Double], width: Int, _ table: StudyTable, inputs: [Int], kept: [Int],
        rows: Range<Int>
    ) {
        for row in rows { values[row * width] = 1 }
        var place = 1
        for index in inputs {
            switch table.columns.inputs[index] {
            case .number(let feature, let knots):
                let numbers = table.numbers(index)
                let spline = RestrictedSpline(feature, knots: knots)
                for row in rows {
                    let scaled = feature.scaled(numbers[kept[row]])
                    let start = row * width + place
                    values[start] = scaled
                    guard let spline else { continue }
                    for (bend, value) in spline.bends(at: scaled).enumerated() {
                        values[start + 1 + bend] = value
                    }
                }
                place += 1 + (spline?.bendCount ?? 0)
            case .category(let category):
                let codes = table.codes(index)
                for row in rows where codes[kept[row]] > 0 {
                    values[row * width + place + Int(codes[kept[row]]) - 1] = 1
                }
                place += category.levels.count - 1
            }
        }
    }

    private init(
        width: Int, values: [Double], target: [Double], events: [Double], weights: [Double],
        offsets: [Double], rowCount: Int
    ) {
        self.width = width
        self.values = values
        self.target = target
        self.events = events
        self.weights = weights
        self.offsets = offsets
        self.rowCount = rowCount
        droppedRowCount = 0
    }

    /// The rows at those positions, in that order.
    package func rows(at positions: [Int]) -> DesignMatrix {
        var chosen: [Double] = []
        chosen.reserveCapacity(positions.count * width)
        for row in positions {
            chosen.append(contentsOf: values[row * width..<(row + 1) * width])
        }
        func picked(_ list: [Double]) -> [Double] {
            list.isEmpty ? [] : positions.map { list[$0] }
        }
        return DesignMatrix(
            width: width, values: chosen, target: picked(target), events: picked(events),
            weights: picked(weights), offsets: picked(offsets), rowCount: positions.count)
    }

    /// These rows, and then others of the same columns.
    func joined(with other: DesignMatrix) -> DesignMatrix {
        DesignMatrix(
            width: width, values: values + other.values, target: target + other.target,
            events: events + other.events, weights: weights + other.weights,
            offsets: offsets + other.offsets, rowCount: rowCount + other.rowCount)
    }

    /// The linear predictor of a row: its offset, and its values times the coefficients, from left
    /// to right.
    package func predictor(row: Int, coefficients: [Double]) -> Double {
        let start = row * width
        var sum = offsets.isEmpty ? 0 : offsets[row]
        for index in 0..<width { sum += values[start + index] * coefficients[index] }
        return sum
    }

    /// How much a row counts.
    package func weight(_ row: Int) -> Double { weights.isEmpty ? 1 : weights[row] }
}
