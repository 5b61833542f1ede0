import DureCore
import FoundationEssentials

/// One job of real processes: a coordinator and its members, each this program again.
struct RoundRunner {
    /// What all processes together said.
    struct Result {
        /// Seconds of a round, or a whole study, until every member holds what it gets.
        let wall: Double
        /// Seconds of it until the coordinator has the sum, or the last one.
        let sum: Double
        /// How many rounds it took.
        let roundCount: Double
        /// Processor seconds of it, the coordinator's.
        let coordinatorCPU: Double
        /// Processor seconds of it, one member's; the mean of all.
        let memberCPU: Double
        /// The most memory of the coordinator's process, in bytes.
        let memoryPeak: Int
        /// Bytes of frames that one member sends in a round; the most of all.
        let sentByteCount: Int
    }

    /// Runs the job in a folder of its own, which is gone afterwards.
    static func run(
        _ kind: RoundJob.Kind, length: Int, memberCount: Int, roundCount: Int
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-speed-\(UUID().uuidString)").path()
        defer {
            // A folder that stays behind is the system's to clear.
            try? FileManager.default.removeItem(atPath: folder)
        }
        try BenchFederation.create(in: folder, memberCount: memberCount)
        let job = RoundJob(
            kind, length: length, memberCount: memberCount, roundCount: roundCount,
            folder: folder)
        let (lines, source) = AsyncStream<JSONValue>.makeStream()
        let say: @Sendable (String) -> Void = { line in
            // What is no JSON is a complaint: for whoever reads the error stream.
            if let json = try? JSONValue(parsing: Array(line.utf8), byteCountMax: 1 << 20) {
                source.yield(json)
            } else {
                StandardStreams.error(line)
            }
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { source.finish() }
                try await Child.run(Child.ownPath, ["coordinate", job.text], onLine: say)
            }
            var said: [JSONValue] = []
            for await line in lines {
                said.append(line)
                guard let port = line["port"]?.int else { continue }
                for member in 0..<memberCount {
                    group.addTask {
                        try await Child.run(
                            Child.ownPath,
                            ["take-part", job.text, String(member), String(port)], onLine: say)
                    }
                }
            }
            try await group.waitForAll()
            return try result(job, said)
        }
    }

    private static func result(_ job: RoundJob, _ said: [JSONValue]) throws -> Result {
        guard let figures = said.first(where: { $0["walls"] != nil }),
            let walls = figures["walls"]?.elements?.compactMap(\.double),
            let sums = figures["sums"]?.elements?.compactMap(\.double),
            let count = figures["rounds"]?.int, let cpu = figures["cpu"]?.double,
            let memory = figures["memory"]?.int
        else { throw SpeedError.processFailed("coordinator") }
        let members = said.filter { $0["walls"] == nil }.compactMap { $0["cpu"]?.double }
        let turns = Double(job.roundCount)
        let rounds = Double(count) / turns
        return Result(
            wall: walls.median, sum: sums.median, roundCount: rounds, coordinatorCPU: cpu / turns,
            memberCPU: members.reduce(0, +) / Double(max(1, members.count)) * rounds,
            memoryPeak: Int(memory),
            sentByteCount: said.compactMap { $0["sent"]?.int }.map { Int($0) }.max() ?? 0)
    }
}
