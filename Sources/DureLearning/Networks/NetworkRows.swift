/// A member's complete rows as a network reads them; rows that miss an input are left out.
package struct NetworkRows: Sendable, Equatable {
    /// How many rows are used.
    package let count: Int
    /// How many rows of the table were left out because an input was missing.
    package let droppedRowCount: Int
    /// Shape [count, numbers], row-major: the scaled numbers.
    let numbers: [Float]
    /// For each category, shape [count]: the level's place.
    let codes: [[Int32]]
    /// Shape [count]: 0 or 1, the class's place, or the scaled number; zeros where the table has
    /// no target.
    let targets: [Float]
    /// Shape [count]; empty where all rows count 1.
    let weights: [Float]
    /// The places of the rows in the table.
    let places: [Int]

    /// Takes a table's complete rows.
    package init(_ table: StudyTable) {
        let isComplete = table.isComplete
        let kept = (0..<table.rowCount).filter { isComplete[$0] }
        var numberInputs: [(FeatureSpecification, [Double])] = []
        var codes: [[Int32]] = []
        for (index, input) in table.columns.inputs.enumerated() {
            switch input {
            case .number(let feature, _): numberInputs.append((feature, table.numbers(index)))
            case .category:
                let all = table.codes(index)
                codes.append(kept.map { all[$0] })
            }
        }
        let width = numberInputs.count
        var numbers = [Float](repeating: 0, count: kept.count * width)
        for (column, (feature, values)) in numberInputs.enumerated() {
            for (row, source) in kept.enumerated() {
                numbers[row * width + column] = Float(feature.scaled(values[source]))
            }
        }
        var targets = [Float](repeating: 0, count: kept.count)
        if !table.target.isEmpty {
            if case .number(let feature)? = table.columns.target {
                for (row, source) in kept.enumerated() {
                    targets[row] = Float(feature.scaled(table.target[source]))
                }
            } else {
                for (row, source) in kept.enumerated() {
                    targets[row] = Float(table.target[source])
                }
            }
        }
        count = kept.count
        droppedRowCount = table.rowCount - kept.count
        self.numbers = numbers
        self.codes = codes
        self.targets = targets
        weights = table.weights.isEmpty ? [] : kept.map { Float(table.weights[$0]) }
        places = kept
    }

    /// Scaled numbers alone, without categories: for measuring.
    ///
    /// - Parameters:
    ///   - numbers: Shape [targets.count, width], row-major.
    ///   - targets: 0 or 1, the class's place, or the scaled number.
    package init(numbers: [Float], targets: [Float]) {
        count = targets.count
        droppedRowCount = 0
        self.numbers = numbers
        codes = []
        self.targets = targets
        weights = []
        places = Array(targets.indices)
    }

    /// How many numbers a row has.
    var width: Int { count == 0 ? 0 : numbers.count / count }

    /// How much a row counts.
    func weight(_ row: Int) -> Float { weights.isEmpty ? 1 : weights[row] }
}
