internal import DureAssessment

/// Results as Markdown.
struct ResultsText {
    /// The folder of the pictures as the text names it; nil where there are none.
    let pictures: String?

    /// What all tables have in common.
    static let heading = """
        Own: the best model of a member's own rows, its penalty chosen by cross-validation inside \
        them. Joint: exact sums. Pooled: all rows in one place. With noise: the mean of all seeds, \
        δ = 1e-5, mode record/joint, the noise of every member that stayed. Means are over \
        members, each as much as any other.

        """

    /// One line for each experiment.
    static func summary(_ results: [ExperimentResult]) -> String {
        let head =
            ["", "score", "own model", "joint", "pooled"]
            + ExperimentResult.epsilons.map { "ε = \(trimmed($0))" }
        let rows = results.map { result in
            row(
                [result.title, shortWord(result.score), text(result.mean(\.own.meanOfDefined))]
                    + [
                        text(result.mean(\.joint.meanOfDefined)),
                        text(result.mean(\.pooled.meanOfDefined)),
                    ] + result.noisy.map { text($0) })
        }
        return ([row(head), rule(head.count)] + rows + [""]).joined(separator: "\n")
    }

    /// One experiment with its members.
    func markdown(_ result: ExperimentResult) -> String {
        let isRange = result.members.first?.outcome == nil
        let head =
            ["member", "rows", "own", "joint"]
            + [isRange ? "joint - own (least to most of the splits)" : "joint - own (95 %)"]
            + ["pooled"] + ExperimentResult.epsilons.map { "ε = \(Self.trimmed($0))" }
        let isShown = result.showsMembers && result.members.count <= Self.memberCountShown
        let members = isShown ? result.members.map(Self.row) : []
        let joint = Self.text(result.mean(\.joint.meanOfDefined))
        let mean =
            ["mean of \(result.members.count)"]
            + ["\(result.members.reduce(0) { $0 + $1.rowCount })"]
            + [Self.text(result.mean(\.own.meanOfDefined))]
            + [joint + (result.splitSpread.map { " ± \(Self.text($0))" } ?? ""), ""]
            + [Self.text(result.mean(\.pooled.meanOfDefined))]
            + result.noisy.map { Self.text($0) }
        return
            ([
                "## \(result.title)", "", Self.facts(result), "",
            ] + picture(of: result) + [Self.row(head), Self.rule(head.count)] + members
            + [Self.row(mean), ""] + Self.published(result)).joined(separator: "\n")
    }

    private func picture(of result: ExperimentResult) -> [String] {
        pictures.map { ["![\(result.title)](\($0)/\(result.name).svg)", ""] } ?? []
    }

    // MARK: Sentences

    private static func facts(_ result: ExperimentResult) -> String {
        let found = result.circumstances
        return "\(word(result.score)); \(result.roundCount) rounds of exact sums at most; "
            + "\(result.seedCount) seeds. \(verdicts(result)) (`\(result.name)`: \(found.date), "
            + "\(found.machine), \(Int(found.seconds.rounded())) seconds of processor.)"
    }

    /// For whom joining helped, and for whom it hurt, by the intervals or by the figures alone.
    static func verdicts(_ result: ExperimentResult) -> String {
        let gain = result.mean(\.joint.meanOfDefined) - result.mean(\.own.meanOfDefined)
        let lower = result.members.count { $0.joint.meanOfDefined < $0.own.meanOfDefined }
        let onAverage =
            gain < 0
            ? "On average **joining hurts**: \(signed(gain))."
            : "On average joining brings \(signed(gain))."
        let figures =
            " The joint model scores below the own one at \(lower) of "
            + "\(result.members.count) members."
        guard result.members.contains(where: { $0.outcome != nil }) else {
            return onAverage + figures
        }
        func names(_ verdict: JoiningVerdict) -> String {
            let found = result.members.filter { $0.outcome?.didJoiningHelp == verdict }
                .map(\.name)
            guard !found.isEmpty else { return "none" }
            return result.showsMembers && found.count <= memberCountShown
                ? "\(found.count) (\(found.joined(separator: ", ")))" : "\(found.count)"
        }
        return onAverage + " By 95 % intervals it helped \(names(.yes)), and hurt \(names(.hurt))."
            + figures
    }

    private static func published(_ result: ExperimentResult) -> [String] {
        guard result.name == "heart-disease" else { return [] }
        let names = result.members.map(\.name)
        let head = ["accuracy, published by FLamby (2022)"] + names + ["mean"]
        return [row(head), rule(head.count)]
            + Published.flamby.map { line in
                let places = names.indices.map {
                    line.accuracies.indices.contains($0) ? text(line.accuracies[$0]) : ""
                }
                return row([line.name] + places + [text(line.mean)])
            } + [""]
    }

    // MARK: Cells

    /// Tables of more members have the mean alone.
    private static let memberCountShown = 40

    private static func row(_ member: ExperimentResult.Member) -> String {
        let difference = member.difference
        let range = difference.range.map {
            " (\(signed($0.lowerBound)) to \(signed($0.upperBound)))"
        }
        let cells =
            [member.name, "\(member.rowCount)", text(member.own.meanOfDefined)]
            + [text(member.joint.meanOfDefined), signed(difference.value) + (range ?? "")]
            + [text(member.pooled.meanOfDefined)] + member.noisy.map { text($0.meanOfDefined) }
        return row(cells)
    }

    static func word(_ score: Score) -> String {
        switch score {
        case .areaUnderCurve: "Area under the ROC curve"
        case .accuracy: "Accuracy"
        case .explainedShare: "Explained share of the variance"
        }
    }

    private static func shortWord(_ score: Score) -> String {
        switch score {
        case .areaUnderCurve: "AUC"
        case .accuracy: "accuracy"
        case .explainedShare: "R²"
        }
    }

    private static func row(_ cells: [String]) -> String {
        "| \(cells.joined(separator: " | ")) |"
    }

    private static func rule(_ count: Int) -> String {
        row([String](repeating: "---", count: count))
    }

    private static func signed(_ value: Double) -> String {
        value < 0 ? text(value) : "+\(text(value))"
    }

    /// A whole number without its fraction.
    static func trimmed(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    /// Three digits behind the point; a dash for what is not defined.
    static func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1_000 else { return "–" }
        guard value >= 0 else { return "-" + text(-value) }
        let units = Int((value * 1_000).rounded())
        let fraction = String(units % 1_000)
        let zeros = String(repeating: "0", count: 3 - fraction.count)
        return "\(units / 1_000).\(zeros)\(fraction)"
    }
}
