import DureCharter
import DureCore
import DureTesting
import Testing

@testable import DureVault

/// A table of separated values that arrives in small pieces, as a file does.
struct PieceSource: TableSource, ~Copyable {
    private var reader: CSVReader
    private var pieces: [[UInt8]]
    private var waiting: [TablePartition] = []
    private var whole: TableSchema?

    init(_ text: String, screen: FieldScreen?, pieceByteCount: Int = 97) throws {
        var options = CSVOptions()
        options.isPartitioned = true
        reader = try CSVReader(options, screen: screen)
        let bytes = Array(text.utf8)
        pieces = stride(from: 0, to: bytes.count, by: pieceByteCount).map {
            Array(bytes[$0..<min($0 + pieceByteCount, bytes.count)])
        }
        pieces.reverse()
    }

    var schema: TableSchema { whole ?? TableSchema(columns: [], rowCount: 0) }
    var scan: NumberScan? { reader.screen?.scan }

    mutating func next() throws -> TablePartition? {
        while waiting.isEmpty, whole == nil {
            if let piece = pieces.popLast() {
                try reader.feed(piece)
                waiting = reader.takePartitions().reversed()
            } else {
                let (last, schema) = try reader.finishPartitions()
                whole = schema
                waiting = last.reversed()
            }
        }
        return waiting.popLast()
    }
}

@Suite struct ScreeningTests {
    private static let table = """
        no,rrn,memo,age
        1,020508-2081202,called 010-2345-6789 today,41
        2,0609082603976,fine,38
        3,020508 2081202,"again, fine",41
        4,,NA,50

        """
    private static let values = [
        "020508", "2081202", "0609082603976", "2603976", "010-2345-6789", "2345",
    ]

    private let key = PseudonymKey(Array(repeating: 7, count: PseudonymKey.byteCount))

    private func draft(
        _ actions: [String: NumberAction], contains: Set<Content> = [.health],
        sensitivity: Sensitivity = .personal, name: String = "visits"
    ) throws -> CardDraft {
        var draft = try card(sensitivity: sensitivity, contains: contains)
        draft.name = try Name(name)
        draft.columns = actions.mapValues { CardDraft.Column(numbers: $0) }
        return draft
    }

    private func importTable(
        _ draft: CardDraft, into setting: Setting, text: String = table, isScanned: Bool = true
    ) throws -> DatasetCard {
        let screen = isScanned ? try FieldScreen(draft, key: key) : nil
        var source = try PieceSource(text, screen: screen)
        let grant = try setting.gate.grant(setting.request(.ingest), toImport: draft)
        return try setting.vault.importTable(from: &source, as: draft, under: grant)
    }

    private func read(_ columns: [String], of card: DatasetCard, in setting: Setting) throws
        -> RecordBatch
    {
        let grant = try setting.gate.grant(setting.request(.train), to: card, columns: columns)
        return try setting.vault.batches(under: grant)
    }

    // MARK: V05

    @Test func `V05: numbers of which the card says nothing are refused by column and rule`() throws
    {
        let setting = try Setting()
        let found = [
            FoundNumbers(column: "rrn", types: ["kr_rrn"]),
            FoundNumbers(column: "memo", types: ["kr_phone"]),
        ]
        #expect(throws: VaultError.numbersFound(found)) {
            try importTable(draft([:]), into: setting)
        }
        #expect(throws: VaultError.numbersFound([found[1]])) {
            try importTable(draft(["rrn": .mask]), into: setting)
        }
        #expect(try setting.vault.cards().isEmpty)
        for language in Language.allCases {
            let said = VaultError.numbersFound(found).sentence(language)
            #expect(said.contains("rrn: kr_rrn") && said.contains("--mask"))
        }
    }

    @Test func `V05: what was found and done is on the card and in the ledger, in counts`() throws {
        let setting = try Setting()
        let card = try importTable(draft(["rrn": .mask, "memo": .mask]), into: setting)
        #expect(card.scan?.found == ["rrn": ["kr_rrn": 3], "memo": ["kr_phone": 1]])
        #expect(try setting.reopened().card(of: card.name).scan == card.scan)
        let entry = try #require(setting.journal.entries.first { $0.action == "vault.import" })
        #expect(entry.details["mask"] == .integer(2))
    }

    @Test func `V05: what nobody scanned is treated as sensitive`() throws {
        let setting = try Setting()
        let harmless = "age\n41\n38\n"
        let scanned = try importTable(draft([:], name: "a"), into: setting, text: harmless)
        let unscanned = try importTable(
            draft([:], name: "b"), into: setting, text: harmless, isScanned: false)
        #expect(try read(["age"], of: scanned, in: setting).rowCount == 2)
        #expect(unscanned.sensitivity == .sensitive)
        // The charter lets nobody train on sensitive data.
        #expect(throws: VaultError.self) { try read(["age"], of: unscanned, in: setting) }
        #expect(setting.journal.entries.contains { $0.action == "vault.import.unscanned" })
    }

    @Test(arguments: Seed.batch(4))
    func `V05: numbers that pass a check by mere chance are not told`(seed: Seed) throws {
        var generator = seed.generator
        var text = "sample,taken\n"
        for _ in 0..<400 {
            let sample = Int.random(in: 1_000_000_000...1_999_999_999, using: &generator)
            text += "\(sample),\(Int.random(in: 100...999, using: &generator))\n"
        }
        let setting = try Setting()
        #expect(try importTable(draft([:]), into: setting, text: text).scan?.found == [:])
    }

    @Test func `V05: a card cannot call harmless what keeps numbers of persons`() throws {
        #expect(throws: VaultError.cardUnderstates(column: "rrn")) {
            try draft(["rrn": .keep], sensitivity: .internal).check()
        }
        let setting = try Setting()
        #expect(throws: VaultError.cardUnderstates(column: "rrn")) {
            try importTable(draft(["rrn": .keep, "memo": .mask]), into: setting)
        }
    }

    // MARK: V06

    @Test func `V06: masked numbers become stars, and the words around them stay`() throws {
        let setting = try Setting()
        let card = try importTable(draft(["rrn": .mask, "memo": .mask]), into: setting)
        let batch = try read(["rrn", "memo", "age"], of: card, in: setting)
        #expect(batch.texts("rrn") == ["******-*******", "*************", "****** *******", ""])
        #expect(
            batch.texts("memo") == ["called ***-****-**** today", "fine", "again, fine", ""])
        #expect(batch.numbers("age") == [41, 38, 41, 50])
    }

    @Test func `V06: in a masked column a number with a slip of the pen is masked too`() throws {
        let setting = try Setting()
        let text = "rrn,age\n020508-208120,1\n020508-2081202,2\n13월 5일,3\n"
        let card = try importTable(draft(["rrn": .mask]), into: setting, text: text)
        let texts = try read(["rrn"], of: card, in: setting).texts("rrn")
        #expect(texts == ["******-******", "******-*******", "13월 5일"])
    }

    @Test func `V06: a dropped column stays outside`() throws {
        let setting = try Setting()
        let card = try importTable(draft(["rrn": .drop, "memo": .drop]), into: setting)
        #expect(card.columnNames == ["no", "age"])
        #expect(card.scan?.actions == ["rrn": .drop, "memo": .drop])
        let other = try Setting()
        #expect(throws: VaultError.unknownColumn(name: "rnr")) {
            try importTable(draft(["rnr": .drop]), into: other)
        }
    }

    @Test func `V06: no model is made of national numbers that were kept`() throws {
        let setting = try Setting()
        var draft = try draft(["rrn": .keep, "memo": .mask], contains: [.health, .nationalID])
        // The charter's own rule against national numbers is not what refuses here.
        draft.sensitivity = .personal
        let card = try importTable(draft, into: setting)
        #expect(card.scan?.keepsNational("rrn") == true)
        let answer = try setting.gate.admission(
            of: setting.request(.train), to: card, columns: ["rrn", "age"])
        guard case .refused(let refusal) = answer else {
            Issue.record("the numbers were handed over")
            return
        }
        #expect(refusal.reason == .nationalNumbers(columns: ["rrn"]))
        #expect(refusal.sentences(.ko).first?.contains("rrn") == true)
    }

    @Test func `V06: no value is in the ledger or in what errors say`() throws {
        let setting = try Setting()
        // Refused first, for the error's words.
        let refused = #expect(throws: VaultError.self) {
            try importTable(draft([:]), into: setting)
        }
        var said = refused.map { "\($0)" + $0.sentence(.en) + $0.sentence(.ko) } ?? ""
        _ = try importTable(
            draft(["rrn": .pseudonymise, "memo": .mask]), into: setting)
        for entry in setting.journal.entries { said += "\(entry)" }
        for value in Self.values { #expect(!said.contains(value), "\(value)") }
    }

    // MARK: V15

    @Test func `V15: pseudonyms are equal for one value however written, and for no two`() throws {
        let setting = try Setting()
        let card = try importTable(draft(["rrn": .pseudonymise, "memo": .mask]), into: setting)
        let texts = try #require(try read(["rrn"], of: card, in: setting).texts("rrn"))
        #expect(texts[0] == texts[2] && texts[0] != texts[1] && texts[3] == "")
        for value in Self.values { #expect(!texts.contains { $0.contains(value) }) }
        #expect(card.schema.column("rrn")?.distinctCount == 2)
    }

    @Test func `V15: two datasets, or two keys, cannot be joined by pseudonyms`() throws {
        let setting = try Setting()
        let actions: [String: NumberAction] = ["rrn": .pseudonymise, "memo": .mask]
        let first = try importTable(draft(actions, name: "a"), into: setting)
        let second = try importTable(draft(actions, name: "b"), into: setting)
        let texts = try [first, second].map {
            Set(try read(["rrn"], of: $0, in: setting).texts("rrn") ?? []).subtracting([""])
        }
        #expect(texts[0].isDisjoint(with: texts[1]) && texts[0].count == 2)
        let cell = Array("020508-2081202".utf8)
        let name = try Name("a")
        let other = PseudonymKey(Array(repeating: 8, count: PseudonymKey.byteCount))
        #expect(
            key.pseudonymiser(for: name).pseudonym(of: cell.span)
                != other.pseudonymiser(for: name).pseudonym(of: cell.span))
        #expect(key.id != other.id)
    }

    @Test func `V15: the key is not in the home, and each use of it is in the ledger`() throws {
        let setting = try Setting()
        let card = try importTable(draft(["rrn": .pseudonymise, "memo": .mask]), into: setting)
        let secret = Array(repeating: UInt8(7), count: PseudonymKey.byteCount)
        for (path, bytes) in setting.home.files {
            #expect(bytes.firstRange(of: secret) == nil, "\(path)")
            #expect(bytes.firstRange(of: Array(Hex.encode(secret).utf8)) == nil, "\(path)")
        }
        #expect(card.scan?.pseudonymKey == key.id)
        let entry = try #require(
            setting.journal.entries.first { $0.action == "vault.pseudonymise" })
        #expect(entry.details["key"] == .string(key.id))
    }

    @Test func `V15: without a key nothing is pseudonymised`() throws {
        #expect(throws: VaultError.noPseudonymKey(column: "rrn")) {
            try FieldScreen(draft(["rrn": .pseudonymise]), key: nil)
        }
        let setting = try Setting()
        #expect(throws: VaultError.notScreened(column: "rrn")) {
            try importTable(draft(["rrn": .mask]), into: setting, isScanned: false)
        }
    }

    // MARK: Streams

    @Test(arguments: [1, 7, 64, 4_096])
    func `the size of the pieces makes no difference`(pieceByteCount: Int) throws {
        let draft = try draft(["rrn": .pseudonymise, "memo": .mask])
        var table = "no,rrn,memo,age\n"
        for row in 0..<200 {
            table += "\(row),020508-2081202,\"tel. 010-2345-67\(10 + row % 90)\",\(row % 80)\n"
        }
        func partitions(_ byteCount: Int) throws -> ([TablePartition], NumberScan?) {
            var source = try PieceSource(
                table, screen: FieldScreen(draft, key: key), pieceByteCount: byteCount)
            var partitions: [TablePartition] = []
            while let partition = try source.next() { partitions.append(partition) }
            return (partitions, source.scan)
        }
        let (whole, scan) = try partitions(1 << 20)
        #expect(scan?.found == ["rrn": ["kr_rrn": 200], "memo": ["kr_phone": 200]])
        let (pieces, pieceScan) = try partitions(pieceByteCount)
        #expect(pieces == whole && pieceScan == scan)
    }
}
