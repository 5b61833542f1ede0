package import DureCore

/// One input of a study: how its values are read, and the terms that they become.
package enum InputColumn: Sendable, Hashable {
    /// A number with unit, public range and fixed scaling; where `knots` are declared, a linear
    /// predictor bends there (a restricted cubic spline over the scaled values).
    ///
    /// `knots`: none, or 3 to ``knotCountMax`` rising values within the range, in the unit.
    case number(FeatureSpecification, knots: [Double])
    /// One of the declared levels.
    case category(CategorySpecification)

    /// The most knots of one column.
    package static let knotCountMax = 16

    /// The column's name.
    package var name: String {
        switch self {
        case .number(let feature, _): feature.column
        case .category(let category): category.column
        }
    }

    /// A number without knots.
    package static func number(_ feature: FeatureSpecification) -> InputColumn {
        .number(feature, knots: [])
    }

    /// Checks knots: none, or 3 to ``knotCountMax``, finite, rising, within the range.
    ///
    /// - Throws: ``LearningError/badSpecification(column:field:)``.
    func checked() throws(LearningError) -> InputColumn {
        guard case .number(let feature, let knots) = self, !knots.isEmpty else { return self }
        let isRising = zip(knots, knots.dropFirst()).allSatisfy { $0 < $1 }
        let isInside = knots.allSatisfy { (feature.lower...feature.upper).contains($0) }
        guard (3...Self.knotCountMax).contains(knots.count), isRising, isInside,
            let spline = RestrictedSpline(feature, knots: knots),
            spline.magnitudes.allSatisfy({ $0 <= FeatureSpecification.magnitudeLimit })
        else {
            throw .badSpecification(column: feature.column, field: "knots")
        }
        return self
    }
}

/// A column of declared levels.
///
/// The levels are public and agreed upon before anybody looks at the data. A cell that holds none
/// of them counts as missing, and is counted apart (``StudyTable/undeclaredCounts``).
package struct CategorySpecification: Sendable, Hashable {
    /// The most levels of one column.
    package static let levelCountMax = 4_096

    /// The column's name.
    package let column: String
    /// The levels, as the data writes them; the first is the reference of linear predictors.
    ///
    /// A column of numbers is compared with the numbers that the levels spell.
    package let levels: [String]

    /// Checks the levels: 2 to ``levelCountMax`` different texts, none of them empty.
    ///
    /// - Throws: ``LearningError/badSpecification(column:field:)``.
    package init(column: String, levels: [String]) throws(LearningError) {
        guard !column.isEmpty else { throw .badSpecification(column: column, field: "column") }
        guard (2...Self.levelCountMax).contains(levels.count), !levels.contains(""),
            Set(levels).count == levels.count
        else { throw .badSpecification(column: column, field: "levels") }
        self.column = column
        self.levels = levels
    }
}

extension InputColumn {
    /// The column as JSON.
    package var json: JSONValue {
        switch self {
        case .number(let feature, let knots):
            guard !knots.isEmpty, case .object(var members) = feature.json else {
                return feature.json
            }
            members["knots"] = .array(knots.map { .number($0 + 0) })
            return .object(members)
        case .category(let category):
            return .object([
                "column": .string(category.column),
                "levels": .array(category.levels.map { .string($0) }),
            ])
        }
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    package init(json: JSONValue) throws(LearningError) {
        guard let levels = json["levels"] else {
            let knots = (json["knots"]?.elements ?? []).compactMap(\.double)
            self = try InputColumn.number(FeatureSpecification(json: json), knots: knots).checked()
            return
        }
        guard let column = json["column"]?.text else { throw .malformedModel(field: "column") }
        guard let texts = levels.elements, texts.count <= CategorySpecification.levelCountMax else {
            throw .malformedModel(field: "levels")
        }
        self = .category(
            try CategorySpecification(column: column, levels: texts.compactMap(\.text)))
    }
}
