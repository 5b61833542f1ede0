package import DureCore
package import DureVault

/// A table that is to stay in its database, as somebody names it.
package struct ConnectRequest: Sendable {
    /// The database.
    package let address: PostgresAddress
    /// The table or query.
    package let relation: InPlaceTable.Relation
    /// The columns that may ever be read; not empty.
    package let columns: [String]
    /// How long the server may work on one statement, in seconds.
    package let statementSeconds: Int
    /// Where the key of pseudonyms lies; nil for none.
    package let pseudonymKeyFile: String?

    /// Names a table.
    package init(
        address: PostgresAddress, relation: InPlaceTable.Relation, columns: [String],
        statementSeconds: Int = InPlaceTable.statementSecondsDefault,
        pseudonymKeyFile: String? = nil
    ) {
        (self.address, self.relation, self.columns) = (address, relation, columns)
        (self.statementSeconds, self.pseudonymKeyFile) = (statementSeconds, pseudonymKeyFile)
    }
}

/// Registering tables that stay where they are: card, charter, budget, vault, as an import does.
extension MemberHome {
    /// Registers a table of a database as a dataset; its rows stay there.
    ///
    /// All of it is read once through the screen for personal numbers.
    ///
    /// - Parameters:
    ///   - password: Sealed in the vault; nil where the server wants none.
    ///   - search: Whether personal numbers are looked for, and the key of pseudonyms.
    ///   - watch: Told how many rows were read so far, now and then.
    /// - Throws: As `importCSV(at:as:search:watch:)` does; `PostgresError`.
    package func connect(
        _ request: ConnectRequest, password: borrowing SecretBytes?, as card: ImportCard,
        search: NumberSearch = .full(nil), watch: @escaping (Int) -> Void = { _ in }
    ) throws -> DatasetCard {
        try checkIsNew(card.draft.name)
        var card = card
        let screen: FieldScreen?
        switch search {
        case .full(let key): screen = try FieldScreen(card.draft, key: key)
        case .none:
            screen = nil
            card = card.unscanned
        }
        let sealed = password?.duplicate()
        return try takingIn(card) { grant in
            let (session, place) = try Self.open(request, password: sealed, kinds: card.types)
            var source = try PostgresSource(
                session, relation: place.relation, columns: place.columns, screen: screen,
                watch: watch)
            return try vault.connect(
                place, reading: &source, password: sealed, as: card.draft, under: grant)
        }
    }

    /// Reads a table of a database to its end, and answers its columns and what personal numbers
    /// are in them; nothing is kept.
    ///
    /// - Throws: `PostgresError`, `VaultError` for the columns.
    package static func preview(
        of request: ConnectRequest, password: borrowing SecretBytes?,
        types: [String: ColumnType] = [:], watch: @escaping (Int) -> Void = { _ in }
    ) throws -> (preview: TablePreview, columns: [InPlaceTable.Column]) {
        let (session, place) = try open(request, password: password, kinds: types)
        var source = try PostgresSource(
            session, relation: place.relation, columns: place.columns,
            screen: FieldScreen(hitCountMax: 0), watch: watch)
        while try source.next() != nil {}
        let empty = FieldScreen(hitCountMax: 0).report
        return (
            TablePreview(schema: source.schema, numbers: source.report ?? empty), place.columns
        )
    }

    private static func open(
        _ request: ConnectRequest, password: borrowing SecretBytes?, kinds: [String: ColumnType]
    ) throws -> (session: any InPlaceSession, place: InPlaceTable) {
        let session = try NodeAccess().connect(
            to: request.address, password: password, statementSeconds: request.statementSeconds)
        let found = try session.columns(of: request.relation.describingStatement)
        let columns = try InPlaceTable.columns(
            named: request.columns, in: found, kinds: kinds)
        let place = InPlaceTable(
            address: request.address, relation: request.relation, columns: columns,
            statementSeconds: request.statementSeconds,
            pseudonymKeyFile: request.pseudonymKeyFile)
        return (session, place)
    }
}
