/// A study's columns as inputs of a graph, read as ``StudyTable`` reads them.
///
/// A number is a double of the column's name, NaN where missing; outside its range it counts as the
/// range's end. A category is a text; one that is no declared level counts as missing.
struct ONNXColumns {
    /// One input column, in the study's order.
    enum Column {
        /// The place among ``numbers``, and the spline where there is one.
        case number(place: Int, RestrictedSpline?)
        /// The value of shape [rows, 1] with the level's place; the count of levels where missing.
        case category(codes: String, levelCount: Int)
    }

    /// The inputs.
    let columns: [Column]
    /// Shape [rows, features]: within the ranges, not scaled; nil without numbers.
    let numbers: String?
    /// The numbers' specifications.
    let features: [FeatureSpecification]
    /// Shape [rows, 1]; nil without an offset.
    let offset: String?

    /// Declares the inputs.
    ///
    /// - Throws: ``LearningError/featureCount(limit:)`` where there are none: a graph without
    ///   inputs does not know how many rows there are.
    init(_ study: StudyColumns, in graph: inout ONNXGraph) throws(LearningError) {
        guard !study.inputs.isEmpty else { throw .featureCount(limit: StudyColumns.inputCountMax) }
        var names: [String] = []
        for input in study.inputs {
            switch input {
            case .number: names.append(graph.input(input.name, .double))
            case .category: names.append(graph.input(input.name, .text))
            }
        }
        let offset = study.offset.map { ($0, graph.input($0.column, .double)) }
        var columns: [Column] = []
        var numbers: [String] = []
        var features: [FeatureSpecification] = []
        for (name, input) in zip(names, study.inputs) {
            switch input {
            case .number(let feature, let knots):
                columns.append(
                    .number(place: features.count, RestrictedSpline(feature, knots: knots)))
                numbers.append(name)
                features.append(feature)
            case .category(let category):
                let codes = graph.codes(of: name, levels: category.levels)
                columns.append(.category(codes: codes, levelCount: category.levels.count))
            }
        }
        self.columns = columns
        self.features = features
        self.numbers =
            numbers.isEmpty
            ? nil
            : graph.clamped(
                graph.joined(numbers), features.map(\.lower), features.map(\.upper))
        self.offset = offset.map { graph.clamped($1, [$0.lower], [$0.upper]) }
    }

    /// The numbers as models see them; nil without numbers.
    func scaled(in graph: inout ONNXGraph) -> String? {
        numbers.map { numbers in
            let moved = graph.node("Sub", [numbers, graph.row(features.map(\.center))])
            return graph.node("Div", [moved, graph.row(features.map(\.scale))])
        }
    }

    /// The linear predictors: ``DesignTerms`` times weights, plus the offset times its own.
    ///
    /// - Parameters:
    ///   - weights: Shape [terms][predictors].
    ///   - offsetWeights: Shape [predictors].
    /// - Returns: Shape [rows, predictors]; NaN in all of a row where a value is missing.
    func predictors(
        weights: [[Double]], offsetWeights: [Double], in graph: inout ONNXGraph
    ) -> String {
        let count = offsetWeights.count
        var parts = [graph.row(weights[0])]
        var straight: [Double] = []
        var bends: [Bend] = []
        var term = 1
        for column in columns {
            switch column {
            case .number(let place, let spline):
                straight += weights[term]
                term += 1
                guard let spline else { continue }
                bends += Bend.all(
                    spline, of: place, weights: weights[term..<term + spline.bendCount])
                term += spline.bendCount
            case .category(let codes, let levelCount):
                let levels = weights[term..<term + levelCount - 1].flatMap { $0 }
                let table = [Double](repeating: 0, count: count) + levels
                parts.append(graph.looked(up: codes, in: table, width: count))
                term += levelCount - 1
            }
        }
        if let scaled = scaled(in: &graph) {
            let matrix = graph.constant(shape: [features.count, count], .doubles(straight))
            parts.append(graph.node("MatMul", [scaled, matrix]))
            if !bends.isEmpty { parts.append(graph.bent(scaled, bends, count: count)) }
        }
        if let offset {
            parts.append(graph.node("MatMul", [offset, graph.row(offsetWeights)]))
        }
        return parts.dropFirst().reduce(parts[0]) { graph.node("Add", [$0, $1]) }
    }
}

/// A knot of one of the numbers, and what its cube adds to each predictor.
private struct Bend {
    let place: Int
    let knot: Double
    /// Shape [predictors].
    let weights: [Double]

    static func all(
        _ spline: RestrictedSpline, of place: Int, weights: ArraySlice<[Double]>
    ) -> [Bend] {
        spline.knots.enumerated().map { index, knot in
            var sums = [Double](repeating: 0, count: weights.first?.count ?? 0)
            for (factors, bend) in zip(spline.cubeFactors, weights) {
                for predictor in sums.indices {
                    sums[predictor] += factors[index] * bend[predictor]
                }
            }
            return Bend(place: place, knot: knot, weights: sums)
        }
    }
}

extension ONNXGraph {
    /// Arrays side by side, as one.
    mutating func joined(_ parts: [String]) -> String {
        parts.count == 1 ? parts[0] : node("Concat", parts, [("axis", .integer(1))])
    }

    /// Each column within its bounds; NaN stays, which `Clip` does not promise.
    mutating func clamped(_ values: String, _ lower: [Double], _ upper: [Double]) -> String {
        var result = values
        for (comparison, bounds) in [("Less", row(lower)), ("Greater", row(upper))] {
            let isBeyond = node(comparison, [result, bounds])
            result = node("Where", [isBeyond, bounds, result])
        }
        return result
    }

    /// The same numbers as another type.
    mutating func cast(_ values: String, to element: Element) -> String {
        node("Cast", [values], [("to", .integer(element.rawValue))])
    }

    /// The result; NaN in all of a row where `values` is NaN.
    mutating func masked(_ result: String, where values: String) -> String {
        let isMissing = node("IsNaN", [values])
        return node("Where", [isMissing, row([.nan]), result])
    }

    /// The place of each text among levels; their count where it is none of them.
    fileprivate mutating func codes(of texts: String, levels: [String]) -> String {
        node(
            "LabelEncoder", [texts],
            [
                ("keys_strings", .texts(levels)),
                ("values_int64s", .integers(Array(levels.indices))),
                ("default_int64", .integer(levels.count)),
            ], domain: Self.learningDomain)
    }

    /// The rows of a table that codes name; a row of NaN for those beyond it.
    ///
    /// - Parameter table: Shape [levels, width].
    /// - Returns: Shape [rows, width].
    mutating func looked(up codes: String, in table: [Double], width: Int) -> String {
        let whole = table + [Double](repeating: .nan, count: width)
        return looked(
            up: codes, in: constant(shape: [whole.count / width, width], .doubles(whole)))
    }

    /// The rows of a table that codes name, shape [rows, width].
    mutating func looked(up codes: String, in table: String) -> String {
        node("Flatten", [node("Gather", [table, codes])])
    }

    /// What the cubes beyond knots add to each predictor.
    fileprivate mutating func bent(_ scaled: String, _ bends: [Bend], count: Int) -> String {
        let places = constant(shape: [bends.count], .integers(bends.map { Int32($0.place) }))
        let values = node("Gather", [scaled, places], [("axis", .integer(1))])
        let over = node("Relu", [node("Sub", [values, row(bends.map(\.knot))])])
        let cubes = node("Mul", [node("Mul", [over, over]), over])
        let matrix = constant(shape: [bends.count, count], .doubles(bends.flatMap(\.weights)))
        return node("MatMul", [cubes, matrix])
    }
}
