package import DureCore
package import DureVault

extension MemberHome {
    /// A dataset's lineage, read out of the ledger after every entry of it was checked.
    ///
    /// - Throws: `VaultError.unknownDataset(name:)`, ``NodeError/ledgerUnsound(_:)``.
    package func lineage(of dataset: Name) throws -> DatasetLineage {
        var lineage = DatasetLineage(
            of: try vault.card(of: dataset), versions: try vault.versions(of: dataset))
        _ = try readSoundLedger { entry, index in lineage.add(entry, at: index) }
        return lineage
    }
}

extension DatasetLineage {
    /// The lineage as commands and the management API tell it.
    package var answer: JSONValue {
        [
            "dataset": .string(dataset.text),
            "file_hash": fileHash.map { .string($0.hex) } ?? .null,
            "imported_index": importedIndex.map { .count($0) } ?? .null,
            "versions": .array(versions.map(\.answer)),
            "models": .array(
                models.map {
                    [
                        "study": .string($0.study), "hash": .string($0.hash.hex),
                        "index": .count($0.index),
                    ]
                }),
        ]
    }
}

extension DatasetLineage.Version {
    fileprivate var answer: JSONValue {
        [
            "content_hash": .string(contentHash.hex), "from": .string(from.description),
            "until": end.map { .string($0.at.description) } ?? .null,
            "ended_by": end.map { .string($0.change.rawValue) } ?? .null,
            "readings": .array(
                readings.map {
                    [
                        "action": .string($0.action),
                        "study": $0.study.map { .string($0) } ?? .null,
                        "permits": .count($0.permitCount),
                        "first_index": .count($0.permits.lowerBound),
                        "last_index": .count($0.permits.upperBound),
                    ]
                }),
        ]
    }
}
