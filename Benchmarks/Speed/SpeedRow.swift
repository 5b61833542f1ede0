import DureCore

/// One row of the table.
struct SpeedRow: Sendable {
    /// In what a row is counted, and which way is better.
    enum Unit: String, Sendable {
        case seconds = "s"
        case megabytes = "MB"
        case perSecond = "/s"
        case megabytesPerSecond = "MB/s"
        case percent = "%"
        case perMegabyte = "/MB"

        var isLessBetter: Bool {
            switch self {
            case .seconds, .megabytes, .perMegabyte: true
            case .perSecond, .megabytesPerSecond, .percent: false
            }
        }
    }

    /// The name by which peers' figures are matched.
    let key: String
    let title: String
    /// The figure: the median of several runs.
    let value: Double
    let unit: Unit
    let goal: Double
    /// Processor seconds behind the figure, where they are counted.
    var cpu: Double?
    /// The same work's floor on this machine in this run, in the row's unit.
    var floor: Double?
    /// What else is worth knowing.
    var note = ""

    var isReached: Bool { unit.isLessBetter ? value <= goal : value >= goal }

    var json: JSONValue {
        var json: [String: JSONValue] = [
            "row": .string(key), "title": .string(title), "value": .number(value),
            "unit": .string(unit.rawValue), "goal": .number(goal), "reached": .bool(isReached),
        ]
        if let cpu { json["cpu"] = .number(cpu) }
        if let floor { json["floor"] = .number(floor) }
        if !note.isEmpty { json["note"] = .string(note) }
        return .object(json)
    }
}
