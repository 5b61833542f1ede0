import DureCore
import DureNode
import DureVault

/// The register of releases for people and programs (control V16).
struct ReleaseText {
    private let records: NodeRecords

    init(_ records: NodeRecords) {
        self.records = records
    }

    var lines: [String] {
        var lines = [
            Speech.say(
                RecordsCommandPhrases.releasesTitle,
                [
                    "node": records.node.name.text, "size": "\(records.head.size)",
                    "root": records.head.root.hex,
                ])
        ]
        let releases = records.releases.releases
        if releases.isEmpty { lines.append(Speech.say(RecordsCommandPhrases.nothingLeft)) }
        for release in releases {
            lines += ["", release.study] + fields(release).map { "  \(Speech.say($0.0)): \($0.1)" }
        }
        return lines
    }

    private func fields(_ release: ReleaseRegister.Release) -> [(Phrase, String)] {
        let permit = release.permits.last
        let card = permit.flatMap { records.cards[$0.dataset] }
        let approvals = release.approvals.map { "\($0.person) (\(CardText.words([$0.role])))" }
        let fields: [(Phrase, String)] = [
            (RecordsCommandPhrases.toWhom, release.federation ?? ""),
            (RecordsCommandPhrases.proposedBy, release.author ?? ""),
            (
                RecordsCommandPhrases.what,
                Speech.say(
                    RecordsCommandPhrases.whatLeft,
                    [
                        "count": "\(release.uploads.count)", "bytes": "\(release.byteCount)",
                        "dataset": permit?.dataset ?? "", "columns": "\(permit?.columnCount ?? 0)",
                    ])
            ),
            (RecordsCommandPhrases.measures, measures(release)),
            (RecordsCommandPhrases.purpose, CardText.words([permit?.purpose].compactMap { $0 })),
            (DataPhrases.legalBasis, card?.draft.legalBasis ?? ""),
            (
                RecordsCommandPhrases.safeguards,
                Speech.say(
                    RecordsCommandPhrases.safeguard,
                    [
                        "charged": "\(release.chargedRoundCount)",
                        "unbounded": "\(release.unboundedRoundCount)",
                    ])
            ),
            (RecordsCommandPhrases.rules, permit?.rules.joined(separator: ", ") ?? ""),
            (RecordsCommandPhrases.approvedBy, approvals.joined(separator: ", ")),
            (
                RecordsCommandPhrases.paper,
                release.isCovered
                    ? Speech.say(
                        RecordsCommandPhrases.covered,
                        ["index": release.permits.map { "\($0.index)" }.joined(separator: ", ")])
                    : Speech.say(RecordsCommandPhrases.uncovered)
            ),
        ]
        return fields.filter { !$0.1.isEmpty }
    }

    private func measures(_ release: ReleaseRegister.Release) -> String {
        guard !release.measures.isEmpty else { return "" }
        let permits = release.measures.map { $0.permit.map { "\($0.index)" } ?? "-" }
        return Speech.say(
            RecordsCommandPhrases.measuresLeft,
            [
                "bytes": "\(release.measures.reduce(0) { $0 + ($1.byteCount ?? 0) })",
                "index": permits.joined(separator: ", "),
            ])
    }
}
