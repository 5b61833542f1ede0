import ArgumentParser

/// `dure demo`
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "demo")
}
