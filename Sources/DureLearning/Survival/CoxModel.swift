package import DureCore

/// A Cox model that can be used: hazard ratios, and survival at declared times.
package struct CoxModel: Model {
    package static let kind = "cox"
    /// A scaled coefficient whose standard error is above this is no estimate.
    static let errorMax = 50.0

    /// The study's settings.
    package let algorithm: CoxRegression
    /// Shape [p]: over scaled terms, without an intercept.
    package let coefficients: [Double]
    /// What the last sum said; nil where the search ended without one.
    package let statistics: CoxStatistics?

    package var columns: StudyColumns { algorithm.columns }

    /// One term of the model, in the column's own unit.
    package struct Term: Sendable, Hashable {
        /// The term's name: a column, `column=level` against the first level, or a bend.
        package let name: String
        /// The logarithm of the hazard ratio of one unit.
        package let coefficient: Double
        /// Its standard error; nil where it is not known.
        package let standardError: Double?
        /// The hazard ratio of one unit.
        package let hazardRatio: Double
        /// 95 % for the hazard ratio.
        package let interval: ClosedRange<Double>?
        /// The chance of such a coefficient where the true one is 0 (Wald's test).
        package let pValue: Double?
    }

    init(
        algorithm: CoxRegression, coefficients: [Double], statistics: CoxStatistics?
    ) throws(LearningError) {
        guard coefficients.count == algorithm.layout.width,
            coefficients.allSatisfy(\.isFinite)
        else { throw .malformedModel(field: "coefficients") }
        self.algorithm = algorithm
        self.coefficients = coefficients.map { $0 + 0 }
        self.statistics = statistics
    }

    /// The terms with ratios, intervals and p-values.
    package var terms: [Term] {
        algorithm.layout.names.indices.map { index in
            let scale = algorithm.layout.scales[index]
            let coefficient = coefficients[index] / scale
            let error = statistics.map { $0.standardErrors[index] / scale }
            let reach = error.map { $0 * StatisticsModel.normal95 }
            let z = error.flatMap { $0 > 0 ? coefficient / $0 : nil }
            return Term(
                name: algorithm.layout.names[index], coefficient: coefficient,
                standardError: error, hazardRatio: Elementary.exp(coefficient),
                interval: reach.flatMap { ClosedRange(around: coefficient, reach: $0) }.map {
                    Elementary.exp($0.lowerBound)...Elementary.exp($0.upperBound)
                },
                pValue: z.map { ChiSquare.upperTail($0 * $0, degrees: 1) })
        }
    }

    /// What a reader must know beside the terms; empty for a fit without a flaw.
    package func notes(_ language: Language) -> [String] {
        // A ratio without end is approached ever more slowly; its error grows on the way.
        let isEndless = statistics?.standardErrors.contains { $0 > Self.errorMax } ?? true
        guard let statistics, statistics.isConverged, !isEndless else {
            return [SurvivalPhrases.notConverged.text(language)]
        }
        return statistics.eventCount < 10 * Double(coefficients.count)
            ? [
                SurvivalPhrases.fewEvents.text(
                    language,
                    [
                        "events": String(Int(statistics.eventCount)),
                        "terms": String(coefficients.count),
                    ])
            ] : []
    }

    /// `hazard-ratio` against a record whose scaled terms are all 0; then the survival at each of
    /// the declared times.
    package var outputNames: [String] {
        ["hazard-ratio"]
            + (statistics == nil
                ? [] : algorithm.times.map { "survival@\(StatisticsModel.short($0))" })
    }

    package func predictions(of table: StudyTable) -> [Double] {
        let isComplete = table.isComplete
        let data = DesignMatrix(table, without: algorithm.strataInput)
        let codes = algorithm.strataInput.map { table.codes($0) }
        let width = outputNames.count
        let limit = CoxRegression.predictorMax
        var answers = [Double](repeating: .nan, count: table.rowCount * width)
        var row = 0
        for place in 0..<table.rowCount where isComplete[place] {
            var predictor = data.offsets.isEmpty ? 0 : data.offsets[row]
            for index in coefficients.indices {
                predictor += data.values[row * data.width + 1 + index] * coefficients[index]
            }
            let ratio = Elementary.exp(min(max(predictor, -limit), limit))
            answers[place * width] = ratio
            if let statistics {
                let stratum = codes.map { Int($0[place]) } ?? 0
                for (index, time) in algorithm.times.enumerated() {
                    let at = stratum * algorithm.grid.count + algorithm.grid.place(of: time)
                    answers[place * width + 1 + index] =
                        Elementary.exp(-statistics.hazards[at] * ratio)
                }
            }
            row += 1
        }
        return answers
    }

    package var description: JSONValue { .object(["settings": algorithm.settings]) }

    package var tensors: [NamedTensor] {
        [NamedTensor("coefficients", coefficients)]
            + (statistics.map { [NamedTensor("statistics", $0.packed)] } ?? [])
    }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let settings = description["settings"] else {
            throw .malformedModel(field: "settings")
        }
        let algorithm = try CoxRegression(columns: columns, settings: settings)
        var statistics: CoxStatistics?
        if tensors.contains(where: { $0.name == "statistics" }) {
            statistics = CoxStatistics(
                packed: try tensors.doubles("statistics"), layout: algorithm.layout)
            if statistics == nil { throw .malformedModel(field: "statistics") }
        }
        try self.init(
            algorithm: algorithm, coefficients: tensors.doubles("coefficients"),
            statistics: statistics)
    }
}
