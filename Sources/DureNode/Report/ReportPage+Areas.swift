internal import DureAssessment
internal import DureCore

/// Where scores stand in the figure: the same axis at every member.
private struct AreaAxis {
    /// Rows of 1.75 rem for the models, and one of 1.25 rem for the axis.
    static let height = 6.5
    static let rowHeight = 1.75

    /// The left end: a whole tenth of at most 0.5, and no less than -1.
    ///
    /// An R² may be anything below; what is further left is drawn at the end.
    let start: Double

    init(lowest: Double) {
        start = max(-1, min(0.5, (lowest * 10).rounded(.down) / 10))
    }

    var ticks: [Double] {
        let first = Int((start * 10).rounded())
        return stride(from: 10, through: first, by: start < 0 ? -5 : -1).reversed().map {
            Double($0) / 10
        }
    }

    func x(_ score: Double) -> String {
        ReportNumbers.percent(0.03 + 0.94 * (max(score, start) - start) / (1 - start))
    }

    func y(row: Int) -> String {
        ReportNumbers.percent((Double(row) + 0.5) * Self.rowHeight / Self.height)
    }

    func bottom(rows: Int) -> String {
        ReportNumbers.percent(Double(rows) * Self.rowHeight / Self.height)
    }

    func label(rows: Int) -> String {
        ReportNumbers.percent((Double(rows) * Self.rowHeight + 1) / Self.height)
    }
}

extension ReportPage {
    /// Scores with intervals, a small figure for each member, and all measures as a table.
    var areas: Markup {
        let lowest = report.members.flatMap { member in
            models.compactMap { measures(of: $0, at: member)?.estimate(of: score)?.lower }
        }.min()
        let axis = AreaAxis(lowest: lowest ?? 0.5)
        return MarkupBuilder.buildArray([
            paragraph("\(scoreNote) \(say(ReportPhrases.intervalNote))", class: "note"), legend,
            Markup.tag("div", ["class": "two"]) {
                for (index, member) in report.members.enumerated() {
                    figure(of: member, id: "area-\(index)", axis)
                }
            },
            areaTable.folded(under: say(ReportPhrases.dataTable)),
        ])
    }

    /// A figure's heading: the member, where it is, its rows.
    func caption(of member: DemoReport.Member) -> Markup {
        let about = say(
            ReportPhrases.trainTest,
            [
                "economy": member.economy,
                "train": ReportNumbers.grouped(member.trainRowCount),
                "test": ReportNumbers.grouped(member.testRowCount),
            ])
        return Markup.tag("figcaption") {
            Markup.tag("h3") { member.title }
            Markup.tag("span", ["class": "note"]) { about }
        }
    }

    private func figure(
        of member: DemoReport.Member, id: String, _ axis: AreaAxis
    ) -> Markup {
        let areas = models.map { measures(of: $0, at: member)?.estimate(of: score) }
        return Markup.tag("figure") {
            caption(of: member)
            Markup.tag("div", ["class": "areas"]) {
                // Figure and table say the same to those who listen.
                Markup.tag("div", ["aria-hidden": "true"]) {
                    for model in models { Markup.tag("span") { name(of: model) } }
                }
                drawing(
                    id: id,
                    title: say(
                        ReportPhrases.areaFigure, ["member": member.title, "score": scoreName]),
                    description: zip(models, areas).map(describe).joined(separator: " ")
                ) { shapes(areas, axis) }
                Markup.tag("div", ["class": "values", "aria-hidden": "true"]) {
                    for area in areas {
                        Markup.tag("span") {
                            area.map { ReportNumbers.decimal($0.value) } ?? "–"
                        }
                    }
                }
            }
        }
    }

    private var scoreNote: String {
        switch score {
        case .areaUnderCurve: say(ReportPhrases.areaNote)
        case .accuracy: say(ReportPhrases.accuracyNote)
        case .explainedShare: say(ReportPhrases.explainedNote)
        }
    }

    private func describe(_ model: ReportModel, _ area: Estimate?) -> String {
        guard let area else {
            return say(ReportPhrases.missingText, ["model": name(of: model)])
        }
        return say(
            ReportPhrases.intervalText,
            [
                "model": name(of: model), "value": ReportNumbers.decimal(area.value),
                "lower": ReportNumbers.decimal(area.lower),
                "upper": ReportNumbers.decimal(area.upper),
            ])
    }

    @MarkupBuilder private func shapes(_ areas: [Estimate?], _ axis: AreaAxis) -> Markup {
        let bottom = axis.bottom(rows: areas.count)
        for tick in axis.ticks {
            let isMain = tick == 0.5 || tick == 1
            line(
                isMain ? "axis" : "grid", from: (axis.x(tick), "0%"), to: (axis.x(tick), bottom))
            Markup.tag(
                "text",
                [
                    "class": isMain ? "main" : "minor", "x": axis.x(tick),
                    "y": axis.label(rows: areas.count), "text-anchor": "middle",
                ]
            ) { ReportNumbers.decimal(tick, digits: 1) }
        }
        for (row, pair) in zip(models, areas).enumerated() {
            if let area = pair.1 {
                let y = axis.y(row: row)
                line(
                    pair.0.style("whisker"), from: (axis.x(area.lower), y),
                    to: (axis.x(area.upper), y))
                pair.0.mark(x: axis.x(area.value), y: y)
            }
        }
    }

    private var areaTable: ReportTable {
        let rows = report.members.flatMap { member in
            models.map { model -> [String] in
                let found = measures(of: model, at: member)
                return [
                    member.title, name(of: model), value(found?.estimate(of: score)),
                    found?.estimate(of: score).map(interval) ?? "–", estimate(found?.accuracy),
                    found?.logLoss.map { ReportNumbers.decimal($0) } ?? "–",
                    found?.brierScore.map { ReportNumbers.decimal($0) } ?? "–",
                ]
            }
        }
        return ReportTable(
            caption: say(ReportPhrases.areaCaption),
            columns: [
                .text(say(ReportPhrases.member)), .text(say(ReportPhrases.model)),
                .number(scoreName), .number(say(ReportPhrases.interval)),
                .number(say(ReportPhrases.accuracy)), .number(say(ReportPhrases.logLoss)),
                .number(say(ReportPhrases.brier)),
            ], texts: rows)
    }
}
