package import DureCore
internal import DureLedger
internal import DureVault

/// What is done when something went wrong with people's data (control V14).
///
/// The ledger holds the number, the datasets, the moments and a salted hash; the words stay in a
/// sealed file.
extension MemberHome {
    /// Opens the record of an incident.
    ///
    /// - Parameters:
    ///   - what: What happened, in a few sentences.
    ///   - datasets: What it touched; each must be in the vault, and counts once.
    ///   - knownAt: Since when it is known; not in the future.
    ///   - person: Who does it, as the ledger names them; nil for the node itself.
    /// - Throws: ``NodeError/incidentText``, ``NodeError/knownInFuture``,
    ///   `VaultError.unknownDataset(name:)`, `StorageError`, what the ledger throws.
    package func openIncident(
        _ what: String, datasets: [Name], knownAt: Timestamp? = nil, by person: String? = nil
    ) throws -> Incident {
        try Self.check(what)
        let now = Timestamp(now: clock)
        guard knownAt ?? now <= now else { throw NodeError.knownInFuture }
        let datasets = Set(datasets).sorted()
        for dataset in datasets { _ = try vault.card(of: dataset) }
        return try incidents.locked {
            let number = (try incidents.incidents().last?.number ?? 0) + 1
            guard number <= IncidentBook.countMax else {
                throw StorageError.full(path: "incidents")
            }
            var generator = SystemSecureGenerator()
            let incident = Incident(
                number: number, openedAt: now, knownAt: knownAt ?? now, what: what,
                datasets: datasets, salt: generator.bytes(count: Incident.saltByteCount))
            try enter(
                "incident.opened", incident, by: person,
                [
                    "known": .string(incident.knownAt.description),
                    "datasets": .array(datasets.map { .string($0.text) }),
                ])
            try incidents.write(incident)
            return incident
        }
    }

    /// Writes down that somebody was told.
    ///
    /// The first time is the one that the law asks about, and stays; the ledger has every one.
    ///
    /// - Throws: ``NodeError/unknownIncident(number:)``, ``NodeError/incidentClosed(number:)``.
    package func tell(
        _ whom: Incident.Addressee, ofIncident number: Int, by person: String? = nil
    ) throws -> Incident {
        try change(number, by: person) { incident in
            incident.toldAt[whom] = incident.toldAt[whom] ?? Timestamp(now: clock)
            return ("incident.told", ["whom": .string(whom.rawValue)])
        }
    }

    /// Closes an incident.
    ///
    /// - Parameter outcome: What came of it.
    /// - Throws: As ``tell(_:ofIncident:by:)`` does, and ``NodeError/incidentText``.
    package func closeIncident(
        _ number: Int, _ outcome: String, by person: String? = nil
    ) throws -> Incident {
        try Self.check(outcome)
        return try change(number, by: person) { incident in
            incident.outcome = outcome
            incident.closedAt = Timestamp(now: clock)
            return ("incident.closed", [:])
        }
    }

    /// The people whom an incident touched, by dataset: nil where the dataset tells no persons,
    /// or is no longer there.
    package func peopleTouched(by incident: Incident) throws -> [(dataset: Name, ids: [String]?)] {
        try incident.datasets.map { name in
            do {
                return (name, try vault.subjects(of: name, by: base.settings.name.text))
            } catch let error as VaultError
                where error == .unknownDataset(name: name.text)
                || error == .noSubjectColumn(dataset: name.text)
            {
                return (name, nil)
            }
        }
    }

    /// Until when whom must be told, by the economy's law as the charter has it.
    package func noticeClock(
        for addressee: Incident.Addressee, of incident: Incident
    ) throws -> NoticeClock {
        NoticeClock(for: addressee, from: incident.knownAt, under: try base.charter())
    }

    private static func check(_ text: String) throws {
        let isBlank = text.utf8.allSatisfy { $0 <= 0x20 }
        guard !isBlank, text.utf8.count <= Incident.textByteCountMax else {
            throw NodeError.incidentText
        }
    }

    private func change(
        _ number: Int, by person: String?,
        _ body: (inout Incident) -> (action: String, details: [String: JSONValue])
    ) throws -> Incident {
        try incidents.locked {
            var incident = try incidents.incident(number)
            guard incident.closedAt == nil else {
                throw NodeError.incidentClosed(number: number)
            }
            let act = body(&incident)
            try enter(act.action, incident, by: person, act.details)
            try incidents.write(incident)
            return incident
        }
    }

    private func enter(
        _ action: String, _ incident: Incident, by person: String?,
        _ details: [String: JSONValue]
    ) throws {
        var details = details
        details["incident"] = .integer(Int64(incident.number))
        try log(by: person).record(action, object: incident.digest, details: details)
    }
}
