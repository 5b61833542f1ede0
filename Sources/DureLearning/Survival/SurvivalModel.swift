package import DureCore

/// Survival curves of groups, and whether they differ.
package struct SurvivalModel: Model {
    package static let kind = "kaplan-meier"

    /// The study's settings.
    package let algorithm: KaplanMeier
    /// One curve for each group, in the order of the levels; nil where the group has fewer than
    /// the minimum of persons.
    package let curves: [SurvivalCurve?]
    /// The log-rank test over the groups that have curves; nil for fewer than two of them.
    package let logRank: LogRankTest?
    /// How many rows had no group.
    package let withoutGroupCount: Double
    private let counts: [Double]

    package var columns: StudyColumns { algorithm.columns }
    package var outputNames: [String] { [] }
    package func predictions(of table: StudyTable) -> [Double] { [] }

    /// Takes the counts of a sum.
    ///
    /// - Throws: ``LearningError/malformedModel(field:)``.
    init(algorithm: KaplanMeier, counts: [Double]) throws(LearningError) {
        let size = algorithm.grid.count
        // As a whole they stay exact, so that nobody can be at risk less often than leaves.
        guard counts.count == algorithm.groupCount * size * 2 + 1,
            counts.allSatisfy({ $0 >= 0 && $0 == $0.rounded() }), counts.reduce(0, +) <= 0x1p52
        else { throw .malformedModel(field: "counts") }
        self.algorithm = algorithm
        self.counts = counts
        curves = (0..<algorithm.groupCount).map { group in
            let start = group * 2 * size
            let curve = SurvivalCurve(
                times: algorithm.grid.times, events: Array(counts[start..<start + size]),
                censored: Array(counts[start + size..<start + 2 * size]))
            return curve.recordCount > 0.5 ? curve : nil
        }
        logRank = LogRankTest(curves.compactMap { $0 })
        withoutGroupCount = counts[counts.count - 1]
    }

    /// The names of the groups; one empty name where there is no grouping category.
    package var groupNames: [String] {
        guard let group = algorithm.group,
            let levels = try? SurvivalRows.category(group, of: columns).levels
        else { return [""] }  // The settings were checked: only without a group is there none.
        return levels
    }

    package var description: JSONValue { .object(["settings": algorithm.settings]) }

    package var tensors: [NamedTensor] { [NamedTensor("counts", counts)] }

    package init(
        columns: StudyColumns, description: JSONValue, tensors: [NamedTensor]
    ) throws(LearningError) {
        guard let settings = description["settings"], let records = settings["records"]?.int,
            let groupMin = settings["group-min"]?.int, (1...1_000_000_000).contains(records),
            (1...1_000_000_000).contains(groupMin)
        else { throw .malformedModel(field: "settings") }
        try self.init(
            algorithm: KaplanMeier(
                columns: columns, grid: SurvivalGrid(json: settings["grid"]),
                group: settings["group"]?.text, recordsMin: Int(records), groupMin: Int(groupMin)),
            counts: tensors.doubles("counts"))
    }
}

/// A Kaplan–Meier curve on a grid.
package struct SurvivalCurve: Sendable, Hashable {
    /// The grid times.
    package let times: [Double]
    /// How many had the event at each time.
    package let events: [Double]
    /// How many left without it at each time.
    package let censored: [Double]
    /// How many were at risk at each time.
    package let atRisk: [Double]
    /// The share that survives each time: the product of `1 - events / atRisk`.
    package let survival: [Double]
    /// Greenwood's variance of it; nil where nobody survives.
    package let variances: [Double?]

    /// The curve of those counts, one of each kind for each time.
    init(times: [Double], events: [Double], censored: [Double]) {
        self.times = times
        self.events = events
        self.censored = censored
        var left = (events + censored).reduce(0, +)
        var (share, sum) = (1.0, 0.0)
        var (atRisk, survival): ([Double], [Double]) = ([], [])
        var variances: [Double?] = []
        for place in times.indices {
            atRisk.append(left)
            if events[place] > 0 {
                share *= (left - events[place]) / left
                sum += events[place] / (left * (left - events[place]))
            }
            survival.append(share)
            variances.append(share > 0 ? share * share * sum : nil)
            left -= events[place] + censored[place]
        }
        self.atRisk = atRisk
        self.survival = survival
        self.variances = variances
    }

    /// How many persons.
    package var recordCount: Double { atRisk.first ?? 0 }
    /// How many events.
    package var eventCount: Double { events.reduce(0, +) }

    /// 95 % at a grid time, from the log-log transform; nil where the curve is 0 or 1.
    ///
    /// `S^exp(±z s)` with `s = √(variance) / (S |ln S|)` (Kalbfleisch and Prentice, 1.4).
    package func interval(_ place: Int) -> ClosedRange<Double>? {
        let share = survival[place]
        guard let variance = variances[place], share > 0, share < 1 else { return nil }
        let log = Elementary.log(share)
        let reach = StatisticsModel.normal95 * variance.squareRoot() / (share * abs(log))
        guard reach.isFinite else { return nil }
        return Elementary.exp(
            log * Elementary.exp(reach))...Elementary.exp(
                log * Elementary.exp(-reach))
    }

    /// The first grid time at which no more than half survive; nil where more than half always do.
    package var median: Double? {
        survival.firstIndex { $0 <= 0.5 }.map { times[$0] }
    }

    /// The mean time survived up to the horizon, in the unit: the area under the curve.
    package var restrictedMean: Double {
        var (area, before, share) = (0.0, 0.0, 1.0)
        for place in times.indices {
            area += share * (times[place] - before)
            before = times[place]
            share = survival[place]
        }
        return area
    }
}

/// Whether the curves of groups differ (Mantel–Haenszel log-rank, hypergeometric variance).
package struct LogRankTest: Sendable, Hashable {
    /// Chi-square.
    package let statistic: Double
    /// One less than the groups that vary.
    package let degrees: Int
    /// The chance of at least such a statistic where the groups do not differ.
    package let pValue: Double

    /// Nil for fewer than two curves, or where nothing tells them apart.
    init?(_ curves: [SurvivalCurve]) {
        let count = curves.count - 1
        guard count >= 1 else { return nil }
        var gap = [Double](repeating: 0, count: count)
        var covariance = [Double](repeating: 0, count: count * count)
        for place in curves[0].times.indices {
            let risk = curves.reduce(0) { $0 + $1.atRisk[place] }
            let events = curves.reduce(0) { $0 + $1.events[place] }
            guard events > 0, risk > 1 else { continue }
            let spread = events * (risk - events) / (risk - 1)
            for a in 0..<count {
                let share = curves[a].atRisk[place] / risk
                gap[a] += curves[a].events[place] - events * share
                for b in 0..<count {
                    let other = curves[b].atRisk[place] / risk
                    covariance[a * count + b] += spread * share * ((a == b ? 1 : 0) - other)
                }
            }
        }
        guard let solved = Cholesky.solve(covariance, gap) else { return nil }
        statistic = max(0, zip(gap, solved).reduce(0) { $0 + $1.0 * $1.1 })
        degrees = count
        pValue = ChiSquare.upperTail(statistic, degrees: count)
    }
}
