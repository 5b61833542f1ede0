import ArgumentParser
import DureCore
import DureNode
import DureVault

/// Whom a command is about.
struct SubjectOption: ParsableArguments {
    @Option(
        name: .long,
        help: "The person, as the subject column has it; - reads a line of standard input.")
    var subject: String

    /// The identifier; read from standard input it is in no list of processes.
    func read() throws -> String { try Self.read(subject) }

    /// The same of an option's text.
    static func read(_ subject: String) throws -> String {
        let text = subject == "-" ? readLine() ?? "" : subject
        guard !text.isEmpty else { throw ValidationError("--subject wants an identifier.") }
        return text
    }
}

/// The commands about persons: `dure data search`, `withdraw`, `restore`, `correct`.
extension DataCommand {
    /// The command `dure data search`.
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.search.text(Speech.language),
            discussion: "Example: dure data search --subject P-0042 --home clinic\n"
                + "To hand out: dure data search --subject - --home clinic --json > copy.json")

        @OptionGroup var who: SubjectOption
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let found = try home.member().rows(of: who.read())
            output.show(
                .array(found.map(\.answer)),
                orLines: found.isEmpty
                    ? [Speech.say(SubjectPhrases.nobody)] : found.flatMap(SubjectText.lines))
        }
    }

    /// The command `dure data withdraw`.
    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.withdraw.text(Speech.language),
            discussion: "Example: dure data withdraw heart --subject P-0042 --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var who: SubjectOption
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let studies = try home.member()
                .setWithdrawn(true, subject: who.read(), in: name)
            output.show(
                ["dataset": .string(name.text), "studies_before": .texts(studies.map(\.text))],
                orLines: [Speech.say(SubjectPhrases.withdrawn, ["dataset": name.text])]
                    + SubjectText.studies(studies))
        }
    }

    /// The command `dure data restore`.
    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.restore.text(Speech.language),
            discussion: "Example: dure data restore heart --subject P-0042 --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var who: SubjectOption
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            _ = try home.member().setWithdrawn(false, subject: who.read(), in: name)
            output.show(
                ["dataset": .string(name.text)],
                orLines: [Speech.say(SubjectPhrases.restored, ["dataset": name.text])])
        }
    }

    /// The command `dure data correct`.
    struct Correct: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.correct.text(Speech.language),
            discussion: "Example: dure data correct heart --subject P-0042 --column age "
                + "--value 61 --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var who: SubjectOption
        @Option(name: .long, help: "The column.")
        var column: String
        @Option(name: .long, help: "The right value; left out, the value is missing from now on.")
        var value: String?
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let count = try home.member()
                .correct(column, of: who.read(), in: name, to: value)
            output.show(
                ["dataset": .string(name.text), "rows": .count(count)],
                orLines: [
                    Speech.say(
                        SubjectPhrases.corrected, ["dataset": name.text, "count": "\(count)"])
                ])
        }
    }
}

/// The commands that end data: `dure data erase`, `expire` and `rotate`.
extension DataCommand {
    /// The command `dure data erase`.
    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.erase.text(Speech.language),
            discussion: "Examples: dure data erase heart --subject P-0042 --home clinic\n"
                + "          dure data erase heart --all --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @Option(
            name: .long,
            help: "The person, as the subject column has it; - reads a line of standard input.")
        var subject: String?
        @Flag(name: .long, help: "Erase the whole dataset.")
        var all = false
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard all != (subject != nil) else {
                throw ValidationError("An erasure wants --subject or --all.")
            }
        }

        func run() throws {
            let member = try home.member()
            guard let subject else {
                let place = try member.vault.place(of: name)
                try member.erase(name)
                if place != nil {
                    return output.show(
                        ["dataset": .string(name.text), "in_place": true],
                        orLines: [Speech.say(ConnectPhrases.ended, ["dataset": name.text])])
                }
                return output.show(
                    ["dataset": .string(name.text), "days": .count(ErasureReceipt.backupDays)],
                    orLines: [
                        Speech.say(
                            SubjectPhrases.erasedAll,
                            [
                                "dataset": name.text,
                                "days": "\(ErasureReceipt.backupDays)",
                            ])
                    ])
            }
            let (receipt, studies) = try member.erase(
                subject: SubjectOption.read(subject), from: name)
            output.show(
                receipt.answer(studies: studies),
                orLines: SubjectText.lines(receipt) + SubjectText.studies(studies))
        }
    }

    /// The command `dure data expire`.
    struct Expire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.expire.text(Speech.language),
            discussion: "Example: dure data expire --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let names = try home.member().expire().map(\.text)
            output.show(
                .texts(names),
                orLines: names.isEmpty
                    ? [Speech.say(SubjectPhrases.nothingExpired)]
                    : names.map { Speech.say(SubjectPhrases.expired, ["dataset": $0]) })
        }
    }

    /// The command `dure data rotate`.
    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: SubjectPhrases.rotate.text(Speech.language),
            discussion: "Example: dure data rotate heart --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            try member.vault.rotateKey(of: name, by: member.base.settings.name.text)
            output.show(
                ["dataset": .string(name.text)],
                orLines: [Speech.say(SubjectPhrases.rotated, ["dataset": name.text])])
        }
    }
}

/// Persons' rows and receipts for people and as JSON.
enum SubjectText {
    static func lines(_ rows: SubjectRows) -> [String] {
        var table = TextTable(rows.card.columnNames)
        for index in rows.rows.indices {
            table.add(
                rows.card.columnNames.map { name in
                    switch rows.value(name, index) {
                    case .string(let text): text
                    case .null: ""
                    case let number: number.canonicalText
                    }
                })
        }
        let head = Speech.say(
            rows.isWithdrawn ? SubjectPhrases.foundWithdrawn : SubjectPhrases.found,
            ["dataset": rows.card.name.text, "count": "\(rows.rows.count)"])
        return [head] + table.lines
    }

    static func lines(_ receipt: ErasureReceipt) -> [String] {
        [
            Speech.say(
                SubjectPhrases.erased,
                [
                    "dataset": receipt.dataset.text, "count": "\(receipt.rowCount)",
                    "date": receipt.completeAt.date, "days": "\(ErasureReceipt.backupDays)",
                    "index": "\(receipt.ledgerIndex)", "hash": receipt.subject.hex,
                ])
        ]
    }

    /// What was made of the rows before stays as it is.
    static func studies(_ studies: [Name]) -> [String] {
        guard !studies.isEmpty else { return [] }
        let names = studies.map(\.text).joined(separator: ", ")
        return [Speech.say(SubjectPhrases.studiesBefore, ["studies": names])]
    }
}
