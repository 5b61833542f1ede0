internal import DureAssessment
internal import DureCore

/// The square in which a ROC curve is drawn, in the figure's own units.
private enum CurveFrame {
    static let viewBox = "0 0 272 262"
    static let left = 30.0
    static let top = 6.0
    static let side = 234.0
    static let ticks = [0, 0.25, 0.5, 0.75, 1]

    static func x(_ share: Double) -> String { ReportNumbers.coordinate(left + side * share) }
    static func y(_ share: Double) -> String {
        ReportNumbers.coordinate(top + side * (1 - share))
    }
}

extension ReportPage {
    /// The most points of a curve that are drawn; more are thinned out evenly.
    private static let pointCountMax = 400
    /// The shares at which the tables read the curves.
    private static let tableShares = (0...10).map { Double($0) / 10 }

    /// ROC curves, a small figure and a table for each member.
    var curves: Markup {
        MarkupBuilder.buildArray([
            paragraph(say(ReportPhrases.curveNote), class: "note"), legend,
            Markup.tag("div", ["class": "small curves"]) {
                for (index, member) in report.members.enumerated() {
                    curveFigure(of: member, id: "curve-\(index)")
                }
            },
        ])
    }

    private func curve(of model: ReportModel, at member: DemoReport.Member) -> DemoReport.Curve {
        switch model {
        case .own: member.ownCurve
        case .joint: member.jointCurve
        case .noisy: member.noisyCurve
        }
    }

    private func curveFigure(of member: DemoReport.Member, id: String) -> Markup {
        let found = models.map { (model: $0, curve: curve(of: $0, at: member)) }
        let title = say(ReportPhrases.curveFigure, ["member": member.title])
        let sentences = found.map { describe($0.model, $0.curve) }
        return Markup.tag("figure") {
            caption(of: member)
            drawing(
                id: id, title: title, description: sentences.joined(separator: " "),
                viewBox: CurveFrame.viewBox
            ) {
                frame
                for (model, curve) in found { path(model, curve) }
            }
            table(of: member, found.map(\.curve)).folded(under: say(ReportPhrases.dataTable))
        }
    }

    private func describe(_ model: ReportModel, _ curve: DemoReport.Curve) -> String {
        guard !curve.isEmpty else {
            return say(ReportPhrases.missingText, ["model": name(of: model)])
        }
        return say(
            ReportPhrases.curveText,
            [
                "model": name(of: model), "share": ReportNumbers.decimal(0.2, digits: 1),
                "found": ReportNumbers.decimal(height(of: curve, at: 0.2), digits: 2),
            ])
    }

    @MarkupBuilder private var frame: Markup {
        for tick in CurveFrame.ticks {
            let isEdge = tick == 0 || tick == 1
            let style = isEdge ? "axis" : "grid"
            let x = CurveFrame.x(tick)
            let y = CurveFrame.y(tick)
            line(style, from: (x, CurveFrame.y(0)), to: (x, CurveFrame.y(1)))
            line(style, from: (CurveFrame.x(0), y), to: (CurveFrame.x(1), y))
            if isEdge || tick == 0.5 {
                let text = ReportNumbers.short(tick)
                Markup.tag("text", ["x": x, "y": "258", "text-anchor": "middle"]) { text }
                Markup.tag(
                    "text", ["x": "24", "y": y, "dy": "4.5", "text-anchor": "end"]
                ) { text }
            }
        }
        line(
            "coin", from: (CurveFrame.x(0), CurveFrame.y(0)),
            to: (CurveFrame.x(1), CurveFrame.y(1)))
    }

    private func path(_ model: ReportModel, _ curve: DemoReport.Curve) -> Markup {
        let stride = max(1, (curve.count + Self.pointCountMax - 1) / Self.pointCountMax)
        let kept = curve.enumerated().filter {
            $0.offset.isMultiple(of: stride) || $0.offset == curve.count - 1
        }
        guard !kept.isEmpty else { return Markup() }
        let points = kept.map {
            "\(CurveFrame.x($0.element.falsePositiveShare)) \(CurveFrame.y($0.element.truePositiveShare))"
        }
        return Markup.void(
            "path",
            ["class": model.style("curve"), "d": "M" + points.joined(separator: "L")])
    }

    /// The highest point of a curve at most that far to the right.
    private func height(of curve: DemoReport.Curve, at share: Double) -> Double {
        curve.filter { $0.falsePositiveShare <= share + 1e-9 }.map(\.truePositiveShare).max() ?? 0
    }

    private func table(
        of member: DemoReport.Member, _ curves: [DemoReport.Curve]
    ) -> ReportTable {
        let rows = Self.tableShares.map { share in
            [ReportNumbers.decimal(share, digits: 1)]
                + curves.map { curve in
                    curve.isEmpty
                        ? "–" : ReportNumbers.decimal(height(of: curve, at: share), digits: 2)
                }
        }
        return ReportTable(
            caption: say(ReportPhrases.curveCaption, ["member": member.title]),
            columns: [.text(say(ReportPhrases.falsePositives))]
                + models.map { .number(name(of: $0)) },
            texts: rows)
    }
}
