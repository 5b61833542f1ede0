import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureVault

/// What persons may ask of the vault, and what the card decides.
@Suite struct SubjectTests {
    /// So many rows about a hundred persons, in turn: `P-0` … `P-99`.
    private static func patients(rowCount: Int) -> Table {
        let ids = (0..<rowCount).map { "P-\($0 % 100)" }
        let ages = (0..<rowCount).map { $0 % 7 == 3 ? Double.nan : Double(20 + $0 % 60) }
        return Table(
            schema: TableSchema(
                columns: [
                    TableSchema.Column(
                        name: "age", type: .number,
                        missingCount: ages.count { $0.isNaN }, distinctCount: 60),
                    TableSchema.Column(
                        name: "patient", type: .text, missingCount: 0, distinctCount: 100),
                ], rowCount: rowCount),
            records: RecordBatch(
                rowCount: rowCount, columns: ["age": .numbers(ages), "patient": .texts(ids)]))
    }

    private static func draft(_ change: (inout CardDraft) -> Void = { _ in }) throws -> CardDraft {
        var draft = try card()
        draft.subject = "patient"
        change(&draft)
        return draft
    }

    private static func setting(
        rowCount: Int = 500, _ change: (inout CardDraft) -> Void = { _ in }
    ) throws -> Setting {
        let setting = try Setting()
        try setting.importVisits(patients(rowCount: rowCount), draft: draft(change))
        return setting
    }

    private static let name = Result { try Name("visits") }

    private static func erasure(_ setting: Setting) throws -> Grant {
        try setting.gate.grant(
            setting.request(.erase), to: setting.vault.card(of: name.get()), columns: [])
    }

    private static func read(_ setting: Setting, _ vault: Vault? = nil) throws -> RecordBatch {
        let vault = vault ?? setting.vault
        let card = try vault.card(of: name.get())
        let grant = try setting.gate.grant(
            setting.request(.train), to: card, columns: ["age", "patient"])
        return try vault.batches(under: grant)
    }

    @Test func `V11: a person's rows are found, and nobody else's`() throws {
        let setting = try Self.setting()
        let found = try setting.vault.rows(of: "P-42", by: "key-1")
        let rows = try #require(found.first)
        #expect(found.count == 1)
        #expect(rows.rows == [43, 143, 243, 343, 443])
        #expect(rows.records.texts("patient") == [String](repeating: "P-42", count: 5))
        #expect(rows.records.numbers("age")?.first == 62)
        #expect(try setting.vault.rows(of: "P-4", by: "key-1").first?.rows.count == 5)
        #expect(try setting.vault.rows(of: "P-1000", by: "key-1").isEmpty)
        let entered = setting.journal.entries.filter { $0.action == "vault.subject.search" }
        #expect(entered.count == 3)
        // The ledger is for ever: it holds hashes that differ from dataset to dataset.
        #expect(Set(entered.compactMap(\.object)).count == 3)
        let texts = setting.journal.entries.map { "\($0)" }.joined()
        #expect(!texts.contains("P-42") && !texts.contains("P-1000"))
    }

    @Test func `partitions read one by one are the rows read at once`() throws {
        let setting = try Self.setting(rowCount: 66_000)
        func rows(_ columns: [String]) throws -> (parts: RecordParts, all: RecordBatch) {
            let card = try setting.vault.card(of: Self.name.get())
            let grant = try setting.gate.grant(
                setting.request(.train), to: card, columns: ["age", "patient"])
            return (
                try #require(try setting.vault.parts(under: grant, columns: columns)),
                try setting.vault.batches(under: grant, columns: columns)
            )
        }
        let (whole, _) = try rows(["age"])
        #expect(whole.count == 2)
        #expect(
            try setting.vault.byteCounts(of: Self.name.get(), columns: ["age"])
                == 528_000...528_000)
        try setting.vault.setWithdrawn(true, subject: "P-7", in: Self.name.get(), by: "key-1")
        for columns in [["age"], ["age", "patient"]] {
            let (parts, all) = try rows(columns)
            let read = try (0..<parts.count).map { try parts.records($0) }
            #expect(read.reduce(0) { $0 + $1.rowCount } == all.rowCount)
            #expect(all.rowCount == 66_000 - 660)
            #expect(read.allSatisfy { $0.columns.keys.sorted() == columns })
            let ages = read.flatMap { $0.numbers("age") ?? [] }
            #expect(ages.map(\.bitPattern) == all.numbers("age")?.map(\.bitPattern))
            if columns.contains("patient") {
                #expect(read.flatMap { $0.texts("patient") ?? [] } == all.texts("patient"))
            }
        }
        // What was granted before rows went is no way to them.
        _ = try setting.vault.erase(subject: "P-8", under: Self.erasure(setting))
        #expect(throws: (any Error).self) { try whole.records(0) }
    }

    @Test func `V08: a choice taken back holds from the next read on`() throws {
        let setting = try Self.setting()
        #expect(try Self.read(setting).rowCount == 500)
        try setting.vault.setWithdrawn(
            true, subject: "P-7", in: Self.name.get(), by: "key-1")
        for vault in [setting.vault, try setting.reopened()] {
            let batch = try Self.read(setting, vault)
            #expect(batch.rowCount == 495)
            #expect(batch.texts("patient")?.contains("P-7") == false)
            #expect(batch.numbers("age")?.count == 495)
        }
        // Also where the subject column itself is not asked for.
        let grant = try setting.gate.grant(
            setting.request(.train), to: setting.vault.card(of: Self.name.get()), columns: ["age"])
        let ages = try setting.vault.batches(under: grant)
        #expect(ages.rowCount == 495 && Array(ages.columns.keys) == ["age"])
        #expect(try setting.vault.rows(of: "P-7", by: "key-1").first?.isWithdrawn == true)
        let catalogue = String(decoding: setting.home.files[Catalogue.path] ?? [], as: UTF8.self)
        #expect(!catalogue.contains("P-7"))
        try setting.vault.setWithdrawn(
            false, subject: "P-7", in: Self.name.get(), by: "key-1")
        #expect(try Self.read(setting).rowCount == 500)
    }

    @Test func `an erased person is in no file and under no key`() throws {
        // Two partitions, of which the second has none of the person's rows.
        let setting = try Self.setting(rowCount: TableContent.rowCountMax + 30)
        let before = try setting.vault.card(of: Self.name.get())
        let old = setting.home.files
        let receipt = try setting.vault.erase(subject: "P-99", under: Self.erasure(setting))
        #expect(receipt.rowCount == TableContent.rowCountMax / 100)
        #expect(
            receipt.completeAt.milliseconds - receipt.erasedAt.milliseconds == 30 * 86_400_000)
        #expect(receipt.contentBefore == before.contentHash)
        let after = try setting.reopened()
        let batch = try Self.read(setting, after)
        #expect(batch.rowCount == before.rowCount - receipt.rowCount)
        #expect(batch.texts("patient")?.contains("P-99") == false)
        #expect(batch.texts("patient")?[0..<5] == ["P-0", "P-1", "P-2", "P-3", "P-4"])
        let card = try after.card(of: Self.name.get())
        #expect(card.contentHash == receipt.contentAfter && card.contentHash != before.contentHash)
        #expect(card.schema.column("patient")?.distinctCount == 99)
        #expect(
            card.schema.column("age")?.missingCount
                == batch.numbers("age")?.count { $0.isNaN })
        #expect(try after.versions(of: Self.name.get()).map(\.change) == [.erasure])
        // The old file is gone, and the new keyring does not open a copy of it.
        let gone = Set(old.keys).subtracting(setting.home.files.keys)
        #expect(gone == ["vault/data/visits.0.seal"])
        setting.home.files["vault/data/visits.0.seal"] = old["vault/data/visits.0.seal"]
        setting.home.files[Catalogue.path] = old[Catalogue.path]
        #expect(throws: VaultError.keyDropped(dataset: "visits")) {
            _ = try Self.read(setting, setting.reopened())
        }
    }

    @Test func `nobody is erased twice, or without a permit`() throws {
        let setting = try Self.setting()
        _ = try setting.vault.erase(subject: "P-1", under: Self.erasure(setting))
        #expect(throws: VaultError.unknownSubject(dataset: "visits")) {
            _ = try setting.vault.erase(subject: "P-1", under: Self.erasure(setting))
        }
        let train = try setting.gate.grant(
            setting.request(.train), to: setting.vault.card(of: Self.name.get()), columns: ["age"])
        #expect(throws: VaultError.self) {
            _ = try setting.vault.erase(subject: "P-2", under: train)
        }
        #expect(try Self.read(setting).rowCount == 495)
    }

    @Test func `V10: a correction makes a new version, and the old hash is kept`() throws {
        let setting = try Self.setting()
        let before = try setting.vault.card(of: Self.name.get())
        let count = try setting.vault.correct(
            "age", of: "P-3", to: "77", under: Self.erasure(setting))
        #expect(count == 5)
        let found = try setting.vault.rows(of: "P-3", by: "key-1")
        #expect(found.first?.records.numbers("age") == [77, 77, 77, 77, 77])
        let versions = try setting.vault.versions(of: Self.name.get())
        #expect(versions.map(\.contentHash) == [before.contentHash])
        #expect(try setting.vault.card(of: Self.name.get()).contentHash != before.contentHash)
        #expect(throws: VaultError.notANumber(row: 0, column: "age")) {
            _ = try setting.vault.correct(
                "age", of: "P-3", to: "old", under: Self.erasure(setting))
        }
        #expect(throws: VaultError.subjectFixed(column: "patient")) {
            _ = try setting.vault.correct(
                "patient", of: "P-3", to: "P-4", under: Self.erasure(setting))
        }
        #expect(try Self.read(setting).rowCount == 500)
    }

    @Test func `V09: after its last day nothing reads a dataset, and its key is destroyed`() throws
    {
        let setting = try Self.setting { $0.retainedUntil = "2026-12-02" }
        #expect(try setting.vault.expire(by: "vault").isEmpty)
        #expect(try Self.read(setting).rowCount == 500)
        setting.clock.advance(milliseconds: 2 * 86_400_000)
        do {
            _ = try Self.read(setting)
            Issue.record("read after the last day")
        } catch VaultError.refused(let refusal) {
            #expect(refusal.reason == .expired(on: "2026-12-02"))
            #expect(refusal.sentences(.en).first?.contains("2026-12-02") == true)
        }
        #expect(try setting.vault.expire(by: "vault").map(\.text) == ["visits"])
        #expect(try setting.vault.cards().isEmpty)
        #expect(!setting.home.files.keys.contains { $0.hasPrefix("vault/data/") })
        #expect(setting.journal.entries.last?.action == "vault.expire")
    }

    @Test func `V04: a release outside the residency is refused, and one inside is not`() throws {
        let setting = try Self.setting { $0.residency = ["KR", "JP"] }
        let rules =
            charterText + """

                [[rule]]
                id = "share"
                effect = "permit"
                action = ["federate"]
                text = { en = "Sums may be shared." }
                """
        let gate = Gate(
            charter: try Charter(parsing: Array(rules.utf8)), journal: setting.journal,
            clock: setting.clock)
        let card = try setting.vault.card(of: Self.name.get())
        var request = setting.request(.federate)
        request.economies = ["KR"]
        guard case .granted = try gate.admission(of: request, to: card, columns: ["age"]) else {
            Issue.record("refused inside")
            return
        }
        request.economies = ["KR", "US", "AU"]
        let answer = try gate.admission(of: request, to: card, columns: ["age"])
        guard case .refused(let refusal) = answer else {
            Issue.record("released outside")
            return
        }
        #expect(refusal.reason == .residency(outside: ["AU", "US"], allowed: ["JP", "KR"]))
        #expect(refusal.sentences(.ko).first?.contains("JP, KR") == true)
        request.economies = []
        guard
            case .refused(let unsaid) = try gate.admission(of: request, to: card, columns: ["age"])
        else {
            Issue.record("released to nobody knows where")
            return
        }
        #expect(unsaid.reason == .residency(outside: [], allowed: ["JP", "KR"]))
        #expect(unsaid.sentences(.en).first?.contains("does not say where it goes") == true)
        // What stays in the house goes nowhere.
        request.action = .train
        guard case .granted = try gate.admission(of: request, to: card, columns: ["age"]) else {
            Issue.record("refused what stays inside")
            return
        }
    }

    @Test func `a crash while a person is erased leaves all rows or none of theirs`() throws {
        var outcomes: Set<Int> = []
        for changes in 0...40 {
            let setting = try Self.setting()
            setting.home.crash(afterChanges: changes)
            var hasCrashed = false
            do {
                _ = try setting.vault.erase(subject: "P-5", under: Self.erasure(setting))
            } catch is StorageError {
                hasCrashed = true
            }
            setting.home.crash(afterChanges: .max)
            let vault = try setting.reopened()
            let rows = try Self.read(setting, vault).rowCount
            outcomes.insert(rows)
            #expect(rows == 500 || rows == 495)
            let sealed = setting.home.files.keys.filter { $0.hasPrefix("vault/data/") }
            if rows == 495 {
                #expect(sealed == ["vault/data/visits.0.v2.seal"])
            } else {
                // What was sealed for nothing has a key that was never kept.
                #expect(sealed.contains("vault/data/visits.0.seal"))
                _ = try vault.erase(
                    subject: "P-5",
                    under: setting.gate.grant(
                        setting.request(.erase), to: vault.card(of: Self.name.get()), columns: []))
                #expect(try Self.read(setting, vault).rowCount == 495)
            }
            let keyring = String(decoding: setting.home.files[Keyring.path] ?? [], as: UTF8.self)
            #expect(keyring.split(separator: "\"wrapped\"").count == 2, "one key")
            if !hasCrashed { break }
        }
        #expect(outcomes == [500, 495])
    }

    @Test func `a subject column that is missing or holds numbers is refused at the import`() throws
    {
        let setting = try Setting()
        var draft = try Self.draft()
        draft.subject = "nobody"
        #expect(throws: VaultError.unknownColumn(name: "nobody")) {
            try setting.importVisits(Self.patients(rowCount: 10), draft: draft)
        }
        draft.subject = "age"
        #expect(throws: VaultError.subjectNotText(column: "age")) {
            try setting.importVisits(Self.patients(rowCount: 10), draft: draft)
        }
        draft = try Self.draft { $0.retainedUntil = "2026-02-30" }
        #expect(throws: VaultError.cardIncomplete(field: .retainedUntil)) {
            try setting.importVisits(Self.patients(rowCount: 10), draft: draft)
        }
        draft = try Self.draft { $0.subject = nil }
        try setting.importVisits(Self.patients(rowCount: 10), draft: draft)
        #expect(throws: VaultError.noSubjectColumn(dataset: "visits")) {
            _ = try setting.vault.erase(subject: "P-1", under: Self.erasure(setting))
        }
        #expect(try setting.vault.rows(of: "P-1", by: "key-1").isEmpty)
    }
}
