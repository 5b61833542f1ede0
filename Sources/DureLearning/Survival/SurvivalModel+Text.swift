package import DureCore

extension SurvivalModel {
    /// The columns of ``csv``.
    package static let csvHeader = [
        "group", "time", "at_risk", "events", "censored", "survival", "variance", "lower", "upper",
    ]

    /// The curves as CSV (RFC 4180), a line for each group and grid time; ``csvHeader`` first.
    package var csv: String {
        var lines = [Self.csvHeader.joined(separator: ",")]
        for (name, curve) in zip(groupNames, curves) {
            guard let curve else { continue }
            for place in curve.times.indices {
                let interval = curve.interval(place)
                let numbers = [
                    curve.times[place], curve.atRisk[place], curve.events[place],
                    curve.censored[place], curve.survival[place], curve.variances[place],
                    interval?.lowerBound, interval?.upperBound,
                ]
                let fields =
                    [StatisticsModel.quoted(name)] + numbers.map { StatisticsModel.text($0) }
                lines.append(fields.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A line for each group, and the test, as Markdown.
    package func markdown(_ language: Language) -> String {
        let horizon = StatisticsModel.short(algorithm.grid.times[algorithm.grid.count - 1])
        let header = [
            algorithm.group ?? "", SurvivalPhrases.persons.text(language),
            SurvivalPhrases.events.text(language), SurvivalPhrases.median.text(language),
            SurvivalPhrases.restrictedMean.text(language, ["horizon": horizon]),
        ]
        let rows = zip(groupNames, curves).compactMap { name, curve -> [String]? in
            guard let curve else { return nil }
            let median = curve.median.map { StatisticsModel.short($0) }
            return [
                name, StatisticsModel.short(curve.recordCount),
                StatisticsModel.short(curve.eventCount),
                median ?? SurvivalPhrases.notReached.text(language),
                StatisticsModel.short(curve.restrictedMean),
            ]
        }
        let test = logRank.map {
            SurvivalPhrases.logRank.text(
                language,
                [
                    "statistic": StatisticsModel.short($0.statistic),
                    "degrees": String($0.degrees), "value": $0.pValue.shortChance,
                ]) + "\n"
        }
        return
            (notes(language).map { "> \($0)\n" } + [StatisticsModel.table(header, rows)]
            + [test].compactMap { $0 }).joined(separator: "\n")
    }
}

extension CoxModel {
    /// The columns of ``csv``.
    package static let csvHeader = [
        "term", "coefficient", "standard_error", "hazard_ratio", "lower", "upper", "p_value",
    ]

    /// The terms as CSV (RFC 4180), in the columns' own units; ``csvHeader`` first.
    package var csv: String {
        let lines = terms.map { term in
            let numbers = [
                term.coefficient, term.standardError, term.hazardRatio, term.interval?.lowerBound,
                term.interval?.upperBound, term.pValue,
            ]
            return
                ([StatisticsModel.quoted(term.name)]
                + numbers.map { StatisticsModel.text($0) }).joined(separator: ",")
        }
        return ([Self.csvHeader.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    /// The terms as Markdown.
    package func markdown(_ language: Language) -> String {
        let header = [
            SurvivalPhrases.term, SurvivalPhrases.ratio, StatisticsPhrases.interval,
            SurvivalPhrases.pValue,
        ]
        let rows = terms.map { term -> [String] in
            let interval = term.interval.map {
                "\(StatisticsModel.short($0.lowerBound)) … \(StatisticsModel.short($0.upperBound))"
            }
            let pValue = term.pValue?.shortChance
            return [
                term.name, StatisticsModel.short(term.hazardRatio), interval ?? "", pValue ?? "",
            ]
        }
        let table = StatisticsModel.table(header.map { $0.text(language) }, rows)
        return (notes(language).map { "> \($0)\n" } + [table]).joined(separator: "\n")
    }
}

extension Double {
    /// A chance for people: not 0 where it is only small.
    fileprivate var shortChance: String {
        self < 1e-6 ? "< 0.000001" : StatisticsModel.short(self)
    }
}
