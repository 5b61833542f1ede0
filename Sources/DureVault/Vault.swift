internal import DureCharter
package import DureCore
internal import DureLedger

/// The encrypted store of datasets, and its only door.
///
/// Below the home folder: `vault/catalogue.json`, the sealed partitions `vault/data/NAME.N.seal`,
/// and `keys/keyring.json`. Several processes may use one home; each call reads the catalogue
/// afresh, and changes happen under a lock.
package final class Vault: Sendable {
    let files: VaultFiles
    let journal: any Journal
    /// The way to tables that stay where they are.
    let access: any InPlaceAccess
    let clock: any WallClock
    /// Each change copies it: only a generator that draws fresh bytes from the system is right.
    let generator: any SecureRandomNumberGenerator & Sendable

    /// Opens the vault and undoes or finishes what a crash cut short.
    ///
    /// - Parameter rootKey: The key that ``RootKeySlots/open(_:)`` or ``RootKeySlots/create(_:using:)``
    ///   gave.
    /// - Parameter access: The way to tables that stay in a database.
    /// - Throws: ``VaultError`` for keys and catalogue, ``StorageError``, or what the journal throws.
    package static func open(
        home storage: any Storage, rootKey: borrowing RootKey, journal: any Journal,
        clock: any WallClock, access: any InPlaceAccess = NoInPlaceAccess(),
        generator: any SecureRandomNumberGenerator & Sendable = SystemSecureGenerator()
    ) throws -> Vault {
        let vault = Vault(
            files: VaultFiles(storage: storage, rootKey: rootKey.duplicate()), journal: journal,
            access: access, clock: clock, generator: generator)
        try vault.finishWhatWasCut()
        return vault
    }

    private init(
        files: consuming VaultFiles, journal: any Journal, access: any InPlaceAccess,
        clock: any WallClock, generator: any SecureRandomNumberGenerator & Sendable
    ) {
        self.files = files
        self.journal = journal
        self.access = access
        self.clock = clock
        self.generator = generator
    }

    /// Where the privacy budget of a dataset is kept.
    ///
    /// It outlives the dataset: a name that is used again finds what was spent under it.
    package static func budgetPath(of dataset: Name) -> String {
        "vault/budgets/\(dataset.text).json"
    }

    // MARK: Cards

    /// The cards of all datasets, by name.
    package func cards() throws -> [DatasetCard] {
        try files.catalogue().datasets.values.filter { $0.state == .ready }.map(\.card)
            .sorted { $0.name < $1.name }
    }

    /// One dataset's card.
    ///
    /// - Throws: ``VaultError/unknownDataset(name:)``, or what the catalogue throws.
    package func card(of name: Name) throws -> DatasetCard {
        try files.catalogue().ready(name).card
    }

    /// What a dataset held before, the oldest first.
    ///
    /// - Throws: As ``card(of:)`` does.
    package func versions(of name: Name) throws -> [DatasetVersion] {
        try files.catalogue().ready(name).versions
    }

    // MARK: In

    /// Seals a table as a new dataset.
    ///
    /// The dataset is there whole or not at all: until the last write it is marked as being
    /// imported, and the next opening undoes it.
    ///
    /// - Parameter grant: For `ingest`, made for exactly this card.
    /// - Throws: ``VaultError``: for the card, the grant, or ``VaultError/datasetExists(name:)``;
    ///   ``StorageError``; what the journal throws.
    package func importTable(
        _ table: Table, as draft: CardDraft, under grant: Grant
    ) throws -> DatasetCard {
        var source = WholeTable(table)
        return try importTable(from: &source, as: draft, under: grant)
    }

    /// Seals a table as a new dataset while it arrives.
    ///
    /// As ``importTable(_:as:under:)``; beside its errors those of the source.
    package func importTable(
        from source: inout some TableSource & ~Copyable, as draft: CardDraft, under grant: Grant
    ) throws -> DatasetCard {
        try check(draft, grant)
        var generator = generator
        let start = DatasetCard(
            draft: draft, schema: TableSchema(columns: [], rowCount: 0),
            contentHash: Digest(of: []), importedAt: Timestamp(now: clock),
            salt: generator.bytes(count: DatasetCard.saltByteCount))
        guard try files.catalogue().datasets[draft.name] == nil else {
            throw VaultError.datasetExists(name: draft.name.text)
        }
        try enter("import.begin", start, by: grant.requester)
        do {
            return try files.add(start, from: &source, using: &generator) { card in
                try enter(
                    "import", card, by: grant.requester, details: card.scan?.counts ?? [:])
                try enterScan(of: card, by: grant.requester)
            }
        } catch let error as VaultError where error == .datasetExists(name: draft.name.text) {
            throw error  // Another process was faster; what it made is not ours to undo.
        } catch {
            // If undoing fails as well, the next opening does it; the first error is the reason.
            try? finishWhatWasCut()
            throw error
        }
    }

    private func check(_ draft: CardDraft, _ grant: Grant) throws {
        try draft.check()
        try check(grant, isFor: .ingest)
        guard grant.dataset == draft.name, grant.subject == draft.digest else {
            throw VaultError.grantForOtherDataset(name: grant.dataset.text)
        }
    }

    // MARK: Out

    /// The granted columns of the granted dataset, all rows in the imported order but those of
    /// persons who took their choice back (control V08) and, where a model is made of them, of
    /// children without a guardian's consent on record (control V07).
    ///
    /// - Parameters:
    ///   - columns: Which of the granted columns; nil for all of them.
    ///   - use: What is done with them.
    /// - Throws: ``VaultError``: for the grant, ``VaultError/columnNotGranted(column:)``, a sealed
    ///   file that was changed; ``StorageError``.
    package func batches(
        under grant: Grant, columns: [String]? = nil, use: RowUse = .asGranted
    ) throws -> RecordBatch {
        let reading = try reading(under: grant, columns: columns, use: use)
        if let place = reading.dataset.place {
            return try recordsInPlace(
                of: reading.dataset, in: place, columns: reading.columns,
                childAge: reading.childAge, under: grant)
        }
        return try files.records(
            of: reading.dataset, columns: reading.columns, childAge: reading.childAge)
    }

    /// What a grant lets be read, checked.
    func reading(
        under grant: Grant, columns: [String]?, use: RowUse
    ) throws -> (dataset: Catalogue.Dataset, columns: [String], childAge: Int?) {
        try checkIsReading(grant)
        let dataset = try files.catalogue().ready(grant.dataset)
        guard dataset.card.digest == grant.subject else {
            throw VaultError.grantForOtherDataset(name: grant.dataset.text)
        }
        guard dataset.card.draft.purposes.contains(grant.purpose) else {
            throw VaultError.grantForOtherPurpose(purpose: grant.purpose)
        }
        let wanted = columns ?? grant.columns.sorted()
        for column in wanted where !grant.columns.contains(column) {
            throw VaultError.columnNotGranted(column: column)
        }
        let isTaught = use == .learning || grant.action.learns
        return (dataset, wanted, isTaught ? grant.childAge : nil)
    }

    private func checkIsReading(_ grant: Grant) throws(VaultError) {
        switch grant.action {
        case .query, .train, .federate, .assess, .serve, .export, .publish:
            try checkAge(of: grant)
        case .ingest, .erase, .changeCharter:
            throw .grantForOtherAction(granted: grant.action.rawValue, asked: "read")
        }
    }

    func check(_ grant: Grant, isFor action: Action) throws(VaultError) {
        guard grant.action == action else {
            throw .grantForOtherAction(
                granted: grant.action.rawValue, asked: action.rawValue)
        }
        try checkAge(of: grant)
    }

    private func checkAge(of grant: Grant) throws(VaultError) {
        let age = clock.millisecondsSinceEpoch - grant.grantedAt.milliseconds
        // A clock that is set back makes no grant live on.
        guard age.magnitude < Grant.lifetimeMilliseconds.magnitude else {
            throw .grantExpired(dataset: grant.dataset.text)
        }
    }

    // MARK: Keys

    /// Gives the dataset a new key: its partitions' keys are wrapped anew and the old key is
    /// destroyed, so that older copies of the keyring open nothing of it.
    ///
    /// - Parameter actor: Who asked: a key id.
    /// - Throws: ``VaultError``, ``StorageError`` or what the journal throws.
    package func rotateKey(of name: Name, by actor: String) throws {
        let card = try files.catalogue().ready(name).card
        try enter("rotate-key", card, by: actor)
        var generator = generator
        try files.rotateKey(of: name, using: &generator)
    }

    /// Seals all partitions of the dataset anew under fresh keys, and gives it a new key.
    ///
    /// Each partition is done or not when a crash comes; the next call goes on where that one was.
    ///
    /// - Parameters:
    ///   - actor: Who asked: a key id.
    ///   - onPartition: Told how many of how many are done.
    /// - Throws: ``VaultError``, ``StorageError`` or what the journal throws.
    package func reseal(
        _ name: Name, by actor: String, onPartition: (Int, Int) throws -> Void = { _, _ in }
    ) throws {
        let card = try files.catalogue().ready(name).card
        try enter("reseal", card, by: actor)
        var generator = generator
        try files.reseal(name, using: &generator, onPartition: onPartition)
        try enter("resealed", card, by: actor)
    }

    /// Erases the dataset by dropping its keys, and then its files.
    ///
    /// Copies of the keyring in backups still open copies of the partitions; the erasure is
    /// complete when the last such backup is gone. The privacy budget stays.
    ///
    /// - Parameter grant: For `erase`.
    /// - Throws: ``VaultError``, ``StorageError`` or what the journal throws.
    package func erase(under grant: Grant) throws {
        let card = try erasable(under: grant)
        try enter("erase", card, by: grant.requester)
        try files.erase(card.name)
    }

    /// Destroys the keys of datasets whose last day is over, and then their files (control V09).
    ///
    /// The charter is not asked: the card has decided.
    ///
    /// - Returns: Their names.
    /// - Throws: ``VaultError``, ``StorageError`` or what the journal throws.
    package func expire(by actor: String) throws -> [Name] {
        let today = Timestamp(now: clock).date
        let over = try cards().filter { card in
            card.draft.retainedUntil.map { $0 < today } ?? false
        }
        for card in over {
            try enter("expire", card, by: actor)
            try files.erase(card.name)
        }
        return over.map(\.name)
    }

    /// The card of the dataset that a grant for `erase` was made for.
    func erasable(under grant: Grant) throws -> DatasetCard {
        try check(grant, isFor: .erase)
        let card = try files.catalogue().ready(grant.dataset).card
        guard card.digest == grant.subject else {
            throw VaultError.grantForOtherDataset(name: grant.dataset.text)
        }
        return card
    }

    // MARK: Ledger

    private func finishWhatWasCut() throws {
        for dataset in try files.catalogue().datasets.values
            .sorted(by: { $0.card.name < $1.card.name }) where dataset.state == .importing
        {
            try enter("undo-import", dataset.card, by: "vault")
        }
        try files.finishWhatWasCut()
    }

    /// That nobody looked for personal numbers; each use of a pseudonyms' key under its name
    /// (controls V05, V15).
    func enterScan(of card: DatasetCard, by actor: String) throws {
        guard let scan = card.scan else {
            return try enter("import.unscanned", card, by: actor)
        }
        guard let key = scan.pseudonymKey else { return }
        try enter("pseudonymise", card, by: actor, details: ["key": .string(key)])
    }

    func enter(
        _ action: String, _ card: DatasetCard, by actor: String, details: [String: JSONValue] = [:]
    ) throws {
        var details = details
        details["dataset"] = .string(card.name.text)
        _ = try journal.enter(
            LedgerEntry(
                time: Timestamp(now: clock), actor: actor, action: "vault.\(action)",
                object: card.digest, details: details))
    }
}
