import ArgumentParser

/// The command `dure study`.
struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "study")
}
