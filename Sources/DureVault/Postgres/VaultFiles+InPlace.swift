internal import DureCore

/// What is kept of tables that stay where they are: the card, the connection, a sealed password.
extension VaultFiles {
    /// What a sealed password begins with, so that nothing else opens as one.
    private static let passwordLabel = "dure/connection-password1"
    /// The longest password, in bytes.
    static let passwordByteCountMax = 1_024

    /// Makes the dataset's key, seals the password under it, and then shows the dataset.
    ///
    /// - Parameter onReady: Called before the dataset is shown.
    func register(
        _ card: DatasetCard, in place: InPlaceTable, password: [UInt8]?,
        using generator: inout some SecureRandomNumberGenerator, onReady: () throws -> Void
    ) throws -> DatasetCard {
        try locked {
            var catalogue = try catalogue()
            guard catalogue.datasets[card.name] == nil else {
                throw VaultError.datasetExists(name: card.name.text)
            }
            var dataset = Catalogue.Dataset(
                state: .importing, card: card, datasetKeyVersion: 0, partitions: [])
            dataset.place = place
            catalogue.datasets[card.name] = dataset
            try write(catalogue)
            var keyring = try keyring()
            keyring.drop(card.name, keeping: nil)
            dataset.datasetKeyVersion = try keyring.makeKey(
                for: card.name, under: rootKey, using: &generator)
            try write(keyring)
            if let password {
                dataset.partitions = [
                    try seal(
                        password, of: card.name, keyVersion: 1,
                        under: key(of: dataset, in: keyring), using: &generator)
                ]
            }
            try onReady()
            dataset.state = .ready
            catalogue.datasets[card.name] = dataset
            try write(catalogue)
            return card
        }
    }

    /// The new one is sealed under another name; then the catalogue, which is the moment; then the
    /// old one goes.
    func replacePassword(
        of name: Name, with password: [UInt8]?,
        using generator: inout some SecureRandomNumberGenerator
    ) throws {
        try locked {
            var catalogue = try catalogue()
            var dataset = try catalogue.ready(name)
            let old = dataset.partitions.first
            dataset.partitions = []
            if let password {
                dataset.partitions = [
                    try seal(
                        password, of: name, keyVersion: (old?.keyVersion ?? 0) + 1,
                        under: key(of: dataset, in: keyring()), using: &generator)
                ]
            }
            if let old { dataset.obsolete.append(Self.path(of: name, 0, old.keyVersion)) }
            catalogue.datasets[name] = dataset
            try write(catalogue)
            try removeObsolete(of: name, in: &catalogue)
        }
    }

    /// The password that is kept; nil for none.
    func password(of dataset: Catalogue.Dataset) throws -> [UInt8]? {
        guard let partition = dataset.partitions.first else { return nil }
        let name = dataset.card.name
        var bytes: [UInt8] = []
        let key = try key(of: dataset, in: keyring())
        let file = try sealedFile(partition, name, 0, under: key, into: &bytes)
        var reader = CanonicalReader(try file.content())
        guard try reader.text("label", byteCountMax: 64) == Self.passwordLabel else {
            throw VaultError.contentChanged(dataset: name.text)
        }
        let password = try reader.field("password", byteCountMax: Self.passwordByteCountMax)
        try reader.finish()
        return password
    }

    private func seal(
        _ password: [UInt8], of name: Name, keyVersion: UInt32,
        under datasetKey: borrowing SecretBytes,
        using generator: inout some SecureRandomNumberGenerator
    ) throws -> Catalogue.Partition {
        var fields = CanonicalBytes(label: Self.passwordLabel)
        fields.append(password)
        return try seal(
            fields.bytes, rowCount: 0, name, 0, keyVersion: keyVersion, under: datasetKey,
            using: &generator)
    }
}
