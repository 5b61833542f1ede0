internal import DureCharter
package import DureCore
internal import DureLedger

/// What a person may ask of the institution that holds rows about them (controls V08, V11).
///
/// A person is named by what stands in the card's subject column. The ledger holds a hash of it
/// that is salted for each dataset, and never the name itself.
extension Vault {
    /// The rows about a person in every dataset whose card names a subject column.
    ///
    /// The charter is not asked: whom data is about may see it. It is entered all the same.
    ///
    /// - Parameter actor: Who asked: a key id.
    /// - Throws: ``VaultError``, ``StorageError`` or what the journal throws.
    package func rows(of subject: String, by actor: String) throws -> [SubjectRows] {
        let catalogue = try files.catalogue()
        var found: [SubjectRows] = []
        for dataset in catalogue.datasets.values.sorted(by: { $0.card.name < $1.card.name })
        where dataset.state == .ready && dataset.card.draft.subject != nil {
            try enter("subject.search", dataset.card, by: actor, subject: subject)
            let rows =
                if let place = dataset.place {
                    try rowsInPlace(of: subject, in: place, of: dataset, by: actor)
                } else {
                    try files.rows(of: subject, in: dataset)
                }
            if !rows.rows.isEmpty { found.append(rows) }
        }
        return found
    }

    /// Every person whom a dataset has rows about, each once, in order: to tell them of an
    /// incident.
    ///
    /// - Throws: ``VaultError/noSubjectColumn(dataset:)``, ``VaultError/unknownDataset(name:)``,
    ///   other cases of ``VaultError``, ``StorageError`` or what the journal throws.
    package func subjects(of name: Name, by actor: String) throws -> [String] {
        let dataset = try files.catalogue().ready(name)
        let column = try subjectColumn(of: dataset.card)
        _ = try journal.enter(
            LedgerEntry(
                time: Timestamp(now: clock), actor: actor, action: "vault.subject.list",
                object: dataset.card.digest, details: ["dataset": .string(name.text)]))
        var texts: Set<String> = []
        if let place = dataset.place {
            try read(dataset, in: place, columns: [column], by: actor) { records, _ in
                texts.formUnion(records.texts(column) ?? [])
            }
        } else {
            texts = Set(try files.allRecords(of: dataset, columns: [column]).texts(column) ?? [])
        }
        return texts.subtracting([""]).sorted()
    }

    /// Takes a person's choice back, or gives it again: from the next read on nothing reads the
    /// person's rows.
    ///
    /// It holds for a person of whom there is no row yet as well.
    ///
    /// - Throws: ``VaultError/noSubjectColumn(dataset:)``, ``VaultError/unknownDataset(name:)``,
    ///   ``VaultError/pseudonymised(column:)``, ``StorageError`` or what the journal throws.
    package func setWithdrawn(
        _ isWithdrawn: Bool, subject: String, in name: Name, by actor: String
    ) throws {
        let card = try files.catalogue().ready(name).card
        let column = try subjectColumn(of: card)
        // Of the value itself nothing would ever be found, and the choice would hold for nobody.
        guard
            card.draft.columns[column]?.numbers != .pseudonymise
                || PseudonymKey.isPseudonym(subject)
        else { throw VaultError.pseudonymised(column: column) }
        try enter(
            isWithdrawn ? "subject.withdraw" : "subject.restore", card, by: actor,
            subject: subject)
        try files.setWithdrawn(isWithdrawn, subject: subject, in: name)
    }

    /// Erases a person's rows: their partitions are sealed anew without them under new keys, and
    /// the dataset's key is replaced, so that older copies of the keyring are of no use.
    ///
    /// - Parameter grant: For `erase`.
    /// - Throws: ``VaultError/unknownSubject(dataset:)``, other cases of ``VaultError``,
    ///   ``StorageError`` or what the journal throws.
    package func erase(subject: String, under grant: Grant) throws -> ErasureReceipt {
        let card = try erasable(under: grant)
        try checkIsInVault(card)
        let column = try subjectColumn(of: card)
        guard try !files.rows(of: subject, in: files.catalogue().ready(card.name)).rows.isEmpty
        else { throw VaultError.unknownSubject(dataset: card.name.text) }
        let time = Timestamp(now: clock)
        let index = try enter("subject.erase", card, by: grant.requester, subject: subject)
        var generator = generator
        let change = try files.rewrite(
            card.name, as: .erasure, at: time, using: &generator
        ) { table in
            let texts = table.records.texts(column) ?? []
            let kept = texts.indices.filter { texts[$0] != subject }
            return kept.count == texts.count ? nil : table.records.rows(at: kept)
        }
        try files.setWithdrawn(false, subject: subject, in: card.name)
        return ErasureReceipt(
            dataset: card.name, subject: card.hash(of: subject),
            rowCount: card.rowCount - change.after.rowCount, erasedAt: time,
            contentBefore: card.contentHash, contentAfter: change.after.contentHash,
            ledgerIndex: index)
    }

    /// Puts another value in a person's rows; the dataset has a new version then.
    ///
    /// - Parameters:
    ///   - value: A text, or a number in a column of numbers; nil for none.
    ///   - grant: For `erase`: who may erase a row may correct it.
    /// - Returns: How many rows were changed.
    /// - Throws: ``VaultError/unknownSubject(dataset:)``, ``VaultError/subjectFixed(column:)``,
    ///   ``VaultError/numbersFound(_:)``, ``VaultError/pseudonymised(column:)``,
    ///   ``VaultError/cardUnderstates(column:)``, ``VaultError/notANumber(row:column:)``, other cases of ``VaultError``, ``StorageError``
    ///   or what the journal throws.
    package func correct(
        _ column: String, of subject: String, to value: String?, under grant: Grant
    ) throws -> Int {
        let card = try erasable(under: grant)
        try checkIsInVault(card)
        let subjectColumn = try subjectColumn(of: card)
        guard column != subjectColumn else { throw VaultError.subjectFixed(column: column) }
        guard let type = card.schema.column(column)?.type else {
            throw VaultError.unknownColumn(name: column)
        }
        let number = try type == .number ? Self.number(value, column) : .nan
        try Self.screen(value, for: column, of: card)
        let rows = try files.rows(of: subject, in: files.catalogue().ready(card.name)).rows
        guard !rows.isEmpty else { throw VaultError.unknownSubject(dataset: card.name.text) }
        try enter("subject.correct", card, by: grant.requester, subject: subject)
        var generator = generator
        _ = try files.rewrite(
            card.name, as: .correction, at: Timestamp(now: clock), using: &generator
        ) { table in
            let texts = table.records.texts(subjectColumn) ?? []
            let places = texts.indices.filter { texts[$0] == subject }
            guard !places.isEmpty else { return nil }
            var columns = table.records.columns
            switch columns.removeValue(forKey: column) {
            case .numbers(var values)?:
                for place in places { values[place] = number }
                columns[column] = .numbers(values)
            case .texts(var values)?:
                for place in places { values[place] = value ?? "" }
                columns[column] = .texts(values)
            case nil: preconditionFailure("a table has the columns of its schema")
            }
            return RecordBatch(rowCount: table.records.rowCount, columns: columns)
        }
        return rows.count
    }

    private func checkIsInVault(_ card: DatasetCard) throws {
        guard try files.catalogue().ready(card.name).place == nil else {
            throw VaultError.staysInPlace(dataset: card.name.text)
        }
    }

    /// A correction brings nothing in that the import would not have let in (controls V06, V15).
    private static func screen(
        _ value: String?, for column: String, of card: DatasetCard
    ) throws(VaultError) {
        guard let value, !value.isEmpty else { return }
        let action = card.draft.columns[column]?.numbers
        if action == .pseudonymise {
            guard PseudonymKey.isPseudonym(value) else { throw .pseudonymised(column: column) }
            return
        }
        let bytes = Array(value.utf8)
        var scanner = IdentifierScanner(
            ScanOptions(confidence: action == .mask ? .possible : .likely))
        let findings = scanner.findings(
            inTableCell: bytes.span, column: ColumnContext(name: column))
        let types = Set(findings.filter(\.kind.isPersonal).map(\.type)).sorted()
        if action == .keep {
            // The card counts none there, so that models may be made of the column.
            let isNational = findings.contains { $0.kind.isNational }
            guard !isNational || card.scan?.keepsNational(column) == true else {
                throw .cardUnderstates(column: column)
            }
            return
        }
        let isMasked =
            action == .mask
            && (Masking.isNumberLike(bytes.span) || !Masking.longNumbers(in: bytes.span).isEmpty)
        guard types.isEmpty, !isMasked else {
            throw .numbersFound([FoundNumbers(column: column, types: types)])
        }
    }

    private static func number(_ value: String?, _ column: String) throws(VaultError) -> Double {
        guard let value, !value.isEmpty else { return .nan }
        let bytes = Array(value.utf8)
        guard let number = NumberParser.parse(bytes.span, from: 0, to: bytes.count) else {
            throw .notANumber(row: 0, column: column)
        }
        return number
    }

    private func subjectColumn(of card: DatasetCard) throws(VaultError) -> String {
        guard let column = card.draft.subject else {
            throw .noSubjectColumn(dataset: card.name.text)
        }
        return column
    }

    @discardableResult
    private func enter(
        _ action: String, _ card: DatasetCard, by actor: String, subject: String
    ) throws -> Int {
        try journal.enter(
            LedgerEntry(
                time: Timestamp(now: clock), actor: actor, action: "vault.\(action)",
                object: card.hash(of: subject), details: ["dataset": .string(card.name.text)]))
    }
}

extension DatasetCard {
    /// A person as the ledger and receipts know them: salted, so that nobody can look a name up.
    package func hash(of subject: String) -> Digest {
        var fields = CanonicalBytes(label: "dure/subject")
        fields.append(salt)
        fields.append(subject)
        return fields.digest
    }
}
