package import DureCharter
package import DureCore

extension Statistics {
    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json,
            "cross": .array(plan.crosses.map { .texts($0) }),
            "bins": .count(plan.binCount),
            "quantiles": .array(plan.quantiles.map { .number($0) }),
            "quantile-rounds": .count(plan.quantileRoundCount),
            "steps": .object(plan.steps.mapValues { .number($0) }),
            "cell-min": .count(cellMin), "records": .count(recordsMin),
        ]
        members["group"] = plan.group.map { .string($0) }
        members["correlated"] = plan.correlated.map { .texts($0) }
        if isNoisy { members["noise"] = .bool(true) }
        return .object(members)
    }

    /// Reads what ``settings`` wrote, the columns apart.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)`` or what the checks throw.
    init(columns: StudyColumns, settings json: JSONValue) throws(LearningError) {
        func integer(_ name: String) throws(LearningError) -> Int {
            guard let number = json[name]?.int, abs(number) <= 1_000_000_000 else {
                throw .malformedModel(field: name)
            }
            return Int(number)
        }
        func list(_ name: String) throws(LearningError) -> [JSONValue] {
            guard let elements = json[name]?.elements, elements.count <= Self.figureCountMax else {
                throw .malformedModel(field: name)
            }
            return elements
        }
        guard let steps = json["steps"]?.members else { throw .malformedModel(field: "steps") }
        try self.init(
            columns: columns,
            plan: Plan(
                group: json["group"]?.text,
                crosses: list("cross").map { ($0.elements ?? []).compactMap(\.text) },
                correlated: json["correlated"]?.elements?.compactMap(\.text),
                binCount: integer("bins"), quantiles: list("quantiles").compactMap(\.double),
                quantileRoundCount: integer("quantile-rounds"),
                steps: steps.compactMapValues(\.double)),
            cellMin: integer("cell-min"), recordsMin: integer("records"),
            noisePerMember: json["noise"] == .bool(true) ? 0 : nil)
    }

    /// Reads the table `[algorithm]` of a study.
    ///
    /// Keys: `kind = "statistics"`, `group`, `correlate` (a list of number columns), `bins`,
    /// `quantiles`, `quantile_rounds`, `cell_min`, `[[algorithm.cross]]` with `columns`, two names,
    /// and `[algorithm.steps]` with a number for each column's name.
    ///
    /// - Throws: `TOMLError` with line and key; a column that is no such input is `unknownValue`.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsMin: Int = 1,
        noisePerMember: Double? = nil
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: [
                "kind", "group", "correlate", "bins", "quantiles", "quantile_rounds", "cell_min",
                "cross", "steps",
            ])
        guard try table.string("kind") == Self.name else {
            throw table.error("kind", .unknownValue)
        }
        var plan = Plan()
        plan.group = try table.optionalString("group")
        plan.correlated = try table.optionalStrings("correlate")
        plan.binCount = try table.optionalInteger("bins", in: 0...Self.binCountMax) ?? plan.binCount
        plan.quantiles = try table.optionalDoubles("quantiles") ?? plan.quantiles
        plan.quantileRoundCount =
            try table.optionalInteger("quantile_rounds", in: 1...24) ?? plan.quantileRoundCount
        for cross in try table.tables("cross") {
            try cross.refuseUnknownKeys(allowed: ["columns"])
            plan.crosses.append(try cross.strings("columns"))
        }
        if let steps = try table.optionalTable("steps") {
            for column in steps.keys { plan.steps[column] = try steps.double(column) }
        }
        let cellMin = try table.optionalInteger("cell_min", in: 1...1_000_000_000)
        do {
            try self.init(
                columns: columns, plan: plan, cellMin: cellMin, recordsMin: recordsMin,
                noisePerMember: noisePerMember)
        } catch {
            throw Self.place(of: error, in: table)
        }
    }

    /// Which key led to an error.
    private static func place(of error: LearningError, in table: TOMLReader) -> TOMLError {
        switch error {
        case .badSetting(let name):
            let keys = ["steps", "quantiles", "cross", "correlate"]
            let key = keys.first { $0.hasPrefix(name) || name.hasPrefix($0) } ?? "kind"
            if name == "figures" { return table.error("kind", .tooLarge(limit: figureCountMax)) }
            return table.error(table.has(key) ? key : "kind", .unknownValue)
        case .unknownColumn(let column):
            let isGroup = (try? table.optionalString("group")) == column
            // The texts were read before; here only their place is looked for.
            let correlated = (try? table.optionalStrings("correlate")) ?? []
            let isStep = (try? table.optionalTable("steps"))??.has(column) ?? false
            let key =
                isGroup
                ? "group" : correlated.contains(column) ? "correlate" : isStep ? "steps" : "cross"
            return table.error(key, .unknownValue)
        default: return table.error("kind", .unknownValue)
        }
    }
}
