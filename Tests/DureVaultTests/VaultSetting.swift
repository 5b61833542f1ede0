import DureCharter
import DureCore
import DureLedger
import DureTesting
import Synchronization

@testable import DureVault

/// A ledger in memory, which can refuse to be written to.
final class MemoryJournal: Journal {
    private let state = Mutex<(entries: [LedgerEntry], isBroken: Bool)>(([], false))

    var entries: [LedgerEntry] { state.withLock { $0.entries } }
    func breakDown() { state.withLock { $0.isBroken = true } }

    func enter(_ entry: LedgerEntry) throws -> Int {
        try state.withLock { state in
            guard !state.isBroken else { throw StorageError.full(path: "ledger") }
            state.entries.append(entry)
            return state.entries.count - 1
        }
    }
}

final class StoppedClock: WallClock {
    private let now = Mutex<Int64>(1_796_083_200_000)  // 2026-12-01
    var millisecondsSinceEpoch: Int64 { now.withLock { $0 } }
    func advance(milliseconds: Int64) { now.withLock { $0 += milliseconds } }
}

let charterText = """
    [charter]
    id = "clinic"
    version = 1
    economy = "KR"
    languages = ["en"]
    in_force = 2026-01-01

    [[rule]]
    id = "take-in"
    effect = "permit"
    action = ["ingest", "erase"]
    role = ["steward"]
    text = { en = "Stewards may take data in and erase it." }

    [[rule]]
    id = "train"
    effect = "permit"
    action = ["train"]
    purpose = ["research", "care"]
    sensitivity = ["open", "internal", "personal"]
    text = { en = "Research may train on personal data." }

    [[rule]]
    id = "no-numbers"
    effect = "forbid"
    action = ["train"]
    contains = ["national-id"]
    text = { en = "Never on national numbers." }

    [[responsible]]
    role = "steward"
    person = "kim"
    qualification = { en = "Records, 10 years" }

    [[responsible]]
    role = "privacy-officer"
    person = "lee"
    qualification = { en = "Lawyer" }

    [[responsible]]
    role = "overseer"
    person = "park"
    qualification = { en = "Physician" }
    """

/// A vault with all that stands around it.
struct Setting {
    let home: MemoryHome
    let journal: MemoryJournal
    let clock: StoppedClock
    let gate: Gate
    let vault: Vault

    init(home: MemoryHome = MemoryHome()) throws {
        self.home = home
        journal = MemoryJournal()
        clock = StoppedClock()
        gate = Gate(
            charter: try Charter(parsing: Array(charterText.utf8)), journal: journal, clock: clock)
        vault = try Self.open(home, journal, clock)
    }

    static func open(
        _ home: MemoryHome, _ journal: MemoryJournal, _ clock: StoppedClock
    ) throws -> Vault {
        var generator = SeededGenerator(seed: 11)
        return try Vault.open(
            home: home, rootKey: RootKey(using: &generator), journal: journal, clock: clock,
            generator: SeededGenerator(seed: 12))
    }

    func reopened() throws -> Vault { try Self.open(home, journal, clock) }

    func request(_ action: Action, purpose: String = "research") -> CharterRequest {
        var request = CharterRequest(
            action: action, purpose: purpose, sensitivity: .open, requester: "key-1", date: "")
        request.role = "steward"
        return request
    }

    @discardableResult
    func importVisits(
        _ table: Table = visits(), draft: CardDraft? = nil
    ) throws -> DatasetCard {
        let draft = try draft ?? card()
        let grant = try gate.grant(request(.ingest), toImport: draft)
        return try vault.importTable(table, as: draft, under: grant)
    }
}

func card(
    sensitivity: Sensitivity = .personal, contains: Set<Content> = [.health]
) throws -> CardDraft {
    CardDraft(
        name: try Name("visits"), title: "Visits", source: "Clinic register", legalBasis: "PIPA 15",
        notice: "Poster of March 2026", purposes: ["research", "care"], sensitivity: sensitivity,
        contains: contains,
        columns: ["age": CardDraft.Column(unit: "years", range: 0...120)])
}

func visits(rowCount: Int = 5) -> Table {
    let ages = (0..<rowCount).map { $0 == 1 ? Double.nan : Double(20 + $0) }
    let cities = (0..<rowCount).map { $0 == 2 ? "" : "도시 \($0 % 3)" }
    let schema = TableSchema(
        columns: [
            TableSchema.Column(name: "age", type: .number, missingCount: 1, distinctCount: 4),
            TableSchema.Column(name: "city", type: .text, missingCount: 1, distinctCount: 3),
            TableSchema.Column(name: "flag", type: .number, missingCount: 0, distinctCount: 1),
        ], rowCount: rowCount)
    return Table(
        schema: schema,
        records: RecordBatch(
            rowCount: rowCount,
            columns: [
                "age": .numbers(ages), "city": .texts(cities),
                "flag": .numbers([Double](repeating: 1, count: rowCount)),
            ]))
}
