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
            let records = try member.records()
            output.show(records.processingAnswer, orLines: ProcessingText(records).lines)
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
            let records = try member.records()
            output.show(records.releasesAnswer, orLines: ReleaseText(records).lines)
            guard records.isCovered else { throw ExitCode(1) }
        }
    }
}
