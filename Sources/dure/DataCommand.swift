import ArgumentParser
import DureCore
import DureNode
import DureVault

/// The command `dure data`.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: DataPhrases.data.text(Speech.language),
        subcommands: [
            Import.self, DataScanCommand.self, List.self, Show.self, CroissantCommand.self,
            LineageCommand.self,
            Search.self, Withdraw.self, Restore.self, Correct.self, Erase.self, Expire.self,
            Rotate.self, Connect.self, ConnectionCommand.self,
        ])

    /// The command `dure data import`.
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: DataPhrases.importTable.text(Speech.language),
            discussion: DataPhrases.importDiscussion.text(Speech.language))

        @Argument(
            help: """
                The table (CSV, TSV, JSON Lines; packed with gzip or not) or a SQLite database: \
                a file, or - for standard input.
                """)
        var file: String
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption
        @Option(name: .long, help: "The dataset's name: 1 to 40 of a-z, 0-9 and -.")
        var name: Name?
        @Option(name: .long, help: "The card (TOML).")
        var card: String?
        @Option(
            name: .long,
            help: "What it may be used for, in place of the card's purposes; may be repeated.")
        var purpose: [String] = []
        @OptionGroup var numbers: NumberOptions
        @Option(name: .long, help: "The table of a SQLite database that has several.")
        var table: String?
        @Option(
            name: .long,
            help: "The columns and types that it must have: what --dry-run --json printed.")
        var schema: String?
        @Flag(name: .long, help: "Show the columns and what is in them, and import nothing.")
        var dryRun = false

        func validate() throws {
            guard dryRun || (name != nil && card != nil) else {
                throw ValidationError("An import wants --name and --card; --dry-run only looks.")
            }
        }

        func run() throws {
            let path = file == "-" ? "/dev/stdin" : file
            guard let name, let card else {
                return try show(
                    MemberHome.preview(ofCSVAt: path, table: table, watch: ImportProgress.watch))
            }
            let member = try home.member()
            var draft = try member.importCard(
                parsing: UserFile.read(card, byteCountMax: ImportCard.byteCountMax), name: name,
                path: card, purposes: purpose
            ).doing(numbers.actions)
            if let schema {
                draft = try draft.fixed(
                    bySchema: UserFile.read(schema, byteCountMax: ImportCard.byteCountMax),
                    path: schema)
            }
            if !dryRun { try member.checkIsNew(name) }
            if dryRun {
                let preview = try MemberHome.preview(
                    ofCSVAt: path, table: table, types: draft.types, watch: ImportProgress.watch)
                try draft.draft.check(against: preview.schema)
                return show(preview)
            }
            let imported = try member.importCSV(
                at: path, table: table, as: draft, search: numbers.search(),
                watch: ImportProgress.watch)
            output.show(
                imported.answer(budget: try member.budgetBook(of: name)),
                orLines: [
                    Speech.say(
                        DataPhrases.imported,
                        [
                            "name": name.text, "rows": "\(imported.rowCount)",
                            "columns": "\(imported.schema.columns.count)",
                        ]),
                    Speech.say(DataPhrases.contentHash, ["hash": imported.contentHash.hex]),
                ] + CardText.numbers(imported))
        }

        private func show(_ preview: TablePreview) {
            let schema = preview.schema
            let found =
                preview.numbers.count == 0
                ? [] : [""] + ScanText.tallies(preview.numbers, isTable: true) + [""]
            output.show(
                [
                    "rows": .count(schema.rowCount),
                    "columns": .array(schema.columns.map { $0.answer(nil) }),
                    "numbers": ScanText.found(preview.numbers),
                ],
                orLines: CardText.table(schema, [:]) + found + [
                    Speech.say(
                        DataPhrases.dryRun,
                        [
                            "rows": "\(schema.rowCount)",
                            "columns": "\(schema.columns.count)",
                        ])
                ])
        }
    }

    /// The command `dure data list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: DataPhrases.list.text(Speech.language),
            discussion: "Example: dure data list --home clinic")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let cards = try home.member().vault.cards()
            var table = TextTable(
                [
                    DataPhrases.name, DataPhrases.rows, DataPhrases.columns, DataPhrases.importedAt,
                    DataPhrases.purposes, DataPhrases.title,
                ].map { Speech.say($0) })
            for card in cards {
                table.add([
                    card.name.text, "\(card.rowCount)", "\(card.schema.columns.count)",
                    card.importedAt.date, CardText.words(card.draft.purposes),
                    card.draft.title,
                ])
            }
            output.show(
                .array(cards.map { $0.answer() }),
                orLines: cards.isEmpty ? [Speech.say(DataPhrases.none)] : table.lines)
        }
    }

    /// The command `dure data show`.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: DataPhrases.show.text(Speech.language),
            discussion: "Example: dure data show heart --home clinic")

        @Argument(help: "The dataset's name.")
        var name: Name
        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let card = try member.vault.card(of: name)
            let book = try member.budgetBook(of: name)
            let spent = try book?.spent(effort: .full)
            let place = try member.vault.place(of: name)
            output.show(
                ConnectText.json(place, in: card.answer(budget: book, spent: spent)),
                orLines: ConnectText.lines(place)
                    + CardText.lines(card, budget: book, spent: spent))
        }
    }
}
