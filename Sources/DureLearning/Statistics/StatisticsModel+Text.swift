package import DureCore

extension StatisticsModel {
    /// The columns of ``csv``.
    package static let csvHeader = [
        "statistic", "group", "column", "level", "column2", "level2", "quantile", "from", "to",
        "value", "hidden", "noise", "lower", "upper",
    ]

    /// All numbers as CSV (RFC 4180), one to a line; ``csvHeader`` first.
    ///
    /// The group of all rows is empty, that of rows without a level `(none)`, as is the level of
    /// records without one. Numbers have as many digits as it takes to read them back bit for bit.
    package var csv: String {
        let lines = figures.map { figure in
            let hasLevel = figure.kind == .level || figure.kind == .cell
            let fields = [
                figure.kind.rawValue, figure.group.key, figure.column,
                hasLevel ? figure.level ?? "(none)" : "", figure.otherColumn,
                figure.kind == .cell ? figure.otherLevel ?? "(none)" : "",
                Self.text(figure.quantile), Self.text(figure.from), Self.text(figure.to),
                Self.text(figure.value),
                figure.isHidden ? "1" : "0", Self.text(figure.noise),
                Self.text(figure.interval?.lowerBound), Self.text(figure.interval?.upperBound),
            ]
            return fields.map(Self.quoted).joined(separator: ",")
        }
        return ([Self.csvHeader.joined(separator: ",")] + lines).joined(separator: "\r\n") + "\r\n"
    }

    static func text(_ number: Double?) -> String {
        guard let number else { return "" }
        return number == number.rounded() && abs(number) < 1e15
            ? String(Int(number)) : String(number)
    }

    /// A text that a spreadsheet might take for a formula is kept from it by a quotation mark.
    static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@".contains($0) } ?? false
        let safe = isFormula && Double(text) == nil ? "'" + text : text
        guard safe.contains(where: { "\",\r\n".contains($0) || $0 == "\r\n" }) else { return safe }
        return "\""
            + safe.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }

    /// What a reader must know before the tables.
    package func notes(_ language: Language) -> [String] {
        if algorithm.isNoisy {
            let deviation = Self.short(noiseDeviation)
            return [StatisticsPhrases.noise.text(language, ["deviation": deviation])]
        }
        let count = ["count": String(algorithm.cellMin)] as KeyValuePairs
        var notes = [StatisticsPhrases.hiding.text(language, count)]
        if !algorithm.layout.numbers.isEmpty {
            notes.append(StatisticsPhrases.extremes.text(language, count))
        }
        let all = figures
        if all.allSatisfy({ $0.isHidden || $0.value == 0 }) {
            notes.append(StatisticsPhrases.allHidden.text(language))
        }
        return notes
    }

    /// The tables as Markdown, group after group.
    package func markdown(_ language: Language) -> String {
        let all = figures
        var groups: [StatisticsFigure.Group] = []
        for figure in all where groups.last != figure.group { groups.append(figure.group) }
        let sections = groups.map { group in
            section(all.filter { $0.group == group }, title(group, language), language)
        }
        return (notes(language).map { "> \($0)\n" } + sections).joined(separator: "\n")
    }

    private func title(_ group: StatisticsFigure.Group, _ language: Language) -> String {
        let column = algorithm.plan.group ?? ""
        switch group {
        case .all: return StatisticsPhrases.allRows.text(language)
        case .level(let level): return "\(column) = \(level)"
        case .without: return StatisticsPhrases.withoutLevel.text(language, ["column": column])
        }
    }

    private func section(
        _ figures: [StatisticsFigure], _ title: String, _ language: Language
    ) -> String {
        let records = figures.first { $0.kind == .records }
        var parts = ["## \(Self.escaped(title))\n"]
        parts.append(
            StatisticsPhrases.records.text(language, ["count": shown(records, language)]) + "\n")
        parts +=
            [
                numberTable(figures, language), levelTable(figures, language),
                binTable(figures, language), pairTable(figures, language),
            ].compactMap { $0 } + crossTables(figures, language)
        return parts.joined(separator: "\n")
    }

    private func numberTable(_ figures: [StatisticsFigure], _ language: Language) -> String? {
        let kinds: [(StatisticsFigure.Kind, Phrase)] = [
            (.present, StatisticsPhrases.present), (.missing, StatisticsPhrases.missing),
            (.mean, StatisticsPhrases.mean), (.deviation, StatisticsPhrases.deviation),
        ]
        let names = figures.filter { $0.kind == .present }.map(\.column)
        guard !names.isEmpty else { return nil }
        let header =
            [StatisticsPhrases.column.text(language)]
            + kinds.map { $0.1.text(language) }
            + [StatisticsPhrases.interval.text(language)]
            + algorithm.plan.quantiles.map { "\(Self.short($0 * 100)) %" }
        let rows = names.map { name in
            let own = figures.filter { $0.column == name && $0.otherColumn.isEmpty }
            let mean = own.first { $0.kind == .mean }
            let span = mean?.interval.map {
                "\(Self.short($0.lowerBound)) … \(Self.short($0.upperBound))"
            }
            return [name]
                + kinds.map { kind in shown(own.first { $0.kind == kind.0 }, language) }
                + [span ?? ""]
                + own.filter { $0.kind == .quantile }.map { shown($0, language) }
        }
        return Self.table(header, rows)
    }

    private func levelTable(_ figures: [StatisticsFigure], _ language: Language) -> String? {
        let levels = figures.filter { $0.kind == .level }
        guard !levels.isEmpty else { return nil }
        let header = [
            StatisticsPhrases.column, StatisticsPhrases.level, StatisticsPhrases.count,
        ]
        let none = StatisticsPhrases.none.text(language)
        return Self.table(
            header.map { $0.text(language) },
            levels.map { [$0.column, $0.level ?? none, shown($0, language)] })
    }

    private func binTable(_ figures: [StatisticsFigure], _ language: Language) -> String? {
        let bins = figures.filter { $0.kind == .bin }
        guard !bins.isEmpty else { return nil }
        let header = [
            StatisticsPhrases.column, StatisticsPhrases.range, StatisticsPhrases.count,
        ]
        return Self.table(
            header.map { $0.text(language) },
            bins.map { bin in
                let ends = [bin.from, bin.to].compactMap { $0 }.map(Self.short)
                return [bin.column, ends.joined(separator: " … "), shown(bin, language)]
            })
    }

    private func pairTable(_ figures: [StatisticsFigure], _ language: Language) -> String? {
        let pairs = figures.filter { $0.kind == .correlation }
        guard !pairs.isEmpty else { return nil }
        let covariances = figures.filter { $0.kind == .covariance }
        let header = [
            StatisticsPhrases.column, StatisticsPhrases.column, StatisticsPhrases.correlation,
            StatisticsPhrases.covariance,
        ]
        return Self.table(
            header.map { $0.text(language) },
            zip(pairs, covariances).map {
                [$0.column, $0.otherColumn, shown($0, language), shown($1, language)]
            })
    }

    private func crossTables(_ figures: [StatisticsFigure], _ language: Language) -> [String] {
        let none = StatisticsPhrases.none.text(language)
        return algorithm.plan.crosses.map { names in
            let cells = figures.filter {
                $0.kind == .cell && $0.column == names[0] && $0.otherColumn == names[1]
            }
            var levels: [String?] = []
            for cell in cells where !levels.contains(cell.level) { levels.append(cell.level) }
            let columnCount = cells.count / max(levels.count, 1)
            let header =
                ["\(names[0]) × \(names[1])"]
                + cells.prefix(columnCount).map { $0.otherLevel ?? none }
            let rows = levels.enumerated().map { row, level in
                [level ?? none]
                    + cells[row * columnCount..<(row + 1) * columnCount].map { shown($0, language) }
            }
            return Self.table(header, rows)
        }
    }

    private func shown(_ figure: StatisticsFigure?, _ language: Language) -> String {
        guard let figure, !figure.isHidden else { return StatisticsPhrases.hidden.text(language) }
        guard let value = figure.value else { return StatisticsPhrases.unknown.text(language) }
        guard let noise = figure.noise, noise > 0, figure.kind != .mean else {
            return Self.short(value)
        }
        return "\(Self.short(value)) ± \(Self.short(Self.normal95 * noise))"
    }

    /// Six digits at most, for people.
    static func short(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        var scale = 1.0
        while abs(value) * scale < 1e5, scale < 1e12 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() && abs(rounded) < 1e15
            ? String(Int(rounded)) : String(rounded)
    }

    private static func escaped(_ text: String) -> String {
        String(
            text.flatMap { "|\\\n\r`<".contains($0) ? Array("\\\($0.isNewline ? " " : $0)") : [$0] }
        )
    }

    static func table(_ header: [String], _ rows: [[String]]) -> String {
        let lines = [header, header.map { _ in "---" }] + rows
        return lines.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }
            .joined(separator: "\n") + "\n"
    }
}

extension StatisticsFigure.Group {
    /// The group as ``StatisticsModel/csv`` writes it.
    var key: String {
        switch self {
        case .all: ""
        case .level(let level): level
        case .without: "(none)"
        }
    }
}
