import DureCore
import DureNode
import DureVault

/// The register of releases for people and programs (control V16).
struct ReleaseText {
    private let records: NodeRecords
    private let cards: [String: DatasetCard]
    private let node: NodeSettings

    init(records: NodeRecords, cards: [DatasetCard], node: NodeSettings) {
        self.records = records
        self.cards = Dictionary(uniqueKeysWithValues: cards.map { ($0.name.text, $0) })
        self.node = node
    }

    /// Whether all that left had been permitted before.
    var isCovered: Bool { records.releases.releases.allSatisfy(\.isCovered) }

    var lines: [String] {
        var lines = [
            Speech.say(
                RecordsCommandPhrases.releasesTitle,
                [
                    "node": node.name.text, "size": "\(records.head.size)",
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
        let card = permit.flatMap { cards[$0.dataset] }
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

    var json: JSONValue {
        [
            "node": .string(node.name.text),
            "ledger": [
                "size": .count(records.head.size), "root": .string(records.head.root.hex),
            ],
            "covered": .bool(isCovered),
            "releases": .array(records.releases.releases.map(json)),
        ]
    }

    private func json(_ release: ReleaseRegister.Release) -> JSONValue {
        var members: [String: JSONValue] = [
            "study": .string(release.study), "covered": .bool(release.isCovered),
            "bytes": .count(release.byteCount),
            "secure_aggregation": true,
            "rounds_charged": .count(release.chargedRoundCount),
            "rounds_without_noise": .count(release.unboundedRoundCount),
            "rounds_opened": .count(release.openedRoundCount),
            "approvals": .array(
                release.approvals.map {
                    [
                        "index": .count($0.index), "person": .string($0.person),
                        "role": .string($0.role),
                    ]
                }),
            "uploads": .array(release.uploads.map(Self.json)),
        ]
        members["to"] = release.federation.map { .string($0) }
        members["author"] = release.author.map { .string($0) }
        members["manifest"] = release.manifest.map { .string($0.hex) }
        if let permit = release.permits.last {
            members["dataset"] = .string(permit.dataset)
            members["purpose"] = .string(permit.purpose)
            members["columns"] = .count(permit.columnCount)
            members["charter"] = permit.charter.map { .string($0.hex) }
            members["rules"] = .texts(permit.rules)
            members["legal_basis"] = cards[permit.dataset].map { .string($0.draft.legalBasis) }
        }
        return .object(members)
    }

    private static func json(_ upload: ReleaseRegister.Upload) -> JSONValue {
        var members: [String: JSONValue] = [
            "index": .count(upload.index), "round": .count(upload.round),
            "time": .string(upload.time.description),
        ]
        members["bytes"] = upload.byteCount.map { .count($0) }
        members["permit"] = upload.permit.map { .count($0.index) }
        return .object(members)
    }
}
