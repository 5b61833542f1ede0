import DureCore
import DureLedger
import Testing

@testable import DureVault

/// From a dataset's versions to the models that learnt from them.
@Suite struct LineageTests {
    private static let model = Digest(of: Array("model".utf8))

    private static func read(
        _ study: String, at time: Int64, dataset: String = "visits", verdict: String = "permitted",
        action: String = "dataset.federate"
    ) -> LedgerEntry {
        LedgerEntry(
            time: Timestamp(milliseconds: time), actor: "key-1", action: action, verdict: verdict,
            details: ["dataset": .string(dataset), "study": .string(study)])
    }

    @Test func `a reading belongs to the version that stood then, and a model to what it read`()
        throws
    {
        let setting = try Setting()
        let card = try setting.importVisits()
        let start = card.importedAt.milliseconds
        let old = DatasetVersion(
            contentHash: Digest(of: [1]), endedAt: Timestamp(milliseconds: start + 100),
            change: .correction)
        var lineage = DatasetLineage(of: card, versions: [old])
        let assessed = { (study: String) in
            LedgerEntry(
                time: Timestamp(milliseconds: start), actor: "clinic", action: "model.assess",
                object: Self.model, details: ["study": .string(study)])
        }
        let entries = [
            // Of an earlier dataset that had the name.
            Self.read("before", at: start - 1),
            LedgerEntry(
                time: card.importedAt, actor: "key-1", action: "vault.import",
                details: ["dataset": "visits"]),
            Self.read("first", at: start), Self.read("first", at: start + 99),
            Self.read("refused", at: start + 5, verdict: "forbidden"),
            Self.read("other", at: start + 5, dataset: "else"),
            Self.read("first", at: start + 100), Self.read("second", at: start + 200),
            Self.read("nobody", at: start + 7, action: "dataset.erase"),
            assessed("first"), assessed("first"), assessed("other"),
        ]
        for (index, entry) in entries.enumerated() { lineage.add(entry, at: index) }
        #expect(lineage.importedIndex == 1)
        #expect(lineage.versions.map(\.contentHash) == [old.contentHash, card.contentHash])
        #expect(lineage.versions[0].end?.change == .correction && lineage.versions[1].end == nil)
        #expect(lineage.versions[0].readings.map(\.study) == ["first"])
        #expect(lineage.versions[0].readings[0].permits == 2...3)
        #expect(lineage.versions[0].readings[0].permitCount == 2)
        #expect(lineage.versions[1].readings.map(\.study) == ["first", "second"])
        #expect(lineage.models == [.init(study: "first", hash: Self.model, index: 9)])
    }
}
