internal import DureAssessment
internal import DureCore
internal import DurePrivacy

extension ReportPage {
    /// What the charters said, member by member.
    var decisions: Markup {
        let rows = report.members.flatMap { member in
            member.decisions.map { decision -> [Markup] in
                let phrase = decision.isAllowed ? ReportPhrases.allowed : ReportPhrases.refused
                return [
                    Markup(member.title), Markup(decision.study.text),
                    Markup.tag("span", ["class": "verdict"]) { say(phrase) },
                    Markup(decision.reasons.joined(separator: " ")),
                ]
            }
        }
        return ReportTable(
            caption: say(ReportPhrases.decisionsCaption),
            columns: [
                .text(say(ReportPhrases.member)), .text(say(ReportPhrases.study)),
                .text(say(ReportPhrases.decision)), .text(say(ReportPhrases.reasons)),
            ], rows: rows
        ).stacked.markup
    }

    /// Budgets as bars and as a table, and the studies' settings.
    var privacy: Markup {
        MarkupBuilder.buildArray([
            paragraph(say(ReportPhrases.budgetNote), class: "note"),
            Markup.tag("div", ["class": "budget"]) {
                for (index, member) in report.members.enumerated() {
                    budgetBar(of: member, id: "budget-\(index)")
                }
            },
            budgetTable.folded(under: say(ReportPhrases.dataTable)), settingsTable.markup,
        ])
    }

    @MarkupBuilder private func budgetBar(of member: DemoReport.Member, id: String) -> Markup {
        let budget = member.budget
        let spent = ReportNumbers.epsilon(budget.epsilonSpent)
        let limit = ReportNumbers.epsilon(budget.epsilonLimit)
        let share =
            budget.epsilonLimit > 0
            ? min(max(budget.epsilonSpent / budget.epsilonLimit, 0), 1) : 1
        Markup.tag("b", ["aria-hidden": "true"]) { member.title }
        drawing(
            id: id,
            title: say(
                ReportPhrases.budgetFigure,
                [
                    "member": member.title, "spent": spent, "limit": limit,
                    "left": left(budget),
                ]),
            description: say(ReportPhrases.budgetFigureDescription)
        ) {
            Markup.void("rect", ["class": "track", "width": "100%", "height": "100%"])
            Markup.void(
                "rect",
                ["class": "spent", "width": ReportNumbers.percent(share), "height": "100%"])
        }
        Markup.tag("span", ["aria-hidden": "true"]) {
            say(ReportPhrases.budgetText, ["spent": "ε \(spent)", "limit": "ε \(limit)"])
        }
    }

    private func left(_ budget: DemoReport.Budget) -> String {
        // What is left is rounded down by what was spent being rounded up.
        let spent = budget.epsilonSpent.roundedUp(places: 3)
        return ReportNumbers.short(max(budget.epsilonLimit - spent, 0).roundedDown(places: 3))
    }

    private var budgetTable: ReportTable {
        ReportTable(
            caption: say(ReportPhrases.budgetCaption),
            columns: [
                .text(say(ReportPhrases.member)), .number(say(ReportPhrases.spent)),
                .number(say(ReportPhrases.left)), .number(say(ReportPhrases.limit)),
                .number("δ"),
            ],
            texts: report.members.map {
                [
                    $0.title, ReportNumbers.epsilon($0.budget.epsilonSpent), left($0.budget),
                    ReportNumbers.epsilon($0.budget.epsilonLimit),
                    ReportNumbers.scientific($0.budget.delta),
                ]
            })
    }

    private var settingsTable: ReportTable {
        ReportTable(
            caption: say(ReportPhrases.settingsCaption),
            columns: [
                .text(say(ReportPhrases.study)), .text(say(ReportPhrases.mode)), .number("ε"),
                .number("δ"), .text(say(ReportPhrases.accountant)),
                .number(say(ReportPhrases.sigma)), .number(say(ReportPhrases.clip)),
                .number(say(ReportPhrases.roundCount)),
            ], texts: studies.map(settings))
    }

    private func settings(of study: DemoReport.Study) -> [String] {
        let none = "–"
        let privacy = study.outcome.privacy
        return [
            study.outcome.study.text, privacy?.mode ?? say(ReportPhrases.noNoise),
            privacy.map { ReportNumbers.epsilon($0.epsilon) } ?? none,
            privacy.map { ReportNumbers.scientific($0.delta) } ?? none,
            study.noise?.accountant ?? none,
            study.noise.map { ReportNumbers.decimal($0.sigma, digits: 2) } ?? none,
            study.noise.map { ReportNumbers.short($0.clip) } ?? none,
            ReportNumbers.grouped(study.outcome.roundCount),
        ]
    }

    /// Bytes out, and the ledgers.
    var traffic: Markup {
        let rows = report.members.map { member -> [Markup] in
            let ledger = member.ledger
            let phrase = ledger.isVerified ? ReportPhrases.verified : ReportPhrases.notVerified
            return [
                Markup(member.title), Markup(ReportNumbers.grouped(member.sentByteCount)),
                Markup(ReportNumbers.grouped(ledger.entryCount)),
                Markup.tag("span", ["class": "verdict"]) { say(phrase) },
            ]
        }
        return MarkupBuilder.buildArray([
            paragraph(say(ReportPhrases.trafficNote), class: "note"),
            ReportTable(
                caption: say(ReportPhrases.trafficCaption),
                columns: [
                    .text(say(ReportPhrases.member)), .number(say(ReportPhrases.sent)),
                    .number(say(ReportPhrases.entries)), .text(say(ReportPhrases.ledger)),
                ], rows: rows
            ).stacked.markup,
        ])
    }
}
