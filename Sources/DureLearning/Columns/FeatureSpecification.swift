package import DureCore

/// One input column with its unit and its public range and scaling.
///
/// All numbers are agreed upon before anybody looks at the data: scaling with private statistics
/// would leak them (design.md, 6). A value is used as `(clamp(x, lower...upper) - center) / scale`.
package struct FeatureSpecification: Sendable, Hashable {
    /// The column's name.
    package let column: String
    /// The unit, for people, such as `mmHg`; empty where there is none.
    package let unit: String
    /// The smallest value that is told apart, in the unit.
    package let lower: Double
    /// The largest value that is told apart, in the unit.
    package let upper: Double
    /// What is taken off, in the unit.
    package let center: Double
    /// What is divided by, in the unit; more than zero.
    package let scale: Double

    /// The largest magnitude that a range, a center or a scale may have; none is used that is
    /// beyond what floats and logarithms hold.
    package static let magnitudeLimit = 1e30

    /// Checks the range and the scaling.
    ///
    /// - Throws: ``LearningError/badSpecification(column:field:)``.
    package init(
        column: String, unit: String, lower: Double, upper: Double, center: Double, scale: Double
    ) throws(LearningError) {
        func check(_ holds: Bool, _ field: String) throws(LearningError) {
            guard holds else { throw .badSpecification(column: column, field: field) }
        }
        try check(!column.isEmpty, "column")
        let limit = Self.magnitudeLimit
        try check(lower.magnitude <= limit, "lower")
        try check(upper.magnitude <= limit && upper - lower >= 1 / limit, "upper")
        try check(center.magnitude <= limit, "center")
        try check(scale >= 1 / limit && scale <= limit, "scale")
        self.column = column
        self.unit = unit
        // Adding zero turns -0 into 0, which JSON cannot tell apart.
        self.lower = lower + 0
        self.upper = upper + 0
        self.center = center + 0
        self.scale = scale
        try check(magnitudeMax.isFinite, "scale")
    }

    /// A column that spans `lower...upper`, scaled to -1...1; right for 0/1 columns.
    package init(
        column: String, unit: String, lower: Double, upper: Double
    ) throws(LearningError) {
        try self.init(
            column: column, unit: unit, lower: lower, upper: upper,
            center: (lower + upper) / 2, scale: (upper - lower) / 2)
    }

    /// The value as the model sees it.
    ///
    /// Values outside the range count as its ends.
    package func scaled(_ value: Double) -> Double {
        (min(max(value, lower), upper) - center) / scale
    }

    /// The largest magnitude that a scaled value can have.
    package var magnitudeMax: Double {
        max(abs((lower - center) / scale), abs((upper - center) / scale))
    }

    /// The specification as JSON.
    package var json: JSONValue {
        .object([
            "column": .string(column), "unit": .string(unit),
            "lower": .number(lower), "upper": .number(upper),
            "center": .number(center), "scale": .number(scale),
        ])
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    package init(json: JSONValue) throws(LearningError) {
        func number(_ name: String) throws(LearningError) -> Double {
            guard let number = json[name]?.double else { throw .malformedModel(field: name) }
            return number
        }
        guard let column = json["column"]?.text else { throw .malformedModel(field: "column") }
        guard let unit = json["unit"]?.text else { throw .malformedModel(field: "unit") }
        try self.init(
            column: column, unit: unit, lower: number("lower"), upper: number("upper"),
            center: number("center"), scale: number("scale"))
    }
}
