internal import DureCore
internal import DureFederation
internal import DureLearning
internal import DurePrivacy

/// The results as Markdown and as JSON.
struct ResultsText {
    let study: HeartStudy
    let grid: PenaltyGrid
    let figure: PrivacyFigure?
    let date: String
    let machine: String

    var markdown: String {
        ([heading, Self.row(head), Self.rule(head.count)] + body + [""] + published + [""]
            + penalties).joined(separator: "\n")
    }

    private var head: [String] {
        [
            "hospital", "rows, train / test", "AUC own", "AUC joint", "AUC joint ε = 1 (range)",
            "accuracy own", "accuracy joint", "accuracy joint ε = 1 (range)",
        ]
    }

    private var heading: String {
        let epsilon = figure.map { " ε = \(Self.text($0.epsilon, 4)) (\($0.accountant.rawValue))," }
        return """
            # Heart disease in four hospitals

            \(date), \(machine).
            Joint: \(study.jointRoundCount) rounds, penalty \(study.exact.manifest.penalty). \
            With noise:\(epsilon ?? "") \(study.noisy.algorithm.roundCountMax) rounds, penalty \
            \(study.noisy.manifest.penalty), \(HeartStudy.repetitionCount) runs: mean (least to \
            greatest).

            """
    }

    private var body: [String] {
        let places: [Int?] = HeartRows.hospitals.indices.map(\.self) + [nil]
        return places.map { place in
            func value(_ values: [Double]) -> String {
                Self.text(place.map { values[$0] } ?? values.mean)
            }
            return Self.row([
                place.map { HeartRows.hospitals[$0] } ?? "mean", counts(place),
                value(study.own.areas), value(study.joint.areas),
                Self.text(study.spread(\.areas, at: place)), value(study.own.accuracies),
                value(study.joint.accuracies), Self.text(study.spread(\.accuracies, at: place)),
            ])
        }
    }

    private func counts(_ place: Int?) -> String {
        guard let place else { return "" }
        return "\(study.rows.train[place].rowCount) / \(study.rows.test[place].rowCount)"
    }

    private var published: [String] {
        let head = ["accuracy, published by FLamby (2022)"] + HeartRows.hospitals + ["mean"]
        return [Self.row(head), Self.rule(head.count)]
            + Published.flamby.map { line in
                let places = HeartRows.hospitals.indices.map {
                    line.accuracies.isEmpty ? "" : Self.text(line.accuracies[$0])
                }
                return Self.row([line.name] + places + [Self.text(line.mean)])
            }
    }

    private var penalties: [String] {
        let head =
            ["penalty", "log loss, cross-validated"]
            + HeartRows.hospitals.map { "\($0), cross-validated AUC" }
            + HeartRows.hospitals.map { "\($0), test AUC" }
        let rows = grid.rows.map { row in
            Self.row(
                ["\(row.penalty)\(row.penalty == grid.chosen ? " (chosen)" : "")"]
                    + [Self.text(row.logLoss, 2)] + row.areas.map { Self.text($0) }
                    + row.test.areas.map { Self.text($0) })
        }
        return [Self.row(head), Self.rule(head.count)] + rows
    }

    private static func row(_ cells: [String]) -> String {
        "| \(cells.joined(separator: " | ")) |"
    }

    private static func rule(_ count: Int) -> String {
        row([String](repeating: "---", count: count))
    }

    private static func text(_ spread: Spread) -> String {
        "\(text(spread.mean)) (\(text(spread.lowest)) to \(text(spread.highest)))"
    }

    private static func text(_ value: Double, _ digits: Int = 3) -> String {
        guard value.isFinite else { return "–" }
        var power = 1
        for _ in 0..<digits { power *= 10 }
        let units = Int((value * Double(power)).rounded())
        let fraction = String(units % power)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(units / power).\(zeros)\(fraction)"
    }

    // MARK: JSON

    var json: JSONValue {
        .object([
            "format": "dure/results", "version": 1, "date": .string(date),
            "machine": .string(machine),
            "rounds": .integer(Int64(study.jointRoundCount)),
            "runs": .integer(Int64(HeartStudy.repetitionCount)),
            "penalty": .number(study.exact.manifest.penalty),
            "penalty-by-cross-validation": grid.chosen.map { .number($0) } ?? .null,
            "epsilon": figure.map { .number($0.epsilon) } ?? .null,
            "delta": figure.map { .number($0.delta) } ?? .null,
            "hospitals": .array(HeartRows.hospitals.indices.map(hospital)),
        ])
    }

    private func hospital(_ place: Int) -> JSONValue {
        func spread(_ spread: Spread) -> JSONValue {
            .object([
                "mean": .number(spread.mean), "min": .number(spread.lowest),
                "max": .number(spread.highest),
            ])
        }
        func measures(_ measure: (Scores) -> [Double]) -> JSONValue {
            .object([
                "own": .number(measure(study.own)[place]),
                "joint": .number(measure(study.joint)[place]),
                "joint-noise": spread(study.spread(measure, at: place)),
            ])
        }
        return .object([
            "name": .string(HeartRows.hospitals[place]),
            "train": .integer(Int64(study.rows.train[place].rowCount)),
            "test": .integer(Int64(study.rows.test[place].rowCount)),
            "auc": measures(\.areas), "accuracy": measures(\.accuracies),
        ])
    }
}
