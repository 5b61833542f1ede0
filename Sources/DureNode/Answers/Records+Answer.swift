package import DureCore
package import DureVault

extension NodeRecords {
    /// The datasets that were taken in or asked for, by name.
    package var datasets: [(name: String, record: ProcessingRegister.Dataset)] {
        processing.datasets.filter { $0.value.takenIn != nil || !$0.value.uses.isEmpty }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The register of processing (control V13).
    package var processingAnswer: JSONValue {
        [
            "node": .string(node.name.text), "economy": .string(node.economy),
            "ledger": [
                "size": .count(head.size), "root": .string(head.root.hex),
            ],
            "datasets": .array(datasets.map { json($0.name, $0.record) }),
        ]
    }

    private func json(_ name: String, _ record: ProcessingRegister.Dataset) -> JSONValue {
        var members: [String: JSONValue] = [
            "dataset": .string(name), "studies": .texts(record.studies.sorted()),
            "charters": .texts(record.charters.map(\.hex).sorted()),
            "requests": .object(record.requests.mapValues { .count($0) }),
            "key_changes": .count(record.keyChangeCount),
            "rounds_charged": .count(record.chargedRoundCount),
            "rounds_without_noise": .count(record.unboundedRoundCount),
            "uses": .array(
                record.uses.sorted { $0.key < $1.key }.map { use, tally in
                    [
                        "action": .string(use.action), "purpose": .string(use.purpose),
                        "permitted": .count(tally.permittedCount),
                        "waiting": .count(tally.waitingCount),
                        "refused": .count(tally.refusedCount),
                        "first": .string(tally.first.description),
                        "last": .string(tally.last.description),
                    ]
                }),
        ]
        members["taken_in"] = record.takenIn.map { .string($0.description) }
        members["ended"] = record.end.map {
            ["how": .string($0.how.rawValue), "at": .string($0.at.description)]
        }
        members["card"] = cards[name]?.answer()
        return .object(members)
    }

    /// Whether all that left had been permitted before.
    package var isCovered: Bool { releases.releases.allSatisfy(\.isCovered) }

    /// The register of what left (control V16).
    package var releasesAnswer: JSONValue {
        [
            "node": .string(node.name.text),
            "ledger": [
                "size": .count(head.size), "root": .string(head.root.hex),
            ],
            "covered": .bool(isCovered),
            "releases": .array(releases.releases.map(json)),
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
            "measures": .array(release.measures.map(Self.json)),
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

    private static func json(_ measures: ReleaseRegister.Measures) -> JSONValue {
        var members: [String: JSONValue] = [
            "index": .count(measures.index), "time": .string(measures.time.description),
        ]
        members["bytes"] = measures.byteCount.map { .count($0) }
        members["permit"] = measures.permit.map { .count($0.index) }
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
