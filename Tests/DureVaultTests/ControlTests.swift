import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureVault

/// The controls that the vault keeps, one test each; V08 to V11 are in `SubjectTests`.
@Suite struct ControlTests {
    @Test func `V01: a use without a purpose of the data's is refused, and entered`() throws {
        let setting = try Setting()
        let visits = try setting.importVisits()
        for purpose in ["", "public-service", "Research"] {
            let answer = try setting.gate.admission(
                of: setting.request(.train, purpose: purpose), to: visits, columns: ["age"])
            guard case .refused(let refusal) = answer else {
                Issue.record("granted for \(purpose)")
                continue
            }
            #expect(refusal.reason == .purpose(asked: purpose, listed: ["care", "research"]))
            let entry = setting.journal.entries[refusal.ledgerIndex]
            #expect(entry.action == "dataset.train" && entry.verdict == "not-permitted")
        }
        var draft = try self.draft(purposes: [])
        #expect(throws: VaultError.cardIncomplete(field: .purposes)) { try draft.check() }
        draft.purposes = [""]
        #expect(throws: VaultError.cardIncomplete(field: .purposes)) { try draft.check() }
    }

    private func draft(purposes: Set<String>) throws -> CardDraft {
        var draft = try card()
        draft.purposes = purposes
        return draft
    }

    // MARK: V07

    private static let ages: [Double] = [10, 13, 14, 17, 18, 70, .nan, 12, .nan]
    private static let consents = ["", "no", "", "", "", "", "", "Yes", "y"]

    /// A school's table, whose card tells ages.
    private static func school() -> Table {
        func column(_ name: String, _ type: ColumnType) -> TableSchema.Column {
            TableSchema.Column(name: name, type: type, missingCount: 0, distinctCount: 9)
        }
        return Table(
            schema: TableSchema(
                columns: [
                    column("age", .number), column("guardian", .text), column("row", .number),
                ], rowCount: ages.count),
            records: RecordBatch(
                rowCount: ages.count,
                columns: [
                    "age": .numbers(ages), "guardian": .texts(consents),
                    "row": .numbers(ages.indices.map { Double($0) }),
                ]))
    }

    /// Takes the school's table in under rules that may name an age, and reads it.
    private static func rows(
        _ children: CardDraft.Children?, line: Int?, for action: Action = .train,
        use: RowUse = .asGranted
    ) throws -> [Double] {
        let setting = try Setting()
        var text = charterText
        if let line {
            text +=
                "\n[facts.child-age]\nvalue = \(line)\nunit = \"years\"\nlaw = \"Law\"\n"
                + "year = 2020\n"
        }
        text = text.replacing("action = [\"train\"]", with: "action = [\"train\", \"assess\"]")
        let gate = Gate(
            charter: try Charter(parsing: Array(text.utf8)), journal: setting.journal,
            clock: setting.clock)
        var draft = try card(contains: [.child])
        draft.children = children
        draft.columns = [:]
        let grant = try gate.grant(setting.request(.ingest), toImport: draft)
        let school = try setting.vault.importTable(Self.school(), as: draft, under: grant)
        let reading = try gate.grant(setting.request(action), to: school, columns: ["row"])
        let records = try setting.vault.batches(under: reading, use: use)
        #expect(Array(records.columns.keys) == ["row"])
        return records.numbers("row") ?? []
    }

    @Test func `V07: nothing is trained on a child without a guardian's consent`() throws {
        let both = CardDraft.Children(age: "age", consent: "guardian")
        #expect(try Self.rows(both, line: 14) == [2, 3, 4, 5, 7, 8])
        #expect(try Self.rows(both, line: 18) == [4, 5, 7, 8])
        // Where no law is known, children are whom the Convention calls so.
        #expect(try Self.rows(both, line: nil) == [4, 5, 7, 8])
        // Without a record of consent no child's row is read, and none of unknown age.
        #expect(try Self.rows(CardDraft.Children(age: "age"), line: 14) == [2, 3, 4, 5])
        // Looking at a model's results is not training.
        #expect(try Self.rows(both, line: 14, for: .assess).count == Self.ages.count)
        // The model that an assessment fits for itself is.
        #expect(
            try Self.rows(both, line: 14, for: .assess, use: .learning) == [2, 3, 4, 5, 7, 8])
        // A tag alone tells nobody which rows: nothing is trained at all.
        do {
            _ = try Self.rows(nil, line: 14)
            Issue.record("trained on a dataset tagged as children's")
        } catch let error as VaultError {
            guard case .refused(let refusal) = error else { throw error }
            #expect(refusal.reason == .children)
            #expect(!refusal.sentences(.ko).isEmpty)
        }
    }

    @Test func `V07: a year of birth is no age, and makes nobody grown up`() {
        let records = RecordBatch(
            rowCount: 4, columns: ["age": .numbers([2_016, 202, 130, 41])])
        let children = CardDraft.Children(age: "age")
        #expect(children.mayTeach(records, below: 14) == [false, false, true, true])
    }

    @Test func `V07: the columns that tell children are of the right kind`() throws {
        let schema = Self.school().schema
        var draft = try self.draft(purposes: ["research"])
        draft.columns = [:]
        draft.children = CardDraft.Children(age: "guardian")
        #expect(throws: VaultError.ageNotNumber(column: "guardian")) {
            try draft.check(against: schema)
        }
        draft.children = CardDraft.Children(age: "age", consent: "row")
        #expect(throws: VaultError.consentNotText(column: "row")) {
            try draft.check(against: schema)
        }
        draft.children = CardDraft.Children(age: "years")
        #expect(throws: VaultError.unknownColumn(name: "years")) {
            try draft.check(against: schema)
        }
        draft.children = CardDraft.Children(age: "age", consent: "guardian")
        try draft.check(against: schema)
        // What the catalogue writes is read back.
        #expect(try CardDraft(draft.json) == draft)
    }
}
