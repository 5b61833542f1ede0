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
    private let rootKey: RootKey

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

    private func write(_ catalogue: Catalogue) throws {
        try storage.write(catalogue.bytes(key: catalogueKey), to: Catalogue.path)
    }

    private func keyring() throws -> Keyring {
        guard let bytes = try storage.read(Keyring.path, byteCountMax: Keyring.byteCountMax) else {
            return Keyring(rootKey: rootKey)
        }
        return try Keyring(bytes, rootKey: rootKey)
    }

    private var catalogueKey: SecretBytes { rootKey.key(for: .state, version: 1) }

    // MARK: In

    /// Marks the dataset as being imported, makes its key, seals its partitions, and then shows it.
    func add(
        _ card: DatasetCard, _ table: Table, _ rows: [Range<Int>],
        using generator: inout some SecureRandomNumberGenerator
    ) throws {
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
            for (index, rows) in rows.enumerated() {
                let content = TableContent.bytes(of: table, rows: rows)
                dataset.partitions.append(
                    try seal(
                        content, rowCount: rows.count, card.name, index, under: datasetKey,
                        using: &generator))
            }
            dataset.state = .ready
            catalogue.datasets[card.name] = dataset
            try write(catalogue)
        }
    }

    private func seal(
        _ content: [UInt8], rowCount: Int, _ name: Name, _ index: Int,
        under datasetKey: borrowing SecretBytes,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> Catalogue.Partition {
        let keyVersion: UInt32 = 1
        let number = UInt32(index)
        let dataKey = SecretBytes(count: KeyWrapping.keyByteCount, using: &generator)
        let header = Seal1.Header(
            dataset: name, partition: number, keyVersion: keyVersion,
            salt: generator.bytes(count: Seal1.saltByteCount))
        let sealed = try Seal1.seal(content, header: header, dataKey: dataKey)
        try storage.write(sealed, to: Self.path(of: name, index))
        let context = KeyContext.dataKey(name, partition: number, version: keyVersion)
        return Catalogue.Partition(
            rowCount: rowCount, keyVersion: keyVersion,
            wrappedKey: try KeyWrapping.wrap(dataKey, context, under: datasetKey))
    }

    // MARK: Out

    func records(of dataset: Catalogue.Dataset, columns names: [String]) throws -> RecordBatch {
        var columns: [String: RecordBatch.Column] = [:]
        for name in names {
            guard let column = dataset.card.schema.column(name) else {
                throw VaultError.unknownColumn(name: name)
            }
            columns[name] = column.type == .number ? .numbers([]) : .texts([])
        }
        let name = dataset.card.name
        let version = dataset.datasetKeyVersion
        let datasetKey = try keyring().key(of: name, version: version, under: rootKey)
        for (index, partition) in dataset.partitions.enumerated() {
            let reader = try open(partition, name, index, under: datasetKey)
            guard reader.rowCount == partition.rowCount else {
                throw VaultError.contentChanged(dataset: name.text)
            }
            for name in names.sorted() {
                guard var column = columns.removeValue(forKey: name) else { continue }
                try reader.append(name, to: &column)
                columns[name] = column
            }
        }
        return RecordBatch(rowCount: dataset.card.rowCount, columns: columns)
    }

    private func open(
        _ partition: Catalogue.Partition, _ name: Name, _ index: Int,
        under datasetKey: borrowing SecretBytes
    ) throws -> PartitionReader {
        let number = UInt32(index)
        let context = KeyContext.dataKey(name, partition: number, version: partition.keyVersion)
        guard let dataKey = KeyWrapping.unwrap(partition.wrappedKey, context, under: datasetKey)
        else { throw VaultError.keyRefused(dataset: name.text, partition: index) }
        let path = Self.path(of: name, index)
        guard let bytes = try storage.read(path, byteCountMax: Self.sealedByteCountMax) else {
            throw VaultError.sealBroken(file: path, fault: .missing)
        }
        let file = try SealedFile(
            bytes, file: path, dataset: name, partition: number,
            keyVersion: partition.keyVersion, dataKey: dataKey)
        return try PartitionReader(file)
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
                let context = KeyContext.dataKey(
                    name, partition: UInt32(index), version: partition.keyVersion)
                guard let key = KeyWrapping.unwrap(partition.wrappedKey, context, under: old)
                else { throw VaultError.keyRefused(dataset: name.text, partition: index) }
                dataset.partitions[index].wrappedKey = try KeyWrapping.wrap(
                    key, context, under: new)
            }
            dataset.datasetKeyVersion = version
            catalogue.datasets[name] = dataset
            try storage.write(keyring.bytes, to: Keyring.path)
            try write(catalogue)
            keyring.drop(name, keeping: version)
            try storage.write(keyring.bytes, to: Keyring.path)
        }
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
                    guard keyring.has(current, of: name), keyring.drop(name, keeping: current)
                    else { continue }
                    try storage.write(keyring.bytes, to: Keyring.path)
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

    private static func path(of name: Name, _ partition: Int) -> String {
        "\(dataFolder)/\(name.text).\(partition).seal"
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
