import ArgumentParser
import DureCore
import DureNode
import DureVault

/// The command `dure records`: registers that the machine writes from the ledger.
struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: RecordsCommandPhrases.records.text(Speech.language),
        subcommands: [Processing.self, Releases.self])

    /// The command `dure records processing`.
    struct Processing: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: RecordsCommandPhrases.processing.text(Speech.language),
            discussion: "Example: dure records processing --home clinic --json > register.json")

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let text = ProcessingText(
                records: try member.records(), cards: try member.vault.cards(),
                node: member.base.settings)
            output.show(text.json, orLines: text.lines)
        }
    }

    /// The command `dure records releases`.
    struct Releases: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: RecordsCommandPhrases.releases.text(Speech.language),
            discussion: """
                Example: dure records releases --home clinic
                \(RecordsCommandPhrases.releasesExit.text(Speech.language))
                """)

        @OptionGroup var home: HomeOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let member = try home.member()
            let text = ReleaseText(
                records: try member.records(), cards: try member.vault.cards(),
                node: member.base.settings)
            output.show(text.json, orLines: text.lines)
            guard text.isCovered else { throw ExitCode(1) }
        }
    }
}
