internal import DureAssessment

/// An experiment as one picture (SVG): members one by one, and the mean against epsilon.
///
/// It stands alone: no font, style or address from elsewhere. Title and description come first, so
/// that it can be read aloud; it has a ground of its own, light or dark as the reader's system is.
struct ResultsPicture {
    static let width = 720.0
    private static let margin = 24.0
    private static let gap = 36.0

    let result: ExperimentResult

    /// The file's text.
    var svg: String {
        let members: (any PicturePanel)? =
            if !result.showsMembers || result.members.count < 2 {
                nil
            } else if result.members.count <= MembersPanel.memberCountMax {
                MembersPanel(result, top: Self.top)
            } else {
                ScatterPanel(result, top: Self.top)
            }
        let noise = NoisePanel(result, top: Self.top + (members.map { $0.height + Self.gap } ?? 0))
        let height = Markup.length(noise.top + noise.height + Self.margin)
        let width = Markup.length(Self.width)
        return Markup.tag(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)",
                "width": width, "height": height, "role": "img",
                "aria-labelledby": "title about",
            ]
        ) {
            Markup.tag("title", ["id": "title"]) { result.title }
            Markup.tag("desc", ["id": "about"]) { description }
            Markup.tag("style") { Markup(own: Self.sheet) }
            Markup.void("rect", ["class": "paper", "width": "100%", "height": "100%"])
            Markup.words(result.title, x: Self.margin, y: 34, style: "title")
            legend
            members?.shapes ?? Markup()
            noise.shapes
        }.text + "\n"
    }

    /// Where the first panel begins.
    private static let top = 84.0

    private var description: String {
        let means = [
            ("own", result.mean(\.own.meanOfDefined)),
            ("joint", result.mean(\.joint.meanOfDefined)),
            ("pooled", result.mean(\.pooled.meanOfDefined)),
        ]
        let noisy = zip(ExperimentResult.epsilons, result.noisy).map {
            ("epsilon \(ResultsText.trimmed($0))", $1)
        }
        let figures = (means + noisy).map { "\($0) \(ResultsText.text($1))" }
            .joined(separator: ", ")
        return "\(ResultsText.word(result.score)), mean of \(result.members.count) members: "
            + "\(figures). \(ResultsText.verdicts(result))".replacing("**", with: "")
    }

    private var legend: Markup {
        let entries: [(PictureModel, String)] = [
            (.own, "own model"), (.joint, "joint, exact sums"), (.pooled, "pooled"),
            (.noisy, "joint with noise"),
        ]
        var markup = Markup()
        for (index, entry) in entries.enumerated() {
            let x = Self.margin + 8 + Double(index) * 165
            markup.append(entry.0.mark(x: x, y: 58))
            markup.append(Markup.words(entry.1, x: x + 14, y: 62))
        }
        return markup
    }

    /// The colours are those of Okabe and Ito (2008), as in the demo's report.
    private static let sheet: StaticString = """
        :root{color-scheme:light dark}
        .paper{fill:#fff}.label{fill:#4d5a67}.title,.heading{fill:#18212b}
        .grid{stroke:#d3dae1}.coin{stroke:#4d5a67}
        .own{stroke:#d55e00}.joint{stroke:#0072b2}.pooled{stroke:#4d5a67}.noisy{stroke:#009e73}
        .mark{stroke:#fff;stroke-width:1}
        .mark.own{fill:#d55e00}.mark.joint{fill:#0072b2}.mark.noisy{fill:#009e73}
        text{font:13px system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif}
        .title{font-size:18px;font-weight:600}.heading{font-weight:600}
        .level,.whisker{stroke-width:2}.level.own{stroke-dasharray:7 4}
        .level.pooled{stroke-dasharray:2 3}.bar{stroke-width:2.5}
        @media (prefers-color-scheme:dark){.paper{fill:#11161c}.label{fill:#abb6c1}
        .title,.heading{fill:#e7ebef}.grid{stroke:#35404b}.coin{stroke:#abb6c1}
        .own{stroke:#e69f00}.joint{stroke:#56b4e9}.pooled{stroke:#abb6c1}.noisy{stroke:#1fbf92}
        .mark{stroke:#11161c}
        .mark.own{fill:#e69f00}.mark.joint{fill:#56b4e9}.mark.noisy{fill:#1fbf92}}
        """
}

/// A part of a picture with axes of its own.
protocol PicturePanel {
    var height: Double { get }
    var shapes: Markup { get }
}
