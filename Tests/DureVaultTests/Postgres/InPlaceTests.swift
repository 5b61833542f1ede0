import DureCharter
import DureCore
import DureTesting
import Synchronization
import Testing

@testable import DureVault

/// A server in memory, with one table of persons.
final class MemoryServer: InPlaceAccess {
    struct State {
        var rows: [(patient: String, age: Int32?, memo: String)] = []
        var columns: [PostgresColumn] = [
            PostgresColumn(name: "patient", type: 25), PostgresColumn(name: "age", type: 23),
            PostgresColumn(name: "memo", type: 25),
        ]
        var statements: [String] = []
        var passwords: [[UInt8]?] = []
        /// After so many bytes the connection is gone.
        var byteCountMax = Int.max
    }

    let state = Mutex(State())

    func connect(
        to address: PostgresAddress, password: borrowing SecretBytes?, statementSeconds: Int
    ) throws -> any InPlaceSession {
        let password = password?.reveal()
        state.withLock { $0.passwords.append(password) }
        return Session(self)
    }

    func pseudonymKey(at path: String) throws -> PseudonymKey {
        PseudonymKey([UInt8](repeating: path == "right" ? 1 : 2, count: PseudonymKey.byteCount))
    }

    private final class Session: InPlaceSession {
        private let server: MemoryServer
        private var bytes: [UInt8] = []
        private var sentCount = 0

        init(_ server: MemoryServer) { self.server = server }

        func columns(of statement: String) throws(PostgresError) -> [PostgresColumn] {
            server.state.withLock { $0.columns }
        }

        func copy(_ statement: String) throws(PostgresError) {
            let list = statement.prefix { $0 != "F" }
            let names = ["patient", "age", "memo"].filter { list.contains("\"\($0)\"") }
            bytes = server.state.withLock { state in
                state.statements.append(statement)
                return CopyBytes.stream(
                    state.rows.map { row in
                        names.map { name in
                            switch name {
                            case "patient": Array(row.patient.utf8)
                            case "age": row.age.map(CopyBytes.int4)
                            default: Array(row.memo.utf8)
                            }
                        }
                    })
            }
        }

        func nextCopied() throws(PostgresError) -> [UInt8]? {
            let limit = server.state.withLock { $0.byteCountMax }
            guard sentCount < limit else { throw .dropped(server: "memory") }
            guard sentCount < bytes.count else { return nil }
            let end = min(bytes.count, sentCount + 1_000)
            defer { sentCount = end }
            return Array(bytes[sentCount..<end])
        }
    }
}

/// A vault with a table that stays in a server in memory.
private struct InPlaceSetting {
    let setting: Setting
    let server = MemoryServer()
    let vault: Vault
    let name: Name

    init(_ change: (inout CardDraft) -> Void = { _ in }) throws {
        setting = try Setting()
        name = try Name("visits")
        server.state.withLock { state in
            state.rows = (0..<200).map { ("P-\($0 % 20)", $0 % 9 == 4 ? nil : Int32($0 % 80), "") }
        }
        vault = try Self.open(setting, server)
        try connect(change)
    }

    private static func open(_ setting: Setting, _ server: MemoryServer) throws -> Vault {
        var generator = SeededGenerator(seed: 11)
        return try Vault.open(
            home: setting.home, rootKey: RootKey(using: &generator), journal: setting.journal,
            clock: setting.clock, access: server, generator: SeededGenerator(seed: 12))
    }

    func reopened() throws -> Vault { try Self.open(setting, server) }
    func connectAgain() throws { try connect { _ in } }

    private func connect(_ change: (inout CardDraft) -> Void) throws {
        var draft = try card()
        draft.subject = "patient"
        change(&draft)
        let names = ["patient", "age", "memo"]
        let columns = try InPlaceTable.columns(
            named: names, in: server.state.withLock { $0.columns }, kinds: [:])
        let address = PostgresAddress(
            host: "db.example", database: "records", user: "reader", security: .verifyFull)
        let place = InPlaceTable(
            address: address, relation: .table(schema: "public", name: "visits"),
            columns: columns, pseudonymKeyFile: "right")
        let session = try server.connect(to: address, password: nil, statementSeconds: 1)
        let key = try server.pseudonymKey(at: "right")
        var source = try PostgresSource(
            session, relation: place.relation, columns: columns,
            screen: FieldScreen(draft, key: key))
        let grant = try setting.gate.grant(setting.request(.ingest), toImport: draft)
        _ = try vault.connect(
            place, reading: &source, password: SecretBytes(Array("open sesame".utf8)), as: draft,
            under: grant)
    }

    func grant(_ columns: [String]) throws -> Grant {
        try setting.gate.grant(
            setting.request(.train), to: vault.card(of: name), columns: columns)
    }

    var lastStatement: String { server.state.withLock { $0.statements.last ?? "" } }

    func error(_ body: () throws -> Void) -> VaultError? {
        do {
            try body()
            return nil
        } catch {
            return error as? VaultError
        }
    }
}

@Suite struct InPlaceTests {
    @Test func `V03: only the granted columns are asked for`() throws {
        let there = try InPlaceSetting()
        let grant = try there.grant(["age"])
        let records = try there.vault.batches(under: grant)
        #expect(records.rowCount == 200 && records.columns.keys.sorted() == ["age"])
        #expect(
            there.lastStatement
                == #"COPY (SELECT "age" FROM "public"."visits") TO STDOUT (FORMAT binary)"#)
        #expect(
            there.error { _ = try there.vault.batches(under: grant, columns: ["memo"]) }
                == .columnNotGranted(column: "memo"))
    }

    @Test func `V08: who took the choice back is not read, though asked for by name alone`() throws
    {
        let there = try InPlaceSetting()
        try there.vault.setWithdrawn(true, subject: "P-3", in: there.name, by: "key-1")
        let records = try there.vault.batches(under: there.grant(["age"]))
        #expect(records.rowCount == 190 && records.columns.keys.sorted() == ["age"])
        #expect(there.lastStatement.contains(#"SELECT "patient", "age" FROM"#))
        let found = try there.vault.rows(of: "P-3", by: "key-1")
        #expect(found.first?.rows.count == 10 && found.first?.isWithdrawn == true)
        #expect(found.first?.rows.first == 4)
        #expect(try there.vault.subjects(of: there.name, by: "key-1").count == 20)
    }

    @Test func `V07: no model learns from children in place`() throws {
        let there = try InPlaceSetting { $0.children = CardDraft.Children(age: "age") }
        let ages = try #require(
            try there.vault.batches(under: there.grant(["age"])).numbers("age"))
        #expect(ages.count > 100 && ages.allSatisfy { $0 >= 18 })
    }

    @Test func `V10: each reading is entered with its hash, and equal rows have equal hashes`()
        throws
    {
        let there = try InPlaceSetting()
        func content() throws -> String? {
            _ = try there.vault.batches(under: there.grant(["age", "patient", "memo"]))
            let entry = try #require(there.setting.journal.entries.last)
            #expect(entry.action == "vault.read")
            let decision = try #require(entry.details["decision"]?.int)
            #expect(there.setting.journal.entries[Int(decision)].action == "dataset.train")
            return entry.details["content"]?.text
        }
        let first = try content()
        #expect(try content() == first)
        let card = try there.vault.card(of: there.name)
        #expect(first == card.hash(ofContent: card.contentHash).hex)
        there.server.state.withLock { $0.rows[0].age = 79 }
        #expect(try content() != first)
        there.server.state.withLock { _ = $0.rows.removeLast() }
        _ = try content()
        #expect(there.setting.journal.entries.last?.details["rows"]?.int == 199)
    }

    @Test func `V12: the password is sealed, and goes with the dataset`() throws {
        let there = try InPlaceSetting()
        let secret = Array("open sesame".utf8)
        func isInClear() -> Bool {
            there.setting.home.files.values.contains { file in
                file.count >= secret.count
                    && (0...file.count - secret.count).contains {
                        file[$0..<$0 + secret.count].elementsEqual(secret)
                    }
            }
        }
        #expect(!isInClear())
        _ = try there.vault.batches(under: there.grant(["age"]))
        #expect(there.server.state.withLock { $0.passwords.last } == secret)
        try there.vault.rotateKey(of: there.name, by: "key-1")
        try there.vault.replacePassword(
            of: there.name, with: SecretBytes([1, 2, 3]), by: "key-1")
        _ = try there.vault.batches(under: there.grant(["age"]))
        #expect(there.server.state.withLock { $0.passwords.last } == [1, 2, 3])
        #expect(there.setting.home.files.keys.count { $0.hasSuffix(".seal") } == 1)
        try there.vault.replacePassword(of: there.name, with: nil, by: "key-1")
        _ = try there.vault.batches(under: there.grant(["age"]))
        #expect(there.server.state.withLock { $0.passwords.last } == .some(nil))
        #expect(!there.setting.home.files.keys.contains { $0.hasSuffix(".seal") })
    }

    @Test func `V05: a number that comes later ends the reading`() throws {
        let there = try InPlaceSetting()
        there.server.state.withLock { $0.rows[7].memo = "020508-2081202" }
        #expect(try there.vault.batches(under: there.grant(["age"])).rowCount == 200)
        let found = there.error { _ = try there.vault.batches(under: there.grant(["memo"])) }
        #expect(found == .numbersFound([FoundNumbers(column: "memo", types: ["kr_rrn"])]))
    }

    @Test func `V06: kept numbers that come later are not the gate's to let through`() throws {
        let there = try InPlaceSetting {
            $0.columns["memo"] = CardDraft.Column(numbers: .keep)
            $0.contains.insert(.nationalID)
        }
        #expect(try there.vault.rows(of: "P-7", by: "key-1").first?.rows.count == 10)
        there.server.state.withLock { $0.rows[7].memo = "020508-2081202" }
        #expect(
            there.error { _ = try there.vault.rows(of: "P-7", by: "key-1") }
                == .cardUnderstates(column: "memo"))
    }

    @Test func `every sentence is there in both languages, with its values`() {
        let server: [PostgresError] = [
            .library(.missing(library: "x")), .library(.tooOld(library: "x")),
            .environment(variable: "x"), .unreachable(server: "x"), .noTLS(server: "x"),
            .notTrusted(server: "x"), .wrongPassword(server: "x", user: "x"),
            .notAdmitted(server: "x", user: "x"), .noDatabase(server: "x", database: "x"),
            .notReady(server: "x", code: "x"), .dropped(server: "x"),
            .silent(server: "x", seconds: 5), .timedOut(seconds: 5), .cancelled,
            .denied(user: "x"), .noTable, .noColumn, .badQuery(code: "x", place: nil),
            .failed(code: "x"),
        ]
        let vault: [VaultError] = [
            .copyBroken(row: 5), .typeNotRead(column: "x", type: "x"),
            .columnGone(column: "x", there: ["x"]),
            .columnRetyped(column: "x", was: "x", now: "x"), .staysInPlace(dataset: "x"),
            .notInPlace(dataset: "x"), .otherPseudonymKey(dataset: "x"),
        ]
        let sentences = [Language.en, .ko].map { language in
            server.map { $0.sentence(language) } + vault.map { $0.sentence(language) }
        }
        for (english, korean) in zip(sentences[0], sentences[1]) {
            #expect(english != korean && korean.unicodeScalars.contains { $0.value >= 0xac00 })
            #expect(!(english + korean).contains { "{}".contains($0) }, "\(english)")
            #expect(english != VaultPhrases.unknown.text(.en))
        }
        #expect(Set(sentences[0]).count == server.count + vault.count)
    }

    @Test func `V15: pseudonyms are made at each reading, with the same key alone`() throws {
        let there = try InPlaceSetting {
            $0.columns["patient"] = CardDraft.Column(numbers: .pseudonymise)
        }
        let read = try there.vault.batches(under: there.grant(["patient"]))
        let patients = try #require(read.texts("patient"))
        #expect(patients.allSatisfy(PseudonymKey.isPseudonym) && Set(patients).count == 20)
        try there.vault.setWithdrawn(
            true, subject: patients[0], in: there.name, by: "key-1")
        #expect(try there.vault.batches(under: there.grant(["age"])).rowCount == 190)
        var catalogue = try there.vault.files.catalogue()
        catalogue.datasets[there.name]?.place = try there.vault.place(of: there.name)?
            .keyed(by: "wrong")
        try there.vault.files.write(catalogue)
        #expect(
            there.error { _ = try there.vault.batches(under: there.grant(["patient"])) }
                == .otherPseudonymKey(dataset: "visits"))
    }

    @Test func `a column that changed there is named, and nothing is read`() throws {
        let there = try InPlaceSetting()
        there.server.state.withLock { $0.columns[1] = PostgresColumn(name: "age", type: 114) }
        #expect(
            there.error { _ = try there.vault.batches(under: there.grant(["age"])) }
                == .columnRetyped(column: "age", was: "int4", now: "json"))
        #expect(try there.vault.batches(under: there.grant(["patient"])).rowCount == 200)
        there.server.state.withLock { $0.columns[1] = PostgresColumn(name: "years", type: 23) }
        #expect(
            there.error { _ = try there.vault.batches(under: there.grant(["age"])) }
                == .columnGone(column: "age", there: ["patient", "years", "memo"]))
        #expect(
            there.error { _ = try there.vault.checkConnection(of: there.name, by: "key-1") }
                == .columnGone(column: "age", there: ["patient", "years", "memo"]))
    }

    @Test(arguments: [0, 1_000, 3_000])
    func `a connection that drops hands nothing over`(byteCount: Int) throws {
        let there = try InPlaceSetting()
        there.server.state.withLock { $0.byteCountMax = byteCount }
        let grant = try there.grant(["age", "patient"])
        #expect(throws: PostgresError.dropped(server: "memory")) {
            _ = try there.vault.batches(under: grant)
        }
        #expect(!there.setting.journal.entries.contains { $0.action == "vault.read" })
    }

    @Test func `V11: erasing and correcting are the database's, and the whole can end here`() throws
    {
        let there = try InPlaceSetting()
        let grant = try there.setting.gate.grant(
            there.setting.request(.erase), to: there.vault.card(of: there.name), columns: [])
        let stays = VaultError.staysInPlace(dataset: "visits")
        #expect(there.error { _ = try there.vault.erase(subject: "P-1", under: grant) } == stays)
        #expect(
            there.error {
                _ = try there.vault.correct("age", of: "P-1", to: "5", under: grant)
            } == stays)
        try there.vault.erase(under: grant)
        #expect(try there.vault.cards().isEmpty)
        #expect(!there.setting.home.files.keys.contains { $0.hasSuffix(".seal") })
    }

    @Test func `a registration that is cut short is undone`() throws {
        // One change less each time, down to none.
        let whole = try InPlaceSetting()
        #expect(try whole.vault.cards().count == 1)
        for count in 0..<8 {
            let there = try InPlaceSetting()
            let grant = try there.setting.gate.grant(
                there.setting.request(.erase), to: there.vault.card(of: there.name), columns: [])
            try there.vault.erase(under: grant)
            there.setting.home.crash(afterChanges: count)
            let isWhole = (try? there.connectAgain()) != nil
            there.setting.home.crash(afterChanges: Int.max)
            let reopened = try there.reopened()
            #expect(try reopened.cards().count == (isWhole ? 1 : 0), "\(count)")
            let seals = there.setting.home.files.keys.count { $0.hasSuffix(".seal") }
            #expect(seals == (isWhole ? 1 : 0), "\(count)")
        }
    }

    @Test func `a catalogue that was meddled with names no other table`() throws {
        let there = try InPlaceSetting()
        let path = "vault/catalogue.json"
        let text = String(decoding: there.setting.home.files[path] ?? [], as: UTF8.self)
        #expect(text.contains("\"visits\"") && text.contains("\"public\""))
        there.setting.home.files[path] = Array(
            text.split(separator: "public", omittingEmptySubsequences: false)
                .joined(separator: "secret").utf8)
        #expect(
            there.error { _ = try there.vault.place(of: there.name) }
                == .catalogueDamaged(field: "mac"))
    }

    @Test(arguments: [
        ("a", "\"a\""), ("a\"b", "\"a\"\"b\""),
        ("\"; DROP TABLE x; --", "\"\"\"; DROP TABLE x; --\""),
    ])
    func `names stay names in a statement`(name: String, quoted: String) {
        let relation = InPlaceTable.Relation.table(schema: name, name: name)
        #expect(
            relation.copyStatement(of: [name])
                == "COPY (SELECT \(quoted) FROM \(quoted).\(quoted)) TO STDOUT (FORMAT binary)")
    }
}

extension InPlaceTable {
    fileprivate func keyed(by path: String) -> InPlaceTable {
        InPlaceTable(
            address: address, relation: relation, columns: columns,
            statementSeconds: statementSeconds, pseudonymKeyFile: path)
    }
}
