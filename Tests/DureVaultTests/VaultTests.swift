import DureCharter
import DureCore
import DureTesting
import Synchronization
import Testing

@testable import DureVault

/// A ledger in memory, which can refuse to be written to.
private final class MemoryJournal: Journal {
    private let state = Mutex<(entries: [JournalEntry], isBroken: Bool)>(([], false))

    var entries: [JournalEntry] { state.withLock { $0.entries } }
    func breakDown() { state.withLock { $0.isBroken = true } }

    func enter(_ entry: JournalEntry) async throws -> UInt64 {
        try state.withLock { state in
            guard !state.isBroken else { throw StorageError.full(path: "ledger") }
            state.entries.append(entry)
            return UInt64(state.entries.count - 1)
        }
    }
}

private final class StoppedClock: WallClock {
    private let now = Mutex<Int64>(1_796_083_200_000)  // 2026-12-01
    var millisecondsSinceEpoch: Int64 { now.withLock { $0 } }
    func advance(milliseconds: Int64) { now.withLock { $0 += milliseconds } }
}

private let charterText = """
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
    """

/// A vault with all that stands around it.
private struct Setting {
    let home: MemoryHome
    let journal: MemoryJournal
    let clock: StoppedClock
    let gate: Gate
    let vault: Vault

    init(home: MemoryHome = MemoryHome()) async throws {
        self.home = home
        journal = MemoryJournal()
        clock = StoppedClock()
        gate = Gate(
            charter: try Charter(parsing: Array(charterText.utf8)), journal: journal, clock: clock)
        vault = try await Self.open(home, journal, clock)
    }

    static func open(
        _ home: MemoryHome, _ journal: MemoryJournal, _ clock: StoppedClock
    ) async throws -> Vault {
        var generator = SeededGenerator(seed: 11)
        return try await Vault.open(
            home: home, rootKey: RootKey(using: &generator), journal: journal, clock: clock,
            generator: SeededGenerator(seed: 12))
    }

    func reopened() async throws -> Vault { try await Self.open(home, journal, clock) }

    func request(_ action: Action, purpose: String = "research") -> CharterRequest {
        var request = CharterRequest(
            action: action, purpose: purpose, sensitivity: .open, requester: "key-1", date: "")
        request.role = "steward"
        return request
    }

    @discardableResult
    func importVisits(
        _ table: Table = visits(), draft: CardDraft? = nil
    ) async throws -> DatasetCard {
        let draft = try draft ?? card()
        let grant = try await gate.grant(request(.ingest), toImport: draft)
        return try await vault.importTable(table, as: draft, under: grant)
    }
}

private func card(
    sensitivity: Sensitivity = .personal, contains: Set<Content> = [.health]
) throws -> CardDraft {
    CardDraft(
        name: try Name("visits"), title: "Visits", source: "Clinic register", legalBasis: "PIPA 15",
        notice: "Poster of March 2026", purposes: ["research", "care"], sensitivity: sensitivity,
        contains: contains,
        columns: ["age": CardDraft.Column(unit: "years", range: 0...120)])
}

private func visits(rowCount: Int = 5) -> Table {
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

@Test func `only the granted columns come out`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    #expect(try await setting.vault.cards() == [card])
    #expect(card.unit(of: "age") == "years" && card.range(of: "age") == 0...120)
    let grant = try await setting.gate.grant(
        setting.request(.train), to: card, columns: ["age", "city"])
    let records = try await setting.vault.batches(under: grant)
    #expect(records.columns.keys.sorted() == ["age", "city"])
    #expect(records.texts("city") == visits().records.texts("city"))
    let ages = try #require(records.numbers("age"))
    #expect(ages[0] == 20 && ages[1].isNaN && ages[4] == 24)
    let city = try await setting.vault.batches(under: grant, columns: ["city"])
    #expect(Array(city.columns.keys) == ["city"])
    await #expect(throws: VaultError.columnNotGranted(column: "flag")) {
        _ = try await setting.vault.batches(under: grant, columns: ["flag"])
    }
    await #expect(throws: VaultError.unknownColumn(name: "name")) {
        _ = try await setting.gate.grant(setting.request(.train), to: card, columns: ["name"])
    }
}

@Test func `what is written to disk tells nothing and survives a restart`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    for (path, bytes) in setting.home.files {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("도시"), "\(path)")
    }
    let vault = try await setting.reopened()
    #expect(try await vault.card(of: card.name) == card)
    let grant = try await setting.gate.grant(setting.request(.train), to: card, columns: ["flag"])
    #expect(try await vault.batches(under: grant).numbers("flag") == [1, 1, 1, 1, 1])
}

@Test func `tables of several partitions and of no rows come back whole`() async throws {
    for rowCount in [0, 1, TableContent.rowCountMax + 3] {
        let setting = try await Setting()
        let table = visits(rowCount: rowCount)
        let card = try await setting.importVisits(table)
        #expect(card.rowCount == rowCount)
        let grant = try await setting.gate.grant(
            setting.request(.train), to: card, columns: ["city"])
        let records = try await setting.vault.batches(under: grant)
        #expect(records.rowCount == rowCount)
        #expect(records.texts("city") == table.records.texts("city"))
    }
}

@Test func `a refusal is in the ledger and says why`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    let other = setting.request(.train, purpose: "advertising")
    guard
        case .refused(let refusal) = try await setting.gate.admission(
            of: other, to: card, columns: ["age"])
    else {
        Issue.record("a purpose that the card does not list was granted")
        return
    }
    #expect(refusal.reason == .purpose(asked: "advertising", listed: ["care", "research"]))
    #expect(!refusal.sentences(.ko).isEmpty)
    let entry = setting.journal.entries[Int(refusal.ledgerIndex)]
    #expect(entry.action == "decide" && entry.verdict == "not-permitted")
    await #expect(throws: VaultError.self) {
        _ = try await setting.gate.grant(setting.request(.export), to: card, columns: ["age"])
    }
}

@Test func `the card and not the requester says how sensitive data is`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits(draft: try card(sensitivity: .sensitive))
    guard
        case .refused(let refusal) = try await setting.gate.admission(
            of: setting.request(.train), to: card, columns: ["age"])
    else {
        Issue.record("sensitive data was granted as open data")
        return
    }
    guard case .rules(let decision) = refusal.reason else {
        Issue.record("another reason")
        return
    }
    #expect(decision.verdict == .notPermitted)

    let second = try await Setting()
    let numbered = try await second.importVisits(draft: try card2())
    guard
        case .refused(let forbidden) = try await second.gate.admission(
            of: second.request(.train), to: numbered, columns: ["age"]),
        case .rules(let rules) = forbidden.reason
    else {
        Issue.record("national numbers were granted")
        return
    }
    #expect(rules.verdict == .forbidden)
    func card2() throws -> CardDraft { try DureVaultTests.card(contains: [.nationalID]) }
}

@Test func `a charter that is not in force grants nothing`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    let text = charterText.split(separator: "2026-01-01").joined(separator: "2027-01-01")
    let gate = Gate(
        charter: try Charter(parsing: Array(text.utf8)), journal: setting.journal,
        clock: setting.clock)
    await #expect(throws: VaultError.self) {
        _ = try await gate.grant(setting.request(.train), to: card, columns: ["age"])
    }
}

@Test func `a grant is for its act its day and its dataset only`() async throws {
    let setting = try await Setting()
    let draft = try card()
    let ingest = try await setting.gate.grant(setting.request(.ingest), toImport: draft)
    await #expect(throws: VaultError.grantForOtherAction(granted: "ingest", asked: "read")) {
        _ = try await setting.vault.batches(under: ingest)
    }
    var milder = draft
    milder.sensitivity = .open
    await #expect(throws: VaultError.grantForOtherDataset(name: "visits")) {
        _ = try await setting.vault.importTable(visits(), as: milder, under: ingest)
    }
    let first = try await setting.vault.importTable(visits(), as: draft, under: ingest)
    await #expect(throws: VaultError.datasetExists(name: "visits")) {
        _ = try await setting.vault.importTable(visits(), as: draft, under: ingest)
    }
    let grant = try await setting.gate.grant(setting.request(.train), to: first, columns: ["age"])
    await #expect(throws: VaultError.grantForOtherAction(granted: "train", asked: "erase")) {
        try await setting.vault.erase(under: grant)
    }
    let erasure = try await setting.gate.grant(setting.request(.erase), to: first, columns: [])
    try await setting.vault.erase(under: erasure)
    setting.clock.advance(milliseconds: 1)
    _ = try await setting.vault.importTable(visits(), as: draft, under: ingest)
    await #expect(throws: VaultError.grantForOtherDataset(name: "visits")) {
        _ = try await setting.vault.batches(under: grant)
    }
    setting.clock.advance(milliseconds: Grant.lifetimeMilliseconds)
    await #expect(throws: VaultError.grantExpired(dataset: "visits")) {
        _ = try await setting.vault.batches(under: grant)
    }
}

@Test func `a card that leaves something out is refused`() throws {
    for field in CardField.allCases {
        var draft = try card()
        switch field {
        case .title: draft.title = " "
        case .source: draft.source = ""
        case .legalBasis: draft.legalBasis = "\n"
        case .notice: draft.notice = ""
        case .purposes: draft.purposes = []
        }
        #expect(throws: VaultError.cardIncomplete(field: field)) { try draft.check() }
    }
    for range in [0...0, 0...Double.infinity] {
        var draft = try card()
        draft.columns["age"]?.range = range
        #expect(throws: VaultError.badRange(column: "age")) { try draft.check() }
    }
}

@Test func `nothing happens that the ledger cannot hold`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    let erasure = try await setting.gate.grant(setting.request(.erase), to: card, columns: [])
    let before = setting.home.files
    setting.journal.breakDown()
    await #expect(throws: StorageError.full(path: "ledger")) {
        _ = try await setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    }
    await #expect(throws: StorageError.full(path: "ledger")) {
        try await setting.vault.erase(under: erasure)
    }
    await #expect(throws: StorageError.full(path: "ledger")) {
        try await setting.vault.rotateKey(of: card.name, by: "key-1")
    }
    #expect(setting.home.files == before)
}

/// Runs the act with a disk that dies after each possible number of changes, and shows what a new
/// start finds.
private func crashEverywhere(
    prepare: (Setting) async throws -> Void = { _ in },
    act: (Setting) async throws -> Void,
    check: (Setting, Vault) async throws -> Void
) async throws {
    let changeCountMax = 30
    for changes in 0...changeCountMax {
        let setting = try await Setting()
        try await prepare(setting)
        setting.home.crash(afterChanges: changes)
        var hasCrashed = false
        do {
            try await act(setting)
        } catch is StorageError {
            hasCrashed = true
        }
        setting.home.crash(afterChanges: .max)
        try await check(setting, try await setting.reopened())
        if !hasCrashed { return }
    }
    Issue.record("the act needs more changes than the test makes")
}

@Test func `a crash leaves a whole dataset or none`() async throws {
    var outcomes: Set<Bool> = []
    try await crashEverywhere(
        act: { setting in try await setting.importVisits() },
        check: { setting, vault in
            let isThere = try await !vault.cards().isEmpty
            outcomes.insert(isThere)
            let sealed = setting.home.files.keys.filter { $0.hasPrefix("vault/data/") }
            #expect(sealed.count == (isThere ? 1 : 0))
            if !isThere {
                let keyring = setting.home.files[Keyring.path].map { String(decoding: $0, as: UTF8.self) }
                #expect(keyring?.contains("visits") != true)
                try await setting.importVisits()  // The name is free again.
            }
        })
    #expect(outcomes == [true, false])
}

@Test func `a crash while erasing leaves nothing or all`() async throws {
    try await crashEverywhere(
        prepare: { setting in try await setting.importVisits() },
        act: { setting in
            let card = try await setting.vault.card(of: try Name("visits"))
            let erasure = try await setting.gate.grant(
                setting.request(.erase), to: card, columns: [])
            try await setting.vault.erase(under: erasure)
        },
        check: { setting, vault in
            if let card = try await vault.cards().first {
                let grant = try await setting.gate.grant(
                    setting.request(.train), to: card, columns: ["age"])
                #expect(try await vault.batches(under: grant).rowCount == 5)
            } else {
                #expect(!setting.home.files.keys.contains { $0.hasPrefix("vault/data/") })
                let keyring = try #require(setting.home.files[Keyring.path])
                #expect(!String(decoding: keyring, as: UTF8.self).contains("visits"))
            }
        })
}

@Test func `a crash while changing the key loses nothing and leaves one key`() async throws {
    try await crashEverywhere(
        prepare: { setting in try await setting.importVisits() },
        act: { setting in try await setting.vault.rotateKey(of: try Name("visits"), by: "key-1") },
        check: { setting, vault in
            let card = try await vault.card(of: try Name("visits"))
            let grant = try await setting.gate.grant(
                setting.request(.train), to: card, columns: ["age"])
            #expect(try await vault.batches(under: grant).rowCount == 5)
            let keyring = String(decoding: setting.home.files[Keyring.path] ?? [], as: UTF8.self)
            #expect(keyring.split(separator: "\"wrapped\"").count == 2, "one key")
        })
}

@Test func `an older copy of the keyring opens nothing after the key was changed`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    let old = setting.home.files[Keyring.path]
    try await setting.vault.rotateKey(of: card.name, by: "key-1")
    setting.home.files[Keyring.path] = old
    let grant = try await setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    let vault = try await setting.reopened()
    await #expect(throws: VaultError.keyDropped(dataset: "visits")) {
        _ = try await vault.batches(under: grant)
    }
}

@Test func `files of the vault that were changed are refused`() async throws {
    let setting = try await Setting()
    let card = try await setting.importVisits()
    let grant = try await setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    let sealed = "vault/data/visits.0.seal"
    let good = setting.home.files
    setting.home.files[sealed]?[200] ^= 1
    await #expect(throws: VaultError.sealBroken(file: sealed, fault: .chunk(index: 0))) {
        _ = try await setting.vault.batches(under: grant)
    }
    setting.home.files[sealed] = nil
    await #expect(throws: VaultError.sealBroken(file: sealed, fault: .missing)) {
        _ = try await setting.vault.batches(under: grant)
    }
    setting.home.files = good
    func rewrite(_ old: String, _ new: String) {
        let text = String(decoding: good[Catalogue.path] ?? [], as: UTF8.self)
        #expect(text.contains(old))
        setting.home.files[Catalogue.path] = Array(
            text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new).utf8)
    }
    rewrite("\"personal\"", "\"open\"")
    await #expect(throws: VaultError.catalogueDamaged(field: "mac")) {
        _ = try await setting.vault.cards()
    }
    rewrite("\"version\": 1", "\"version\": 2")
    await #expect(throws: VaultError.newerVersion(found: 2, supported: 1)) {
        _ = try await setting.reopened()
    }
}

@Test func `an error has a sentence in every language`() {
    let errors: [VaultError] = [
        .emptyTable, .raggedRow(row: 3, found: 1, expected: 2), .notUTF8(row: 3, column: "a"),
        .sealBroken(file: "f", fault: .chunk(index: 2)), .wrongPassphrase,
        .keyFileExposed(path: "keys/root.key"), .newerVersion(found: 2, supported: 1),
        .cardIncomplete(field: .notice), .grantExpired(dataset: "visits"),
        .columnNotGranted(column: "a"), .tooManySlots(limit: 16), .lastSlot,
    ]
    for error in errors {
        for language in Language.allCases {
            let sentence = error.sentence(language)
            #expect(sentence != VaultPhrases.unknown.text(language))
            #expect(!sentence.contains("{"))
        }
    }
}
