/// The linear predictor's terms: 1 for the intercept, then each input as a number, as the bends of
/// a spline, or as one 0/1 term for each level but the first.
package struct DesignTerms: Sendable, Hashable {
    /// The inputs in the order of their terms.
    package let inputs: [InputColumn]
    /// The name of each term, the intercept's `1` first; `column=level`, or `column~2` for the
    /// second bend of a spline.
    package let names: [String]
    /// The largest magnitude that each term can have; the intercept's is 1.
    package let magnitudes: [Double]

    /// The terms of those inputs.
    package init(_ inputs: [InputColumn]) {
        self.inputs = inputs
        var names = ["1"]
        var magnitudes = [1.0]
        for input in inputs {
            switch input {
            case .number(let feature, let knots):
                names.append(feature.column)
                magnitudes.append(feature.magnitudeMax)
                guard let spline = RestrictedSpline(feature, knots: knots) else { continue }
                for bend in 0..<spline.bendCount { names.append("\(feature.column)~\(bend + 1)") }
                magnitudes += spline.magnitudes
            case .category(let category):
                for level in category.levels.dropFirst() {
                    names.append("\(category.column)=\(level)")
                    magnitudes.append(1)
                }
            }
        }
        self.names = names
        self.magnitudes = magnitudes
    }

    /// How many terms, the intercept's among them.
    package var width: Int { names.count }
}

/// A restricted cubic spline: cubic between knots, straight outside them, smooth everywhere
/// (Harrell, Regression Modeling Strategies, 2.4.5; here over scaled values, and each bend divided
/// by the square of the distance from the first knot to the last).
struct RestrictedSpline: Sendable {
    private let feature: FeatureSpecification
    /// Scaled, rising.
    let knots: [Double]

    /// Nil where there are no knots.
    init?(_ feature: FeatureSpecification, knots: [Double]) {
        guard knots.count >= 3 else { return nil }
        self.feature = feature
        self.knots = knots.map { feature.scaled($0) }
    }

    /// How many terms besides the straight one.
    var bendCount: Int { knots.count - 2 }

    /// The bends of a scaled value.
    func bends(at x: Double) -> [Double] {
        let (first, last, before) = (knots[0], knots[knots.count - 1], knots[knots.count - 2])
        func cube(_ knot: Double) -> Double {
            let over = max(x - knot, 0)
            return over * over * over
        }
        let unit = (last - first) * (last - first)
        return (0..<bendCount).map { index in
            let knot = knots[index]
            let near = cube(before) * (last - knot) / (last - before)
            let far = cube(last) * (before - knot) / (last - before)
            return (cube(knot) - near + far) / unit
        }
    }

    /// What each bend is made of: a factor for each knot's cube, `max(x - knot, 0)³`.
    ///
    /// Shape [bendCount][knots]; what ``bends(at:)`` adds up.
    var cubeFactors: [[Double]] {
        let (first, last, before) = (knots[0], knots[knots.count - 1], knots[knots.count - 2])
        let unit = (last - first) * (last - first)
        return (0..<bendCount).map { index in
            var factors = [Double](repeating: 0, count: knots.count)
            factors[index] = 1 / unit
            factors[knots.count - 2] -= (last - knots[index]) / (last - before) / unit
            factors[knots.count - 1] = (before - knots[index]) / (last - before) / unit
            return factors
        }
    }

    /// The largest magnitude of each bend; they rise, so it is the one at the range's end.
    var magnitudes: [Double] {
        bends(at: feature.scaled(feature.upper)).map { max(abs($0), 0x1p-20) }
    }
}
