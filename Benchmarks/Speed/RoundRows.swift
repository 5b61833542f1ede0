import DureCore

/// Rounds of real processes on loopback, over the product's own mutual TLS.
struct RoundRows: Sendable {
    let kind: RoundJob.Kind
    let length: Int
    let memberCount: Int
    let roundCount: Int
    let goal: SpeedRow.Goal
    /// The name of the row, and of those that come of the same job.
    let keys: [String]

    static let jobs = [
        RoundRows(
            kind: .plain, length: 1_000_000, memberCount: 3, roundCount: 15, goal: 0.10,
            keys: ["plain-1e6-3"]),
        RoundRows(
            kind: .plain, length: 10_000_000, memberCount: 10, roundCount: 3, goal: 3,
            keys: ["plain-1e7-10", "memory-1e7-10"]),
        RoundRows(
            kind: .masked, length: 100_000, memberCount: 3, roundCount: 15, goal: 0.1,
            keys: ["sa-1e5-3"]),
        RoundRows(
            kind: .masked, length: 1_000_000, memberCount: 3, roundCount: 9, goal: 0.5,
            keys: ["sa-1e6-3", "upload-1e6"]),
        RoundRows(
            kind: .masked, length: 100_000, memberCount: 10, roundCount: 9, goal: 0.3,
            keys: ["sa-1e5-10"]),
        RoundRows(
            kind: .study, length: 0, memberCount: 7, roundCount: 5, goal: 1,
            keys: ["regression-7"]),
    ]

    func run(_ floors: Floors) async throws -> [SpeedRow] {
        let result = try await RoundRunner.run(
            kind, length: length, memberCount: memberCount, roundCount: roundCount)
        var row = SpeedRow(
            key: keys[0], title: "\(name), \(memberCount) members", value: result.wall,
            unit: .seconds, goal: goal)
        row.cpu = result.coordinatorCPU + Double(memberCount) * result.memberCPU
        let downs = kind == .plain ? 1 : 2
        if kind != .study {
            row.floor = floors.secondsOfTLS(length * 4 * memberCount * (1 + downs))
        }
        row.note = "coordinator \(Figure.text(Double(result.memoryPeak) / 1e6)) MB"
        if kind != .plain { row.note += ", has the sum after \(Figure.text(result.sum)) s" }
        if kind == .study { row.note += ", \(Figure.text(result.roundCount, places: 0)) rounds" }
        return [row] + more(result)
    }

    private var name: String {
        switch kind {
        case .plain: "round without masks, \(length.formattedAsPower) values"
        case .masked: "round with dure/sa1, \(length.formattedAsPower) values"
        case .study: "logistic regression with dure/sa1 to convergence, 12 columns"
        }
    }

    private func more(_ result: RoundRunner.Result) -> [SpeedRow] {
        keys.dropFirst().map { key in
            if key == "memory-1e7-10" {
                return SpeedRow(
                    key: key, title: "coordinator memory, 1e7 values, 10 members",
                    value: Double(result.memoryPeak) / 1e6, unit: .megabytes, goal: 150)
            }
            return SpeedRow(
                key: key, title: "all that a member sends, 1e6 values",
                value: Double(result.sentByteCount) / 1e6, unit: .megabytes, goal: 4.2)
        }
    }
}

extension Int {
    /// `1e6` for a million.
    fileprivate var formattedAsPower: String {
        var (rest, exponent) = (self, 0)
        while rest >= 10, rest.isMultiple(of: 10) { (rest, exponent) = (rest / 10, exponent + 1) }
        return "\(rest)e\(exponent)"
    }
}
