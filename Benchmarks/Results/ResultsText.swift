internal import DureAssessment
internal import DureCore

/// Results as Markdown and as JSON.
struct ResultsText {
    let date: String
    let machine: String

    var heading: String {
        """
        # What joining brings, and what noise costs

        \(date), \(machine). Own: the best model of a member's own rows, its penalty chosen by \
        cross-validation inside them. Joint: exact sums. Pooled: all rows in one place. With \
        noise: the mean of \(ExperimentRun.seedCount) seeds, δ = 1e-5, mode record/joint, the \
        noise of every member that stayed.

        """
    }

    func markdown(_ run: ExperimentRun) -> String {
        let head =
            ["member", "rows", "own", "joint", "joint - own (95 %)", "pooled"]
            + ExperimentRun.epsilons.map { "ε = \($0)" }
        let shown = run.members.count <= Self.memberCountShown
        let members = shown ? run.members.indices.map { row(run, $0) } : []
        let mean =
            ["mean", "\(run.members.reduce(0) { $0 + $1.rowCount })", Self.text(run.own.mean)]
            + [Self.text(run.joint.mean) + spread(run), "", Self.text(run.pooled.mean)]
            + run.noisyMeans.map { Self.text($0) }
        return
            ([
                "## \(run.experiment.title)", "",
                "\(Self.word(run.score)); \(run.roundCount) rounds at most. \(verdicts(run))", "",
                Self.row(head), Self.rule(head.count),
            ] + members + [Self.row(mean), ""] + published(run)).joined(separator: "\n")
    }

    private func row(_ run: ExperimentRun, _ index: Int) -> String {
        let member = run.members[index]
        let difference = member.outcome?.difference.map {
            "\(Self.signed($0.value)) (\(Self.signed($0.lower)) to \(Self.signed($0.upper)))"
        }
        return Self.row(
            [
                member.name, "\(member.rowCount)", Self.text(run.own.byMember[index]),
                Self.text(run.joint.byMember[index]), difference ?? "",
                Self.text(run.pooled.byMember[index]),
            ] + run.noisyMeans(index).map { Self.text($0) })
    }

    private func spread(_ run: ExperimentRun) -> String {
        run.splitSpread.map { " ± \(Self.text($0))" } ?? ""
    }

    /// For whom joining helped, and for whom it hurt, by the intervals or by the figures alone.
    private func verdicts(_ run: ExperimentRun) -> String {
        func names(_ verdict: JoiningVerdict) -> String {
            let found = run.members.filter { $0.outcome?.didJoiningHelp == verdict }.map(\.name)
            guard !found.isEmpty else { return "none" }
            return found.count <= Self.memberCountShown
                ? found.joined(separator: ", ") : "\(found.count) members"
        }
        let lower = zip(run.own.byMember, run.joint.byMember).count { $0 > $1 }
        let figures =
            "The joint model scores below the own one at \(lower) of "
            + "\(run.members.count) members."
        guard run.members.contains(where: { $0.outcome != nil }) else { return figures }
        return "Joining helped, by 95 % intervals, \(names(.yes)); it hurt \(names(.hurt)). "
            + figures
    }

    private func published(_ run: ExperimentRun) -> [String] {
        guard run.experiment.name == "heart-disease" else { return [] }
        let names = run.members.map(\.name)
        let head = ["accuracy, published by FLamby (2022)"] + names + ["mean"]
        return [Self.row(head), Self.rule(head.count)]
            + Published.flamby.map { line in
                let places = names.indices.map {
                    line.accuracies.isEmpty ? "" : Self.text(line.accuracies[$0])
                }
                return Self.row([line.name] + places + [Self.text(line.mean)])
            } + [""]
    }

    /// Tables of more members have the mean alone.
    private static let memberCountShown = 40

    private static func word(_ score: Score) -> String {
        switch score {
        case .areaUnderCurve: "Area under the ROC curve"
        case .accuracy: "Accuracy"
        case .explainedShare: "Explained share of the variance"
        }
    }

    private static func row(_ cells: [String]) -> String {
        "| \(cells.joined(separator: " | ")) |"
    }

    private static func rule(_ count: Int) -> String {
        row([String](repeating: "---", count: count))
    }

    private static func signed(_ value: Double) -> String {
        value < 0 ? "-\(text(-value))" : "+\(text(value))"
    }

    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let units = Int((value * 1_000).rounded())
        let fraction = String(units % 1_000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return "\(units / 1_000).\(zeros)\(fraction)"
    }

    // MARK: JSON

    func json(_ runs: [JSONValue]) -> JSONValue {
        .object([
            "format": "dure/results", "version": 2, "date": .string(date),
            "machine": .string(machine), "seeds": .integer(Int64(ExperimentRun.seedCount)),
            "experiments": .array(runs),
        ])
    }

    func json(_ run: ExperimentRun) -> JSONValue {
        func scores(_ pick: (ExperimentRun.Scores) -> Double) -> [String: JSONValue] {
            [
                "own": Self.number(pick(run.own)), "joint": Self.number(pick(run.joint)),
                "pooled": Self.number(pick(run.pooled)),
                "noise": .array(
                    zip(ExperimentRun.epsilons, run.noisy).map { epsilon, runs in
                        .object([
                            "epsilon": .number(epsilon),
                            "seeds": .array(runs.map { Self.number(pick($0)) }),
                        ])
                    }),
            ]
        }
        return .object([
            "name": .string(run.experiment.name), "score": .string(run.score.rawValue),
            "rounds": .integer(Int64(run.roundCount)), "mean": .object(scores(\.mean)),
            "members": .array(
                run.members.indices.map { index in
                    var members = scores { $0.byMember[index] }
                    members["name"] = .string(run.members[index].name)
                    members["rows"] = .integer(Int64(run.members[index].rowCount))
                    if let outcome = run.members[index].outcome {
                        members["outcome"] = outcome.json
                    }
                    return .object(members)
                }),
        ])
    }

    private static func number(_ value: Double) -> JSONValue {
        value.isFinite ? .number(value) : .null
    }
}
