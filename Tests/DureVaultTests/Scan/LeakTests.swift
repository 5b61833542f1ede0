import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureVault

/// Ways by which a number could come in beside the scan, or its pseudonym come undone.
@Suite struct LeakTests {
    private let key = PseudonymKey(Array(repeating: 7, count: PseudonymKey.byteCount))

    private func draft(_ actions: [String: NumberAction], subject: String? = nil) throws
        -> CardDraft
    {
        var draft = try card()
        draft.columns = actions.mapValues { CardDraft.Column(numbers: $0) }
        draft.subject = subject
        return draft
    }

    private func importTable(
        _ text: String, as draft: CardDraft, into setting: Setting
    ) throws -> DatasetCard {
        var source = try PieceSource(text, screen: FieldScreen(draft, key: key))
        let grant = try setting.gate.grant(setting.request(.ingest), toImport: draft)
        return try setting.vault.importTable(from: &source, as: draft, under: grant)
    }

    private func correct(
        _ column: String, to value: String, of card: DatasetCard, in setting: Setting
    ) throws {
        let grant = try setting.gate.grant(setting.request(.erase), to: card, columns: [])
        _ = try setting.vault.correct(column, of: "p1", to: value, under: grant)
    }

    // MARK: Types

    /// What programs make of resident numbers that they took for measurements.
    @Test(arguments: [
        "9001011234568.0", "9001011234568.00", "+9001011234568", "-9001011234568",
        "9.001011234568e12", "9.001011234568E+12", "9001011234568",
    ])
    func `V06: a resident number in a column of numbers is found`(written: String) throws {
        let text = "age,value\n41,\(written)\n38,\(written)\n"
        var options = CSVOptions()
        options.isPartitioned = true
        var reader = try CSVReader(options, screen: FieldScreen())
        try reader.feed(Array(text.utf8))
        let schema = try reader.finishPartitions().schema
        #expect(schema.column("value")?.type == .number)
        let report = try #require(reader.screen?.report)
        #expect(report.columns[1].tallies.first?.type.hasPrefix("kr_") == true)
        #expect(report.columns[0].tallies.isEmpty)
        #expect(report.hits.allSatisfy { !$0.masked.contains("1") && $0.column == "value" })
        #expect(throws: VaultError.self) {
            try importTable(text, as: draft([:]), into: Setting())
        }
    }

    @Test func `measurements are no numbers of persons, however they are written`() throws {
        let text = "a,b,c\n0.90010112345,1.5e3,12345.6789\n1.25e-7,-3.0,+17.0\n"
        #expect(try importTable(text, as: draft([:]), into: Setting()).scan?.found == [:])
    }

    @Test func `V05: a table in memory is looked at in its columns of numbers too`() throws {
        let setting = try Setting()
        let table = Table(
            schema: TableSchema(
                columns: [
                    TableSchema.Column(
                        name: "value", type: .number, missingCount: 0, distinctCount: 1)
                ], rowCount: 1),
            records: RecordBatch(rowCount: 1, columns: ["value": .numbers([9_001_011_234_568])]))
        #expect(throws: VaultError.self) { try setting.importVisits(table, draft: draft([:])) }
    }

    @Test func `V05: few resident numbers among others are found, and told to the last`() throws {
        var text = "code\n"
        for row in 0..<400 {
            text += row % 20 == 7 ? "9001011234568\n" : "\(7_790_000_000_000 + row * 7_919)\n"
        }
        let found = VaultError.numbersFound([FoundNumbers(column: "code", types: ["kr_rrn"])])
        #expect(throws: found) { try importTable(text, as: draft([:]), into: Setting()) }
    }

    // MARK: Headers

    @Test func `V06: a file without a header does not put its first row on the card`() throws {
        let number = "900101-1234568"
        let text = "p1,\(number),41\np2,900102-1234561,38\n"
        let error = #expect(throws: VaultError.numberInHeader(position: 2)) {
            try importTable(text, as: draft([:]), into: Setting())
        }
        for language in Language.allCases {
            #expect(error?.sentence(language).contains("900101") == false)
            #expect(error?.sentence(language).contains("2") == true)
        }
        // The same where only one kind of number is looked for.
        let options = ScanOptions(types: ["us_ssn"])
        var reader = try CSVReader(CSVOptions(), screen: FieldScreen(options))
        #expect(throws: VaultError.numberInHeader(position: 2)) {
            try reader.feed(Array(text.utf8))
        }
    }

    @Test func `names of columns with digits are names`() throws {
        let names = [
            "age", "2024-01-15", "sample 20240115", "ENSG00000141510", "NM_001126112.2",
            "rs12345678", "1000000017", "이름",
        ]
        var screen = FieldScreen()
        for (index, name) in names.enumerated() {
            try screen.check(columnName: Array(name.utf8), position: index + 1)
        }
    }

    // MARK: Corrections

    @Test func `V15: a correction puts no value among pseudonyms`() throws {
        let setting = try Setting()
        let card = try importTable(
            "patient,code\np1,A-17\np2,A-18\n",
            as: draft(["code": .pseudonymise], subject: "patient"), into: setting)
        #expect(throws: VaultError.pseudonymised(column: "code")) {
            try correct("code", to: "A-19", of: card, in: setting)
        }
        let pseudonym = "p_" + String(repeating: "0f", count: 16)
        try correct("code", to: pseudonym, of: card, in: setting)
        let rows = try setting.vault.rows(of: "p1", by: "key-1")
        #expect(rows.first?.records.texts("code") == [pseudonym])
    }

    @Test func `V06: a correction puts no number among masked ones, be it with a slip`() throws {
        let setting = try Setting()
        let card = try importTable(
            "patient,rrn,value\np1,900101-1234568,1\np2,900102-1234561,2\n",
            as: draft(["rrn": .mask], subject: "patient"), into: setting)
        for value in ["900101-1234568", "900101-123456", "born 900101-123456", "9001011"] {
            #expect(throws: VaultError.self, "\(value.count)") {
                try correct("rrn", to: value, of: card, in: setting)
            }
        }
        #expect(throws: VaultError.self) {
            try correct("value", to: "9001011234568.0", of: card, in: setting)
        }
        try correct("rrn", to: "unknown", of: card, in: setting)
    }

    @Test func `V06: no national number comes into a column of which models may be made`() throws {
        let setting = try Setting()
        let card = try importTable(
            "patient,phone\np1,010-1234-5678\np2,010-2345-6789\n",
            as: draft(["phone": .keep], subject: "patient"), into: setting)
        #expect(throws: VaultError.cardUnderstates(column: "phone")) {
            try correct("phone", to: "900101-1234568", of: card, in: setting)
        }
        try correct("phone", to: "010-3456-7890", of: card, in: setting)
    }

    // MARK: Subjects

    @Test func `V08: a choice of somebody under a pseudonym is not taken back in vain`() throws {
        let setting = try Setting()
        let card = try importTable(
            "patient,age\nP-1,41\nP-2,38\n",
            as: draft(["patient": .pseudonymise], subject: "patient"), into: setting)
        #expect(throws: VaultError.pseudonymised(column: "patient")) {
            try setting.vault.setWithdrawn(true, subject: "P-1", in: card.name, by: "key-1")
        }
        let pseudonym = String(
            decoding: key.pseudonymiser(for: card.name).pseudonym(of: Array("P-1".utf8).span),
            as: UTF8.self)
        #expect(PseudonymKey.isPseudonym(pseudonym))
        try setting.vault.setWithdrawn(true, subject: pseudonym, in: card.name, by: "key-1")
        let grant = try setting.gate.grant(setting.request(.train), to: card, columns: ["age"])
        #expect(try setting.vault.batches(under: grant).numbers("age") == [38])
    }

    @Test func `V11: whom rows are about is not masked`() throws {
        #expect(throws: VaultError.subjectMasked(column: "patient")) {
            try draft(["patient": .mask], subject: "patient").check()
        }
    }

    // MARK: Masks

    @Test func `V06: a number with a slip is masked within a text too`() throws {
        let setting = try Setting()
        let card = try importTable(
            "memo,age\n환자 900101-123456 재진,41\n2024-01-15 10:30 seen,38\n",
            as: draft(["memo": .mask]), into: setting)
        let grant = try setting.gate.grant(setting.request(.train), to: card, columns: ["memo"])
        let texts = try setting.vault.batches(under: grant).texts("memo")
        #expect(texts == ["환자 ******-****** 재진", "2024-01-15 10:30 seen"])
    }

    // MARK: Cells passed over

    /// Pieces of which cells are made that may hold something.
    private static let pieces = [
        "020508-2081202", "9001011234568", "minji@example.org", "Mr. Kim Minji", "name: Kim",
        "name=Kim", "환자", "Nguyễn Văn A", "A123456(3)", "M", "F", "41", "-", " ", "2024-01-15", ".",
        "０２０５０８", "AB", "12345", "Z", "@", "P-10042", "Patient:\tLee",
    ]

    @Test(arguments: Seed.batch(16))
    func `in cells that are passed over the scanner finds nothing`(seed: Seed) {
        var generator = seed.generator
        var scanner = IdentifierScanner()
        let contexts = [ColumnContext(name: "value"), ColumnContext(name: "patient_name")]
        var passedCount = 0
        for _ in 0..<300 {
            var cell = ""
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                cell += Self.pieces.randomElement(using: &generator) ?? ""
            }
            let bytes = Array(cell.utf8)
            for context in contexts
            where !CellFilter.mayHold(bytes.span, holdsNames: context.holdsNames) {
                passedCount += 1
                #expect(scanner.findings(inTableCell: bytes.span, column: context).isEmpty)
            }
        }
        #expect(passedCount > 30)
    }

    @Test(arguments: Seed.batch(8))
    func `a cell that was clean is known again, and no other for it`(seed: Seed) {
        var generator = seed.generator
        var clean = CleanCells()
        var known: Set<[UInt8]> = []
        for _ in 0..<2_000 {
            let cell = (0..<Int.random(in: 1...32, using: &generator)).map { _ in
                UInt8.random(in: 0...2, using: &generator)
            }
            guard let key = CleanCells.key(cell.span) else {
                #expect(cell.count == 32)
                continue
            }
            #expect(!clean.contains(key) || known.contains(cell))
            clean.insert(key)
            known.insert(cell)
            #expect(clean.contains(key))
        }
    }

    // MARK: Others

    @Test func `different long texts are counted, and not kept`() {
        var distinct = DistinctTexts()
        for index in 0..<12 {
            let text = Array(repeating: UInt8(97 + index % 4), count: 100_000)
            distinct.insert(text.span, from: 0, to: text.count)
        }
        #expect(distinct.count == 4 && distinct.byteCount < 400)
        // What is kept of a long text is no other text.
        let hash = Array(Digest(of: Array(repeating: 97, count: 100_000)).hex.utf8)
        distinct.insert(hash.span, from: 0, to: hash.count)
        #expect(distinct.count == 5)
    }

    @Test func `V10: a description for others has no hash that a guess could be held against`()
        throws
    {
        let setting = try Setting()
        let card = try setting.importVisits()
        let text = Croissant(card, heldBy: "clinic", versionCount: 0).json.canonicalText
        #expect(!text.contains(card.contentHash.hex) && text.contains(card.digest.hex))
    }

    @Test func `places are the first ones, in order, and no more than asked for`() throws {
        var text = "a,b\n"
        for row in 0..<50 { text += "900101-1234568,0\(row % 10)0508-2081202\n" }
        var reader = try CSVReader(CSVOptions(), screen: FieldScreen(hitCountMax: 5))
        try reader.feed(Array(text.utf8))
        _ = try reader.finish()
        let hits = try #require(reader.screen?.report.hits)
        #expect(hits.count == 5 && hits.first?.row == 2)
        #expect(hits.map(\.row) == hits.map(\.row).sorted() && (hits.last?.row ?? 9) <= 6)
        #expect(reader.screen?.report.columns[0].tallies.first?.count == 50)
    }
}
