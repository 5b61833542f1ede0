extension LinearModel: ONNXExportable {
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String {
        let columns = try ONNXColumns(columns, in: &graph)
        let predictor = columns.predictors(
            weights: coefficients.map { [$0] }, offsetWeights: [1], in: &graph)
        let mean =
            switch family {
            case .gaussian: predictor
            case .bernoulli: graph.node("Sigmoid", [predictor])
            case .poisson, .gamma, .negativeBinomial: graph.node("Exp", [predictor])
            }
        return graph.masked(mean, where: predictor)
    }
}

extension MultinomialModel: ONNXExportable {
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String {
        let columns = try ONNXColumns(columns, in: &graph)
        let width = terms.width
        let weights = (0..<width).map { term in
            [0] + (1..<classes.count).map { coefficients[($0 - 1) * width + term] }
        }
        let predictors = columns.predictors(
            weights: weights, offsetWeights: [0] + classes.dropFirst().map { _ in 1 }, in: &graph)
        let chances = graph.node("Softmax", [predictors], [("axis", .integer(1))])
        return graph.masked(chances, where: predictors)
    }
}

extension CoxModel: ONNXExportable {
    func write(to graph: inout ONNXGraph) throws(LearningError) -> String {
        let inputs = try ONNXColumns(columns, in: &graph)
        var weights = [[0]] + coefficients.map { [$0] }
        if let name = algorithm.strata,
            let index = columns.inputs.firstIndex(where: { $0.name == name })
        {
            // A stratum has a curve of its own and no terms.
            let before = DesignTerms(Array(columns.inputs[..<index])).width
            let with = DesignTerms(Array(columns.inputs[...index])).width
            weights.insert(contentsOf: repeatElement([0], count: with - before), at: before)
        }
        let predictor = inputs.predictors(weights: weights, offsetWeights: [1], in: &graph)
        let limit = CoxRegression.predictorMax
        let ratio = graph.node("Exp", [graph.clamped(predictor, [-limit], [limit])])
        guard let statistics, !algorithm.times.isEmpty else {
            return graph.masked(ratio, where: predictor)
        }
        let places = algorithm.times.map { algorithm.grid.place(of: $0) }
        let strata = statistics.hazards.count / algorithm.grid.count
        let hazards = (0..<strata).flatMap { stratum in
            places.map { -statistics.hazards[stratum * algorithm.grid.count + $0] }
        }
        let below: String
        if let name = algorithm.strata,
            let index = columns.inputs.firstIndex(where: { $0.name == name }),
            case .category(let codes, _) = inputs.columns[index]
        {
            below = graph.looked(up: codes, in: hazards, width: places.count)
        } else {
            below = graph.row(hazards)
        }
        let survival = graph.node("Exp", [graph.node("Mul", [ratio, below])])
        return graph.masked(graph.joined([ratio, survival]), where: predictor)
    }
}
