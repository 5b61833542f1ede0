package import DureCharter
package import DureCore

extension MemberHome {
    /// An incident as commands and the management API tell it.
    ///
    /// - Throws: What reading the charter throws, by whose law the clocks run.
    package func answer(on incident: Incident, _ language: Language) throws -> JSONValue {
        let clocks = try Incident.Addressee.allCases.map {
            ($0.rawValue, try notice(to: $0, incident, language))
        }
        var members: [String: JSONValue] = [
            "incident": .count(incident.number), "opened": .string(incident.openedAt.description),
            "known": .string(incident.knownAt.description), "what": .string(incident.what),
            "datasets": .texts(incident.datasets.map(\.text)),
            "open": .bool(incident.closedAt == nil),
            "notices": .object(Dictionary(uniqueKeysWithValues: clocks)),
        ]
        members["outcome"] = incident.outcome.map { .string($0) }
        members["closed"] = incident.closedAt.map { .string($0.description) }
        return .object(members)
    }

    private func notice(
        to whom: Incident.Addressee, _ incident: Incident, _ language: Language
    ) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        let told = incident.toldAt[whom]
        members["told"] = told.map { .string($0.description) }
        switch try noticeClock(for: whom, of: incident) {
        case .until(let end, let fact):
            members["until"] = .string(end.description)
            members["overdue"] = .bool((told ?? Timestamp(now: clock)) > end)
            members["law"] = .string(fact.lawAndYear)
        case .inWords(let fact):
            members["law"] = .string(fact.lawAndYear)
            members["text"] = .string(fact.sentence(language.rawValue, fallback: ["en"]) ?? "")
        case .notEstablished: members["established"] = false
        }
        return .object(members)
    }
}

extension LegalFact {
    /// The law and its year, as far as they are known.
    package var lawAndYear: String {
        [law, year.map { "\($0)" }].compactMap { $0 }.joined(separator: ", ")
    }
}
