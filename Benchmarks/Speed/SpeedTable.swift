import DureCore

/// The rows as a table in Markdown, or as JSON.
struct SpeedTable {
    let rows: [SpeedRow]
    let floors: Floors
    let peers: Peers?

    var text: String {
        let peers = self.peers?.names ?? []
        let head =
            ["row", "measured", "CPU s", "goal", "reached", "floor here"]
            + peers.flatMap { [$0, "ratio"] }
        let lines = [head, head.map { _ in "---" }] + rows.map { cells($0, peers) }
        return (lines.map { "| " + $0.joined(separator: " | ") + " |" } + ["", machine])
            .joined(separator: "\n")
    }

    private func cells(_ row: SpeedRow, _ peers: [String]) -> [String] {
        let unit = row.unit.rawValue
        let note = row.note.isEmpty ? "" : " (\(row.note))"
        let own = [
            "`\(row.key)` \(row.title)\(note)", "\(Figure.text(row.value)) \(unit)",
            row.cpu.map(Figure.text) ?? "",
            "\(row.unit.isLessBetter ? "≤" : "≥") \(Figure.text(row.goal)) \(unit)",
            row.isReached ? "yes" : "**no**",
            row.floor.map { "\(Figure.text($0)) \(unit)" } ?? "",
        ]
        return own
            + peers.flatMap { peer -> [String] in
                guard let figure = self.peers?.figure(row, of: peer) else { return ["", ""] }
                let ratio = row.unit.isLessBetter ? figure / row.value : row.value / figure
                return ["\(Figure.text(figure)) \(unit)", "\(Figure.text(ratio))×"]
            }
    }

    private var machine: String {
        func rate(_ value: Double) -> String { Figure.text(value / 1e9) }
        return "\(floors.coreCount) cores; one core copies \(rate(floors.copy)), seals "
            + "\(rate(floors.seal)), makes \(rate(floors.stream)) of mask and hashes "
            + "\(rate(floors.hash)) GB/s. Load when it began: \(floors.load)."
    }

    var json: JSONValue {
        .object(["floors": floors.json, "rows": .array(rows.map { row in rowJSON(row) })])
    }

    private func rowJSON(_ row: SpeedRow) -> JSONValue {
        guard let peers, case .object(var members) = row.json else { return row.json }
        for peer in peers.names {
            if let figure = peers.figure(row, of: peer) { members[peer] = .number(figure) }
        }
        return .object(members)
    }
}
