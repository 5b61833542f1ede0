import Crypto
import DureCharter
import DureCore
import DureLedger
import DureTesting
import Testing

@testable import DureVault

@Test func `V03: only the granted columns come out`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    #expect(try setting.vault.cards() == [card])
    #expect(card.unit(of: "age") == "years" && card.range(of: "age") == 0...120)
    let grant = try setting.gate.grant(
        setting.request(.train), to: card, columns: ["age", "city"])
    let records = try setting.vault.batches(under: grant)
    #expect(records.columns.keys.sorted() == ["age", "city"])
    #expect(records.texts("city") == visits().records.texts("city"))
    let ages = try #require(records.numbers("age"))
    #expect(ages[0] == 20 && ages[1].isNaN && ages[4] == 24)
    let city = try setting.vault.batches(under: grant, columns: ["city"])
    #expect(Array(city.columns.keys) == ["city"])
    #expect(throws: VaultError.columnNotGranted(column: "flag")) {
        _ = try setting.vault.batches(under: grant, columns: ["flag"])
    }
    #expect(throws: VaultError.unknownColumn(name: "name")) {
        _ = try setting.gate.grant(setting.request(.train), to: card, columns: ["name"])
    }
}

@Test func `what is written to disk tells nothing and survives a restart`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    for (path, bytes) in setting.home.files {
        #expect(!String(decoding: bytes, as: UTF8.self).contains("도시"), "\(path)")
    }
    let vault = try setting.reopened()
    #expect(try vault.card(of: card.name) == card)
    let grant = try setting.gate.grant(setting.request(.train), to: card, columns: ["flag"])
    #expect(try vault.batches(under: grant).numbers("flag") == [1, 1, 1, 1, 1])
}

@Test func `tables of several partitions and of no rows come back whole`() throws {
    for rowCount in [0, 1, TableContent.rowCountMax + 3] {
        let setting = try Setting()
        let table = visits(rowCount: rowCount)
        let card = try setting.importVisits(table)
        #expect(card.rowCount == rowCount)
        let grant = try setting.gate.grant(
            setting.request(.train), to: card, columns: ["city"])
        let records = try setting.vault.batches(under: grant)
        #expect(records.rowCount == rowCount)
        #expect(records.texts("city") == table.records.texts("city"))
    }
}

@Test func `a refusal is in the ledger and says why`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    let other = setting.request(.train, purpose: "advertising")
    guard
        case .refused(let refusal) = try setting.gate.admission(
            of: other, to: card, columns: ["age"])
    else {
        Issue.record("a purpose that the card does not list was granted")
        return
    }
    #expect(refusal.reason == .purpose(asked: "advertising", listed: ["care", "research"]))
    #expect(!refusal.sentences(.ko).isEmpty)
    let entry = setting.journal.entries[refusal.ledgerIndex]
    #expect(entry.action == "dataset.train" && entry.verdict == "not-permitted")
    #expect(throws: VaultError.self) {
        _ = try setting.gate.grant(setting.request(.export), to: card, columns: ["age"])
    }
}

@Test func `the card and not the requester says how sensitive data is`() throws {
    let setting = try Setting()
    let card = try setting.importVisits(draft: try card(sensitivity: .sensitive))
    guard
        case .refused(let refusal) = try setting.gate.admission(
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

    let second = try Setting()
    let numbered = try second.importVisits(draft: try card2())
    guard
        case .refused(let forbidden) = try second.gate.admission(
            of: second.request(.train), to: numbered, columns: ["age"]),
        case .rules(let rules) = forbidden.reason
    else {
        Issue.record("national numbers were granted")
        return
    }
    #expect(rules.verdict == .forbidden)
    func card2() throws -> CardDraft { try DureVaultTests.card(contains: [.nationalID]) }
}

@Test func `a charter that is not in force grants nothing`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    let text = charterText.split(separator: "2026-01-01").joined(separator: "2027-01-01")
    let gate = Gate(
        charter: try Charter(parsing: Array(text.utf8)), journal: setting.journal,
        clock: setting.clock)
    #expect(throws: VaultError.self) {
        _ = try gate.grant(setting.request(.train), to: card, columns: ["age"])
    }
}

@Test func `a grant is for its act its day and its dataset only`() throws {
    let setting = try Setting()
    let draft = try card()
    let ingest = try setting.gate.grant(setting.request(.ingest), toImport: draft)
    #expect(throws: VaultError.grantForOtherAction(granted: "ingest", asked: "read")) {
        _ = try setting.vault.batches(under: ingest)
    }
    var milder = draft
    milder.sensitivity = .open
    #expect(throws: VaultError.grantForOtherDataset(name: "visits")) {
        _ = try setting.vault.importTable(visits(), as: milder, under: ingest)
    }
    let first = try setting.vault.importTable(visits(), as: draft, under: ingest)
    #expect(throws: VaultError.datasetExists(name: "visits")) {
        _ = try setting.vault.importTable(visits(), as: draft, under: ingest)
    }
    let grant = try setting.gate.grant(setting.request(.train), to: first, columns: ["age"])
    #expect(throws: VaultError.grantForOtherAction(granted: "train", asked: "erase")) {
        try setting.vault.erase(under: grant)
    }
    let erasure = try setting.gate.grant(setting.request(.erase), to: first, columns: [])
    try setting.vault.erase(under: erasure)
    setting.clock.advance(milliseconds: 1)
    _ = try setting.vault.importTable(visits(), as: draft, under: ingest)
    #expect(throws: VaultError.grantForOtherDataset(name: "visits")) {
        _ = try setting.vault.batches(under: grant)
    }
    // A clock that is set back makes no grant live longer.
    for step in [Grant.lifetimeMilliseconds, -3 * Grant.lifetimeMilliseconds] {
        setting.clock.advance(milliseconds: step)
        #expect(throws: VaultError.grantExpired(dataset: "visits")) {
            _ = try setting.vault.batches(under: grant)
        }
    }
}

@Test func `V02: a card that leaves something out is refused`() throws {
    for field in CardField.allCases {
        var draft = try card()
        switch field {
        case .title: draft.title = " "
        case .source: draft.source = ""
        case .legalBasis: draft.legalBasis = "\n"
        case .notice: draft.notice = ""
        case .purposes: draft.purposes = []
        case .retainedUntil: draft.retainedUntil = "2027-13-01"
        case .residency: draft.residency = ["Korea"]
        }
        #expect(throws: VaultError.cardIncomplete(field: field)) { try draft.check() }
    }
    for range in [0...0, 0...Double.infinity] {
        var draft = try card()
        draft.columns["age"]?.range = range
        #expect(throws: VaultError.badRange(column: "age")) { try draft.check() }
    }
}

@Test func `nothing happens that the ledger cannot hold`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    let erasure = try setting.gate.grant(setting.request(.erase), to: card, columns: [])
    let before = setting.home.files
    setting.journal.breakDown()
    #expect(throws: StorageError.full(path: "ledger")) {
        _ = try setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    }
    #expect(throws: StorageError.full(path: "ledger")) {
        try setting.vault.erase(under: erasure)
    }
    #expect(throws: StorageError.full(path: "ledger")) {
        try setting.vault.rotateKey(of: card.name, by: "key-1")
    }
    #expect(setting.home.files == before)
}

@Test func `an older copy of the keyring opens nothing after the key was changed`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    let old = setting.home.files[Keyring.path]
    try setting.vault.rotateKey(of: card.name, by: "key-1")
    setting.home.files[Keyring.path] = old
    let grant = try setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    let vault = try setting.reopened()
    #expect(throws: VaultError.keyDropped(dataset: "visits")) {
        _ = try vault.batches(under: grant)
    }
}

@Test func `files of the vault that were changed are refused`() throws {
    let setting = try Setting()
    let card = try setting.importVisits()
    let grant = try setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
    let sealed = "vault/data/visits.0.seal"
    let good = setting.home.files
    setting.home.files[sealed]?[200] ^= 1
    #expect(throws: VaultError.sealBroken(file: sealed, fault: .chunk(index: 0))) {
        _ = try setting.vault.batches(under: grant)
    }
    setting.home.files[sealed] = nil
    #expect(throws: VaultError.sealBroken(file: sealed, fault: .missing)) {
        _ = try setting.vault.batches(under: grant)
    }
    setting.home.files = good
    func rewrite(_ old: String, _ new: String) {
        let text = String(decoding: good[Catalogue.path] ?? [], as: UTF8.self)
        #expect(text.contains(old))
        setting.home.files[Catalogue.path] = Array(
            text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new).utf8
        )
    }
    rewrite("\"personal\"", "\"open\"")
    #expect(throws: VaultError.catalogueDamaged(field: "mac")) {
        _ = try setting.vault.cards()
    }
    rewrite("\"version\": 1", "\"version\": 2")
    #expect(throws: VaultError.newerVersion(found: 2, supported: 1)) {
        _ = try setting.reopened()
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

@Test func `a dataset leaves its decisions and acts in the ledger itself`() throws {
    let setting = try Setting()
    let ledger = try Ledger(
        opening: setting.home, origin: "clinic.example/dure",
        privateKey: Curve25519.Signing.PrivateKey())
    let gate = Gate(
        charter: try Charter(parsing: Array(charterText.utf8)), journal: ledger,
        clock: setting.clock)
    var generator = SeededGenerator(seed: 11)
    let vault = try Vault.open(
        home: setting.home, rootKey: RootKey(using: &generator), journal: ledger,
        clock: setting.clock)
    let draft = try card()
    let ingest = try gate.grant(setting.request(.ingest), toImport: draft)
    let card = try vault.importTable(visits(), as: draft, under: ingest)
    let grant = try gate.grant(setting.request(.train), to: card, columns: ["age"])
    #expect(ingest.ledgerIndex == 0 && grant.ledgerIndex == 3)
    #expect(try ledger.checkpoint().size == 4)
    #expect(try vault.batches(under: grant).rowCount == 5)
}
