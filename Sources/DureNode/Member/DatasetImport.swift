package import DureCore
internal import DurePrivacy
package import DureVault

/// Taking tables in: card, charter, budget, vault, in this order.
extension MemberHome {
    /// The role in which an import asks the charter.
    private static let role = "steward"
    /// No such file, not a folder, a folder: the user named the wrong path.
    private static let wrongPathErrors: Set<Int32> = [2, 20, 21]

    /// Imports a file of separated values as a new dataset.
    ///
    /// - Parameters:
    ///   - path: The file; `/dev/stdin` reads standard input.
    ///   - card: The card as TOML; see ``ImportCard``.
    /// - Returns: The card with the schema and hash that the import found.
    /// - Throws: ``NodeError`` for the card and the path, `VaultError` for the table, the charter's
    ///   refusal and a dataset that is there already, `PrivacyError` for the budget, `StorageError`.
    package func importCSV(at path: String, name: Name, card: [UInt8]) throws -> DatasetCard {
        try importCSV(at: path, as: importCard(parsing: card, name: name))
    }

    /// Imports a file of separated values, or a table of a SQLite database, with a card that was read before; as
    /// ``importCSV(at:name:card:)``.
    ///
    /// The memory holds one partition at a time, however large the file is.
    ///
    /// - Parameters:
    ///   - table: The table of a SQLite database; nil where it has only one, or the file is none.
    ///   - search: Whether personal numbers are looked for, and the key of pseudonyms.
    package func importCSV(
        at path: String, table: String? = nil, as card: ImportCard,
        search: NumberSearch = .full(nil),
        watch: ImportWatch = ImportWatch()
    ) throws -> DatasetCard {
        try checkIsNew(card.draft.name)
        let screen: FieldScreen?
        var card = card
        switch search {
        case .full(let key): screen = try FieldScreen(card.draft, key: key)
        case .none:
            screen = nil
            card = card.unscanned
        }
        return try Self.naming(path) {
            try CSVSource.reading(
                path, table: table, types: card.types, columns: card.columns, screen: screen,
                watch: watch
            ) { source in
                try importTable(from: &source, as: card)
            }
        }
    }

    /// Reads a file to its end, and answers its columns and what personal numbers are in them.
    ///
    /// - Throws: ``NodeError/unreadable(path:)``, `VaultError` for the table, `StorageError`.
    package static func preview(
        ofCSVAt path: String, table: String? = nil, types: [String: ColumnType] = [:],
        watch: ImportWatch = ImportWatch()
    ) throws -> TablePreview {
        let screen = FieldScreen(hitCountMax: 0)
        return try naming(path) {
            try CSVSource.reading(
                path, table: table, types: types, screen: screen, watch: watch
            ) { source in
                while try source.next() != nil {}
                return TablePreview(
                    schema: source.schema, numbers: source.report ?? screen.report)
            }
        }
    }

    static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch StorageError.failed(path, let errno) where wrongPathErrors.contains(errno) {
            throw NodeError.unreadable(path: path)
        }
    }

    /// Reads a card with the purposes that this node's charter and accord know.
    ///
    /// - Parameters:
    ///   - path: The file that the errors name.
    ///   - purposes: In place of those in the card; empty for the card's own.
    /// - Throws: ``NodeError/settings(path:_:)``, or what reading the charter throws.
    package func importCard(
        parsing text: [UInt8], name: Name, path: String = "card.toml", purposes: [String] = []
    ) throws -> ImportCard {
        let charters = [try base.charter(), try base.accord()].compactMap { $0 }
        return try ImportCard(
            parsing: text, name: name, path: path, purposes: purposes,
            declared: charters.reduce(into: []) { $0.formUnion($1.declaredPurposes) })
    }

    /// Refuses a name that is taken, before a large file is read for nothing.
    ///
    /// - Throws: `VaultError.datasetExists(name:)`.
    package func checkIsNew(_ name: Name) throws {
        guard try !vault.cards().contains(where: { $0.name == name }) else {
            throw VaultError.datasetExists(name: name.text)
        }
    }

    /// Reads columns of a file of separated values, packed with gzip or not.
    ///
    /// Of a file in no known encoding, those columns must be UTF-8 that are read.
    ///
    /// - Parameters:
    ///   - types: Columns whose type is known.
    ///   - wanted: The columns that are read, as texts where no type is known; nil for all, whose
    ///     types then follow from their values.
    /// - Throws: ``NodeError/unreadable(path:)``, `VaultError` for the table, `StorageError`.
    package static func readTable(
        at path: String, types: [String: ColumnType] = [:], wanted: Set<String>? = nil
    ) throws -> Table {
        var options = CSVOptions(types: types)
        options.wanted = wanted
        options.otherType = wanted == nil ? nil : .text
        return try naming(path) {
            var reader = try CSVReader(options)
            var file = try EncodedFile(
                path: path, watch: ImportWatch(), takesUnknown: wanted != nil)
            while let chunk = try file.next() { try reader.feed(chunk) }
            return try reader.finish()
        }
    }

    /// Asks the charter, fixes the budget and seals the table.
    ///
    /// The budget's book comes before the data: data whose owner set a small limit is never there
    /// without it.
    ///
    /// - Throws: As ``importCSV(at:name:card:)`` does.
    private func importTable(
        from source: inout some TableSource & ~Copyable, as card: ImportCard
    ) throws -> DatasetCard {
        try takingIn(card) { grant in
            try vault.importTable(from: &source, as: card.draft, under: grant)
        }
    }

    /// Asks the charter, fixes the budget, and then has the body take the table in.
    func takingIn(
        _ card: ImportCard, _ body: (Grant) throws -> DatasetCard
    ) throws -> DatasetCard {
        let name = card.draft.name
        try checkBudget(card)
        let gate = Gate(
            charter: try base.charter(), accord: try base.accord(), journal: ledger, clock: clock)
        let grant = try gate.grant(
            card.request(by: base.settings.name.text, in: Self.role, at: Timestamp(now: clock)),
            toImport: card.draft)
        let path = Vault.budgetPath(of: name)
        let isNew = try makeBudget(card, at: path)
        do {
            return try body(grant)
        } catch let error as VaultError where error == .datasetExists(name: name.text) {
            throw error  // Another process was faster, and the book may be its.
        } catch {
            // Nothing was imported and nothing spent. If this fails as well, the book stays, and a
            // later import keeps to it.
            if isNew { try? base.storage.remove(path) }
            throw error
        }
    }

    /// A book outlives its dataset; a card that says another limit is not silently overruled.
    private func checkBudget(_ card: ImportCard) throws {
        let path = Vault.budgetPath(of: card.draft.name)
        guard try base.storage.read(path, byteCountMax: PrivacyBudget.byteCountMax) != nil else {
            return
        }
        let book = try PrivacyBudget(opening: path, in: base.storage).book()
        guard card.epsilonLimit ?? book.epsilonLimit == book.epsilonLimit,
            card.askerLimit ?? book.askerLimit == book.askerLimit,
            card.delta ?? book.delta == book.delta
        else {
            throw NodeError.budgetStands(
                dataset: card.draft.name, epsilonLimit: book.epsilonLimit, delta: book.delta)
        }
    }

    /// True where there was no book before.
    private func makeBudget(_ card: ImportCard, at path: String) throws -> Bool {
        do {
            _ = try PrivacyBudget(
                creating: path, in: base.storage,
                epsilonLimit: card.epsilonLimit ?? NodeDoor.epsilonLimitDefault,
                delta: card.delta ?? NodeDoor.deltaDefault, askerLimit: card.askerLimit)
            return true
        } catch {
            guard case .bookExists = error else { throw error }
            return false
        }
    }
}
