internal import DureAssessment
internal import DureCore

extension ReportPage {
    /// What came out, in figures, in words, and member by member.
    var summary: Markup {
        MarkupBuilder.buildArray([
            keyFigures, paragraph(modelsExplained), results,
            Markup.tag("div", ["class": "two"]) {
                for study in studies { words(about: study) }
            },
        ])
    }

    private var modelsExplained: String {
        var sentences = [say(ReportPhrases.modelsExplained)]
        if report.noisy != nil {
            sentences.append(say(ReportPhrases.modelsExplainedNoise, ["epsilon": noisyEpsilon]))
        }
        let unjudged = report.exact.outcome.members.filter { $0.didJoiningHelp == .cannotBeJudged }
        if !unjudged.isEmpty {
            let names = unjudged.map { title(of: $0.member) }.joined(separator: ", ")
            sentences.append(say(ReportPhrases.meansWithout, ["members": names]))
        }
        return sentences.joined(separator: " ")
    }

    private var keyFigures: Markup {
        let means = report.exact.outcome.scoreMeans
        let noisy = report.noisy?.outcome.scoreMeans
        let sent = report.members.map(\.sentByteCount).max() ?? 0
        return Markup.tag("dl", ["class": "key"]) {
            if let means {
                keyFigure(say(ReportPhrases.meanOwn, ["score": scoreName]), means.own, .own)
                keyFigure(say(ReportPhrases.meanJoint, ["score": scoreName]), means.joint, .joint)
            }
            if let noisy {
                keyFigure(
                    say(
                        ReportPhrases.meanNoisy, ["epsilon": noisyEpsilon, "score": scoreName]),
                    noisy.joint, .noisy)
            }
            Markup.tag("div") {
                Markup.tag("dt") { say(ReportPhrases.sentMost) }
                Markup.tag("dd") { ReportNumbers.bytes(sent) }
            }
        }
    }

    private func keyFigure(_ name: String, _ value: Double, _ model: ReportModel) -> Markup {
        Markup.tag("div", ["class": model.rawValue]) {
            Markup.tag("dt") { name }
            Markup.tag("dd") { ReportNumbers.decimal(value) }
        }
    }

    private var results: Markup {
        let rows = report.members.compactMap { member -> [Markup]? in
            guard let outcome = outcome(member, in: report.exact) else { return nil }
            return [
                Markup(member.title), Markup(value(outcome.own?.estimate(of: score))),
                Markup(value(outcome.joint?.estimate(of: score))),
                Markup(estimate(outcome.difference)), verdict(outcome.didJoiningHelp),
            ]
        }
        return ReportTable(
            caption: say(ReportPhrases.resultsCaption, ["score": scoreName]),
            columns: [
                .text(say(ReportPhrases.member)), .number(say(ReportPhrases.own)),
                .number(say(ReportPhrases.joint)), .number(say(ReportPhrases.difference)),
                .text(say(ReportPhrases.didItHelp)),
            ], rows: rows
        ).stacked.markup
    }

    private func verdict(_ verdict: JoiningVerdict) -> Markup {
        let (style, phrase) =
            switch verdict {
            case .yes: ("yes", ReportPhrases.verdictYes)
            case .noDifferenceShown: ("none", ReportPhrases.verdictNone)
            case .hurt: ("hurt", ReportPhrases.verdictHurt)
            case .cannotBeJudged: ("unjudged", ReportPhrases.verdictUnjudged)
            }
        return Markup.tag("span", ["class": "verdict \(style)"]) { say(phrase) }
    }

    private func words(about study: DemoReport.Study) -> Markup {
        let helped = study.outcome.members.filter { $0.didJoiningHelp == .yes }
        let others = study.outcome.members.filter { $0.didJoiningHelp != .yes }
        return Markup.tag("div") {
            Markup.tag("h3") { name(of: study) }
            for sentence in study.outcome.summary(report.language) { paragraph(sentence) }
            if score == .areaUnderCurve, let means = study.outcome.accuracyMeans {
                paragraph(
                    say(
                        ReportPhrases.accuracyMeans,
                        [
                            "own": ReportNumbers.decimal(means.own),
                            "joint": ReportNumbers.decimal(means.joint),
                        ]))
            }
            Markup.tag("h4") { say(ReportPhrases.notHelped) }
            if others.isEmpty {
                paragraph(say(ReportPhrases.notHelpedNone))
            } else {
                list(others.map(sentence))
            }
            if !helped.isEmpty {
                Markup.tag("h4") { say(ReportPhrases.helped) }
                list(helped.map(sentence))
            }
        }
    }

    private func sentence(_ outcome: MemberOutcome) -> String {
        outcome.sentence(report.language, called: title(of: outcome.member))
    }

    /// A measure for people, or that there is none.
    func value(_ estimate: Estimate?) -> String {
        estimate.map { ReportNumbers.decimal($0.value) } ?? say(ReportPhrases.notMeasured)
    }

    /// A measure with its interval.
    func estimate(_ estimate: Estimate?) -> String {
        guard let estimate else { return say(ReportPhrases.notMeasured) }
        return "\(ReportNumbers.decimal(estimate.value)) (\(interval(estimate)))"
    }

    /// An interval for people.
    func interval(_ estimate: Estimate) -> String {
        let lower = ReportNumbers.decimal(estimate.lower)
        return "\(lower) … \(ReportNumbers.decimal(estimate.upper))"
    }
}
