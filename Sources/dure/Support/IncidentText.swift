import DureCharter
import DureCore
import DureNode
import DureVault

/// An incident for people and programs (control V14).
struct IncidentText {
    private let incident: Incident
    private let node: NodeSettings
    private let clocks: [(whom: Incident.Addressee, clock: NoticeClock)]
    private let now: Timestamp
    private let member: MemberHome

    init(_ incident: Incident, _ member: MemberHome) throws {
        self.incident = incident
        self.member = member
        node = member.base.settings
        now = Timestamp(now: member.clock)
        clocks = try Incident.Addressee.allCases.map {
            ($0, try member.noticeClock(for: $0, of: incident))
        }
    }

    func show(_ output: JSONOption) throws {
        output.show(try member.answer(on: incident, Speech.language), orLines: lines)
    }

    /// The first line tells the incident from others.
    var lines: [String] {
        let datasets = incident.datasets.map(\.text).joined(separator: ", ")
        let head = Speech.say(
            incident.closedAt == nil ? IncidentPhrases.openHead : IncidentPhrases.closedHead,
            [
                "number": "\(incident.number)", "known": incident.knownAt.description,
                "datasets": datasets.isEmpty ? "-" : datasets,
            ])
        return [head, "  " + incident.what] + clocks.map { "  " + line($0.whom, $0.clock) }
            + (incident.outcome.map { ["  " + Speech.say(IncidentPhrases.outcome, ["text": $0])] }
                ?? [])
    }

    private func line(_ whom: Incident.Addressee, _ clock: NoticeClock) -> String {
        let name = Speech.say(
            whom == .authority ? IncidentPhrases.authority : IncidentPhrases.peopleWord)
        if let told = incident.toldAt[whom] {
            return Speech.say(
                IncidentPhrases.toldAt,
                ["whom": name, "time": told.description, "late": late(told, clock)])
        }
        switch clock {
        case .until(let end, let fact):
            let phrase = now <= end ? IncidentPhrases.until : IncidentPhrases.overdue
            return Speech.say(
                phrase,
                [
                    "whom": name, "time": end.description, "law": fact.lawAndYear,
                    "hours": "\(abs(end.milliseconds - now.milliseconds) / 3_600_000)",
                ])
        case .inWords(let fact):
            return Speech.say(
                IncidentPhrases.inWords,
                [
                    "whom": name, "text": sentence(fact), "law": fact.lawAndYear,
                ])
        case .notEstablished(let fact):
            return Speech.say(
                IncidentPhrases.notEstablished,
                ["whom": name, "why": fact.map(sentence) ?? ""])
        }
    }

    private func late(_ told: Timestamp, _ clock: NoticeClock) -> String {
        guard case .until(let end, _) = clock, told > end else { return "" }
        return " " + Speech.say(IncidentPhrases.late, ["time": end.description])
    }

    private func sentence(_ fact: LegalFact) -> String {
        fact.sentence(Speech.language.rawValue, fallback: ["en"]) ?? ""
    }

    // MARK: Notice

    /// The text of the notice; what no machine can know stands in brackets to be filled in.
    func notice(to whom: Incident.Addressee, in language: Language) throws -> [String] {
        let cards = try incident.datasets.compactMap { name -> DatasetCard? in
            do {
                return try member.vault.card(of: name)
            } catch let error as VaultError where error == .unknownDataset(name: name.text) {
                return nil  // Erased since; its name still stands in the notice.
            }
        }
        let touched = try member.peopleTouched(by: incident)
        let count = touched.reduce(0) { $0 + ($1.ids?.count ?? 0) }
        let isWhole = touched.allSatisfy { $0.ids != nil } && !touched.isEmpty
        let kinds = cards.reduce(into: Set<String>()) {
            $0.formUnion($1.draft.contains.map(\.rawValue))
        }
        let columns = Set(cards.flatMap(\.columnNames)).sorted()
        let blank = IncidentPhrases.blank.text(language)
        let people =
            isWhole
            ? "\(count)"
            : IncidentPhrases.atLeast.text(language, ["count": "\(count)"])
        let fields: [(Phrase, String)] = [
            (IncidentPhrases.institution, node.name.text),
            (IncidentPhrases.happened, incident.what),
            (IncidentPhrases.knownSince, incident.knownAt.description),
            (
                IncidentPhrases.data,
                cards.map(\.draft.title).joined(separator: ", ")
                    + (kinds.isEmpty ? "" : " (\(Self.words(kinds, language)))")
            ),
            (IncidentPhrases.items, columns.joined(separator: ", ")),
            (IncidentPhrases.peopleCount, people), (IncidentPhrases.measures, blank),
            (
                whom == .people ? IncidentPhrases.whatYouCanDo : IncidentPhrases.consequences,
                blank
            ),
            (IncidentPhrases.contact, blank),
        ]
        let title = whom == .people ? IncidentPhrases.titlePeople : IncidentPhrases.titleAuthority
        return [title.text(language), ""]
            + fields.map { "\($0.0.text(language)): \($0.1.isEmpty ? blank : $0.1)" }
    }

    private static func words(_ words: Set<String>, _ language: Language) -> String {
        words.sorted().map { Vocabulary.text($0, language) }.joined(separator: ", ")
    }
}
