package import DureCore

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
        // A table of coefficients takes time by the cube of its terms.
        guard width <= GeneralizedLinear.termCountMax else {
            throw .malformedModel(field: "columns")
        }
        let hasStatistics = tensors.contains { $0.name == "statistics" }
        let packed = hasStatistics ? try tensors.doubles("statistics") : []
        let statistics = LinearStatistics(packed: packed, width: width)
        guard hasStatistics == (statistics != nil) else {
            throw .malformedModel(field: "statistics")
        }
        try self.init(
            columns: columns, family: family,
            coefficients: tensors.doubles("coefficients", count: width),
            statistics: statistics)
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
            guard let dispersion = json["dispersion"]?.double,
                Family.dispersions.contains(dispersion)
            else { return nil }
            self = .negativeBinomial(dispersion: dispersion)
        default: return nil
        }
    }
}
