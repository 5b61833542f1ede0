import DureCore
import FoundationEssentials

/// A large table on its way into a vault, by the product's own command.
enum ImportRows {
    /// Megabytes of the table.
    private static let size = 512

    /// To be run before other processes are: the most memory of any process so far is taken for
    /// the import's.
    static func run(_ dure: String) async throws -> [SpeedRow] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-speed-\(UUID().uuidString)").path()
        defer {
            // A folder that stays behind is the system's to clear.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let storage = FileStorage(root: folder)
        try write(to: storage)
        try storage.write(Array(card.utf8), to: "card.toml")
        let parse = try await timed(dure, ["data", "import", "\(folder)/table.csv", "--dry-run"])
        let home = "\(folder)/home"
        _ = try await Child.lines(
            dure, ["init", "--home", home, "--name", "speed", "--economy", "KR"])
        let seal = try await timed(
            dure,
            [
                "data", "import", "\(folder)/table.csv", "--home", home, "--name", "table",
                "--card", "\(folder)/card.toml",
            ])
        let memory = Double(Meter.childMemoryPeak) / 1e6
        return [
            row("import-parse", "a table read, \(size) MB in 10 columns", parse, goal: 100),
            row("import-seal", "the same read, sealed and catalogued", seal, goal: 60),
            SpeedRow(
                key: "import-memory", title: "memory of that import", value: memory,
                unit: .megabytes, goal: 100),
        ]
    }

    private static let card = """
        title = "Speed"
        source = "made for this measurement"
        legal_basis = "nobody is in it"
        notice = "nobody is in it"
        purposes = ["research"]
        sensitivity = "internal"
        subject = "id"

        """

    private static func row(
        _ key: String, _ title: String, _ time: (wall: Double, cpu: Double), goal: SpeedRow.Goal
    ) -> SpeedRow {
        SpeedRow(
            key: key, title: "\(title), a processor second", value: Double(size) / time.cpu,
            unit: .megabytesPerSecond, goal: goal, cpu: time.cpu,
            note: "wall \(Figure.text(time.wall)) s")
    }

    private static func timed(
        _ dure: String, _ arguments: [String]
    ) async throws -> (wall: Double, cpu: Double) {
        let meter = Meter()
        let before = Meter.childProcessor
        _ = try await Child.lines(dure, arguments)
        return (meter.wall, Meter.childProcessor - before)
    }

    /// Ten columns: an identifier, six of numbers, three of few words.
    private static func write(to storage: FileStorage) throws {
        var text = "id,age,systolic,diastolic,cholesterol,visit,flag,city,sex,note\n"
        var state: UInt64 = 20_261_123
        func draw(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let cities = ["Seoul", "Busan", "Daegu", "Incheon", "Jeju"]
        let notes = ["stable", "improving", "see notes", "refer"]
        var written = 0
        var number = 0
        while written < size * 1_000_000 {
            while text.utf8.count < 1 << 20 {
                text += "P-\(number),\(18 + draw(78)),\(90 + draw(90)).\(draw(10)),"
                text += "\(50 + draw(60)).\(draw(10)),\(2 + draw(6)).\(100 + draw(900)),"
                text += "\(20_200_101 + draw(50_000)),\(draw(2)),\(cities[Int(draw(5))]),"
                text += "\(draw(2) == 0 ? "F" : "M"),\(notes[Int(draw(4))])\n"
                number += 1
            }
            try storage.appendVolatile(Array(text.utf8), to: "table.csv")
            written += text.utf8.count
            text = ""
        }
    }
}
