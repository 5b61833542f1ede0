package import DureCore

/// What a regression's last sum says beside the coefficients.
package struct LinearStatistics: Sendable, Hashable {
    /// Shape [width]: each coefficient's variance at dispersion 1.
    package let variances: [Double]
    /// The variance's factor; 1 for families that have none.
    package let dispersion: Double
    /// How many rows with a weight above 0.
    package let rowCount: Double
    /// The sum of the weights.
    package let weight: Double
    /// Twice the loss above the least that any mean could give, in nats.
    package let deviance: Double

    init(totals: LinearTotals, variances: [Double], family: Family, width: Int) {
        self.variances = variances
        rowCount = totals.rowCount
        weight = totals.weight
        deviance = 2 * (totals.loss - totals.saturatedLoss)
        let free = totals.rowCount - Double(width)
        dispersion = family.hasFreeDispersion && free > 0 ? totals.pearson / free : 1
    }

    /// Nil for a memory that holds none.
    init?(packed: [Double], width: Int) {
        guard packed.count == 4 + width else { return nil }
        (dispersion, rowCount, weight, deviance) = (packed[0], packed[1], packed[2], packed[3])
        variances = Array(packed[4...])
    }

    /// Empty where the variances are not known.
    var packed: [Double] {
        variances.isEmpty ? [] : [dispersion, rowCount, weight, deviance] + variances
    }

    /// Shape [width]: each coefficient's standard error.
    package var standardErrors: [Double] {
        variances.map { ($0 * dispersion).squareRoot() }
    }
}

/// A regression that can be used: terms, family and coefficients.
package struct LinearModel: Model, Hashable {
    package static let kind = "linear"

    package let columns: StudyColumns
    /// The distribution of the target.
    package let family: Family
    /// The terms in the order of the coefficients.
    package let terms: DesignTerms
    /// The intercept, then one for each scaled term.
    package let coefficients: [Double]
    /// What the last sum said; nil where it is not known.
    package let statistics: LinearStatistics?

    /// Takes coefficients over scaled terms.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` for coefficients of another count or not
    ///   finite.
    package init(
        columns: StudyColumns, family: Family, coefficients: [Double],
        statistics: LinearStatistics? = nil
    ) throws(LearningError) {
        terms = DesignTerms(columns.inputs)
        guard coefficients.count == terms.width, coefficients.allSatisfy(\.isFinite) else {
            throw .malformedModel(field: "coefficients")
        }
        self.columns = columns
        self.family = family
        // Adding zero turns -0 into 0, which JSON cannot tell apart.
        self.coefficients = coefficients.map { $0 + 0 }
        self.statistics = statistics
    }

    /// A model that answers one probability for every row, strictly between 0 and 1.
    package init(
        columns: StudyColumns, constant probability: Double
    ) throws(LearningError) {
        guard probability > 0, probability < 1 else {
            throw .malformedModel(field: "coefficients")
        }
        let width = DesignTerms(columns.inputs).width
        try self.init(
            columns: columns, family: .bernoulli,
            coefficients: [Elementary.logit(probability)]
                + [Double](repeating: 0, count: width - 1))
    }

    /// Whether every row gets the same answer.
    package var isConstant: Bool { coefficients.dropFirst().allSatisfy { $0 == 0 } }

    package var outputNames: [String] { [family == .bernoulli ? "probability" : "mean"] }

    package func predictions(of table: StudyTable) -> [Double] {
        let isComplete = table.isComplete
        let data = DesignMatrix(table)
        var answers = [Double](repeating: .nan, count: table.rowCount)
        var row = 0
        for place in answers.indices where isComplete[place] {
            answers[place] = family.mean(data.predictor(row: row, coefficients: coefficients))
            row += 1
        }
        return answers
    }

    package var description: JSONValue {
        var members: [String: JSONValue] = ["family": .string(family.name)]
        if case .negativeBinomial(let dispersion) = family {
            members["dispersion"] = .number(dispersion)
        }
        return .object(members)
    }

    package var tensors: [NamedTensor] {
        [NamedTensor("coefficients", coefficients)]
            + (statistics.map { [NamedTensor("statistics", $0.packed)] } ?? [])
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let family = Family(json: description) else {
            throw .malformedModel(field: "family")
        }
        let width = DesignTerms(columns.inputs).width
        let hasStatistics = tensors.contains { $0.name == "statistics" }
        let packed = hasStatistics ? try tensors.doubles("statistics", count: 4 + width) : []
        try self.init(
            columns: columns, family: family,
            coefficients: tensors.doubles("coefficients", count: width),
            statistics: LinearStatistics(packed: packed, width: width))
    }
}

extension Family {
    /// Reads a family as ``LinearModel/description`` writes it; nil where it is none.
    init?(json: JSONValue) {
        switch json["family"]?.text {
        case "gaussian": self = .gaussian
        case "bernoulli": self = .bernoulli
        case "poisson": self = .poisson
        case "gamma": self = .gamma
        case "negative-binomial":
            guard let dispersion = json["dispersion"]?.double, dispersion > 0 else { return nil }
            self = .negativeBinomial(dispersion: dispersion)
        default: return nil
        }
    }
}
