package import DureCore

/// A softmax regression that can be used: one list of coefficients for each class but the first.
package struct MultinomialModel: Model, Hashable {
    package static let kind = "multinomial"

    package let columns: StudyColumns
    /// The classes; the first is the reference.
    package let classes: [String]
    /// The terms in the order of each class's coefficients.
    package let terms: DesignTerms
    /// Shape [classes - 1, width]: for each class an intercept, then one for each scaled term.
    package let coefficients: [Double]
    /// What the last sum said, over all coefficients in their order; nil where it is not known.
    package let statistics: LinearStatistics?

    /// Takes coefficients over scaled terms.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` for a target without levels, or
    ///   coefficients of another count or not finite.
    package init(
        columns: StudyColumns, coefficients: [Double], statistics: LinearStatistics? = nil
    ) throws(LearningError) {
        guard case .classes(let category)? = columns.target else {
            throw .malformedModel(field: "target")
        }
        terms = DesignTerms(columns.inputs)
        guard coefficients.count == (category.levels.count - 1) * terms.width,
            coefficients.allSatisfy(\.isFinite)
        else { throw .malformedModel(field: "coefficients") }
        self.columns = columns
        classes = category.levels
        // Adding zero turns -0 into 0, which JSON cannot tell apart.
        self.coefficients = coefficients.map { $0 + 0 }
        self.statistics = statistics
    }

    package var outputNames: [String] { classes }

    package func predictions(of table: StudyTable) -> [Double] {
        let isComplete = table.isComplete
        let data = DesignMatrix(table)
        var answers = [Double](repeating: .nan, count: table.rowCount * classes.count)
        let lists = (1..<classes.count).map {
            Array(coefficients[($0 - 1) * terms.width..<$0 * terms.width])
        }
        var row = 0
        for place in 0..<table.rowCount where isComplete[place] {
            let predictors: [Double] =
                [0] + lists.map { data.predictor(row: row, coefficients: $0) }
            let highest = predictors.max() ?? 0
            let parts = predictors.map { Elementary.exp($0 - highest) }
            let sum = parts.reduce(0, +)
            for (label, part) in parts.enumerated() {
                answers[place * classes.count + label] = part / sum
            }
            row += 1
        }
        return answers
    }

    package var description: JSONValue {
        .object(["classes": .array(classes.map { .string($0) })])
    }

    package var tensors: [NamedTensor] {
        [
            NamedTensor(
                "coefficients", shape: [classes.count - 1, terms.width], .doubles(coefficients))
        ] + (statistics.map { [NamedTensor("statistics", $0.packed)] } ?? [])
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        let coefficients = try tensors.doubles("coefficients")
        // A table of coefficients takes time by the cube of their number.
        guard coefficients.count <= Multinomial.coefficientCountMax else {
            throw .malformedModel(field: "coefficients")
        }
        let hasStatistics = tensors.contains { $0.name == "statistics" }
        let packed = hasStatistics ? try tensors.doubles("statistics") : []
        let statistics = LinearStatistics(packed: packed, width: coefficients.count)
        guard hasStatistics == (statistics != nil) else {
            throw .malformedModel(field: "statistics")
        }
        try self.init(columns: columns, coefficients: coefficients, statistics: statistics)
        guard description["classes"]?.elements?.compactMap(\.text) == classes else {
            throw .malformedModel(field: "classes")
        }
    }

    /// Coefficients with their uncertainty, a table for each class but the reference, each beside
    /// the reference.
    package var tables: [(label: String, table: CoefficientTable)] {
        (1..<classes.count).map { label in
            (classes[label], CoefficientTable(self, label: label))
        }
    }
}
