internal import struct Crypto.SymmetricKey
internal import DureCore

/// New keys for what is in the vault.
extension VaultFiles {
    /// Keyring and catalogue as they are under another root key.
    ///
    /// Every dataset that is ready gets a fresh key; keys that no dataset in the catalogue uses are
    /// taken over as they are, for they may belong to a catalogue that somebody puts back.
    ///
    /// - Throws: ``VaultError/keyDropped(dataset:)`` where a dataset's key is missing: a backup of
    ///   the keyring that still has it would open nothing afterwards.
    func resealed(
        under new: borrowing RootKey, using generator: inout some SecureRandomNumberGenerator
    ) throws -> [(path: String, bytes: [UInt8])] {
        let keyring = try keyring()
        var catalogue = try catalogue()
        var next = Keyring(rootKey: new)
        for name in keyring.datasets {
            for version in keyring.versions(of: name) {
                let key = try keyring.key(of: name, version: version, under: rootKey)
                try next.take(key, of: name, version: version, under: new)
            }
        }
        let newKey = new.key(for: .state, version: 1)
        for (name, old) in catalogue.datasets.sorted(by: { $0.key < $1.key }) {
            var dataset = old
            if dataset.state == .ready {
                let before = try key(of: dataset, in: keyring)
                let version = try next.makeKey(for: name, under: new, using: &generator)
                let after = try next.key(of: name, version: version, under: new)
                for (index, partition) in dataset.partitions.enumerated() {
                    dataset.partitions[index].wrappedKey = try rewrap(
                        partition, name, index, from: before, to: after)
                }
                next.drop(name, keeping: version)
                dataset.datasetKeyVersion = version
            }
            try takeChoices(of: &dataset, under: newKey)
            catalogue.datasets[name] = dataset
        }
        return [
            (Keyring.path, next.bytes), (Catalogue.path, catalogue.bytes(key: newKey)),
        ]
    }

    /// The choices under another catalogue's key: hashed once more, for nobody knows whose they are.
    private func takeChoices(
        of dataset: inout Catalogue.Dataset, under newKey: borrowing SecretBytes
    ) throws {
        guard !dataset.withdrawn.isEmpty else {
            dataset.choiceKeys = []
            return
        }
        let keys = try choiceKeys(of: dataset)
        let name = dataset.card.name
        dataset.choiceKeys = []
        for (generation, key) in keys.enumerated() {
            dataset.choiceKeys.append(
                try KeyWrapping.wrap(
                    SecretBytes(key: key), .choiceKey(name, generation: generation),
                    under: newKey))
        }
        let key = newKey.key
        dataset.withdrawn = Set(dataset.withdrawn.map { Self.choice($0, under: key) })
    }

    // MARK: Data

    /// Seals every partition anew under a fresh key, one after the other, and replaces the dataset's
    /// key at the end.
    ///
    /// Each partition is done or not when a crash comes; the next call goes on where that one was.
    ///
    /// - Parameter onPartition: Told how many of how many are done.
    func reseal(
        _ name: Name, using generator: inout some SecureRandomNumberGenerator,
        onPartition: (Int, Int) throws -> Void
    ) throws {
        try change { catalogue in
            var dataset = try catalogue.ready(name)
            dataset.resealFrom = dataset.resealFrom ?? 0
            catalogue.datasets[name] = dataset
        }
        while let (done, count) = try resealNext(of: name, using: &generator) {
            try onPartition(done, count)
        }
        // The old partitions' keys are under the old key in older copies of the catalogue.
        try rotateKey(of: name, using: &generator)
        try change { $0.datasets[name]?.resealFrom = nil }
    }

    /// nil where all are done.
    private func resealNext(
        of name: Name, using generator: inout some SecureRandomNumberGenerator
    ) throws -> (done: Int, count: Int)? {
        try locked {
            var catalogue = try catalogue()
            var dataset = try catalogue.ready(name)
            let index = dataset.resealFrom ?? 0
            guard dataset.partitions.indices.contains(index) else { return nil }
            let partition = dataset.partitions[index]
            let key = try key(of: dataset, in: try keyring())
            var bytes: [UInt8] = []
            let content = try sealedFile(partition, name, index, under: key, into: &bytes).content()
            dataset.obsolete.append(Self.path(of: name, index, partition.keyVersion))
            dataset.partitions[index] = try seal(
                content, rowCount: partition.rowCount, name, index,
                keyVersion: partition.keyVersion + 1, under: key, using: &generator)
            dataset.resealFrom = index + 1
            catalogue.datasets[name] = dataset
            try write(catalogue)
            try removeObsolete(of: name, in: &catalogue)
            return (index + 1, dataset.partitions.count)
        }
    }
}
