internal import DureAssessment
internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy

/// The page of a demonstration.
extension DemoReader {
    func report(
        _ studies: [Study], members: [Name], rows: [DemoOutcome.Row]
    ) throws -> DemoReport {
        let language = settings.language
        let finished = try studies.compactMap { try part(of: $0) }
        guard let exact = finished.first(where: { $0.noise == nil }) ?? finished.first else {
            throw NodeError.timedOut(step: "report")
        }
        let question = studies.first?.manifest.question
        return DemoReport(
            language: language, date: Timestamp(now: SystemWallClock()).date,
            question: question?[language.rawValue] ?? question?["en"] ?? "", exact: exact,
            noisy: finished.first { $0.noise != nil },
            members: try members.map { name in
                try member(name, studies: studies, row: rows.first { $0.member == name })
            },
            commands: ["dure demo --home \(settings.home) \(script.arguments)"],
            source: script.source,
            program: "dure", isPublic: script.isPublic)
    }

    private func part(of study: Study) throws -> DemoReport.Study? {
        guard let outcome = study.outcome else { return nil }
        var noise: DemoReport.Noise?
        if let privacy = study.manifest.privacy, let plan = study.plan,
            let steps = try plan.promised(rounds: outcome.roundCount),
            let figure = try plan.figure(rounds: outcome.roundCount)
        {
            noise = DemoReport.Noise(
                epsilonPromised: privacy.epsilon, sigma: steps.sigma,
                accountant: figure.accountant.phrase.text(settings.language),
                clip: privacy.clip ?? plan.algorithm.clippingBound ?? StudyPrivacy.clipDefault)
        }
        return DemoReport.Study(
            outcome: outcome, noise: noise, measure: .coefficientChange,
            convergence: study.convergence)
    }

    private func member(
        _ name: Name, studies: [Study], row: DemoOutcome.Row?
    ) throws -> DemoReport.Member {
        let settings = try NodeHome(opening: "\(settings.home)/\(name.text)", kind: .node).settings
        let exact = studies.first { $0.manifest.privacy == nil }
        let noisy = studies.first { $0.manifest.privacy != nil }
        let outcome = row?.exact ?? row?.noisy
        return DemoReport.Member(
            name: name, title: name.text.title, economy: settings.economy,
            trainRowCount: outcome?.trainRowCount ?? 0, testRowCount: outcome?.testRowCount ?? 0,
            ownCurve: try curve(name, exact ?? noisy, "own"),
            jointCurve: try curve(name, exact, "joint"),
            noisyCurve: try curve(name, noisy, "joint"),
            budget: DemoReport.Budget(
                epsilonSpent: row?.epsilonSpent ?? 0, epsilonLimit: row?.epsilonLimit ?? 1,
                delta: NodeDoor.deltaDefault),
            sentByteCount: row?.sentByteCount ?? 0,
            ledger: DemoReport.Ledger(
                isVerified: row?.ledger == .verified,
                entryCount: row?.ledgerEntryCount ?? 0),
            decisions: try studies.compactMap { study in
                guard let decision = try record(name, study.study).decision else { return nil }
                return DemoReport.CharterDecision(
                    study: study.study, isAllowed: decision.answer == .approved,
                    reasons: decision.reasons)
            })
    }

    private func curve(
        _ member: Name, _ study: Study?, _ which: String
    ) throws -> DemoReport.Curve {
        guard let study else { return [] }
        let points = try record(member, study.study).assessment?["roc"]?[which]?.elements ?? []
        return points.compactMap { point in
            guard let pair = point.elements, pair.count == 2, let x = pair[0].double,
                let y = pair[1].double
            else { return nil }
            return (x, y)
        }
    }
}

extension String {
    /// As a title: with a capital first letter, or all capitals where it is an abbreviation.
    fileprivate var title: String {
        count <= 3 ? uppercased() : prefix(1).uppercased() + dropFirst()
    }
}
