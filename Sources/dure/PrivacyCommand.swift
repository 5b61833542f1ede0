import ArgumentParser

/// The command `dure privacy`.
struct PrivacyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "privacy")
}
