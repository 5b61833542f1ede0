import ArgumentParser
import DureCore
import DureLedger
import DureNode

extension LedgerCommand {
    /// The command `dure ledger audit`.
    struct Audit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.audit.text(Speech.language),
            discussion: """
                Example: dure ledger audit clinic --action dataset --verdict forbidden \
                --from 2026-01-01 --until 2026-07-01
                """)

        @OptionGroup var source: LedgerSource
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "What was done: an action, or a group such as study.round.")
        var action: String?
        @Option(name: .long, help: "The first digits of the hash of what it was done to.")
        var object: String?
        @Option(name: .long, help: "Who: the key id or institution in the entry.")
        var actor: String?
        @Option(name: .long, help: "The person's id in the entry, as ledger people shows it.")
        var person: String?
        @Option(name: .long, help: "The charter's answer: permitted, needs-approval, ...")
        var verdict: String?
        @Option(name: .long, help: "The first digits of the hash of the charter that was asked.")
        var charter: String?
        @Option(name: .long, help: "From this day or moment on (UTC): 2026-03-01.")
        var from: String?
        @Option(name: .long, help: "Before this day or moment (UTC): 2026-04-01.")
        var until: String?
        @Option(name: .long, help: "How many of the newest matching entries to show.")
        var last = 50

        func validate() throws {
            try LedgerTable.check(last: last)
            for text in [from, until].compactMap({ $0 }) where Self.moment(text) == nil {
                throw ValidationError(Speech.say(LedgerCommandPhrases.badDay, ["text": text]))
            }
        }

        private var query: LedgerQuery {
            var query = LedgerQuery()
            query.action = action
            query.object = object?.lowercased()
            query.actor = actor
            query.verdict = verdict
            query.charter = charter?.lowercased()
            query.detail = person.map { (name: "person", value: $0) }
            query.from = from.flatMap(Self.moment)
            query.until = until.flatMap(Self.moment)
            return query
        }

        private static func moment(_ text: String) -> Timestamp? {
            Timestamp(parsing: text) ?? Timestamp(parsing: text + "T00:00:00.000Z")
        }

        func run() throws {
            let reader = try source.soundReader()
            let (totals, newest) = try ask(reader)
            let evidence = try reader.evidence()
            let report = LedgerReport(
                audit: LedgerAudit.empty, beside: nil, evidence: evidence)
            output.show(
                [
                    "totals": totals.json, "entries": .array(newest.map { $1.answer(at: $0) }),
                    "evidence": .array(evidence.map(LedgerReport.json)),
                ],
                orLines: LedgerTable.lines(newest) + totalLines(totals) + report.evidenceLines)
        }

        private func ask(
            _ reader: LedgerReader
        ) throws -> (totals: LedgerTotals, newest: [(Int, LedgerEntry)]) {
            let head = try reader.checkpoint()
            var totals = LedgerTotals()
            var newest: [(Int, LedgerEntry)] = []
            let step = 4_096
            for start in stride(from: 0, to: head.size, by: step) {
                let range = start..<min(head.size, start + step)
                for (index, bytes) in zip(range, try reader.entries(range, under: head)) {
                    let entry = try LedgerEntry(parsing: bytes)
                    guard query.matches(entry) else { continue }
                    totals.add(entry)
                    newest.append((index, entry))
                }
                newest.removeFirst(max(0, newest.count - last))
            }
            return (totals, newest)
        }

        private func totalLines(_ totals: LedgerTotals) -> [String] {
            var lines = [
                Speech.say(LedgerCommandPhrases.matching, ["count": "\(totals.count)"])
            ]
            let parts: [(Phrase, [String: Int])] = [
                (LedgerCommandPhrases.action, totals.actions),
                (LedgerCommandPhrases.verdict, totals.verdicts),
                (LedgerCommandPhrases.actor, totals.actors),
                (LedgerCommandPhrases.charter, totals.charters),
            ]
            for (title, counts) in parts where !counts.isEmpty {
                var table = TextTable([Speech.say(title), Speech.say(LedgerCommandPhrases.count)])
                for (name, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
                {
                    table.add([name, "\(count)"])
                }
                lines += [""] + table.lines
            }
            return lines
        }
    }
}

extension LedgerCommand {
    /// The command `dure ledger people`.
    struct People: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: LedgerCommandPhrases.people.text(Speech.language),
            discussion: """
                Example: dure ledger people --home clinic
                Example: dure ledger people --home clinic --forget officer-7
                """)

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "Forget whose id that was. It cannot be taken back.")
        var forget: Name?

        func run() throws {
            let member = try home.member()
            guard let forget else { return try list(member) }
            guard let id = try member.forget(forget) else {
                StandardStreams.error(
                    Speech.say(LedgerCommandPhrases.nobody, ["person": forget.text]))
                throw ExitCode(1)
            }
            output.show(
                ["forgotten": .string(id)],
                orLines: [
                    Speech.say(
                        LedgerCommandPhrases.forgotten, ["person": forget.text, "id": id])
                ])
        }

        private func list(_ member: MemberHome) throws {
            let people = try member.people.people()
            var table = TextTable(
                [LedgerCommandPhrases.person, LedgerCommandPhrases.id].map { Speech.say($0) })
            for person in people { table.add([person.name.text, person.id]) }
            output.show(
                .array(
                    people.map { ["name": .string($0.name.text), "id": .string($0.id)] }),
                orLines: people.isEmpty
                    ? [Speech.say(LedgerCommandPhrases.noPeople)] : table.lines)
        }
    }
}
