import ArgumentParser

/// The command `dure model`.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "model")
}
