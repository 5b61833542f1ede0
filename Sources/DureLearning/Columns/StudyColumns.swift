package import DureCore

/// All that a study reads of a row: inputs, target, weight and offset, with their public ranges.
package struct StudyColumns: Sendable, Hashable {
    /// The most input columns.
    package static let inputCountMax = 512

    /// What is to be explained or foretold.
    package enum Target: Sendable, Hashable {
        /// A column of 0 and 1, or of levels that mean them.
        case binary(column: String, levels: BinaryLevels? = nil)
        /// A column of declared levels; the class is the level's place.
        case classes(CategorySpecification)
        /// A number with its public range; values outside count as the range's ends.
        case number(FeatureSpecification)
        /// The time until an event or until the end of observation, and whether it was an event
        /// (a column of 0 and 1). The time's range begins at 0 and ends at the horizon.
        case event(time: FeatureSpecification, event: String)
    }

    /// The input columns, each named once.
    package let inputs: [InputColumn]
    /// The columns of free text, each named once; empty but for text classification.
    package let texts: [TextSpecification]
    /// What is to be foretold; nil where the study only counts.
    package let target: Target?
    /// How much a row counts, 0 or more; nil where all count 1.
    package let weight: FeatureSpecification?
    /// What is added to the linear predictor, unscaled; nil where nothing is.
    package let offset: FeatureSpecification?

    /// Checks that every column is named once and has one part to play.
    ///
    /// - Throws: ``LearningError/featureCount(limit:)``,
    ///   ``LearningError/duplicateColumn(column:)`` or
    ///   ``LearningError/badSpecification(column:field:)``.
    package init(
        inputs: [InputColumn], texts: [TextSpecification] = [], target: Target?,
        weight: FeatureSpecification? = nil, offset: FeatureSpecification? = nil
    ) throws(LearningError) {
        guard inputs.count <= Self.inputCountMax, texts.count <= TextSpecification.countMax,
            !inputs.isEmpty || !texts.isEmpty || target != nil
        else { throw .featureCount(limit: Self.inputCountMax) }
        var checked: [InputColumn] = []
        for input in inputs { checked.append(try input.checked()) }
        self.inputs = checked
        self.texts = texts
        self.target = target
        self.weight = weight
        self.offset = offset
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw .duplicateColumn(column: name)
        }
        if let weight, weight.lower < 0 {
            throw .badSpecification(column: weight.column, field: "lower")
        }
        if case .event(let time, _)? = target, time.lower != 0 {
            throw .badSpecification(column: time.column, field: "lower")
        }
    }

    /// The names of what a model foretells from, texts last.
    package var inputNames: [String] { inputs.map(\.name) + texts.map(\.column) }

    /// The names of all columns that are read, inputs first.
    package var names: [String] {
        inputNames + targetNames + [weight?.column, offset?.column].compactMap { $0 }
    }

    /// Whether a column must hold numbers; levels may be texts or numbers.
    package func hasNumbers(_ name: String) -> Bool {
        for case .category(let category) in inputs where category.column == name { return false }
        if texts.contains(where: { $0.column == name }) { return false }
        switch target {
        case .classes(let category)? where category.column == name: return false
        case .binary(name, .some)?: return false
        default: break
        }
        return names.contains(name)
    }

    /// The names of the target's columns.
    package var targetNames: [String] {
        switch target {
        case nil: []
        case .binary(let column, _): [column]
        case .classes(let category): [category.column]
        case .number(let feature): [feature.column]
        case .event(let time, let event): [time.column, event]
        }
    }

    /// What a model reads to foretell: all but target and weight.
    package var forPrediction: StudyColumns {
        StudyColumns(inputs: inputs, texts: texts, offset: offset)
    }

    private init(
        inputs: [InputColumn], texts: [TextSpecification], offset: FeatureSpecification?
    ) {
        self.inputs = inputs
        self.texts = texts
        self.offset = offset
        target = nil
        weight = nil
    }

    /// The columns as JSON.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["inputs": .array(inputs.map(\.json))]
        // Left out where there are none, so that other studies keep their hashes.
        if !texts.isEmpty { members["texts"] = .array(texts.map(\.json)) }
        members["target"] = target?.json
        members["weight"] = weight?.json
        members["offset"] = offset?.json
        return .object(members)
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    package init(json: JSONValue) throws(LearningError) {
        guard let list = json["inputs"]?.elements, list.count <= Self.inputCountMax else {
            throw .malformedModel(field: "inputs")
        }
        var inputs: [InputColumn] = []
        for element in list { inputs.append(try InputColumn(json: element)) }
        let specifications = json["texts"]?.elements ?? []
        guard specifications.count <= TextSpecification.countMax else {
            throw .malformedModel(field: "texts")
        }
        var texts: [TextSpecification] = []
        for element in specifications { texts.append(try TextSpecification(json: element)) }
        func feature(_ name: String) throws(LearningError) -> FeatureSpecification? {
            guard let json = json[name] else { return nil }
            return try FeatureSpecification(json: json)
        }
        var target: Target?
        if let json = json["target"] { target = try Target(json: json) }
        try self.init(
            inputs: inputs, texts: texts, target: target, weight: feature("weight"),
            offset: feature("offset"))
    }
}

extension StudyColumns.Target {
    /// The target as JSON, told apart by its kind.
    var json: JSONValue {
        switch self {
        case .binary(let column, let levels):
            .object(
                [
                    "kind": .string("binary"), "column": .string(column),
                ].merging(levels?.json ?? [:]) { $1 })
        case .classes(let category):
            .object([
                "kind": .string("classes"), "column": .string(category.column),
                "levels": .array(category.levels.map { .string($0) }),
            ])
        case .number(let feature):
            .object(["kind": .string("number"), "number": feature.json])
        case .event(let time, let event):
            .object([
                "kind": .string("event"), "time": time.json, "event": .string(event),
            ])
        }
    }

    /// Reads what ``json`` wrote.
    init(json: JSONValue) throws(LearningError) {
        switch (json["kind"]?.text, json["column"]?.text) {
        case ("binary", let column?):
            self = .binary(column: column, levels: try BinaryLevels(json: json))
        case ("classes", _):
            guard case .category(let category) = try InputColumn(json: json) else {
                throw .malformedModel(field: "levels")
            }
            self = .classes(category)
        case ("number", _):
            guard let number = json["number"] else { throw .malformedModel(field: "number") }
            self = .number(try FeatureSpecification(json: number))
        case ("event", _):
            guard let time = json["time"], let event = json["event"]?.text else {
                throw .malformedModel(field: "time")
            }
            self = .event(time: try FeatureSpecification(json: time), event: event)
        default: throw .malformedModel(field: "target")
        }
    }
}
