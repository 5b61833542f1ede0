/// A regression as people read it: each term with its uncertainty, scaled and in its own unit.
package struct CoefficientTable: Sendable, Hashable {
    /// A number with what is known about its chance.
    package struct Estimate: Sendable, Hashable {
        /// The estimate.
        package let value: Double
        /// Its standard error; nil where it is not known.
        package let standardError: Double?
        /// The chance of one as far from 0 if there were no effect: by the normal distribution, or
        /// Student's t where the dispersion was estimated.
        package let pValue: Double?
        /// The interval that holds the true value in 95 of 100 studies.
        package let interval: ClosedRange<Double>?
    }

    /// One term.
    package struct Row: Sendable, Hashable {
        /// The term's name; `1` is the intercept.
        package let term: String
        /// The unit of the column; empty where there is none.
        package let unit: String
        /// Per step of the public scaling; the intercept where all scaled terms are 0.
        package let scaled: Estimate
        /// Per unit of the column; the intercept where all columns are 0 and all categories at
        /// their first level.
        ///
        /// Terms of a spline stay scaled.
        package let natural: Estimate
        /// e to the natural coefficient with its interval: an odds ratio or a ratio of means; nil
        /// where the link is the identity, and for the intercept.
        package let ratio: Estimate?
    }

    /// The terms in the order of the coefficients.
    package let rows: [Row]
    /// What the ratios are.
    package let ratioName: String?

    /// The table of a model.
    package init(_ model: LinearModel) {
        let names: [Family: String] = [.gaussian: "", .bernoulli: "odds ratio"]
        let ratioName = names[model.family] ?? "rate ratio"
        self.init(
            model.terms,
            EstimateChance(
                coefficients: model.coefficients, statistics: model.statistics,
                isStudent: model.family.hasFreeDispersion, first: 0),
            ratioName: ratioName.isEmpty ? nil : ratioName)
    }

    /// The table of one class of a softmax regression, 1 or above, beside the reference.
    init(_ model: MultinomialModel, label: Int) {
        self.init(
            model.terms,
            EstimateChance(
                coefficients: model.coefficients, statistics: model.statistics, isStudent: false,
                first: (label - 1) * model.terms.width),
            ratioName: "odds ratio")
    }

    private init(_ terms: DesignTerms, _ chance: EstimateChance, ratioName: String?) {
        let natural = NaturalTerms(terms)
        self.ratioName = ratioName
        rows = (0..<terms.width).map { index in
            var unit = [Double](repeating: 0, count: terms.width)
            unit[index] = 1
            let estimate = chance.estimate(natural.factors(of: index))
            return Row(
                term: terms.names[index], unit: natural.units[index],
                scaled: chance.estimate(unit), natural: estimate,
                ratio: ratioName != nil && index > 0 ? estimate.exponential : nil)
        }
    }

    /// As comma-separated values with a header, full digits; empty fields where not known.
    package var csv: String {
        ([Self.csvHeader] + csvLines).joined(separator: "\n") + "\n"
    }

    /// The same of several classes, each line with its class first.
    package static func csv(_ tables: [(label: String, table: CoefficientTable)]) -> String {
        let lines = tables.flatMap { label, table in
            table.csvLines.map { "\(quoted(label)),\($0)" }
        }
        return (["class,\(csvHeader)"] + lines).joined(separator: "\n") + "\n"
    }

    private static let csvHeader =
        "term,unit,coefficient,standard_error,p_value,low,high,"
        + "scaled_coefficient,scaled_standard_error,scaled_low,scaled_high,"
        + "ratio,ratio_low,ratio_high"

    private var csvLines: [String] {
        rows.map { row in
            func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
            let (natural, scaled) = (row.natural, row.scaled)
            let numbers = [
                natural.value, natural.standardError, natural.pValue,
                natural.interval?.lowerBound, natural.interval?.upperBound,
                scaled.value, scaled.standardError,
                scaled.interval?.lowerBound, scaled.interval?.upperBound,
                row.ratio?.value, row.ratio?.interval?.lowerBound, row.ratio?.interval?.upperBound,
            ]
            return ([Self.quoted(row.term), Self.quoted(row.unit)] + numbers.map(number))
                .joined(separator: ",")
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { "\",\r\n".contains($0) }) else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// As a Markdown table in the columns' own units, four digits.
    package var markdown: String {
        let last = ratioName.map { " \($0) (95 %) |" } ?? ""
        var lines = [
            "| term | unit | coefficient | std. error | p | 95 % interval |" + last,
            "|---|---|--:|--:|--:|--:|" + (ratioName == nil ? "" : "--:|"),
        ]
        for row in rows {
            let natural = row.natural
            var fields = [
                escaped(row.term), escaped(row.unit), Self.short(natural.value),
                Self.short(natural.standardError), Self.chance(natural.pValue),
                Self.range(natural.interval),
            ]
            if ratioName != nil {
                fields.append(
                    row.ratio.map { "\(Self.short($0.value)) (\(Self.range($0.interval)))" } ?? "")
            }
            lines.append("| " + fields.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func escaped(_ text: String) -> String {
        text.map { "|\\`*_<>[]#\r\n".contains($0) ? ($0.isNewline ? " " : "\\\($0)") : "\($0)" }
            .joined()
    }

    private static func range(_ interval: ClosedRange<Double>?) -> String {
        interval.map { "\(short($0.lowerBound)) to \(short($0.upperBound))" } ?? "–"
    }

    private static func chance(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value < 0.0001 ? "< 0.0001" : short(value)
    }

    /// Four digits that matter.
    static func short(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        guard value != 0 else { return "0" }
        let size = abs(value)
        var exponent = 0
        var lead = size
        while lead >= 10, exponent < 400 { (lead, exponent) = (lead / 10, exponent + 1) }
        while lead < 1, exponent > -400 { (lead, exponent) = (lead * 10, exponent - 1) }
        guard (-5...8).contains(exponent) else { return scientific(value, lead, exponent) }
        let decimals = max(3 - exponent, 0)
        return fixed(value, decimals: decimals)
    }

    /// So many digits after the point, for magnitudes below 1e12.
    private static func fixed(_ value: Double, decimals: Int) -> String {
        let factor = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        let digits = String(Int((abs(value) * factor).rounded()))
        let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
        let sign = value < 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    private static func scientific(_ value: Double, _ lead: Double, _ exponent: Int) -> String {
        (value < 0 ? "-" : "") + fixed(lead, decimals: 3) + "e\(exponent)"
    }
}

/// Standard errors, p-values and intervals of sums of coefficients.
private struct EstimateChance {
    private let coefficients: [Double]
    private let statistics: LinearStatistics?
    /// Where in the coefficients the terms begin.
    private let first: Int
    private let degrees: Double?
    private let bound: Double

    init(coefficients: [Double], statistics: LinearStatistics?, isStudent: Bool, first: Int) {
        self.coefficients = coefficients
        self.statistics = statistics
        self.first = first
        let free = statistics?.degreesOfFreedom ?? 0
        degrees = isStudent && free > 0 ? free : nil
        bound =
            degrees.map { Distributions.studentBound(0.05, degrees: $0) } ?? 1.9599639845400542
    }

    /// The sum of the coefficients from ``first`` on, each times a factor.
    func estimate(_ factors: [Double]) -> CoefficientTable.Estimate {
        var all = [Double](repeating: 0, count: coefficients.count)
        all.replaceSubrange(first..<first + factors.count, with: factors)
        let value = zip(all, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        guard let variance = statistics?.variance(of: all), variance > 0 else {
            return .init(value: value, standardError: nil, pValue: nil, interval: nil)
        }
        let error = variance.squareRoot()
        let ratio = value / error
        let chance =
            degrees.map { Distributions.studentTwoSided(ratio, degrees: $0) }
            ?? Distributions.normalTwoSided(ratio)
        return .init(
            value: value, standardError: error, pValue: chance,
            interval: ClosedRange(around: value, reach: bound * error))
    }
}

extension CoefficientTable.Estimate {
    /// e to the estimate; the standard error by the delta method.
    fileprivate var exponential: CoefficientTable.Estimate {
        let ratio = Elementary.exp(value)
        return .init(
            value: ratio, standardError: standardError.map { $0 * ratio }, pValue: pValue,
            interval: interval.map {
                Elementary.exp($0.lowerBound)...Elementary.exp($0.upperBound)
            })
    }
}

/// How coefficients in the columns' own units are made of the scaled ones.
private struct NaturalTerms {
    /// Shape [width].
    let units: [String]
    /// Shape [width]: what a scaled coefficient is divided by.
    private let scales: [Double]
    /// Shape [width]: what of a scaled coefficient is taken off the intercept.
    private let shifts: [Double]

    init(_ terms: DesignTerms) {
        var units = [""]
        var scales = [1.0]
        var shifts = [0.0]
        for input in terms.inputs {
            switch input {
            case .number(let feature, let knots):
                let isStraight = knots.isEmpty
                let count = isStraight ? 1 : knots.count - 1
                units += [String](repeating: isStraight ? feature.unit : "", count: count)
                scales += [Double](repeating: isStraight ? feature.scale : 1, count: count)
                shifts += [Double](
                    repeating: isStraight ? feature.center / feature.scale : 0, count: count)
            case .category(let category):
                let count = category.levels.count - 1
                units += [String](repeating: "", count: count)
                scales += [Double](repeating: 1, count: count)
                shifts += [Double](repeating: 0, count: count)
            }
        }
        self.units = units
        self.scales = scales
        self.shifts = shifts
    }

    /// What each scaled coefficient gives to the natural one at that place.
    func factors(of index: Int) -> [Double] {
        if index == 0 { return [1] + shifts.dropFirst().map { -$0 } }
        var factors = [Double](repeating: 0, count: scales.count)
        factors[index] = 1 / scales[index]
        return factors
    }
}

extension LinearModel {
    /// Coefficients with their uncertainty, for people and files.
    package var table: CoefficientTable { CoefficientTable(self) }
}
