internal import DureCharter
package import DureCore
internal import DureLedger

/// Tables that stay where they are: registered with a card as an import is, and read under a grant.
extension Vault {
    /// Registers a table that stays where it is, once all of it was read through the screen.
    ///
    /// Nothing of its rows is kept: the card has the counts and the hash of this first reading. The
    /// password is sealed under the dataset's key.
    ///
    /// - Parameters:
    ///   - source: The table, begun to be read and screened as the card says.
    ///   - grant: For `ingest`, made for exactly this card.
    /// - Throws: As ``importTable(from:as:under:)`` does; `PostgresError`.
    package func connect(
        _ place: InPlaceTable, reading source: inout PostgresSource,
        password: borrowing SecretBytes?, as draft: CardDraft, under grant: Grant
    ) throws -> DatasetCard {
        try draft.check()
        try check(grant, isFor: .ingest)
        guard grant.dataset == draft.name, grant.subject == draft.digest else {
            throw VaultError.grantForOtherDataset(name: grant.dataset.text)
        }
        guard try files.catalogue().datasets[draft.name] == nil else {
            throw VaultError.datasetExists(name: draft.name.text)
        }
        var generator = generator
        let salt = generator.bytes(count: DatasetCard.saltByteCount)
        let time = Timestamp(now: clock)
        let card = try Self.card(draft, reading: &source, at: time, salt: salt)
        let numbers = card.scan?.counts ?? [:]
        // A column that is dropped is never asked for again.
        let place = place.keeping(card.columnNames)
        return try files.register(
            card, in: place, password: password?.reveal(), using: &generator
        ) {
            try enter(
                "connect", card, by: grant.requester,
                details: numbers.merging([
                    "connection": .string(card.hash(of: place).hex),
                    "columns": .integer(Int64(place.columns.count)),
                ]) { first, _ in first })
            try enterScan(of: card, by: grant.requester)
        }
    }

    /// Reads all of it, and says what it is.
    private static func card(
        _ draft: CardDraft, reading source: inout PostgresSource, at time: Timestamp, salt: [UInt8]
    ) throws -> DatasetCard {
        var digests: [Digest] = []
        while let partition = try source.next() {
            if digests.isEmpty { try draft.check(against: partition) }
            digests.append(Digest(of: TableContent.bytes(of: partition)))
        }
        guard source.schema.rowCount > 0 else { throw VaultError.noRows }
        let scan = try source.scan?.answered(by: draft)
        if scan == nil, let column = draft.columns.first(where: { $0.value.numbers != nil }) {
            throw VaultError.notScreened(column: column.key)
        }
        return DatasetCard(
            draft: draft, schema: source.schema,
            contentHash: TableContent.hash(of: source.schema, partitions: digests),
            importedAt: time, scan: scan, salt: salt)
    }

    /// Where a dataset's rows stay; nil for one whose rows are in the vault.
    ///
    /// - Throws: ``VaultError/unknownDataset(name:)``, or what the catalogue throws.
    package func place(of name: Name) throws -> InPlaceTable? {
        try files.catalogue().ready(name).place
    }

    /// Connects, and compares the columns with what they were; reads no row.
    ///
    /// - Throws: ``VaultError/notInPlace(dataset:)``, what differs, `PostgresError`.
    package func checkConnection(of name: Name, by actor: String) throws -> InPlaceTable {
        let dataset = try files.catalogue().ready(name)
        guard let place = dataset.place else { throw VaultError.notInPlace(dataset: name.text) }
        try enter("connection.check", dataset.card, by: actor)
        let session = try connect(to: place, of: dataset)
        try place.check(
            place.columns, against: session.columns(of: place.relation.describingStatement))
        return place
    }

    /// Puts another password in the place of the one that is kept; nil keeps none.
    ///
    /// - Throws: ``VaultError/notInPlace(dataset:)``, ``StorageError`` or what the journal throws.
    package func replacePassword(
        of name: Name, with password: borrowing SecretBytes?, by actor: String
    ) throws {
        let dataset = try files.catalogue().ready(name)
        guard dataset.place != nil else { throw VaultError.notInPlace(dataset: name.text) }
        try enter("connection.password", dataset.card, by: actor)
        var generator = generator
        try files.replacePassword(of: name, with: password?.reveal(), using: &generator)
    }

    // MARK: Reading

    private static let growthMax = 16
    private static let rowCountFree = 65_536

    /// Reads columns of a table from where it is, partition by partition, and enters what was
    /// read.
    ///
    /// The card's screen looks at every value again, and does what it did at first: new personal
    /// numbers in a column for which the card says nothing end the reading.
    ///
    /// - Parameters:
    ///   - actor: Who asked: a key id.
    ///   - decision: Where the decision stands in the ledger that allowed it; nil where the charter
    ///     is not asked.
    ///   - body: Takes each partition's rows, and the place of the first among all, from 0.
    /// - Throws: ``VaultError``, `PostgresError`, ``StorageError`` or what the journal throws.
    func read(
        _ dataset: Catalogue.Dataset, in place: InPlaceTable, columns names: [String],
        by actor: String, after decision: Int? = nil,
        _ body: (RecordBatch, Int) throws -> Void
    ) throws {
        let card = dataset.card
        let wanted = try place.columns(named: names)
        let session = try connect(to: place, of: dataset)
        try place.check(wanted, against: session.columns(of: place.relation.describingStatement))
        var source = try PostgresSource(
            session, relation: place.relation, columns: wanted,
            screen: screen(of: card, in: place, for: wanted.map(\.name)))
        // Grown as far as this, it is another table than the card tells of, and memory is for that.
        let rowCountMax = Self.growthMax * max(card.rowCount, Self.rowCountFree)
        var digests: [Digest] = []
        var rowCount = 0
        while let partition = try source.next() {
            digests.append(Digest(of: TableContent.bytes(of: partition)))
            try body(partition.records, rowCount)
            rowCount += partition.rowCount
            guard rowCount <= rowCountMax else { throw VaultError.tooManyRows(limit: rowCountMax) }
        }
        // The gate judged by the numbers that were there at first (control V06).
        let found = source.scan
        for name in card.columnNames
        where found?.keepsNational(name) == true && card.scan?.keepsNational(name) != true {
            throw VaultError.cardUnderstates(column: name)
        }
        let hash = TableContent.hash(of: source.schema, partitions: digests)
        var details: [String: JSONValue] = [
            "rows": .integer(Int64(rowCount)), "columns": .integer(Int64(wanted.count)),
            "content": .string(card.hash(ofContent: hash).hex),
        ]
        details["pseudonym_key"] = source.scan?.pseudonymKey.map { .string($0) }
        details["decision"] = decision.map { .integer(Int64($0)) }
        try enter("read", card, by: actor, details: details)
    }

    /// The columns of all rows that may be read, from where they are.
    func recordsInPlace(
        of dataset: Catalogue.Dataset, in place: InPlaceTable, columns names: [String],
        childAge: Int?, under grant: Grant
    ) throws -> RecordBatch {
        let needed = files.needed(names, of: dataset, childAge: childAge)
        var gathered = GatheredRecords(
            try place.columns(named: names).map { ($0.name, $0.kind) })
        try read(
            dataset, in: place, columns: needed, by: grant.requester, after: grant.ledgerIndex
        ) { records, _ in
            gathered.add(
                try files.readable(records, of: dataset, columns: names, childAge: childAge))
        }
        return gathered.records
    }

    /// A person's rows, with all registered columns.
    func rowsInPlace(
        of subject: String, in place: InPlaceTable, of dataset: Catalogue.Dataset,
        by actor: String
    ) throws -> SubjectRows {
        let card = dataset.card
        guard let column = card.draft.subject else {
            throw VaultError.noSubjectColumn(dataset: card.name.text)
        }
        var gathered = GatheredRecords(card.schema.columns.map { ($0.name, $0.type) })
        var rows: [Int] = []
        try read(dataset, in: place, columns: card.columnNames, by: actor) { records, first in
            let texts = records.texts(column) ?? []
            let places = texts.indices.filter { texts[$0] == subject }
            rows += places.map { first + $0 + 1 }
            gathered.add(records.rows(at: places))
        }
        return SubjectRows(
            card: card, rows: rows, records: gathered.records,
            isWithdrawn: dataset.withdrawn.contains(
                files.choice(subject, in: card, try files.choiceKeys(of: dataset))))
    }

    private func connect(
        to place: InPlaceTable, of dataset: Catalogue.Dataset
    ) throws -> any InPlaceSession {
        let password = try files.password(of: dataset).map { SecretBytes($0) }
        return try access.connect(
            to: place.address, password: password, statementSeconds: place.statementSeconds)
    }

    private func screen(
        of card: DatasetCard, in place: InPlaceTable, for names: [String]
    ) throws -> FieldScreen? {
        guard let scan = card.scan else { return nil }
        var draft = card.draft
        draft.columns = draft.columns.filter { names.contains($0.key) }
        var key: PseudonymKey?
        if draft.columns.values.contains(where: { $0.numbers == .pseudonymise }) {
            do {
                key = try place.pseudonymKeyFile.map(access.pseudonymKey)
            } catch is StorageError {
                key = nil  // Its place is not there now, or cannot be read.
            }
            guard key?.id == scan.pseudonymKey else {
                throw VaultError.otherPseudonymKey(dataset: card.name.text)
            }
        }
        return try FieldScreen(draft, key: key)
    }
}

/// Rows of several partitions, one behind the other.
struct GatheredRecords {
    private var columns: [String: RecordBatch.Column]
    private var rowCount = 0

    init(_ kinds: [(String, ColumnType)]) {
        columns = Dictionary(
            uniqueKeysWithValues: kinds.map { ($0.0, $0.1 == .number ? .numbers([]) : .texts([])) })
    }

    /// Adds rows with the same columns.
    mutating func add(_ records: RecordBatch) {
        rowCount += records.rowCount
        for name in columns.keys.sorted() {
            // Taken out, so that the array grows in place.
            switch (columns.removeValue(forKey: name), records.columns[name]) {
            case (.numbers(var values)?, .numbers(let more)?):
                values += more
                columns[name] = .numbers(values)
            case (.texts(var values)?, .texts(let more)?):
                values += more
                columns[name] = .texts(values)
            default: preconditionFailure("partitions of one table have its columns")
            }
        }
    }

    var records: RecordBatch { RecordBatch(rowCount: rowCount, columns: columns) }
}

extension DatasetCard {
    /// What was read at one time, as the ledger knows it: salted, for a small table can be guessed.
    func hash(ofContent hash: Digest) -> Digest {
        var fields = CanonicalBytes(label: "dure/read-content")
        fields.append(salt)
        fields.append(hash)
        return fields.digest
    }

    /// Where rows stay, as the ledger knows it.
    func hash(of place: InPlaceTable) -> Digest {
        var fields = CanonicalBytes(label: "dure/connection")
        fields.append(salt)
        fields.append(place.json.canonicalBytes)
        return fields.digest
    }
}
