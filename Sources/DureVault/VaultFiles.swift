internal import DureCore

/// The vault's files and the order in which they change.
///
/// No rule is asked here: the vault does.
struct VaultFiles: ~Copyable, Sendable {
    private static let lockPath = "vault/lock"
    private static let dataFolder = "vault/data"
    /// A sealed partition: its rows, one row that went over, the directory, and the seal.
    private static let sealedByteCountMax = 1 << 28

    private let storage: any Storage
    let rootKey: RootKey

    init(storage: any Storage, rootKey: consuming RootKey) {
        self.storage = storage
        self.rootKey = rootKey
    }

    // MARK: Catalogue and keyring

    func catalogue() throws -> Catalogue {
        guard let bytes = try storage.read(Catalogue.path, byteCountMax: Catalogue.byteCountMax)
        else { return Catalogue() }
        return try Catalogue(bytes, key: catalogueKey)
    }

    func write(_ catalogue: Catalogue) throws {
        try storage.write(catalogue.bytes(key: catalogueKey), to: Catalogue.path)
    }

    func keyring() throws -> Keyring {
        guard let bytes = try storage.read(Keyring.path, byteCountMax: Keyring.byteCountMax) else {
            return Keyring(rootKey: rootKey)
        }
        return try Keyring(bytes, rootKey: rootKey)
    }

    func write(_ keyring: Keyring) throws {
        try storage.write(keyring.bytes, to: Keyring.path)
    }

    /// Runs the body while nobody else changes the vault.
    func locked<Result>(_ body: () throws -> Result) throws -> Result {
        try storage.locked(Self.lockPath, body)
    }

    /// Changes the catalogue alone.
    func change(_ body: (inout Catalogue) throws -> Void) throws {
        try locked {
            var catalogue = try catalogue()
            try body(&catalogue)
            try write(catalogue)
        }
    }

    func key(of dataset: Catalogue.Dataset, in keyring: Keyring) throws -> SecretBytes {
        try keyring.key(
            of: dataset.card.name, version: dataset.datasetKeyVersion, under: rootKey)
    }

    var catalogueKey: SecretBytes { rootKey.key(for: .state, version: 1) }

    // MARK: In

    /// Marks the dataset as being imported, makes its key, seals its partitions as they arrive, and
    /// then shows it.
    ///
    /// - Parameters:
    ///   - card: As far as it is known at the start.
    ///   - onReady: Told the whole card before the dataset is shown.
    func add(
        _ card: DatasetCard, from source: inout some TableSource & ~Copyable,
        using generator: inout some SecureRandomNumberGenerator,
        onReady: (DatasetCard) throws -> Void
    ) throws -> DatasetCard {
        try storage.locked(Self.lockPath) {
            var catalogue = try catalogue()
            guard catalogue.datasets[card.name] == nil else {
                throw VaultError.datasetExists(name: card.name.text)
            }
            var dataset = Catalogue.Dataset(
                state: .importing, card: card, datasetKeyVersion: 0, partitions: [])
            catalogue.datasets[card.name] = dataset
            try write(catalogue)
            var keyring = try keyring()
            keyring.drop(card.name, keeping: nil)
            let version = try keyring.makeKey(for: card.name, under: rootKey, using: &generator)
            try storage.write(keyring.bytes, to: Keyring.path)
            dataset.datasetKeyVersion = version
            let datasetKey = try keyring.key(of: card.name, version: version, under: rootKey)
            var digests: [Digest] = []
            while let partition = try source.next() {
                if digests.isEmpty { try card.draft.check(against: partition) }
                let content = TableContent.bytes(of: partition)
                digests.append(Digest(of: content))
                dataset.partitions.append(
                    try seal(
                        content, rowCount: partition.rowCount, card.name,
                        dataset.partitions.count, under: datasetKey, using: &generator))
            }
            let scan = try source.scan?.answered(by: card.draft)
            if scan == nil,
                let column = card.draft.columns.first(where: { $0.value.numbers != nil })
            {
                throw VaultError.notScreened(column: column.key)
            }
            dataset.card = DatasetCard(
                draft: card.draft, schema: source.schema,
                contentHash: TableContent.hash(of: source.schema, partitions: digests),
                importedAt: card.importedAt, scan: scan, fileHash: source.fileHash,
                salt: card.salt)
            try onReady(dataset.card)
            dataset.state = .ready
            catalogue.datasets[card.name] = dataset
            try write(catalogue)
            return dataset.card
        }
    }

    func seal(
        _ content: [UInt8], rowCount: Int, _ name: Name, _ index: Int, keyVersion: UInt32 = 1,
        under datasetKey: borrowing SecretBytes,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> Catalogue.Partition {
        let number = UInt32(index)
        let dataKey = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
        let header = Seal1.Header(
            dataset: name, partition: number, keyVersion: keyVersion,
            salt: generator.bytes(count: Seal1.saltByteCount))
        let sealed = try Seal1.seal(content, header: header, dataKey: dataKey)
        try storage.write(sealed, to: Self.path(of: name, index, keyVersion))
        let context = KeyContext.dataKey(name, partition: number, version: keyVersion)
        return Catalogue.Partition(
            rowCount: rowCount, keyVersion: keyVersion,
            wrappedKey: try KeyWrapping.wrap(dataKey, context, under: datasetKey))
    }

    // MARK: Out

    /// The columns, without the rows of persons who took their choice back.
    func records(
        of dataset: Catalogue.Dataset, columns names: [String], childAge: Int?
    ) throws -> RecordBatch {
        let all = try allRecords(
            of: dataset, columns: needed(names, of: dataset, childAge: childAge))
        return try readable(all, of: dataset, columns: names, childAge: childAge)
    }

    /// As ``records(of:columns:childAge:)``, of one partition.
    func records(
        of dataset: Catalogue.Dataset, partition: Int, columns names: [String], childAge: Int?
    ) throws -> RecordBatch {
        let all = try allRecords(
            of: dataset, columns: needed(names, of: dataset, childAge: childAge),
            partitions: partition..<partition + 1)
        return try readable(all, of: dataset, columns: names, childAge: childAge)
    }

    /// The columns, and those that tell which rows may be read; sorted.
    func needed(
        _ names: [String], of dataset: Catalogue.Dataset, childAge: Int?
    ) -> [String] {
        let draft = dataset.card.draft
        let subject = dataset.withdrawn.isEmpty ? nil : draft.subject
        let children = childAge == nil ? nil : draft.children
        let extra = [subject, children?.age, children?.consent].compactMap { $0 }
        return Array(Set(names + extra)).sorted()
    }

    /// The columns of the rows that may be read, of rows with all columns that tell which.
    func readable(
        _ all: RecordBatch, of dataset: Catalogue.Dataset, columns names: [String], childAge: Int?
    ) throws -> RecordBatch {
        let draft = dataset.card.draft
        let subject = dataset.withdrawn.isEmpty ? nil : draft.subject
        let children = childAge == nil ? nil : draft.children
        guard subject != nil || children != nil else { return all }
        var places = Array(0..<all.rowCount)
        if let subject {
            places = try readableRows(of: dataset, subjects: all.texts(subject) ?? [])
        }
        if let children, let childAge {
            let mayTeach = children.mayTeach(all, below: childAge)
            places = places.filter { mayTeach[$0] }
        }
        let read = all.rows(at: places)
        return RecordBatch(
            rowCount: read.rowCount, columns: read.columns.filter { names.contains($0.key) })
    }

    /// - Parameter partitions: Which of the dataset's; nil for all.
    func allRecords(
        of dataset: Catalogue.Dataset, columns names: [String], partitions: Range<Int>? = nil
    ) throws -> RecordBatch {
        let wanted = partitions ?? dataset.partitions.indices
        let rowCount = dataset.partitions[wanted].reduce(0) { $0 + $1.rowCount }
        var columns: [String: RecordBatch.Column] = [:]
        for name in names {
            guard let column = dataset.card.schema.column(name) else {
                throw VaultError.unknownColumn(name: name)
            }
            columns[name] = .empty(column.type, reserving: rowCount)
        }
        let name = dataset.card.name
        let version = dataset.datasetKeyVersion
        let datasetKey = try keyring().key(of: name, version: version, under: rootKey)
        var bytes: [UInt8] = []
        for index in wanted {
            let partition = dataset.partitions[index]
            var reader = try open(partition, name, index, under: datasetKey, into: &bytes)
            guard reader.rowCount == partition.rowCount else {
                throw VaultError.contentChanged(dataset: name.text)
            }
            try reader.append(Set(names).sorted(), to: &columns)
        }
        return RecordBatch(rowCount: rowCount, columns: columns)
    }

    /// The columns of a partition; as ``sealedFile(_:_:_:under:into:)``.
    func open(
        _ partition: Catalogue.Partition, _ name: Name, _ index: Int,
        under datasetKey: borrowing SecretBytes, into bytes: inout [UInt8]
    ) throws -> PartitionReader {
        try PartitionReader(
            try sealedFile(partition, name, index, under: datasetKey, into: &bytes))
    }

    /// A sealed file of the dataset.
    ///
    /// - Parameter bytes: Memory that is used again once no other sealed file lies in it.
    func sealedFile(
        _ partition: Catalogue.Partition, _ name: Name, _ index: Int,
        under datasetKey: borrowing SecretBytes, into bytes: inout [UInt8]
    ) throws -> SealedFile {
        let number = UInt32(index)
        let context = KeyContext.dataKey(name, partition: number, version: partition.keyVersion)
        guard let dataKey = KeyWrapping.unwrap(partition.wrappedKey, context, under: datasetKey)
        else { throw VaultError.keyRefused(dataset: name.text, partition: index) }
        let path = Self.path(of: name, index, partition.keyVersion)
        guard try storage.read(path, byteCountMax: Self.sealedByteCountMax, into: &bytes) else {
            throw VaultError.sealBroken(file: path, fault: .missing)
        }
        return try SealedFile(
            bytes, file: path, dataset: name, partition: number,
            keyVersion: partition.keyVersion, dataKey: dataKey)
    }

    // MARK: Keys

    /// The new key first, then the re-wrapped partitions' keys, then the old key is dropped.
    func rotateKey(
        of name: Name, using generator: inout some SecureRandomNumberGenerator
    ) throws {
        try storage.locked(Self.lockPath) {
            var catalogue = try catalogue()
            var dataset = try catalogue.ready(name)
            var keyring = try keyring()
            keyring.drop(name, keeping: dataset.datasetKeyVersion)
            let old = try keyring.key(
                of: name, version: dataset.datasetKeyVersion, under: rootKey)
            let version = try keyring.makeKey(for: name, under: rootKey, using: &generator)
            let new = try keyring.key(of: name, version: version, under: rootKey)
            for (index, partition) in dataset.partitions.enumerated() {
                dataset.partitions[index].wrappedKey = try rewrap(
                    partition, name, index, from: old, to: new)
            }
            dataset.datasetKeyVersion = version
            catalogue.datasets[name] = dataset
            try storage.write(keyring.bytes, to: Keyring.path)
            try write(catalogue)
            keyring.drop(name, keeping: version)
            try storage.write(keyring.bytes, to: Keyring.path)
        }
    }

    /// A partition's key, which was under the old key, under the new one.
    func rewrap(
        _ partition: Catalogue.Partition, _ name: Name, _ index: Int,
        from old: borrowing SecretBytes, to new: borrowing SecretBytes
    ) throws -> [UInt8] {
        let context = KeyContext.dataKey(
            name, partition: UInt32(index), version: partition.keyVersion)
        guard let key = KeyWrapping.unwrap(partition.wrappedKey, context, under: old)
        else { throw VaultError.keyRefused(dataset: name.text, partition: index) }
        return try KeyWrapping.wrap(key, context, under: new)
    }

    /// Marks the dataset, drops its key, removes its files, and takes it off the catalogue.
    func erase(_ name: Name) throws {
        try storage.locked(Self.lockPath) {
            var catalogue = try catalogue()
            catalogue.datasets[name]?.state = .erasing
            try write(catalogue)
            try remove(name, from: &catalogue)
        }
    }

    // MARK: After a crash

    /// Undoes half imports, finishes erasures, and drops keys that a rotation left behind.
    ///
    /// Only what the catalogue marks is touched: a file or key it does not know may belong to a
    /// newer catalogue than the one somebody put back.
    func finishWhatWasCut() throws {
        try storage.locked(Self.lockPath) {
            var catalogue = try catalogue()
            for (name, dataset) in catalogue.datasets.sorted(by: { $0.key < $1.key }) {
                switch dataset.state {
                case .importing, .erasing:
                    try remove(name, from: &catalogue)
                case .ready:
                    var keyring = try keyring()
                    let current = dataset.datasetKeyVersion
                    // With the current key missing, nothing may be dropped: it may come back.
                    guard keyring.has(current, of: name) else { continue }
                    if keyring.drop(name, keeping: current) { try write(keyring) }
                    try removeObsolete(of: name, in: &catalogue)
                }
            }
        }
    }

    private func remove(_ name: Name, from catalogue: inout Catalogue) throws {
        var keyring = try keyring()
        if keyring.drop(name, keeping: nil) { try storage.write(keyring.bytes, to: Keyring.path) }
        for file in try storage.list(Self.dataFolder) where file.hasPrefix("\(name.text).") {
            try storage.remove("\(Self.dataFolder)/\(file)")
        }
        catalogue.datasets[name] = nil
        try write(catalogue)
    }

    func remove(files paths: [String]) throws {
        for path in paths where path.hasPrefix("\(Self.dataFolder)/") { try storage.remove(path) }
    }

    /// A partition that was sealed anew has another name than before.
    static func path(of name: Name, _ partition: Int, _ keyVersion: UInt32) -> String {
        let version = keyVersion == 1 ? "" : ".v\(keyVersion)"
        return "\(dataFolder)/\(name.text).\(partition)\(version).seal"
    }
}

extension Catalogue {
    /// The dataset, where it is there and whole.
    func ready(_ name: Name) throws(VaultError) -> Dataset {
        guard let dataset = datasets[name], dataset.state == .ready else {
            throw .unknownDataset(name: name.text)
        }
        return dataset
    }
}
