import ArgumentParser
import DureCore
import DureNode

/// The command `dure incident`: what is done when something went wrong with people's data.
struct IncidentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: IncidentPhrases.incident.text(Speech.language),
        subcommands: [
            Open.self, List.self, Show.self, People.self, Notice.self, Told.self, Close.self,
        ])

    /// The command `dure incident open`.
    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.open.text(Speech.language),
            discussion: """
                Example: dure incident open "A laptop with an export was lost" --dataset heart \
                --known 2026-11-22T09:00:00.000Z --home clinic
                """)

        @Argument(help: "What happened, in a few sentences; - reads standard input.")
        var what: String
        @Option(name: .long, help: "A dataset that it touched; may be given several times.")
        var dataset: [Name] = []
        @Option(
            name: .long, help: "Since when it is known, UTC (2026-11-22 or with a time); now.")
        var known: String?
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func validate() throws { _ = try knownAt() }

        func run() throws {
            let member = try home.member()
            let text =
                what == "-"
                ? String(decoding: try UserFile.read("-", byteCountMax: 1 << 16), as: UTF8.self)
                : what
            let incident = try member.openIncident(text, datasets: dataset, knownAt: knownAt())
            try IncidentText(incident, member).show(output)
        }

        private func knownAt() throws -> Timestamp? {
            guard let known else { return nil }
            let text = Timestamp.isDate(known) ? known + "T00:00:00.000Z" : known
            guard let time = Timestamp(parsing: text) else {
                throw ValidationError("--known wants 2026-11-22 or 2026-11-22T09:00:00.000Z.")
            }
            return time
        }
    }

    /// The command `dure incident list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.list.text(Speech.language),
            discussion: "Example: dure incident list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let incidents = try member.incidents.incidents()
            let lines = try incidents.map { try IncidentText($0, member).lines[0] }
            output.show(
                .array(try incidents.map { try member.answer(on: $0, Speech.language) }),
                orLines: lines.isEmpty ? [Speech.say(IncidentPhrases.none)] : lines)
        }
    }

    /// The command `dure incident show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.show.text(Speech.language),
            discussion: "Example: dure incident show 1 --home clinic")

        @OptionGroup var which: IncidentNumber
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try which.home.member()
            try IncidentText(member.incidents.incident(which.number), member).show(output)
        }
    }

    /// The command `dure incident people`.
    struct People: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.people.text(Speech.language),
            discussion: "Example: dure incident people 1 --output people.csv --home clinic")

        @OptionGroup var which: IncidentNumber
        @Option(name: .long, help: "The file (CSV) that the list is written to; only you read it.")
        var output: String
        @Flag(name: .long, help: "Replace the file where it is there.")
        var replace = false

        func run() throws {
            let member = try which.home.member()
            let incident = try member.incidents.incident(which.number)
            var lines = ["dataset,person"]
            for (dataset, ids) in try member.peopleTouched(by: incident) {
                guard let ids else {
                    StandardStreams.error(
                        Speech.say(IncidentPhrases.noPersons, ["dataset": dataset.text]))
                    continue
                }
                lines += ids.map { "\(dataset.text),\(Self.field($0))" }
            }
            try UserFile.write(
                Array((lines.joined(separator: "\n") + "\n").utf8), to: output,
                replacing: replace)
            StandardStreams.error(
                Speech.say(
                    IncidentPhrases.listed, ["count": "\(lines.count - 1)", "path": output]))
        }

        /// A field of RFC 4180.
        private static func field(_ text: String) -> String {
            guard text.utf8.contains(where: { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }) else {
                return text
            }
            // By scalars: with an accent behind it a quote is another letter, and yet a quote.
            let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }
            return "\"" + doubled.joined() + "\""
        }
    }

    /// The command `dure incident notice`.
    struct Notice: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.notice.text(Speech.language),
            discussion: "Example: dure incident notice 1 --to people --language ko --home clinic")

        @OptionGroup var which: IncidentNumber
        @Option(name: .long, help: "authority or people.")
        var to: Incident.Addressee
        @Option(name: .long, help: "en or ko; the language of this command where left out.")
        var language: Language?

        func run() throws {
            let member = try which.home.member()
            let text = try IncidentText(member.incidents.incident(which.number), member)
            for line in try text.notice(to: to, in: language ?? Speech.language) {
                StandardStreams.out(line)
            }
        }
    }

    /// The command `dure incident told`.
    struct Told: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.told.text(Speech.language),
            discussion: "Example: dure incident told 1 --who authority --home clinic")

        @OptionGroup var which: IncidentNumber
        @Option(name: .long, help: "authority or people.")
        var who: Incident.Addressee
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try which.home.member()
            try IncidentText(member.tell(who, ofIncident: which.number), member).show(output)
        }
    }

    /// The command `dure incident close`.
    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: IncidentPhrases.close.text(Speech.language),
            discussion: "Example: dure incident close 1 --outcome \"Found again\" --home clinic")

        @OptionGroup var which: IncidentNumber
        @Option(name: .long, help: "What came of it.")
        var outcome: String
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try which.home.member()
            let incident = try member.closeIncident(which.number, outcome)
            try IncidentText(incident, member).show(output)
        }
    }
}

/// Which incident of which home.
struct IncidentNumber: ParsableArguments {
    @Argument(help: "The incident's number.")
    var number: Int
    @OptionGroup var home: HomeOption
}

extension Incident.Addressee: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
