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
        let inputs = table.columns.inputs.indices.filter { $0 != strata }
        let width = DesignTerms(inputs.map { table.columns.inputs[$0] }).width
        let isComplete = table.isComplete
        let droppedCount = isComplete.count { !$0 }
        if droppedCount == 0 {
            self.init(
                table, inputs: inputs, width: width, rows: 0..<table.rowCount,
                droppedRowCount: table.droppedRowCount)
        } else {
            self.init(
                table, inputs: inputs, width: width,
                rows: isComplete.indices.filter { isComplete[$0] },
                droppedRowCount: table.droppedRowCount + droppedCount)
        }
    }

    /// Scales some of a table's rows, all of them complete.
    ///
    /// - Parameters:
    ///   - inputs: The places of the inputs that give terms.
    ///   - width: How many numbers those give a row, the intercept's among them.
    ///   - rows: Places in the table, rising.
    init(
        _ table: StudyTable, inputs: [Int], width: Int,
        rows: some RandomAccessCollection<Int>, droppedRowCount: Int = 0
    ) {
        rowCount = rows.count
        self.width = width
        self.droppedRowCount = droppedRowCount
        var values = [Double](repeating: 0, count: rows.count * width)
        // Block by block, so that a row's numbers are written while they are in the cache.
        var rest = rows[...]
        var start = 0
        while !rest.isEmpty {
            let block = rest.prefix(Self.blockRowCount)
            Self.fill(&values, from: start, width: width, table, inputs: inputs, rows: block)
            start += block.count * width
            rest = rest.dropFirst(block.count)
        }
        self.values = values
        func chosen(_ list: [Double]) -> [Double] {
            list.isEmpty || rows.count == table.rowCount ? list : rows.map { list[$0] }
        }
        target = chosen(table.target)
        events = chosen(table.events)
        weights = chosen(table.weights)
        offsets = chosen(table.offsets)
    }

    /// How many rows are scaled at a time; a multiple of ``RowBlock/rowCountMax``.
    static let blockRowCount = 256

    /// Writes a block of rows, term by term, from a place of the values on.
    private static func fill(
        _ values: inout [Double], from start: Int, width: Int, _ table: StudyTable,
        inputs: [Int], rows: some Collection<Int>
    ) {
        for row in 0..<rows.count { values[start + row * width] = 1 }
        var first = start + 1
        for index in inputs {
            switch table.columns.inputs[index] {
            case .number(let feature, let knots):
                let spline = RestrictedSpline(feature, knots: knots)
                let numbers = table.numbers(index)
                if let rows = rows as? Range<Int> {
                    feature.scale(numbers[rows], to: &values, from: first, stride: width)
                } else {
                    let chosen = rows.map { numbers[$0] }
                    feature.scale(chosen[...], to: &values, from: first, stride: width)
                }
                first += 1
                guard let spline else { continue }
                for row in 0..<rows.count {
                    let place = first + row * width
                    for (bend, value) in spline.bends(at: values[place - 1]).enumerated() {
                        values[place + bend] = value
                    }
                }
                first += spline.bendCount
            case .category(let category):
                let codes = table.codes(index)
                for (place, row) in rows.enumerated() where codes[row] > 0 {
                    values[first + place * width + Int(codes[row]) - 1] = 1
                }
                first += category.levels.count - 1
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
