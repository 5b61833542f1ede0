import DureCore
import FoundationEssentials
import Synchronization

/// The product's own demonstration, watched from outside: its lines, and when each came.
enum DemoRows {
    private static let runCount = 3

    static func run(_ dure: String) async throws -> [SpeedRow] {
        var runs: [Run] = []
        for _ in 0..<runCount { runs.append(try await once(dure)) }
        let start = SpeedRow(
            key: "start", title: "start of all processes to the first round's sum, 4 members",
            value: runs.map(\.start).median, unit: .seconds, goal: 1)
        let round = SpeedRow(
            key: "demo-round", title: "the longest round of the demonstration",
            value: runs.map(\.longestRound).median, unit: .seconds, goal: 2)
        let whole = SpeedRow(
            key: "demo", title: "the whole demonstration", value: runs.map(\.whole).median,
            unit: .seconds, goal: 15)
        return [start, round, whole]
    }

    private struct Run {
        let start: Double
        let longestRound: Double
        let whole: Double
    }

    private static func once(_ dure: String) async throws -> Run {
        let home = FileManager.default.temporaryDirectory
            .appending(path: "dure-speed-\(UUID().uuidString)").path()
        defer {
            // A folder that stays behind is the system's to clear.
            try? FileManager.default.removeItem(atPath: home)
        }
        let meter = Meter()
        let lines = Mutex<[(text: String, at: Double)]>([])
        try await Child.run(dure, ["demo", "--home", home]) { line in
            lines.withLock { $0.append((line, meter.wall)) }
        }
        let whole = meter.wall
        let said = lines.withLock { $0 }
        let rounds = said.filter { $0.text.contains("ound ") && $0.text.contains("of 4") }
        guard let first = said.first, let firstRound = rounds.first else {
            throw SpeedError.processFailed("demo")
        }
        let gaps = zip(rounds.dropFirst(), rounds).map { $0.at - $1.at }
        return Run(
            start: firstRound.at - first.at, longestRound: gaps.max() ?? 0, whole: whole)
    }
}
