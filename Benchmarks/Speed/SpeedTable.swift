import DureCore

/// The rows as a table in Markdown, or as JSON.
struct SpeedTable {
    let rows: [SpeedRow]
    let floors: Floors
    let peers: Peers?

    var text: String {
        let head =
            ["row", "measured", "CPU s", "goal", "reached", "floor here"]
            + (peers == nil ? [] : ["others, and how many times as good the row is"])
        let lines = [head, head.map { _ in "---" }] + rows.map(cells)
        return (lines.map { "| " + $0.joined(separator: " | ") + " |" } + ["", machine])
            .joined(separator: "\n")
    }

    private func cells(_ row: SpeedRow) -> [String] {
        let unit = row.unit.rawValue
        let note = row.note.isEmpty ? "" : " (\(row.note))"
        let figures = peers?.figures(row) ?? []
        let goal = row.goal(beside: figures.map(\.figure))
        return [
            "`\(row.key)` \(row.title)\(note)", "\(Figure.text(row.value)) \(unit)",
            row.cpu.map(Figure.text) ?? "", goalText(row, goal),
            goal.map { row.reaches($0) ? "yes" : "**no**" } ?? "",
            row.floor.map { "\(Figure.text($0)) \(unit)" } ?? "",
        ]
            + (peers == nil
                ? []
                : [
                    figures.map { name, figure in
                        let ratio =
                            row.unit.isLessBetter ? figure / row.value : row.value / figure
                        return "\(name) \(Figure.text(figure)) \(unit) (\(Figure.text(ratio))×)"
                    }.joined(separator: ", ")
                ])
    }

    private func goalText(_ row: SpeedRow, _ goal: Double?) -> String {
        let sign = row.unit.isLessBetter ? "≤" : "≥"
        let value = goal.map { "\(sign) \(Figure.text($0)) \(row.unit.rawValue)" }
        guard case .timesFastestPeer(let factor) = row.goal else { return value ?? "" }
        let rule = "\(sign) \(Figure.text(factor, places: 2)) × the fastest other"
        return value.map { "\(rule): \($0)" } ?? rule
    }

    private var machine: String {
        func rate(_ value: Double) -> String { Figure.text(value / 1e9) }
        return "\(floors.coreCount) cores; one core copies \(rate(floors.copy)), seals "
            + "\(rate(floors.seal)), makes \(rate(floors.stream)) of mask and hashes "
            + "\(rate(floors.hash)) GB/s. Load when it began: \(floors.load)."
    }

    var json: JSONValue {
        .object(["floors": floors.json, "rows": .array(rows.map(rowJSON))])
    }

    private func rowJSON(_ row: SpeedRow) -> JSONValue {
        let figures = peers?.figures(row) ?? []
        guard case .object(var members) = row.json else { return row.json }
        if let goal = row.goal(beside: figures.map(\.figure)) {
            members["goal"] = .number(goal)
            members["reached"] = .bool(row.reaches(goal))
        }
        for (name, figure) in figures { members[name] = .number(figure) }
        return .object(members)
    }
}
