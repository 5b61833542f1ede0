import ArgumentParser
import DureCore
import DureNode
import DurePrivacy

/// The program: one command, its subcommands one file each.
@main
struct Dure: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "dure",
        abstract: CommandPhrases.dure.text(Speech.language),
        discussion: CommandPhrases.dureDiscussion.text(Speech.language),
        version: version,
        subcommands: [
            InitCommand.self, CharterCommand.self, DataCommand.self, FederationCommands.self,
            StudyCommand.self, TrainCommand.self,
            UpCommand.self, CoordinateCommand.self, LedgerCommand.self,
            SlotCommand.self, KeyCommand.self, ModelCommand.self,
            PrivacyCommand.self, RecordsCommand.self, IncidentCommand.self,
            UserCommand.self, APICommand.self, DemoCommand.self,
        ])

    /// Exit codes: 0 done, 1 failed, 2 used wrongly, 130 stopped with Ctrl-C.
    static func main() async {
        MemoryTuning.apply()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withExplained: error)
        }
    }

    private static func exit(withExplained error: any Error) -> Never {
        let code = exitCode(for: error)
        if code == .success {
            exit(withError: error)  // Help and the version go to standard output.
        }
        if code == .validationFailure {
            StandardStreams.error(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
        if let silent = error as? ExitCode { exit(withError: silent) }
        // A server's or a file's names may stand in it.
        StandardStreams.error(Speech.explain(error).plain(keepsLines: true))
        exit(withError: ExitCode((error as? NodeError)?.isUsage == true ? 2 : 1))
    }
}
