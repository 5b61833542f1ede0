internal import DureCharter
package import DureCore
internal import DurePrivacy
package import DureVault

/// A card file: what people say of a table before it may be imported (controls V01, V02).
///
/// TOML with `title`, `source`, `legal_basis`, `notice`, `purposes`; optionally `sensitivity`,
/// `contains`, `subject`, `retained_until`, `residency`, `age` and `guardian_consent`, for columns
/// `[columns.NAME]` with `unit`, `range`, `type` and `numbers`, and `[budget]` with `epsilon`,
/// `epsilon_per_asker` and `delta`.
package struct ImportCard: Sendable, Hashable {
    /// The largest card, in bytes.
    package static let byteCountMax = 256 << 10

    /// The card as the vault takes it.
    package private(set) var draft: CardDraft
    /// The first purpose listed, for which the import itself is asked.
    package let purpose: String
    /// The budget's limit, in nats; nil for the default.
    package let epsilonLimit: Double?
    /// What the charges of one asker may come to, in nats; nil for no limit of their own.
    package let askerLimit: Double?
    /// The delta at which the budget is counted; nil for the default.
    package let delta: Double?
    /// Columns whose type the card, or a schema, says.
    package private(set) var types: [String: ColumnType]
    /// The columns that a schema says, in order; nil where there was none.
    package private(set) var columns: [String]?

    /// Reads a card.
    ///
    /// - Parameters:
    ///   - purposes: In place of those in the file; empty for the file's own.
    ///   - declared: Purposes that the charter declares beside the common words.
    /// - Throws: ``NodeError/settings(path:_:)`` with the line and the key; what
    ///   `CardDraft.check()` throws.
    package init(
        parsing text: [UInt8], name: Name, path: String, purposes: [String] = [],
        declared: Set<String> = []
    ) throws {
        do {
            let file = try TOMLReader(parsing: text, byteCountMax: Self.byteCountMax)
            try file.refuseUnknownKeys(allowed: Self.keys)
            let listed = purposes.isEmpty ? try file.strings("purposes") : purposes
            let known = Vocabulary.purposes.union(declared)
            guard listed.allSatisfy(known.contains) else {
                throw file.error("purposes", .unknownValue)
            }
            guard let first = listed.first else { throw file.error("purposes", .missing) }
            purpose = first
            var columns = try Self.columns(in: file)
            let subject = try file.optionalString("subject")
            if let subject {
                guard columns.types[subject] != .number else {
                    throw file.error("subject", .unknownValue)
                }
                // As it is written: 007 is not 7.
                columns.types[subject] = .text
            }
            let children = try Self.children(in: file, &columns.types)
            types = columns.types
            let contents = try file.optionalStrings("contains") ?? []
            let contains = contents.compactMap { Content(rawValue: $0) }
            guard contains.count == contents.count else {
                throw file.error("contains", .unknownValue)
            }
            var draft = try CardDraft(
                name: name, title: file.string("title"), source: file.string("source"),
                legalBasis: file.string("legal_basis"), notice: file.string("notice"),
                purposes: Set(listed),
                sensitivity: file.optionalChoice("sensitivity") ?? .sensitive,
                contains: Set(contains), columns: columns.cards)
            draft.subject = subject
            draft.children = children
            draft.retainedUntil = try file.optionalDate("retained_until")
            draft.residency = Set(try file.optionalStrings("residency") ?? [])
            guard draft.residency.allSatisfy(Vocabulary.isEconomyCode) else {
                throw file.error("residency", .unknownValue)
            }
            self.draft = draft
            let budget = try file.optionalTable("budget")
            try budget?.refuseUnknownKeys(allowed: ["epsilon", "epsilon_per_asker", "delta"])
            epsilonLimit = try budget?.optionalDouble("epsilon", in: 1e-6...1e3)
            askerLimit = try budget?.optionalDouble("epsilon_per_asker", in: 1e-6...1e3)
            delta = try budget?.optionalDouble("delta", in: 1e-15...0.1)
        } catch let error as TOMLError {
            throw NodeError.settings(path: path, error)
        }
        try draft.check()
    }

    private static let keys: Set<String> = [
        "title", "source", "legal_basis", "notice", "purposes", "sensitivity", "contains",
        "columns", "budget", "subject", "retained_until", "residency",
        "age", "guardian_consent",
    ]

    private static func children(
        in file: TOMLReader, _ types: inout [String: ColumnType]
    ) throws(TOMLError) -> CardDraft.Children? {
        let consent = try file.optionalString("guardian_consent")
        guard let age = try file.optionalString("age") else {
            if consent != nil { throw file.error("age", .missing) }
            return nil
        }
        guard types[age] != .text else { throw file.error("age", .unknownValue) }
        types[age] = .number
        if let consent {
            guard types[consent] != .number else {
                throw file.error("guardian_consent", .unknownValue)
            }
            types[consent] = .text
        }
        return CardDraft.Children(age: age, consent: consent)
    }

    private static func columns(
        in file: TOMLReader
    ) throws(TOMLError) -> (cards: [String: CardDraft.Column], types: [String: ColumnType]) {
        var cards: [String: CardDraft.Column] = [:]
        var types: [String: ColumnType] = [:]
        guard let tables = try file.optionalTable("columns") else { return (cards, types) }
        for name in tables.keys {
            let table = try tables.table(name)
            try table.refuseUnknownKeys(allowed: ["unit", "range", "type", "numbers"])
            var card = CardDraft.Column(unit: try table.optionalString("unit"))
            if let range = try table.optionalDoubles("range") {
                guard range.count == 2, range[0] < range[1] else {
                    throw table.error("range", .unknownValue)
                }
                card.range = range[0]...range[1]
            }
            card.numbers = try table.optionalChoice("numbers")
            cards[name] = card
            types[name] = try table.optionalChoice("type")
        }
        return (cards, types)
    }

    /// The same card with what is to be done about the personal numbers of columns.
    ///
    /// - Throws: What `CardDraft.check()` throws.
    package func doing(_ actions: [String: NumberAction]) throws -> ImportCard {
        var card = self
        for (column, action) in actions {
            card.draft.columns[column, default: CardDraft.Column()].numbers = action
        }
        try card.draft.check()
        return card
    }

    /// The same card for a table that must have the columns and types of a schema: what
    /// `dure data import --dry-run --json` prints.
    ///
    /// - Parameter path: The file that errors name.
    /// - Throws: ``NodeError/badSchema(path:)``.
    package func fixed(bySchema text: [UInt8], path: String) throws -> ImportCard {
        guard let json = try? JSONValue(parsing: text, byteCountMax: Self.byteCountMax),
            let list = json["columns"]?.elements, !list.isEmpty
        else { throw NodeError.badSchema(path: path) }
        var card = self
        var names: [String] = []
        for column in list {
            guard let name = column["name"]?.text, !names.contains(name),
                let type = column["type"]?.text.flatMap(ColumnType.init(rawValue:))
            else { throw NodeError.badSchema(path: path) }
            names.append(name)
            // What says whom a row is about stays a text, whatever it looked like.
            if card.types[name] == nil { card.types[name] = type }
        }
        card.columns = names
        return card
    }

    /// The same card for a table that nobody looks through: it is sensitive (control V05).
    package var unscanned: ImportCard {
        var card = self
        card.draft.sensitivity = .sensitive
        return card
    }

    func request(by requester: String, in role: String, at time: Timestamp) -> CharterRequest {
        var request = CharterRequest(
            action: .ingest, purpose: purpose, sensitivity: draft.sensitivity,
            requester: requester, date: time.date)
        request.role = role
        request.contains = draft.contains
        return request
    }
}
