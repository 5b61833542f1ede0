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
        case times = "×"

        var isLessBetter: Bool {
            switch self {
            case .seconds, .megabytes, .perMegabyte, .times: true
            case .perSecond, .megabytesPerSecond, .percent: false
            }
        }
    }

    /// What is to be reached.
    enum Goal: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
        /// A figure in the row's unit.
        case value(Double)
        /// As many times the figure of the fastest peer in the same run.
        case timesFastestPeer(Double)
        /// Nothing: the figure is shown.
        case none

        init(floatLiteral value: Double) { self = .value(value) }
        init(integerLiteral value: Int) { self = .value(Double(value)) }
    }

    /// The name by which peers' figures are matched.
    let key: String
    let title: String
    /// The figure: the median of several runs.
    let value: Double
    let unit: Unit
    let goal: Goal
    /// Processor seconds behind the figure, where they are counted.
    var cpu: Double?
    /// The same work's floor on this machine in this run, in the row's unit.
    var floor: Double?
    /// What else is worth knowing.
    var note = ""

    /// The goal in the row's unit; nil where there is none, or no peer to hold it against.
    ///
    /// - Parameter peers: The peers' figures for this row.
    func goal(beside peers: [Double]) -> Double? {
        switch goal {
        case .value(let value): value
        case .timesFastestPeer(let factor):
            (unit.isLessBetter ? peers.min() : peers.max()).map { factor * $0 }
        case .none: nil
        }
    }

    /// Whether the figure is as good as a goal.
    func reaches(_ goal: Double) -> Bool { unit.isLessBetter ? value <= goal : value >= goal }

    var json: JSONValue {
        var json: [String: JSONValue] = [
            "row": .string(key), "title": .string(title), "value": .number(value),
            "unit": .string(unit.rawValue),
        ]
        if let cpu { json["cpu"] = .number(cpu) }
        if let floor { json["floor"] = .number(floor) }
        if !note.isEmpty { json["note"] = .string(note) }
        return .object(json)
    }
}
