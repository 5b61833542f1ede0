internal import DureAssessment
internal import DureCore
internal import DurePrivacy

extension ReportPage {
    /// What holds and what does not, side by side.
    var promises: Markup {
        Markup.tag("div", ["class": "two"]) {
            Markup.tag("div") {
                Markup.tag("h3") { say(ReportPromises.kept) }
                list(kept)
            }
            Markup.tag("div") {
                Markup.tag("h3") { say(ReportPromises.notKept) }
                list(notKept)
            }
        }
    }

    /// Commands, and what to expect of them.
    var again: Markup {
        MarkupBuilder.buildArray([
            paragraph(say(ReportPhrases.againNote)),
            Markup.tag("pre", ["tabindex": "0"]) {
                Markup.tag("code") {
                    for command in report.commands {
                        command
                        Markup.void("br")
                    }
                }
            },
        ])
    }

    /// Nil for a group too small to have any.
    private var thresholds: Thresholds? {
        // A group without thresholds ran no secure sum; then nothing is said of one.
        try? Thresholds(memberCount: report.members.count)
    }

    private var kept: [String] {
        var sentences = [say(ReportPromises.charter)]
        let colluding = String(thresholds?.colludingCount ?? 0)
        if thresholds != nil {
            sentences.append(
                say(
                    ReportPromises.sums,
                    ["colluding": colluding, "members": String(report.members.count)]))
        }
        if let noisy = report.noisy, let privacy = noisy.outcome.privacy {
            sentences.append(
                say(
                    ReportPromises.noise,
                    [
                        "epsilon": ReportNumbers.epsilon(privacy.epsilon),
                        "delta": ReportNumbers.scientific(privacy.delta),
                        "colluding": colluding, "accountant": noisy.noise?.accountant ?? "–",
                    ]))
        }
        return sentences + [say(ReportPromises.budget)]
    }

    private var notKept: [String] {
        var sentences = [say(ReportPromises.noGuarantee)]
        if report.noisy != nil { sentences.append(say(ReportPromises.oneRecord)) }
        sentences.append(say(ReportPromises.notAudited))
        if let thresholds, thresholds.isWeakGroup {
            sentences.append(
                say(
                    ReportPromises.weakGroup,
                    [
                        "members": String(thresholds.memberCount),
                        "colluding": String(thresholds.colludingCount),
                        "honest": String(thresholds.honestSurvivors),
                    ]))
        }
        sentences.append(say(ReportPromises.oneMachine))
        if score == .areaUnderCurve {
            sentences.append(
                say(report.isPublic ? ReportPromises.curves : ReportPromises.curvesOfYours))
        }
        return sentences + [say(ReportPromises.notForDecisions)]
    }
}
