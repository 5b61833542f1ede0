internal import DureAssessment
internal import DureCore

/// Where AUCs stand in the figure: the same axis at every hospital.
private struct AreaAxis {
    /// Rows of 1.75 rem for the models, and one of 1.25 rem for the axis.
    static let height = 6.5
    static let rowHeight = 1.75

    /// The left end, a whole tenth of at most 0.5.
    let start: Double

    init(lowest: Double) {
        start = min(0.5, (lowest * 10).rounded(.down) / 10)
    }

    var ticks: [Double] {
        let first = Int((start * 10).rounded())
        return (first...10).map { Double($0) / 10 }
    }

    func x(_ area: Double) -> String {
        ReportNumbers.percent(0.03 + 0.94 * (area - start) / (1 - start))
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
    /// AUCs with intervals, a small figure for each hospital, and all measures as a table.
    var areas: Markup {
        let lowest = report.hospitals.flatMap { hospital in
            models.compactMap { measures(of: $0, at: hospital)?.areaUnderCurve?.lower }
        }.min()
        let axis = AreaAxis(lowest: lowest ?? 0.5)
        return MarkupBuilder.buildArray([
            paragraph(say(ReportPhrases.areaNote), class: "note"), legend,
            Markup.tag("div", ["class": "two"]) {
                for (index, hospital) in report.hospitals.enumerated() {
                    figure(of: hospital, id: "area-\(index)", axis)
                }
            },
            areaTable.folded(under: say(ReportPhrases.dataTable)),
        ])
    }

    /// A figure's heading: the hospital, where it is, its rows.
    func caption(of hospital: DemoReport.Hospital) -> Markup {
        let about = say(
            ReportPhrases.trainTest,
            [
                "economy": hospital.economy,
                "train": ReportNumbers.grouped(hospital.trainRowCount),
                "test": ReportNumbers.grouped(hospital.testRowCount),
            ])
        return Markup.tag("figcaption") {
            Markup.tag("h3") { hospital.title }
            Markup.tag("span", ["class": "note"]) { about }
        }
    }

    private func figure(
        of hospital: DemoReport.Hospital, id: String, _ axis: AreaAxis
    ) -> Markup {
        let areas = models.map { measures(of: $0, at: hospital)?.areaUnderCurve }
        return Markup.tag("figure") {
            caption(of: hospital)
            Markup.tag("div", ["class": "areas"]) {
                // Figure and table say the same to those who listen.
                Markup.tag("div", ["aria-hidden": "true"]) {
                    for model in models { Markup.tag("span") { name(of: model) } }
                }
                drawing(
                    id: id, title: say(ReportPhrases.areaFigure, ["hospital": hospital.title]),
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
        let rows = report.hospitals.flatMap { hospital in
            models.map { model -> [String] in
                let found = measures(of: model, at: hospital)
                return [
                    hospital.title, name(of: model), value(found?.areaUnderCurve),
                    found?.areaUnderCurve.map(interval) ?? "–", estimate(found?.accuracy),
                    found?.logLoss.map { ReportNumbers.decimal($0) } ?? "–",
                    found?.brierScore.map { ReportNumbers.decimal($0) } ?? "–",
                ]
            }
        }
        return ReportTable(
            caption: say(ReportPhrases.areaCaption),
            columns: [
                .text(say(ReportPhrases.hospital)), .text(say(ReportPhrases.model)),
                .number(say(ReportPhrases.area)), .number(say(ReportPhrases.interval)),
                .number(say(ReportPhrases.accuracy)), .number(say(ReportPhrases.logLoss)),
                .number(say(ReportPhrases.brier)),
            ], texts: rows)
    }
}
