internal import DureAssessment
internal import DureCore

/// The models that figures compare.
enum ReportModel: String, CaseIterable {
    case own, joint, noisy

    /// The mark at a place of a figure: a square, a circle, a diamond.
    ///
    /// - Parameters:
    ///   - x: A length in the figure, with its unit.
    ///   - y: A length in the figure, with its unit.
    func mark(x: String, y: String) -> Markup {
        Markup.tag("svg", ["x": x, "y": y, "width": "1", "height": "1", "overflow": "visible"]) {
            switch self {
            case .own:
                Markup.void("path", ["class": style("mark"), "d": "M-5.5-5.5h11v11h-11z"])
            case .joint:
                Markup.void("circle", ["class": style("mark"), "r": "6.5"])
            case .noisy:
                Markup.void("path", ["class": style("mark"), "d": "M0-8l8 8l-8 8l-8-8z"])
            }
        }
    }

    /// Classes of the style sheet: the kind of shape, and the model's colour and dashes.
    func style(_ shape: String) -> String { "\(shape) \(rawValue)" }
}

extension ReportPage {
    /// A figure that can be read aloud: title and description come before the shapes.
    func drawing(
        id: String, title: String, description: String, viewBox: String? = nil,
        @MarkupBuilder _ shapes: () -> Markup
    ) -> Markup {
        let names = Markup.tag("title", ["id": "\(id)-title"]) { title }
        let about = Markup.tag("desc", ["id": "\(id)-about"]) { description }
        let labels = "\(id)-title \(id)-about"
        let shapes = shapes()
        if let viewBox {
            return Markup.tag(
                "svg", ["role": "img", "aria-labelledby": labels, "viewBox": viewBox]
            ) {
                names
                about
                shapes
            }
        }
        return Markup.tag("svg", ["role": "img", "aria-labelledby": labels]) {
            names
            about
            shapes
        }
    }

    /// A straight line between two places, each a length with its unit.
    func line(
        _ style: String, from start: (x: String, y: String), to end: (x: String, y: String)
    ) -> Markup {
        Markup.void(
            "line", ["class": style, "x1": start.x, "y1": start.y, "x2": end.x, "y2": end.y])
    }

    /// The models of this report.
    var models: [ReportModel] {
        report.noisy == nil ? [.own, .joint] : ReportModel.allCases
    }

    /// A model's name.
    func name(of model: ReportModel) -> String {
        switch model {
        case .own: say(ReportPhrases.own)
        case .joint: say(ReportPhrases.joint)
        case .noisy: say(ReportPhrases.noisy, ["epsilon": noisyEpsilon])
        }
    }

    /// What a model measured at a member.
    func measures(of model: ReportModel, at member: DemoReport.Member) -> ModelMeasures? {
        switch model {
        case .own: outcome(member, in: report.exact)?.own
        case .joint: outcome(member, in: report.exact)?.joint
        case .noisy: report.noisy.flatMap { outcome(member, in: $0)?.joint }
        }
    }

    /// Which colour, dash and mark is which model.
    var legend: Markup {
        Markup.tag("ul", ["class": "legend"]) {
            for model in models {
                Markup.tag("li") {
                    Markup.tag("svg", ["class": "sample", "aria-hidden": "true"]) {
                        line(model.style("curve"), from: ("0%", "50%"), to: ("100%", "50%"))
                        model.mark(x: "50%", y: "50%")
                    }
                    name(of: model)
                }
            }
        }
    }
}
