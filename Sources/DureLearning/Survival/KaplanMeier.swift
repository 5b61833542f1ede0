package import DureCharter
package import DureCore

/// Survival curves and the log-rank test from counts on a declared time grid: exact, one round.
///
/// A sum holds, for each group and grid time, how many had the event and how many were censored;
/// who is at risk follows. The counts are whole, so the curves are those of the pooled rows bit
/// for bit. What the grid costs: an event counts at the end of its interval, and one who left
/// within an interval is at risk for its whole length. All members see the counts of every grid
/// time: a fine grid shows single events, so choose one in which few times stand alone.
package struct KaplanMeier: SumAlgorithm {
    package static let name = "kaplan-meier"
    /// The most numbers in a sum.
    package static let figureCountMax = 700_000
    /// The most groups: the test that compares them takes time by the cube of their number.
    package static let groupCountMax = 256

    /// The most records at one grid time of a sum that is not garbage.
    static let recordCountMax = 1e9

    package let columns: StudyColumns
    /// The grid.
    package let grid: SurvivalGrid
    /// The category whose levels are compared; nil for one curve.
    package let group: String?
    /// With fewer records in a sum than this, nothing comes of it.
    package let recordsMin: Int
    /// A group of fewer persons than this has no curve, and no part in the test.
    package let groupMin: Int
    private let groupInput: Int?
    /// How many groups, rows without a level not counted.
    let groupCount: Int

    /// Checks the settings.
    ///
    /// - Throws: ``LearningError/badSetting(name:)``: `target` where it is no event, `weight` and
    ///   `offset` where there are any, `grid`, `figures`, `groups`, `records` or `group-min`;
    ///   ``LearningError/unknownColumn(column:)`` for a group that is no category.
    package init(
        columns: StudyColumns, grid: SurvivalGrid, group: String? = nil, recordsMin: Int = 1,
        groupMin: Int = 10
    ) throws(LearningError) {
        let time = try SurvivalRows.time(of: columns)
        func check(_ holds: Bool, _ name: String) throws(LearningError) {
            guard holds else { throw .badSetting(name: name) }
        }
        try check(columns.weight == nil, "weight")
        try check(columns.offset == nil, "offset")
        try check(grid.times[grid.count - 1] == time.upper, "grid")
        try check((1...1_000_000_000).contains(recordsMin), "records")
        try check((1...1_000_000_000).contains(groupMin), "group-min")
        let category = try group.map { (name) throws(LearningError) in
            try SurvivalRows.category(name, of: columns)
        }
        groupCount = category?.levels.count ?? 1
        try check(groupCount <= Self.groupCountMax, "groups")
        try check(grid.count <= Self.figureCountMax / (2 * (groupCount + 1)), "figures")
        self.columns = columns
        self.grid = grid
        self.group = group
        self.recordsMin = recordsMin
        self.groupMin = groupMin
        groupInput = category?.input
    }

    package var roundCountMax: Int { 1 }
    package var clippingBound: Double? { nil }
    package var usesIncompleteRows: Bool { true }

    package var settings: JSONValue {
        var members: [String: JSONValue] = [
            "algorithm": .string(Self.name), "columns": columns.json, "grid": grid.json,
            "records": .count(recordsMin), "group-min": .count(groupMin),
        ]
        members["group"] = group.map { .string($0) }
        return .object(members)
    }

    package func start() -> ModelState {
        ModelState(algorithm: Self.name, round: 0, coefficients: [])
    }

    package func rows(of table: StudyTable) throws(LearningError) -> SurvivalRows {
        SurvivalRows(table, grid: grid, group: groupInput, groupCount: groupCount)
    }

    /// For each group, events then censorings at each time; last, the rows without a group.
    package func sumLength(at state: ModelState) -> Int { groupCount * grid.count * 2 + 1 }

    package func boundsPerRecord(at state: ModelState) -> [Double] {
        [Double](repeating: 1, count: sumLength(at: state))
    }

    package func contribution(
        to state: ModelState, from rows: SurvivalRows
    ) throws(LearningError) -> [Double] {
        guard state.algorithm == Self.name, state.round == 0, rows.grid == grid else {
            throw .stateMismatch
        }
        var counts = [Double](repeating: 0, count: sumLength(at: state))
        for row in rows.places.indices {
            guard rows.groups[row] >= 0 else {
                counts[counts.count - 1] += 1
                continue
            }
            let kind = rows.isEvent[row] ? 0 : grid.count
            counts[rows.groups[row] * 2 * grid.count + kind + rows.places[row]] += 1
        }
        return counts
    }

    package func sums(from stream: StudyStream) throws(LearningError) -> StreamedSums {
        partwiseSums(from: stream)
    }

    package func advance(
        _ state: ModelState, with sum: [Double], survivors: Int
    ) -> Advance {
        if let reason = refusal(state, width: 0, sum: sum) { return .failed(reason) }
        let counts = sum.map { $0.rounded() + 0 }
        guard counts.allSatisfy({ (0...Self.recordCountMax).contains($0) }) else {
            return .failed(.sumImpossible)
        }
        let records = counts.dropLast().reduce(0, +)
        if let reason = FailureReason(records: records, least: recordsMin) {
            return .failed(reason)
        }
        return .finished(state.successor([], memory: withoutSmallGroups(counts)), .converged)
    }

    /// Groups that are too small are forgotten, not only left out of the page.
    private func withoutSmallGroups(_ counts: [Double]) -> [Double] {
        var kept = counts
        for group in 0..<groupCount {
            let part = group * 2 * grid.count..<(group + 1) * 2 * grid.count
            if counts[part].reduce(0, +) < Double(groupMin) - 0.5 {
                for place in part { kept[place] = 0 }
            }
        }
        return kept
    }

    package func model(from state: ModelState) throws(LearningError) -> any Model {
        guard state.algorithm == Self.name else { throw .stateMismatch }
        return try SurvivalModel(algorithm: self, counts: state.memory)
    }
}

extension KaplanMeier {
    /// Reads the table `[algorithm]` of a study.
    ///
    /// Keys: `kind = "kaplan-meier"`, `grid` (a step in the time's unit) or `grid_times` (a list
    /// that ends with the horizon), `group`, `group_min`.
    ///
    /// - Throws: `TOMLError` with line and key.
    package init(
        reading table: TOMLReader, columns: StudyColumns, recordsMin: Int = 1
    ) throws(TOMLError) {
        try table.refuseUnknownKeys(allowed: ["kind", "grid", "grid_times", "group", "group_min"])
        guard try table.string("kind") == Self.name else {
            throw table.error("kind", .unknownValue)
        }
        let grid = try SurvivalGrid(reading: table, columns: columns)
        let group = try table.optionalString("group")
        let groupMin = try table.optionalInteger("group_min", in: 1...1_000_000_000) ?? 10
        do {
            try self.init(
                columns: columns, grid: grid, group: group, recordsMin: recordsMin,
                groupMin: groupMin)
        } catch {
            switch error {
            case .unknownColumn: throw table.error("group", .unknownValue)
            case .badSetting("groups"):
                throw table.error("group", .tooLarge(limit: Self.groupCountMax))
            case .badSetting("figures"):
                let key = table.has("grid") ? "grid" : "grid_times"
                throw table.error(key, .tooLarge(limit: Self.figureCountMax))
            case .badSetting(let name) where ["weight", "offset"].contains(name):
                throw table.error("kind", .notTogether(with: name))
            default: throw table.error("kind", .unknownValue)
            }
        }
    }
}

extension SurvivalGrid {
    /// Reads `grid` or `grid_times`.
    init(reading table: TOMLReader, columns: StudyColumns) throws(TOMLError) {
        guard case .event(let time, _)? = columns.target else {
            throw table.error("kind", .unknownValue)
        }
        if table.has("grid"), table.has("grid_times") {
            throw table.error("grid_times", .notTogether(with: "grid"))
        }
        do {
            if let times = try table.optionalDoubles("grid_times") {
                try self.init(times: times, horizon: time.upper)
            } else {
                try self.init(step: table.double("grid"), horizon: time.upper)
            }
        } catch let error as TOMLError {
            throw error
        } catch {
            let key = table.has("grid_times") ? "grid_times" : "grid"
            throw table.error(key, .tooLarge(limit: Self.countMax))
        }
    }
}
