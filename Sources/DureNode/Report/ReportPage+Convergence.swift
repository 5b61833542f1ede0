internal import DureAssessment
internal import DureCore
internal import DureLearning

/// The axes of a convergence figure: by powers of ten where values span more than two of them.
private struct ConvergenceAxes {
    /// What the right and upper end of the axes leave free, as shares of the figure.
    private static let left = 0.06
    private static let right = 0.98
    private static let top = 0.1
    private static let bottom = 0.86

    let rounds: ClosedRange<Int>
    let isLogarithmic: Bool
    /// Values at the horizontal lines, the lowest first.
    let lines: [Double]

    init(_ points: [(round: Int, value: Double)]) {
        let numbers = points.map(\.round)
        let values = points.map(\.value).filter(\.isFinite)
        let lowest = values.min() ?? 0
        let highest = values.max() ?? 1
        rounds = (numbers.min() ?? 1)...max(numbers.max() ?? 1, (numbers.min() ?? 1) + 1)
        isLogarithmic = lowest > 0 && highest / lowest > 100
        lines = isLogarithmic ? Self.powers(lowest, highest) : Self.steps(lowest, highest)
    }

    /// Powers of ten from below the lowest value to above the highest.
    private static func powers(_ lowest: Double, _ highest: Double) -> [Double] {
        let first = Int((Elementary.log(lowest) / Elementary.log(10)).rounded(.down))
        let last = Int((Elementary.log(highest) / Elementary.log(10)).rounded(.up))
        return (first...max(last, first + 1)).map(Double.init)
    }

    /// Four or so round values from 0, or from below the lowest, to above the highest.
    private static func steps(_ lowest: Double, _ highest: Double) -> [Double] {
        let start = lowest >= 0 && lowest < highest / 2 ? 0 : lowest
        let span = max(highest - start, 1e-9)
        var step = 1e-10
        for factor in (0..<80).map({ [2, 2.5, 2][$0 % 3] }) where span / step > 5 {
            step *= factor
        }
        let first = (start / step).rounded(.down)
        return (0...6).map { (first + Double($0)) * step }
            .prefix { $0 < highest + step }.map(\.self)
    }

    func x(_ round: Int) -> String {
        let share = Double(round - rounds.lowerBound) / Double(rounds.count - 1)
        return ReportNumbers.percent(Self.left + 0.06 + (Self.right - Self.left - 0.06) * share)
    }

    /// The place of a line, or of a value where `line` is nil.
    func y(_ value: Double) -> String {
        y(line: isLogarithmic ? Elementary.log(value) / Elementary.log(10) : value)
    }

    func y(line: Double) -> String {
        let low = lines.first ?? 0
        let high = lines.last ?? 1
        let share = high > low ? (line - low) / (high - low) : 0
        return ReportNumbers.percent(Self.bottom - (Self.bottom - Self.top) * share)
    }

    func text(line: Double) -> String {
        isLogarithmic ? ReportNumbers.powerOfTen(Int(line)) : ReportNumbers.short(line, digits: 4)
    }

    /// Which lines are drawn: at most six or so.
    var labelled: [Double] {
        let stride = (lines.count + 5) / 6
        return lines.enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element)
    }

    /// Which rounds get a text: the first, the last, and some between.
    var ticks: [Int] {
        let stride = max(1, (rounds.count + 4) / 6)
        let inner = rounds.filter {
            ($0 - rounds.lowerBound).isMultiple(of: stride) && rounds.upperBound - $0 >= stride
        }
        return inner + [rounds.upperBound]
    }
}

extension ReportPage {
    /// How every study settled, a figure and a table each.
    var convergence: Markup {
        let note =
            switch report.exact.measure {
            case .coefficientChange: ReportPhrases.convergenceNoteChange
            case .loss: ReportPhrases.convergenceNoteLoss
            }
        return MarkupBuilder.buildArray([
            paragraph(say(note), class: "note"),
            Markup.tag("div", ["class": "two rounds"]) {
                for (index, study) in studies.enumerated() {
                    convergenceFigure(of: study, id: "rounds-\(index)")
                }
            },
        ])
    }

    private func name(of measure: DemoReport.ConvergenceMeasure) -> String {
        switch measure {
        case .coefficientChange: say(ReportPhrases.change)
        case .loss: say(ReportPhrases.loss)
        }
    }

    private func convergenceFigure(of study: DemoReport.Study, id: String) -> Markup {
        let model: ReportModel = study.outcome.privacy == nil ? .joint : .noisy
        let axes = ConvergenceAxes(study.convergence)
        let title = say(
            ReportPhrases.convergenceFigure,
            ["study": name(of: study), "measure": name(of: study.measure)])
        return Markup.tag("figure") {
            Markup.tag("figcaption") {
                Markup.tag("h3") { name(of: study) }
                if axes.isLogarithmic {
                    Markup.tag("span", ["class": "note"]) { say(ReportPhrases.logarithmic) }
                }
            }
            drawing(id: id, title: title, description: describe(study.convergence)) {
                grid(of: axes)
                lines(study.convergence, model, axes)
            }
            table(of: study).folded(under: say(ReportPhrases.dataTable))
        }
    }

    private func describe(_ points: [(round: Int, value: Double)]) -> String {
        guard let first = points.first, let last = points.last else {
            return say(ReportPhrases.notMeasured)
        }
        return say(
            ReportPhrases.convergenceText,
            [
                "first": ReportNumbers.scientific(first.value), "start": String(first.round),
                "last": ReportNumbers.scientific(last.value), "end": String(last.round),
            ])
    }

    @MarkupBuilder private func grid(of axes: ConvergenceAxes) -> Markup {
        for value in axes.labelled {
            let y = axes.y(line: value)
            let style = value == axes.lines.first ? "axis" : "grid"
            line(style, from: ("0%", y), to: ("100%", y))
            Markup.tag("text", ["x": "0%", "y": y, "dy": "-4"]) {
                axes.text(line: value)
            }
        }
        for round in axes.ticks {
            Markup.tag("text", ["x": axes.x(round), "y": "96%", "text-anchor": "middle"]) {
                String(round)
            }
        }
    }

    @MarkupBuilder private func lines(
        _ points: [(round: Int, value: Double)], _ model: ReportModel, _ axes: ConvergenceAxes
    ) -> Markup {
        for (start, end) in zip(points, points.dropFirst()) {
            line(
                model.style("whisker"), from: (axes.x(start.round), axes.y(start.value)),
                to: (axes.x(end.round), axes.y(end.value)))
        }
        for point in points { model.mark(x: axes.x(point.round), y: axes.y(point.value)) }
    }

    private func table(of study: DemoReport.Study) -> ReportTable {
        ReportTable(
            caption: name(of: study),
            columns: [
                .text(say(ReportPhrases.round)), .number(name(of: study.measure)),
            ],
            texts: study.convergence.map {
                [String($0.round), ReportNumbers.scientific($0.value)]
            })
    }
}
