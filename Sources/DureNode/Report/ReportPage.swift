internal import DureAssessment
internal import DureCore
internal import DurePrivacy

extension DemoReport {
    /// The page: one file that needs no script, no network and no other file.
    ///
    /// Every text from outside is escaped, so the page is well-formed whatever names say.
    package func html() -> String {
        ReportPage(report: self).html
    }
}

/// A report on its way to becoming a page; the sections are in extensions, one a file.
struct ReportPage {
    let report: DemoReport

    /// The text of a phrase in the page's language.
    func say(_ phrase: Phrase, _ values: KeyValuePairs<String, String> = [:]) -> String {
        phrase.text(report.language, values)
    }

    /// One section: its anchor, its heading and what it holds.
    private struct Part {
        let id: String
        let heading: Phrase
        let content: Markup
    }

    /// What models are judged by.
    var score: Score { report.exact.outcome.score ?? .areaUnderCurve }

    /// Its short name.
    var scoreName: String { score.phrase.text(report.language) }

    private var parts: [Part] {
        let curves =
            score == .areaUnderCurve
            ? [Part(id: "curves", heading: ReportPhrases.curves, content: curves)] : []
        return [
            Part(id: "summary", heading: ReportPhrases.summary, content: summary),
            Part(id: "areas", heading: ReportPhrases.areas, content: areas),
        ] + curves + [
            Part(id: "decisions", heading: ReportPhrases.decisions, content: decisions),
            Part(id: "privacy", heading: ReportPhrases.privacy, content: privacy),
            Part(id: "convergence", heading: ReportPhrases.convergence, content: convergence),
            Part(id: "traffic", heading: ReportPhrases.traffic, content: traffic),
            Part(id: "promises", heading: ReportPhrases.promises, content: promises),
            Part(id: "again", heading: ReportPhrases.again, content: again),
        ]
    }

    var html: String {
        let parts = parts
        return Markup.document(["lang": report.language.rawValue]) {
            head
            Markup.tag("body") {
                Markup.tag("a", ["class": "skip", "href": "#content"]) {
                    say(ReportPhrases.skip)
                }
                header
                contents(parts)
                Markup.tag("main", ["id": "content", "class": "page", "tabindex": "-1"]) {
                    for part in parts { section(part) }
                }
                footer
            }
        }
    }

    private var title: String { report.title ?? say(ReportPhrases.title) }

    private var head: Markup {
        Markup.tag("head") {
            Markup.void("meta", ["charset": "utf-8"])
            // Nothing may be loaded and nothing may run, whatever a name managed to say.
            Markup.void(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": "default-src 'none'; style-src 'unsafe-inline'",
                ])
            Markup.void(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            Markup.tag("title") { title }
            Markup.tag("style") { Markup(own: ReportStyle.sheet) }
        }
    }

    private var header: Markup {
        let train = report.members.reduce(0) { $0 + $1.trainRowCount }
        let test = report.members.reduce(0) { $0 + $1.testRowCount }
        let rows = say(
            ReportPhrases.rowsText,
            ["train": ReportNumbers.grouped(train), "test": ReportNumbers.grouped(test)])
        return Markup.tag("header") {
            Markup.tag("div", ["class": "page"]) {
                Markup.tag("p", ["class": "kind"]) { say(ReportPhrases.kind) }
                Markup.tag("h1") { title }
                Markup.tag("p", ["class": "question"]) { report.question }
                Markup.tag("dl", ["class": "facts"]) {
                    fact(ReportPhrases.date, report.date)
                    fact(
                        ReportPhrases.members,
                        report.members.map(\.title).joined(separator: ", "))
                    fact(ReportPhrases.rows, rows)
                }
            }
        }
    }

    private func fact(_ name: Phrase, _ value: String) -> Markup {
        Markup.tag("div") {
            Markup.tag("dt") { say(name) }
            Markup.tag("dd") { value }
        }
    }

    private func contents(_ parts: [Part]) -> Markup {
        Markup.tag("nav", ["class": "page", "aria-label": say(ReportPhrases.contents)]) {
            Markup.tag("ul") {
                for part in parts {
                    Markup.tag("li") {
                        Markup.tag("a", ["href": "#\(part.id)"]) { say(part.heading) }
                    }
                }
            }
        }
    }

    private func section(_ part: Part) -> Markup {
        Markup.tag("section", ["id": part.id, "aria-labelledby": "\(part.id)-heading"]) {
            Markup.tag("h2", ["id": "\(part.id)-heading"]) { say(part.heading) }
            part.content
        }
    }

    private var footer: Markup {
        Markup.tag("footer") {
            Markup.tag("div", ["class": "page"]) {
                if let source = report.source {
                    Markup.tag("p") {
                        "\(say(ReportPhrases.source)): \(source.credit) "
                        if let doi = source.doi {
                            Markup.tag("a", ["href": "https://doi.org/\(doi)"]) { "doi:\(doi)" }
                        }
                    }
                }
                Markup.tag("p") { say(ReportPhrases.program, ["program": report.program]) }
            }
        }
    }

    // MARK: Parts that several sections use

    /// A paragraph.
    func paragraph(_ text: String, class name: String = "text") -> Markup {
        Markup.tag("p", ["class": name]) { text }
    }

    /// A list of sentences.
    func list(_ sentences: [String]) -> Markup {
        Markup.tag("ul", ["class": "plain"]) {
            for sentence in sentences { Markup.tag("li") { sentence } }
        }
    }

    /// The outcome of a member in a study, if the study lists it.
    func outcome(_ member: DemoReport.Member, in study: DemoReport.Study) -> MemberOutcome? {
        study.outcome.members.first { $0.member == member.name }
    }

    /// A member's name for people.
    func title(of member: Name) -> String {
        report.members.first { $0.name == member }?.title ?? member.text
    }

    /// A study as the page calls it: by its noise.
    func name(of study: DemoReport.Study) -> String {
        guard let privacy = study.outcome.privacy else { return say(ReportPhrases.exactStudy) }
        let epsilon = study.noise?.epsilonPromised ?? privacy.epsilon
        return say(ReportPhrases.noisyStudy, ["epsilon": ReportNumbers.epsilon(epsilon)])
    }

    /// The exact study, then the one with noise.
    var studies: [DemoReport.Study] {
        [report.exact] + (report.noisy.map { [$0] } ?? [])
    }

    /// The ε by which the model with noise is named.
    var noisyEpsilon: String {
        let promised = report.noisy?.noise?.epsilonPromised
        return ReportNumbers.epsilon(promised ?? report.noisy?.outcome.privacy?.epsilon ?? 0)
    }
}
