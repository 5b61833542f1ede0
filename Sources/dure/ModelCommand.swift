import ArgumentParser

/// `dure model`
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "model")
}
