import DureCore
import DureFederation
import DureLearning

/// How many members' rounds a simulated study does in a second: 1,000 members, 100 rounds, a network
/// of 10,001 parameters, by the engine of `dure study simulate` and with its workers: one pool that
/// members and their training share.
enum SimulationSpeed {
    private static let (memberCount, rowCount, width) = (1_000, 10, 98)
    private static let roundCount = 100

    static func measure() throws -> LearningFigures {
        var figures = LearningFigures(dataByteCount: memberCount * rowCount * (width + 1) * 8)
        let manifest = try StudyManifest(parsing: Array(text.utf8))
        let plan = try StudyPlan(
            manifest: manifest, manifestHash: Digest(of: Array(text.utf8)),
            memberCount: memberCount)
        let tables = try (0..<memberCount).map { try table(manifest.columns, member: $0) }
        let meter = Meter()
        let found = try StudySimulation(plan).run(members: tables, seed: 1)
        let count = Double(memberCount * roundCount)
        figures["member-rounds"] = count / meter.wall
        figures["member-round-cpu"] = meter.cpu / count
        guard found.roundCount == roundCount, found.state.coefficients.count == 10_001,
            found.changes.allSatisfy({ $0 > 0 })
        else { throw SpeedError.wrongSum }
        try figures.takeMemory()
        return figures
    }

    private static func table(_ columns: StudyColumns, member: Int) throws -> StudyTable {
        var batch: [String: RecordBatch.Column] = [:]
        let first = member * rowCount * (width + 1)
        for column in 0..<width {
            batch["x\(column)"] = .numbers(
                (0..<rowCount).map {
                    MadeUpNumbers.unit(first + column * rowCount + $0) * 2 - 1
                })
        }
        batch["y"] = .numbers((0..<rowCount).map { Double(($0 + member) % 2) })
        return try StudyTable(columns, batch: RecordBatch(rowCount: rowCount, columns: batch))
    }

    private static var text: String {
        let columns = (0..<width).map { "[[column]]\nname = \"x\($0)\"\nrange = [-1, 1]\n" }
        return """
            [study]
            id = "simulated"
            version = 1
            federation = "bench"
            purpose = "research"
            question = { en = "How fast?" }

            [data]
            dataset = "rows"
            target = "y"
            split = { share = 0.1, seed = 1 }
            members_min = 3
            records_max = 1000

            [algorithm]
            kind = "network"
            hidden = [100]
            method = "updates"
            rounds_max = \(roundCount)
            weight_records = 10

            [algorithm.local]
            batch = 10

            [privacy]
            mode = "none"


            """ + columns.joined(separator: "\n")
    }
}
