package import DureCharter
import DureCore

extension CoxRegression {
    /// Reads what ``settings`` wrote, the columns apart.
    init(columns: StudyColumns, settings json: JSONValue) throws(LearningError) {
        guard let ridge = json["ridge"]?.double else { throw .malformedModel(field: "ridge") }
        guard let tolerance = json["tolerance"]?.double else {
            throw .malformedModel(field: "tolerance")
        }
        guard let rounds = json["rounds"]?.int, (1...1_000).contains(rounds) else {
            throw .malformedModel(field: "rounds")
        }
        guard let records = json["records"]?.int, (1...1_000_000_000).contains(records) else {
            throw .malformedModel(field: "records")
        }
        try self.init(
            columns: columns, grid: SurvivalGrid(json: json["grid"]), strata: json["strata"]?.text,
            ridge: ridge, tolerance: tolerance, roundCountMax: Int(rounds),
            recordsMin: Int(records),
            times: (json["times"]?.elements ?? []).compactMap(\.double))
    }

    /// Reads the table `[algorithm]` of a study.
    ///
    /// Keys: `kind = "cox"`, `grid` or `grid_times` as for ``KaplanMeier``, `strata`, `penalty`,
    /// `rounds_max`, and `times`, the grid times at which survival is foretold.
    ///
    /// - Throws: `TOMLError` with line and key.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsMin: Int = 1
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(
            allowed: ["kind", "grid", "grid_times", "strata", "penalty", "rounds_max", "times"])
        guard try table.string("kind") == Self.name else {
            throw table.error("kind", .unknownValue)
        }
        let grid = try SurvivalGrid(reading: table, columns: columns)
        let strata = try table.optionalString("strata")
        let ridge = try table.optionalDouble("penalty", in: 0...1e9) ?? 0
        let rounds = try table.optionalInteger("rounds_max", in: 1...1_000) ?? 40
        let times = try table.optionalDoubles("times")
        do {
            try self.init(
                columns: columns, grid: grid, strata: strata, ridge: ridge, roundCountMax: rounds,
                recordsMin: recordsMin, times: times)
        } catch {
            switch error {
            case .unknownColumn: throw table.error("strata", .unknownValue)
            case .badSetting("times"): throw table.error("times", .unknownValue)
            case .badSetting("figures"):
                let key = table.has("grid") ? "grid" : "grid_times"
                throw table.error(key, .tooLarge(limit: Self.figureCountMax))
            case .featureCount(let limit): throw table.error("kind", .tooLarge(limit: limit))
            default: throw table.error("kind", .unknownValue)
            }
        }
    }
}
