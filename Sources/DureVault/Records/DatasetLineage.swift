package import DureCore
package import DureLedger

/// From a dataset's versions to the models that learnt from them, as the ledger tells it.
///
/// A reading belongs to the version that stood when the charter permitted it.
package struct DatasetLineage: Sendable {
    /// What a dataset held for a time.
    package struct Version: Sendable {
        /// SHA-256 of what was held, as the card has it.
        package let contentHash: Digest
        /// Since when.
        package let from: Timestamp
        /// Until when, and what ended it; nil while it stands.
        package let end: (at: Timestamp, change: DatasetVersion.Change)?
        /// What was read out of it.
        package fileprivate(set) var readings: [Reading] = []
    }

    /// What one study, or the node itself for one action, read.
    package struct Reading: Sendable, Hashable {
        /// The charter's word for it, as in `federate`.
        package let action: String
        /// The study; nil where there was none.
        package let study: String?
        /// The places of the first and the last permit in the ledger.
        package fileprivate(set) var permits: ClosedRange<Int>
        /// How many permits.
        package fileprivate(set) var permitCount = 1
    }

    /// A model that a study left.
    package struct Model: Sendable, Hashable {
        /// The study.
        package let study: String
        /// The model's hash, and the place where the ledger has it.
        package let hash: Digest
        /// The entry's place.
        package let index: Int
    }

    /// The dataset's name.
    package let dataset: Name
    /// SHA-256 of the file that was imported, where there was one.
    package let fileHash: Digest?
    /// The place of the import in the ledger; nil where the ledger does not have it.
    package private(set) var importedIndex: Int?
    /// The oldest first; the last one stands.
    package private(set) var versions: [Version]
    /// The models of studies that read any version.
    package var models: [Model] {
        let studies = Set(versions.flatMap(\.readings).compactMap(\.study))
        return assessed.filter { studies.contains($0.study) }
    }
    private var assessed: [Model] = []

    /// The lineage of a dataset, of which no entry has been read yet.
    package init(of card: DatasetCard, versions past: [DatasetVersion]) {
        dataset = card.name
        fileHash = card.fileHash
        var from = card.importedAt
        versions = []
        for version in past {
            versions.append(
                Version(
                    contentHash: version.contentHash, from: from,
                    end: (version.endedAt, version.change)))
            from = version.endedAt
        }
        versions.append(Version(contentHash: card.contentHash, from: from, end: nil))
    }

    /// Reads the next entry of the ledger.
    package mutating func add(_ entry: LedgerEntry, at index: Int) {
        if entry.action == "model.assess", let study = entry.details["study"]?.text,
            let hash = entry.object
        {
            let model = Model(study: study, hash: hash, index: index)
            if !assessed.contains(where: { $0.study == study && $0.hash == hash }) {
                assessed.append(model)
            }
            return
        }
        guard entry.details["dataset"]?.text == dataset.text else { return }
        if entry.action == "vault.import" {
            importedIndex = index
        } else if entry.action.hasPrefix(Self.uses), entry.verdict == "permitted" {
            addReading(entry, at: index)
        }
    }

    private static let uses = "dataset."
    /// Acts that ask the charter and read no row.
    private static let others: Set<String> = ["ingest", "erase"]

    private mutating func addReading(_ entry: LedgerEntry, at index: Int) {
        let action = String(entry.action.dropFirst(Self.uses.count))
        // What came before the import was of another dataset of that name.
        guard !Self.others.contains(action), entry.time >= versions[0].from,
            let version = versions.firstIndex(where: { $0.end.map { entry.time < $0.at } ?? true })
        else { return }
        let study = entry.details["study"]?.text
        let known = versions[version].readings.firstIndex {
            $0.action == action && $0.study == study
        }
        guard let known else {
            versions[version].readings.append(
                Reading(action: action, study: study, permits: index...index))
            return
        }
        let first = versions[version].readings[known].permits.lowerBound
        versions[version].readings[known].permits = first...index
        versions[version].readings[known].permitCount += 1
    }
}
