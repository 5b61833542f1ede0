import DureCharter
import DureCore
import DureLedger
import DureVault
import FoundationEssentials
import Synchronization

/// Sealed datasets on their way out: files, chunks, column values.
enum OpenRows {
    static let keys = ["vault-open", "vault-open-texts"]
    private static let rowCount = 1 << 20
    private static let runCount = 5

    static func run(_ floors: Floors) throws -> [SpeedRow] {
        [
            try row("vault-open", "sealed numbers opened", numbers: 16, texts: 0, floors),
            try row(
                "vault-open-texts", "sealed numbers and texts opened", numbers: 8, texts: 4,
                floors),
        ]
    }

    private static func row(
        _ key: String, _ title: String, numbers: Int, texts: Int, _ floors: Floors
    ) throws -> SpeedRow {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "dure-speed-\(UUID().uuidString)").path()
        defer {
            // A folder that stays behind is the system's to clear.
            try? FileManager.default.removeItem(atPath: folder)
        }
        let journal = SilentJournal()
        let clock = SystemWallClock()
        let gate = Gate(
            charter: try Charter(parsing: Array(charter.utf8)), journal: journal, clock: clock)
        var generator = SystemSecureGenerator()
        let vault = try Vault.open(
            home: FileStorage(root: folder), rootKey: RootKey(using: &generator),
            journal: journal, clock: clock)
        let (table, byteCount) = table(numbers: numbers, texts: texts)
        let draft = try draft()
        let card = try vault.importTable(
            table, as: draft, under: gate.grant(request(.ingest), toImport: draft))
        let names = table.schema.columns.map(\.name)
        let grant = try gate.grant(request(.train), to: card, columns: names)
        var rates: [Double] = []
        for _ in 0..<runCount {
            let meter = Meter()
            let read = try vault.batches(under: grant)
            rates.append(Double(byteCount) / 1e6 / meter.cpu)
            guard read.rowCount == rowCount else { throw SpeedError.wrongSum }
        }
        var row = SpeedRow(
            key: key, title: "\(title), a processor second", value: rates.median,
            unit: .megabytesPerSecond, goal: 1_000)
        row.cpu = Double(byteCount) / 1e6 / row.value
        row.floor = floors.seal / 1e6
        row.note = "\(byteCount >> 20) MiB of content; the floor is sealing as TLS does"
        return row
    }

    /// The table, and how many bytes of content it is.
    private static func table(numbers: Int, texts: Int) -> (Table, Int) {
        var columns: [String: RecordBatch.Column] = [:]
        var schema: [TableSchema.Column] = []
        var byteCount = 0
        for index in 0..<numbers {
            let name = "n\(index)"
            columns[name] = .numbers((0..<rowCount).map { Double($0 &* (index + 3)) * 0.25 })
            schema.append(
                TableSchema.Column(name: name, type: .number, missingCount: 0, distinctCount: 2))
            byteCount += 8 * rowCount
        }
        for index in 0..<texts {
            let name = "t\(index)"
            let values = (0..<rowCount).map { "visit \($0 % 100_000)" }
            columns[name] = .texts(values)
            schema.append(
                TableSchema.Column(name: name, type: .text, missingCount: 0, distinctCount: 2))
            byteCount += values.reduce(0) { $0 + 4 + $1.utf8.count }
        }
        return (
            Table(
                schema: TableSchema(columns: schema, rowCount: rowCount),
                records: RecordBatch(rowCount: rowCount, columns: columns)), byteCount
        )
    }

    private static func draft() throws -> CardDraft {
        CardDraft(
            name: try Name("speed"), title: "Speed", source: "made for this measurement",
            legalBasis: "nobody is in it", notice: "nobody is in it", purposes: ["research"],
            sensitivity: .internal, contains: [], columns: [:])
    }

    private static func request(_ action: Action) -> CharterRequest {
        var request = CharterRequest(
            action: action, purpose: "research", sensitivity: .internal, requester: "key-1",
            date: "")
        request.role = "steward"
        return request
    }

    private static let charter = """
        [charter]
        id = "speed"
        version = 1
        economy = "KR"
        languages = ["en"]
        in_force = 2026-01-01

        [[rule]]
        id = "all"
        effect = "permit"
        action = ["ingest", "train"]
        text = { en = "A measurement may do this." }

        [[responsible]]
        role = "steward"
        person = "kim"
        qualification = { en = "Measures" }

        [[responsible]]
        role = "privacy-officer"
        person = "lee"
        qualification = { en = "Measures" }

        [[responsible]]
        role = "overseer"
        person = "park"
        qualification = { en = "Measures" }

        """
}

/// A ledger that only counts.
private final class SilentJournal: Journal {
    private let count = Mutex(0)

    func enter(_ entry: LedgerEntry) throws -> Int {
        count.withLock { count in
            count += 1
            return count - 1
        }
    }
}
