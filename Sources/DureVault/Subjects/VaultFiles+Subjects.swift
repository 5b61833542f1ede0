internal import struct Crypto.HMAC
internal import struct Crypto.SHA256
internal import struct Crypto.SymmetricKey
internal import DureCore

/// How persons' rows are found, left out and taken away.
extension VaultFiles {
    /// A person in the list of choices taken back: nobody can tell who without the root key.
    ///
    /// - Parameter keys: What ``choiceKeys(of:)`` gave for the dataset.
    func choice(_ subject: String, in card: DatasetCard, _ keys: [SymmetricKey]) -> Digest {
        var fields = CanonicalBytes(label: "dure/choice")
        fields.append(card.salt)
        fields.append(card.name.text)
        fields.append(subject)
        let code = HMAC<SHA256>.authenticationCode(for: fields.bytes, using: keys[0])
        return keys.dropFirst().reduce(Digest(of: Array(code))) { Self.choice($0, under: $1) }
    }

    /// A choice that a new root key takes over, without knowing whose it is.
    static func choice(_ earlier: Digest, under key: SymmetricKey) -> Digest {
        var fields = CanonicalBytes(label: "dure/choice-again")
        fields.append(earlier)
        return Digest(of: Array(HMAC<SHA256>.authenticationCode(for: fields.bytes, using: key)))
    }

    /// The keys of the dataset's choices, from the root key under which the first was made to this
    /// one; at least one.
    func choiceKeys(of dataset: Catalogue.Dataset) throws(VaultError) -> [SymmetricKey] {
        var keys: [SymmetricKey] = []
        for (generation, wrapped) in dataset.choiceKeys.enumerated() {
            let context = KeyContext.choiceKey(dataset.card.name, generation: generation)
            guard let key = KeyWrapping.unwrap(wrapped, context, under: catalogueKey) else {
                throw .catalogueDamaged(field: "choice_keys")
            }
            keys.append(key.key)
        }
        return keys + [catalogueKey.key]
    }

    func setWithdrawn(_ isWithdrawn: Bool, subject: String, in name: Name) throws {
        try change { catalogue in
            guard var dataset = catalogue.datasets[name], dataset.state == .ready else {
                throw VaultError.unknownDataset(name: name.text)
            }
            let choice = choice(subject, in: dataset.card, try choiceKeys(of: dataset))
            if isWithdrawn {
                dataset.withdrawn.insert(choice)
            } else {
                dataset.withdrawn.remove(choice)
            }
            catalogue.datasets[name] = dataset
        }
    }

    /// Which rows may be read, by the persons that they are about.
    func readableRows(of dataset: Catalogue.Dataset, subjects: [String]) throws -> [Int] {
        let keys = try choiceKeys(of: dataset)
        var isOut: [String: Bool] = [:]
        return subjects.indices.filter { row in
            let subject = subjects[row]
            if let known = isOut[subject] { return !known }
            let out = dataset.withdrawn.contains(choice(subject, in: dataset.card, keys))
            isOut[subject] = out
            return !out
        }
    }

    func rows(of subject: String, in dataset: Catalogue.Dataset) throws -> SubjectRows {
        guard let column = dataset.card.draft.subject else {
            throw VaultError.noSubjectColumn(dataset: dataset.card.name.text)
        }
        let all = try allRecords(of: dataset, columns: dataset.card.columnNames)
        let texts = all.texts(column) ?? []
        let places = texts.indices.filter { texts[$0] == subject }
        return SubjectRows(
            card: dataset.card, rows: places.map { $0 + 1 }, records: all.rows(at: places),
            isWithdrawn: dataset.withdrawn.contains(
                choice(subject, in: dataset.card, try choiceKeys(of: dataset))))
    }

    /// Changes a dataset's rows, partition by partition, and replaces its key.
    ///
    /// The keys come first, then the changed partitions under names that nothing refers to yet,
    /// then the catalogue, which is the moment; then the old key and the old files go. A crash
    /// before the moment leaves the old content, one after it the new.
    ///
    /// - Parameter body: Answers a partition's new rows; nil where they stay.
    /// - Returns: The card after it, and the hash before it.
    func rewrite(
        _ name: Name, as change: DatasetVersion.Change, at time: Timestamp,
        using generator: inout some SecureRandomNumberGenerator,
        _ body: (Table) throws -> RecordBatch?
    ) throws -> (before: Digest, after: DatasetCard) {
        try locked {
            var catalogue = try catalogue()
            var dataset = try catalogue.ready(name)
            var keyring = try keyring()
            keyring.drop(name, keeping: dataset.datasetKeyVersion)
            let old = try key(of: dataset, in: keyring)
            let version = try keyring.makeKey(for: name, under: rootKey, using: &generator)
            let new = try keyring.key(of: name, version: version, under: rootKey)
            try write(keyring)
            var statistics = TableStatistics(dataset.card.schema)
            var digests: [Digest] = []
            var bytes: [UInt8] = []
            for (index, partition) in dataset.partitions.enumerated() {
                var reader = try open(partition, name, index, under: old, into: &bytes)
                let table = try reader.table(dataset.card.schema.columns)
                let changed = try body(table).map { table.replacing($0) }
                let content = TableContent.bytes(
                    of: changed ?? table, rows: 0..<(changed ?? table).schema.rowCount)
                digests.append(Digest(of: content))
                statistics.add(changed ?? table)
                if let changed {
                    dataset.obsolete.append(Self.path(of: name, index, partition.keyVersion))
                    dataset.partitions[index] = try seal(
                        content, rowCount: changed.schema.rowCount, name, index,
                        keyVersion: partition.keyVersion + 1, under: new, using: &generator)
                } else {
                    dataset.partitions[index].wrappedKey = try rewrap(
                        partition, name, index, from: old, to: new)
                }
            }
            let before = dataset.card.contentHash
            let schema = statistics.schema
            dataset.card = DatasetCard(
                draft: dataset.card.draft, schema: schema,
                contentHash: TableContent.hash(of: schema, partitions: digests),
                importedAt: dataset.card.importedAt, scan: dataset.card.scan,
                fileHash: dataset.card.fileHash, salt: dataset.card.salt)
            dataset.versions.append(
                DatasetVersion(contentHash: before, endedAt: time, change: change))
            dataset.datasetKeyVersion = version
            catalogue.datasets[name] = dataset
            try write(catalogue)
            keyring.drop(name, keeping: version)
            try write(keyring)
            try removeObsolete(of: name, in: &catalogue)
            return (before, dataset.card)
        }
    }

    /// Removes what a change left behind.
    func removeObsolete(of name: Name, in catalogue: inout Catalogue) throws {
        guard let paths = catalogue.datasets[name]?.obsolete, !paths.isEmpty else { return }
        try remove(files: paths)
        catalogue.datasets[name]?.obsolete = []
        try write(catalogue)
    }
}

/// The counts of a table's schema, over its partitions.
struct TableStatistics {
    private let columns: [TableSchema.Column]
    private var rowCount = 0
    private var missingCounts: [Int]
    private var numbers: [DistinctNumbers?]
    private var texts: [DistinctTexts]

    init(_ schema: TableSchema) {
        columns = schema.columns
        missingCounts = columns.map { _ in 0 }
        numbers = columns.map { $0.type == .number ? DistinctNumbers() : nil }
        texts = columns.map { _ in DistinctTexts() }
    }

    mutating func add(_ table: Table) {
        rowCount += table.schema.rowCount
        for (index, column) in columns.enumerated() {
            switch table.records.columns[column.name] {
            case .numbers(let values)?:
                missingCounts[index] += values.count { $0.isNaN }
                numbers[index]?.insert(values)
            case .texts(let values)?:
                missingCounts[index] += values.count { $0.isEmpty }
                for value in values where !value.isEmpty {
                    guard texts[index].count < TableSchema.distinctCountMax else { break }
                    let bytes = Array(value.utf8)
                    texts[index].insert(bytes.span, from: 0, to: bytes.count)
                }
            case nil: preconditionFailure("a table has the columns of its schema")
            }
        }
    }

    var schema: TableSchema {
        TableSchema(
            columns: columns.enumerated().map { index, column in
                TableSchema.Column(
                    name: column.name, type: column.type, missingCount: missingCounts[index],
                    distinctCount: numbers[index]?.count ?? texts[index].count)
            }, rowCount: rowCount)
    }
}

extension Table {
    /// The same columns with other rows; the counts of the schema are those of the old ones.
    func replacing(_ records: RecordBatch) -> Table {
        Table(
            schema: TableSchema(columns: schema.columns, rowCount: records.rowCount),
            records: records)
    }
}
